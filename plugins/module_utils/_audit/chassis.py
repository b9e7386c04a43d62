# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks of the host that the BMC manages: boot, chassis, and what the host may do to its BMC. IPMI v2.0 §21, §28."""

from __future__ import annotations

import typing as t

from .check import Check, Severity, Verdict, accepted, failed, fixed, passed, undeclared, undetectable, unsupported
from .facts import Facts, listed

NO_OVERRIDE = "default"
_LOCKS = ("lock_keyboard", "lock_power_button", "lock_reset_button", "lock_sleep_button")


def _override(facts: Facts, declared: t.Any) -> Verdict:
    boot = _boot(facts)
    if boot is None:
        return unsupported("This BMC has no boot flags.")
    wanted = declared.get("boot_device") or NO_OVERRIDE
    found = boot.get("device")
    evidence = {"device": found, "persistent": boot.get("persistent"), "declared": wanted}
    if found is None:
        return undetectable("The boot device cannot be told from the boot flags of this vendor.", **evidence)
    if found != wanted:
        return failed(f"The host boots {found}, not {wanted}.", {"boot": {"device": wanted}}, **evidence)
    return passed("The boot device is as declared.", **evidence)


def _boot(facts: Facts) -> dict[str, t.Any] | None:
    entries = facts["boot"]
    return entries[0] if entries else None


def _flag_off(flag: str, wrong: str, right: str) -> t.Callable[[Facts, t.Any], Verdict]:
    """Return the judgement that a boot flag is off; ``config_info`` shows only those that are on."""

    def judge(facts: Facts, declared: t.Any) -> Verdict:
        boot = _boot(facts)
        if boot is None:
            return unsupported("This BMC has no boot flags.")
        if boot.get(flag):
            return failed(wrong, {"boot": {flag: False}}, flag=flag)
        return passed(right, flag=flag)

    return judge


def _locks(facts: Facts, declared: t.Any) -> Verdict:
    boot, wanted = _boot(facts), declared.get("boot_locks")
    if wanted is None:
        return undeclared("boot_locks")
    if boot is None:
        return unsupported("This BMC has no boot flags.")
    found = [name for name in _LOCKS if boot.get(name)]
    if sorted(found) != sorted(wanted):
        mend = {"boot": {name: name in wanted for name in _LOCKS}}
        return failed(
            f"The locks set are {listed(found) or 'none'}, not {listed(wanted) or 'none'}.", mend, found=found
        )
    return passed("The locks of the host's buttons and keys are as declared.", found=found)


def _intrusion(facts: Facts, declared: t.Any) -> Verdict:
    if facts["chassis"]["intrusion"]:
        return failed("The chassis is, or was, open.", remedy="Look at the machine, then reset the sensor.")
    return passed("The chassis is closed, as far as the BMC can tell.")


def _restore_policy(facts: Facts, declared: t.Any) -> Verdict:
    wanted = declared.get("power_restore_policy")
    if wanted is None:
        return undeclared("power_restore_policy")
    found = facts["chassis"]["power_restore_policy"]
    if found != wanted:
        mend = {"chassis": {"power_restore_policy": wanted}}
        return failed(f"After a power cut the host is {found}, not {wanted}.", mend, found=found)
    return passed(f"After a power cut the host is {wanted}.", found=found)


_FLAGS = ("IPMI v2.0 §28.13 parameter 5",)
_FIREWALL = "The module firewall reads and writes it for channel 15; it is not judged."
CHECKS = (
    Check(
        "BMC-SYS-001", "No unexpected boot device", Severity.HIGH, "standard", _FLAGS, ("boot",), _override,
    ),
    Check(
        "BMC-SYS-002", "The host's password is not bypassed", Severity.HIGH, "essential", _FLAGS, ("boot",),
        _flag_off(
            "bypass_user_password", "The next boot bypasses the password of the host's firmware.",
            "The password of the host's firmware is not bypassed.",
        ),
    ),
    Check(
        "BMC-SYS-003", "The host's settings are not cleared", Severity.HIGH, "standard", _FLAGS, ("boot",),
        _flag_off(
            "clear_cmos", "The next boot clears the settings of the host's firmware.",
            "The settings of the host's firmware are not cleared.",
        ),
    ),
    Check("BMC-SYS-004", "Buttons are locked as declared", Severity.LOW, "strict", _FLAGS, ("boot",), _locks),
    Check(
        "BMC-SYS-005", "The chassis is closed", Severity.MEDIUM, "standard",
        ("IPMI v2.0 §28.2",), ("chassis",), _intrusion,
    ),
    Check(
        "BMC-SYS-006", "The power restore policy is as declared", Severity.LOW, "standard",
        ("IPMI v2.0 §28.8",), ("chassis",), _restore_policy,
    ),
    Check(
        "BMC-SYS-007", "No watchdog resets the host by surprise", Severity.LOW, "strict", ("IPMI v2.0 §27.7",), (),
        fixed(undetectable("It needs Get Watchdog Timer (06h/25h), which the collection does not have yet.")),
    ),
    Check(
        "BMC-HOST-001", "The host can administer its BMC", Severity.HIGH, "essential", ("IPMI v2.0 §6.6",), (),
        fixed(accepted(
            "Root on the host can add administrators to its BMC without a password; the specification asks for it.",
            "Trust the host no less than the BMC, or restrict its interface where the vendor lets one.",
        )),
    ),
    Check(
        "BMC-HOST-002", "The host's interface is restricted", Severity.HIGH, "strict", (), (),
        fixed(undetectable("Each vendor has a command of its own for it; the collection has none of them yet.")),
    ),
    Check(
        "BMC-HOST-003", "The firmware firewall keeps the host out", Severity.HIGH, "strict",
        ("IPMI v2.0 §21.2",), (), fixed(undetectable(_FIREWALL)),
    ),
    Check(
        "BMC-HOST-004", "The host cannot reach the BMC's buses", Severity.MEDIUM, "strict",
        ("IPMI v2.0 §22.11",), (), fixed(undetectable(_FIREWALL)),
    ),
)  # fmt: skip

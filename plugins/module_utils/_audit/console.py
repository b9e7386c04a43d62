# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks of serial over LAN and of serial channels. IPMI v2.0 §26.3, §22.23."""

from __future__ import annotations

import typing as t

from .check import Check, Severity, Verdict, failed, fixed, passed, undeclared, undetectable, unsupported
from .facts import Facts, listed
from .settings import every_channel, everywhere, setting_mended

_ABSENT = "This BMC has no serial over LAN."
_SERIAL_COMMAND = "Get Serial/Modem Configuration (0Ch/11h)"
_HIGH = ("operator", "administrator", "oem")


def _in_use(facts: Facts, declared: t.Any) -> Verdict:
    wanted = declared.get("sol_enabled")
    if wanted is None:
        return undeclared("sol_enabled")
    found = facts.of_channels("sol", "enabled")
    wrong = [channel for channel, value in found.items() if value != wanted]
    if not found:
        return unsupported(_ABSENT)
    if wrong:
        mend = setting_mended("sol", "enabled", wanted, wrong)
        state = "off" if wanted else "on"
        return failed(f"Serial over LAN is {state} on channel {listed(wrong)}.", mend)
    return passed("Serial over LAN is as declared.")


def _privilege(facts: Facts, declared: t.Any) -> Verdict:
    sentences = (
        "The level user is enough for the console on channel {channel}.",
        "The console needs at least the level operator.",
        _ABSENT,
    )
    return every_channel(facts, "sol", "privilege", lambda value: value in _HIGH, _HIGH[0], sentences)


def _serial_channels(facts: Facts) -> list[int]:
    return [entry["channel"] for entry in facts["channel_infos"] if entry["medium"] == "serial"]


def _serial_access(facts: Facts, declared: t.Any) -> Verdict:
    numbers = _serial_channels(facts)
    if not numbers:
        return unsupported("This BMC has no serial channel.")
    modes = {entry["channel"]: entry.get("access_mode") for entry in facts["channels"] if entry["channel"] in numbers}
    wrong = [channel for channel, mode in modes.items() if mode not in (None, "disabled", "pre_boot_only")]
    if wrong:
        mend = setting_mended("channels", "access_mode", "pre_boot_only", wrong)
        return failed(f"Serial channel {listed(wrong)} lets somebody in at any time.", mend, modes=modes)
    return passed("No serial channel lets anybody in while the host runs.", modes=modes)


def _serial_authentication(facts: Facts, declared: t.Any) -> Verdict:
    numbers = _serial_channels(facts)
    if not numbers:
        return unsupported("This BMC has no serial channel.")
    settings = ("per_message_authentication", "user_level_authentication")
    wrong = [
        entry for entry in facts["channels"]
        if entry["channel"] in numbers and any(entry.get(name) is False for name in settings)
    ]  # fmt: skip
    if wrong:
        channels = sorted({entry["channel"] for entry in wrong})
        entries: list[t.Any] = [{"channel": channel, **dict.fromkeys(settings, True)} for channel in channels]
        return failed(f"Serial channel {listed(channels)} does not authenticate all messages.", {"channels": entries})
    return undetectable(
        "Serial channels authenticate all messages; their authentication types need "
        f"{_SERIAL_COMMAND}, which the collection does not have yet."
    )


_SOL = ("IPMI v2.0 §26.3",)
CHECKS = (
    Check("BMC-SOL-001", "Serial over LAN is on only where used", Severity.LOW, "strict", _SOL, ("sol",), _in_use),
    Check(
        "BMC-SOL-002", "The console is encrypted", Severity.HIGH, "standard", _SOL, ("sol",),
        everywhere(
            "sol", "force_encryption", True, "The console may be used without encryption on channel {channel}.",
            "The console has to be encrypted.", _ABSENT,
        ),
    ),
    Check(
        "BMC-SOL-003", "The console is authenticated", Severity.HIGH, "standard", _SOL, ("sol",),
        everywhere(
            "sol", "force_authentication", True, "The console may be used unauthenticated on channel {channel}.",
            "The console has to be authenticated.", _ABSENT,
        ),
    ),
    Check("BMC-SOL-004", "The console is not for everybody", Severity.MEDIUM, "standard", _SOL, ("sol",), _privilege),
    Check(
        "BMC-SER-001", "Serial channels are closed while the host runs", Severity.MEDIUM, "standard",
        ("TA13-207A", "IPMI v2.0 §22.23"), ("channel_infos", "channels"), _serial_access,
    ),
    Check(
        "BMC-SER-002", "Serial channels authenticate as LAN channels do", Severity.MEDIUM, "standard",
        ("IPMI v2.0 §22.23", "IPMI v2.0 §25.2"), ("channel_infos", "channels"), _serial_authentication,
    ),
    Check(
        "BMC-SER-003", "The BMC calls nobody", Severity.LOW, "strict", ("IPMI v2.0 §25.2",), (),
        fixed(undetectable(f"It needs {_SERIAL_COMMAND}, which the collection does not have yet.")),
    ),
)  # fmt: skip

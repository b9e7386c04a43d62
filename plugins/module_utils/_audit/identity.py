# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks of firmware and identity, and of what no IPMI command tells. IPMI v2.0 §20.1, §20.4, §20.8."""

from __future__ import annotations

import re
import typing as t

from .check import Check, Severity, Verdict, failed, fixed, passed, undeclared, undetectable
from .facts import Facts, listed

_WELL = ("passed", "not_implemented")


def _firmware(facts: Facts, declared: t.Any) -> Verdict:
    table = declared.get("firmware_minimum")
    if table is None:
        return undeclared("firmware_minimum")
    found = facts["device"]["firmware"]
    own = (facts.manufacturer_id, facts.product_id)
    rows = [row for row in table if (row["manufacturer_id"], row["product_id"]) == own]
    if not rows:
        return undetectable(
            f"declared.firmware_minimum has no row for manufacturer {own[0]}, product {own[1]}.", firmware=found
        )
    minimum = rows[0]["firmware"]
    evidence = {"firmware": found, "minimum": minimum}
    if version(found) < version(minimum):
        return failed(f"The firmware is {found}, older than {minimum}.", remedy="Update it with the vendor's tool.",
                      **evidence)  # fmt: skip
    return passed(f"The firmware is {found}, at least {minimum}.", **evidence)


def version(text: str) -> tuple[int, ...]:
    """Return the numbers of a version, to be compared."""
    return tuple(int(number) for number in re.findall(r"\d+", text))


def _self_test(facts: Facts, declared: t.Any) -> Verdict:
    test, device = facts["self_test"], facts["device"]
    if not device["is_available"]:
        return failed("The BMC is in the middle of an update or of its start.", remedy="Wait, then look again.")
    if test["result"] not in _WELL:
        return failed(
            f"The self test says {test['result']}: {listed(test['failures']) or test['detail']}.",
            remedy="Ask the vendor; firmware or stored data may be damaged.",
            **test,
        )
    return passed(f"The self test says {test['result']}.", **test)


def _identity(facts: Facts, declared: t.Any) -> Verdict:
    wanted = {name: value for name, value in (declared.get("identity") or {}).items() if value is not None}
    if not wanted:
        return undeclared("identity")
    guid = facts.get("guid") or {}
    found = {
        "system_guid": {_plain(value) for value in guid.values() if isinstance(value, str)},
        "mac_address": {_plain(entry["mac_address"]) for entry in facts.get("addresses") or [] if entry["mac_address"]},
        "serial": {_plain(value) for value in facts.get("serials") or []},
    }
    wrong = {name: value for name, value in wanted.items() if found[name] and _plain(value) not in found[name]}
    unknown = [name for name in wanted if not found[name]]
    evidence: dict[str, t.Any] = {"declared": wanted, "found": {name: sorted(found[name]) for name in wanted}}
    if wrong:
        return failed(
            f"This is another machine than declared: its {listed(wrong)} differs.",
            remedy="Find out whether the board was replaced or the address is another one's.",
            **evidence,
        )
    if unknown:
        return undetectable(f"This BMC does not tell its {listed(unknown)}.", **evidence)
    return passed("It is the machine that is declared.", **evidence)


def _plain(text: str) -> str:
    """Return an identifier as it is compared: without its separators and capitals."""
    return re.sub(r"[\s:.\-]", "", text).lower()


_OUTSIDE = "It is no matter of IPMI; a check from another place on the network tells."
CHECKS = (
    Check(
        "BMC-FW-001", "The firmware is not older than declared", Severity.HIGH, "essential",
        ("CVE-2024-54085", "CVE-2021-39296", "CVE-2014-8272", "IPMI v2.0 §20.1"), ("device",), _firmware,
    ),
    Check(
        "BMC-FW-002", "All of one model have the same firmware", Severity.LOW, "standard", ("IPMI v2.0 §20.1",), (),
        fixed(undetectable("One BMC cannot tell; the inventory plugin groups BMCs by firmware.")),
    ),
    Check(
        "BMC-FW-003", "The self test found nothing", Severity.MEDIUM, "standard",
        ("IPMI v2.0 §20.4", "NIST SP 800-193"), ("self_test", "device"), _self_test,
    ),
    Check(
        "BMC-FW-004", "It is the machine that it should be", Severity.MEDIUM, "standard",
        ("IPMI v2.0 §22.14", "IPMI v2.0 §23.2 parameter 5"), ("guid", "addresses", "serials"), _identity,
    ),
    Check(
        "BMC-FW-005", "Firmware updates are signed", Severity.MEDIUM, "strict", ("NIST SP 800-147B", "NIST SP 800-193"),
        (), fixed(undetectable("IPMI does not tell; the vendor attests it.")),
    ),
    Check(
        "BMC-SVC-001", "Services not in use are off", Severity.MEDIUM, "strict", (), (),
        fixed(undetectable("Each vendor has a command of its own for it; the collection has none of them yet.")),
    ),
    Check(
        "BMC-SVC-002", "Redfish is there", Severity.LOW, "standard", (), (), fixed(undetectable(_OUTSIDE)),
    ),
    Check(
        "BMC-SVC-003", "No old port gives passwords away", Severity.CRITICAL, "standard", (), (),
        fixed(undetectable(_OUTSIDE)),
    ),
    Check(
        "BMC-SVC-004", "Certificates, directory and log server are set up", Severity.MEDIUM, "strict", (), (),
        fixed(undetectable("IPMI has no settings for them.")),
    ),
)  # fmt: skip

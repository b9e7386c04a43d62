# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fleets of a size that no test can audit, with results in the shape that ``audit`` returns: the same every time."""

from __future__ import annotations

import random
import typing as t

from ansible_collections.baremetal.ipmi.plugins.module_utils._report.fleet import (
    PROFILES,
    Fleet,
    Run,
    fleet_from_results,
)

RUN = Run(
    title="BMC audit",
    profile="strict",
    started="2026-01-31T11:58:20Z",
    ended="2026-01-31T12:00:00Z",
    controller={"host": "controller", "user": "auditor", "ansible_core": "2.19.0"},
    collection_version="0.1.0",
    inventory="inventory/fleet.yml",
    policy_digest="sha256:" + "0" * 64,
)

WEIGHTS = {"critical": 10, "high": 5, "medium": 2, "low": 1}

# id, title, severity, profile, how often it fails of a hundred, or the state that it has on all
CHECKS: tuple[tuple[str, str, str, str, int | str], ...] = (
    ("BMC-ALRT-001", "The SNMP community is not a usual one", "medium", "standard", 40),
    ("BMC-ALRT-002", "Events are filtered and alerts sent", "low", "standard", 35),
    ("BMC-ALRT-004", "Alerts go where they should", "medium", "standard", "not_detectable"),
    ("BMC-ALRT-006", "Channels let alerts through", "low", "standard", 5),
    ("BMC-AUTH-001", "No login without authentication", "critical", "essential", 2),
    ("BMC-AUTH-002", "No login with the password in clear", "high", "standard", 18),
    ("BMC-AUTH-003", "No login with MD2", "medium", "standard", 30),
    ("BMC-AUTH-004", "No login type of the vendor's own", "low", "standard", 6),
    ("BMC-AUTH-005", "No IPMI 1.5 login at all", "medium", "strict", 60),
    ("BMC-AUTH-006", "The BMC speaks IPMI 2.0", "high", "standard", 0),
    ("BMC-AUTH-007", "Password hashes can be had by anyone", "high", "essential", "accepted_risk"),
    ("BMC-AUTH-008", "A BMC key is set", "medium", "strict", "not_detectable"),
    ("BMC-AUTH-009", "No login by role alone", "high", "standard", 4),
    ("BMC-CHAN-001", "Every channel with sessions is known", "medium", "standard", 9),
    ("BMC-CHAN-002", "Each message is authenticated", "high", "standard", 12),
    ("BMC-CHAN-003", "Messages at the level user are authenticated", "medium", "standard", 14),
    ("BMC-CHAN-004", "Channels not in use are disabled", "high", "standard", 20),
    ("BMC-CHAN-007", "A restart does not change channel settings", "medium", "standard", 8),
    ("BMC-CIPH-001", "Cipher suite 0 is not usable", "critical", "essential", 7),
    ("BMC-CIPH-002", "No cipher suite without integrity", "high", "standard", 22),
    ("BMC-CIPH-003", "No cipher suite without encryption", "high", "standard", 25),
    ("BMC-CIPH-004", "No cipher suite with RC4", "high", "standard", 10),
    ("BMC-CIPH-005", "No cipher suite with MD5", "medium", "standard", 31),
    ("BMC-CIPH-006", "A good cipher suite is usable", "high", "essential", 0),
    ("BMC-CIPH-007", "Only cipher suite 17 is usable", "low", "strict", 85),
    ("BMC-CIPH-009", "Cipher suites do what is configured", "medium", "standard", "not_detectable"),
    ("BMC-CIPH-010", "Suites without encryption do not allow administrators", "medium", "strict", 27),
    ("BMC-FW-001", "The firmware is not older than declared", "high", "essential", 33),
    ("BMC-FW-003", "The self test found nothing", "medium", "standard", 3),
    ("BMC-FW-004", "It is the machine that it should be", "medium", "standard", 1),
    ("BMC-FW-005", "Firmware updates are signed", "medium", "strict", "not_detectable"),
    ("BMC-HOST-001", "The host can administer its BMC", "high", "essential", "accepted_risk"),
    ("BMC-HOST-003", "The firmware firewall keeps the host out", "high", "strict", "not_supported"),
    ("BMC-LOCK-001", "Wrong passwords lock an account", "medium", "standard", 55),
    ("BMC-LOCK-002", "A lock ends by itself", "medium", "standard", 11),
    ("BMC-LOCK-003", "Locks are logged", "low", "standard", 50),
    ("BMC-LOG-001", "Events are logged", "high", "standard", 2),
    ("BMC-LOG-002", "The event log has room", "medium", "standard", "not_detectable"),
    ("BMC-NET-001", "The VLAN is as declared", "high", "standard", 5),
    ("BMC-NET-003", "The address comes from where it should", "low", "standard", 16),
    ("BMC-NET-004", "The address is in a management network", "high", "essential", 3),
    ("BMC-NET-005", "The BMC does not announce itself", "low", "standard", 45),
    ("BMC-NET-007", "IPv6 is off unless used", "medium", "standard", 19),
    ("BMC-PASS-005", "Passwords travel encrypted", "high", "essential", 0),
    ("BMC-PASS-006", "No empty password", "critical", "essential", "not_detectable"),
    ("BMC-SOL-001", "Serial over LAN is on only where used", "low", "strict", 38),
    ("BMC-SOL-002", "The console is encrypted", "high", "standard", 15),
    ("BMC-SOL-003", "The console is authenticated", "high", "standard", 13),
    ("BMC-SOL-004", "The console is not for everybody", "medium", "standard", 28),
    ("BMC-SYS-001", "No unexpected boot device", "high", "standard", 6),
    ("BMC-SYS-002", "The host's password is not bypassed", "high", "essential", 1),
    ("BMC-SYS-006", "The power restore policy is as declared", "low", "standard", 24),
    ("BMC-USER-001", "No anonymous login", "critical", "essential", 2),
    ("BMC-USER-002", "No usable account without a name", "critical", "essential", 4),
    ("BMC-USER-003", "Slot 1 is disabled or has a name", "high", "standard", 5),
    ("BMC-USER-004", "No factory account in use", "high", "standard", 48),
    ("BMC-USER-005", "No published default password", "critical", "essential", 9),
    ("BMC-USER-007", "Only declared accounts are enabled", "high", "standard", 21),
    ("BMC-USER-008", "Nobody may do more than is declared", "high", "standard", 17),
    ("BMC-USER-009", "Few administrators", "medium", "standard", 23),
)

MAKES = (("Supermicro", 10876, 2327, "1.73"), ("Dell Inc.", 674, 256, "6.10"), ("HPE", 11, 8224, "2.78"))
FAILURES = (
    ("no_answer", "No answer from 192.0.2.{number}, UDP port 623, within 30 seconds."),
    ("wrong_password", "192.0.2.{number} refuses the password of user ADMIN."),
)


def finding(check: str = "BMC-CIPH-001", state: str = "fail", **more: t.Any) -> dict[str, t.Any]:
    """Return one finding."""
    of_check = {"id": check, "title": "Cipher suite 0 is not usable", "severity": "critical", "profile": "essential"}
    found = {"state": state, "reason": "Suite 0 allows administrator.", "evidence": {"suites": [0, 3, 17]}}
    return {**of_check, "references": ["CVE-2013-4782"], **found, "mend": None, "remedy": None, "waiver": None, **more}


def result(*findings: dict[str, t.Any], **more: t.Any) -> dict[str, t.Any]:
    """Return what an audit that found this returns, and Ansible's own additions."""
    bmc = {"address": "192.0.2.1", "manufacturer": "Supermicro", "manufacturer_id": 10876, "product_id": 2327}
    bmc.update(firmware="1.73", system_guid="00112233445566778899aabbccddeeff", channel=1, cipher_suite=17)
    invocation = {"module_args": {"bmc_username": "ADMIN", "bmc_password": "Correct-Horse-7"}}
    scores = dict.fromkeys(PROFILES, 50)
    return {"changed": False, "findings": [*findings], "bmc": bmc, "scores": scores, "invocation": invocation, **more}


def failed(message: str = "No answer.", code: str = "no_answer") -> dict[str, t.Any]:
    return {"failed": True, "changed": False, "msg": message, "error_code": code}


def fleet_of(run: Run = RUN, **results: t.Any) -> Fleet:
    return fleet_from_results(results, run)


def plausible_results(count: int) -> dict[str, dict[str, t.Any]]:
    """Return the results of a fleet of so many hosts, of which every fortieth could not be audited."""
    return {f"node-{number:04}": _plausible(number) for number in range(1, count + 1)}


def plausible_fleet(count: int) -> Fleet:
    return fleet_from_results(plausible_results(count), RUN)


def _plausible(number: int) -> dict[str, t.Any]:
    chance = random.Random(number)
    make, manufacturer_id, product_id, firmware = MAKES[number % len(MAKES)]
    if number % 40 == 7:
        code, message = FAILURES[number // 40 % len(FAILURES)]
        return failed(message.format(number=number % 250), code)
    care = chance.choice((0.1, 0.4, 1.0, 1.6))
    findings = [_judged(check, chance, care, number) for check in CHECKS]
    bmc = {"address": f"192.0.2.{number % 250}", "manufacturer": make, "manufacturer_id": manufacturer_id}
    bmc.update(product_id=product_id, firmware=firmware, system_guid=f"{number:032x}", channel=1, cipher_suite=17)
    return {"changed": False, "findings": findings, "scores": _scores(findings), "bmc": bmc}


def _judged(check: tuple[str, str, str, str, int | str], chance: random.Random, care: float, number: int) -> t.Any:
    check_id, title, severity, profile, often = check
    state = often if isinstance(often, str) else "fail" if chance.random() * 100 < often * care else "pass"
    if check_id == "BMC-CIPH-009" and chance.random() < 0.05:
        state = "conflict"
    waiver = None
    if check_id == "BMC-LOCK-001" and state == "fail" and number % 5 == 0:
        state, waiver = "waived", {"reason": "The lab has no lock-out.", "expires": "2026-12-31", "owner": "lab"}
    reasons = {
        "pass": "It is as the profile wants it.",
        "fail": f"It is not so: channel {1 + number % 2} has another setting.",
        "conflict": "The table forbids suite 3, and the BMC takes it.",
        "waived": "Wrong passwords never lock an account.",
        "not_detectable": "declared does not say what is right here.",
        "accepted_risk": "True of every BMC with IPMI 2.0.",
        "not_supported": "This BMC has no firmware firewall.",
    }
    return {
        "id": check_id,
        "title": title,
        "severity": severity,
        "profile": profile,
        "state": state,
        "reason": reasons[state],
        "evidence": {"channel": 1 + number % 2, "value": chance.randrange(4)},
        "references": ["IPMI v2.0 §22", "NSA/CISA, Harden Baseboard Management Controllers"],
        "mend": {"lan": [{"channel": 1 + number % 2, "gratuitous_arp": False}]} if state == "fail" else None,
        "remedy": "Keep the BMC in a network of its own." if state == "accepted_risk" else None,
        "waiver": waiver,
    }


def _scores(findings: list[dict[str, t.Any]]) -> dict[str, int]:
    scores = {}
    for place, profile in enumerate(PROFILES):
        inside = [one for one in findings if one["profile"] in PROFILES[: place + 1]]
        good = sum(WEIGHTS[one["severity"]] for one in inside if one["state"] == "pass")
        bad = sum(WEIGHTS[one["severity"]] for one in inside if one["state"] in ("fail", "conflict"))
        scores[profile] = 100 * good // (good + bad)
    return scores

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks of IPMI 1.5 logins, of IPMI 2.0 itself, and of the BMC key. IPMI v2.0 §22.13, §23.2 parameters 1 and 2."""

from __future__ import annotations

import typing as t

from .check import Check, Severity, Verdict, accepted, conflicting, failed, passed, undetectable, unsupported
from .facts import Facts, listed

_OFFERED_AS = {"password": "straight_password"}
"""Where ``info`` has another word than ``lan``."""


def _not_offered(name: str) -> t.Callable[[Facts, t.Any], Verdict]:
    """Return the judgement that an authentication type is enabled for no privilege level."""

    def judge(facts: Facts, declared: t.Any) -> Verdict:
        return judge_type(facts, name)

    return judge


def judge_type(facts: Facts, name: str) -> Verdict:
    enabled = facts.of_channels("lan", "authentication_types")
    offered = facts.of_channels("authentication", "authentication_types")
    levels = {channel: [level for level, names in types.items() if name in names] for channel, types in enabled.items()}
    levels = {channel: found for channel, found in levels.items() if found}
    evidence: dict[str, t.Any] = {"enabled": enabled, "offered": offered}
    if levels:
        entries = [
            {"channel": channel, "authentication_types": _without(enabled[channel], name, found)}
            for channel, found in levels.items()
        ]
        channel, found = next(iter(levels.items()))
        return failed(f"{name} is enabled for {listed(found)} on channel {channel}.", {"lan": entries}, **evidence)
    in_use = [channel for channel, names in offered.items() if _OFFERED_AS.get(name, name) in names]
    if in_use and enabled:
        return conflicting(f"{name} is enabled for no level, and is offered on channel {listed(in_use)}.", **evidence)
    if in_use:
        return failed(
            f"{name} is offered on channel {listed(in_use)}.",
            remedy="This BMC has no setting for it that IPMI can write; use its own interface.",
            **evidence,
        )
    return passed(f"{name} is enabled for no privilege level.", **evidence)


def _without(types: t.Mapping[str, list[str]], name: str, levels: t.Iterable[str]) -> dict[str, list[str]]:
    return {level: [other for other in types[level] if other != name] for level in levels}


def _no_ipmi_1_5(facts: Facts, declared: t.Any) -> Verdict:
    verdict = judge_type(facts, "md5")
    old = [entry["channel"] for entry in facts["authentication"] if entry["ipmi_1_5"]]
    if verdict.state == "pass" and old:
        return undetectable(
            f"md5 is enabled nowhere, and channel {listed(old)} still says that it opens IPMI 1.5 sessions.",
            channels=old,
        )
    return verdict


def _speaks_2_0(facts: Facts, declared: t.Any) -> Verdict:
    without = [entry["channel"] for entry in facts["authentication"] if not entry["ipmi_2_0"]]
    if without:
        return failed(
            f"Channel {listed(without)} opens no IPMI 2.0 sessions.",
            remedy="Update the firmware, or keep this BMC on a network of its own.",
            channels=without,
        )
    return passed("Every LAN channel opens IPMI 2.0 sessions.")


def _hash_exposure(facts: Facts, declared: t.Any) -> Verdict:
    exposed = [entry["channel"] for entry in facts["authentication"] if entry["ipmi_2_0"]]
    if not exposed:
        return passed("No channel opens IPMI 2.0 sessions.")
    return accepted(
        "Whoever reaches the port and knows a name gets a hash of its password to guess at; IPMI 2.0 works like that.",
        "Long random passwords that no other BMC has, names that nobody guesses, a network of its own.",
        channels=exposed,
    )


def _bmc_key(facts: Facts, declared: t.Any) -> Verdict:
    without = [entry["channel"] for entry in facts["authentication"] if entry["ipmi_2_0"] and not entry["kg_is_set"]]
    if not declared.get("kg"):
        return undetectable("Not asked for: declared.kg says whether a BMC key is wanted.", without=without)
    if without:
        return failed(
            f"Channel {listed(without)} has no BMC key.", remedy="The role bmc_credentials sets one.", without=without
        )
    return passed("Every LAN channel has a BMC key.")


def _role_only(facts: Facts, declared: t.Any) -> Verdict:
    nameless = [account["user_id"] for account in facts.accounts if not account["name"]]
    if nameless:
        return failed(
            f"Slot {listed(nameless)} lets in whoever gives no name.", remedy="See BMC-USER-002.", slots=nameless
        )
    return passed("No account lets in whoever gives no name.")


def _key_support(facts: Facts, declared: t.Any) -> Verdict:
    if not any(entry["ipmi_2_0"] for entry in facts["authentication"]):
        return unsupported("A BMC key needs IPMI 2.0.")
    return _bmc_key(facts, declared)


_TYPES = ("authentication", "lan")
_LOGIN = ("IPMI v2.0 §22.13", "IPMI v2.0 §23.2 parameter 2")


def _type_check(number: int, title: str, name: str, severity: Severity, profile: str = "standard") -> Check:
    return Check(f"BMC-AUTH-{number:03}", title, severity, profile, _LOGIN, _TYPES, _not_offered(name))


CHECKS = (
    _type_check(1, "No login without authentication", "none", Severity.CRITICAL, "essential"),
    _type_check(2, "No login with a password in clear text", "password", Severity.HIGH),
    _type_check(3, "No login with MD2", "md2", Severity.MEDIUM),
    _type_check(4, "No login of the vendor's own type", "oem", Severity.LOW),
    Check(
        "BMC-AUTH-005", "No IPMI 1.5 login at all", Severity.MEDIUM, "strict",
        ("CVE-2014-8272", *_LOGIN), _TYPES, _no_ipmi_1_5,
    ),
    Check(
        "BMC-AUTH-006", "The BMC speaks IPMI 2.0", Severity.HIGH, "standard",
        ("IPMI v2.0 §22.13",), ("authentication",), _speaks_2_0,
    ),
    Check(
        "BMC-AUTH-007", "Password hashes can be had by anyone", Severity.HIGH, "essential",
        ("CVE-2013-4786", "CVE-2013-4037", "IPMI v2.0 §13.31"), ("authentication",), _hash_exposure,
    ),
    Check(
        "BMC-AUTH-008", "A BMC key is set", Severity.MEDIUM, "strict",
        ("IPMI v2.0 §13.33",), ("authentication",), _key_support,
    ),
    Check(
        "BMC-AUTH-009", "No login by role alone", Severity.HIGH, "standard",
        ("IPMI v2.0 §13.20",), ("users",), _role_only,
    ),
    Check(
        "BMC-AUTH-010", "User names cannot be found out", Severity.LOW, "strict", ("IPMI v2.0 §13.24",), (),
        lambda facts, declared: undetectable("No name is tried: BMCs answer differently to names that they know."),
    ),
)  # fmt: skip

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks of the cipher suites with which RMCP+ sessions may be opened. IPMI v2.0 §22.15.2, §23.2 parameters 22-24.

Three things tell whether a suite can be used: that the BMC lists it, the privilege that its table allows with it, and
what the BMC does when somebody tries. The last word is with what it does.
"""

from __future__ import annotations

import typing as t

from .check import Check, Severity, Verdict, conflicting, failed, passed, undetectable, unsupported
from .facts import Facts, listed

UNUSED = "unused"
GOOD = (17, 3)
WITHOUT_INTEGRITY = (1, 6, 15)
WITHOUT_CONFIDENTIALITY = (2, 7, 11, 16)
RC4 = (4, 5, 9, 10, 13, 14, 18, 19)
MD5 = tuple(range(6, 15))
CONFIDENTIAL = (3, 8, 12, 17)
_VENDORS_TOOL = (
    "What is left, the table of suites cannot close, or it can be read in two ways (cipher_suite_order of the module "
    "lan decides that); the vendor's own interface may."
)
_PROBING = "With probes: [cipher_suites] each suite is tried."


class _Channel(t.NamedTuple):
    """The suites of one LAN channel. ``levels`` are those privileges that can be read without a doubt."""

    number: int
    offered: tuple[int, ...]
    levels: t.Mapping[int, str]
    order: str | None
    has_table: bool
    tried: t.Mapping[int, bool]

    def is_open(self, suite: int) -> bool | None:
        """Tell whether a session can be opened with a suite; None where that is not known."""
        if suite in self.tried:
            return self.tried[suite]
        if suite not in self.offered:
            return False
        if suite in self.levels:
            return self.levels[suite] != UNUSED
        return None if self.has_table else True

    def closable(self, suites: t.Iterable[int]) -> list[int]:
        """Return those of some suites that the table can close.

        Where nobody knows whether its places go by suite or by position, only those whose place is the same in both.
        """
        return [suite for suite in suites if self.levels.get(suite, UNUSED) != UNUSED and self._has_one_place(suite)]

    def _has_one_place(self, suite: int) -> bool:
        return self.order is not None or self.offered[suite : suite + 1] == (suite,)

    def mending(self, suites: t.Iterable[int]) -> dict[str, t.Any] | None:
        """Return what closes suites, as far as the table can say it."""
        writable = self.closable(suites)
        if not writable:
            return None
        entry: dict[str, t.Any] = {"channel": self.number}
        entry["cipher_suite_privileges"] = [{"suite": suite, "privilege": UNUSED} for suite in writable]
        if self.order:
            entry["cipher_suite_order"] = self.order
        return {"lan": [entry]}


def _channels(facts: Facts) -> list[_Channel]:
    listed_suites = {entry["channel"]: entry["cipher_suites"] for entry in facts.get("cipher_suites") or []}
    found = []
    for lan in facts["lan"]:
        number = lan["channel"]
        levels = {entry["suite"]: entry["privilege"] for entry in lan.get("cipher_suite_privileges", [])}
        offered = tuple(listed_suites.get(number) or sorted(levels))
        tried = (facts.get("probes") or {}).get("cipher_suites", {}) if number == facts.session.channel else {}
        has_table = number in facts["cipher_suite_tables"]
        found.append(_Channel(number, offered, levels, lan.get("cipher_suite_order"), has_table, tried))
    return found


def _closed(*suites: int) -> t.Callable[[Facts, t.Any], Verdict]:
    """Return the judgement that none of some suites can be used."""

    def judge(facts: Facts, declared: t.Any) -> Verdict:
        return judge_closed(facts, suites)

    return judge


def judge_closed(facts: Facts, suites: t.Iterable[int]) -> Verdict:
    """Judge that none of some suites can be used on any LAN channel."""
    verdict = passed(f"No session can be opened with suite {listed(suites)}.")
    for channel in _channels(facts):
        if not channel.offered and not channel.tried:
            return unsupported("This BMC lists no cipher suites.")
        evidence = {
            "channel": channel.number,
            "offered": list(channel.offered),
            "privileges": {str(suite): channel.levels[suite] for suite in suites if suite in channel.levels},
            "tried": {str(suite): channel.tried[suite] for suite in suites if suite in channel.tried},
        }
        usable = [suite for suite in suites if channel.is_open(suite)]
        if usable:
            reason = f"Sessions can be opened with suite {listed(usable)} on channel {channel.number}."
            remedy = None if channel.closable(usable) == usable else _VENDORS_TOOL
            return failed(reason, channel.mending(usable), remedy, **evidence)
        unknown = [suite for suite in suites if channel.is_open(suite) is None]
        if unknown:
            reason = f"Suite {listed(unknown)} is listed, and the table of privileges can be read in two ways."
            return undetectable(reason, _PROBING, **evidence)
        verdict = verdict._replace(evidence=evidence)
    return verdict


def _good_one(facts: Facts, declared: t.Any) -> Verdict:
    used = facts.session.cipher_suite
    if used in GOOD:
        return passed(f"This audit came over suite {used}.", session=used)
    offered = sorted({suite for channel in _channels(facts) for suite in GOOD if channel.is_open(suite)})
    if offered:
        return passed(f"Suite {listed(offered)} is offered; this audit did not come over it.", offered=offered)
    return failed(
        "Neither suite 17 nor suite 3 is offered.",
        remedy="Open one of them before any other suite is closed, or update the firmware.",
        session=used,
    )


def _best_only(facts: Facts, declared: t.Any) -> Verdict:
    verdict = judge_closed(facts, (3,))
    if verdict.mend and facts.session.cipher_suite != GOOD[0]:
        remedy = "Log in with suite 17 first (bmc_cipher_suites: [17])."
        return verdict._replace(mend=None, remedy=remedy)
    return verdict


def _oem_suites(facts: Facts, declared: t.Any) -> Verdict:
    allowed = declared.get("oem_cipher_suites") or []
    found = {
        entry["channel"]: [suite["id"] for suite in entry["oem_cipher_suites"] if suite["id"] not in allowed]
        for entry in facts["cipher_suites"]
    }
    if any(found.values()):
        return failed(
            "The vendor's own cipher suites are offered.",
            remedy="Ask the vendor what they are; list those that are meant in declared.oem_cipher_suites.",
            suites=found,
        )
    return passed("No cipher suite of the vendor's own is offered.")


def _agreement(facts: Facts, declared: t.Any) -> Verdict:
    if not (facts.get("probes") or {}).get("cipher_suites"):
        return undetectable("No suite was tried.", _PROBING)
    evidence: dict[str, t.Any] = {}
    for channel in _channels(facts):
        for suite, is_open in channel.tried.items():
            configured = channel.levels.get(suite, UNUSED) != UNUSED if channel.levels else suite in channel.offered
            if suite in channel.levels and configured != is_open:
                evidence[str(suite)] = {"configured": channel.levels[suite], "opens_a_session": is_open}
    if evidence:
        return conflicting(
            f"What is configured for suite {listed(evidence)} is not what the BMC does.",
            "This BMC does not go by its table, or reads it in another way. Use the vendor's own interface.",
            suites=evidence,
        )
    return passed("Every suite tried did what is configured.")


def _ceiling(facts: Facts, declared: t.Any) -> Verdict:
    found = {}
    mend: dict[str, t.Any] | None = None
    for channel in _channels(facts):
        high = [s for s, level in channel.levels.items() if level in ("administrator", "oem") and s not in CONFIDENTIAL]
        if high:
            found[channel.number] = sorted(high)
            mend = channel.mending(high)
    if not any(channel.levels for channel in _channels(facts)):
        return unsupported("This BMC has no privileges for each suite that can be read.")
    if found:
        return failed("Administrators may use suites that do not encrypt.", mend, channels=found)
    return passed("Only suites that encrypt allow the privilege administrator.")


_TABLE = "IPMI v2.0 §23.2 parameter 24"
_NEEDS = ("lan", "cipher_suites", "cipher_suite_tables")
CHECKS = (
    Check(
        "BMC-CIPH-001", "Cipher suite 0 is not usable", Severity.CRITICAL, "essential",
        ("CVE-2013-4782", "CVE-2013-4783", "CVE-2013-4784", "CVE-2014-2955", "TA13-207A", _TABLE), _NEEDS, _closed(0),
    ),
    Check(
        "BMC-CIPH-002", "No cipher suite without integrity", Severity.HIGH, "standard",
        (_TABLE,), _NEEDS, _closed(*WITHOUT_INTEGRITY),
    ),
    Check(
        "BMC-CIPH-003", "No cipher suite without encryption", Severity.HIGH, "standard",
        (_TABLE,), _NEEDS, _closed(*WITHOUT_CONFIDENTIALITY),
    ),
    Check("BMC-CIPH-004", "No cipher suite with RC4", Severity.HIGH, "standard", (_TABLE,), _NEEDS, _closed(*RC4)),
    Check("BMC-CIPH-005", "No cipher suite with MD5", Severity.MEDIUM, "standard", (_TABLE,), _NEEDS, _closed(*MD5)),
    Check("BMC-CIPH-006", "A good cipher suite is usable", Severity.HIGH, "essential", (_TABLE,), _NEEDS, _good_one),
    Check("BMC-CIPH-007", "Only cipher suite 17 is usable", Severity.LOW, "strict", (_TABLE,), _NEEDS, _best_only),
    Check(
        "BMC-CIPH-008", "No cipher suite of the vendor's own", Severity.MEDIUM, "strict",
        ("IPMI v2.0 §22.15.2",), ("cipher_suites",), _oem_suites,
    ),
    Check(
        "BMC-CIPH-009", "Cipher suites do what is configured", Severity.MEDIUM, "standard",
        (_TABLE, "IPMI v2.0 §13.17"), _NEEDS, _agreement,
    ),
    Check(
        "BMC-CIPH-010", "Suites without encryption do not allow administrators", Severity.MEDIUM, "strict",
        (_TABLE,), _NEEDS, _ceiling,
    ),
)  # fmt: skip

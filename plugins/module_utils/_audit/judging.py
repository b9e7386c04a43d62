# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Turns facts into findings: every check once, waivers applied, and what they come to as a score."""

from __future__ import annotations

import datetime
import typing as t

from .check import PROFILES, Check, State, Verdict, undetectable, unsupported
from .facts import Facts

Finding = dict[str, t.Any]

_BAD = (State.FAIL, State.CONFLICT)


def findings_of(
    checks: t.Iterable[Check],
    facts: Facts,
    declared: t.Mapping[str, t.Any],
    waivers: t.Iterable[t.Mapping[str, t.Any]],
    today: datetime.date,
) -> list[Finding]:
    """Return a finding for each check, in their order."""
    by_check = {waiver["check"]: waiver for waiver in waivers}
    return [_finding(check, _verdict(check, facts, declared), by_check.get(check.id), today) for check in checks]


def _verdict(check: Check, facts: Facts, declared: t.Mapping[str, t.Any]) -> Verdict:
    for need in check.needs:
        if need in facts.refused:
            return undetectable(f"It could not be read: {_sentence(facts.refused[need])}")
        if need in facts.absent:
            return unsupported(_sentence(facts.absent[need]))
    return check.judge(facts, declared)


def _sentence(text: str) -> str:
    return text if text.endswith(".") else f"{text}."


def _finding(check: Check, verdict: Verdict, waiver: t.Mapping[str, t.Any] | None, today: datetime.date) -> Finding:
    state, reason = verdict.state, verdict.reason
    if waiver and state in _BAD:
        expires = datetime.date.fromisoformat(waiver["expires"])
        if today <= expires:
            state = State.WAIVED
        else:
            state = State.FAIL
            reason = f"{reason} The waiver expired on {expires}."
    return {
        "id": check.id,
        "title": check.title,
        "severity": check.severity.value,
        "profile": check.profile,
        "state": state.value,
        "reason": reason,
        "evidence": verdict.evidence,
        "references": list(check.references),
        "mend": verdict.mend,
        "remedy": verdict.remedy,
        "waiver": dict(waiver) if waiver else None,
    }


def count(findings: t.Iterable[Finding]) -> dict[str, int]:
    """Return how many findings there are of each state."""
    counts = {state.value: 0 for state in State}
    for finding in findings:
        counts[finding["state"]] += 1
    return counts


def is_passed(counts: t.Mapping[str, int]) -> bool:
    return not any(counts[state.value] for state in _BAD)


def scores(checks: t.Sequence[Check], findings: t.Sequence[Finding], profile: str) -> dict[str, int | None]:
    """Return for each profile up to ``profile`` the share of weight that passes, in percent, rounded down.

    Only what passes or fails counts. None where nothing does.
    """
    result: dict[str, int | None] = {}
    for number, name in enumerate(PROFILES[: PROFILES.index(profile) + 1]):
        contained = PROFILES[: number + 1]
        good = bad = 0
        for check, finding in zip(checks, findings):
            if check.profile not in contained:
                continue
            good += check.severity.weight if finding["state"] == State.PASS else 0
            bad += check.severity.weight if finding["state"] in _BAD else 0
        result[name] = 100 * good // (good + bad) if good + bad else None
    return result

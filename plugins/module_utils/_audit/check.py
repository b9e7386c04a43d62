# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a check is, and what it may find.

A check is a pure function of what was read of a BMC and of what the site declares. It returns a verdict: a state, the
reason in one sentence, the evidence, and the piece of a ``config`` document that mends what is wrong.
"""

from __future__ import annotations

import enum
import typing as t

PROFILES = ("essential", "standard", "strict")
"""Each contains those before it."""

Fragment = dict[str, t.Any]


class Severity(str, enum.Enum):
    """How bad it is when a check fails. ``weight`` is what it counts for in a score."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"

    @property
    def weight(self) -> int:
        return _WEIGHTS[self]


_WEIGHTS = {Severity.CRITICAL: 10, Severity.HIGH: 5, Severity.MEDIUM: 2, Severity.LOW: 1}


class State(str, enum.Enum):
    """What became of a check. None but ``PASS`` means that all is well."""

    PASS = "pass"
    FAIL = "fail"
    WAIVED = "waived"
    """It fails, and somebody answers for that until a date."""
    NOT_SUPPORTED = "not_supported"
    """The BMC does not have what the check is about."""
    NOT_DETECTABLE = "not_detectable"
    """Nobody can know over IPMI, or was not told what to expect, or was refused the answer; the reason says which."""
    CONFLICT = "conflict"
    """What is configured and what the BMC does disagree."""
    ACCEPTED_RISK = "accepted_risk"
    """True of every BMC of its kind and not to be mended, only to be made up for."""


class Verdict(t.NamedTuple):
    """What a check found. ``remedy`` is what to do where no ``mend`` can do it."""

    state: State
    reason: str
    evidence: dict[str, t.Any]
    mend: Fragment | None = None
    remedy: str | None = None


class Check(t.NamedTuple):
    """One check. ``needs`` are the names of what it judges by, see ``facts.py``."""

    id: str
    title: str
    severity: Severity
    profile: str
    references: tuple[str, ...]
    needs: tuple[str, ...]
    judge: t.Callable[[t.Any, t.Any], Verdict]


def passed(reason: str, **evidence: t.Any) -> Verdict:
    return Verdict(State.PASS, reason, evidence)


def failed(reason: str, mend: Fragment | None = None, remedy: str | None = None, **evidence: t.Any) -> Verdict:
    return Verdict(State.FAIL, reason, evidence, mend, remedy)


def unsupported(reason: str, **evidence: t.Any) -> Verdict:
    return Verdict(State.NOT_SUPPORTED, reason, evidence)


def undetectable(reason: str, remedy: str | None = None, **evidence: t.Any) -> Verdict:
    return Verdict(State.NOT_DETECTABLE, reason, evidence, remedy=remedy)


def conflicting(reason: str, remedy: str | None = None, **evidence: t.Any) -> Verdict:
    return Verdict(State.CONFLICT, reason, evidence, remedy=remedy)


def accepted(reason: str, remedy: str, **evidence: t.Any) -> Verdict:
    return Verdict(State.ACCEPTED_RISK, reason, evidence, remedy=remedy)


def undeclared(what: str) -> Verdict:
    """Return the verdict where the site has to say what is right, and has not."""
    return undetectable(f"declared.{what} does not say what is right here.")


def fixed(verdict: Verdict) -> t.Callable[[t.Any, t.Any], Verdict]:
    """Return a judgement that is the same for every BMC."""
    return lambda facts, declared: verdict

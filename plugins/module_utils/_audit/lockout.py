# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks of what happens after wrong passwords, and of sessions. IPMI v2.0 §22.20, §23.2 parameter 26."""

from __future__ import annotations

import typing as t

from .check import Check, Severity, Verdict, failed, fixed, passed, undetectable
from .facts import Facts, listed
from .settings import every_channel, everywhere

FEWEST, MOST, WANTED = 3, 10, 5
"""Wrong passwords after which an account is locked."""
SHORTEST, LONGEST, WANTED_SECONDS = 60, 3600, 300
_ABSENT = "No LAN channel of this BMC locks an account after wrong passwords."


def _threshold(facts: Facts, declared: t.Any) -> Verdict:
    sentences = (
        f"Channel {{channel}} does not lock an account after {FEWEST} to {MOST} wrong passwords.",
        "Every LAN channel locks an account after a few wrong passwords.",
        _ABSENT,
    )
    return every_channel(
        facts, "lan", "bad_password_threshold", lambda value: FEWEST <= value <= MOST, WANTED, sentences
    )


def _interval(facts: Facts, declared: t.Any) -> Verdict:
    sentences = (
        f"A lock on channel {{channel}} does not end by itself within {SHORTEST} to {LONGEST} seconds.",
        "A lock ends by itself.",
        _ABSENT,
    )
    setting = "bad_password_lockout_interval"
    return every_channel(facts, "lan", setting, lambda value: SHORTEST <= value <= LONGEST, WANTED_SECONDS, sentences)


def _sessions(facts: Facts, declared: t.Any) -> Verdict:
    others = facts["other_sessions"]
    if others is None:
        return undetectable("This BMC does not tell whose the other sessions are.", active=facts["sessions"]["active"])
    if others:
        who = listed(f"slot {one['user_id']} from {one['address'] or 'an unknown address'}" for one in others)
        return failed(
            f"Other sessions are open: {who}.", remedy="Find out whose they are; a console keeps one.", sessions=others
        )
    return passed("No other session is open.", active=facts["sessions"]["active"])


def _slots(facts: Facts, declared: t.Any) -> Verdict:
    sessions = facts["sessions"]
    free = sessions["possible"] - sessions["active"]
    if free < 1:
        return failed("Every session of the BMC is in use.", remedy="Find out who holds them.", **_counts(sessions))
    return passed(f"{free} of {sessions['possible']} sessions are free.", **_counts(sessions))


def _counts(sessions: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    return {"possible": sessions["possible"], "active": sessions["active"]}


_POLICY = ("IPMI v2.0 §23.2 parameter 26",)
CHECKS = (
    Check(
        "BMC-LOCK-001", "Wrong passwords lock an account", Severity.MEDIUM, "standard", _POLICY, ("lan",), _threshold,
    ),
    Check("BMC-LOCK-002", "A lock ends by itself", Severity.MEDIUM, "standard", _POLICY, ("lan",), _interval),
    Check(
        "BMC-LOCK-003", "Locks are logged", Severity.LOW, "standard", _POLICY, ("lan",),
        everywhere(
            "lan", "bad_password_event", True, "A lock on channel {channel} is not logged.",
            "Every lock is logged.", _ABSENT,
        ),
    ),
    Check(
        "BMC-SESS-001", "No session is open that nobody expects", Severity.HIGH, "standard",
        ("IPMI v2.0 §22.20",), ("sessions", "other_sessions"), _sessions,
    ),
    Check(
        "BMC-SESS-002", "A session is free", Severity.LOW, "standard", ("IPMI v2.0 §22.20",), ("sessions",), _slots,
    ),
    Check(
        "BMC-SESS-003", "Idle sessions end", Severity.LOW, "strict", ("IPMI v2.0 §6.12.15",), (),
        fixed(undetectable("IPMI has no setting for the time after which an idle session ends.")),
    ),
)  # fmt: skip

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names of hosts and groups, so that the same findings always get the same ones."""

from __future__ import annotations

import typing as t

from .finding import Finding
from .variables import PREFIX

EVERY_BMC = "bmcs"
"""The group of all hosts."""

_NAMED_AT_MOST = 5
"""Places that a sentence about many names."""

GROUPINGS: t.Mapping[str, t.Callable[[t.Mapping[str, t.Any]], t.Iterable[t.Any]]] = {
    "vendor": lambda facts: [facts.get("manufacturer")],
    "product": lambda facts: [facts.get("product") or facts.get("product_id")],
    "firmware": lambda facts: [facts.get("firmware")],
    "power": lambda facts: [facts.get("power")],
    "ipmi": lambda facts: facts.get("ipmi_versions") or [],
    "weak": lambda facts: facts.get("weak_points") or [],
    "state": lambda facts: [facts.get("state")],
    "mismatch": lambda facts: facts.get("mismatches") or [],
}
"""What hosts are grouped by: the name of the grouping and the values that a host has there."""


def groups_of(finding: Finding, groupings: t.Iterable[str], prefix: str = PREFIX) -> list[str]:
    """Return the groups of one host, not yet in the characters that Ansible wants."""
    facts = {**finding.facts, "state": finding.state}
    return [
        f"{prefix}{name}_{value}".lower()
        for name in groupings
        for value in GROUPINGS[name](facts)
        if value not in (None, "")
    ]


def distinct_names(wanted: t.Sequence[str], findings: t.Sequence[Finding]) -> tuple[list[str], list[str]]:
    """Return a name for each finding, and a sentence for each name that several wanted: they get their places added.

    All of them do, so that it does not matter which one came first. BMCs that are called by one address, and differ in
    their ports, are no surprise: they get their ports added, and there is no sentence.
    """
    holders: dict[str, list[Finding]] = {}
    for name, finding in zip(wanted, findings):
        holders.setdefault(name, []).append(finding)
    problems = []
    for name, several in holders.items():
        if len(several) > 1 and any(one.host != name for one in several):
            places = listing([one.place for one in several])
            problems.append(f"{places} would all be called {name!r}: their addresses are added to it")
    names = [name if len(holders[name]) == 1 else _with_place(name, finding) for name, finding in zip(wanted, findings)]
    return names, problems


def _with_place(name: str, finding: Finding) -> str:
    return f"{name}-{finding.port}" if name == finding.host else f"{name}@{finding.address}-{finding.port}"


def listing(places: t.Sequence[str]) -> str:
    """Return places for a sentence, the first few of them where there are many."""
    if len(places) <= _NAMED_AT_MOST:
        return ", ".join(places)
    return f"{', '.join(places[:_NAMED_AT_MOST])} and {len(places) - _NAMED_AT_MOST} others"

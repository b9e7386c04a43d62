# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report as JSON, with all that is known: the source for programs. ``docs/schema`` has its JSON Schema.

There is one line for each check and each finding, so that ``diff`` of two reports shows findings.
"""

from __future__ import annotations

from .fleet import Check, Finding, Fleet, Host
from .text import compact, lines

SCHEMA = "urn:baremetal.ipmi:audit-report:1"
"""Changes its number when a program that reads reports would have to change."""


def render(fleet: Fleet) -> str:
    """Return the report."""
    head = {
        "schema": SCHEMA,
        "run": fleet.run._asdict(),
        "summary": {
            "passed": fleet.passed,
            "hosts": len(fleet.hosts),
            "not_audited": [host.name for host in fleet.failed],
            "counts": fleet.counts(),
            "scores": fleet.scores(),
        },
    }
    members = [f'"{name}": {compact(value)}' for name, value in head.items()]
    members.append(f'"checks": {lines(map(_check, fleet.checks))}')
    members.append(f'"hosts": {lines(map(_host, fleet.hosts))}')
    return "{\n" + ",\n".join(members) + "\n}\n"


def _check(check: Check) -> str:
    return compact(check._asdict())


def _host(host: Host) -> str:
    values = {
        "bmc": host.bmc,
        "counts": host.counts(),
        "failure": host.failure._asdict() if host.failure else None,
        "name": host.name,
        "scores": host.scores,
    }
    # The findings come last, each on a line of its own.
    return compact(values)[:-1] + f', "findings": {lines(map(_finding, host.findings))}}}'


def _finding(finding: Finding) -> str:
    return compact(finding._asdict())

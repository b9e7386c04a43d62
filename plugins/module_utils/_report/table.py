# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report as a table: one line for each host and check."""

from __future__ import annotations

import csv
import io
import typing as t

from .fleet import NOT_AUDITED, Check, Finding, Fleet, Host
from .text import printable

COLUMNS = (
    "host", "address", "manufacturer", "product_id", "firmware", "check", "title", "severity", "profile", "state",
    "reason", "remedy", "mendable", "waiver_reason", "waiver_expires", "waiver_owner", "references",
)  # fmt: skip

# Cells that begin so are formulas to spreadsheets, and what a BMC calls itself is not to be run by one.
_FORMULA = ("=", "+", "-", "@")


def render(fleet: Fleet) -> str:
    """Return the report."""
    checks = {check.id: check for check in fleet.checks}
    table = io.StringIO()
    writer = csv.DictWriter(table, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    for host in fleet.hosts:
        if host.failure:
            writer.writerow(_cells(_of_host(host), state=NOT_AUDITED, reason=host.failure.message))
        for finding in host.findings:
            writer.writerow(_cells(_of_host(host), **_of_finding(finding, checks[finding.check])))
    return table.getvalue()


def _of_host(host: Host) -> dict[str, t.Any]:
    return {"host": host.name, **{name: host.bmc.get(name) for name in COLUMNS[1:5]}}


def _of_finding(finding: Finding, check: Check) -> dict[str, t.Any]:
    waiver = finding.waiver or {}
    return {
        "check": check.id,
        "title": check.title,
        "severity": check.severity,
        "profile": check.profile,
        "state": finding.state,
        "reason": finding.reason,
        "remedy": finding.remedy,
        "mendable": "yes" if finding.mend else "no",
        **{f"waiver_{name}": waiver.get(name) for name in ("reason", "expires", "owner")},
        "references": "; ".join(check.references),
    }


def _cells(host: dict[str, t.Any], **more: t.Any) -> dict[str, str]:
    return {name: _cell(value) for name, value in {**host, **more}.items()}


def _cell(value: t.Any) -> str:
    # One line stays one line, and no white space hides how a cell begins.
    text = "" if value is None else " ".join(printable(str(value)).split())
    return "'" + text if text.startswith(_FORMULA) else text

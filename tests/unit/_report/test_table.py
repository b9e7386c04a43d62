# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report as CSV."""

from __future__ import annotations

import csv
import io
import typing as t

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._report import table
from ansible_collections.baremetal.ipmi.tests.unit._report.fleets import (
    CHECKS,
    failed,
    finding,
    fleet_of,
    plausible_fleet,
    result,
)


def rows_of(**results: t.Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(table.render(fleet_of(**results)), newline="")))


def test_one_line_for_each_host_and_check() -> None:
    fleet = plausible_fleet(50)
    rows = list(csv.DictReader(io.StringIO(table.render(fleet), newline="")))
    audited = {host.name for host in fleet.audited}
    wanted = {(host, check[0]) for host in audited for check in CHECKS} | {(host.name, "") for host in fleet.failed}
    assert len(rows) == len(wanted)
    assert {(row["host"], row["check"]) for row in rows} == wanted


def test_a_line_says_it_all() -> None:
    waiver = {"reason": "lab", "expires": "2026-12-31", "owner": "ops"}
    (row,) = rows_of(a=result(finding(state="waived", waiver=waiver, mend={"lan": []}, remedy="Do it.")))
    assert row == {
        "host": "a",
        "address": "192.0.2.1",
        "manufacturer": "Supermicro",
        "product_id": "2327",
        "firmware": "1.73",
        "check": "BMC-CIPH-001",
        "title": "Cipher suite 0 is not usable",
        "severity": "critical",
        "profile": "essential",
        "state": "waived",
        "reason": "Suite 0 allows administrator.",
        "remedy": "Do it.",
        "mendable": "yes",
        "waiver_reason": "lab",
        "waiver_expires": "2026-12-31",
        "waiver_owner": "ops",
        "references": "CVE-2013-4782",
    }


def test_a_host_that_could_not_be_audited_has_a_line() -> None:
    (row,) = rows_of(a=failed("No answer."))
    assert (row["host"], row["check"], row["state"], row["reason"]) == ("a", "", "not_audited", "No answer.")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r\n@", " -"])
def test_no_cell_is_a_formula_to_a_spreadsheet(start: str) -> None:
    (row,) = rows_of(a=result(finding(reason=f"{start}cmd|' /C calc'!A0")))
    assert row["reason"] == f"'{start.strip()}cmd|' /C calc'!A0"


def test_a_cell_is_one_line() -> None:
    assert table.render(fleet_of(a=result(finding(reason="One.\r\nTwo.\x85Three.")))).count("\n") == 2

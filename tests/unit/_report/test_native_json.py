# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report as JSON, judged by its published schema."""

from __future__ import annotations

import json
import typing as t

import jsonschema
import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._report import native_json
from ansible_collections.baremetal.ipmi.plugins.module_utils._report.fleet import fleet_from_results
from ansible_collections.baremetal.ipmi.tests.unit._report.fleets import (
    RUN,
    failed,
    finding,
    fleet_of,
    plausible_fleet,
    result,
)
from collection_path import ROOT

SCHEMA = json.loads((ROOT / "docs" / "schema" / "audit-report-1.schema.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def report_of(**results: t.Any) -> dict[str, t.Any]:
    return dict(json.loads(native_json.render(fleet_of(**results))))


def test_the_schema_is_one_and_names_what_is_written() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$id"] == native_json.SCHEMA


@pytest.mark.parametrize("count", [0, 1, 50])
def test_a_report_is_as_the_schema_says(count: int) -> None:
    VALIDATOR.validate(json.loads(native_json.render(plausible_fleet(count))))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda report: report.pop("checks"),
        lambda report: report.update(schema="other"),
        lambda report: report["run"].update(ended="yesterday"),
        lambda report: report["run"].update(policy_digest="abc"),
        lambda report: report["hosts"][0].update(password="x"),
        lambda report: report["hosts"][0]["findings"][0].update(state="fine"),
        lambda report: report["hosts"][0]["scores"].update(standard=101),
        lambda report: report["summary"]["counts"].pop("fail"),
    ],
)
def test_the_schema_refuses_what_is_not_a_report(spoil: t.Callable[[dict[str, t.Any]], t.Any]) -> None:
    report = report_of(a=result(finding()))
    VALIDATOR.validate(report)
    spoil(report)
    with pytest.raises(jsonschema.ValidationError):
        VALIDATOR.validate(report)


def test_everything_known_is_there() -> None:
    mend = {"lan": [{"channel": 1, "cipher_suite_privileges": {"0": "unused"}}]}
    waiver = {"check": "BMC-CIPH-001", "reason": "lab", "expires": "2026-12-31", "owner": "ops"}
    report = report_of(a=result(finding(mend=mend, remedy="Do it.", waiver=waiver)), b=failed("Gone.", "no_answer"))
    assert report["hosts"][0]["findings"][0] == {
        "check": "BMC-CIPH-001",
        "state": "fail",
        "reason": "Suite 0 allows administrator.",
        "evidence": {"suites": [0, 3, 17]},
        "mend": mend,
        "remedy": "Do it.",
        "waiver": waiver,
    }
    assert report["hosts"][1]["failure"] == {"error_code": "no_answer", "message": "Gone."}
    assert report["checks"] == [
        {
            "id": "BMC-CIPH-001",
            "title": "Cipher suite 0 is not usable",
            "severity": "critical",
            "profile": "essential",
            "references": ["CVE-2013-4782"],
        }
    ]
    assert report["summary"]["not_audited"] == ["b"]
    assert report["run"]["controller"]["host"] == "controller"


def test_a_change_of_one_finding_is_a_change_of_one_line() -> None:
    texts = [
        native_json.render(
            fleet_from_results({"a": result(finding(evidence={"x": 1}), finding("BMC-Z", reason=why))}, RUN)
        )
        for why in ("One.", "Other.")
    ]
    before, after = (text.splitlines() for text in texts)
    assert len(before) == len(after)
    assert sum(one != other for one, other in zip(before, after)) == 1

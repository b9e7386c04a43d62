# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report as SARIF, read by a model of the standard that others wrote."""

from __future__ import annotations

import json
import typing as t

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._report import sarif
from ansible_collections.baremetal.ipmi.plugins.module_utils._report.fleet import Fleet
from ansible_collections.baremetal.ipmi.tests.unit._report.fleets import (
    CHECKS,
    RUN,
    failed,
    finding,
    fleet_of,
    plausible_fleet,
    result,
)
from sarif_pydantic import Sarif


def run_of(fleet: Fleet) -> dict[str, t.Any]:
    document = json.loads(sarif.render(fleet))
    # The model refuses what has not the types and values of the standard.
    assert Sarif.model_validate(document).version == "2.1.0"
    (run,) = document["runs"]
    return dict(run)


@pytest.mark.parametrize("count", [0, 1, 50])
def test_each_finding_but_what_passes_is_a_result(count: int) -> None:
    fleet = plausible_fleet(count)
    run = run_of(fleet)
    wanted = {(host.name, one.check) for host in fleet.hosts for one in host.findings if one.state != "pass"}
    wanted |= {(host.name, sarif.NOT_AUDITED_RULE) for host in fleet.failed}
    found = [(one["locations"][0]["logicalLocations"][0]["name"], one["ruleId"]) for one in run["results"]]
    assert len(found) == len(wanted)
    assert set(found) == wanted


def test_every_check_is_a_rule_and_results_point_at_theirs() -> None:
    run = run_of(plausible_fleet(50))
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert rules == [*(check[0] for check in CHECKS), sarif.NOT_AUDITED_RULE]
    assert [one for one in run["results"] if rules[one["ruleIndex"]] != one["ruleId"]] == []


@pytest.mark.parametrize(
    ("state", "severity", "kind", "level", "suppressed"),
    [
        ("fail", "critical", "fail", "error", False),
        ("fail", "high", "fail", "error", False),
        ("fail", "medium", "fail", "warning", False),
        ("conflict", "low", "fail", "note", False),
        ("waived", "high", "fail", "error", True),
        ("accepted_risk", "high", "fail", "error", True),
        ("not_supported", "high", "notApplicable", "none", False),
        ("not_detectable", "high", "open", "none", False),
    ],
)
def test_a_state_has_its_kind(state: str, severity: str, kind: str, level: str, suppressed: bool) -> None:
    (one,) = run_of(fleet_of(a=result(finding(state=state, severity=severity))))["results"]
    assert (one["kind"], one["level"], bool(one.get("suppressions"))) == (kind, level, suppressed)
    assert one["properties"]["state"] == state


def test_a_waiver_is_the_reason_of_a_suppression() -> None:
    waiver = {"reason": "The lab.", "expires": "2026-12-31", "owner": "lab"}
    (one,) = run_of(fleet_of(a=result(finding(state="waived", waiver=waiver))))["results"]
    assert one["suppressions"] == [{"kind": "external", "status": "accepted", "justification": "The lab."}]


def test_a_fingerprint_is_that_of_host_and_check_alone() -> None:
    def prints(**results: t.Any) -> list[str]:
        return [one["partialFingerprints"]["hostAndCheck/v1"] for one in run_of(fleet_of(**results))["results"]]

    before = prints(a=result(finding()), b=result(finding(), finding("BMC-Z-001")))
    after = prints(a=result(finding(reason="Other.", state="waived")), b=result(finding()))
    assert len(set(before)) == 3
    assert after == before[:2]


def test_the_inventory_stands_in_for_a_file() -> None:
    run = run_of(fleet_of(RUN._replace(inventory="inventories/my fleet.yml"), a=result(finding()), b=failed()))
    for one in run["results"]:
        place = one["locations"][0]["physicalLocation"]
        assert place == {
            "artifactLocation": {"uri": "inventories/my%20fleet.yml", "index": 0},
            "region": {"startLine": 1},
        }
    assert run["artifacts"][0]["location"]["uri"] == "inventories/my%20fleet.yml"


def test_without_an_inventory_there_is_no_file() -> None:
    run = run_of(fleet_of(RUN._replace(inventory=None), a=result(finding())))
    assert "artifacts" not in run
    assert "physicalLocation" not in run["results"][0]["locations"][0]


def test_a_host_that_could_not_be_audited_is_told_twice() -> None:
    run = run_of(fleet_of(a=result(finding(state="pass")), b=failed("No answer.", "no_answer")))
    (one,) = run["results"]
    assert (one["ruleId"], one["level"], one["message"]["text"]) == ("BMC-AUDIT", "error", "b: No answer.")
    (invocation,) = run["invocations"]
    assert not invocation["executionSuccessful"]
    assert invocation["toolExecutionNotifications"][0]["properties"] == {"error_code": "no_answer"}


def test_braces_are_no_places_for_arguments() -> None:
    (one,) = run_of(fleet_of(a=result(finding(reason="Account {0} is enabled."))))["results"]
    assert one["message"]["text"] == "a: Account {{0}} is enabled."

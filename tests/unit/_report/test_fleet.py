# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The model that all formats are made from."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._report.fleet import (
    InvalidResults,
    digest,
    fleet_from_results,
    natural,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._report.text import printable, without_moments
from ansible_collections.baremetal.ipmi.tests.unit._report.fleets import RUN, failed, finding, fleet_of, result


def test_hosts_go_by_name_as_a_person_sorts_them() -> None:
    fleet = fleet_of(node10=result(), node9=result(), Node1=result(), a=result())
    assert [host.name for host in fleet.hosts] == ["a", "Node1", "node9", "node10"]


def test_names_that_differ_in_case_have_an_order() -> None:
    assert sorted(["b1", "B1"], key=natural) == sorted(["B1", "b1"], key=natural) == ["B1", "b1"]


def test_findings_go_by_check_and_a_check_is_there_once() -> None:
    fleet = fleet_of(a=result(finding("BMC-SOL-002"), finding("BMC-CIPH-001")), b=result(finding("BMC-AUTH-001")))
    assert [one.check for one in fleet.hosts[0].findings] == ["BMC-CIPH-001", "BMC-SOL-002"]
    assert [check.id for check in fleet.checks] == ["BMC-AUTH-001", "BMC-CIPH-001", "BMC-SOL-002"]


@pytest.mark.parametrize(
    ("given", "code", "message"),
    [
        (failed("No answer from 192.0.2.1.", "no_answer"), "no_answer", "No answer from 192.0.2.1."),
        ({"unreachable": True, "msg": "gone"}, "not_audited", "gone"),
        ({"skipped": True}, "not_audited", "There is no result of an audit."),
        ({}, "not_audited", "There is no result of an audit."),
        (None, "not_audited", "There is no result of an audit."),
        ({**result(finding()), "failed": True}, "not_audited", "There is no result of an audit."),
    ],
)
def test_a_host_without_an_audit_is_there_with_the_reason(given: t.Any, code: str, message: str) -> None:
    fleet = fleet_from_results({"a": given, "b": result(finding(state="pass"))}, RUN)
    host = fleet.hosts[0]
    assert host.failure == (code, message)
    assert (host.findings, host.scores) == ((), {})
    assert not fleet.passed


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"findings": "none"}, "a: findings is not a list"),
        ({"findings": ["x"]}, "a: a finding has to have id, title, severity, profile, state and reason"),
        ({"findings": [{"id": "BMC-X-001"}]}, "a: a finding has to have id"),
        ({"findings": [finding(state="fine")]}, "a: BMC-CIPH-001 has 'fine', which is none of fail, conflict"),
        ({"findings": [finding(severity="bad")]}, "a: BMC-CIPH-001 has 'bad', which is none of critical"),
        ({"findings": [finding(profile="all")]}, "a: BMC-CIPH-001 has 'all', which is none of essential"),
    ],
)
def test_what_no_audit_returns_is_refused_with_the_host(given: t.Any, message: str) -> None:
    with pytest.raises(InvalidResults, match=r"^" + message):
        fleet_from_results({"a": given}, RUN)


@pytest.mark.parametrize("state", ["pass", "waived", "accepted_risk", "not_supported", "not_detectable"])
def test_what_is_not_bad_lets_a_fleet_pass(state: str) -> None:
    assert fleet_of(a=result(finding(state=state))).passed


@pytest.mark.parametrize("state", ["fail", "conflict"])
def test_one_bad_finding_lets_it_not(state: str) -> None:
    assert not fleet_of(a=result(finding(state="pass")), b=result(finding(state=state))).passed


def test_the_score_of_a_fleet_is_the_mean_of_those_that_have_one() -> None:
    scores = [{"essential": 100, "standard": None}, {"essential": 51, "standard": None}]
    fleet = fleet_of(
        RUN._replace(profile="standard"), a=result(scores=scores[0]), b=result(scores=scores[1]), c=failed()
    )
    assert fleet.scores() == {"essential": 75, "standard": None}


def test_counts_are_of_all_states() -> None:
    counts = fleet_of(a=result(finding(), finding("BMC-SOL-002", "pass")), b=result(finding())).counts()
    assert counts == {
        "fail": 2, "pass": 1, "conflict": 0, "waived": 0, "accepted_risk": 0, "not_detectable": 0, "not_supported": 0,
    }  # fmt: skip


def test_a_digest_does_not_depend_on_the_order_of_keys() -> None:
    assert digest({"a": 1, "b": [{"c": 2, "d": 3}]}) == digest({"b": [{"d": 3, "c": 2}], "a": 1})
    assert digest({"a": 1}) != digest({"a": 2})


def test_text_that_cannot_be_shown_is_replaced() -> None:
    assert printable("a\x00b\x1bc\ud800d\ufffee\tf\n") == "a\ufffdb\ufffdc\ufffdd\ufffde\tf\n"
    assert printable("Größe 日本 🙂") == "Größe 日本 🙂"


def test_reports_are_compared_without_their_moments() -> None:
    assert without_moments(b"at 2026-01-31T12:00:00Z: x") == without_moments(b"at 2026-02-01T00:10:00Z: x")
    assert without_moments(b"at 2026-01-31 12:00:00 UTC") == without_moments(b"at 2026-02-01 00:10:00 UTC")
    assert without_moments(b"at 2026-01-31T12:00:00Z: x") != without_moments(b"at 2026-01-31T12:00:00Z: y")

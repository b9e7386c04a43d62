# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report as JUnit XML, read by a parser that others wrote."""

from __future__ import annotations

import io
import xml.etree.ElementTree

import junitparser
import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._report import junit
from ansible_collections.baremetal.ipmi.plugins.module_utils._report.fleet import Fleet
from ansible_collections.baremetal.ipmi.tests.unit._report.fleets import (
    CHECKS,
    failed,
    finding,
    fleet_of,
    plausible_fleet,
    result,
)


def read(fleet: Fleet) -> junitparser.JUnitXml:
    return junitparser.JUnitXml.fromroot(xml.etree.ElementTree.parse(io.StringIO(junit.render(fleet))).getroot())


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        ("fail", junitparser.Failure),
        ("conflict", junitparser.Failure),
        ("not_detectable", junitparser.Error),
        ("not_supported", junitparser.Skipped),
        ("waived", junitparser.Skipped),
        ("accepted_risk", junitparser.Skipped),
    ],
)
def test_a_state_has_its_element(state: str, kind: type) -> None:
    (suite,) = read(fleet_of(a=result(finding(state=state))))
    (case,) = suite
    (outcome,) = case.result
    assert outcome.__class__ is kind
    assert outcome.message == "Suite 0 allows administrator."
    assert (case.classname, case.name) == ("a", "BMC-CIPH-001 Cipher suite 0 is not usable")


def test_what_passes_has_no_outcome() -> None:
    (suite,) = read(fleet_of(a=result(finding(state="pass"))))
    assert [case.is_passed for case in suite] == [True]


def test_a_host_that_could_not_be_audited_is_a_suite_with_an_error() -> None:
    (suite,) = read(fleet_of(a=failed("No answer.", "no_answer")))
    (case,) = suite
    (error,) = case.result
    assert (suite.name, suite.errors, error.type, error.message) == ("a", 1, "no_answer", "No answer.")


def test_a_failure_says_how_to_mend_it() -> None:
    mend = {"chassis": {"power_restore_policy": "previous"}}
    (suite,) = read(fleet_of(a=result(finding(mend=mend, remedy="Ask the vendor."))))
    (failure,) = next(iter(suite)).result
    assert '"power_restore_policy": "previous"' in failure.text
    assert "Ask the vendor." in failure.text
    assert "CVE-2013-4782" in failure.text


def test_the_numbers_are_those_of_the_cases() -> None:
    fleet = plausible_fleet(50)
    written = read(fleet)
    suites = list(written)
    assert [suite.name for suite in suites] == [host.name for host in fleet.hosts]
    for suite in suites:
        said = (suite.tests, suite.failures, suite.errors, suite.skipped)
        suite.update_statistics()
        assert said == (suite.tests, suite.failures, suite.errors, suite.skipped)
    said = (written.tests, written.failures, written.errors, written.skipped)
    written.update_statistics()
    assert said == (written.tests, written.failures, written.errors, written.skipped)
    assert written.tests == len(fleet.audited) * len(CHECKS) + len(fleet.failed)


def test_what_xml_cannot_hold_is_replaced() -> None:
    (suite,) = read(fleet_of(a=result(finding(reason="Account \x00\x1b<&]]> is enabled."))))
    assert next(iter(suite)).result[0].message == "Account \ufffd\ufffd<&]]> is enabled."

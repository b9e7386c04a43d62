# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What holds for every format: no secret, no host left out, the same bytes for the same results, any text survives."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._report import junit, native_json, sarif, table
from ansible_collections.baremetal.ipmi.plugins.module_utils._report.fleet import Fleet, fleet_from_results
from ansible_collections.baremetal.ipmi.plugins.module_utils._report.page import document
from ansible_collections.baremetal.ipmi.plugins.module_utils._report.text import encoded
from ansible_collections.baremetal.ipmi.tests.unit._report.fleets import (
    RUN,
    failed,
    finding,
    fleet_of,
    plausible_results,
    result,
)

FORMATS: dict[str, t.Callable[[Fleet], str]] = {
    "html": document.render,
    "json": native_json.render,
    "junit": junit.render,
    "sarif": sarif.render,
    "csv": table.render,
}
every_format = pytest.mark.parametrize("render", FORMATS.values(), ids=FORMATS)


@every_format
def test_no_secret_gets_in(render: t.Callable[[Fleet], str]) -> None:
    assert "Correct-Horse-7" in str(result())
    report = render(fleet_of(a=result(finding(), ansible_facts={"k": "Correct-Horse-7"}), b={**failed(), **result()}))
    assert "Correct-Horse-7" not in report


@every_format
def test_a_host_that_could_not_be_audited_is_named_with_the_reason(render: t.Callable[[Fleet], str]) -> None:
    report = render(fleet_of(alpha=result(finding(state="pass")), omega=failed("No answer from 192.0.2.9.")))
    assert "omega" in report
    assert "No answer from 192.0.2.9." in report


@every_format
def test_a_fleet_of_failures_has_a_report(render: t.Callable[[Fleet], str]) -> None:
    assert "omega" in render(fleet_of(omega=failed()))


@every_format
def test_no_host_has_a_report_too(render: t.Callable[[Fleet], str]) -> None:
    assert encoded(render(fleet_from_results({}, RUN)))


@every_format
def test_the_order_of_results_and_keys_does_not_matter(render: t.Callable[[Fleet], str]) -> None:
    results = plausible_results(12)
    turned = {name: _turned(results[name]) for name in reversed(results)}
    assert render(fleet_from_results(results, RUN)) == render(fleet_from_results(turned, RUN))


def _turned(value: t.Any) -> t.Any:
    """Return the same results, keys and findings in the opposite order."""
    if not isinstance(value, dict):
        return value
    turned = {key: _turned(value[key]) for key in reversed(value)}
    if "findings" in turned:
        turned["findings"] = [_turned(one) for one in reversed(turned["findings"])]
    return turned


@every_format
def test_any_text_of_a_bmc_can_be_written(render: t.Callable[[Fleet], str]) -> None:
    bad = "</script><b onclick=x>\x00\x1b[31m\ud800]]> & \"'{0}"
    fleet = fleet_from_results(
        {bad: result(finding(title=bad, reason=bad, evidence={bad: bad}, remedy=bad, mend={"users": [{"name": bad}]}))},
        RUN._replace(title=bad, inventory=bad),
    )
    assert encoded(render(fleet))


@pytest.mark.parametrize("name", ["html", "json", "sarif", "junit"])
def test_where_a_report_comes_from_is_in_it(name: str) -> None:
    report = FORMATS[name](fleet_of(a=result(finding())))
    for value in (RUN.profile, RUN.collection_version, RUN.inventory, RUN.policy_digest, RUN.controller["host"]):
        assert str(value) in report

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report as a page, read by a parser that forgives nothing. A browser shows it in the integration tests."""

from __future__ import annotations

import re
import typing as t

import html5lib
import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._report.fleet import Fleet, fleet_from_results
from ansible_collections.baremetal.ipmi.plugins.module_utils._report.page import document
from ansible_collections.baremetal.ipmi.tests.unit._report.fleets import (
    CHECKS,
    RUN,
    failed,
    finding,
    plausible_fleet,
    result,
)


class Page:
    """A parsed page."""

    def __init__(self, fleet: Fleet) -> None:
        self.source = document.render(fleet)
        parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
        self.tree = parser.parse(self.source)

    def all(self, path: str) -> list[t.Any]:
        return list(self.tree.findall(f".//{path}"))

    def by_id(self, name: str) -> t.Any:
        (element,) = (one for one in self.tree.iter() if one.get("id") == name)
        return element


def rows_of(page: Page) -> list[t.Any]:
    """Return the rows of the heat map."""
    return [row for body in page.by_id("heat").iter("tbody") for row in body.findall("tr")]


def words(element: t.Any) -> str:
    return " ".join("".join(element.itertext()).split())


@pytest.mark.parametrize("count", [0, 1, 50])
def test_it_is_html_without_an_error(count: int) -> None:
    assert Page(plausible_fleet(count)).by_id("about") is not None


def test_every_id_is_there_once_and_every_link_leads_somewhere() -> None:
    page = Page(plausible_fleet(50))
    ids = [element.get("id") for element in page.tree.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    targets = {link.get("href") for link in page.all("a")}
    labels = {f"#{element.get('aria-labelledby')}" for element in page.tree.iter() if element.get("aria-labelledby")}
    assert targets | labels <= {f"#{name}" for name in ids}


def test_nothing_is_asked_of_anybody() -> None:
    page = Page(plausible_fleet(5))
    assert {element.tag for element in page.tree.iter()} & {"link", "img", "iframe", "object", "embed", "base"} == set()
    assert [one for one in page.tree.iter() if one.get("src")] == []
    assert not re.search(r"url\(|@import|https?:", page.source)
    policy = page.all("meta[@http-equiv]")[0].get("content")
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_what_a_bmc_says_is_text() -> None:
    bad = "<img src=x onerror=alert(1)>\"'</style></script><!--"
    page = Page(
        fleet_from_results(
            {
                bad: result(finding(title=bad, reason=bad, remedy=bad, references=[bad], evidence={bad: bad})),
                "x" + bad: failed(bad, bad),
            },
            RUN._replace(title=bad, inventory=bad, controller={"host": bad, "user": bad}),
        )
    )
    assert page.all("img") == []
    assert len(page.all("script")) == 1
    assert words(page.all("h1")[0]) == " ".join(bad.split())
    assert not [name for element in page.tree.iter() for name in element.attrib if name.startswith("on")]


def test_the_worst_comes_first() -> None:
    one = {"severity": "high", "title": "t", "profile": "standard"}
    findings = {
        "a": [finding("BMC-A-1", severity="low"), finding("BMC-B-1", **one), finding("BMC-C-1", **one)],
        "b": [finding("BMC-C-1", **one), finding("BMC-D-1"), finding("BMC-E-1", "pass")],
    }
    page = Page(fleet_from_results({host: result(*found) for host, found in findings.items()}, RUN))
    order = [details.get("id") for details in page.all("details")]
    assert order == ["BMC-D-1", "BMC-C-1", "BMC-B-1", "BMC-A-1", "BMC-E-1"]


def test_the_heat_map_has_a_row_for_each_host_and_a_column_for_each_check() -> None:
    fleet = plausible_fleet(50)
    page = Page(fleet)
    rows = {words(row.find("th")): row.findall("td") for row in rows_of(page)}
    assert set(rows) == {host.name for host in fleet.hosts}
    for host in fleet.audited:
        assert [words(cell) for cell in rows[host.name][:3]] == [str(score) for score in host.scores.values()]
        assert len(rows[host.name]) == 3 + len(CHECKS)
        assert sum(words(cell) in ("✕", "≠") for cell in rows[host.name]) == len(host.bad())
    for host in fleet.failed:
        (cell,) = rows[host.name]
        assert (cell.get("colspan"), words(cell)) == (str(3 + len(CHECKS)), host.failure and host.failure.message)


def test_a_large_fleet_is_several_tables_with_all_its_hosts() -> None:
    page = Page(plausible_fleet(250))
    tables = list(page.by_id("heat").iter("table"))
    assert [len(table.find("tbody")) for table in tables] == [100, 100, 50]
    assert len({words(row.find("th")) for row in rows_of(page)}) == 250


def test_rows_go_from_the_worst_to_the_best() -> None:
    hosts = {f"h{score}": result(finding(), scores={"strict": score}) for score in (70, 9, 100)}
    page = Page(fleet_from_results({**hosts, "z": failed(), "none": result(scores={"strict": None})}, RUN))
    assert [words(row.find("th")) for row in rows_of(page)] == ["z", "h9", "h70", "h100", "none"]


def test_tables_say_what_their_heads_are_about() -> None:
    page = Page(plausible_fleet(50))
    for table in page.all("table"):
        assert words(table.find("caption"))
        heads = list(table.iter("th"))
        assert heads
        assert [head for head in heads if head.get("scope") not in ("col", "row", "colgroup")] == []


def test_no_sign_stands_for_two_states_and_each_is_explained() -> None:
    page = Page(plausible_fleet(5))
    (legend,) = (one for one in page.all("ul") if one.get("class") == "legend")
    signs = [words(item).split()[0] for item in legend]
    assert len(set(signs)) == len(signs) == 7


def test_what_is_true_of_all_hosts_names_none() -> None:
    results = {f"node{number}": result(finding()) for number in range(9)}
    details = Page(fleet_from_results(results, RUN)).by_id("BMC-CIPH-001")
    assert "All 9 audited BMCs" in words(details)
    assert "node3" not in words(details)


def test_what_is_true_of_most_names_the_others() -> None:
    results = {f"node{number}": result(finding(state="pass" if number == 3 else "fail")) for number in range(9)}
    details = Page(fleet_from_results(results, RUN)).by_id("BMC-CIPH-001")
    assert "8 BMCs : all but node3" in words(details).replace("BMCs:", "BMCs :")
    assert "1 BMC : node3" in words(details).replace("BMC:", "BMC :")


def test_evidence_that_differs_is_shown_for_a_few() -> None:
    results = {f"node{number}": result(finding(evidence={"channel": number})) for number in range(9)}
    details = Page(fleet_from_results(results, RUN)).by_id("BMC-CIPH-001")
    items = [words(item) for item in details.iter("li")]
    assert items[0] == 'node0 {"channel": 0}'
    assert items[5:] == ["4 more BMCs: in the report as JSON"]


@pytest.mark.parametrize(
    ("results", "sentence"),
    [
        ({"a": result(finding(state="pass"))}, "1 audited BMC meets the profile."),
        ({"a": result(finding())}, "1 of 1 audited BMC does not meet the profile."),
        (
            {"a": result(finding()), "b": result(finding()), "c": failed()},
            "2 of 2 audited BMCs do not meet the profile. 1 BMC could not be audited.",
        ),
        ({"a": failed()}, "1 BMC could not be audited."),
        ({}, "No BMC was audited."),
    ],
)
def test_the_verdict_is_a_sentence(results: dict[str, t.Any], sentence: str) -> None:
    page = Page(fleet_from_results(results, RUN))
    (verdict,) = (one for one in page.all("p") if "verdict" in (one.get("class") or ""))
    assert words(verdict) == sentence


def test_two_thousand_hosts_are_a_page_that_a_browser_takes() -> None:
    assert len(document.render(plausible_fleet(2000)).encode()) < 12_000_000

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of the report in a browser: one host, fifty and two thousand; narrow, dark, on paper, without a script."""

from __future__ import annotations

import os
import typing as t
from pathlib import Path

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._report.page import document
from ansible_collections.baremetal.ipmi.plugins.module_utils._report.text import encoded
from ansible_collections.baremetal.ipmi.tests.integration.report_browser import chromium, needs_chromium, shown
from ansible_collections.baremetal.ipmi.tests.unit._report.fleets import CHECKS, plausible_fleet

pytestmark = needs_chromium

SIZES = (1, 50, 2000)
PHONE = {"width": 390, "height": 844}
# For a person who wants to look: set it to a directory.
PICTURES = os.environ.get("REPORT_PICTURES")


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    directory = tmp_path_factory.mktemp("pages")
    for size in SIZES:
        (directory / f"{size}.html").write_bytes(encoded(document.render(plausible_fleet(size))))
    return {size: directory / f"{size}.html" for size in SIZES}


@pytest.fixture(scope="module")
def browser() -> t.Iterator[t.Any]:
    with chromium() as running:
        yield running


def picture(page: t.Any, name: str, **options: t.Any) -> None:
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/{name}.png", **options)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_shows_without_a_complaint_or_a_request(
    browser: t.Any, pages: dict[int, Path], size: int, scheme: str
) -> None:
    with shown(browser, pages[size], color_scheme=scheme) as watched:
        assert watched.page.locator("#heat tbody tr").count() == size
        assert watched.page.locator("h1").is_visible()
        picture(watched.page, f"{size}-{scheme}", full_page=size < 100)
        assert watched.complaints == []
        assert watched.requests == [pages[size].as_uri()]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("viewport", [PHONE, {"width": 1280, "height": 900}])
def test_only_the_heat_map_is_wider_than_the_window(
    browser: t.Any, pages: dict[int, Path], size: int, viewport: dict[str, int]
) -> None:
    with shown(browser, pages[size], viewport=viewport) as watched:
        watched.page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        assert watched.page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
        if viewport is PHONE:
            watched.page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = false; })")
            picture(watched.page, f"{size}-phone", full_page=size < 100)


def visible_rows(page: t.Any) -> int:
    return int(
        page.evaluate("[...document.querySelectorAll('#heat tbody tr')].filter((row) => row.offsetParent).length")
    )


def visible_columns(page: t.Any) -> int:
    """Return how many checks the first table shows; a large fleet has several tables."""
    heads = "[...document.querySelector('#heat table').querySelectorAll('th[data-s]')]"
    return int(page.evaluate(f"{heads}.filter((one) => one.offsetParent).length"))


def count_shown(page: t.Any, text: str) -> None:
    page.wait_for_function("(text) => document.getElementById('shown').textContent === text", arg=text)


@pytest.mark.parametrize("size", [50, 2000])
def test_filters_leave_what_was_asked_for_and_say_how_much(browser: t.Any, pages: dict[int, Path], size: int) -> None:
    fleet = plausible_fleet(size)
    with shown(browser, pages[size]) as watched:
        page = watched.page
        count_shown(page, f"{size} of {size} hosts, {len(CHECKS)} of {len(CHECKS)} checks")
        page.fill("#f-host", "node-000")
        count_shown(page, f"9 of {size} hosts, {len(CHECKS)} of {len(CHECKS)} checks")
        assert visible_rows(page) == 9
        page.click("#filters button[type=reset]")
        count_shown(page, f"{size} of {size} hosts, {len(CHECKS)} of {len(CHECKS)} checks")

        page.select_option("#f-severity", "critical")
        critical = {check.id for check in fleet.checks if check.severity == "critical"}
        count_shown(page, f"{size} of {size} hosts, {len(critical)} of {len(CHECKS)} checks")
        assert visible_columns(page) == len(critical)
        page.select_option("#f-state", "fail")
        wanted = sum(
            any(one.check in critical and one.state == "fail" for one in host.findings) for host in fleet.hosts
        )
        assert 0 < wanted < size
        count_shown(page, f"{wanted} of {size} hosts, {len(critical)} of {len(CHECKS)} checks")
        assert visible_rows(page) == wanted
        picture(page, f"{size}-filtered")

        page.click("#filters button[type=reset]")
        page.select_option("#f-state", "not_audited")
        count_shown(page, f"{len(fleet.failed)} of {size} hosts, {len(CHECKS)} of {len(CHECKS)} checks")
        page.click("#filters button[type=reset]")
        page.select_option("#f-order", "name")
        names = page.locator("#heat tbody th").all_text_contents()
        assert names == [host.name for host in fleet.hosts]
        assert watched.complaints == []


def test_columns_stay_under_their_heads_when_some_are_hidden(browser: t.Any, pages: dict[int, Path]) -> None:
    with shown(browser, pages[50]) as watched:
        page = watched.page
        page.select_option("#f-severity", "high")
        page.select_option("#f-profile", "essential")
        page.wait_for_function("document.getElementById('shown').textContent.indexOf(' of 60 checks') > 0")
        shifted = page.evaluate(
            """() => {
              const heads = [...document.querySelectorAll('#heat thead tr:nth-child(2) > *')];
              const row = [...document.querySelectorAll('#heat tbody tr')].find((one) => !one.querySelector('.x'));
              const left = (one) => Math.round(one.getBoundingClientRect().left);
              return heads.filter((one, n) => one.offsetParent && left(one) !== left(row.cells[n])).length;
            }"""
        )
        assert shifted == 0


def test_a_cell_leads_to_what_it_means(browser: t.Any, pages: dict[int, Path]) -> None:
    with shown(browser, pages[50]) as watched:
        page = watched.page
        page.locator("#heat td.f4").first.click()
        opened = page.locator("details[open]")
        assert opened.count() == 1
        assert opened.locator(".sev").inner_text() == "critical"


def test_it_reads_without_a_script(browser: t.Any, pages: dict[int, Path]) -> None:
    with shown(browser, pages[50], java_script_enabled=False) as watched:
        page = watched.page
        assert not page.locator("#filters").is_visible()
        assert page.locator("#heat tbody tr").count() == 50
        page.locator("#heat thead a").first.click()
        page.locator("details.check summary").first.click()
        assert page.locator("details[open] .group").first.is_visible()


def test_the_keyboard_reaches_everything(browser: t.Any, pages: dict[int, Path]) -> None:
    with shown(browser, pages[50]) as watched:
        page = watched.page
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className").endswith("skip")
        page.keyboard.press("Enter")
        reached = set()
        for _step in range(150):
            page.keyboard.press("Tab")
            found = page.evaluate("[document.activeElement.tagName, document.activeElement.id]")
            reached.add(found[1] or found[0])
        assert {"SUMMARY", "f-host", "f-state", "f-severity", "f-profile", "f-order", "BUTTON", "A"} <= reached
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline == "solid"


def contrast_problems(page: t.Any) -> list[str]:
    """Return the texts with less contrast than 4.5 to 1 (WCAG 2.1, 1.4.3)."""
    return list(
        page.evaluate(
            """() => {
              const rgb = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
              const part = (v) => { v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; };
              const light = (c) => 0.2126 * part(c[0]) + 0.7152 * part(c[1]) + 0.0722 * part(c[2]);
              const behind = (one) => {
                for (; one; one = one.parentElement) {
                  const c = rgb(getComputedStyle(one).backgroundColor);
                  if (c.length === 3 || c[3] === 1) { return c; }
                }
                return [255, 255, 255];
              };
              const found = new Set();
              for (const one of document.querySelectorAll('body *')) {
                const own = [...one.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
                if (!own || !one.offsetParent) { continue; }
                const style = getComputedStyle(one);
                const [a, b] = [light(rgb(style.color)), light(behind(one))].sort((x, y) => y - x);
                const ratio = (a + 0.05) / (b + 0.05);
                if (ratio < 4.5) { found.add(`${one.tagName}.${one.className} ${ratio.toFixed(2)}`); }
              }
              return [...found];
            }"""
        )
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_can_be_told_from_what_is_behind_it(browser: t.Any, pages: dict[int, Path], scheme: str) -> None:
    with shown(browser, pages[50], color_scheme=scheme) as watched:
        watched.page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        assert contrast_problems(watched.page) == []


def test_paper_shows_all_and_nothing_to_press(browser: t.Any, pages: dict[int, Path], tmp_path: Path) -> None:
    with shown(browser, pages[50], color_scheme="dark") as watched:
        page = watched.page
        target = Path(PICTURES or tmp_path) / "50.pdf"
        page.pdf(path=str(target), prefer_css_page_size=True, print_background=True)
        assert target.read_bytes().startswith(b"%PDF")
        page.emulate_media(media="print")
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert not page.locator("#filters").is_visible()
        assert page.locator("details.check .group").last.is_visible()
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        picture(page, "50-print")


def test_two_thousand_hosts_are_there_in_seconds(browser: t.Any, pages: dict[int, Path]) -> None:
    with shown(browser, pages[2000]) as watched:
        timing = watched.page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd")
        assert 0 < timing < 20_000

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documentation site: built without a warning, complete, and shown by a browser without asking anybody."""

from __future__ import annotations

import re
import subprocess
import sys
import typing as t
from pathlib import Path

import pytest
from ansible_collections.baremetal.ipmi.tests.integration.playbook import environment
from ansible_collections.baremetal.ipmi.tests.integration.report_browser import chromium, needs_chromium, shown
from ansible_collections.baremetal.ipmi.tests.unit.test_documentation import error_codes
from collection_path import ROOT
from playwright.sync_api import Browser

BUILD = ROOT / "tools" / "build-docs"
SECONDS = 400
KINDS = {"modules": "module", "callback": "callback", "filter": "filter", "inventory": "inventory"}
SHOWN = ("index.html", "guides/first-contact.html", "guides/from-freeipmi.html", "reference/user_module.html")
WIDTHS = (390, 1280)
SCHEMES: tuple[t.Literal["light", "dark"], ...] = ("light", "dark")
# A warning of the theme, in the page where a reader sees it and the builder does not.
COMPLAINT = "ERROR: "


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("site")
    path = {"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin"}
    done = subprocess.run(
        [sys.executable, str(BUILD), "--output", str(directory)],
        env=environment(directory, **path),
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stdout + done.stderr
    return directory / "html"


@pytest.fixture(scope="module")
def browser() -> t.Iterator[Browser]:
    with chromium() as started:
        yield started


def test_everything_has_a_page_in_the_reference(site: Path) -> None:
    wanted = {
        f"{path.stem}_{kind}.html"
        for folder, kind in KINDS.items()
        for path in (ROOT / "plugins" / folder).glob("[a-z]*.py")
    }
    wanted |= {f"{path.name}_role.html" for path in (ROOT / "roles").iterdir()}
    assert wanted - {path.name for path in (site / "reference").iterdir()} == set()


def test_every_option_of_a_module_is_there(site: Path) -> None:
    page = (site / "reference" / "power_module.html").read_text(encoding="utf-8")
    anchors = set(re.findall(r'id="parameter-([\w/]+)"', page))
    assert {"state", "wait", "soft_timeout", "bmc_host", "bmc_cipher_suites"} <= anchors


def test_every_error_code_is_there(site: Path) -> None:
    page = (site / "reference" / "error_codes.html").read_text(encoding="utf-8")
    headings = re.findall(r'<h3><code [^>]*><span class="pre">(\w+)</span></code>', page)
    assert sorted(headings) == sorted(error_codes())


def test_every_page_can_be_reached_from_the_start(site: Path) -> None:
    start = (site / "index.html").read_text(encoding="utf-8")
    linked = {link.partition("#")[0] for link in re.findall(r'href="([^":]+\.html[^"]*)"', start)}
    pages = {path.relative_to(ROOT / "docs").with_suffix(".html").as_posix() for path in (ROOT / "docs").rglob("*.md")}
    assert pages - {"README.html", "index.html"} - linked == set()


@needs_chromium
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_page_asks_nobody_and_fits(
    site: Path, browser: Browser, width: int, scheme: t.Literal["light", "dark"]
) -> None:
    for name in SHOWN:
        with shown(browser, site / name, viewport={"width": width, "height": 844}, color_scheme=scheme) as watched:
            assert [url for url in watched.requests if not url.startswith(("file:", "data:"))] == []
            assert watched.complaints == []
            page = watched.page
            assert page.evaluate("document.documentElement.scrollWidth") == width, name
            assert COMPLAINT not in page.inner_text("article"), name
            background = page.evaluate("getComputedStyle(document.body).backgroundColor")
            brightness = sum(map(int, re.findall(r"\d+", background)[:3])) / 3
            assert (brightness > 128) == (scheme == "light"), (name, background)


@needs_chromium
def test_the_search_finds_without_a_server(site: Path, browser: Browser) -> None:
    with shown(browser, site / "index.html") as watched:
        watched.page.goto((site / "search.html").as_uri() + "?q=cipher_suite_privileges")
        watched.page.wait_for_selector("#search-results a")
        found = watched.page.eval_on_selector_all("#search-results a", "links => links.map(link => link.href)")
        assert any("lan_module.html" in link or "user/lan.html" in link for link in found), found
        assert [url for url in watched.requests if not url.startswith(("file:", "data:"))] == []


def test_two_places_that_disagree_stop_the_build(tmp_path: Path) -> None:
    """An error code that only the source has, in a copy of the checkout."""
    for name in ("docs", "plugins", "tools"):
        subprocess.run(["cp", "-r", str(ROOT / name), str(tmp_path)], check=True)
    for name in ("CONTRIBUTING.md", "README.md", "tests", "galaxy.yml"):
        (tmp_path / name).symlink_to(ROOT / name)
    errors = tmp_path / "plugins" / "module_utils" / "_ipmi" / "errors.py"
    text = errors.read_text(encoding="utf-8")
    errors.write_text(text + '\n\nclass New(IpmiError):\n    error_code = "brand_new"\n', encoding="utf-8")
    program = "from site_pages import error_codes, pages; import pathlib, sys; error_codes.write(pathlib.Path('x'))"
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={"PYTHONPATH": str(tmp_path / "tools")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "brand_new" in done.stderr.splitlines()[-1]

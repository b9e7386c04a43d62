# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Headless Chromium for the tests of the page: Debian's browser, driven by Playwright."""

from __future__ import annotations

import contextlib
import shutil
import typing as t
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed; see tools/install-packages")


@contextlib.contextmanager
def chromium() -> t.Iterator[Browser]:
    """Start the browser. It runs as root in CI, where Chromium's sandbox cannot; it shows only pages of ours."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


class Watched:
    """A page, with what it asked for and complained of."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.requests: list[str] = []
        self.complaints: list[str] = []
        page.on("request", self._requested)
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _requested(self, request: Request) -> None:
        self.requests.append(request.url)


@contextlib.contextmanager
def shown(browser: Browser, path: Path, **context: t.Any) -> t.Iterator[Watched]:
    """Show a file. ``context`` are options of a browser context, such as ``viewport`` and ``color_scheme``."""
    opened = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **context})
    try:
        watched = Watched(opened.new_page())
        watched.page.goto(path.as_uri(), wait_until="load")
        yield watched
    finally:
        opened.close()

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The line that says how far something is: on a terminal, not too early, not too often, and gone at the end."""

from __future__ import annotations

import io

from ansible_collections.baremetal.ipmi.plugins.plugin_utils.progress_line import ProgressLine

ERASE = "\r\x1b[K"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def written(times: list[float], stream: io.StringIO) -> str:
    clock = Clock()
    with ProgressLine(stream, clock) as line:
        for number, clock.now in enumerate(times):
            line.show("asked", number, 9)
    return stream.getvalue()


def test_what_is_over_soon_needs_no_line() -> None:
    assert written([0.0, 1.9], Terminal()) == ""


def test_it_is_written_over_itself_now_and_then_and_erased() -> None:
    text = written([1.9, 2.0, 2.1, 2.3], Terminal())
    assert text == f"{ERASE}baremetal.ipmi.bmc: asked 1 of 9{ERASE}baremetal.ipmi.bmc: asked 3 of 9{ERASE}"


def test_nobody_watches_a_file() -> None:
    assert written([2.0, 3.0], io.StringIO()) == ""


def test_without_a_total() -> None:
    stream, clock = Terminal(), Clock()
    line = ProgressLine(stream, clock)
    clock.now = 3.0
    line.show("asked", 5, None)
    assert stream.getvalue() == f"{ERASE}baremetal.ipmi.bmc: asked 5"

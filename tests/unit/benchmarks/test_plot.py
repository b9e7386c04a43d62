# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pictures of what was measured are made from the numbers, and from nothing that changes by itself."""

from __future__ import annotations

import re
import xml.etree.ElementTree
from pathlib import Path

from ansible_collections.baremetal.ipmi.tests.benchmarks import plot

FIGURES = {
    "task_cpu": {"title": "CPU per host", "value": 0.05, "bar": "<= 0.1", "met": True},
    "protocol": {"title": "Commands per CPU second", "value": 0.8, "bar": "> 1", "met": False},
    "aside": {"title": "For information", "value": 3.0},
}
ROWS = [
    {"kind": kind, "hosts": hosts, "wall_ms": 10.0, "cpu_ms": cpu, "memory_mib": hosts / 10}
    for kind, cpu in (("debug", 17.5), ("power", 23.5))
    for hosts in (100, 1000)
]


def texts(path: Path) -> list[str]:
    """Return the words of a picture; they are text in it, so that they can be read aloud, searched and copied."""
    root = xml.etree.ElementTree.parse(path).getroot()
    return ["".join(element.itertext()).strip() for element in root.iter() if element.tag.endswith("}text")]


def test_every_bar_has_its_row(tmp_path: Path) -> None:
    plot.draw_bars(FIGURES, tmp_path / "bars.svg")
    shown = texts(tmp_path / "bars.svg")
    assert "CPU per host" in shown
    assert "Commands per CPU second" in shown
    assert "For information" not in shown


def test_met_and_missed_can_be_told_apart_without_colour(tmp_path: Path) -> None:
    for name, is_met in (("met", True), ("missed", False)):
        plot.draw_bars({"one": {**FIGURES["task_cpu"], "met": is_met}}, tmp_path / f"{name}.svg")
    shapes = [re.sub(r"#[0-9a-f]{6}", "", (tmp_path / f"{name}.svg").read_text()) for name in ("met", "missed")]
    assert shapes[0] != shapes[1]


def test_a_share_is_below_one_when_a_bar_is_met_whichever_way_it_is() -> None:
    assert plot.share(FIGURES["task_cpu"]) == 0.5
    assert plot.share(FIGURES["protocol"]) == 1.25


def test_every_kind_of_task_has_its_line(tmp_path: Path) -> None:
    plot.draw_scale(ROWS, tmp_path / "scale.svg")
    assert {"debug", "power", "hosts", "1,000"} <= set(texts(tmp_path / "scale.svg"))


def test_the_same_numbers_give_the_same_file_and_others_another(tmp_path: Path) -> None:
    for name, rows in (("one", ROWS), ("two", ROWS), ("other", [*ROWS[:-1], {**ROWS[-1], "cpu_ms": 40.0}])):
        plot.draw_scale(rows, tmp_path / f"{name}.svg")
    one, two, other = ((tmp_path / f"{name}.svg").read_text() for name in ("one", "two", "other"))
    assert one == two != other
    assert not re.search(r"20\d\d-\d\d-\d\d", one)

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures of what was measured, for the documentation. The same numbers always give the same file."""

from __future__ import annotations

import typing as t
from pathlib import Path

import matplotlib

matplotlib.use("svg")

from matplotlib import pyplot
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

# A panel of its own, so that it can be read on a light and on a dark page. Okabe and Ito's colours, which everybody can
# tell apart.
STYLE = {
    "svg.fonttype": "none",
    "svg.hashsalt": "baremetal.ipmi",
    "font.family": "sans-serif",
    "font.size": 10,
    "figure.facecolor": "#fbfbf8",
    "axes.facecolor": "#fbfbf8",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
}
MET, MISSED = "#0072b2", "#d55e00"
MARKERS = ("o", "s", "^", "D", "v", "P")
COLOURS = ("#000000", "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00")
# What matplotlib would write there, it would write anew each time.
NO_METADATA = {"Date": None, "Creator": None}
LESS_IS_BETTER = "<="


def draw_bars(figures: t.Mapping[str, t.Mapping[str, t.Any]], path: Path) -> None:
    """Draw every figure that has a bar, as a share of it: on the left of the line it is met."""
    rows = [(figure["title"], share(figure), bool(figure["met"])) for figure in figures.values() if "bar" in figure]
    rows.reverse()
    with pyplot.rc_context(STYLE):
        picture, axes = pyplot.subplots(figsize=(9, 0.42 * len(rows) + 1.3), layout="constrained")
        for place, (_title, part, is_met) in enumerate(rows):
            axes.plot([part, 1], [place, place], color=MET if is_met else MISSED, linewidth=2, solid_capstyle="butt")
            axes.plot(part, place, marker="o" if is_met else "X", color=MET if is_met else MISSED, markersize=8)
        axes.axvline(1, color="#444444", linewidth=1.2)
        axes.set_xscale("log")
        _mark(axes.xaxis, _as_share)
        axes.set_yticks(range(len(rows)), [title for title, _part, _met in rows])
        axes.set_ylim(-0.7, len(rows) - 0.3)
        axes.grid(axis="x", color="#dddddd")
        title = "Measured, as a share of what is allowed (circle: met, cross: missed)"
        picture.suptitle(title, fontsize=11, x=0.01, horizontalalignment="left")
        _save(picture, path)


def draw_scale(rows: t.Sequence[t.Mapping[str, t.Any]], path: Path) -> None:
    """Draw CPU per host and peak memory over the number of hosts, a line for each kind of task."""
    kinds = list(dict.fromkeys(row["kind"] for row in rows))
    with pyplot.rc_context(STYLE):
        picture, (cpu, memory) = pyplot.subplots(1, 2, figsize=(9.5, 4), layout="constrained")
        for kind, marker, colour in zip(kinds, MARKERS, COLOURS):
            its_own = sorted((row for row in rows if row["kind"] == kind), key=lambda row: row["hosts"])
            hosts = [row["hosts"] for row in its_own]
            line = {"marker": marker, "color": colour, "label": kind}
            cpu.plot(hosts, [row["cpu_ms"] for row in its_own], **line)
            memory.plot(hosts, [row["memory_mib"] for row in its_own], **line)
        for axes, title in ((cpu, "CPU per host and task, ms"), (memory, "Peak memory of the run, MiB")):
            axes.set_title(title, fontsize=11, loc="left")
            axes.set_xlabel("hosts")
            axes.set_xscale("log")
            axes.set_yscale("log")
            for axis in (axes.xaxis, axes.yaxis):
                _mark(axis, lambda value: f"{value:,g}")
            axes.grid(color="#dddddd")
        picture.legend(*cpu.get_legend_handles_labels(), loc="outside lower center", ncols=3, frameon=False)
        _save(picture, path)


def share(figure: t.Mapping[str, t.Any]) -> float:
    """Return how much of a bar a figure takes up: below one is met, whichever way the bar is."""
    sense, limit = figure["bar"].split()
    part = float(figure["value"]) / float(limit)
    return part if sense == LESS_IS_BETTER else 1 / part


def _mark(axis: t.Any, spelled: t.Callable[[float], str]) -> None:
    """Mark one, two, five, ten and so on."""
    axis.set_major_locator(LogLocator(subs=(1, 2, 5)))
    axis.set_minor_locator(NullLocator())
    axis.set_major_formatter(FuncFormatter(lambda value, _place: spelled(value)))


def _as_share(value: float) -> str:
    return f"{value:g}" if value >= 1 else f"1/{1 / value:g}"


def _save(picture: t.Any, path: Path) -> None:
    picture.savefig(path, format="svg", metadata=NO_METADATA)
    pyplot.close(picture)
    # Without trailing spaces, which reviewers' tools complain about.
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("".join(f"{line.rstrip()}\n" for line in lines), encoding="utf-8")

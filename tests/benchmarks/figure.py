# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a benchmark has found, and how it is shown."""

from __future__ import annotations

import typing as t


class Bar(t.NamedTuple):
    """What a figure has to reach. ``sense`` is ``<=`` or ``>``; ``text`` is the bar for a person."""

    sense: str
    limit: float
    text: str

    def is_met_by(self, value: float) -> bool:
        return value <= self.limit if self.sense == "<=" else value > self.limit


class Figure(t.NamedTuple):
    """One finding. ``value`` is a ratio or a count, so that it says something on another machine too.

    ``text`` is the finding for a person. Without a bar ``required`` of it, it is there for information.
    """

    key: str
    title: str
    value: float
    text: str
    required: Bar | None = None

    @property
    def is_met(self) -> bool:
        return self.required is None or self.required.is_met_by(self.value)

    def as_json(self) -> dict[str, t.Any]:
        """Return what stays true of another machine."""
        result: dict[str, t.Any] = {"title": self.title, "value": float(f"{self.value:.3g}")}
        if self.required is not None:
            result.update(bar=f"{self.required.sense} {self.required.limit:g}", met=self.is_met)
        return result


def at_most(limit: float, text: str) -> Bar:
    return Bar("<=", limit, f"at most {text}")


def more_than(limit: float, text: str) -> Bar:
    return Bar(">", limit, f"more than {text}")


def fraction(value: float) -> str:
    """Return a ratio below one as a person writes it: 1/12.5."""
    return f"1/{1 / value:.1f}"


def format_figures(figures: t.Sequence[Figure]) -> str:
    """Return those with a bar as a table, and the others as lines below it: Markdown that can be read as it is."""
    rows = [["", "measured", "bar", ""]]
    rows += [
        [one.title, one.text, one.required.text, "met" if one.is_met else "MISSED"]
        for one in figures
        if one.required is not None
    ]
    information = [f"- {one.title}: {one.text}" for one in figures if one.required is None]
    return "\n".join([as_table(rows), "", *information])


def as_table(rows: t.Sequence[t.Sequence[str]]) -> str:
    """Return rows, the first one the heading, as Markdown that can be read as it is."""
    widths = [max(map(len, column)) for column in zip(*rows)]
    lines = [rows[0], ["-" * width for width in widths], *rows[1:]]
    return "\n".join("| " + " | ".join(map(str.ljust, row, widths)) + " |" for row in lines)

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pieces of HTML. What is not markup goes through ``text``, which escapes it.

The end tags that HTML does not ask for are left out where there are many: a large fleet has a hundred thousand cells.
"""

from __future__ import annotations

import html
import typing as t

from ..fleet import BAD_STATES
from ..text import printable

MARKS = {
    "fail": ("✕", "fails"),
    "conflict": ("≠", "in conflict"),
    "not_detectable": ("?", "not detectable"),
    "accepted_risk": ("!", "accepted risk"),
    "waived": ("w", "waived"),
    "not_supported": ("—", "not supported"),
    "pass": ("✓", "passes"),
}
"""For each state the sign that stands for it in the heat map, and its words."""

_CLASSES = {"not_detectable": "q", "accepted_risk": "a", "waived": "w", "not_supported": "n", "pass": "p"}
_SEVERITY_CLASSES = {"critical": "4", "high": "3", "medium": "2", "low": "1"}
NO_FINDING = "o"
"""Class of a cell where a host does not have the check."""


def text(value: t.Any) -> str:
    """Return a value as text of a page."""
    return html.escape(printable(str(value)))


def state_class(state: str, severity: str) -> str:
    """Return the class of a cell: what is bad is darker the worse it is."""
    if state in BAD_STATES:
        return state[0] + _SEVERITY_CLASSES[severity]
    return _CLASSES[state]


def badge(severity: str) -> str:
    return f'<b class="sev s-{severity}">{severity}</b>'


def state_badge(state: str) -> str:
    sign, words = MARKS[state]
    return f'<span class="st t-{state}"><i aria-hidden=true>{sign}</i> {words}</span>'


def plural(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}"


def score_text(score: int | None) -> str:
    return "—" if score is None else str(score)


def meter(share: float, kind: str) -> str:
    """Return a bar of a hundred parts. It only repeats a number that stands beside it."""
    width = f"{share:.1f}".rstrip("0").rstrip(".")
    return (
        f'<svg class="bar {kind}" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">'
        f"<rect class=back width=100 height=4 /><rect width={width} height=4 /></svg>"
    )


def score_kind(score: int | None) -> str:
    """Return the class that colours a score."""
    if score is None:
        return "none"
    return "good" if score >= 90 else "fair" if score >= 70 else "poor"

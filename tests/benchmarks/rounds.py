# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures variants in turn, several times: what disturbs the machine meanwhile then disturbs all of them alike."""

from __future__ import annotations

import statistics
import typing as t

T = t.TypeVar("T")


def in_turn(
    rounds: int, variants: t.Mapping[str, t.Callable[[], T]], short: t.Collection[str] = (), times: int = 3
) -> dict[str, list[T]]:
    """Call every variant once in each round, the ``short`` ones several times; return what each has returned.

    Every second round goes backwards, so that no variant always comes after the same other one.
    """
    order = [name for name in variants if name not in short]
    order += [name for _time in range(times) for name in variants if name in short]
    measured: dict[str, list[T]] = {name: [] for name in variants}
    for number in range(rounds):
        for name in order if number % 2 == 0 else reversed(order):
            measured[name].append(variants[name]())
    return measured


def median_of(values: t.Iterable[float]) -> float:
    """Return the median."""
    return statistics.median(values)

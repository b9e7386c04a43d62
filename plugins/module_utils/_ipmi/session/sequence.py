# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Session sequence numbers: counting our own and judging the BMC's. IPMI v2.0 §6.12.12, §13.6.

A packet counts once: a number that was seen, or lies too far from the highest one seen, is dropped. Zero is kept
for packets outside a session, so counters go from FFFFFFFFh to 1.
"""

from __future__ import annotations

_MODULUS = 1 << 32

REACH_V15 = 8
REACH_V20 = 16


class SequenceCounter:
    """Numbers for packets that we send."""

    __slots__ = ("_next",)

    def __init__(self, first: int = 1) -> None:
        self._next = first or 1

    def take(self) -> int:
        """Return the number of the next packet."""
        number = self._next
        self._next = (number + 1) % _MODULUS or 1
        return number


class SequenceWindow:
    """Which numbers of the other side are still good; ``highest`` None takes the first one as it comes."""

    __slots__ = ("_highest", "_reach", "_seen")

    def __init__(self, reach: int, highest: int | None = 0) -> None:
        self._reach = reach
        self._highest = highest
        self._seen = 1

    def accept(self, number: int) -> bool:
        """Tell whether a packet with this number counts, and remember that it came."""
        if number == 0:
            return False
        if self._highest is None:
            self._highest = number
            return True
        ahead = (number - self._highest) % _MODULUS
        if ahead > _MODULUS // 2:
            return self._accept_late(_MODULUS - ahead)
        if ahead == 0 or ahead > self._reach:
            return False
        self._seen = (self._seen << ahead | 1) & ((2 << self._reach) - 1)
        self._highest = number
        return True

    def _accept_late(self, behind: int) -> bool:
        if behind > self._reach or self._seen >> behind & 1:
            return False
        self._seen |= 1 << behind
        return True

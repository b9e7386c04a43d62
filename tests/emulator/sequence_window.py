# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which session sequence numbers a BMC accepts. IPMI v2.0 §6.12.13.

A receiver remembers the highest number it has accepted and which of those just below it came. A number is good when
it is not too far from the highest, in either direction, and was not seen. Numbers run from 1 to FFFFFFFFh and then
to 1 again: 0 is for packets outside a session.
"""

from __future__ import annotations

MODULUS = 0xFFFFFFFF
"""How many numbers there are, 0 not being one of them."""


def next_sequence(number: int) -> int:
    """Return the number after ``number``."""
    return 1 if number >= MODULUS else number + 1


class SequenceWindow:
    """The inbound window of one counter: ``ahead`` and ``behind`` are how far from the highest a number may lie."""

    __slots__ = ("_ahead", "_behind", "_highest", "_seen")

    def __init__(self, highest: int, ahead: int, behind: int) -> None:
        self._highest = highest
        self._ahead = ahead
        self._behind = behind
        self._seen = (1 << (behind + 1)) - 1
        """Bit n: the number n below the highest has come, or was before the beginning."""

    def accept(self, number: int) -> bool:
        """Tell whether ``number`` is acceptable, and remember it if so."""
        if not 0 < number <= MODULUS:
            return False
        forward = (number - self._highest) % MODULUS
        if forward and forward <= self._ahead:
            self._seen = (self._seen << forward | 1) & ((1 << (self._behind + 1)) - 1)
            self._highest = number
            return True
        back = (self._highest - number) % MODULUS
        if back > self._behind or self._seen >> back & 1:
            return False
        self._seen |= 1 << back
        return True

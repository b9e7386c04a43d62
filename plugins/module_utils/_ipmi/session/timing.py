# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How long to wait before sending again.

Nothing is known of a BMC at first, so the first answer gets a second. Once answers were timed, a loss is noticed
after four times the usual time, though never before a quarter of a second: a BMC is slow at some commands, and
sending again makes it slower. Each further try waits longer.
"""

from __future__ import annotations

FIRST_INTERVAL = 1.0
SHORTEST_INTERVAL = 0.25
LONGEST_INTERVAL = 2.0
_ROUND_TRIPS = 4.0
_BACK_OFF = 1.3
_STEEPEST = 16
"""Tries after which the interval grows no more; keeps the power small."""


class RoundTrip:
    """The usual time of an answer, in seconds. A slow answer counts at once, fast ones by and by."""

    __slots__ = ("_usual",)

    def __init__(self) -> None:
        self._usual: float | None = None

    def measured(self, seconds: float) -> None:
        """Note how long an answer took."""
        usual = self._usual
        self._usual = seconds if usual is None or seconds > usual else 0.75 * usual + 0.25 * seconds

    @property
    def usual(self) -> float:
        return FIRST_INTERVAL if self._usual is None else self._usual

    def interval(self, tries: int) -> float:
        """Return how long to wait for an answer after the ``tries``-th transmission (counted from 1)."""
        first = FIRST_INTERVAL
        if self._usual is not None:
            first = min(max(SHORTEST_INTERVAL, _ROUND_TRIPS * self._usual), LONGEST_INTERVAL)
        if tries == 1:
            return first
        return min(first * _BACK_OFF ** min(tries - 1, _STEEPEST), LONGEST_INTERVAL)


class Retransmission:
    """The transmissions of one message; ``due`` is when to send it (again)."""

    __slots__ = ("_round_trip", "due", "first_sent", "last_sent", "tries")

    def __init__(self, round_trip: RoundTrip, now: float) -> None:
        self._round_trip = round_trip
        self.tries = 0
        self.first_sent = self.last_sent = self.due = now

    def sent(self, now: float) -> None:
        """Note a transmission."""
        self.tries += 1
        self.last_sent = now
        self.due = now + self._round_trip.interval(self.tries)

    def comes_next(self, now: float) -> None:
        """Count from now: a BMC that works in order has just answered what was sent before this."""
        self.due = max(self.due, now + self._round_trip.interval(self.tries))

    def overtaken(self, now: float) -> None:
        """Wait no longer than the usual time from now: a message that was sent later has been answered."""
        self.due = min(self.due, now + self._round_trip.usual)

    def answered(self, now: float) -> None:
        """Note the answer. It is timed only if there is no doubt which transmission it belongs to."""
        if self.tries == 1:
            self._round_trip.measured(now - self.last_sent)

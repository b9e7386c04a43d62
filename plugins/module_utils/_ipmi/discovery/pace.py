# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""So many packets per second and no more.

The packets have times at which they would leave if they were evenly spaced. One may leave early by as much as a few of
these intervals, which makes up for a caller that comes late; time in which nothing was sent is not saved up beyond
that. So any stretch of time sees at most its share of packets and ``BURST`` more.
"""

from __future__ import annotations

BURST = 4


class Pace:
    """Counts packets against a rate in packets per second; None is no limit."""

    def __init__(self, rate: float | None) -> None:
        if rate is not None and not rate > 0:
            raise ValueError("a rate has to be more than 0 packets per second")
        self._interval = 0.0 if rate is None else 1 / rate
        self._slack = self._interval * (BURST - 1)
        self.next_at = float("-inf")
        """When the next packet may leave."""

    def allowance(self, now: float, most: int) -> int:
        """Return how many packets may leave now, at most ``most``."""
        if not self._interval:
            return most
        if now < self.next_at:
            return 0
        saved = now - max(self.next_at, now - self._slack)
        return min(most, 1 + int(saved / self._interval))

    def spend(self, packets: int, now: float) -> None:
        """Note that packets leave now."""
        if self._interval:
            self.next_at = max(self.next_at, now - self._slack) + packets * self._interval

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When to send again."""

from __future__ import annotations

from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.session.timing import (
    FIRST_INTERVAL,
    LONGEST_INTERVAL,
    SHORTEST_INTERVAL,
    Retransmission,
    RoundTrip,
)


def test_the_first_answer_gets_a_second() -> None:
    assert RoundTrip().interval(1) == FIRST_INTERVAL


def test_intervals_grow_to_a_limit() -> None:
    intervals = [RoundTrip().interval(tries) for tries in range(1, 60)]
    assert intervals == sorted(intervals)
    assert intervals[-1] == LONGEST_INTERVAL


def test_a_fast_bmc_is_not_hurried_below_the_shortest_interval() -> None:
    round_trip = RoundTrip()
    round_trip.measured(0.001)
    assert round_trip.interval(1) == SHORTEST_INTERVAL


def test_a_slow_answer_counts_at_once_and_fast_ones_by_and_by() -> None:
    round_trip = RoundTrip()
    round_trip.measured(0.1)
    round_trip.measured(0.3)
    assert round_trip.interval(1) == 1.2
    round_trip.measured(0.1)
    assert 0.4 < round_trip.interval(1) < 1.2


def test_a_very_slow_bmc_is_asked_no_less_often_than_the_limit() -> None:
    round_trip = RoundTrip()
    round_trip.measured(10)
    assert round_trip.interval(1) == LONGEST_INTERVAL


def test_an_answer_to_a_repeated_message_is_not_timed() -> None:
    round_trip = RoundTrip()
    retransmission = Retransmission(round_trip, 0)
    retransmission.sent(0)
    retransmission.sent(1)
    retransmission.answered(1.01)
    assert round_trip.interval(1) == FIRST_INTERVAL
    assert retransmission.due > 2

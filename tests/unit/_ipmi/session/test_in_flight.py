# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two requests in flight in one session: what their answers, and answers that do not come, say of each other."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.session.events import Answered
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.session.session import Session

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from session_console import CREDENTIALS, Console
from tiny_bmc import GET_DEVICE_ID, Network, TinyBmc

ROUND_TRIP = 0.02


class Desk:
    """An open session, and a BMC that answers a request when the test says so."""

    def __init__(self) -> None:
        self.bmc = TinyBmc()
        console = Console(Network(self.bmc, delay=ROUND_TRIP / 2), CREDENTIALS)
        console.open()
        self.session: Session = console.session
        self.now = console.network.now

    def send(self) -> bytes:
        """Send a request and return its datagram."""
        self.session.send_request(*GET_DEVICE_ID, b"", self.now)
        (datagram,) = self.session.datagrams_to_send(self.now)
        return datagram

    def answer(self, datagram: bytes, after: float = ROUND_TRIP) -> None:
        """Let time pass, and the BMC answer."""
        self.now += after
        (answer,) = self.bmc.receive(datagram)
        self.session.receive_datagram(answer, self.now)
        assert isinstance(self.session.next_event(), Answered)

    def wait(self) -> list[bytes]:
        """Wait until the session wants something, and return what it sends then."""
        self.now = self.session.next_timeout()
        self.session.handle_timeout(self.now)
        return self.session.datagrams_to_send(self.now)


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_there_is_room_for_two(desk: Desk) -> None:
    first = desk.send()
    assert desk.session.has_room
    desk.send()
    assert not desk.session.has_room
    desk.answer(first)
    assert desk.session.has_room


def test_an_overtaken_request_is_most_likely_lost(desk: Desk) -> None:
    first, _lost = desk.send(), desk.send()
    desk.answer(first)
    desk.answer(desk.send())
    assert not desk.session.has_room, "nothing new beside it"
    began = desk.now
    (again,) = desk.wait()
    assert desk.now - began < 2 * ROUND_TRIP
    desk.answer(again)
    assert desk.session.one_at_a_time
    desk.send()
    assert not desk.session.has_room


def test_an_overtaken_request_that_is_answered_after_all(desk: Desk) -> None:
    first, slow = desk.send(), desk.send()
    desk.answer(first)
    desk.answer(desk.send())
    desk.answer(slow, after=0.001)
    assert desk.session.has_room
    assert not desk.session.one_at_a_time


def test_of_two_that_were_sent_at_once_none_is_overtaken(desk: Desk) -> None:
    _first, second = desk.send(), desk.send()
    desk.answer(second)
    assert desk.session.has_room


def test_the_time_of_the_second_begins_with_the_answer_to_the_first(desk: Desk) -> None:
    first, _second = desk.send(), desk.send()
    desk.answer(first, after=0.24)
    began = desk.now
    desk.wait()
    assert desk.now - began > 0.24


def test_where_both_are_silent_the_oldest_is_sent_again(desk: Desk) -> None:
    desk.send()
    desk.send()
    (again,) = desk.wait()
    assert desk.session.one_at_a_time
    desk.answer(again, after=0.01)
    (other,) = desk.wait()
    desk.answer(other)
    assert desk.session.next_event() is None
    assert desk.bmc.log == 2 * [GET_DEVICE_ID]


def test_a_request_that_was_alone_says_nothing_of_two(desk: Desk) -> None:
    desk.send()
    desk.wait()
    assert not desk.session.one_at_a_time


def test_busy_says_something_of_two_only(desk: Desk) -> None:
    desk.bmc.handlers[GET_DEVICE_ID] = lambda data: b"\xc0"
    desk.answer(desk.send())
    assert not desk.session.one_at_a_time
    first, _second = desk.send(), desk.send()
    desk.answer(first)
    assert desk.session.one_at_a_time

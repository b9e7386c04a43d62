# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever arrives, whenever: a session gives nothing, an event or a typed error, and does not hang."""

from __future__ import annotations

import random
import sys
from pathlib import Path

from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.errors import IpmiError
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.session.credentials import Credentials
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.session.events import Event, SessionFailed
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.session.session import (
    Session,
    State,
    lan_session,
    lanplus_session,
)
from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tiny_bmc import GET_DEVICE_ID, Network, TinyBmc

CREDENTIALS = Credentials("bmc", b"admin", b"secret")
HEADERS = (
    b"",
    b"\x06\x00\xff\x07",
    b"\x06\x00\xff\x06",
    b"\x06\x00\xff\x07\x06\x11" + bytes(8),
    b"\x06\x00\xff\x07\x00",
)


def session_after(steps: int, lan: bool) -> tuple[Session, Network]:
    """Return a session as it is after so many datagrams from an honest BMC, with something to wait for."""
    network = Network(TinyBmc())
    session = (lan_session if lan else lanplus_session)(CREDENTIALS, random.Random(1).randbytes)
    session.start(network.now, network.now + 30)
    for _step in range(steps):
        network.send(session.datagrams_to_send(network.now))
        datagram = network.receive(session.next_timeout())
        if datagram is not None:
            session.receive_datagram(datagram, network.now)
    if session.state is State.OPEN:
        session.send_request(*GET_DEVICE_ID, b"", network.now)
    return session, network


def drain(session: Session) -> list[Event]:
    events = []
    while True:
        event = session.next_event()
        if event is None:
            return events
        events.append(event)


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 4), st.booleans(), st.lists(st.tuples(st.sampled_from(HEADERS), st.binary(max_size=120))))
def test_any_bytes_in_any_state(steps: int, lan: bool, datagrams: list[tuple[bytes, bytes]]) -> None:
    session, network = session_after(steps, lan)
    for header, body in datagrams:
        session.receive_datagram(header + body, network.now)
        session.handle_timeout(network.now)
    for event in drain(session):
        assert not isinstance(event, SessionFailed) or isinstance(event.error, IpmiError)


@settings(max_examples=300, deadline=None)
@given(
    st.integers(0, 4),
    st.booleans(),
    st.lists(st.tuples(st.integers(0, 200), st.integers(0, 255), st.integers(0, 200)), min_size=1, max_size=8),
)
def test_answers_with_any_byte_changed_or_cut(steps: int, lan: bool, changes: list[tuple[int, int, int]]) -> None:
    session, network = session_after(steps, lan)
    network.send(session.datagrams_to_send(network.now))
    answer = network.receive(network.now + 0.2)
    if answer is None:
        return
    for position, value, length in changes:
        broken = bytearray(answer)
        broken[position % len(answer)] = value
        session.receive_datagram(bytes(broken[: length or None]), network.now)
    for event in drain(session):
        assert not isinstance(event, SessionFailed) or isinstance(event.error, IpmiError)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 4), st.booleans(), st.lists(st.binary(max_size=60), max_size=3))
def test_a_bmc_that_sends_only_rubbish_ends_at_the_deadline(steps: int, lan: bool, rubbish: list[bytes]) -> None:
    session, network = session_after(steps, lan)
    drain(session)
    now = network.now
    for _step in range(200):
        session.datagrams_to_send(now)
        for datagram in rubbish:
            session.receive_datagram(datagram, now)
        now = session.next_timeout()
        session.handle_timeout(now)
        if drain(session):
            assert now <= session.deadline
            return
    raise AssertionError("the session never ends")

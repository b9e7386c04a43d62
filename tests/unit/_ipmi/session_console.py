# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Drives one session over a simulated network, to a small BMC that shares none of its code."""

from __future__ import annotations

import random
import sys
import typing as t
from pathlib import Path

from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.session.credentials import Credentials
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.session.events import (
    Answered,
    Event,
    SessionClosed,
    SessionFailed,
    SessionOpened,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.session.session import (
    Session,
    State,
    lan_session,
    lanplus_session,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.authentication_type import AuthenticationType

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tiny_bmc import DEVICE_ID, GET_DEVICE_ID, Network, TinyBmc

CREDENTIALS = Credentials(bmc="bmc.example:623", username=b"admin", password=b"secret")
MAXIMUM_STEPS = 10_000
"""More than any session needs; one that does nothing must not hang the tests."""
LAN_TYPES = [AuthenticationType.MD5, AuthenticationType.MD2, AuthenticationType.STRAIGHT_PASSWORD]


class Console:
    """Drives one session over one network."""

    def __init__(
        self, network: Network, credentials: Credentials = CREDENTIALS, *, lan: bool = False, seed: int = 0
    ) -> None:
        self.network = network
        self.session: Session = (lan_session if lan else lanplus_session)(credentials, random.Random(seed).randbytes)
        self.session.start(network.now, network.now + credentials.timeout)

    def next_event(self) -> Event:
        for _step in range(MAXIMUM_STEPS):
            event = self.session.next_event()
            if event is not None:
                return event
            self.step()
        raise AssertionError(f"no event in {MAXIMUM_STEPS} steps")

    def step(self) -> None:
        self.network.send(self.session.datagrams_to_send(self.network.now))
        until = self.session.next_timeout()
        datagram = self.network.receive(until)
        if datagram is not None:
            self.session.receive_datagram(datagram, self.network.now)
        if self.network.now >= until:
            self.session.handle_timeout(self.network.now)

    def open(self) -> SessionOpened:
        event = self.next_event()
        if isinstance(event, SessionFailed):
            raise event.error
        assert isinstance(event, SessionOpened)
        return event

    def ask(self, **options: t.Any) -> Event:
        """Send Get Device ID."""
        self.session.send_request(*GET_DEVICE_ID, b"", self.network.now, **options)
        return self.next_event()

    def close(self) -> None:
        self.session.close(self.network.now)
        assert isinstance(self.next_event(), SessionClosed)


def console_to(bmc: TinyBmc, *, lan: bool = False, **changes: t.Any) -> Console:
    return Console(Network(bmc), CREDENTIALS._replace(**changes), lan=lan)


def assert_works(console: Console) -> SessionOpened:
    opened = console.open()
    for _number in range(3):
        event = console.ask()
        assert isinstance(event, Answered)
        assert (event.completion_code, event.data) == (0, DEVICE_ID)
    console.close()
    assert console.session.state is State.CLOSED
    return opened

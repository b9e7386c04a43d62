# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests to controllers behind the BMC, both ways in which the answer may come back."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.rmcp.ipmi_message import IpmiMessage
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.session.bridging import (
    ACKNOWLEDGED,
    Reply,
    Target,
    unwrap,
    wrap,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.session.credentials import Credentials
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.session.events import Answered, SessionOpened
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.session.session import lanplus_session

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tiny_bmc import DEVICE_ID, GET_DEVICE_ID, SEND_MESSAGE, Network, TinyBmc

REQUEST = IpmiMessage(net_fn=6, command=1, sequence=5)
EXPECTED = (7, 1)
ME = Target(address=0x2C, channel=6)
BEHIND = Target(address=0x72, channel=7, transit_address=0x82, transit_channel=0)
RESPONSE = IpmiMessage(net_fn=7, command=1, data=b"\x00" + DEVICE_ID, sequence=5, to_address=0x81, from_address=0x2C)


def answer_to_send_message(data: bytes) -> IpmiMessage:
    return IpmiMessage(net_fn=7, command=0x34, data=data, sequence=5, to_address=0x81, from_address=0x20)


def test_single_bridge() -> None:
    assert wrap(REQUEST, ME).pack() == bytes.fromhex("2018c8 81 14 34 46 2c18bc 20 14 01 cb f1")


def test_double_bridge() -> None:
    outer = IpmiMessage.unpack(wrap(REQUEST, BEHIND).pack())
    middle = IpmiMessage.unpack(outer.data[1:])
    inner = IpmiMessage.unpack(middle.data[1:])
    assert [message.to_address for message in (outer, middle, inner)] == [0x20, 0x82, 0x72]
    assert [outer.data[0], middle.data[0]] == [0x40, 0x47]
    assert (inner.net_fn, inner.command) == GET_DEVICE_ID
    assert {message.sequence for message in (outer, middle, inner)} == {5}


@pytest.mark.parametrize(
    ("response", "reply"),
    [
        (RESPONSE, Reply(0, DEVICE_ID)),
        (answer_to_send_message(b"\x00"), ACKNOWLEDGED),
        (answer_to_send_message(b"\x00" + RESPONSE.pack()), Reply(0, DEVICE_ID)),
        (
            answer_to_send_message(b"\x00" + answer_to_send_message(b"\x00" + RESPONSE.pack()).pack()),
            Reply(0, DEVICE_ID),
        ),
        (answer_to_send_message(b"\x83"), Reply(0x83, b"", hop_failed=True)),
        (answer_to_send_message(b"\x00" + answer_to_send_message(b"\x82").pack()), Reply(0x82, b"", hop_failed=True)),
        (RESPONSE._replace(data=b"\xc1"), Reply(0xC1, b"")),
        (RESPONSE._replace(command=2), None),
        (answer_to_send_message(b"\x00" + b"no message"), None),
        (answer_to_send_message(b"\x00" + REQUEST.pack()), None),
    ],
)
def test_what_comes_back(response: IpmiMessage, reply: Reply | None) -> None:
    found = unwrap(response, EXPECTED)
    assert found == reply
    assert (found is ACKNOWLEDGED) == (reply is ACKNOWLEDGED)


@pytest.mark.parametrize("embedded", [True, False])
@pytest.mark.parametrize("loss", [0.0, 0.3])
def test_both_forms_through_a_session(embedded: bool, loss: float) -> None:
    bmc = TinyBmc()

    def carry_out(session: object, message: IpmiMessage) -> list[IpmiMessage]:
        assert (message.net_fn, message.command) == SEND_MESSAGE
        inner = IpmiMessage.unpack(message.data[1:])
        answer = inner.answer(0, DEVICE_ID)
        if embedded:
            return [message.answer(0, answer.pack())]
        return [message.answer(0), answer._replace(to_address=0x81)]

    bmc._carry_out = carry_out  # type: ignore[method-assign, assignment]
    network = Network(bmc, 3, loss=loss)
    session = lanplus_session(Credentials("bmc", b"admin", b"secret"), random.Random(1).randbytes)
    session.start(network.now, network.now + 30)
    asked = False
    while True:
        event = session.next_event()
        if isinstance(event, Answered):
            break
        if isinstance(event, SessionOpened) and not asked:
            asked = True
            session.send_request(*GET_DEVICE_ID, b"", network.now, ME)
        assert network.now < 1030
        network.send(session.datagrams_to_send(network.now))
        until = session.next_timeout()
        datagram = network.receive(until)
        if datagram is not None:
            session.receive_datagram(datagram, network.now)
        if network.now >= until:
            session.handle_timeout(network.now)
    assert (event.completion_code, event.data, event.hop_failed) == (0, DEVICE_ID, False)

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bridging to the emulated satellite controllers."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.device import (
    GetDeviceIdRequest,
    GetDeviceIdResponse,
    GetSelfTestResultsRequest,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.messaging import SendMessageRequest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.session import (
    SetSessionPrivilegeLevelRequest,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.rmcp.ipmi_message import IpmiMessage
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.messaging import Tracking
from ansible_collections.baremetal.ipmi.tests.emulator.personality import load_personality
from ansible_collections.baremetal.ipmi.tests.unit.emulator.console import Bench, ConsoleV20

NEAR, FAR = 0x82, 0x84
IPMB, SECOND_IPMB = 0, 6
SEND_MESSAGE_RESPONSE = (0x07, 0x34)


def console(embedded: bool = False, privilege: int = 3) -> ConsoleV20:
    generic = load_personality("generic")
    bench = Bench(replace(generic, quirks=replace(generic.quirks, bridged_reply_embedded=embedded)))
    result = ConsoleV20(bench)
    result.login()
    result.ask(SetSessionPrivilegeLevelRequest(privilege_level=privilege))
    return result


def frame(request, address: int, sequence: int = 5) -> bytes:
    command = request.command
    return IpmiMessage(command.net_fn, command.number, request.pack(), sequence, address).pack()


def send(request, address: int = NEAR, channel: int = IPMB, **fields) -> SendMessageRequest:
    fields = {"tracking": Tracking.TRACK_REQUEST, **fields}
    return SendMessageRequest(channel_number=channel, message=frame(request, address), **fields)


def test_the_reply_comes_as_a_message_of_its_own():
    acknowledge, reply = console().ask_all(send(GetDeviceIdRequest()))
    assert (acknowledge.net_fn, acknowledge.command) == SEND_MESSAGE_RESPONSE
    assert acknowledge.data == b"\x00"
    assert (reply.net_fn, reply.command, reply.sequence, reply.from_address) == (0x07, 0x01, 5, NEAR)
    assert GetDeviceIdResponse.unpack(reply.data[1:]).device_id == NEAR


def test_the_reply_comes_inside_the_acknowledgement():
    (acknowledge,) = console(embedded=True).ask_all(send(GetDeviceIdRequest()))
    reply = IpmiMessage.unpack(acknowledge.data[1:])
    assert GetDeviceIdResponse.unpack(reply.data[1:]).device_id == NEAR


@pytest.mark.parametrize("embedded", [False, True])
def test_dual_bridging(embedded):
    request = send(send(GetDeviceIdRequest(), FAR, SECOND_IPMB))
    answers = console(embedded).ask_all(request)
    if embedded:
        middle = IpmiMessage.unpack(answers[0].data[1:])
        last = IpmiMessage.unpack(middle.data[1:])
    else:
        _first, middle, last = answers
    assert (middle.net_fn, middle.command, middle.from_address) == (*SEND_MESSAGE_RESPONSE, NEAR)
    assert GetDeviceIdResponse.unpack(last.data[1:]).device_id == FAR


def test_nobody_at_the_address_is_83h():
    assert console().ask(send(GetDeviceIdRequest(), 0x90)) == 0x83
    assert console().ask(send(GetDeviceIdRequest(), FAR)) == 0x83
    _first, middle = console().ask_all(send(send(GetDeviceIdRequest(), 0x90, SECOND_IPMB)))
    assert middle.data == b"\x83"


def test_a_satellite_knows_few_commands():
    _first, reply = console().ask_all(send(GetSelfTestResultsRequest()))
    assert reply.data == b"\xc1"


def test_bridging_needs_operator():
    assert console(privilege=2).ask(send(GetDeviceIdRequest())) == 0xD4


def test_a_broken_frame_and_an_unknown_channel_are_cch():
    broken = SendMessageRequest(channel_number=IPMB, tracking=Tracking.TRACK_REQUEST, message=b"\x82\x18\x00")
    assert console().ask(broken) == 0xCC
    assert console().ask(send(GetDeviceIdRequest(), channel=9)) == 0xCC


def test_without_tracking_no_reply_is_sent_back():
    assert len(console().ask_all(send(GetDeviceIdRequest(), tracking=Tracking.NONE))) == 1

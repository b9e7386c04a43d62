# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The three questions of a sweep, and how their answers are told from anything else.

===============  ===================================================================================================
``PING``         ASF presence ping
``EXTENDED``     Get Channel Authentication Capabilities, with the bit that asks about IPMI 2.0
``PLAIN``        the same without that bit, for BMCs from before 2.0
===============  ===================================================================================================

Each transmission to an address has a number of its own, the ping's tag or the request's sequence number, so that an
answer says what it answers. The two spaces of numbers are apart from each other, but no number is used twice.

The capabilities are asked for in a packet of IPMI 1.5 whatever the BMC speaks: the specification has it so, all known
clients do so, and BMCs without IPMI 1.5 sessions answer it too. (What some BMCs answer only in RMCP+ packets is Get
Channel Cipher Suites.) An answer is taken in either packet.
"""

from __future__ import annotations

import typing as t

from ..codec.message import Request
from ..commands.session import (
    GetChannelAuthenticationCapabilitiesRequest,
    GetChannelAuthenticationCapabilitiesResponse,
)
from ..errors import DecodeError
from ..rmcp.asf import PresencePong, pack_ping, unpack_presence
from ..rmcp.header import HEADER_SIZE, RmcpClass, carries_ipmi
from ..rmcp.ipmi_message import SEQUENCE_COUNT, IpmiMessage
from ..rmcp.session_v15 import PacketV15
from ..rmcp.session_v20 import UNPROTECTED, PacketV20
from ..spec.authentication_type import AuthenticationType
from ..spec.command import PrivilegeLevel
from ..spec.rmcp_plus import PayloadType

PING, EXTENDED, PLAIN = range(3)

NUMBERS = SEQUENCE_COUNT
"""How many transmissions to one address can be told apart."""

_COMMAND = GetChannelAuthenticationCapabilitiesRequest.command
_ASF = bytes((RmcpClass.ASF,))


def _pack_request(request: Request, number: int) -> bytes:
    command = request.command
    return PacketV15(IpmiMessage(command.net_fn, command.number, request.pack(), number).pack()).pack()


def _pack_capabilities(extended: bool) -> tuple[bytes, ...]:
    request = GetChannelAuthenticationCapabilitiesRequest(
        extended_capabilities=extended, maximum_privilege_level=PrivilegeLevel.ADMINISTRATOR
    )
    return tuple(_pack_request(request, number) for number in range(NUMBERS))


DATAGRAMS: tuple[tuple[bytes, ...], ...] = (
    tuple(pack_ping(number) for number in range(NUMBERS)),
    _pack_capabilities(extended=True),
    _pack_capabilities(extended=False),
)
"""Every datagram that is ever sent: question -> number -> bytes."""


class Pong(t.NamedTuple):
    """The answer to ``PING``."""

    number: int
    pong: PresencePong


class Capabilities(t.NamedTuple):
    """The answer to ``EXTENDED`` or ``PLAIN``. Without ``response``, ``refusal`` says why there is none."""

    number: int
    completion_code: int
    response: GetChannelAuthenticationCapabilitiesResponse | None
    refusal: str = ""


def read_answer(datagram: bytes) -> Pong | Capabilities:
    """Return what a datagram answers, to whichever number. Raises DecodeError when it answers neither question."""
    if datagram[3:4] == _ASF:
        presence = unpack_presence(datagram)
        if isinstance(presence, PresencePong):
            # Without the tag: what has been found is the same whichever ping was answered.
            return Pong(presence.message_tag, presence.replace(message_tag=0))
        raise DecodeError("PresencePong", "message_type", "is another")
    message = IpmiMessage.unpack(_outside_session(datagram))
    if (message.net_fn, message.command) != (_COMMAND.net_fn | 1, _COMMAND.number):
        raise DecodeError("IpmiMessage", "command", "is another")
    return _read_capabilities(message.sequence, message.data[0], message.data[1:])


def _outside_session(datagram: bytes) -> bytes:
    """Return the IPMI message in a packet of either version."""
    if carries_ipmi(datagram) and datagram[HEADER_SIZE] & 0x0F == AuthenticationType.RMCP_PLUS:
        packet = PacketV20.unpack(datagram)
        if packet.payload_type != PayloadType.IPMI or packet.session_id:
            raise DecodeError("PacketV20", "payload_type", "is not that of an answer outside a session")
        return packet.open(UNPROTECTED)
    answer = PacketV15.unpack(datagram)
    if answer.session_id:
        raise DecodeError("PacketV15", "session_id", "belongs to a session")
    return answer.message


def _read_capabilities(number: int, code: int, data: bytes) -> Capabilities:
    if code:
        return Capabilities(number, code, None, f"{_COMMAND.title} was answered with {_COMMAND.explain(code)}")
    try:
        return Capabilities(number, code, GetChannelAuthenticationCapabilitiesResponse.unpack(data))
    except DecodeError as error:
        # The rest of the packet was right, checksums included: this is a BMC, if a poor one.
        return Capabilities(number, code, None, str(error))

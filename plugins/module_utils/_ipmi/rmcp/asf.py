# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ASF presence ping and pong: "is there a management controller, and does it speak IPMI?" IPMI v2.0 §13.2.

The only numbers of the protocol that are sent most significant byte first.
"""

from __future__ import annotations

import enum

from ..codec.fields import flag, number_be, reserved, u8
from ..codec.message import Message
from .header import RmcpClass, RmcpHeader

ASF_ENTERPRISE_NUMBER = 4542


class AsfMessageType(enum.IntEnum):
    """The two message types that IPMI uses."""

    PRESENCE_PONG = 0x40
    PRESENCE_PING = 0x80


class PresencePing(Message):
    """Ask whether somebody is there; needs no session."""

    enterprise_number: int = number_be(4, default=ASF_ENTERPRISE_NUMBER)
    message_type: AsfMessageType = u8(AsfMessageType, default=AsfMessageType.PRESENCE_PING)
    message_tag: int = u8(default=0)
    _r1: int = reserved(8)
    data_length: int = u8(default=0)


class PresencePong(Message):
    """The answer; ``message_tag`` is the ping's."""

    enterprise_number: int = number_be(4, default=ASF_ENTERPRISE_NUMBER)
    message_type: AsfMessageType = u8(AsfMessageType, default=AsfMessageType.PRESENCE_PONG)
    message_tag: int = u8(default=0)
    _r1: int = reserved(8)
    data_length: int = u8(default=16)
    oem_enterprise_number: int = number_be(4, default=ASF_ENTERPRISE_NUMBER)
    oem_defined: int = number_be(4, default=0)
    supports_asf_1_0: bool = flag(default=True)
    _r2: int = reserved(6)
    supports_ipmi: bool = flag(default=True)
    _r3: int = reserved(7)
    supports_security_extensions: bool = flag(default=False)
    _r4: int = reserved(48)


def pack_ping(message_tag: int = 0) -> bytes:
    """Return a presence ping as a complete datagram."""
    return RmcpHeader(message_class=RmcpClass.ASF, body=PresencePing(message_tag=message_tag).pack()).pack()


def pack_pong(message_tag: int = 0) -> bytes:
    """Return a presence pong as a complete datagram."""
    return RmcpHeader(message_class=RmcpClass.ASF, body=PresencePong(message_tag=message_tag).pack()).pack()


def unpack_presence(datagram: bytes) -> PresencePing | PresencePong | None:
    """Return the ping or pong in a datagram, None for any other message. Raises DecodeError when it is cut short."""
    header = RmcpHeader.unpack(datagram)
    if header.message_class != RmcpClass.ASF or header.is_acknowledge:
        return None
    ping = PresencePing.unpack(header.body)
    if ping.enterprise_number != ASF_ENTERPRISE_NUMBER:
        return None
    if ping.message_type == AsfMessageType.PRESENCE_PING:
        return ping
    return PresencePong.unpack(header.body) if ping.message_type == AsfMessageType.PRESENCE_PONG else None

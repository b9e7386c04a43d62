# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The four bytes in front of every datagram on port 623. IPMI v2.0 §13.1.3."""

from __future__ import annotations

import enum

from ..codec.fields import bits, flag, reserved, rest, u8
from ..codec.message import Message

RMCP_VERSION = 0x06
NO_ACKNOWLEDGE = 0xFF
"""RMCP sequence number that asks for no acknowledgement; IPMI uses no other."""


class RmcpClass(enum.IntEnum):
    """What follows the header."""

    ASF = 6
    IPMI = 7
    OEM = 8


class RmcpHeader(Message):
    """The RMCP header with whatever follows it as ``body``."""

    version: int = u8(default=RMCP_VERSION)
    _r1: int = reserved(8)
    sequence: int = u8(default=NO_ACKNOWLEDGE)
    message_class: RmcpClass = bits(5, RmcpClass)
    _r2: int = reserved(2)
    is_acknowledge: bool = flag(default=False)
    body: bytes = rest()

    def acknowledge(self) -> RmcpHeader | None:
        """Return the acknowledgement of this message; None where the specification wants none."""
        if self.is_acknowledge or self.sequence == NO_ACKNOWLEDGE:
            return None
        return RmcpHeader(sequence=self.sequence, message_class=self.message_class, is_acknowledge=True)


IPMI_HEADER = RmcpHeader(message_class=RmcpClass.IPMI).pack()
"""The header of all IPMI traffic, ready to be put in front."""

HEADER_SIZE = len(IPMI_HEADER)


def carries_ipmi(datagram: bytes) -> bool:
    """Tell whether a datagram is of class IPMI, without a full parse. Reserved bits are ignored."""
    return len(datagram) > HEADER_SIZE and datagram[0] == RMCP_VERSION and datagram[3] & 0x9F == RmcpClass.IPMI

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The packet of an IPMI 1.5 session. IPMI v2.0 §13.6.

::

    RMCP header | authentication type | sequence (4) | session ID (4) | [code (16)] | length | IPMI message | [pad]

The pad is one byte that some network chips of the time needed at certain sizes. It is accepted and never sent.
Outside a session, type, sequence and session ID are zero.
"""

from __future__ import annotations

import struct
import typing as t

from ..errors import DecodeError
from ..spec.authentication_type import AuthenticationType
from .authcode import CODE_SIZE, packet_code
from .header import HEADER_SIZE, IPMI_HEADER, carries_ipmi

_HEADER = struct.Struct("<BII")
_LONGEST_MESSAGE = 255


class PacketV15(t.NamedTuple):
    """One packet; ``message`` is the packed IPMI message, ``code`` the authentication code as it came."""

    message: bytes
    authentication_type: int = AuthenticationType.NONE
    sequence: int = 0
    session_id: int = 0
    code: bytes = b""

    @classmethod
    def seal(cls, message: bytes, authentication_type: int, sequence: int, session_id: int, password: bytes) -> bytes:
        """Return a complete datagram with its authentication code computed."""
        code = packet_code(authentication_type, password, session_id, sequence, message)
        return cls(message, authentication_type, sequence, session_id, code).pack()

    def pack(self) -> bytes:
        """Return the complete datagram."""
        if len(self.message) > _LONGEST_MESSAGE:
            raise ValueError(f"an IPMI 1.5 packet carries at most {_LONGEST_MESSAGE} bytes")
        return b"%b%b%b%c%b" % (
            IPMI_HEADER,
            _HEADER.pack(self.authentication_type, self.sequence, self.session_id),
            self.code,
            len(self.message),
            self.message,
        )

    @classmethod
    def unpack(cls, datagram: bytes) -> PacketV15:
        """Return the packet in a datagram, its code unchecked. Raises DecodeError for anything else."""
        start = HEADER_SIZE + _HEADER.size
        if not carries_ipmi(datagram) or len(datagram) <= start:
            raise DecodeError("PacketV15", "header", "is missing")
        authentication_type, sequence, session_id = _HEADER.unpack_from(datagram, HEADER_SIZE)
        if authentication_type & 0x0F == AuthenticationType.RMCP_PLUS:
            raise DecodeError("PacketV15", "authentication_type", "belongs to IPMI 2.0")
        code = b""
        if authentication_type != AuthenticationType.NONE:
            code = datagram[start : start + CODE_SIZE]
            start += CODE_SIZE
        if len(datagram) <= start:
            raise DecodeError("PacketV15", "length", "is missing")
        message = datagram[start + 1 : start + 1 + datagram[start]]
        if len(message) < datagram[start]:
            raise DecodeError("PacketV15", "message", f"only {len(message)} of {datagram[start]} bytes came")
        return cls(message, authentication_type, sequence, session_id, code)

    def is_authentic(self, password: bytes) -> bool:
        """Tell whether the code fits the packet. A packet of type none always does: the caller knows if it may be."""
        try:
            expected = packet_code(self.authentication_type, password, self.session_id, self.sequence, self.message)
        except KeyError:
            return False
        return expected == self.code

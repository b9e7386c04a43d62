# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What IPMI messages travel in: outside a session, in a session of IPMI 1.5, in one of RMCP+.

An envelope seals our messages into datagrams and opens the BMC's. ``open`` raises DecodeError for every datagram
that does not count: not for this session, not authentic, seen before, too late. Whoever calls it drops those.
"""

from __future__ import annotations

import typing as t

from ..errors import DecodeError
from ..rmcp.session_v15 import PacketV15
from ..rmcp.session_v20 import PacketV20, Protection, pack_packet
from ..spec.authentication_type import AuthenticationType
from ..spec.rmcp_plus import PayloadType
from .sequence import REACH_V15, REACH_V20, SequenceCounter, SequenceWindow

RandomBytes = t.Callable[[int], bytes]

_VECTOR_SIZE = 16


class Envelope:
    """Base: outside any session, as the discovery commands may be sent. ``session_id`` is the BMC's name for it."""

    session_id = 0

    def seal(self, message: bytes) -> bytes:
        """Return the datagram to send."""
        return PacketV15(message).pack()

    def open(self, datagram: bytes) -> bytes:
        """Return the IPMI message in a datagram. Raises DecodeError for one that does not count."""
        packet = PacketV15.unpack(datagram)
        if packet.session_id:
            raise DecodeError("PacketV15", "session_id", "belongs to a session")
        return packet.message


class ActivatingEnvelope(Envelope):
    """Around Activate Session: the temporary session ID, sequence number 0, and a code over it all."""

    def __init__(self, authentication_type: int, password: bytes, temporary_session_id: int) -> None:
        self._type = authentication_type
        self._password = password
        self.session_id = temporary_session_id

    def seal(self, message: bytes) -> bytes:
        return PacketV15.seal(message, self._type, 0, self.session_id, self._password)

    def open(self, datagram: bytes) -> bytes:
        """Accept an unauthenticated packet too: many BMCs send errors so, and success proves itself later."""
        packet = PacketV15.unpack(datagram)
        if packet.authentication_type != AuthenticationType.NONE and not packet.is_authentic(self._password):
            raise DecodeError("PacketV15", "code", "is wrong")
        return packet.message


class EnvelopeV15(Envelope):
    """An open session of IPMI 1.5.

    ``authentication_type`` was negotiated; with ``per_message`` off, packets may go without a code. A BMC may still
    send one (Dell PowerEdge 2850, FreeIPMI "unexpectedauth"), which then has to be right.
    """

    def __init__(
        self, authentication_type: int, password: bytes, session_id: int, first_sequence: int, *, per_message: bool
    ) -> None:
        self._type = authentication_type
        self._outgoing_type = authentication_type if per_message else AuthenticationType.NONE
        self._password = password
        self.session_id = session_id
        self._counter = SequenceCounter(first_sequence)
        self._window = SequenceWindow(REACH_V15, highest=None)

    def seal(self, message: bytes) -> bytes:
        number = self._counter.take()
        return PacketV15.seal(message, self._outgoing_type, number, self.session_id, self._password)

    def open(self, datagram: bytes) -> bytes:
        packet = PacketV15.unpack(datagram)
        if packet.session_id not in (self.session_id, 0):
            raise DecodeError("PacketV15", "session_id", "belongs to another session")
        if packet.authentication_type != AuthenticationType.NONE:
            if packet.authentication_type != self._type or not packet.is_authentic(self._password):
                raise DecodeError("PacketV15", "code", "is wrong")
        elif self._outgoing_type != AuthenticationType.NONE:
            raise DecodeError("PacketV15", "code", "is missing")
        # Quirk: Tyan S2882, Xyratex: session ID and sequence number 0 in responses. FreeIPMI "idzero".
        if (packet.session_id or packet.sequence) and not self._window.accept(packet.sequence):
            raise DecodeError("PacketV15", "sequence", "was seen before or is too far off")
        return packet.message


class EnvelopeV20(Envelope):
    """An open session of RMCP+. Packets with and without authentication are counted apart, in both directions."""

    def __init__(
        self, session_id: int, remote_console_session_id: int, protection: Protection, random_bytes: RandomBytes
    ) -> None:
        self.session_id = session_id
        self._local_id = remote_console_session_id
        self._protection = protection
        self._random_bytes = random_bytes
        self._encrypts = protection.confidentiality is not None
        self._counter = SequenceCounter()
        self._windows = (SequenceWindow(REACH_V20), SequenceWindow(REACH_V20))

    def seal(self, message: bytes) -> bytes:
        vector = self._random_bytes(_VECTOR_SIZE) if self._encrypts else b""
        return pack_packet(PayloadType.IPMI, message, self.session_id, self._counter.take(), self._protection, vector)

    def open(self, datagram: bytes) -> bytes:
        packet = PacketV20.unpack(datagram)
        if packet.session_id != self._local_id or packet.payload_type != PayloadType.IPMI:
            raise DecodeError("PacketV20", "session_id", "belongs to something else")
        message = packet.open(self._protection)
        if not self._windows[packet.is_authenticated].accept(packet.sequence):
            raise DecodeError("PacketV20", "sequence", "was seen before or is too far off")
        return message

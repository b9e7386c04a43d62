# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The packet of RMCP+, IPMI 2.0 over LAN. IPMI v2.0 §13.6.

::

    RMCP header | 06h | payload type | [OEM ID (6)] | session ID (4) | sequence (4) | length (2) | payload
                | [integrity pad FFh ... | pad length | 07h | authentication code]

The two top bits of the payload type say whether the payload is encrypted and whether the part in brackets is there.
The code covers everything from 06h to 07h; it is computed over ciphertext. Session ID and sequence are zero while
a session is being opened. A packet to the BMC carries the BMC's session ID, a packet to the console the console's.
"""

from __future__ import annotations

import hmac
import struct
import typing as t

from ..errors import DecodeError
from ..spec.authentication_type import AuthenticationType
from ..spec.rmcp_plus import PayloadType
from .header import HEADER_SIZE, IPMI_HEADER, carries_ipmi
from .integrity import Integrity

if t.TYPE_CHECKING:
    from .aes import AesCbc

_HEADER = struct.Struct("<BBIIH")
_OEM_HEADER = struct.Struct("<BB4sHIIH")
_ENCRYPTED = 0x80
_AUTHENTICATED = 0x40
_TYPE_MASK = 0x3F
_NEXT_HEADER = 0x07
_PAD_BYTE = 0xFF
_ALIGNMENT = 4
_TRAILERS = tuple(bytes((_PAD_BYTE,)) * count + bytes((count, _NEXT_HEADER)) for count in range(_ALIGNMENT))


class Protection(t.NamedTuple):
    """What the packets of one session are protected with; None for an algorithm that the suite leaves out."""

    integrity: Integrity | None = None
    confidentiality: AesCbc | None = None


UNPROTECTED = Protection()


class OemPayload(t.NamedTuple):
    """Whose the payload of type OEM explicit is."""

    enterprise_number: int
    payload_id: int


class PacketV20(t.NamedTuple):
    """A packet as it came: ``payload`` may be encrypted, nothing is checked yet.

    ``covered`` is what the authentication code covers; both are empty for a packet without a code.
    """

    payload_type: int
    session_id: int
    sequence: int
    payload: bytes
    is_encrypted: bool = False
    is_authenticated: bool = False
    oem: OemPayload | None = None
    covered: bytes = b""
    code: bytes = b""

    @classmethod
    def unpack(cls, datagram: bytes) -> PacketV20:
        """Return the packet in a datagram. Raises DecodeError for anything else; bytes after the packet are ignored."""
        if not carries_ipmi(datagram) or len(datagram) < HEADER_SIZE + _HEADER.size:
            raise DecodeError("PacketV20", "header", "is missing")
        form, kind, session_id, sequence, length = _HEADER.unpack_from(datagram, HEADER_SIZE)
        if form & 0x0F != AuthenticationType.RMCP_PLUS:
            raise DecodeError("PacketV20", "format", "belongs to IPMI 1.5")
        start = HEADER_SIZE + _HEADER.size
        oem = None
        if kind & _TYPE_MASK == PayloadType.OEM_EXPLICIT:
            oem, session_id, sequence, length = _unpack_oem_header(datagram)
            start = HEADER_SIZE + _OEM_HEADER.size
        end = start + length
        payload = datagram[start:end]
        if len(payload) < length:
            raise DecodeError("PacketV20", "payload", f"only {len(payload)} of {length} bytes came")
        is_authenticated = bool(kind & _AUTHENTICATED)
        covered = code = b""
        if is_authenticated:
            end = _end_of_trailer(datagram, end)
            covered, code = datagram[HEADER_SIZE:end], datagram[end:]
        return cls(
            kind & _TYPE_MASK, session_id, sequence, payload, bool(kind & _ENCRYPTED), is_authenticated, oem, covered,
            code,
        )  # fmt: skip

    def open(self, protection: Protection) -> bytes:
        """Return the payload in the clear. Raises DecodeError when the packet is less protected than the session.

        A packet without a code in a session that has an integrity algorithm is refused too: anybody could have sent it.
        A code in a session that has none cannot be checked, and is ignored.
        """
        integrity, confidentiality = protection
        if integrity is not None:
            if not self.is_authenticated:
                raise DecodeError("PacketV20", "authentication code", "is missing")
            if not hmac.compare_digest(integrity.code(self.covered), self.code[: integrity.size]):
                raise DecodeError("PacketV20", "authentication code", "is wrong")
        if not self.is_encrypted:
            if confidentiality is not None:
                raise DecodeError("PacketV20", "payload", "is not encrypted")
            return self.payload
        if confidentiality is None:
            raise DecodeError("PacketV20", "payload", "is encrypted without a key")
        return confidentiality.decrypt(self.payload)


def _unpack_oem_header(datagram: bytes) -> tuple[OemPayload, int, int, int]:
    if len(datagram) < HEADER_SIZE + _OEM_HEADER.size:
        raise DecodeError("PacketV20", "OEM header", "is missing")
    _format, _payload_type, enterprise, payload_id, session_id, sequence, length = _OEM_HEADER.unpack_from(
        datagram, HEADER_SIZE
    )
    return OemPayload(int.from_bytes(enterprise[:3], "little"), payload_id), session_id, sequence, length


def _end_of_trailer(datagram: bytes, end: int) -> int:
    """Return where the authentication code begins.

    The pad is counted rather than computed: some BMCs leave pad length and next header out of the count (FreeIPMI
    and ipmitool call it "icts"). A pad length is never FFh, so there is no doubt.
    """
    for trailer in _TRAILERS:
        if datagram.startswith(trailer, end):
            return end + len(trailer)
    raise DecodeError("PacketV20", "trailer", "is malformed")


def pack_packet(
    payload_type: int,
    payload: bytes,
    session_id: int = 0,
    sequence: int = 0,
    protection: Protection = UNPROTECTED,
    random_block: bytes = b"",
    oem: OemPayload | None = None,
) -> bytes:
    """Return a complete datagram. A session that encrypts needs 16 random bytes as ``random_block``."""
    integrity, confidentiality = protection
    kind = payload_type
    if confidentiality is not None:
        kind |= _ENCRYPTED
        payload = confidentiality.encrypt(payload, random_block)
    if integrity is not None:
        kind |= _AUTHENTICATED
    if oem is None:
        header = _HEADER.pack(AuthenticationType.RMCP_PLUS, kind, session_id, sequence, len(payload))
    else:
        enterprise = oem.enterprise_number.to_bytes(4, "little")
        header = _OEM_HEADER.pack(
            AuthenticationType.RMCP_PLUS, kind, enterprise, oem.payload_id, session_id, sequence, len(payload)
        )
    if integrity is None:
        return IPMI_HEADER + header + payload
    pad = -(len(header) + len(payload) + 2) % _ALIGNMENT
    covered = header + payload + _TRAILERS[pad]
    return IPMI_HEADER + covered + integrity.code(covered)

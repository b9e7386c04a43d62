# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How an RMCP+ session is opened: Open Session, then the four RAKP messages. IPMI v2.0 §13.17 to §13.32.

The remote console (SIDm, Rm) and the managed system (SIDc, Rc, GUIDc) prove to each other that they know the user's
password ``Kuid``, without sending it, and derive the session's keys. With U = role, name length, name:

=================  ==========================  =======================================
value              key                         over
=================  ==========================  =======================================
RAKP 2 code        Kuid                        SIDm, SIDc, Rm, Rc, GUIDc, U
RAKP 3 code        Kuid                        Rc, SIDm, U
SIK                Kg if there is one or Kuid  Rm, Rc, U
RAKP 4 value       SIK                         Rm, SIDc, GUIDc, cut to 12 or 16 bytes
K1, K2             SIK                         twenty bytes 01h, twenty bytes 02h
=================  ==========================  =======================================

All are HMACs with the hash of the authentication algorithm. The role enters as the whole byte of RAKP 1, lookup bit
included. So a wrong password shows when RAKP 2 is checked (console) or RAKP 3 is checked (BMC), a wrong Kg only in
RAKP 4.
"""

from __future__ import annotations

import hmac
import struct
import typing as t

from ..codec.fields import bits, flag, octets, reserved, rest, u8, u32
from ..codec.message import Message
from ..spec.cipher_suite import AuthenticationAlgorithm, ConfidentialityAlgorithm, IntegrityAlgorithm
from ..spec.command import PrivilegeLevel
from ..spec.rmcp_plus import RmcpPlusStatus

LONGEST_USERNAME = 16
LONGEST_PASSWORD = 20

_AUTHENTICATION_PAYLOAD = 0
_INTEGRITY_PAYLOAD = 1
_CONFIDENTIALITY_PAYLOAD = 2
_ALGORITHM_PAYLOAD_SIZE = 8
_NAME_ONLY_LOOKUP = 0x10


class OpenSessionRequest(Message):
    """Payload 10h. An algorithm payload of size 0 leaves the choice to the BMC. IPMI v2.0 §13.17."""

    message_tag: int = u8()
    requested_maximum_privilege_level: PrivilegeLevel = bits(4, PrivilegeLevel)
    _r1: int = reserved(4)
    _r2: int = reserved(16)
    remote_console_session_id: int = u32()
    authentication_payload_type: int = u8(default=_AUTHENTICATION_PAYLOAD)
    _r3: int = reserved(16)
    authentication_payload_size: int = u8(default=_ALGORITHM_PAYLOAD_SIZE)
    authentication_algorithm: AuthenticationAlgorithm = bits(6, AuthenticationAlgorithm)
    _r4: int = reserved(26)
    integrity_payload_type: int = u8(default=_INTEGRITY_PAYLOAD)
    _r5: int = reserved(16)
    integrity_payload_size: int = u8(default=_ALGORITHM_PAYLOAD_SIZE)
    integrity_algorithm: IntegrityAlgorithm = bits(6, IntegrityAlgorithm)
    _r6: int = reserved(26)
    confidentiality_payload_type: int = u8(default=_CONFIDENTIALITY_PAYLOAD)
    _r7: int = reserved(16)
    confidentiality_payload_size: int = u8(default=_ALGORITHM_PAYLOAD_SIZE)
    confidentiality_algorithm: ConfidentialityAlgorithm = bits(6, ConfidentialityAlgorithm)
    _r8: int = reserved(26)


class OpenSessionResponse(Message):
    """Payload 11h. With a status other than OK, a BMC may leave out everything after it. IPMI v2.0 §13.18."""

    message_tag: int = u8()
    status: RmcpPlusStatus = u8(RmcpPlusStatus)
    maximum_privilege_level: PrivilegeLevel | None = bits(4, PrivilegeLevel, optional=True)
    _r1: int = reserved(4, optional=True)
    _r2: int = reserved(8, optional=True)
    remote_console_session_id: int | None = bits(32, optional=True)
    managed_system_session_id: int | None = bits(32, optional=True)
    authentication_payload_type: int | None = u8(default=_AUTHENTICATION_PAYLOAD, optional=True)
    _r3: int = reserved(16, optional=True)
    authentication_payload_size: int | None = u8(default=_ALGORITHM_PAYLOAD_SIZE, optional=True)
    authentication_algorithm: AuthenticationAlgorithm | None = bits(6, AuthenticationAlgorithm, optional=True)
    _r4: int = reserved(26, optional=True)
    integrity_payload_type: int | None = u8(default=_INTEGRITY_PAYLOAD, optional=True)
    _r5: int = reserved(16, optional=True)
    integrity_payload_size: int | None = u8(default=_ALGORITHM_PAYLOAD_SIZE, optional=True)
    integrity_algorithm: IntegrityAlgorithm | None = bits(6, IntegrityAlgorithm, optional=True)
    _r6: int = reserved(26, optional=True)
    confidentiality_payload_type: int | None = u8(default=_CONFIDENTIALITY_PAYLOAD, optional=True)
    _r7: int = reserved(16, optional=True)
    confidentiality_payload_size: int | None = u8(default=_ALGORITHM_PAYLOAD_SIZE, optional=True)
    confidentiality_algorithm: ConfidentialityAlgorithm | None = bits(6, ConfidentialityAlgorithm, optional=True)
    _r8: int = reserved(26, optional=True)


class Rakp1(Message):
    """Payload 12h: who wants in, and how far. IPMI v2.0 §13.20."""

    message_tag: int = u8()
    _r1: int = reserved(24)
    managed_system_session_id: int = u32()
    remote_console_random: bytes = octets(16)
    requested_maximum_privilege_level: PrivilegeLevel = bits(4, PrivilegeLevel)
    name_only_lookup: bool = flag(default=True)
    _r2: int = reserved(3)
    _r3: int = reserved(16)
    username_length: int = u8()
    username: bytes = rest()

    @property
    def role(self) -> int:
        """The role byte as it enters the hashes."""
        return self.requested_maximum_privilege_level | (_NAME_ONLY_LOOKUP if self.name_only_lookup else 0)


class Rakp2(Message):
    """Payload 13h: the BMC's proof. With a status other than OK, nothing after it is sure to come. IPMI v2.0 §13.21."""

    message_tag: int = u8()
    status: RmcpPlusStatus = u8(RmcpPlusStatus)
    _r1: int = reserved(16, optional=True)
    remote_console_session_id: int | None = bits(32, optional=True)
    managed_system_random: bytes | None = octets(16, optional=True)
    managed_system_guid: bytes | None = octets(16, optional=True)
    key_exchange_authentication_code: bytes = rest()


class Rakp3(Message):
    """Payload 14h: the console's proof, or with another status its farewell. IPMI v2.0 §13.22."""

    message_tag: int = u8()
    status: RmcpPlusStatus = u8(RmcpPlusStatus)
    _r1: int = reserved(16)
    managed_system_session_id: int = u32()
    key_exchange_authentication_code: bytes = rest()


class Rakp4(Message):
    """Payload 15h: the session is open. IPMI v2.0 §13.23."""

    message_tag: int = u8()
    status: RmcpPlusStatus = u8(RmcpPlusStatus)
    _r1: int = reserved(16, optional=True)
    remote_console_session_id: int | None = bits(32, optional=True)
    integrity_check_value: bytes = rest()


class Exchange(t.NamedTuple):
    """The values of one exchange that enter the hashes, in the order of the handshake."""

    remote_console_session_id: int
    managed_system_session_id: int
    remote_console_random: bytes
    managed_system_random: bytes
    managed_system_guid: bytes
    role: int
    username: bytes

    @property
    def user(self) -> bytes:
        """Role, name length and name, "U" in the table above."""
        return bytes((self.role, len(self.username))) + self.username


class SessionKeys(t.NamedTuple):
    """What both sides derive; all empty with the authentication algorithm none."""

    sik: bytes
    k1: bytes
    k2: bytes


_DIGESTS: dict[int, tuple[str, int]] = {
    AuthenticationAlgorithm.HMAC_SHA1: ("sha1", 12),
    AuthenticationAlgorithm.HMAC_MD5: ("md5", 16),
    AuthenticationAlgorithm.HMAC_SHA256: ("sha256", 16),
}
"""Hash of an authentication algorithm, and how many bytes of it RAKP 4 carries."""

_KEY_CONSTANT_SIZE = 20
"""Twenty bytes for every hash: the standard's wording allows another reading, the implementations do not."""


def _keyed(algorithm: int, key: bytes, *parts: bytes) -> bytes:
    if algorithm == AuthenticationAlgorithm.NONE:
        return b""
    return hmac.digest(key, b"".join(parts), _DIGESTS[algorithm][0])


def _wire(number: int) -> bytes:
    return struct.pack("<I", number)


def rakp2_code(algorithm: int, exchange: Exchange, password: bytes) -> bytes:
    """Return the key exchange authentication code of RAKP 2."""
    return _keyed(
        algorithm,
        password,
        _wire(exchange.remote_console_session_id),
        _wire(exchange.managed_system_session_id),
        exchange.remote_console_random,
        exchange.managed_system_random,
        exchange.managed_system_guid,
        exchange.user,
    )


def rakp3_code(algorithm: int, exchange: Exchange, password: bytes) -> bytes:
    """Return the key exchange authentication code of RAKP 3."""
    return _keyed(
        algorithm,
        password,
        exchange.managed_system_random,
        _wire(exchange.remote_console_session_id),
        exchange.user,
    )


def session_keys(algorithm: int, exchange: Exchange, password: bytes, kg: bytes = b"") -> SessionKeys:
    """Return SIK, K1 and K2. A Kg of nothing but zeros counts as none (one-key login)."""
    sik = _keyed(
        algorithm,
        kg if any(kg) else password,
        exchange.remote_console_random,
        exchange.managed_system_random,
        exchange.user,
    )
    return SessionKeys(
        sik,
        _keyed(algorithm, sik, b"\x01" * _KEY_CONSTANT_SIZE),
        _keyed(algorithm, sik, b"\x02" * _KEY_CONSTANT_SIZE),
    )


def rakp4_value(algorithm: int, exchange: Exchange, sik: bytes) -> bytes:
    """Return the integrity check value of RAKP 4."""
    if algorithm == AuthenticationAlgorithm.NONE:
        return b""
    full = _keyed(
        algorithm,
        sik,
        exchange.remote_console_random,
        _wire(exchange.managed_system_session_id),
        exchange.managed_system_guid,
    )
    return full[: _DIGESTS[algorithm][1]]

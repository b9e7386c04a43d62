# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Session commands. IPMI v2.0 §22.13-§22.21."""

from __future__ import annotations

import typing as t

from ..codec.fields import bits, flag, flag_cleared, ipv4, mac, octets, reserved, rest, text, u8, u16, u24, u32
from ..codec.message import Request, Response
from ..spec import app
from ..spec.authentication_type import AuthenticationType
from ..spec.channel import CURRENT_CHANNEL
from ..spec.cipher_suite import CipherSuite
from ..spec.command import PrivilegeLevel
from ..spec.rmcp_plus import PayloadType
from ..spec.session import AuthCodeAlgorithms, SessionIndex, SessionProtocol
from .secret import HidesSecrets

STANDARD_CIPHER_SUITE = 0xC0
OEM_CIPHER_SUITE = 0xC1
AUTHENTICATION_TAG, INTEGRITY_TAG, CONFIDENTIALITY_TAG, START_TAG = range(4)


class GetChannelAuthenticationCapabilitiesResponse(Response):
    """Get Channel Authentication Capabilities. IPMI v2.0 §22.13."""

    channel_number: int = bits(4)
    _r1: int = reserved(4)
    authentication_none: bool = flag(default=False)
    authentication_md2: bool = flag(default=False)
    authentication_md5: bool = flag(default=False)
    _r2: int = reserved(1)
    authentication_straight_password: bool = flag(default=False)
    authentication_oem: bool = flag(default=False)
    _r3: int = reserved(1)
    extended_capabilities: bool = flag(default=False)
    anonymous_login: bool = flag(default=False)
    null_user_names: bool = flag(default=False)
    non_null_user_names: bool = flag(default=False)
    user_level_authentication: bool = flag_cleared(default=True)
    per_message_authentication: bool = flag_cleared(default=True)
    kg_is_set: bool = flag(default=False)
    _r4: int = reserved(2)
    supports_ipmi_1_5: bool = flag(default=False)
    supports_ipmi_2_0: bool = flag(default=False)
    _r5: int = reserved(6)
    oem_id: int = u24(default=0)
    oem_auxiliary_data: int = u8(default=0)


class GetChannelAuthenticationCapabilitiesRequest(
    Request,
    command=app.GET_CHANNEL_AUTHENTICATION_CAPABILITIES,
    response=GetChannelAuthenticationCapabilitiesResponse,
):
    """Get Channel Authentication Capabilities. IPMI v2.0 §22.13.

    BMCs that only know IPMI 1.5 answer CCh, or nothing, to ``extended_capabilities``.
    """

    channel_number: int = bits(4, default=CURRENT_CHANNEL)
    _r1: int = reserved(3)
    extended_capabilities: bool = flag(default=True)
    maximum_privilege_level: PrivilegeLevel = bits(4, PrivilegeLevel)
    _r2: int = reserved(4)


class GetSystemGuidResponse(Response):
    """Get System GUID. IPMI v2.0 §22.14. Bytes as sent; vendors disagree on their order."""

    guid: bytes = octets(16)


class GetSystemGuidRequest(Request, command=app.GET_SYSTEM_GUID, response=GetSystemGuidResponse):
    """Get System GUID. IPMI v2.0 §22.14."""


class GetChannelCipherSuitesResponse(Response):
    """Get Channel Cipher Suites. IPMI v2.0 §22.15. ``record_data`` of all list indexes has to be joined first."""

    channel_number: int = bits(4)
    _r1: int = reserved(4)
    record_data: bytes = rest()


class GetChannelCipherSuitesRequest(
    Request, command=app.GET_CHANNEL_CIPHER_SUITES, response=GetChannelCipherSuitesResponse
):
    """Get Channel Cipher Suites. IPMI v2.0 §22.15.

    ``list_by_suite`` asks for records (see :func:`parse_cipher_suite_records`), otherwise for the algorithms alone.
    """

    channel_number: int = bits(4, default=CURRENT_CHANNEL)
    _r1: int = reserved(4)
    payload_type: PayloadType = bits(6, PayloadType, default=PayloadType.IPMI)
    _r2: int = reserved(2)
    list_index: int = bits(6)
    _r3: int = reserved(1)
    list_by_suite: bool = flag(default=True)


class CipherSuiteRecord(t.NamedTuple):
    """One record of Get Channel Cipher Suites; ``oem_id`` is the IANA number of an OEM suite."""

    suite: CipherSuite
    oem_id: int | None = None


def parse_cipher_suite_records(record_data: bytes) -> list[CipherSuiteRecord]:
    """Return the records in the joined ``record_data`` of all list indexes. IPMI v2.0 §22.15.2.

    A record is C0h, suite ID, algorithms; or C1h, suite ID, IANA number, algorithms. The top two bits of an
    algorithm byte say what it is for. BMCs send broken records, so what makes no sense is skipped: bytes before a
    start byte, a record that ends before its first algorithm.
    """
    records = []
    position = 0
    while position < len(record_data):
        start = record_data[position]
        if start not in (STANDARD_CIPHER_SUITE, OEM_CIPHER_SUITE):
            position += 1
            continue
        header_size = 2 if start == STANDARD_CIPHER_SUITE else 5
        header = record_data[position : position + header_size]
        position += header_size
        algorithms: dict[int, int] = {}
        while position < len(record_data) and record_data[position] >> 6 != START_TAG:
            algorithms.setdefault(record_data[position] >> 6, record_data[position] & 0x3F)
            position += 1
        if AUTHENTICATION_TAG in algorithms:
            suite = CipherSuite(
                header[1],
                algorithms[AUTHENTICATION_TAG],
                algorithms.get(INTEGRITY_TAG, 0),
                algorithms.get(CONFIDENTIALITY_TAG, 0),
            )
            oem_id = int.from_bytes(header[2:], "little") if start == OEM_CIPHER_SUITE else None
            records.append(CipherSuiteRecord(suite, oem_id))
    return records


class GetSessionChallengeResponse(Response):
    """Get Session Challenge. IPMI v2.0 §22.16."""

    temporary_session_id: int = u32()
    challenge: bytes = octets(16)


class GetSessionChallengeRequest(Request, command=app.GET_SESSION_CHALLENGE, response=GetSessionChallengeResponse):
    """Get Session Challenge. IPMI v2.0 §22.16."""

    authentication_type: AuthenticationType = bits(4, AuthenticationType)
    _r1: int = reserved(4)
    user_name: str = text(16)


class ActivateSessionResponse(Response):
    """Activate Session. IPMI v2.0 §22.17."""

    authentication_type: AuthenticationType = bits(4, AuthenticationType)
    _r1: int = reserved(4)
    session_id: int = u32()
    initial_inbound_sequence_number: int = u32()
    maximum_privilege_level: PrivilegeLevel = bits(4, PrivilegeLevel)
    _r2: int = reserved(4)


class ActivateSessionRequest(HidesSecrets, Request, command=app.ACTIVATE_SESSION, response=ActivateSessionResponse):
    """Activate Session. IPMI v2.0 §22.17. On single-session channels ``challenge`` may be the password itself."""

    secret_fields = frozenset({"challenge"})

    authentication_type: AuthenticationType = bits(4, AuthenticationType)
    _r1: int = reserved(4)
    maximum_privilege_level: PrivilegeLevel = bits(4, PrivilegeLevel)
    _r2: int = reserved(4)
    challenge: bytes = octets(16)
    initial_outbound_sequence_number: int = u32()


class SetSessionPrivilegeLevelResponse(Response):
    """Set Session Privilege Level. IPMI v2.0 §22.18."""

    privilege_level: PrivilegeLevel = bits(4, PrivilegeLevel)
    _r1: int = reserved(4)


class SetSessionPrivilegeLevelRequest(
    Request, command=app.SET_SESSION_PRIVILEGE_LEVEL, response=SetSessionPrivilegeLevelResponse
):
    """Set Session Privilege Level. IPMI v2.0 §22.18. UNSPECIFIED only asks for the present level."""

    privilege_level: PrivilegeLevel = bits(4, PrivilegeLevel)
    _r1: int = reserved(4)


class CloseSessionRequest(Request, command=app.CLOSE_SESSION):
    """Close Session. IPMI v2.0 §22.19. ``session_handle`` counts only when the ID is 0."""

    session_id: int = u32()
    session_handle: int | None = u8(optional=True)


class GetSessionInfoResponse(Response):
    """Get Session Info. IPMI v2.0 §22.20.

    The fields from ``user_id`` on come only for an active session, the last three only for a LAN channel, and
    not from every BMC.
    """

    session_handle: int = u8()
    possible_active_sessions: int = bits(6)
    _r1: int = reserved(2)
    current_active_sessions: int = bits(6)
    _r2: int = reserved(2)
    user_id: int | None = bits(6, optional=True)
    _r3: int = reserved(2, optional=True)
    privilege_level: PrivilegeLevel | None = bits(4, PrivilegeLevel, optional=True)
    _r4: int = reserved(4, optional=True)
    channel_number: int | None = bits(4, optional=True)
    session_protocol: SessionProtocol | None = bits(4, SessionProtocol, optional=True)
    remote_console_ip_address: str | None = ipv4(optional=True)
    remote_console_mac_address: str | None = mac(optional=True)
    remote_console_port: int | None = u16(optional=True)


class GetSessionInfoRequest(Request, command=app.GET_SESSION_INFO, response=GetSessionInfoResponse):
    """Get Session Info. IPMI v2.0 §22.20.

    ``handle_or_id`` is one byte after SessionIndex.BY_HANDLE and four after BY_ID, least significant first.
    """

    session_index: int = u8(SessionIndex, default=SessionIndex.CURRENT)
    handle_or_id: bytes = rest()


class GetAuthCodeResponse(Response):
    """Get AuthCode. IPMI v2.0 §22.21."""

    auth_code: bytes = rest()


class GetAuthCodeRequest(HidesSecrets, Request, command=app.GET_AUTHCODE, response=GetAuthCodeResponse):
    """Get AuthCode. IPMI v2.0 §22.21. With the straight password type ``data`` is the password to compare."""

    secret_fields = frozenset({"data"})

    algorithm: int = bits(6)
    algorithms: AuthCodeAlgorithms = bits(2, AuthCodeAlgorithms, default=AuthCodeAlgorithms.AUTHENTICATION_TYPE)
    channel_number: int = bits(4, default=CURRENT_CHANNEL)
    _r1: int = reserved(4)
    user_id: int = bits(6)
    _r2: int = reserved(2)
    data: bytes = rest()

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The commands that open, raise, close and show sessions. IPMI v2.0 §22.13-§22.20."""

from __future__ import annotations

import ipaddress
import typing as t

from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands import session as messages
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.rmcp.authcode import SPOKEN
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.authentication_type import AuthenticationType
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.command import PrivilegeLevel
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.completion_code import CompletionCode as Code
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.session import (
    CIPHER_SUITE_PAGE_SIZE,
    SessionIndex,
)

from . import logins
from .cipher_suites import cipher_suite_records
from .registry import CompletionCode, handles
from .sessions import PendingV15, Session, SessionV15

if t.TYPE_CHECKING:
    from .bmc import Bmc
    from .origin import Origin

AUTHENTICATION_TYPE_SUPPORT = 1
AUTHENTICATION_TYPE_ENABLES = 2
CHALLENGE_SIZE = 16
LONGEST_V15_PASSWORD = 16

INVALID_USER_NAME = 0x81
NULL_USER_NOT_ENABLED = 0x82
NO_SLOT = 0x81
NO_SLOT_FOR_USER = 0x82
SEQUENCE_OUT_OF_RANGE = 0x84
INVALID_SESSION_ID = 0x85
PRIVILEGE_EXCEEDS_LIMIT = 0x86
LEVEL_NOT_AVAILABLE = 0x80
LEVEL_EXCEEDS_LIMIT = 0x81
NO_SUCH_SESSION_ID = 0x87
NO_SUCH_SESSION_HANDLE = 0x88


def enabled_authentication_types(bmc: Bmc, channel: int, privilege: int) -> frozenset[int]:
    """Return the IPMI 1.5 authentication types that LAN parameters 1 and 2 allow at a privilege level."""
    lan = bmc.stored.channels[channel].lan
    support = lan.read(AUTHENTICATION_TYPE_SUPPORT)
    enables = lan.read(AUTHENTICATION_TYPE_ENABLES)
    if not bmc.personality.supports_v15 or not support or not enables:
        return frozenset()
    allowed = support[0] & enables[min(privilege, len(enables)) - 1]
    return frozenset(number for number in range(6) if allowed >> number & 1)


@handles(messages.GetChannelAuthenticationCapabilitiesRequest)
def get_channel_authentication_capabilities(
    bmc: Bmc, request: messages.GetChannelAuthenticationCapabilitiesRequest, origin: Origin
) -> messages.GetChannelAuthenticationCapabilitiesResponse:
    channel = bmc.channel(request.channel_number, origin).number
    settings = bmc.stored.channels.get(channel)
    quirks = bmc.personality.quirks
    if (
        settings is None
        or not PrivilegeLevel.CALLBACK <= request.maximum_privilege_level <= PrivilegeLevel.OEM
        or (request.extended_capabilities and quirks.no_extended_capabilities)
    ):
        raise CompletionCode(Code.INVALID_FIELD)
    types = enabled_authentication_types(bmc, channel, request.maximum_privilege_level)
    access = bmc.active_access(channel)
    users = [user for user in bmc.stored.users.values() if user.enabled and logins.may_message(user, channel)]
    response = messages.GetChannelAuthenticationCapabilitiesResponse(
        channel_number=channel,
        authentication_none=AuthenticationType.NONE in types,
        authentication_md2=AuthenticationType.MD2 in types,
        authentication_md5=AuthenticationType.MD5 in types,
        authentication_straight_password=AuthenticationType.STRAIGHT_PASSWORD in types,
        authentication_oem=AuthenticationType.OEM in types,
        anonymous_login=any(not user.name and not any(user.password) for user in users),
        null_user_names=any(not user.name and any(user.password) for user in users),
        non_null_user_names=any(user.name for user in users),
        user_level_authentication=access.user_level_authentication,
        per_message_authentication=access.per_message_authentication,
    )
    if not request.extended_capabilities:
        return response
    return response.replace(
        extended_capabilities=True,
        kg_is_set=any(settings.kg) and not quirks.kg_unsupported,
        supports_ipmi_1_5=bmc.personality.supports_v15,
        supports_ipmi_2_0=bmc.personality.supports_v20,
    )


@handles(messages.GetChannelCipherSuitesRequest)
def get_channel_cipher_suites(
    bmc: Bmc, request: messages.GetChannelCipherSuitesRequest, origin: Origin
) -> messages.GetChannelCipherSuitesResponse:
    channel = bmc.channel(request.channel_number, origin).number
    if not bmc.personality.supports_v20:
        raise CompletionCode(Code.INVALID_COMMAND)
    records = cipher_suite_records(bmc, request.list_by_suite)
    start = request.list_index * CIPHER_SUITE_PAGE_SIZE
    return messages.GetChannelCipherSuitesResponse(
        channel_number=channel, record_data=records[start : start + CIPHER_SUITE_PAGE_SIZE]
    )


@handles(messages.GetSessionChallengeRequest)
def get_session_challenge(
    bmc: Bmc, request: messages.GetSessionChallengeRequest, origin: Origin
) -> messages.GetSessionChallengeResponse:
    if not bmc.personality.supports_v15 or origin.address is None:
        raise CompletionCode(Code.INVALID_COMMAND)
    support = bmc.stored.channels[origin.channel].lan.read(AUTHENTICATION_TYPE_SUPPORT) or b"\x00"
    if request.authentication_type not in SPOKEN or not support[0] >> request.authentication_type & 1:
        raise CompletionCode(Code.INVALID_FIELD)
    name = request.user_name.encode("latin-1")
    user = logins.find_user(bmc, origin.channel, name)
    if user is None or logins.is_locked(bmc, user, origin.channel) or not logins.may_message(user, origin.channel):
        raise CompletionCode(INVALID_USER_NAME if name else NULL_USER_NOT_ENABLED)
    pending = PendingV15(
        bmc.sessions.new_session_id(),
        request.authentication_type,
        user.user_id,
        bmc.random_bytes(CHALLENGE_SIZE),
        origin.address,
        bmc.now(),
    )
    bmc.sessions.add_pending(pending)
    return messages.GetSessionChallengeResponse(temporary_session_id=pending.session_id, challenge=pending.challenge)


@handles(messages.ActivateSessionRequest)
def activate_session(
    bmc: Bmc, request: messages.ActivateSessionRequest, origin: Origin
) -> messages.ActivateSessionResponse:
    """Open a session; that the password is right was seen from the packet's authentication code."""
    pending = origin.pending
    if not isinstance(pending, PendingV15) or request.challenge != pending.challenge:
        raise CompletionCode(INVALID_SESSION_ID)
    if request.authentication_type != pending.authentication_type:
        raise CompletionCode(Code.INVALID_FIELD)
    if not request.initial_outbound_sequence_number:
        raise CompletionCode(SEQUENCE_OUT_OF_RANGE)
    user = bmc.stored.users[pending.user_id]
    privilege = request.maximum_privilege_level
    if not PrivilegeLevel.CALLBACK <= privilege <= logins.privilege_limit(bmc, user, origin.channel):
        raise CompletionCode(PRIVILEGE_EXCEEDS_LIMIT)
    if pending.authentication_type not in enabled_authentication_types(bmc, origin.channel, privilege):
        raise CompletionCode(Code.INSUFFICIENT_PRIVILEGE)
    if bmc.sessions.is_full or bmc.faults.sessions_exhausted(bmc):
        raise CompletionCode(NO_SLOT)
    if logins.session_limit_reached(bmc, user, origin.channel):
        raise CompletionCode(NO_SLOT_FOR_USER)
    inbound = int.from_bytes(bmc.random_bytes(4), "little") | 1
    session = SessionV15(
        pending,
        origin.channel,
        privilege,
        user.password[:LONGEST_V15_PASSWORD],
        inbound,
        request.initial_outbound_sequence_number,
        bmc.now(),
    )
    access = bmc.active_access(origin.channel)
    session.per_message_authentication = access.per_message_authentication
    session.user_level_authentication = access.user_level_authentication
    bmc.sessions.activate(session)
    relaxed = not access.per_message_authentication
    return messages.ActivateSessionResponse(
        authentication_type=AuthenticationType.NONE if relaxed else pending.authentication_type,
        session_id=session.session_id,
        initial_inbound_sequence_number=inbound,
        maximum_privilege_level=privilege,
    )


@handles(messages.SetSessionPrivilegeLevelRequest)
def set_session_privilege_level(
    bmc: Bmc, request: messages.SetSessionPrivilegeLevelRequest, origin: Origin
) -> messages.SetSessionPrivilegeLevelResponse:
    session = origin.session
    if session is None:
        raise CompletionCode(Code.NOT_IN_PRESENT_STATE)
    wanted = request.privilege_level
    if wanted == PrivilegeLevel.UNSPECIFIED:
        return messages.SetSessionPrivilegeLevelResponse(privilege_level=session.privilege)
    if not PrivilegeLevel.USER <= wanted <= PrivilegeLevel.OEM:
        raise CompletionCode(Code.INVALID_FIELD)
    access = bmc.user(session.user_id).access_on(session.channel)
    if wanted > access.privilege_level_limit:
        raise CompletionCode(LEVEL_NOT_AVAILABLE)
    if wanted > min(session.maximum_privilege, bmc.active_access(session.channel).privilege_limit):
        raise CompletionCode(LEVEL_EXCEEDS_LIMIT)
    session.privilege = wanted
    return messages.SetSessionPrivilegeLevelResponse(privilege_level=wanted)


@handles(messages.CloseSessionRequest)
def close_session(bmc: Bmc, request: messages.CloseSessionRequest, origin: Origin) -> None:
    """Close a session; below Administrator only one's own."""
    if request.session_id:
        session = bmc.sessions.active.get(request.session_id)
        missing = NO_SUCH_SESSION_ID
    else:
        session = _by_handle(bmc, request.session_handle)
        missing = NO_SUCH_SESSION_ID if request.session_handle is None else NO_SUCH_SESSION_HANDLE
    if session is None:
        raise CompletionCode(missing)
    if session is not origin.session and origin.privilege < PrivilegeLevel.ADMINISTRATOR:
        raise CompletionCode(Code.INSUFFICIENT_PRIVILEGE)
    bmc.sessions.close(session)


def _by_handle(bmc: Bmc, handle: int | None) -> Session | None:
    return next((session for session in bmc.sessions.active.values() if session.handle == handle), None)


@handles(messages.GetSessionInfoRequest)
def get_session_info(
    bmc: Bmc, request: messages.GetSessionInfoRequest, origin: Origin
) -> messages.GetSessionInfoResponse:
    session = _session_asked_for(bmc, request, origin)
    possible = bmc.personality.session_slots
    active = len(bmc.sessions.active)
    if session is None:
        return messages.GetSessionInfoResponse(
            session_handle=0, possible_active_sessions=possible, current_active_sessions=active
        )
    host, port = session.address[:2]
    parsed = ipaddress.ip_address(host.partition("%")[0])
    return messages.GetSessionInfoResponse(
        session_handle=session.handle,
        possible_active_sessions=possible,
        current_active_sessions=active,
        user_id=session.user_id,
        privilege_level=session.privilege,
        channel_number=session.channel,
        session_protocol=session.protocol_auxiliary,
        remote_console_ip_address=host if parsed.version == 4 else "0.0.0.0",
        remote_console_mac_address="00:00:00:00:00:00",
        remote_console_port=port,
    )


def _session_asked_for(bmc: Bmc, request: messages.GetSessionInfoRequest, origin: Origin) -> Session | None:
    index = request.session_index
    if index == SessionIndex.CURRENT:
        return origin.session
    if index == SessionIndex.BY_HANDLE:
        _need_bytes(request.handle_or_id, 1)
        found = _by_handle(bmc, request.handle_or_id[0])
    elif index == SessionIndex.BY_ID:
        _need_bytes(request.handle_or_id, 4)
        found = bmc.sessions.active.get(int.from_bytes(request.handle_or_id, "little"))
    else:
        sessions = list(bmc.sessions.active.values())
        return sessions[index - 1] if index <= len(sessions) else None
    if found is None:
        raise CompletionCode(Code.NOT_PRESENT)
    return found


def _need_bytes(data: bytes, size: int) -> None:
    if len(data) != size:
        raise CompletionCode(Code.LENGTH_INVALID)

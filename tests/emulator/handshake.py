# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The BMC's side of opening an RMCP+ session: Open Session and the four RAKP messages. IPMI v2.0 §13.17-§13.24.

Each function takes the payload of one message and returns the payload type and payload that answer it, or None for
silence. A retransmitted message (the same bytes again) gets the very same answer: otherwise a lost datagram would make
the two sides compute with different random numbers. With another message tag it is a new message, but for RAKP 3: after
that there is nothing left to compute.
"""

from __future__ import annotations

import typing as t

from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.errors import DecodeError
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.rmcp import rakp
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.rmcp.integrity import make_integrity
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.rmcp.session_v20 import Protection
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.cipher_suite import (
    AuthenticationAlgorithm,
    ConfidentialityAlgorithm,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.rmcp_plus import PayloadType
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.rmcp_plus import RmcpPlusStatus as Status

from . import logins
from .cipher_suites import choose_suite, highest_privilege
from .sessions import PendingV20, SessionV20

if t.TYPE_CHECKING:
    from .bmc import Bmc
    from .model import User
    from .sessions import Address

Answer = t.Optional[tuple[int, bytes]]
RANDOM_SIZE = 16
NAME_ONLY = 0x10
LOWEST_PRIVILEGE = 1
HIGHEST_PRIVILEGE = 5
STRAY_ICV = bytes(12)


class Refused(Exception):
    """The login ends here with this status."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def answer_handshake(bmc: Bmc, payload_type: int, payload: bytes, address: Address) -> Answer:
    """Return the answer to a payload of session setup, None for one that a BMC ignores."""
    try:
        if payload_type == PayloadType.OPEN_SESSION_REQUEST:
            return _open_session(bmc, payload, address)
        if payload_type == PayloadType.RAKP_1:
            return _rakp1(bmc, payload)
        if payload_type == PayloadType.RAKP_3:
            return _rakp3(bmc, payload)
    except DecodeError:
        return None
    return None


def _open_session(bmc: Bmc, payload: bytes, address: Address) -> Answer:
    request = rakp.OpenSessionRequest.unpack(payload)
    for pending in bmc.sessions.pending.values():
        if isinstance(pending, PendingV20) and pending.address == address and payload in pending.replies:
            return pending.replies[payload]
    try:
        pending = _new_pending(bmc, request, address)
    except Refused as refused:
        response = rakp.OpenSessionResponse(
            message_tag=request.message_tag,
            status=refused.status,
            maximum_privilege_level=0,
            remote_console_session_id=request.remote_console_session_id,
        )
        return PayloadType.OPEN_SESSION_RESPONSE, response.pack()
    response = rakp.OpenSessionResponse(
        message_tag=request.message_tag,
        status=Status.OK,
        maximum_privilege_level=pending.maximum_privilege,
        remote_console_session_id=request.remote_console_session_id,
        managed_system_session_id=pending.session_id,
        authentication_algorithm=pending.suite.authentication,
        integrity_algorithm=pending.suite.integrity,
        confidentiality_algorithm=pending.suite.confidentiality,
    )
    bmc.sessions.add_pending(pending)
    return _remember(pending, payload, PayloadType.OPEN_SESSION_RESPONSE, response.pack())


def _remember(pending: PendingV20, request: bytes, payload_type: int, payload: bytes) -> tuple[int, bytes]:
    pending.replies[request] = (payload_type, payload)
    return payload_type, payload


def _new_pending(bmc: Bmc, request: rakp.OpenSessionRequest, address: Address) -> PendingV20:
    if not request.remote_console_session_id:
        raise Refused(Status.INVALID_SESSION_ID)
    if request.requested_maximum_privilege_level > HIGHEST_PRIVILEGE:
        raise Refused(Status.INVALID_ROLE)
    suite = choose_suite(bmc, request)
    if isinstance(suite, Status):
        raise Refused(suite)
    limit = highest_privilege(bmc, suite.id)
    if not limit:
        raise Refused(Status.NO_CIPHER_SUITE_MATCH)
    if request.requested_maximum_privilege_level > limit:
        raise Refused(Status.UNAUTHORIZED_ROLE)
    if bmc.sessions.is_full or bmc.faults.sessions_exhausted(bmc):
        raise Refused(Status.INSUFFICIENT_RESOURCES)
    return PendingV20(
        bmc.sessions.new_session_id(),
        request.remote_console_session_id,
        suite,
        request.requested_maximum_privilege_level or limit,
        address,
        bmc.now(),
    )


def _rakp1(bmc: Bmc, payload: bytes) -> Answer:
    request = rakp.Rakp1.unpack(payload)
    pending = bmc.sessions.pending.get(request.managed_system_session_id)
    if not isinstance(pending, PendingV20):
        return PayloadType.RAKP_2, _refuse(rakp.Rakp2, request.message_tag, Status.INVALID_SESSION_ID, 0)
    if payload in pending.replies:
        return pending.replies[payload]
    try:
        user = _user_for(bmc, request, pending)
    except Refused as refused:
        del bmc.sessions.pending[pending.session_id]
        answer = _refuse(rakp.Rakp2, request.message_tag, refused.status, pending.console_session_id)
        return PayloadType.RAKP_2, answer
    role = request.role
    if bmc.personality.quirks.open_session_privilege_hashed:
        role = pending.maximum_privilege | role & NAME_ONLY
    exchange = rakp.Exchange(
        pending.console_session_id,
        pending.session_id,
        request.remote_console_random,
        bmc.random_bytes(RANDOM_SIZE),
        bmc.stored.system_guid,
        role,
        request.username[: request.username_length],
    )
    pending.exchange = exchange
    pending.user_id = user.user_id
    code = rakp.rakp2_code(pending.suite.authentication, exchange, user.password)
    if code and bmc.personality.quirks.rakp2_one_byte_too_long:
        code += b"\x00"
    response = rakp.Rakp2(
        message_tag=request.message_tag,
        status=Status.OK,
        remote_console_session_id=pending.console_session_id,
        managed_system_random=exchange.managed_system_random,
        managed_system_guid=exchange.managed_system_guid,
        key_exchange_authentication_code=code,
    )
    return _remember(pending, payload, PayloadType.RAKP_2, response.pack())


def _refuse(message: t.Any, tag: int, status: int, console_session_id: int) -> bytes:
    """Return RAKP 2 or 4 with a status and nothing after the session ID."""
    size = 8
    full = message.unpack(bytes(size)).replace(
        message_tag=tag, status=status, remote_console_session_id=console_session_id
    )
    return t.cast(bytes, full.pack()[:size])


def _user_for(bmc: Bmc, request: rakp.Rakp1, pending: PendingV20) -> User:
    """Return the user that RAKP 1 names. Raises Refused."""
    personality = bmc.personality
    channel = personality.lan_channel
    name = request.username[: request.username_length]
    if request.username_length > rakp.LONGEST_USERNAME or len(name) < request.username_length:
        raise Refused(Status.INVALID_NAME_LENGTH)
    privilege = request.requested_maximum_privilege_level or pending.maximum_privilege
    if not LOWEST_PRIVILEGE <= privilege <= HIGHEST_PRIVILEGE:
        raise Refused(Status.INVALID_ROLE)
    user = logins.find_user(bmc, channel, name, None if request.name_only_lookup else privilege)
    if user is None:
        known = any(one.name == name for one in bmc.stored.users.values() if name)
        raise Refused(personality.rakp_disabled_user_status if known else personality.rakp_unknown_user_status)
    if logins.is_locked(bmc, user, channel) or not logins.may_message(user, channel):
        raise Refused(personality.rakp_disabled_user_status)
    if privilege > min(logins.privilege_limit(bmc, user, channel), pending.maximum_privilege):
        raise Refused(Status.UNAUTHORIZED_ROLE)
    pending.role_privilege = privilege
    return user


def _rakp3(bmc: Bmc, payload: bytes) -> Answer:
    request = rakp.Rakp3.unpack(payload)
    session_id = request.managed_system_session_id
    active = bmc.sessions.active.get(session_id)
    if isinstance(active, SessionV20):
        return _rakp4_again(active, request.message_tag) if active.rakp3[1:] == payload[1:] else None
    pending = bmc.sessions.pending.get(session_id)
    if not isinstance(pending, PendingV20) or pending.exchange is None:
        return PayloadType.RAKP_4, _refuse(rakp.Rakp4, request.message_tag, Status.INVALID_SESSION_ID, 0)
    if request.status != Status.OK:
        del bmc.sessions.pending[session_id]
        return None
    try:
        session, value = _open(bmc, request, pending, pending.exchange)
    except Refused as refused:
        del bmc.sessions.pending[session_id]
        answer = _refuse(rakp.Rakp4, request.message_tag, refused.status, pending.console_session_id)
        return PayloadType.RAKP_4, answer
    response = rakp.Rakp4(
        message_tag=request.message_tag,
        status=Status.OK,
        remote_console_session_id=pending.console_session_id,
        integrity_check_value=value,
    )
    bmc.sessions.activate(session)
    session.rakp3 = payload
    session.rakp4 = (int(PayloadType.RAKP_4), response.pack())
    return session.rakp4


def _rakp4_again(session: SessionV20, message_tag: int) -> tuple[int, bytes]:
    """Return RAKP 4 for a repeated RAKP 3. Consoles may count the tag up, on which the proofs do not depend."""
    payload_type, payload = session.rakp4
    return payload_type, bytes([message_tag]) + payload[1:]


def _open(bmc: Bmc, request: rakp.Rakp3, pending: PendingV20, exchange: rakp.Exchange) -> tuple[SessionV20, bytes]:
    """Return the session and RAKP 4's integrity check value. Raises Refused."""
    channel = bmc.personality.lan_channel
    user = bmc.stored.users[pending.user_id]
    algorithm = pending.suite.authentication
    expected = rakp.rakp3_code(algorithm, exchange, user.password)
    if request.key_exchange_authentication_code != expected:
        logins.note_bad_password(bmc, user, channel)
        raise Refused(Status.INVALID_INTEGRITY_CHECK_VALUE)
    if bmc.sessions.is_full or logins.session_limit_reached(bmc, user, channel):
        raise Refused(Status.INSUFFICIENT_RESOURCES)
    logins.note_success(bmc, user, channel)
    kg = b"" if bmc.personality.quirks.kg_unsupported else bmc.stored.channels[channel].kg
    keys = rakp.session_keys(algorithm, exchange, user.password, kg)
    value = rakp.rakp4_value(algorithm, exchange, keys.sik)
    if algorithm == AuthenticationAlgorithm.NONE and bmc.personality.quirks.suite_zero_sends_icv:
        value = STRAY_ICV
    protection = _protection(pending, keys, user)
    session = SessionV20(pending, channel, pending.role_privilege, protection, bmc.random_bytes, bmc.now())
    return session, value


def _protection(pending: PendingV20, keys: rakp.SessionKeys, user: User) -> Protection:
    confidentiality = None
    if pending.suite.confidentiality == ConfidentialityAlgorithm.AES_CBC_128:
        # Imported here because nothing else of the emulator needs the package cryptography.
        from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.rmcp.aes import AesCbc

        confidentiality = AesCbc(keys.k2)
    return Protection(make_integrity(pending.suite.integrity, keys.k1, user.password), confidentiality)

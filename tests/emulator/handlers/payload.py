# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Payloads: who may use them, which there are, which are active. IPMI v2.0 §24.

SOL is the one payload beside IPMI messages; it has one instance. An activation belongs to a session and ends with it.
No characters flow: the emulated system has no console.
"""

from __future__ import annotations

import typing as t

from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands import payload as messages
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.command import PrivilegeLevel
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.completion_code import (
    CompletionCode as Code,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.payload import PayloadAccessOperation
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.rmcp_plus import PayloadType

from ..registry import CompletionCode, handles
from ..sessions import SessionV20
from .user import access_on, channel_of_users

if t.TYPE_CHECKING:
    from ..bmc import Bmc
    from ..origin import Origin

ACTIVE_ON_ANOTHER_SESSION = 0x80
ALREADY_DEACTIVATED = 0x80
NOT_ON_THIS_CHANNEL = 0x80
TYPE_DISABLED = 0x81
CANNOT_ENCRYPT = 0x83
ENCRYPTION_REQUIRED = 0x84

SOL_INSTANCE = 1
SOL_ENABLE = 1
SOL_AUTHENTICATION = 2
SOL_PORT = 8
LARGEST_SOL_PAYLOAD = 259
"""255 characters behind a header of 4 bytes."""
_PRIVILEGE_MASK = 0x0F
_FORCE_AUTHENTICATION, _FORCE_ENCRYPTION = 0x40, 0x80
_SESSION_SETUP = frozenset(range(PayloadType.OPEN_SESSION_REQUEST, PayloadType.RAKP_4 + 1))
_VERSION_1_0 = {"major_version": 1, "minor_version": 0}


def _payload_types(bmc: Bmc, channel: int) -> frozenset[int]:
    sol = {PayloadType.SOL} if bmc.stored.channels[channel].sol.has_selector(SOL_ENABLE) else set()
    return frozenset({PayloadType.IPMI, *sol, *_SESSION_SETUP})


@handles(messages.GetChannelPayloadSupportRequest)
def get_channel_payload_support(
    bmc: Bmc, request: messages.GetChannelPayloadSupportRequest, origin: Origin
) -> messages.GetChannelPayloadSupportResponse:
    channel = bmc.lan_channel(request.channel_number, origin).number
    return messages.GetChannelPayloadSupportResponse(payload_types=_payload_types(bmc, channel))


@handles(messages.GetChannelPayloadVersionRequest)
def get_channel_payload_version(
    bmc: Bmc, request: messages.GetChannelPayloadVersionRequest, origin: Origin
) -> messages.GetChannelPayloadVersionResponse:
    channel = bmc.lan_channel(request.channel_number, origin).number
    if request.payload_type not in _payload_types(bmc, channel):
        raise CompletionCode(NOT_ON_THIS_CHANNEL)
    return messages.GetChannelPayloadVersionResponse(**_VERSION_1_0)


@handles(messages.GetChannelOemPayloadInfoRequest)
def get_channel_oem_payload_info(
    bmc: Bmc, request: messages.GetChannelOemPayloadInfoRequest, origin: Origin
) -> messages.GetChannelOemPayloadInfoResponse:
    """Answer that there is no OEM payload."""
    bmc.lan_channel(request.channel_number, origin)
    raise CompletionCode(NOT_ON_THIS_CHANNEL)


@handles(messages.GetUserPayloadAccessRequest)
def get_user_payload_access(
    bmc: Bmc, request: messages.GetUserPayloadAccessRequest, origin: Origin
) -> messages.GetUserPayloadAccessResponse:
    channel = channel_of_users(bmc, request.channel_number, origin)
    access = access_on(bmc.user(request.user_id), channel)
    return messages.GetUserPayloadAccessResponse.unpack(access.payload_enables)


@handles(messages.SetUserPayloadAccessRequest)
def set_user_payload_access(bmc: Bmc, request: messages.SetUserPayloadAccessRequest, origin: Origin) -> None:
    channel = channel_of_users(bmc, request.channel_number, origin)
    access = bmc.user(request.user_id).access_on(channel)
    if request.operation not in tuple(PayloadAccessOperation):
        raise CompletionCode(Code.INVALID_FIELD)
    named = request.pack()[2:]
    if request.operation == PayloadAccessOperation.ENABLE:
        changed = (old | bit for old, bit in zip(access.payload_enables, named))
    else:
        changed = (old & ~bit for old, bit in zip(access.payload_enables, named))
    access.payload_enables = bytes(changed)


def _session_of_sol(bmc: Bmc) -> int:
    """Return the ID of the session that has SOL, 0 for none: an ended session has given it up."""
    session_id = bmc.volatile.sol_sessions.get(SOL_INSTANCE, 0)
    return session_id if session_id in bmc.sessions.active else 0


@handles(messages.GetPayloadActivationStatusRequest)
def get_payload_activation_status(
    bmc: Bmc, request: messages.GetPayloadActivationStatusRequest, origin: Origin
) -> messages.GetPayloadActivationStatusResponse:
    if request.payload_type != PayloadType.SOL:
        raise CompletionCode(Code.INVALID_FIELD)
    active = {SOL_INSTANCE - 1} if _session_of_sol(bmc) else set()
    return messages.GetPayloadActivationStatusResponse(instance_capacity=1, active=frozenset(active))


@handles(messages.GetPayloadInstanceInfoRequest)
def get_payload_instance_info(
    bmc: Bmc, request: messages.GetPayloadInstanceInfoRequest, origin: Origin
) -> messages.GetPayloadInstanceInfoResponse:
    _check_instance(request.payload_type, request.payload_instance)
    return messages.GetPayloadInstanceInfoResponse(session_id=_session_of_sol(bmc))


def _check_instance(payload_type: int, instance: int) -> None:
    if payload_type != PayloadType.SOL or instance != SOL_INSTANCE:
        raise CompletionCode(Code.INVALID_FIELD)


@handles(messages.ActivatePayloadRequest)
def activate_payload(
    bmc: Bmc, request: messages.ActivatePayloadRequest, origin: Origin
) -> messages.ActivatePayloadResponse:
    _check_instance(request.payload_type, request.payload_instance)
    session = origin.session
    if not isinstance(session, SessionV20):
        raise CompletionCode(Code.NOT_IN_PRESENT_STATE)
    _check_may_use_sol(bmc, origin)
    _check_protection(bmc, session, messages.SolActivationData.unpack(request.auxiliary_data))
    if _session_of_sol(bmc) not in (0, session.session_id):
        raise CompletionCode(ACTIVE_ON_ANOTHER_SESSION)
    bmc.volatile.sol_sessions[SOL_INSTANCE] = session.session_id
    port = bmc.stored.channels[session.channel].sol.read(SOL_PORT) or bytes(2)
    return messages.ActivatePayloadResponse(
        inbound_payload_size=LARGEST_SOL_PAYLOAD,
        outbound_payload_size=LARGEST_SOL_PAYLOAD,
        port=int.from_bytes(port, "little"),
    )


def _check_may_use_sol(bmc: Bmc, origin: Origin) -> None:
    """Raise CompletionCode unless SOL is on, and the user and the privilege are good for it."""
    sol = bmc.stored.channels[origin.channel].sol
    enabled = (sol.read(SOL_ENABLE) or b"\x00")[0]
    access = access_on(bmc.user(origin.user_id), origin.channel)
    if not enabled or not access.payload_enables[0] >> PayloadType.SOL & 1:
        raise CompletionCode(TYPE_DISABLED)
    wanted = (sol.read(SOL_AUTHENTICATION) or bytes([PrivilegeLevel.USER]))[0] & _PRIVILEGE_MASK
    if origin.privilege < wanted:
        raise CompletionCode(Code.INSUFFICIENT_PRIVILEGE)


def _check_protection(bmc: Bmc, session: SessionV20, wanted: messages.SolActivationData) -> None:
    """Raise CompletionCode when SOL would be less protected than parameter 2 demands, or more than the session can."""
    if wanted.encryption and not session.suite.confidentiality:
        raise CompletionCode(CANNOT_ENCRYPT)
    forced = (bmc.stored.channels[session.channel].sol.read(SOL_AUTHENTICATION) or b"\x00")[0]
    if forced & _FORCE_ENCRYPTION and not wanted.encryption:
        raise CompletionCode(ENCRYPTION_REQUIRED)
    if forced & _FORCE_AUTHENTICATION and not wanted.authentication:
        raise CompletionCode(ENCRYPTION_REQUIRED)


@handles(messages.DeactivatePayloadRequest)
def deactivate_payload(bmc: Bmc, request: messages.DeactivatePayloadRequest, origin: Origin) -> None:
    _check_instance(request.payload_type, request.payload_instance)
    if not _session_of_sol(bmc):
        raise CompletionCode(ALREADY_DEACTIVATED)
    del bmc.volatile.sol_sessions[SOL_INSTANCE]

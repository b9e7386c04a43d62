# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Channels: what they are, who may use them, the keys of a session. IPMI v2.0 §22.22-§22.25."""

from __future__ import annotations

import typing as t

from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.channel import (
    GetChannelAccessRequest,
    GetChannelAccessResponse,
    GetChannelInfoRequest,
    GetChannelInfoResponse,
    SetChannelAccessRequest,
    SetChannelSecurityKeysRequest,
    SetChannelSecurityKeysResponse,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.channel import (
    ChannelAccessCopy,
    KeyId,
    KeyLockStatus,
    KeyOperation,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.completion_code import (
    CompletionCode as Code,
)

from ..registry import CompletionCode, handles

if t.TYPE_CHECKING:
    from ..bmc import Bmc
    from ..model import ChannelAccess
    from ..origin import Origin
    from ..personality import ChannelDescription

NOT_ON_THIS_CHANNEL = 0x82
ACCESS_MODE_UNSUPPORTED = 0x83
KEY_LOCKED = 0x80
TOO_FEW_KEY_BYTES = 0x81
NO_K_R = 0x84


def _channel_with_sessions(bmc: Bmc, number: int, origin: Origin) -> ChannelDescription:
    description = bmc.channel(number, origin)
    if description.access is None:
        raise CompletionCode(NOT_ON_THIS_CHANNEL)
    return description


@handles(GetChannelInfoRequest)
def get_channel_info(bmc: Bmc, request: GetChannelInfoRequest, origin: Origin) -> GetChannelInfoResponse:
    description = bmc.channel(request.channel_number, origin)
    return GetChannelInfoResponse(
        channel_number=description.number,
        channel_medium=description.medium,
        channel_protocol=description.protocol,
        active_session_count=sum(one.channel == description.number for one in bmc.sessions.active.values()),
        session_support=description.session_support,
        vendor_id=description.vendor_iana,
        auxiliary_channel_info=description.auxiliary,
    )


@handles(GetChannelAccessRequest)
def get_channel_access(bmc: Bmc, request: GetChannelAccessRequest, origin: Origin) -> GetChannelAccessResponse:
    number = _channel_with_sessions(bmc, request.channel_number, origin).number
    copies = {
        ChannelAccessCopy.NON_VOLATILE: bmc.stored.channels[number].access,
        ChannelAccessCopy.VOLATILE: bmc.active_access(number),
    }
    access = copies.get(request.access_copy)
    if access is None:
        raise CompletionCode(Code.INVALID_FIELD)
    return GetChannelAccessResponse(
        access_mode=access.access_mode,
        user_level_authentication=access.user_level_authentication,
        per_message_authentication=access.per_message_authentication,
        pef_alerting=access.pef_alerting,
        privilege_level_limit=access.privilege_limit,
    )


@handles(SetChannelAccessRequest)
def set_channel_access(bmc: Bmc, request: SetChannelAccessRequest, origin: Origin) -> None:
    """Write the named copy of the settings, and the named copy of the limit; the two selectors are independent."""
    description = _channel_with_sessions(bmc, request.channel_number, origin)
    settings = _copies_to_write(bmc, description.number, request.access_copy)
    limits = _copies_to_write(bmc, description.number, request.privilege_level_copy)
    if settings:
        _check_settings(description, request)
    if limits and not 1 <= request.privilege_level_limit <= 5:
        raise CompletionCode(Code.INVALID_FIELD)
    for access in settings:
        access.access_mode = int(request.access_mode)
        access.user_level_authentication = request.user_level_authentication
        access.per_message_authentication = request.per_message_authentication
        access.pef_alerting = request.pef_alerting
    for access in limits:
        access.privilege_limit = int(request.privilege_level_limit)


def _copies_to_write(bmc: Bmc, number: int, copy: int) -> list[ChannelAccess]:
    stored, active = bmc.stored.channels[number].access, bmc.active_access(number)
    if copy == ChannelAccessCopy.DO_NOT_CHANGE:
        return []
    if bmc.personality.quirks.volatile_access_not_separate:
        return [stored, active]
    if copy == ChannelAccessCopy.NON_VOLATILE:
        return [stored]
    if copy == ChannelAccessCopy.VOLATILE:
        return [active]
    raise CompletionCode(Code.INVALID_FIELD)


def _check_settings(description: ChannelDescription, request: SetChannelAccessRequest) -> None:
    if request.access_mode not in description.access_modes:
        raise CompletionCode(ACCESS_MODE_UNSUPPORTED)
    if not request.user_level_authentication and not description.supports_user_level_authentication:
        raise CompletionCode(Code.INVALID_FIELD)
    if request.pef_alerting and not description.supports_pef_alerting:
        raise CompletionCode(Code.INVALID_FIELD)


@handles(SetChannelSecurityKeysRequest)
def set_channel_security_keys(
    bmc: Bmc, request: SetChannelSecurityKeysRequest, origin: Origin
) -> SetChannelSecurityKeysResponse:
    """Read, set or lock Kg. A BMC without a Kr uses the user's password in its place. IPMI v2.0 §13.33."""
    number = _channel_with_sessions(bmc, request.channel_number, origin).number
    channel = bmc.stored.channels[number]
    if request.key_id == KeyId.K_R:
        raise CompletionCode(NO_K_R)
    if request.key_id != KeyId.K_G or request.operation not in tuple(KeyOperation):
        raise CompletionCode(Code.INVALID_FIELD)
    if request.operation == KeyOperation.READ and not channel.kg_locked:
        return SetChannelSecurityKeysResponse(lock_status=KeyLockStatus.UNLOCKED, key=channel.kg)
    if channel.kg_locked:
        raise CompletionCode(KEY_LOCKED)
    if request.operation == KeyOperation.SET:
        if request.key is None:
            raise CompletionCode(TOO_FEW_KEY_BYTES)
        channel.kg = request.key
    elif request.operation == KeyOperation.LOCK:
        channel.kg_locked = True
    status = KeyLockStatus.LOCKED if channel.kg_locked else KeyLockStatus.UNLOCKED
    return SetChannelSecurityKeysResponse(lock_status=status)

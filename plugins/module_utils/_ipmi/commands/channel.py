# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Channel commands. IPMI v2.0 §22.22-§22.25."""

from __future__ import annotations

from ..codec.fields import bits, flag_cleared, octets, reserved, u8, u24
from ..codec.message import Request, Response
from ..spec import app
from ..spec.channel import (
    CURRENT_CHANNEL,
    AccessMode,
    ChannelAccessCopy,
    ChannelMedium,
    ChannelProtocol,
    KeyId,
    KeyLockStatus,
    KeyOperation,
    SessionSupport,
)
from ..spec.command import PrivilegeLevel
from ..spec.vendor import IPMI_FORUM
from .secret import HidesSecrets


class SetChannelAccessRequest(Request, command=app.SET_CHANNEL_ACCESS):
    """Set Channel Access. IPMI v2.0 §22.22. Writes one copy of the settings; the other keeps its values."""

    channel_number: int = bits(4)
    _r1: int = reserved(4)
    access_mode: AccessMode = bits(3, AccessMode, default=AccessMode.DISABLED)
    user_level_authentication: bool = flag_cleared(default=True)
    per_message_authentication: bool = flag_cleared(default=True)
    pef_alerting: bool = flag_cleared(default=True)
    access_copy: ChannelAccessCopy = bits(2, ChannelAccessCopy, default=ChannelAccessCopy.DO_NOT_CHANGE)
    privilege_level_limit: PrivilegeLevel = bits(4, PrivilegeLevel, default=PrivilegeLevel.UNSPECIFIED)
    _r2: int = reserved(2)
    privilege_level_copy: ChannelAccessCopy = bits(2, ChannelAccessCopy, default=ChannelAccessCopy.DO_NOT_CHANGE)


class GetChannelAccessResponse(Response):
    """Get Channel Access. IPMI v2.0 §22.23."""

    access_mode: AccessMode = bits(3, AccessMode)
    user_level_authentication: bool = flag_cleared()
    per_message_authentication: bool = flag_cleared()
    pef_alerting: bool = flag_cleared()
    _r1: int = reserved(2)
    privilege_level_limit: PrivilegeLevel = bits(4, PrivilegeLevel)
    _r2: int = reserved(4)


class GetChannelAccessRequest(Request, command=app.GET_CHANNEL_ACCESS, response=GetChannelAccessResponse):
    """Get Channel Access. IPMI v2.0 §22.23."""

    channel_number: int = bits(4, default=CURRENT_CHANNEL)
    _r1: int = reserved(4)
    _r2: int = reserved(6)
    access_copy: ChannelAccessCopy = bits(2, ChannelAccessCopy)


class GetChannelInfoResponse(Response):
    """Get Channel Info. IPMI v2.0 §22.24."""

    channel_number: int = bits(4)
    _r1: int = reserved(4)
    channel_medium: ChannelMedium = bits(7, ChannelMedium)
    _r2: int = reserved(1)
    channel_protocol: ChannelProtocol = bits(5, ChannelProtocol)
    _r3: int = reserved(3)
    active_session_count: int = bits(6, default=0)
    session_support: SessionSupport = bits(2, SessionSupport)
    vendor_id: int = u24(default=IPMI_FORUM)
    auxiliary_channel_info: bytes = octets(2, default=b"\x00\x00")


class GetChannelInfoRequest(Request, command=app.GET_CHANNEL_INFO, response=GetChannelInfoResponse):
    """Get Channel Info. IPMI v2.0 §22.24. A channel that does not exist is answered with CCh."""

    channel_number: int = bits(4, default=CURRENT_CHANNEL)
    _r1: int = reserved(4)


class SetChannelSecurityKeysResponse(HidesSecrets, Response):
    """Set Channel Security Keys. IPMI v2.0 §22.25. The key comes only after KeyOperation.READ."""

    secret_fields = frozenset({"key"})

    lock_status: KeyLockStatus = bits(2, KeyLockStatus)
    _r1: int = reserved(6)
    key: bytes | None = octets(20, optional=True)


class SetChannelSecurityKeysRequest(
    HidesSecrets, Request, command=app.SET_CHANNEL_SECURITY_KEYS, response=SetChannelSecurityKeysResponse
):
    """Set Channel Security Keys. IPMI v2.0 §22.25. Reading a key is an operation of this command too."""

    secret_fields = frozenset({"key"})

    channel_number: int = bits(4, default=CURRENT_CHANNEL)
    _r1: int = reserved(4)
    operation: KeyOperation = bits(2, KeyOperation)
    _r2: int = reserved(6)
    key_id: KeyId = u8(KeyId)
    key: bytes | None = octets(20, optional=True)

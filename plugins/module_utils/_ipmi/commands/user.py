# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""User commands. IPMI v2.0 §22.26-§22.30."""

from __future__ import annotations

from ..codec.fields import bits, flag, reserved, rest, text
from ..codec.message import Request, Response
from ..spec import app
from ..spec.channel import CURRENT_CHANNEL
from ..spec.command import PrivilegeLevel
from ..spec.user import USER_NAME_SIZE, PasswordOperation, UserEnableStatus
from .secret import HidesSecrets


class SetUserAccessRequest(Request, command=app.SET_USER_ACCESS):
    """Set User Access. IPMI v2.0 §22.26.

    Without ``change_bits`` the three access flags are ignored; the privilege limit is written in any case.
    ``user_session_number_limit`` 0 means no limit; leave it out for BMCs that do not support one.
    """

    channel_number: int = bits(4, default=CURRENT_CHANNEL)
    user_ipmi_messaging: bool = flag(default=False)
    user_link_authentication: bool = flag(default=False)
    user_restricted_to_callback: bool = flag(default=False)
    change_bits: bool = flag(default=False)
    user_id: int = bits(6)
    _r1: int = reserved(2)
    user_privilege_level_limit: PrivilegeLevel = bits(4, PrivilegeLevel)
    _r2: int = reserved(4)
    user_session_number_limit: int | None = bits(4, optional=True)
    _r3: int = reserved(4, optional=True)


class GetUserAccessResponse(Response):
    """Get User Access. IPMI v2.0 §22.27."""

    max_channel_user_ids: int = bits(6)
    _r1: int = reserved(2)
    current_channel_user_ids: int = bits(6)
    user_id_enable_status: UserEnableStatus = bits(2, UserEnableStatus)
    current_channel_fixed_user_names: int = bits(6)
    _r2: int = reserved(2)
    user_privilege_level_limit: PrivilegeLevel = bits(4, PrivilegeLevel)
    user_ipmi_messaging: bool = flag()
    user_link_authentication: bool = flag()
    user_restricted_to_callback: bool = flag()
    _r3: int = reserved(1)


class GetUserAccessRequest(Request, command=app.GET_USER_ACCESS, response=GetUserAccessResponse):
    """Get User Access. IPMI v2.0 §22.27."""

    channel_number: int = bits(4, default=CURRENT_CHANNEL)
    _r1: int = reserved(4)
    user_id: int = bits(6)
    _r2: int = reserved(2)


class SetUserNameRequest(Request, command=app.SET_USER_NAME):
    """Set User Name. IPMI v2.0 §22.28. The name belongs to the user on every channel."""

    user_id: int = bits(6)
    _r1: int = reserved(2)
    user_name: str = text(USER_NAME_SIZE)


class GetUserNameResponse(Response):
    """Get User Name. IPMI v2.0 §22.29."""

    user_name: str = text(USER_NAME_SIZE)


class GetUserNameRequest(Request, command=app.GET_USER_NAME, response=GetUserNameResponse):
    """Get User Name. IPMI v2.0 §22.29. Some BMCs answer CCh or CDh for an empty slot."""

    user_id: int = bits(6)
    _r1: int = reserved(2)


class SetUserPasswordRequest(HidesSecrets, Request, command=app.SET_USER_PASSWORD):
    """Set User Password. IPMI v2.0 §22.30.

    ``password`` is padded with 00h to 16 bytes, or to 20 with ``password_size_20``. It may be left out when the
    user is only enabled or disabled, but some firmware insists on it.
    """

    secret_fields = frozenset({"password"})

    user_id: int = bits(6)
    _r1: int = reserved(1)
    password_size_20: bool = flag(default=False)
    operation: PasswordOperation = bits(2, PasswordOperation)
    _r2: int = reserved(6)
    password: bytes = rest()

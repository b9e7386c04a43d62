# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""User accounts: access per channel, names. IPMI v2.0 §22.26-§22.29."""

from __future__ import annotations

import re
import typing as t

from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.user import (
    GetUserAccessRequest,
    GetUserAccessResponse,
    GetUserNameRequest,
    GetUserNameResponse,
    SetUserAccessRequest,
    SetUserNameRequest,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.completion_code import (
    CompletionCode as Code,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.user import UserEnableStatus

from ..model import NO_ACCESS, ChannelUserAccess, User
from ..registry import CompletionCode, handles

if t.TYPE_CHECKING:
    from ..bmc import Bmc
    from ..origin import Origin

PRIVILEGE_LIMITS = frozenset({1, 2, 3, 4, 5, NO_ACCESS})


def channel_of_users(bmc: Bmc, number: int, origin: Origin) -> int:
    """Return the channel's number. Raises CompletionCode CCh for a channel without sessions, so without users."""
    description = bmc.channel(number, origin)
    if description.access is None:
        raise CompletionCode(Code.INVALID_FIELD)
    return description.number


def access_on(user: User, channel: int) -> ChannelUserAccess:
    """Return what the user may do on the channel, without leaving a record behind when there is none."""
    return user.access.get(channel) or ChannelUserAccess()


def is_empty(bmc: Bmc, user: User) -> bool:
    """Tell whether the slot is unused, for the makes that then answer with a completion code.

    A user with a fixed name, the null user above all, is there even when switched off.
    """
    return not user.name and not user.enabled and user.user_id not in bmc.personality.fixed_user_ids


@handles(SetUserAccessRequest)
def set_user_access(bmc: Bmc, request: SetUserAccessRequest, origin: Origin) -> None:
    channel = channel_of_users(bmc, request.channel_number, origin)
    user = bmc.user(request.user_id)
    personality = bmc.personality
    if request.user_privilege_level_limit not in PRIVILEGE_LIMITS:
        raise CompletionCode(Code.INVALID_FIELD)
    if request.user_session_number_limit and not personality.supports_session_limit:
        raise CompletionCode(Code.INVALID_FIELD)
    change_bits = request.change_bits or personality.quirks.user_access_bits_always_applied
    no_access = request.user_privilege_level_limit == NO_ACCESS
    if change_bits and request.user_ipmi_messaging and no_access and personality.quirks.messaging_needs_privilege:
        raise CompletionCode(Code.INVALID_FIELD)
    access = user.access_on(channel)
    if change_bits:
        access.ipmi_messaging = request.user_ipmi_messaging
        access.link_authentication = request.user_link_authentication
        access.callback_only = request.user_restricted_to_callback
    access.privilege_level_limit = int(request.user_privilege_level_limit)
    if request.user_session_number_limit is not None:
        access.session_limit = request.user_session_number_limit


@handles(GetUserAccessRequest)
def get_user_access(bmc: Bmc, request: GetUserAccessRequest, origin: Origin) -> GetUserAccessResponse:
    personality = bmc.personality
    channel = channel_of_users(bmc, request.channel_number, origin)
    user = bmc.user(request.user_id)
    if is_empty(bmc, user) and personality.empty_slot_access_code:
        raise CompletionCode(personality.empty_slot_access_code)
    access = access_on(user, channel)
    return GetUserAccessResponse(
        max_channel_user_ids=personality.max_users,
        current_channel_user_ids=_count_of_users(bmc, channel),
        user_id_enable_status=_enable_status(bmc, user),
        current_channel_fixed_user_names=len(personality.fixed_user_ids),
        user_privilege_level_limit=access.privilege_level_limit,
        user_ipmi_messaging=access.ipmi_messaging,
        user_link_authentication=access.link_authentication,
        user_restricted_to_callback=access.callback_only,
    )


def _count_of_users(bmc: Bmc, channel: int) -> int:
    """Return how many users can be used on the channel."""
    also_disabled = bmc.personality.quirks.enabled_count_includes_messaging_only
    return sum(
        1
        for user in bmc.stored.users.values()
        for access in [access_on(user, channel)]
        if (access.ipmi_messaging or access.link_authentication) and (user.enabled or also_disabled)
    )


def _enable_status(bmc: Bmc, user: User) -> UserEnableStatus:
    if not bmc.personality.enable_status_readable:
        return UserEnableStatus.UNSPECIFIED
    return UserEnableStatus.ENABLED if user.enabled else UserEnableStatus.DISABLED


@handles(GetUserNameRequest)
def get_user_name(bmc: Bmc, request: GetUserNameRequest, origin: Origin) -> GetUserNameResponse:
    user = bmc.user(request.user_id)
    rules = bmc.personality.name_rules
    if is_empty(bmc, user):
        if rules.empty_slot_code:
            raise CompletionCode(rules.empty_slot_code)
        return GetUserNameResponse(user_name=rules.empty_slot_name)
    return GetUserNameResponse(user_name=user.name.decode("latin-1"))


@handles(SetUserNameRequest)
def set_user_name(bmc: Bmc, request: SetUserNameRequest, origin: Origin) -> None:
    user = bmc.user(request.user_id)
    name = request.user_name
    if user.user_id in bmc.personality.fixed_user_ids:
        if name.encode("latin-1") != user.name:
            raise CompletionCode(bmc.personality.name_rules.refused_code)
        return
    if not _name_is_acceptable(bmc, user, name):
        raise CompletionCode(bmc.personality.name_rules.refused_code)
    user.name = name.encode("latin-1")


def _name_is_acceptable(bmc: Bmc, user: User, name: str) -> bool:
    rules = bmc.personality.name_rules
    if not name:
        return rules.allow_clear
    if len(name) > rules.max_length or name in rules.forbidden:
        return False
    if rules.pattern and re.fullmatch(rules.pattern, name) is None:
        return False
    others = {other.name for other in bmc.stored.users.values() if other is not user}
    return not (rules.unique and name.encode("latin-1") in others)

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The facets of one copy of a channel's access settings: everything but the limit, and the privilege limit."""

from __future__ import annotations

import typing as t

from .._desired.engine import UNREADABLE
from .._desired.facet import Facet, Unsupported, Values
from .._ipmi.codec.message import Request
from .._ipmi.commands.channel import GetChannelAccessRequest, SetChannelAccessRequest
from .._ipmi.effects import Procedure
from .._ipmi.errors import CompletionCodeError, NotSupported
from .._ipmi.spec.channel import AccessMode, ChannelAccessCopy
from .._ipmi.spec.command import PrivilegeLevel
from .._ipmi.spec.completion_code import ABSENT, CompletionCode
from . import order
from .bmc import Bmc
from .second_login import prove_or_put_back
from .words import word

LIMITS = ("callback", "user", "operator", "administrator", "oem")
NAMED_COPIES = {"active": ChannelAccessCopy.VOLATILE, "stored": ChannelAccessCopy.NON_VOLATILE}
NO_SESSIONS = 0x82
"""Get and Set Channel Access: not supported on this channel, which carries no sessions. IPMI v2.0 §22.22."""
MODE_UNSUPPORTED = 0x83
"""Set Channel Access: this channel does not have the access mode. IPMI v2.0 §22.22."""
CLOSED_MODES = ("disabled", "pre_boot_only")


class ChannelTarget(t.NamedTuple):
    """One channel, and which copy of its settings."""

    channel: int
    copy: ChannelAccessCopy


def _ahead(bmc: Bmc, target: ChannelTarget) -> list[Request]:
    return [_request(target)]


def _request(target: ChannelTarget) -> GetChannelAccessRequest:
    return GetChannelAccessRequest(channel_number=target.channel, access_copy=target.copy)


def _read(bmc: Bmc, target: ChannelTarget) -> Procedure[t.Any]:
    try:
        return (yield from bmc.read(_request(target)))
    except CompletionCodeError as error:
        if error.completion_code == NO_SESSIONS:
            return Unsupported(f"channel {target.channel} carries no sessions")
        if error.completion_code == CompletionCode.INVALID_FIELD:
            return Unsupported(f"there is no channel {target.channel}")
        if error.completion_code in ABSENT:
            return Unsupported("the access of its channels cannot be read")
        raise


def _read_settings(bmc: Bmc, target: ChannelTarget) -> Procedure[t.Any]:
    access = yield from _read(bmc, target)
    if isinstance(access, Unsupported):
        return access
    return {
        "access_mode": word(access.access_mode) if isinstance(access.access_mode, AccessMode) else UNREADABLE,
        "per_message_authentication": access.per_message_authentication,
        "user_level_authentication": access.user_level_authentication,
        "pef_alerting": access.pef_alerting,
    }


def _read_limit(bmc: Bmc, target: ChannelTarget) -> Procedure[t.Any]:
    access = yield from _read(bmc, target)
    if isinstance(access, Unsupported):
        return access
    limit = word(access.privilege_level_limit)
    return {"privilege_limit": limit if limit in LIMITS else UNREADABLE}


def _set(access: t.Any, target: ChannelTarget, **copies: ChannelAccessCopy) -> SetChannelAccessRequest:
    """Return the message that writes ``access``, or only the part whose copy selector is given."""
    return SetChannelAccessRequest(
        channel_number=target.channel,
        access_mode=access.access_mode,
        user_level_authentication=access.user_level_authentication,
        per_message_authentication=access.per_message_authentication,
        pef_alerting=access.pef_alerting,
        privilege_level_limit=access.privilege_level_limit,
        **copies,
    )


def _write_settings(bmc: Bmc, target: ChannelTarget, current: Values, merged: Values) -> Procedure[None]:
    before = yield from _read(bmc, target)
    mode = merged["access_mode"]
    wanted = before.replace(
        access_mode=before.access_mode if mode is UNREADABLE else AccessMode[mode.upper()],
        user_level_authentication=merged["user_level_authentication"],
        per_message_authentication=merged["per_message_authentication"],
        pef_alerting=merged["pef_alerting"],
    )
    try:
        yield _set(wanted, target, access_copy=target.copy)
    except CompletionCodeError as error:
        if error.completion_code == MODE_UNSUPPORTED:
            raise NotSupported(_why_refused(target, current, merged, error)) from None
        raise
    if mode not in CLOSED_MODES:
        yield from _prove_or_put_back(bmc, target, _set(before, target, access_copy=target.copy))


def _why_refused(target: ChannelTarget, current: Values, merged: Values, error: CompletionCodeError) -> str:
    """Some BMCs answer with the code for a mode that they do not have when it is a switch that they refuse."""
    if merged["access_mode"] != current["access_mode"]:
        return f"access_mode: channel {target.channel} of this BMC cannot be {merged['access_mode']}"
    refused = [name for name in merged if merged[name] != current[name]]
    return f"{', '.join(refused)}: channel {target.channel} of this BMC does not take the change ({error})"


def _write_limit(bmc: Bmc, target: ChannelTarget, current: Values, merged: Values) -> Procedure[None]:
    before = yield from _read(bmc, target)
    wanted = before.replace(privilege_level_limit=PrivilegeLevel[merged["privilege_limit"].upper()])
    yield _set(wanted, target, privilege_level_copy=target.copy)
    if (yield from _guard_limit(bmc, target, current, merged)) is None:
        yield from _prove_or_put_back(bmc, target, _set(before, target, privilege_level_copy=target.copy))


def _prove_or_put_back(bmc: Bmc, target: ChannelTarget, old: SetChannelAccessRequest) -> Procedure[None]:
    """Log in a second time after a change to the channel in use, before the same change is stored for good."""
    if target.copy != ChannelAccessCopy.VOLATILE or target.channel != (yield from bmc.session_channel()):
        return
    yield from prove_or_put_back(
        bmc, {}, old, f"channel {target.channel}", "the active settings were put back, the stored ones were not touched"
    )


def _guard_settings(bmc: Bmc, target: ChannelTarget, current: Values, merged: Values) -> Procedure[str | None]:
    if merged["access_mode"] not in CLOSED_MODES or current["access_mode"] == merged["access_mode"]:
        return None
    if target.channel != (yield from bmc.session_channel()):
        return None
    return f"channel {target.channel} is the one that the session uses"


def _guard_limit(bmc: Bmc, target: ChannelTarget, current: Values, merged: Values) -> Procedure[str | None]:
    if target.channel != (yield from bmc.session_channel()):
        return None
    facts = yield from bmc.facts()
    if PrivilegeLevel[merged["privilege_limit"].upper()] >= facts.privilege_limit:
        return None
    needed = word(PrivilegeLevel(facts.privilege_limit))
    return f"channel {target.channel} is the one that the session uses, with the privilege {needed}"


SETTINGS = Facet("settings", _read_settings, _write_settings, order.CHANNEL_ACCESS, guard=_guard_settings, ahead=_ahead)
PRIVILEGE_LIMIT = Facet(
    "privilege_limit", _read_limit, _write_limit, order.CHANNEL_ACCESS, guard=_guard_limit, ahead=_ahead
)
STORED_SETTINGS = SETTINGS._replace(name="stored_settings", order=order.CHANNEL_ACCESS_STORED)
STORED_PRIVILEGE_LIMIT = PRIVILEGE_LIMIT._replace(name="stored_privilege_limit", order=order.CHANNEL_ACCESS_STORED)

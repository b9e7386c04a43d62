# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may log in: finding the user, and locking out after bad passwords. IPMI v2.0 §6.9, §13.20, §23.2 parameter 26."""

from __future__ import annotations

import typing as t

from .model import NO_ACCESS, BadPasswords

if t.TYPE_CHECKING:
    from .bmc import Bmc
    from .model import User

BAD_PASSWORD_THRESHOLD = 26
_INTERVAL_UNIT = 10.0
_FOR_EVER = float("inf")


def find_user(bmc: Bmc, channel: int, name: bytes, role: int | None = None) -> User | None:
    """Return the first enabled user with this name, lowest id first; None when there is none.

    With ``role`` the user's privilege limit on the channel must be exactly that: the lookup by name and role, which
    lets one name (or none) occur several times.
    """
    for user_id in sorted(bmc.stored.users):
        user = bmc.stored.users[user_id]
        if not user.enabled or user.name != name:
            continue
        if role is None or privilege_limit(bmc, user, channel) == role:
            return user
    return None


def privilege_limit(bmc: Bmc, user: User, channel: int) -> int:
    """Return the highest privilege that the user may have on the channel now; 0 for none at all."""
    access = user.access.get(channel)
    if access is None or access.privilege_level_limit == NO_ACCESS:
        return 0
    return min(access.privilege_level_limit, bmc.active_access(channel).privilege_limit)


def may_message(user: User, channel: int) -> bool:
    """Tell whether the user has IPMI messaging on the channel and any privilege there."""
    access = user.access.get(channel)
    return access is not None and access.ipmi_messaging and access.privilege_level_limit != NO_ACCESS


def session_limit_reached(bmc: Bmc, user: User, channel: int) -> bool:
    """Tell whether the user already has as many sessions as Set User Access allows."""
    limit = user.access[channel].session_limit
    return bool(limit) and bmc.sessions.of_user(user.user_id, channel) >= limit


def is_locked(bmc: Bmc, user: User, channel: int) -> bool:
    """Tell whether bad passwords keep this user out for now."""
    state = bmc.volatile.bad_passwords.get((channel, user.user_id))
    return state is not None and state.locked_until is not None and bmc.now() < state.locked_until


def note_success(bmc: Bmc, user: User, channel: int) -> None:
    """A login worked: the count starts anew."""
    bmc.volatile.bad_passwords.pop((channel, user.user_id), None)


def note_bad_password(bmc: Bmc, user: User, channel: int) -> None:
    """A login failed on the password: count it, and lock the user out at the threshold of LAN parameter 26."""
    bmc.counters.failed_logins += 1
    value = bmc.stored.channels[channel].lan.read(BAD_PASSWORD_THRESHOLD)
    if value is None or not value[1]:
        return
    threshold = value[1]
    reset_after = int.from_bytes(value[2:4], "little") * _INTERVAL_UNIT or _FOR_EVER
    lockout = int.from_bytes(value[4:6], "little") * _INTERVAL_UNIT
    state = bmc.volatile.bad_passwords.setdefault((channel, user.user_id), BadPasswords())
    now = bmc.now()
    if now - state.last_at > reset_after:
        state.count = 0
    state.count += 1
    state.last_at = now
    if state.count < threshold:
        return
    state.count = 0
    if lockout:
        state.locked_until = now + lockout
    else:
        user.enabled = False
        bmc.save()

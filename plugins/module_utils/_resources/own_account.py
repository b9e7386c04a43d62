# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which account the session was opened with: the one that must go on letting it in.

A login names an account, not a slot, and a name may be in several slots: then the BMC is asked who the session is. An
account of the same name in a lower slot matters as well: as soon as it may be used, logins find it first.
IPMI v2.0 §22.28.
"""

from __future__ import annotations

from .._ipmi.commands.session import GetSessionInfoRequest
from .._ipmi.effects import Procedure
from .._ipmi.errors import CompletionCodeError
from .bmc import Bmc
from .user_slots import read_slots


def own_user_ids(bmc: Bmc) -> Procedure[frozenset[int]]:
    """Return the slot of the session's account; several where nobody can tell which one it is."""
    if bmc.own_user_ids is None:
        bmc.own_user_ids = yield from _find_own_user_ids(bmc)
    return bmc.own_user_ids


def _find_own_user_ids(bmc: Bmc) -> Procedure[frozenset[int]]:
    facts = yield from bmc.facts()
    if facts.interface == "open":
        return frozenset()
    slots = yield from read_slots(bmc)
    # Some BMCs do not mind upper and lower case at login.
    named = {user_id for user_id, name in slots.names.items() if name.casefold() == facts.username.casefold()}
    if len(named) == 1:
        return frozenset(named)
    user_id = yield from _session_user_id(bmc)
    return frozenset({user_id} if user_id else named)


def _session_user_id(bmc: Bmc) -> Procedure[int | None]:
    try:
        session = yield from bmc.read(GetSessionInfoRequest())
    except CompletionCodeError:
        return None
    return session.user_id or None


def is_found_first(bmc: Bmc, user_id: int, name: str) -> Procedure[bool]:
    """Tell whether a login would find this account instead of the session's own, were it usable."""
    facts = yield from bmc.facts()
    if facts.interface == "open" or name != facts.username:
        return False
    own = yield from own_user_ids(bmc)
    return bool(own) and user_id < min(own)

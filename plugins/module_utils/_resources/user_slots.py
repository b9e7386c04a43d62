# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds the slot that a user name has, or the one that a new name may take.

IPMI has no way to ask for a user by name: slots are read one by one. Names may occur twice (the lowest enabled slot
wins at login), so a name in two slots is refused unless the task says which slot it means.

So every slot is read, also after the name was found. Get User Access counts the enabled users, which would tell when
the last of them has been read, but whether a name belongs to one of them is another question to each slot, and a
disabled one of the same name counts as well.
"""

from __future__ import annotations

import typing as t

from .._ipmi.commands.user import GetUserAccessRequest, GetUserNameRequest
from .._ipmi.effects import Procedure
from .._ipmi.errors import Ambiguous, CompletionCodeError, InvalidOption, NotSupported
from .._ipmi.spec.completion_code import CompletionCode
from .._ipmi.spec.user import NULL_USER_ID
from .._quirks.users import EMPTY_NAMES
from .bmc import Bmc

EMPTY_SLOT_CODES = frozenset({
    CompletionCode.OUT_OF_RANGE, CompletionCode.NOT_PRESENT, CompletionCode.INVALID_FIELD,
    CompletionCode.ILLEGAL_FOR_TYPE, CompletionCode.UNSPECIFIED,
})  # fmt: skip
"""What BMCs answer when asked about a slot that holds nobody, where the specification wants an empty name."""


class SlotTable(t.NamedTuple):
    """The names of all slots, empty for nobody's. ``unread`` are the slots whose name the BMC refuses to tell."""

    maximum: int
    fixed: int
    names: dict[int, str]
    unread: frozenset[int]


def read_slots(bmc: Bmc) -> Procedure[SlotTable]:
    """Return the names in all slots. Needs Operator."""
    channel = yield from bmc.current_channel()
    access = yield from bmc.read(GetUserAccessRequest(channel_number=channel, user_id=NULL_USER_ID))
    slots = range(1, access.max_channel_user_ids + 1)
    yield from bmc.read_ahead(GetUserNameRequest(user_id=user_id) for user_id in slots)
    names = {}
    for user_id in slots:
        names[user_id] = yield from _ask_name(bmc, user_id)
    return SlotTable(
        access.max_channel_user_ids,
        access.current_channel_fixed_user_names,
        {user_id: name or "" for user_id, name in names.items()},
        frozenset(user_id for user_id, name in names.items() if name is None),
    )


def read_name(bmc: Bmc, user_id: int) -> Procedure[str]:
    """Return the name in a slot, or an empty string."""
    return (yield from _ask_name(bmc, user_id)) or ""


def _ask_name(bmc: Bmc, user_id: int) -> Procedure[str | None]:
    try:
        response = yield from bmc.read(GetUserNameRequest(user_id=user_id))
    except CompletionCodeError as error:
        if error.completion_code in EMPTY_SLOT_CODES:
            return None
        raise
    name = str(response.user_name)
    return "" if name in EMPTY_NAMES else name


def find_slot(bmc: Bmc, name: str, user_id: int | None) -> Procedure[int | None]:
    """Return the slot of a name, or None. Raises Ambiguous when several have it and none is said to be meant."""
    slots = yield from read_slots(bmc)
    if user_id is not None and user_id > slots.maximum:
        raise InvalidOption(f"user_id: this BMC has {slots.maximum} user slots, {user_id} is not one of them")
    if not name:
        return _null_slot(slots, user_id)
    found = [number for number, present in slots.names.items() if present == name]
    if user_id in found:
        return user_id
    if user_id is not None and found:
        raise Ambiguous(f"user_id: {name!r} is in slot {_listing(found)}, not in slot {user_id}")
    if len(found) > 1:
        raise Ambiguous(f"name: {name!r} is in slots {_listing(found)}; say with user_id which one is meant")
    return found[0] if found else None


def _null_slot(slots: SlotTable, user_id: int | None) -> int:
    number = NULL_USER_ID if user_id is None else user_id
    if slots.names[number]:
        raise Ambiguous(f"name: slot {number} is not the null user's, it is {slots.names[number]!r}")
    return number


def choose_slot(bmc: Bmc, name: str, user_id: int | None) -> Procedure[int]:
    """Return a free slot for a new name: not the null user's, not one with a fixed name, not one in use.

    Where some slots are empty and others refuse to be read, those that refuse are reserved, and come last: where all
    free slots refuse, that is how this BMC says empty.
    """
    slots = yield from read_slots(bmc)
    if user_id is not None:
        if user_id <= slots.fixed:
            raise NotSupported(f"user_id: the name of slot {user_id} is fixed, it cannot become {name!r}")
        if slots.names[user_id]:
            raise Ambiguous(f"user_id: slot {user_id} already holds {slots.names[user_id]!r}")
        if user_id in bmc.claimed_user_ids:
            raise Ambiguous(f"user_id: slot {user_id} is to hold another new account, {name!r} cannot have it too")
        bmc.claimed_user_ids.add(user_id)
        return user_id
    for number in sorted(slots.names, key=lambda number: (number in slots.unread, number)):
        present = slots.names[number]
        if present or number <= slots.fixed or number == NULL_USER_ID or number in bmc.claimed_user_ids:
            continue
        if (yield from _is_used_without_name(bmc, number)):
            continue
        bmc.claimed_user_ids.add(number)
        return number
    raise NotSupported(f"name: there is no free slot for {name!r}; all {slots.maximum} are taken or fixed")


def _is_used_without_name(bmc: Bmc, user_id: int) -> Procedure[bool]:
    """Tell whether a slot with an empty name lets someone in: such a slot is not free, it is an anonymous account."""
    channel = yield from bmc.current_channel()
    try:
        access = yield from bmc.read(GetUserAccessRequest(channel_number=channel, user_id=user_id))
    except CompletionCodeError as error:
        if error.completion_code in EMPTY_SLOT_CODES:
            return False
        raise
    return bool(access.user_ipmi_messaging)


def _listing(numbers: t.Iterable[int]) -> str:
    return " and ".join(str(number) for number in numbers)

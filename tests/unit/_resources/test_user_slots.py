# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which slot a new account gets, and in which of its two sizes a password is stored."""

from __future__ import annotations

import dataclasses
import typing as t

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.errors import Ambiguous, InvalidOption, NotSupported
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.user import USER
from ansible_collections.baremetal.ipmi.tests.emulator.model import User
from ansible_collections.baremetal.ipmi.tests.unit.in_memory import Console
from ansible_collections.baremetal.ipmi.tests.unit.resource_task import perform

PASSWORD = "first-Pass-1"


def console_with(**personality: t.Any) -> Console:
    """Return a console of a BMC that differs from the generic one; user 2 is its administrator."""
    console = Console()
    console.bmc.personality = dataclasses.replace(console.bmc.personality, **personality)
    return console


def slot_of(console: Console, name: str) -> int:
    (found,) = (user.user_id for user in console.bmc.stored.users.values() if user.name == name.encode())
    return found


def slot_given(console: Console) -> int:
    perform(console, USER, name="alice", password=PASSWORD, privilege="user")
    return slot_of(console, "alice")


def first_free(console: Console) -> int:
    return next(number for number in range(2, 64) if not console.bmc.user(number).name)


def test_a_new_account_gets_the_first_free_slot() -> None:
    console = Console()
    free = first_free(console)
    assert slot_given(console) == free


def test_slots_with_fixed_names_are_skipped() -> None:
    console = console_with(fixed_user_ids=frozenset(range(1, 9)))
    assert slot_given(console) == 9


@pytest.mark.parametrize("code", [0xCC, 0xCB, 0xC9])
def test_slots_that_are_reserved_are_skipped(code: int) -> None:
    free = first_free(Console())
    console = console_with(reserved_user_ids=frozenset({free, free + 1}), reserved_user_code=code)
    assert slot_given(console) == free + 2


def test_where_no_free_slot_can_be_read_the_first_one_is_taken() -> None:
    console = Console()
    rules = dataclasses.replace(console.bmc.personality.name_rules, empty_slot_code=0xCC)
    console = console_with(name_rules=rules, empty_slot_access_code=0xCC)
    assert slot_given(console) == first_free(Console())


def test_a_slot_without_a_name_that_lets_somebody_in_is_not_free() -> None:
    console = Console()
    free = first_free(console)
    anonymous = User(free, b"", PASSWORD.encode(), enabled=True)
    anonymous.access_on(console.channel).ipmi_messaging = True
    console.bmc.stored.users[free] = anonymous
    assert slot_given(console) == free + 1


def test_a_full_bmc_says_so() -> None:
    console = console_with(max_users=first_free(Console()) - 1)
    with pytest.raises(NotSupported, match="no free slot for 'alice'"):
        slot_given(console)
    assert console.writes == []


def test_a_name_in_two_slots_is_no_answer() -> None:
    console = Console()
    for number in (5, 7):
        console.bmc.stored.users[number] = User(number, b"alice")
    with pytest.raises(Ambiguous, match="'alice' is in slots 5 and 7"):
        perform(console, USER, name="alice", enabled=False)
    assert perform(console, USER, name="alice", user_id=7, privilege="user").changed
    assert console.bmc.stored.users[7].access_on(console.channel).privilege_level_limit == 2


@pytest.mark.parametrize(("length", "size"), [(1, 16), (16, 16), (17, 20), (20, 20)])
def test_a_password_is_stored_with_16_bytes_if_it_fits(length: int, size: int) -> None:
    """One that is stored with 20 bytes is of no use for IPMI 1.5."""
    console = Console()
    options = {"name": "alice", "password": "p" * length, "privilege": "user"}
    perform(console, USER, **options)
    user = console.bmc.stored.users[slot_of(console, "alice")]
    assert user.password_size == size
    assert not perform(console, USER, **options).changed


def test_a_short_password_that_somebody_stored_with_20_bytes_holds() -> None:
    console = Console()
    perform(console, USER, name="alice", password=PASSWORD, privilege="user")
    user = console.bmc.stored.users[slot_of(console, "alice")]
    user.password, user.password_size = PASSWORD.encode().ljust(20, b"\0"), 20
    assert not perform(console, USER, name="alice", password=PASSWORD).changed
    assert perform(console, USER, name="alice", password="second-Pass-2").changed


def test_a_password_of_21_bytes_is_refused_before_anything_is_sent() -> None:
    console = Console()
    with pytest.raises(InvalidOption, match="password"):
        perform(console, USER, name="alice", password="p" * 21)
    assert console.sent == []


def test_a_password_for_a_new_account_only() -> None:
    console = Console()
    wanted = {"name": "alice", "password": PASSWORD, "privilege": "user", "update_password": "on_create"}
    assert perform(console, USER, **wanted).changed
    assert not perform(console, USER, **{**wanted, "password": "second-Pass-2"}).changed
    assert console.bmc.stored.users[slot_of(console, "alice")].password.rstrip(b"\0") == PASSWORD.encode()
    assert perform(console, USER, **{**wanted, "password": "second-Pass-2", "update_password": "always"}).changed

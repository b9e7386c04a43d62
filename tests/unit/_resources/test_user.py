# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Accounts: which slot is meant, and that nobody takes away the account that the session was opened with."""

from __future__ import annotations

import dataclasses
import typing as t

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._desired.task import Task
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.session import GetSessionInfoRequest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.errors import (
    Ambiguous,
    CompletionCodeError,
    InvalidOption,
    LockoutRefused,
    NotSupported,
    StateError,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.config import CONFIG
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.user import USER
from ansible_collections.baremetal.ipmi.tests.unit.in_memory import Console
from ansible_collections.baremetal.ipmi.tests.unit.resource_task import perform

LOWER, HIGHER = 5, 7
IN_USE = "this is the account that the session uses"
FOUND_FIRST = "would find this account first"


def twins(own: int, other: int) -> Console:
    """A console whose own name is in two slots; the other one is an administrator too, but disabled."""
    console = Console()
    users = console.bmc.stored.users
    account = users.pop(console.user_id)
    users[own] = dataclasses.replace(account, user_id=own)
    access = {channel: dataclasses.replace(found) for channel, found in account.access.items()}
    users[other] = dataclasses.replace(account, user_id=other, enabled=False, access=access)
    console.user_id = own
    return console


def refused(console: Console, match: str, task: Task = USER, **options: t.Any) -> None:
    """Run the task, in check mode too; it must be refused for the session's sake, and nothing be written."""
    for check in (True, False):
        with pytest.raises(LockoutRefused, match=match):
            perform(console, task, check=check, **options)
        assert console.writes == []


@pytest.mark.parametrize(
    "options",
    [
        {"enabled": False},
        {"state": "absent"},
        {"privilege": "operator"},
        {"privilege": "no_access"},
        {"privilege": "oem"},
        {"ipmi_messaging": False},
        {"callback_only": True},
        {"access": [{"channel": 1, "privilege": "user"}]},
    ],
    ids=str,
)
def test_the_account_in_use_is_not_taken_away(options: dict[str, t.Any]) -> None:
    console = Console()
    refused(console, "in use|the session uses", name=console.username, **options)
    refused(console, "in use|the session uses", name=console.username, user_id=console.user_id, **options)


def test_the_account_in_use_on_a_bmc_that_does_not_mind_upper_case() -> None:
    console = Console()
    stored, console.username = console.username, console.username.swapcase()
    refused(console, IN_USE, name=stored, enabled=False)


def test_the_account_in_use_is_not_removed_as_undeclared() -> None:
    refused(Console(), IN_USE, CONFIG, users_exclusive=True)


def test_the_null_user_in_use_gets_no_name() -> None:
    console = Console()
    console.username, console.user_id = "", 1
    personality = dataclasses.replace(console.bmc.personality, fixed_user_ids=frozenset())
    console.bmc.personality = personality
    refused(console, IN_USE, name="alice", user_id=1, password="first-Pass-1")
    console.bmc.stored.users[1].enabled = True
    refused(console, IN_USE, name="", enabled=False)


@pytest.mark.parametrize(("own", "other"), [(LOWER, HIGHER), (HIGHER, LOWER)])
def test_of_two_accounts_with_one_name_the_bmc_says_which_is_in_use(own: int, other: int) -> None:
    console = twins(own, other)
    refused(console, IN_USE, name=console.username, user_id=own, enabled=False)
    assert perform(console, USER, name=console.username, user_id=other, privilege="user").changed
    assert perform(console, USER, name=console.username, user_id=other, password="yet-another").changed
    assert console.proofs == []
    assert perform(console, USER, name=console.username, user_id=other, state="absent").changed
    assert console.bmc.stored.users[own].name == console.username.encode()
    assert not console.bmc.stored.users[other].name


def test_a_bmc_that_does_not_say_which_of_two_is_in_use_keeps_both() -> None:
    console = twins(HIGHER, LOWER)
    console.bmc.faults.add({"fault": "completion_code", "command": "Get Session Info", "code": 0xC1})
    for user_id in (LOWER, HIGHER):
        refused(console, IN_USE, name=console.username, user_id=user_id, privilege="no_access", ipmi_messaging=False)


def test_a_lower_slot_with_the_name_in_use_is_not_opened() -> None:
    console = twins(HIGHER, LOWER)
    refused(console, FOUND_FIRST, name=console.username, user_id=LOWER, enabled=True)
    console.bmc.stored.users[LOWER].access[1].ipmi_messaging = False
    refused(console, FOUND_FIRST, name=console.username, user_id=LOWER, ipmi_messaging=True)
    higher = twins(LOWER, HIGHER)
    assert perform(higher, USER, name=higher.username, user_id=HIGHER, enabled=True).changed


def test_an_account_that_is_given_up_on_purpose_stops_nothing_that_comes_after_it() -> None:
    console = Console()
    successor = {"name": "next", "password": "first-Pass-1", "privilege": "administrator"}
    wanted = {"users_exclusive": True, "users": [successor], "channels": [{"copies": "active", "pef_alerting": False}]}
    outcome = perform(console, CONFIG, allow_lockout=True, **wanted)
    assert outcome.after["channels"] == {"in use": {"active": {"pef_alerting": False}}}
    assert console.proofs == []
    assert not console.bmc.stored.users[console.user_id].name


def test_an_account_that_keeps_its_privilege_is_still_proved_when_lockout_is_allowed() -> None:
    console = Console()
    wanted = {"channels": [{"pef_alerting": False}], "users": [{"name": console.username, "sol": False}]}
    perform(console, CONFIG, allow_lockout=True, **wanted)
    assert console.proofs == [{}]


def test_who_the_session_is_costs_nothing_where_a_name_is_unique() -> None:
    console = Console()
    assert perform(console, USER, name=console.username, sol=False).changed
    assert not [request for request in console.sent if isinstance(request, GetSessionInfoRequest)]


def test_a_password_that_cannot_be_set_back_is_named() -> None:
    console = Console()
    before = console.password

    def no_login(changes: t.Any) -> None:
        console.bmc.faults.add({"fault": "completion_code", "command": "Set User Password", "code": 0xD5})
        raise StateError("no second session")

    console._check_login = no_login  # type: ignore[method-assign]
    with pytest.raises(StateError, match=r"no second session.*could not be taken back.*it stays") as caught:
        perform(console, USER, name=console.username, password="new-Secret-1")
    assert caught.value.written == ["password"]
    assert before not in str(caught.value)
    assert "new-Secret-1" not in str(caught.value)


@pytest.mark.parametrize(
    "options",
    [
        {"privilege": "operator", "access": [{"channel": 1, "privilege": "user"}]},
        {"access": [{"channel": 2, "privilege": "user"}, {"channel": 2, "sol": True}]},
    ],
)
def test_access_to_one_channel_is_described_once(options: dict[str, t.Any]) -> None:
    with pytest.raises(InvalidOption, match=r"access: .*'alice' .* is described twice"):
        perform(Console(), USER, name="alice", **options)


def test_access_is_nothing_for_an_account_that_shall_be_gone() -> None:
    with pytest.raises(InvalidOption, match="access: cannot be given with state: absent"):
        perform(Console(), USER, name="alice", state="absent", access=[{"channel": 1, "privilege": "user"}])


def test_two_new_accounts_do_not_share_a_slot() -> None:
    console = Console()
    accounts = [{"name": name, "user_id": 5, "password": "first-Pass-1"} for name in ("alice", "bob")]
    with pytest.raises(Ambiguous, match="slot 5 is to hold another new account, 'bob' cannot have it too"):
        perform(console, CONFIG, users=accounts)
    assert console.writes == []


def test_a_new_account_is_not_opened_with_a_password_that_somebody_else_had() -> None:
    console = Console()
    with pytest.raises(InvalidOption, match="password: 'alice' is new and would be enabled"):
        perform(console, USER, name="alice", privilege="operator")
    assert console.writes == []
    assert perform(console, USER, name="alice", privilege="operator", enabled=False).changed
    assert perform(console, USER, name="alice", privilege="user").changed


@pytest.mark.parametrize("options", [{"channel": 8, "privilege": "user"}, {"access": [{"channel": 8, "sol": False}]}])
def test_access_to_a_channel_that_is_not_there_is_refused_before_the_account_is_made(options: dict[str, t.Any]) -> None:
    console = Console()
    with pytest.raises(NotSupported, match=r"no channel 8|no payload access"):
        perform(console, USER, name="alice", password="first-Pass-1", **options)
    assert console.writes == []


def test_a_document_names_the_account_whose_options_make_no_sense() -> None:
    with pytest.raises(InvalidOption, match=r"^users\.alice\.password: "):
        perform(Console(), CONFIG, users=[{"name": "alice"}])


def test_a_refused_write_names_its_options() -> None:
    console = Console()
    console.bmc.faults.add({"fault": "completion_code", "command": "Set User Access", "code": 0xCC})
    with pytest.raises(
        CompletionCodeError, match=r"^privilege, ipmi_messaging: Set User Access was answered"
    ) as caught:
        perform(console, USER, name="alice", password="first-Pass-1", privilege="user")
    assert (caught.value.completion_code, caught.value.error_code) == (0xCC, "refused_by_bmc")


def test_a_slot_with_a_fixed_name_gets_no_other() -> None:
    console = Console()
    with pytest.raises(NotSupported, match="the name of slot 1 is fixed"):
        perform(console, USER, name="alice", user_id=1)
    assert console.writes == []


@pytest.mark.parametrize(
    "document",
    [
        {"users": [{"name": "alice"}, {"name": "alice", "user_id": 5}]},
        {"lan": [{"vlan_priority": 1}, {"channel": 1, "vlan_priority": 2}]},
        {"sol": [{"channel": 1, "retry_count": 1}, {"retry_count": 2}]},
        {"channels": [{"copies": "active"}, {"channel": 1}]},
    ],
    ids=lambda document: next(iter(document)),
)
def test_a_document_describes_a_thing_once(document: dict[str, t.Any]) -> None:
    with pytest.raises(InvalidOption, match="is described twice"):
        perform(Console(), CONFIG, **document)

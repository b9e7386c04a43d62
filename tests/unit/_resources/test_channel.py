# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Channel access: two copies, two kinds of write, and the channel that the session uses."""

from __future__ import annotations

import copy
import dataclasses
import typing as t

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.channel import SetChannelAccessRequest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.errors import (
    CompletionCodeError,
    InvalidOption,
    LockoutRefused,
    NotSupported,
    StateError,
    WrongPassword,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.channel import ChannelAccessCopy, ChannelMedium
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.channel import CHANNEL
from ansible_collections.baremetal.ipmi.tests.unit.in_memory import PERSONALITIES, Console
from ansible_collections.baremetal.ipmi.tests.unit.resource_task import perform, read_documents

SERIAL = 2
VOLATILE, STORED = ChannelAccessCopy.VOLATILE, ChannelAccessCopy.NON_VOLATILE
UNTOUCHED = ChannelAccessCopy.DO_NOT_CHANGE


def copies_written(console: Console) -> list[tuple[int, int]]:
    """Return which copy of the settings and which of the limit each write was about."""
    return [(request.access_copy, request.privilege_level_copy) for request in console.writes
            if isinstance(request, SetChannelAccessRequest)]  # fmt: skip


def test_both_copies_are_written_the_active_one_first() -> None:
    console = Console()
    outcome = perform(console, CHANNEL, pef_alerting=False)
    assert copies_written(console) == [(VOLATILE, UNTOUCHED), (STORED, UNTOUCHED)]
    assert outcome.after == {"active": {"pef_alerting": False}, "stored": {"pef_alerting": False}}
    assert not console.bmc.active_access(1).pef_alerting
    assert not console.bmc.stored.channels[1].access.pef_alerting


def test_mode_and_limit_are_never_in_one_message() -> None:
    console = Console()
    perform(console, CHANNEL, channel=SERIAL, access_mode="shared", privilege_limit="operator")
    assert copies_written(console) == [(VOLATILE, 0), (0, VOLATILE), (STORED, 0), (0, STORED)]
    for access in (console.bmc.active_access(SERIAL), console.bmc.stored.channels[SERIAL].access):
        assert (access.access_mode, access.privilege_limit) == (3, 3)


@pytest.mark.parametrize(
    ("copies", "written"), [("active", [(VOLATILE, UNTOUCHED)]), ("stored", [(STORED, UNTOUCHED)])]
)
def test_one_copy_alone(copies: str, written: list[tuple[int, int]]) -> None:
    console = Console()
    perform(console, CHANNEL, pef_alerting=False, copies=copies)
    assert copies_written(console) == written
    assert not perform(console, CHANNEL, pef_alerting=False, copies=copies).changed
    assert perform(console, CHANNEL, pef_alerting=False).changed


def test_only_the_copy_that_differs_is_written() -> None:
    console = Console()
    console.bmc.active_access(1).user_level_authentication = False
    outcome = perform(console, CHANNEL, user_level_authentication=True)
    assert copies_written(console) == [(VOLATILE, UNTOUCHED)]
    assert outcome.before == {"active": {"user_level_authentication": False}}


def test_what_is_not_given_is_kept() -> None:
    console = Console()
    for access in (console.bmc.active_access(1), console.bmc.stored.channels[1].access):
        access.per_message_authentication, access.privilege_limit = False, 5
    perform(console, CHANNEL, pef_alerting=False)
    access = console.bmc.stored.channels[1].access
    assert (access.access_mode, access.per_message_authentication, access.privilege_limit) == (2, False, 5)


@pytest.mark.parametrize(
    "options",
    [
        {"access_mode": "disabled"},
        {"access_mode": "pre_boot_only"},
        {"privilege_limit": "operator"},
        {"access_mode": "disabled", "copies": "stored"},
        {"privilege_limit": "user", "copies": "stored", "channel": 1},
    ],
)
def test_the_channel_in_use_is_not_closed(options: dict[str, t.Any]) -> None:
    console = Console()
    with pytest.raises(LockoutRefused, match="channel 1 is the one that the session uses"):
        perform(console, CHANNEL, **options)
    assert console.writes == []


def test_the_channel_in_use_is_closed_when_that_is_allowed() -> None:
    console = Console()
    assert perform(console, CHANNEL, access_mode="disabled", allow_lockout=True).changed
    assert console.bmc.stored.channels[1].access.access_mode == 0
    assert console.proofs == []


def test_another_channel_can_be_closed() -> None:
    console = Console()
    perform(console, CHANNEL, channel=SERIAL, access_mode="disabled", privilege_limit="callback")
    assert console.bmc.stored.channels[SERIAL].access.access_mode == 0
    assert console.proofs == []


def test_a_change_to_the_channel_in_use_is_proved_before_it_is_stored() -> None:
    console = Console()
    perform(console, CHANNEL, per_message_authentication=False)
    assert console.proofs == [{}]


def test_a_change_that_lets_nobody_in_is_put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    console = Console()

    def refuse(changes: t.Mapping[str, t.Any]) -> None:
        raise WrongPassword("no login")

    monkeypatch.setattr(console, "_check_login", refuse)
    with pytest.raises(StateError, match="the active settings were put back"):
        perform(console, CHANNEL, per_message_authentication=False)
    assert console.bmc.active_access(1).per_message_authentication
    assert console.bmc.stored.channels[1].access.per_message_authentication


def test_a_mode_that_the_channel_does_not_have_is_named() -> None:
    with pytest.raises(NotSupported, match="channel 1 of this BMC cannot be shared"):
        perform(Console(), CHANNEL, access_mode="shared")


@pytest.mark.parametrize(("channel", "reason"), [(6, "carries no sessions"), (7, "there is no channel 7")])
def test_a_channel_without_access_settings_is_not_supported(channel: int, reason: str) -> None:
    console = Console()
    with pytest.raises(NotSupported, match=reason):
        perform(console, CHANNEL, channel=channel, pef_alerting=False)
    assert console.writes == []


def test_other_refusals_come_through_as_they_are() -> None:
    console = Console()
    console.bmc.faults.add({"fault": "completion_code", "command": "Get Channel Access", "code": 0xD4})
    with pytest.raises(CompletionCodeError, match="D4h"):
        perform(console, CHANNEL, pef_alerting=False)


def test_a_bmc_that_writes_both_copies_at_once_is_no_trouble() -> None:
    console = Console("openbmc")
    assert perform(console, CHANNEL, pef_alerting=False, user_level_authentication=True).changed
    assert not perform(console, CHANNEL, pef_alerting=False).changed


def test_a_channel_number_that_cannot_be_is_refused() -> None:
    with pytest.raises(InvalidOption, match="channel: 15 is not between 1 and 11"):
        perform(Console(), CHANNEL, channel=15)


def test_a_channel_whose_copies_agree_is_one_document() -> None:
    lan, serial = read_documents(Console(), CHANNEL)
    assert lan == {
        "channel": 1,
        "access_mode": "always_available",
        "per_message_authentication": True,
        "user_level_authentication": True,
        "pef_alerting": True,
        "privilege_limit": "administrator",
    }
    assert (serial["channel"], serial["access_mode"]) == (SERIAL, "pre_boot_only")


def test_a_channel_whose_copies_differ_is_two_documents() -> None:
    console = Console()
    console.bmc.active_access(1).pef_alerting = False
    active, stored, _serial = read_documents(console, CHANNEL)
    assert (active["copies"], active["pef_alerting"]) == ("active", False)
    assert (stored["copies"], stored["pef_alerting"]) == ("stored", True)


@pytest.mark.parametrize("personality", PERSONALITIES)
@pytest.mark.parametrize("differ", [False, True])
def test_a_document_is_taken_back_unchanged(personality: str, differ: bool) -> None:
    console = Console(personality)
    if differ:
        console.bmc.active_access(console.channel).per_message_authentication = False
    documents = read_documents(console, CHANNEL)
    assert len({document["channel"] for document in documents}) == len(documents) - differ
    for document in documents:
        assert not perform(console, CHANNEL, **document).changed
        assert console.writes == []


def test_a_limit_without_a_name_is_left_out() -> None:
    console = Console()
    console.bmc.active_access(1).privilege_limit = 0
    console.bmc.stored.channels[1].access.privilege_limit = 0
    document = read_documents(console, CHANNEL)[0]
    assert "privilege_limit" not in document
    assert perform(console, CHANNEL, privilege_limit="administrator").changed


def test_the_channel_in_use_is_known_whatever_kind_of_lan_it_is() -> None:
    """The session comes in over channel 2, a LAN that is not 802.3; channel 1 is another one."""
    console = Console(channel=2)
    first = next(one for one in console.bmc.personality.channels if one.number == 1)
    other = dataclasses.replace(first, number=2, medium=ChannelMedium.OTHER_LAN)
    channels = tuple(one for one in console.bmc.personality.channels if one.number != other.number)
    console.bmc.personality = dataclasses.replace(console.bmc.personality, channels=(*channels, other))
    console.bmc.stored.channels[2] = copy.deepcopy(console.bmc.stored.channels[1])
    console.bmc.volatile.channel_access[2] = copy.deepcopy(console.bmc.active_access(1))
    with pytest.raises(LockoutRefused, match="channel 2 is the one that the session uses"):
        perform(console, CHANNEL, channel=2, access_mode="disabled")

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One command with any bytes."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.effects import Send
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.errors import CompletionCodeError, InvalidOption
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.procedures.raw_request import RawRequest, raw_request
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec import app
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.command import PrivilegeLevel
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.bmc import Bmc
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.raw import RAW, command_of
from ansible_collections.baremetal.ipmi.tests.unit.in_memory import Console

SET_ADMIN_NAME = {"command": "Set User Name", "data": [3, *b"backup".ljust(16, b"\x00")]}


def checked(**given: t.Any) -> dict[str, t.Any]:
    """Return the options as Ansible hands them over, checked."""
    return RAW.check({**{option.name: option.default for option in RAW.options}, **given})


def perform(console: Console, *, check: bool = False, **given: t.Any) -> t.Any:
    console.forget_traffic()
    return console.run(RAW.perform(Bmc(), checked(**given), check))


@pytest.mark.parametrize(
    "named",
    [
        {"command": "Get Device ID"},
        {"command": "get_device_id"},
        {"command": "06/01"},
        {"net_fn": "app", "number": 1},
        {"net_fn": 6, "number": "0x01"},
    ],
)
def test_a_reading_command(named: dict[str, t.Any]) -> None:
    console = Console()
    outcome = perform(console, changes=False, **named)
    assert not outcome.changed
    assert outcome.values["command"] == "Get Device ID"
    assert outcome.values["completion_code"] == 0
    assert outcome.values["completion_text"] == "00h (ok)"
    assert bytes(outcome.values["data"]).hex() == outcome.values["data_hex"]
    assert outcome.values["data"][2:4] == [0x02, 0x10]


@pytest.mark.parametrize(
    "data", [[1, 2, 255], ["0x01", "2", 0xFF], "0102ff", "01 02 FF", "0x01 0x02 0xff", "01:02:ff", "01,02,ff"]
)
def test_ways_to_write_bytes(data: t.Any) -> None:
    assert checked(command="30/01", data=data)["data"] == [1, 2, 255]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"command": "Get Devise ID"}, "did you mean Get Device ID"),
        ({"net_fn": 7, "number": 1}, "odd numbers are for answers"),
        ({"net_fn": 6, "number": 0x100}, "is not between 0 and 255"),
        ({"command": "06/01", "data": "0g"}, "data: the text is not pairs of hexadecimal digits"),
        ({"command": "06/01", "data": "123"}, "data: the text is not pairs of hexadecimal digits"),
        ({"command": "06/01", "data": [1, 256]}, "data: byte 2 is not a number from 0 to 255"),
        ({"command": "06/01", "data": [True]}, "data: byte 1 is not"),
        ({"command": "06/01", "data": 12}, "data: give a list of bytes, or a text"),
        ({"command": "06/01", "data": [0] * 256}, "data: 256 bytes are more"),
        ({"command": "06/01", "accept": [256]}, "accept: 256 is not between"),
        ({"command": "06/01", "lun": 4}, "lun: 4 is not between 0 and 3"),
        ({}, "give either command, or net_fn and number"),
    ],
)
def test_bad_options(given: dict[str, t.Any], message: str) -> None:
    with pytest.raises(InvalidOption) as caught:
        checked(**given)
    assert message in str(caught.value)


def test_bad_bytes_are_not_repeated_in_the_error() -> None:
    with pytest.raises(InvalidOption) as caught:
        checked(command="06/47", data=["s3cret"])
    assert "s3cret" not in str(caught.value)


def test_check_mode_sends_nothing_that_changes() -> None:
    console = Console()
    outcome = perform(console, check=True, **SET_ADMIN_NAME)
    assert outcome.changed
    assert console.sent == []
    assert "completion_code" not in outcome.values


@pytest.mark.parametrize("named", [{"command": "Get Device ID"}, {"net_fn": 6, "number": 1, "changes": False}])
def test_check_mode_sends_what_only_reads(named: dict[str, t.Any]) -> None:
    console = Console()
    assert not perform(console, check=True, **named).changed
    assert [request.command.title for request in console.sent] == ["Get Device ID"]


def test_what_counts_as_a_change() -> None:
    assert not perform(Console(), command="Get Device ID").changed
    assert perform(Console(), command="Get Device ID", changes=True).changed
    assert perform(Console(), **SET_ADMIN_NAME).changed
    assert not perform(Console(), **SET_ADMIN_NAME, changes=False).changed


def test_a_writing_command_reaches_the_bmc() -> None:
    console = Console()
    assert perform(console, **SET_ADMIN_NAME).changed
    assert console.bmc.stored.users[3].name == b"backup"


def test_a_completion_code_is_a_failure() -> None:
    with pytest.raises(CompletionCodeError) as caught:
        perform(Console(), command="30/7f")
    assert str(caught.value) == "30/7f was answered with C1h (invalid or unsupported command)"
    assert caught.value.error_code == "refused_by_bmc"


def test_a_completion_code_that_is_accepted_changed_nothing() -> None:
    outcome = perform(Console(), command="30/7f", accept=["0xc1"])
    assert outcome.values["completion_code"] == 0xC1
    assert outcome.values["data"] == []
    assert not outcome.changed


def test_a_reset_may_stay_without_an_answer() -> None:
    procedure = RAW.perform(Bmc(), checked(command="Cold Reset"), False)
    assert isinstance(next(procedure), Send)
    with pytest.raises(StopIteration) as ended:
        procedure.send(None)
    assert ended.value.value.values["completion_code"] is None
    assert ended.value.value.changed


@pytest.mark.parametrize(
    ("given", "privilege"),
    [
        ({"command": "Get Device ID"}, PrivilegeLevel.USER),
        ({"command": "Chassis Control"}, PrivilegeLevel.OPERATOR),
        ({"command": "30/01"}, PrivilegeLevel.ADMINISTRATOR),
        ({"command": "30/01", "privilege": "user"}, PrivilegeLevel.USER),
        ({"command": "Get Device ID", "privilege": "administrator"}, PrivilegeLevel.ADMINISTRATOR),
    ],
)
def test_privilege(given: dict[str, t.Any], privilege: PrivilegeLevel) -> None:
    assert command_of(checked(**given)).privilege == privilege


def test_free_bytes_are_not_shown() -> None:
    request = raw_request(app.SET_USER_PASSWORD, b"\x02\x02secret", 1)
    assert isinstance(request, RawRequest)
    assert "secret" not in repr(request)
    assert request.pack() == b"\x02\x02secret"
    assert request.command is app.SET_USER_PASSWORD
    assert request.responder_lun == 1


def test_another_lun() -> None:
    outcome = perform(Console(), command="Get Device ID", lun=2, changes=False, accept=[0xC2])
    assert outcome.values["completion_code"] == 0xC2

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of commands: nothing twice, everything found."""

from __future__ import annotations

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec import app, chassis, transport
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.command import Command, NetFn, PrivilegeLevel
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.command_index import (
    COMMANDS,
    find_command,
    find_command_by_title,
)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.title)
def test_a_command_is_found_by_number_and_by_title(command: Command) -> None:
    assert find_command(command.net_fn, command.number) is command
    assert find_command_by_title(command.title) is command
    assert find_command_by_title(command.title.lower().replace(" ", "_")) is command
    assert find_command_by_title(command.title.upper().replace(" ", "")) is command


def test_no_number_and_no_title_is_used_twice() -> None:
    assert len({(command.net_fn, command.number) for command in COMMANDS}) == len(COMMANDS)
    assert len({command.title for command in COMMANDS}) == len(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.title)
def test_a_command_has_a_number_that_can_be_sent(command: Command) -> None:
    assert command.net_fn in tuple(NetFn)
    assert 0 <= command.number <= 0xFF
    assert all(0x80 <= code <= 0xBE for code in command.completion_codes)


def test_what_is_not_a_command_is_not_found() -> None:
    assert find_command(NetFn.APP, 0x7F) is None
    assert find_command_by_title("Get Coffee") is None


@pytest.mark.parametrize(
    ("command", "net_fn", "number"),
    [
        (app.GET_DEVICE_ID, 0x06, 0x01),
        (app.SET_USER_PASSWORD, 0x06, 0x47),
        (app.SET_COMMAND_ENABLES, 0x06, 0x60),
        (chassis.CHASSIS_CONTROL, 0x00, 0x02),
        (transport.GET_LAN_CONFIGURATION_PARAMETERS, 0x0C, 0x02),
        (find_command_by_title("Get SEL Entry"), 0x0A, 0x43),
        (find_command_by_title("get sensor reading"), 0x04, 0x2D),
        (find_command_by_title("get_bridge_state"), 0x02, 0x00),
    ],
)
def test_known_numbers(command: Command, net_fn: int, number: int) -> None:
    assert (command.net_fn, command.number) == (net_fn, number)


def test_the_commands_that_open_a_session_need_none() -> None:
    sessionless = {command.title for command in COMMANDS if command.sessionless}
    assert sessionless == {
        "Get System GUID",
        "Get Channel Authentication Capabilities",
        "Get Session Challenge",
        "Activate Session",
        "Get Channel Cipher Suites",
        "PET Acknowledge",
    }


@pytest.mark.parametrize(
    ("command", "privilege"),
    [
        (app.CLOSE_SESSION, PrivilegeLevel.CALLBACK),
        (app.GET_DEVICE_ID, PrivilegeLevel.USER),
        (app.GET_USER_ACCESS, PrivilegeLevel.OPERATOR),
        (chassis.CHASSIS_CONTROL, PrivilegeLevel.OPERATOR),
        (app.SET_USER_PASSWORD, PrivilegeLevel.ADMINISTRATOR),
        (app.SET_COMMAND_SUB_FUNCTION_ENABLES, PrivilegeLevel.ADMINISTRATOR),
    ],
)
def test_privileges(command: Command, privilege: PrivilegeLevel) -> None:
    assert command.privilege is privilege


@pytest.mark.parametrize(
    ("command", "code", "text"),
    [
        (app.SET_USER_PASSWORD, 0x80, "80h (the password does not match)"),
        (app.SET_USER_PASSWORD, 0xC7, "C7h (request data length invalid)"),
        (app.GET_DEVICE_ID, 0x80, "80h (a code without a name)"),
        (app.GET_DEVICE_ID, 0x6F, "6Fh (a code of the vendor's own)"),
    ],
)
def test_completion_codes_are_explained(command: Command, code: int, text: str) -> None:
    assert command.explain(code) == text

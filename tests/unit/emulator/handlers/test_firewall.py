# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Firmware firewall: what is there, what can be switched off, what then happens."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.chassis import (
    ChassisControlRequest,
    GetChassisStatusRequest,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.firewall import (
    GetCommandEnablesRequest,
    GetCommandSubFunctionEnablesRequest,
    GetCommandSubFunctionSupportRequest,
    GetCommandSupportRequest,
    GetConfigurableCommandsRequest,
    GetConfigurableCommandSubFunctionsRequest,
    GetNetFnSupportRequest,
    GetOemNetFnIanaSupportRequest,
    SetCommandEnablesRequest,
    SetCommandSubFunctionEnablesRequest,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.lan import (
    GetLanConfigurationParametersRequest,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.command import NetFn
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.firewall import CommandRange
from ansible_collections.baremetal.ipmi.tests.emulator.personality import OemCommand, load_personality
from ansible_collections.baremetal.ipmi.tests.unit.emulator.handlers.desk import SYSTEM_INTERFACE, Desk

LAN = 1
CHASSIS, APP, TRANSPORT, OEM_GROUP = NetFn.CHASSIS, NetFn.APP, NetFn.TRANSPORT, NetFn.OEM_GROUP
STATUS, CONTROL, GET_LAN = 0x01, 0x02, 0x02
SET_COMMAND_ENABLES, GET_DEVICE_ID = 0x60, 0x01
CHASSIS_COMMANDS = frozenset({*range(0x0C), 0x0F})
DELL = b"\xa2\x02\x00"


def asked(message, net_fn: int = CHASSIS, channel: int = LAN, **fields):
    return message(channel_number=channel, net_fn=net_fn, **fields)


def enabled(desk: Desk, net_fn: int = CHASSIS, channel: int = LAN) -> frozenset[int]:
    return desk.ask(asked(GetCommandEnablesRequest, net_fn, channel)).enabled


def enable(commands, net_fn: int = CHASSIS, **fields) -> SetCommandEnablesRequest:
    return asked(SetCommandEnablesRequest, net_fn, enabled=frozenset(commands), **fields)


def test_discovery():
    desk = Desk()
    support = desk.ask(GetNetFnSupportRequest(channel_number=LAN))
    assert (support.lun_0_support, support.lun_1_support) == (1, 0)
    assert support.lun_0_net_fn_pairs == {0, 2, 3, 5, 6}
    assert desk.ask(asked(GetCommandSupportRequest)).available == CHASSIS_COMMANDS
    assert desk.ask(asked(GetCommandSupportRequest, lun=1)).available == frozenset()
    assert desk.ask(asked(GetCommandSupportRequest, command_range=CommandRange.UPPER)).available == frozenset()
    assert enabled(desk) == CHASSIS_COMMANDS


def test_what_identifies_opens_sessions_and_undoes_cannot_be_configured():
    configurable = Desk().ask(asked(GetConfigurableCommandsRequest, APP)).configurable
    assert not configurable & {GET_DEVICE_ID, 0x38, 0x39, 0x3A, 0x3B, 0x3C, 0x54, 0x42, 0x61, SET_COMMAND_ENABLES}
    assert configurable >= {0x02, 0x45, 0x47}


def test_a_missing_command_is_not_there():
    desk = Desk(unsupported_commands=frozenset({(CHASSIS, 0x0B)}))
    assert 0x0B not in desk.ask(asked(GetCommandSupportRequest)).available
    assert desk.code(enable(CHASSIS_COMMANDS)) == 0x80


def test_a_disabled_command_is_refused_on_its_channel_only():
    desk = Desk()
    assert desk.code(enable(CHASSIS_COMMANDS - {STATUS})) == 0
    assert enabled(desk) == CHASSIS_COMMANDS - {STATUS}
    assert desk.code(GetChassisStatusRequest()) == 0xD4
    assert desk.code(GetChassisStatusRequest(), channel=SYSTEM_INTERFACE) == 0x00
    assert enabled(desk, channel=SYSTEM_INTERFACE) == CHASSIS_COMMANDS
    assert desk.code(enable(CHASSIS_COMMANDS)) == 0
    assert desk.code(GetChassisStatusRequest()) == 0x00
    assert desk.bmc.stored.firewall_disabled == {}


def test_the_current_channel_can_be_meant_by_eh():
    desk = Desk()
    desk.ask(enable(CHASSIS_COMMANDS - {STATUS}).replace(channel_number=0x0E))
    assert enabled(desk) == CHASSIS_COMMANDS - {STATUS}


def test_a_zero_for_a_command_that_stays_is_passed_over():
    desk = Desk()
    assert desk.code(enable(frozenset(), APP)) == 0
    assert GET_DEVICE_ID in enabled(desk, APP)
    assert 0x45 not in enabled(desk, APP)


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        (enable(CHASSIS_COMMANDS | {0x50}), 0x80),
        (enable(CHASSIS_COMMANDS, lun=1), 0x80),
        (enable(frozenset(), lun=1), 0x00),
        (enable({0x01}, command_range=CommandRange.UPPER), 0x80),
        (enable(CHASSIS_COMMANDS, channel=9), 0xCC),
        (asked(GetCommandSupportRequest, OEM_GROUP), 0xC7),
        (asked(GetCommandSupportRequest, OEM_GROUP, defining_body=DELL), 0x00),
        (asked(GetCommandSupportRequest, command_range=2), 0xCC),
        (GetNetFnSupportRequest(channel_number=9), 0xCC),
        (asked(GetOemNetFnIanaSupportRequest, OEM_GROUP), 0xC9),
    ],
)
def test_completion_codes(request_, expected):
    assert Desk().code(request_) == expected


def test_sub_functions_are_selectors_and_control_values():
    desk = Desk()
    control = desk.ask(asked(GetCommandSubFunctionSupportRequest, command_number=CONTROL))
    assert control.available_sub_functions == {0, 1, 2, 3, 4, 5}
    assert (control.specification_version, control.specification_type) == (0x20, 0)
    lan = asked(GetConfigurableCommandSubFunctionsRequest, TRANSPORT, command_number=GET_LAN)
    assert desk.ask(lan).configurable_sub_functions == {*range(27), *range(50, 64)}
    none = desk.ask(asked(GetCommandSubFunctionSupportRequest, command_number=STATUS))
    assert none.available_sub_functions == frozenset()


def sub_functions(numbers, net_fn: int = CHASSIS, command: int = CONTROL, above=None):
    return asked(
        SetCommandSubFunctionEnablesRequest,
        net_fn,
        command_number=command,
        enabled=frozenset(numbers),
        enabled_above_31=above,
    )


def test_a_disabled_sub_function_is_refused():
    desk = Desk()
    assert desk.code(sub_functions({0, 1, 2})) == 0
    answer = desk.ask(asked(GetCommandSubFunctionEnablesRequest, command_number=CONTROL))
    assert answer.enabled_sub_functions == {0, 1, 2}
    assert desk.code(ChassisControlRequest(control=3)) == 0xD6
    assert desk.code(ChassisControlRequest(control=1)) == 0x00
    assert desk.code(sub_functions(range(6))) == 0
    assert desk.code(ChassisControlRequest(control=3)) == 0x00


def test_the_second_mask():
    desk = Desk()
    read = GetLanConfigurationParametersRequest(channel_number=LAN, parameter_selector=51)
    assert desk.code(sub_functions(range(27), TRANSPORT, GET_LAN, above=frozenset())) == 0
    assert desk.code(read) == 0xD6
    assert desk.code(sub_functions(range(27), TRANSPORT, GET_LAN)) == 0
    assert desk.code(read) == 0xD6
    above = frozenset(range(50 - 32, 64 - 32))
    assert desk.code(sub_functions(range(27), TRANSPORT, GET_LAN, above=above)) == 0
    assert desk.code(read) == 0x00


def test_a_sub_function_that_is_not_there_cannot_be_enabled():
    assert Desk().code(sub_functions(range(7))) == 0x80


def test_oem_commands_and_who_defines_them():
    commands = (
        OemCommand(OEM_GROUP, 0x21, lambda bmc, data, origin: b"", prefix=DELL),
        OemCommand(0x30, 0x28, lambda bmc, data, origin: b""),
    )
    desk = Desk(replace(load_personality("dell"), oem_commands=commands))
    assert desk.ask(GetNetFnSupportRequest(channel_number=LAN)).lun_0_net_fn_pairs >= {0x17, 0x18}
    assert desk.ask(asked(GetCommandSupportRequest, OEM_GROUP, defining_body=DELL)).available == {0x21}
    assert desk.ask(asked(GetCommandSupportRequest, OEM_GROUP, defining_body=b"\x01\x00\x00")).available == frozenset()
    assert desk.ask(asked(GetCommandSupportRequest, 0x30)).available == {0x28}
    for net_fn in (OEM_GROUP, 0x30):
        answer = desk.ask(asked(GetOemNetFnIanaSupportRequest, net_fn))
        assert (answer.last_list_index, answer.defining_body) == (0, DELL)

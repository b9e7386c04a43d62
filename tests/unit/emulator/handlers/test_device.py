# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""IPM device global commands."""

from __future__ import annotations

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.device import (
    ColdResetRequest,
    GetAcpiPowerStateRequest,
    GetDeviceGuidRequest,
    GetDeviceIdRequest,
    GetSelfTestResultsRequest,
    SetAcpiPowerStateRequest,
    WarmResetRequest,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.session import GetSystemGuidRequest
from ansible_collections.baremetal.ipmi.tests.unit.emulator.handlers.desk import Desk


def test_the_device_id_of_a_real_board_byte_for_byte():
    """gebn/bmc, get_device_id_test.go: bodies of a Supermicro and a Quanta board."""
    supermicro = Desk("supermicro").ask(GetDeviceIdRequest())
    assert supermicro.pack() == bytes.fromhex("20 01 03 72 02 BF 7C 2A 00 04 08 00 00 00 00")
    quanta = Desk("quanta").ask(GetDeviceIdRequest())
    assert quanta.pack() == bytes.fromhex("20 81 03 45 02 BF 4C 1C 00 42 32 01 00 00 00")


def test_a_make_may_send_no_auxiliary_revision():
    assert Desk("hpe").ask(GetDeviceIdRequest()).auxiliary_firmware_revision is None


@pytest.mark.parametrize("personality", ["generic", "dell", "openbmc"])
def test_both_guids_are_those_of_the_state(personality):
    desk = Desk(personality)
    assert desk.ask(GetSystemGuidRequest(), privilege=0).guid == desk.bmc.stored.system_guid
    assert desk.ask(GetDeviceGuidRequest()).guid == desk.bmc.stored.system_guid


def test_self_test():
    desk = Desk()
    answer = desk.ask(GetSelfTestResultsRequest())
    assert (answer.result, answer.detail) == (0x55, 0x00)
    desk.bmc.volatile.self_test = b"\x57\x08"
    answer = desk.ask(GetSelfTestResultsRequest())
    assert (answer.result, answer.detail) == (0x57, 0x08)


@pytest.mark.parametrize("request_", [ColdResetRequest(), WarmResetRequest()])
def test_a_reset_forgets_volatile_settings_and_keeps_the_power(request_):
    desk = Desk(power_is_on=False)
    desk.bmc.volatile.identify_until = 1e9
    assert desk.code(request_) == 0
    assert desk.bmc.volatile.identify_until is None
    assert not desk.bmc.volatile.power_is_on
    assert desk.bmc.silent_until > desk.time


def test_a_bmc_may_acknowledge_a_cold_reset_and_ignore_it():
    desk = Desk(cold_reset_ignored=True)
    assert desk.code(ColdResetRequest()) == 0
    assert desk.bmc.silent_until <= desk.time


def test_acpi_power_state():
    desk = Desk()
    desk.ask(SetAcpiPowerStateRequest(set_system_power_state=True, system_power_state=5, device_power_state=3))
    answer = desk.ask(GetAcpiPowerStateRequest())
    assert (answer.system_power_state, answer.device_power_state) == (5, 0)
    desk.ask(SetAcpiPowerStateRequest(set_system_power_state=True, system_power_state=0x7F))
    assert desk.ask(GetAcpiPowerStateRequest()).system_power_state == 5

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Chassis capabilities, status, identify, front panel and restore policy."""

from __future__ import annotations

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.chassis import (
    ChassisIdentifyRequest,
    GetChassisCapabilitiesRequest,
    GetChassisStatusRequest,
    SetChassisCapabilitiesRequest,
    SetFrontPanelEnablesRequest,
    SetPowerRestorePolicyRequest,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.chassis import IdentifyState, RestorePolicy
from ansible_collections.baremetal.ipmi.tests.unit.emulator.handlers.desk import Desk


@pytest.mark.parametrize(
    ("request_", "seconds"),
    [
        (ChassisIdentifyRequest(), 15),
        (ChassisIdentifyRequest(identify_interval=60), 60),
        (ChassisIdentifyRequest(identify_interval=60, force_identify_on=False), 60),
    ],
)
def test_identify_for_a_while(request_, seconds):
    desk = Desk()
    assert desk.ask(GetChassisStatusRequest()).identify_state == IdentifyState.OFF
    assert desk.code(request_) == 0
    assert desk.ask(GetChassisStatusRequest()).identify_state == IdentifyState.TEMPORARY
    desk.wait(seconds)
    assert desk.ask(GetChassisStatusRequest()).identify_state == IdentifyState.OFF


def test_identify_until_switched_off():
    desk = Desk()
    desk.ask(ChassisIdentifyRequest(identify_interval=0, force_identify_on=True))
    desk.wait(100_000)
    assert desk.ask(GetChassisStatusRequest()).identify_state == IdentifyState.INDEFINITE
    desk.ask(ChassisIdentifyRequest(identify_interval=0))
    answer = desk.ask(GetChassisStatusRequest())
    assert (answer.identify_state, answer.identify_state_supported) == (IdentifyState.OFF, True)


@pytest.mark.parametrize("policy", [RestorePolicy.ALWAYS_OFF, RestorePolicy.PREVIOUS, RestorePolicy.ALWAYS_ON])
def test_the_restore_policy_is_read_in_the_status(policy):
    desk = Desk()
    answer = desk.ask(SetPowerRestorePolicyRequest(power_restore_policy=policy))
    assert (answer.supports_always_off, answer.supports_previous, answer.supports_always_on) == (True,) * 3
    assert desk.ask(GetChassisStatusRequest()).power_restore_policy == policy


def test_the_restore_policy_can_be_asked_for():
    desk = Desk(power_restore_policy=1)
    assert desk.code(SetPowerRestorePolicyRequest(power_restore_policy=3)) == 0
    assert desk.ask(GetChassisStatusRequest()).power_restore_policy == 1
    assert desk.code(SetPowerRestorePolicyRequest(power_restore_policy=4)) == 0xCC


def test_front_panel_buttons():
    desk = Desk()
    desk.ask(SetFrontPanelEnablesRequest(reset_button=False))
    answer = desk.ask(GetChassisStatusRequest())
    assert (answer.reset_button, answer.power_off_button, answer.front_panel_lockout) == (False, True, False)
    assert answer.standby_button_disable_allowed
    desk.ask(SetFrontPanelEnablesRequest(reset_button=False, power_off_button=False))
    assert desk.ask(GetChassisStatusRequest()).front_panel_lockout


def test_capabilities_keep_what_cannot_be_set():
    desk = Desk(chassis_capabilities=b"\x0d\x20\x20\x20\x20\x24")
    request = SetChassisCapabilitiesRequest(
        provides_front_panel_lockout=True,
        fru_info_device_address=0x22,
        sdr_device_address=0x20,
        sel_device_address=0x20,
        system_management_device_address=0x20,
    )
    assert desk.code(request) == 0
    answer = desk.ask(GetChassisCapabilitiesRequest())
    assert (answer.provides_intrusion_sensor, answer.provides_front_panel_lockout) == (False, True)
    assert (answer.provides_diagnostic_interrupt, answer.provides_power_interlock) == (True, True)
    assert (answer.fru_info_device_address, answer.bridge_device_address) == (0x22, 0x24)

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Chassis Control: what happens at once, later and not at all."""

from __future__ import annotations

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.chassis import (
    ChassisControlRequest,
    ChassisResetRequest,
    GetChassisStatusRequest,
    GetPohCounterRequest,
    GetSystemRestartCauseRequest,
    SetPowerCycleIntervalRequest,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.chassis import ChassisControl, RestartCause
from ansible_collections.baremetal.ipmi.tests.unit.emulator.handlers.desk import Desk


def power(desk: Desk) -> bool:
    return desk.ask(GetChassisStatusRequest()).power_is_on


def control(value: int) -> ChassisControlRequest:
    return ChassisControlRequest(control=value)


@pytest.mark.parametrize("was_on", [True, False])
@pytest.mark.parametrize(
    ("action", "expected"),
    [
        (ChassisControl.POWER_DOWN, {True: (0x00, False), False: (0x00, False)}),
        (ChassisControl.POWER_UP, {True: (0x00, True), False: (0x00, True)}),
        (ChassisControl.POWER_CYCLE, {True: (0x00, True), False: (0xD5, False)}),
        (ChassisControl.HARD_RESET, {True: (0x00, True), False: (0xD5, False)}),
        (ChassisControl.DIAGNOSTIC_INTERRUPT, {True: (0x00, True), False: (0xD5, False)}),
        (ChassisControl.SOFT_SHUTDOWN, {True: (0x00, False), False: (0x00, False)}),
        (6, {True: (0xCC, True), False: (0xCC, False)}),
    ],
)
def test_every_control_in_both_states(was_on, action, expected):
    desk = Desk(power_is_on=was_on)
    code = desk.code(control(action))
    assert (code, power(desk)) == expected[was_on]


def test_transitions_take_their_time():
    desk = Desk(power_transition_seconds=5)
    desk.ask(control(ChassisControl.POWER_DOWN))
    assert power(desk)
    desk.wait(5)
    assert not power(desk)
    desk.ask(control(ChassisControl.POWER_UP))
    desk.wait(4)
    assert not power(desk)
    desk.wait(1)
    assert power(desk)
    desk.ask(control(ChassisControl.SOFT_SHUTDOWN))
    desk.wait(14)
    assert power(desk)
    desk.wait(1)
    assert not power(desk)


def test_the_cycle_interval_is_time_spent_off():
    desk = Desk(power_transition_seconds=1)
    desk.ask(SetPowerCycleIntervalRequest(interval=10))
    desk.ask(control(ChassisControl.POWER_CYCLE))
    desk.wait(1)
    assert not power(desk)
    desk.wait(9)
    assert not power(desk)
    desk.wait(1)
    assert power(desk)


def test_a_newer_command_overtakes_one_under_way():
    desk = Desk(power_transition_seconds=5)
    desk.ask(control(ChassisControl.POWER_DOWN))
    desk.wait(2)
    desk.ask(control(ChassisControl.POWER_UP))
    desk.wait(60)
    assert power(desk)


def test_a_bmc_may_ignore_the_soft_shutdown():
    desk = Desk(power_off_without_soft=True)
    assert desk.code(control(ChassisControl.SOFT_SHUTDOWN)) == 0
    assert power(desk)


def test_a_make_may_lack_a_control():
    desk = Desk(unsupported_chassis_controls=frozenset({ChassisControl.DIAGNOSTIC_INTERRUPT}))
    assert desk.code(control(ChassisControl.DIAGNOSTIC_INTERRUPT)) == 0xCC


def test_restart_cause_and_power_on_by_command():
    desk = Desk(power_is_on=False)
    assert desk.ask(GetSystemRestartCauseRequest()).restart_cause == RestartCause.UNKNOWN
    assert not desk.ask(GetChassisStatusRequest()).last_power_on_by_command
    desk.ask(control(ChassisControl.POWER_UP))
    answer = desk.ask(GetSystemRestartCauseRequest())
    assert (answer.restart_cause, answer.channel_number) == (RestartCause.CHASSIS_CONTROL, 1)
    assert desk.ask(GetChassisStatusRequest()).last_power_on_by_command


def test_what_was_carried_out_is_on_record():
    desk = Desk()
    desk.ask(control(ChassisControl.HARD_RESET))
    desk.ask(ChassisResetRequest())
    desk.ask(control(ChassisControl.POWER_DOWN))
    desk.ask(control(ChassisControl.POWER_CYCLE))
    assert desk.bmc.volatile.chassis_actions == [3, 3, 0]


def test_power_on_hours_count_while_the_power_is_on():
    desk = Desk()
    desk.wait(2 * 3600)
    desk.ask(control(ChassisControl.POWER_DOWN))
    desk.wait(5 * 3600)
    desk.ask(control(ChassisControl.POWER_UP))
    desk.wait(3600)
    answer = desk.ask(GetPohCounterRequest())
    assert answer.minutes_per_count * answer.counter == 3 * 60

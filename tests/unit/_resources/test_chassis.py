# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Chassis settings: what can be read back is judged, what cannot is said to be so."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.codec.message import Request
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.chassis import (
    ChassisIdentifyRequest,
    GetChassisStatusRequest,
    GetChassisStatusResponse,
    SetFrontPanelEnablesRequest,
    SetPowerRestorePolicyRequest,
    SetPowerRestorePolicyResponse,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.effects import Procedure
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.errors import (
    CompletionCodeError,
    InvalidOption,
    NotSupported,
    WriteIgnored,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.chassis import RestorePolicy
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.bmc import Bmc
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.chassis import CHASSIS
from ansible_collections.baremetal.ipmi.tests.unit.in_memory import PERSONALITIES, Console
from ansible_collections.baremetal.ipmi.tests.unit.resource_task import perform, read_documents

BARE_STATUS = bytes([0x61, 0x00, 0x00])
"""Power on, policy unknown, neither identify state nor front panel reported."""


class OtherChassis:
    """A chassis that can do less than the emulated one: its status, its policies, and what it refuses."""

    def __init__(self, status: bytes, policies: int | None = 7, refused: tuple[tuple[type[Request], int], ...] = ()):
        self.status = status
        self.policies = policies
        self.refused = dict(refused)
        self.sent: list[Request] = []

    def run(self, procedure: Procedure[t.Any]) -> t.Any:
        answer: t.Any = None
        while True:
            try:
                request = procedure.send(answer)
                while self._code(request):
                    request = procedure.throw(CompletionCodeError(request.command, self._code(request)))
            except StopIteration as stop:
                return stop.value
            self.sent.append(request)
            answer = self._answer(request)

    def _code(self, request: Request) -> int:
        if isinstance(request, ChassisIdentifyRequest) and not request.force_identify_on:
            return 0
        return self.refused.get(type(request), 0)

    def _answer(self, request: Request) -> t.Any:
        if isinstance(request, GetChassisStatusRequest):
            return GetChassisStatusResponse.unpack(self.status)
        if isinstance(request, SetPowerRestorePolicyRequest):
            return SetPowerRestorePolicyResponse.unpack(bytes([self.policies or 0]))
        return None


def do(chassis: OtherChassis, **given: t.Any) -> t.Any:
    options = CHASSIS.check({**{option.name: option.default for option in CHASSIS.options}, **given})
    return chassis.run(CHASSIS.perform(Bmc(), options, False))


@pytest.mark.parametrize(("policy", "number"), [("always_off", 0), ("previous", 1)])
def test_restore_policy(policy: str, number: int) -> None:
    console = Console()
    assert perform(console, CHASSIS, power_restore_policy=policy).changed
    assert console.bmc.stored.power_restore_policy == number
    assert not perform(console, CHASSIS, power_restore_policy=policy).changed


def test_a_policy_that_holds_costs_one_read() -> None:
    console = Console()
    perform(console, CHASSIS, power_restore_policy="always_on")
    assert [request.command.title for request in console.sent] == ["Get Device ID", "Get Chassis Status"]


def test_a_policy_that_the_bmc_does_not_have_is_refused_with_those_it_has() -> None:
    chassis = OtherChassis(bytes([0x01, 0x00, 0x00]), policies=0b101)
    with pytest.raises(NotSupported, match=r"previous is none of the policies that it has \(always_off, always_on\)"):
        do(chassis, power_restore_policy="previous")
    written = [request for request in chassis.sent if isinstance(request, SetPowerRestorePolicyRequest)]
    assert [request.power_restore_policy for request in written] == [RestorePolicy.UNKNOWN]


def test_a_bmc_that_does_not_tell_its_policies_is_tried() -> None:
    chassis = OtherChassis(bytes([0x01, 0x00, 0x00]), policies=0)
    with pytest.raises(WriteIgnored, match="the BMC acknowledged 'previous', but has 'always_off'"):
        do(chassis, power_restore_policy="previous")


def test_a_bmc_without_the_command_is_refused_before_any_write() -> None:
    chassis = OtherChassis(bytes([0x01, 0x00, 0x00]), refused=((SetPowerRestorePolicyRequest, 0xC1),))
    with pytest.raises(NotSupported, match="no power restore policy"):
        do(chassis, power_restore_policy="previous")


def test_an_unknown_policy_is_written_with_a_warning() -> None:
    outcome = do(OtherChassis(BARE_STATUS), power_restore_policy="previous")
    assert outcome.changed
    assert "no way to read it back" in outcome.warnings[0]


def test_the_cycle_interval_is_written_each_time_with_a_warning() -> None:
    console = Console()
    for _run in range(2):
        outcome = perform(console, CHASSIS, power_cycle_interval=12)
        assert outcome.changed
        assert "power_cycle_interval" in outcome.warnings[0]
    assert console.bmc.stored.power_cycle_interval == 12


def test_a_bmc_without_a_cycle_interval_says_so() -> None:
    console = Console()
    console.bmc.faults.add({"fault": "completion_code", "command": "Set Power Cycle Interval", "code": 0xC1})
    with pytest.raises(NotSupported, match="power_cycle_interval"):
        perform(console, CHASSIS, power_cycle_interval=12)


def test_identify_goes_on_and_off() -> None:
    console = Console()
    assert perform(console, CHASSIS, identify="indefinite").changed
    assert not perform(console, CHASSIS, identify="indefinite").changed
    assert perform(console, CHASSIS, identify="off").changed
    assert not perform(console, CHASSIS, identify="off").changed


@pytest.mark.parametrize(("seconds", "lit"), [(None, 15), (120, 120)])
def test_identify_for_a_while(seconds: int | None, lit: int) -> None:
    console = Console()
    options = {"identify": "temporary", "identify_seconds": seconds}
    assert perform(console, CHASSIS, **options).changed
    console.time += lit - 1
    assert not perform(console, CHASSIS, **options).changed
    console.time += 2
    assert perform(console, CHASSIS, **options).changed


def test_a_light_that_is_not_reported_is_switched_each_time() -> None:
    for _run in range(2):
        outcome = do(OtherChassis(BARE_STATUS), identify="off")
        assert outcome.changed
        assert "identify" in outcome.warnings[0]


def test_a_bmc_that_cannot_keep_the_light_on_says_what_it_can() -> None:
    chassis = OtherChassis(BARE_STATUS, refused=((ChassisIdentifyRequest, 0xC7),))
    with pytest.raises(NotSupported, match="identify: temporary"):
        do(chassis, identify="indefinite")
    assert do(chassis, identify="temporary", identify_seconds=255).changed


@pytest.mark.parametrize("identify", [None, "off", "indefinite"])
def test_seconds_are_for_a_while_only(identify: str | None) -> None:
    with pytest.raises(InvalidOption, match="identify_seconds"):
        perform(Console(), CHASSIS, identify=identify, identify_seconds=30)


def test_buttons_are_written_together_and_the_others_kept() -> None:
    console = Console()
    console.bmc.stored.front_panel_disabled = 0b1000
    outcome = perform(console, CHASSIS, front_panel={"power_off": False, "reset": False})
    assert console.bmc.stored.front_panel_disabled == 0b1011
    assert len(console.writes) == 1
    assert outcome.after == {"front_panel": {"power_off": False, "reset": False}}
    assert not perform(console, CHASSIS, front_panel={"power_off": False, "standby": False}).changed


def test_a_button_that_cannot_be_disabled_is_refused_and_can_be_skipped() -> None:
    allows_only_reset = bytes([0x01, 0x00, 0x40, 0x20])
    chassis = OtherChassis(allows_only_reset)
    with pytest.raises(NotSupported, match=r"front_panel\.power_off"):
        do(chassis, front_panel={"power_off": False, "reset": False})
    assert not any(isinstance(request, SetFrontPanelEnablesRequest) for request in chassis.sent)
    assert not do(chassis, front_panel={"power_off": True}).changed
    outcome = do(chassis, front_panel={"power_off": False, "reset": True}, unsupported="skip")
    assert outcome.not_supported == ["front_panel.power_off"]


def test_a_status_without_a_front_panel_byte() -> None:
    with pytest.raises(NotSupported, match="says nothing of the front panel"):
        do(OtherChassis(BARE_STATUS), front_panel={"reset": False})


def test_the_document_has_neither_actions_nor_what_cannot_be_read() -> None:
    console = Console()
    perform(console, CHASSIS, identify="indefinite", power_cycle_interval=5)
    assert read_documents(console, CHASSIS) == [
        {
            "power_restore_policy": "always_on",
            "front_panel": {"power_off": True, "reset": True, "diagnostic_interrupt": True, "standby": True},
        }
    ]


def test_the_document_of_a_bare_chassis_is_empty() -> None:
    chassis = OtherChassis(BARE_STATUS)
    assert chassis.run(CHASSIS.read_all(Bmc())) == []


@pytest.mark.parametrize("personality", PERSONALITIES)
def test_a_document_is_taken_back_unchanged(personality: str) -> None:
    console = Console(personality)
    (document,) = read_documents(console, CHASSIS)
    assert not perform(console, CHASSIS, **document).changed
    assert console.writes == []


def test_a_front_panel_that_cannot_be_written_is_named() -> None:
    console = Console()
    console.bmc.faults.add({"fault": "completion_code", "command": "Set Front Panel Enables", "code": 0xC1})
    with pytest.raises(NotSupported, match="front_panel: this BMC does not let its buttons be disabled"):
        perform(console, CHASSIS, front_panel={"reset": False})

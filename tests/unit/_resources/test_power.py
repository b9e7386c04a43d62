# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Power of a system whose BMC says D5h, "not supported in present state"."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._desired.outcome import Outcome
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.chassis import (
    ChassisControlRequest,
    GetChassisStatusRequest,
    GetChassisStatusResponse,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.errors import CompletionCodeError
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.bmc import Bmc
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.power import POWER

POWER_STATES = {"on": bytes.fromhex("61 00 00"), "off": bytes.fromhex("60 00 00")}
NOT_IN_PRESENT_STATE = 0xD5


def refused(state: str, *power: str) -> Outcome:
    """Run the task on a BMC that refuses every control, and whose power is read as these states, one after another."""
    read = iter(power)
    procedure = POWER.perform(Bmc(), {"state": state, "wait": True, "soft_timeout": None}, False)
    asked: t.Any = next(procedure)
    while True:
        try:
            if isinstance(asked, GetChassisStatusRequest):
                asked = procedure.send(GetChassisStatusResponse.unpack(POWER_STATES[next(read)]))
            else:
                assert isinstance(asked, ChassisControlRequest)
                asked = procedure.throw(CompletionCodeError(asked.command, NOT_IN_PRESENT_STATE))
        except StopIteration as done:
            return t.cast(Outcome, done.value)


@pytest.mark.parametrize(
    ("state", "power"),
    [
        ("on", ["off", "on", "on", "on"]),
        ("off", ["on", "off", "off", "off"]),
        ("soft", ["on", "off", "off", "off"]),
        ("reset", ["off", "on", "on", "on"]),
    ],
)
def test_a_state_that_came_about_by_itself_will_do(state: str, power: list[str]) -> None:
    assert refused(state, *power).values["power"] == power[-1]


@pytest.mark.parametrize(
    ("state", "power"),
    [("on", ["off", "off"]), ("off", ["on", "on"]), ("cycle", ["on"]), ("reset", ["on"]), ("diag", ["on"])],
)
def test_what_was_not_done_is_a_failure(state: str, power: list[str]) -> None:
    """A system that is on has not been reset because it is on."""
    with pytest.raises(CompletionCodeError, match="D5h"):
        refused(state, *power)

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Chassis Control: switching the managed system. IPMI v2.0 §28.3.

The answer only says that the BMC will do it. How long it takes until Get Chassis Status shows it is the personality's
``power_transition_seconds``; a newer command overtakes one that is still under way.
"""

from __future__ import annotations

import functools
import typing as t

from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.chassis import (
    ChassisControlRequest,
    ChassisResetRequest,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.chassis import ChassisControl, RestartCause
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.completion_code import (
    CompletionCode as Code,
)

from ..registry import CompletionCode, handles
from .boot_flags import note_chassis_control, use_boot_flags

if t.TYPE_CHECKING:
    from ..bmc import Bmc
    from ..origin import Origin

POWER_ON_BY_COMMAND = 0x10
SOFT_SHUTDOWN_FACTOR = 3
"""A soft shutdown takes the operating system this many times longer than a hard power off."""
NEEDS_POWER = frozenset({ChassisControl.POWER_CYCLE, ChassisControl.HARD_RESET, ChassisControl.DIAGNOSTIC_INTERRUPT})
_PLAN = "power_plan"


@handles(ChassisControlRequest)
def chassis_control(bmc: Bmc, request: ChassisControlRequest, origin: Origin) -> None:
    control = request.control
    if control not in tuple(ChassisControl) or control in bmc.personality.unsupported_chassis_controls:
        raise CompletionCode(Code.INVALID_FIELD)
    _carry_out(bmc, ChassisControl(control), origin)


@handles(ChassisResetRequest)
def chassis_reset(bmc: Bmc, request: ChassisResetRequest, origin: Origin) -> None:
    _carry_out(bmc, ChassisControl.HARD_RESET, origin)


def _carry_out(bmc: Bmc, control: ChassisControl, origin: Origin) -> None:
    if control in NEEDS_POWER and not bmc.volatile.power_is_on:
        raise CompletionCode(Code.NOT_IN_PRESENT_STATE)
    bmc.volatile.chassis_actions.append(int(control))
    note_chassis_control(bmc)
    seconds = bmc.personality.power_transition_seconds

    def power_off() -> None:
        bmc.set_power(False)

    def power_on() -> None:
        if not bmc.volatile.power_is_on:
            bmc.set_power(True)
            bmc.volatile.last_power_event |= POWER_ON_BY_COMMAND
            _start_system(bmc, origin.channel)

    def reset() -> None:
        _start_system(bmc, origin.channel)

    if control == ChassisControl.POWER_DOWN:
        _plan(bmc, (seconds, power_off))
    elif control == ChassisControl.POWER_UP:
        _plan(bmc, (seconds, power_on))
    elif control == ChassisControl.POWER_CYCLE:
        _plan(bmc, (seconds, power_off), (seconds + max(seconds, bmc.stored.power_cycle_interval), power_on))
    elif control == ChassisControl.HARD_RESET:
        _plan(bmc, (seconds, reset))
    elif control == ChassisControl.SOFT_SHUTDOWN and not bmc.personality.quirks.power_off_without_soft:
        _plan(bmc, (seconds * SOFT_SHUTDOWN_FACTOR, power_off))


def _plan(bmc: Bmc, *steps: tuple[float, t.Callable[[], None]]) -> None:
    """Do the steps after their seconds, unless another plan has replaced this one by then."""
    plan = object()
    bmc.volatile.oem[_PLAN] = plan

    def carry_on(action: t.Callable[[], None]) -> None:
        if bmc.volatile.oem.get(_PLAN) is plan:
            action()

    for seconds, action in steps:
        if seconds:
            bmc.later(seconds, functools.partial(carry_on, action))
        else:
            action()


def _start_system(bmc: Bmc, channel: int) -> None:
    bmc.volatile.restart_cause = int(RestartCause.CHASSIS_CONTROL)
    bmc.volatile.restart_channel = channel
    use_boot_flags(bmc)

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The chassis: what it has, how it is, its light and its buttons. IPMI v2.0 §28.1, §28.2, §28.5-§28.9, §28.14."""

from __future__ import annotations

import math
import typing as t

from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.chassis import (
    ChassisIdentifyRequest,
    GetChassisCapabilitiesRequest,
    GetChassisCapabilitiesResponse,
    GetChassisStatusRequest,
    GetChassisStatusResponse,
    GetPohCounterRequest,
    GetPohCounterResponse,
    GetSystemRestartCauseRequest,
    GetSystemRestartCauseResponse,
    SetChassisCapabilitiesRequest,
    SetFrontPanelEnablesRequest,
    SetPowerCycleIntervalRequest,
    SetPowerRestorePolicyRequest,
    SetPowerRestorePolicyResponse,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.chassis import (
    RESTORE_POLICY_NO_CHANGE,
    IdentifyState,
    RestorePolicy,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.completion_code import (
    CompletionCode as Code,
)

from ..registry import CompletionCode, handles

if t.TYPE_CHECKING:
    from ..bmc import Bmc
    from ..origin import Origin

DEFAULT_IDENTIFY_SECONDS = 15
MINUTES_PER_COUNT = 60
FRONT_PANEL_DISABLE_ALLOWED = 0xF0
"""The upper half of the last byte of Get Chassis Status: all four buttons can be disabled."""
_SETTABLE_CAPABILITIES = 0x03
_IDENTIFY_SUPPORTED = 0x40
_LOCKED_OUT = 0x03
"""Front panel lockout: neither the power off nor the reset button works."""


@handles(GetChassisCapabilitiesRequest)
def get_chassis_capabilities(
    bmc: Bmc, request: GetChassisCapabilitiesRequest, origin: Origin
) -> GetChassisCapabilitiesResponse:
    return GetChassisCapabilitiesResponse.unpack(bmc.stored.chassis_capabilities)


@handles(SetChassisCapabilitiesRequest)
def set_chassis_capabilities(bmc: Bmc, request: SetChassisCapabilitiesRequest, origin: Origin) -> None:
    """Keep the two capabilities that no command can set (diagnostic interrupt, interlock), and an address not given."""
    old, new = bmc.stored.chassis_capabilities, request.pack()
    flags = (old[0] & ~_SETTABLE_CAPABILITIES) | (new[0] & _SETTABLE_CAPABILITIES)
    bmc.stored.chassis_capabilities = bytes([flags]) + new[1:] + old[len(new) :]


@handles(GetChassisStatusRequest)
def get_chassis_status(bmc: Bmc, request: GetChassisStatusRequest, origin: Origin) -> GetChassisStatusResponse:
    volatile = bmc.volatile
    state = volatile.power_is_on | volatile.power_fault << 3 | bmc.stored.power_restore_policy << 5
    lockout = bmc.stored.front_panel_disabled & _LOCKED_OUT == _LOCKED_OUT
    miscellaneous = _IDENTIFY_SUPPORTED | identify_state(bmc) << 4 | lockout << 1
    buttons = bmc.stored.front_panel_disabled | FRONT_PANEL_DISABLE_ALLOWED
    return GetChassisStatusResponse.unpack(bytes([state, volatile.last_power_event, miscellaneous, buttons]))


def identify_state(bmc: Bmc) -> IdentifyState:
    """Return whether the identify light is on now."""
    until = bmc.volatile.identify_until
    if until is None or until <= bmc.now():
        return IdentifyState.OFF
    return IdentifyState.INDEFINITE if until == math.inf else IdentifyState.TEMPORARY


@handles(ChassisIdentifyRequest)
def chassis_identify(bmc: Bmc, request: ChassisIdentifyRequest, origin: Origin) -> None:
    interval = DEFAULT_IDENTIFY_SECONDS if request.identify_interval is None else request.identify_interval
    if request.force_identify_on:
        bmc.volatile.identify_until = math.inf
    else:
        bmc.volatile.identify_until = bmc.now() + interval if interval else None


@handles(SetFrontPanelEnablesRequest)
def set_front_panel_enables(bmc: Bmc, request: SetFrontPanelEnablesRequest, origin: Origin) -> None:
    bmc.stored.front_panel_disabled = request.pack()[0]


@handles(SetPowerRestorePolicyRequest)
def set_power_restore_policy(
    bmc: Bmc, request: SetPowerRestorePolicyRequest, origin: Origin
) -> SetPowerRestorePolicyResponse:
    policy = request.power_restore_policy
    if policy > RESTORE_POLICY_NO_CHANGE:
        raise CompletionCode(Code.INVALID_FIELD)
    if policy != RESTORE_POLICY_NO_CHANGE:
        bmc.stored.power_restore_policy = int(RestorePolicy(policy))
    return SetPowerRestorePolicyResponse(supports_always_off=True, supports_previous=True, supports_always_on=True)


@handles(SetPowerCycleIntervalRequest)
def set_power_cycle_interval(bmc: Bmc, request: SetPowerCycleIntervalRequest, origin: Origin) -> None:
    bmc.stored.power_cycle_interval = request.interval


@handles(GetSystemRestartCauseRequest)
def get_system_restart_cause(
    bmc: Bmc, request: GetSystemRestartCauseRequest, origin: Origin
) -> GetSystemRestartCauseResponse:
    return GetSystemRestartCauseResponse(
        restart_cause=bmc.volatile.restart_cause, channel_number=bmc.volatile.restart_channel
    )


@handles(GetPohCounterRequest)
def get_poh_counter(bmc: Bmc, request: GetPohCounterRequest, origin: Origin) -> GetPohCounterResponse:
    return GetPohCounterResponse(
        minutes_per_count=MINUTES_PER_COUNT, counter=bmc.power_on_minutes() // MINUTES_PER_COUNT
    )

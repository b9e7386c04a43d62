# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Chassis commands. IPMI v2.0 §28.1-§28.14."""

from __future__ import annotations

from ..codec.fields import bits, flag, flag_cleared, reserved, u8, u32
from ..codec.message import Request, Response
from ..spec import chassis
from ..spec.chassis import ChassisControl, IdentifyState, RestartCause, RestorePolicy


class GetChassisCapabilitiesResponse(Response):
    """Get Chassis Capabilities. IPMI v2.0 §28.1. Without ``bridge_device_address`` the bridge is at 20h."""

    provides_intrusion_sensor: bool = flag(default=False)
    provides_front_panel_lockout: bool = flag(default=False)
    provides_diagnostic_interrupt: bool = flag(default=False)
    provides_power_interlock: bool = flag(default=False)
    _r1: int = reserved(4)
    fru_info_device_address: int = u8()
    sdr_device_address: int = u8()
    sel_device_address: int = u8()
    system_management_device_address: int = u8()
    bridge_device_address: int | None = u8(optional=True)


class GetChassisCapabilitiesRequest(
    Request, command=chassis.GET_CHASSIS_CAPABILITIES, response=GetChassisCapabilitiesResponse
):
    """Get Chassis Capabilities. IPMI v2.0 §28.1."""


class GetChassisStatusResponse(Response):
    """Get Chassis Status. IPMI v2.0 §28.2. Many BMCs leave the front panel byte out."""

    power_is_on: bool = flag()
    power_overload: bool = flag(default=False)
    interlock: bool = flag(default=False)
    power_fault: bool = flag(default=False)
    power_control_fault: bool = flag(default=False)
    power_restore_policy: RestorePolicy = bits(2, RestorePolicy)
    _r1: int = reserved(1)
    last_power_down_by_ac_failure: bool = flag(default=False)
    last_power_down_by_overload: bool = flag(default=False)
    last_power_down_by_interlock: bool = flag(default=False)
    last_power_down_by_fault: bool = flag(default=False)
    last_power_on_by_command: bool = flag(default=False)
    _r2: int = reserved(3)
    chassis_intrusion: bool = flag(default=False)
    front_panel_lockout: bool = flag(default=False)
    drive_fault: bool = flag(default=False)
    cooling_fault: bool = flag(default=False)
    identify_state: IdentifyState = bits(2, IdentifyState, default=IdentifyState.OFF)
    identify_state_supported: bool = flag(default=False)
    _r3: int = reserved(1)
    power_off_button: bool | None = flag_cleared(optional=True)
    reset_button: bool | None = flag_cleared(optional=True)
    diagnostic_interrupt_button: bool | None = flag_cleared(optional=True)
    standby_button: bool | None = flag_cleared(optional=True)
    power_off_button_disable_allowed: bool | None = flag(optional=True)
    reset_button_disable_allowed: bool | None = flag(optional=True)
    diagnostic_interrupt_button_disable_allowed: bool | None = flag(optional=True)
    standby_button_disable_allowed: bool | None = flag(optional=True)


class GetChassisStatusRequest(Request, command=chassis.GET_CHASSIS_STATUS, response=GetChassisStatusResponse):
    """Get Chassis Status. IPMI v2.0 §28.2."""


class ChassisControlRequest(Request, command=chassis.CHASSIS_CONTROL):
    """Chassis Control. IPMI v2.0 §28.3. The answer says that the BMC will do it, not that it has done it."""

    control: ChassisControl = bits(4, ChassisControl)
    _r1: int = reserved(4)


class ChassisResetRequest(Request, command=chassis.CHASSIS_RESET):
    """Chassis Reset. IPMI v2.0 §28.4. Left over from IPMI 1.0."""


class ChassisIdentifyRequest(Request, command=chassis.CHASSIS_IDENTIFY):
    """Chassis Identify. IPMI v2.0 §28.5.

    ``identify_interval`` is in seconds, 0 switches off, left out means 15. BMCs without ``force_identify_on``
    refuse a request that has the second byte.
    """

    identify_interval: int | None = u8(optional=True)
    force_identify_on: bool | None = flag(optional=True)
    _r1: int = reserved(7, optional=True)


class SetFrontPanelEnablesRequest(Request, command=chassis.SET_FRONT_PANEL_ENABLES):
    """Set Front Panel Enables. IPMI v2.0 §28.6."""

    power_off_button: bool = flag_cleared(default=True)
    reset_button: bool = flag_cleared(default=True)
    diagnostic_interrupt_button: bool = flag_cleared(default=True)
    standby_button: bool = flag_cleared(default=True)
    _r1: int = reserved(4)


class SetChassisCapabilitiesRequest(Request, command=chassis.SET_CHASSIS_CAPABILITIES):
    """Set Chassis Capabilities. IPMI v2.0 §28.7."""

    provides_intrusion_sensor: bool = flag(default=False)
    provides_front_panel_lockout: bool = flag(default=False)
    _r1: int = reserved(6)
    fru_info_device_address: int = u8()
    sdr_device_address: int = u8()
    sel_device_address: int = u8()
    system_management_device_address: int = u8()
    bridge_device_address: int | None = u8(optional=True)


class SetPowerRestorePolicyResponse(Response):
    """Set Power Restore Policy. IPMI v2.0 §28.8."""

    supports_always_off: bool = flag()
    supports_previous: bool = flag()
    supports_always_on: bool = flag()
    _r1: int = reserved(5)


class SetPowerRestorePolicyRequest(
    Request, command=chassis.SET_POWER_RESTORE_POLICY, response=SetPowerRestorePolicyResponse
):
    """Set Power Restore Policy. IPMI v2.0 §28.8. ``RESTORE_POLICY_NO_CHANGE`` only asks what is supported."""

    power_restore_policy: RestorePolicy = bits(3, RestorePolicy)
    _r1: int = reserved(5)


class SetPowerCycleIntervalRequest(Request, command=chassis.SET_POWER_CYCLE_INTERVAL):
    """Set Power Cycle Interval. IPMI v2.0 §28.9. Seconds of power off; it cannot be read back."""

    interval: int = u8()


class GetSystemRestartCauseResponse(Response):
    """Get System Restart Cause, Chassis 07h. ``channel_number`` is where the restart was asked for."""

    restart_cause: RestartCause = bits(4, RestartCause)
    _r1: int = reserved(4)
    channel_number: int | None = bits(4, optional=True)
    _r2: int = reserved(4, optional=True)


class GetSystemRestartCauseRequest(
    Request, command=chassis.GET_SYSTEM_RESTART_CAUSE, response=GetSystemRestartCauseResponse
):
    """Get System Restart Cause, Chassis 07h."""


class GetPohCounterResponse(Response):
    """Get POH Counter. IPMI v2.0 §28.14."""

    minutes_per_count: int = u8()
    counter: int = u32()


class GetPohCounterRequest(Request, command=chassis.GET_POH_COUNTER, response=GetPohCounterResponse):
    """Get POH Counter (power-on hours). IPMI v2.0 §28.14."""

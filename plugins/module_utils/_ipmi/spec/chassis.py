# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Commands and enumerations of the network function Chassis. IPMI v2.0 §28 and appendix G."""

from __future__ import annotations

import enum

from .command import Command, NetFn, PrivilegeLevel

_USER = PrivilegeLevel.USER
_OPERATOR = PrivilegeLevel.OPERATOR
_ADMINISTRATOR = PrivilegeLevel.ADMINISTRATOR

_BOOT_OPTION_CODES = {
    0x80: "parameter not supported",
    0x81: "another party holds set in progress",
    0x82: "parameter is read-only",
    0x83: "parameter is write-only",
}

GET_CHASSIS_CAPABILITIES = Command(NetFn.CHASSIS, 0x00, "Get Chassis Capabilities", _USER)
GET_CHASSIS_STATUS = Command(NetFn.CHASSIS, 0x01, "Get Chassis Status", _USER)
CHASSIS_CONTROL = Command(NetFn.CHASSIS, 0x02, "Chassis Control", _OPERATOR)
CHASSIS_RESET = Command(NetFn.CHASSIS, 0x03, "Chassis Reset", _OPERATOR)
CHASSIS_IDENTIFY = Command(NetFn.CHASSIS, 0x04, "Chassis Identify", _OPERATOR)
SET_CHASSIS_CAPABILITIES = Command(NetFn.CHASSIS, 0x05, "Set Chassis Capabilities", _ADMINISTRATOR)
SET_POWER_RESTORE_POLICY = Command(NetFn.CHASSIS, 0x06, "Set Power Restore Policy", _OPERATOR)
GET_SYSTEM_RESTART_CAUSE = Command(NetFn.CHASSIS, 0x07, "Get System Restart Cause", _USER)
SET_SYSTEM_BOOT_OPTIONS = Command(NetFn.CHASSIS, 0x08, "Set System Boot Options", _OPERATOR, _BOOT_OPTION_CODES)
GET_SYSTEM_BOOT_OPTIONS = Command(NetFn.CHASSIS, 0x09, "Get System Boot Options", _OPERATOR, _BOOT_OPTION_CODES)
SET_FRONT_PANEL_ENABLES = Command(NetFn.CHASSIS, 0x0A, "Set Front Panel Enables", _ADMINISTRATOR)
SET_POWER_CYCLE_INTERVAL = Command(NetFn.CHASSIS, 0x0B, "Set Power Cycle Interval", _ADMINISTRATOR)
GET_POH_COUNTER = Command(NetFn.CHASSIS, 0x0F, "Get POH Counter", _USER)

CHASSIS_COMMANDS = (
    GET_CHASSIS_CAPABILITIES, GET_CHASSIS_STATUS, CHASSIS_CONTROL, CHASSIS_RESET, CHASSIS_IDENTIFY,
    SET_CHASSIS_CAPABILITIES, SET_POWER_RESTORE_POLICY, GET_SYSTEM_RESTART_CAUSE, SET_SYSTEM_BOOT_OPTIONS,
    GET_SYSTEM_BOOT_OPTIONS, SET_FRONT_PANEL_ENABLES, SET_POWER_CYCLE_INTERVAL, GET_POH_COUNTER,
)  # fmt: skip


class ChassisControl(enum.IntEnum):
    """What Chassis Control does; the numbers are its sub-function numbers too. IPMI v2.0 §28.3."""

    POWER_DOWN = 0
    POWER_UP = 1
    POWER_CYCLE = 2
    HARD_RESET = 3
    DIAGNOSTIC_INTERRUPT = 4
    SOFT_SHUTDOWN = 5


class RestorePolicy(enum.IntEnum):
    """What the system does when mains power returns. IPMI v2.0 §28.2, §28.8.

    In Get Chassis Status 3 means that the BMC does not know; in Set Power Restore Policy it means "no change"
    (``RESTORE_POLICY_NO_CHANGE``).
    """

    ALWAYS_OFF = 0
    PREVIOUS = 1
    ALWAYS_ON = 2
    UNKNOWN = 3


RESTORE_POLICY_NO_CHANGE = 3
"""In Set Power Restore Policy: only ask which policies are supported."""


class IdentifyState(enum.IntEnum):
    """Whether the identify light is on. IPMI v2.0 §28.2."""

    OFF = 0
    TEMPORARY = 1
    INDEFINITE = 2


class RestartCause(enum.IntEnum):
    """Why the system last started. IPMI v2.0 Chassis 07h."""

    UNKNOWN = 0x0
    CHASSIS_CONTROL = 0x1
    RESET_BUTTON = 0x2
    POWER_BUTTON = 0x3
    WATCHDOG = 0x4
    OEM = 0x5
    RESTORE_POLICY_ALWAYS_ON = 0x6
    RESTORE_POLICY_PREVIOUS = 0x7
    PEF_RESET = 0x8
    PEF_POWER_CYCLE = 0x9
    SOFT_RESET = 0xA
    RTC_WAKEUP = 0xB

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Enumerations of the IPM device global commands. IPMI v2.0 §20."""

from __future__ import annotations

import enum


class SelfTestResult(enum.IntEnum):
    """The outcome of the self test; other values are device specific."""

    PASSED = 0x55
    NOT_IMPLEMENTED = 0x56
    CORRUPTED_OR_INACCESSIBLE = 0x57
    FATAL_HARDWARE_ERROR = 0x58


class SystemPowerState(enum.IntEnum):
    """ACPI system power states."""

    S0_G0 = 0x00
    S1 = 0x01
    S2 = 0x02
    S3 = 0x03
    S4 = 0x04
    S5_G2 = 0x05
    S4_OR_S5 = 0x06
    G3 = 0x07
    SLEEPING = 0x08
    G1_SLEEPING = 0x09
    S5_BY_OVERRIDE = 0x0A
    LEGACY_ON = 0x20
    LEGACY_OFF = 0x21
    UNKNOWN = 0x2A
    NO_CHANGE = 0x7F


class DevicePowerState(enum.IntEnum):
    """ACPI device power states."""

    D0 = 0x00
    D1 = 0x01
    D2 = 0x02
    D3 = 0x03
    UNKNOWN = 0x2A
    NO_CHANGE = 0x7F

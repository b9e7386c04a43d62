# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Enumerations of Serial over LAN. IPMI v2.0 §15, §26."""

from __future__ import annotations

import enum


class BitRate(enum.IntEnum):
    """SOL bit rates. SERIAL_SETTING takes the rate of the serial channel."""

    SERIAL_SETTING = 0x0
    RATE_9600 = 0x6
    RATE_19200 = 0x7
    RATE_38400 = 0x8
    RATE_57600 = 0x9
    RATE_115200 = 0xA


class SerialAlerts(enum.IntEnum):
    """What happens to serial alerts while SOL holds a shared port. IPMI v2.0 §24.1."""

    FAIL = 0
    DEFER = 1
    SUCCEED = 2

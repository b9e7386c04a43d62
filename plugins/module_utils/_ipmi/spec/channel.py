# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Channels: numbers, media, protocols and access modes. IPMI v2.0 §6.3-§6.6."""

from __future__ import annotations

import enum

IPMB_CHANNEL = 0x00
CURRENT_CHANNEL = 0x0E
"""The channel that the request arrives on."""
SYSTEM_INTERFACE_CHANNEL = 0x0F


class ChannelMedium(enum.IntEnum):
    """What a channel runs over; 60h-7Fh are OEM. IPMI v2.0 §6.5."""

    IPMB = 0x01
    ICMB_1_0 = 0x02
    ICMB_0_9 = 0x03
    LAN = 0x04
    SERIAL = 0x05
    OTHER_LAN = 0x06
    PCI_SMBUS = 0x07
    SMBUS_1 = 0x08
    SMBUS_2 = 0x09
    USB_1 = 0x0A
    USB_2 = 0x0B
    SYSTEM_INTERFACE = 0x0C


class ChannelProtocol(enum.IntEnum):
    """What is spoken over a channel; a LAN channel reports IPMB. IPMI v2.0 §6.4."""

    IPMB = 0x01
    ICMB_1_0 = 0x02
    IPMI_SMBUS = 0x04
    KCS = 0x05
    SMIC = 0x06
    BT_1_0 = 0x07
    BT_1_5 = 0x08
    TERMINAL_MODE = 0x09


class SessionSupport(enum.IntEnum):
    """How many sessions a channel can carry. IPMI v2.0 §22.24."""

    SESSION_LESS = 0
    SINGLE_SESSION = 1
    MULTI_SESSION = 2
    SESSION_BASED = 3


class AccessMode(enum.IntEnum):
    """When a channel accepts IPMI messaging. IPMI v2.0 §6.6."""

    DISABLED = 0
    PRE_BOOT_ONLY = 1
    ALWAYS_AVAILABLE = 2
    SHARED = 3


class ChannelAccessCopy(enum.IntEnum):
    """Which copy of the channel access settings is meant. Writing one never changes the other. IPMI v2.0 §22.22."""

    DO_NOT_CHANGE = 0
    NON_VOLATILE = 1
    VOLATILE = 2


class KeyOperation(enum.IntEnum):
    """What Set Channel Security Keys does with a key. IPMI v2.0 §22.25."""

    READ = 0
    SET = 1
    LOCK = 2


class KeyId(enum.IntEnum):
    """Which key Set Channel Security Keys is about. IPMI v2.0 §22.25."""

    K_R = 0
    K_G = 1


class KeyLockStatus(enum.IntEnum):
    """Whether a channel key can still be changed. IPMI v2.0 §22.25."""

    NOT_LOCKABLE = 0
    LOCKED = 1
    UNLOCKED = 2

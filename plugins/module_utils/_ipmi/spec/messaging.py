# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Enumerations of the messaging commands. IPMI v2.0 §22.5-§22.9."""

from __future__ import annotations

import enum


class Tracking(enum.IntEnum):
    """How Send Message follows a bridged request. IPMI v2.0 §22.7."""

    NONE = 0
    TRACK_REQUEST = 1
    SEND_RAW = 2


class ChannelReceive(enum.IntEnum):
    """What Enable Message Channel Receive does. IPMI v2.0 §22.5."""

    DISABLE = 0
    ENABLE = 1
    QUERY = 2


class SystemInterfaceType(enum.IntEnum):
    """The interface that Get System Interface Capabilities is about. IPMI v2.0 §22.9."""

    SSIF = 0
    KCS = 1
    SMIC = 2

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Enumerations of the payload commands. IPMI v2.0 §24."""

from __future__ import annotations

import enum


class PayloadAccessOperation(enum.IntEnum):
    """What Set User Payload Access does with the payload types whose bits are 1."""

    ENABLE = 0
    DISABLE = 1


class EncryptionOperation(enum.IntEnum):
    """What Suspend/Resume Payload Encryption does."""

    SUSPEND = 0
    RESUME = 1
    REGENERATE_INITIALIZATION_VECTOR = 2


NO_VLAN = 0xFFFF
"""The VLAN field of Activate Payload when VLAN addressing is not used."""

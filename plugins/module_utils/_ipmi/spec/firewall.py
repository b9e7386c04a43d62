# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Enumerations of the firmware firewall and command discovery. IPMI v2.0 §21."""

from __future__ import annotations

import enum

NETFN_PAIRS = 32
LUNS = 4
COMMANDS_PER_MASK = 128
SUB_FUNCTIONS_PER_MASK = 32


class LunSupport(enum.IntEnum):
    """What a LUN of the BMC answers."""

    NONE = 0
    BASE = 1
    """Commands follow the IPMI specification."""
    RESTRICTED = 2
    """Commands may be restricted or OEM."""


class CommandRange(enum.IntEnum):
    """Which half of the 256 commands a mask stands for: bit *n* is command n, or 80h + n in the upper half."""

    LOWER = 0
    UPPER = 1


class SpecificationType(enum.IntEnum):
    """The specification that a command's sub-functions are numbered by."""

    IPMI = 0
    IPMB = 1
    ICMB = 2


def defining_body_size(net_fn: int) -> int:
    """Return how many bytes name the defining body of a network function's commands (IANA number or body code)."""
    return {0x2C: 1, 0x2E: 3}.get(net_fn, 0)

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The life of the boot flags: when their valid bit falls, and what the managed system's firmware does with them.

The BMC takes the valid bit back 60 seconds after it was written, or after the last Chassis Control command, unless bit
3 of parameter 3 forbids it. IPMI v2.0 §28.13, parameters 3 and 5. A starting system reads the flags, and uses up those
that are not persistent.
"""

from __future__ import annotations

import typing as t

if t.TYPE_CHECKING:
    from ..bmc import Bmc

VALID_BIT_CLEARING = 3
BOOT_FLAGS = 5
VALID = 0x80
PERSISTENT = 0x40
KEEP_AFTER_TIMEOUT = 0x08
TIMEOUT_SECONDS = 60.0
LAST_BOOT = "last_boot_flags"
"""In ``volatile.oem``: the boot flags that the managed system last started with, empty when none were valid."""


def watch_valid_bit(bmc: Bmc) -> None:
    """Start the 60 seconds for boot flags that were just written, or stop watching flags that are not valid."""
    if not _flags(bmc)[0] & VALID or bmc.personality.quirks.boot_valid_bit_sticky:
        bmc.volatile.boot_valid_until = None
        return
    bmc.volatile.boot_valid_until = bmc.now() + TIMEOUT_SECONDS
    bmc.later(TIMEOUT_SECONDS, lambda: _take_back(bmc))


def note_chassis_control(bmc: Bmc) -> None:
    """Start the 60 seconds anew: a Chassis Control command has come."""
    if bmc.volatile.boot_valid_until is not None:
        watch_valid_bit(bmc)


def use_boot_flags(bmc: Bmc) -> None:
    """The managed system starts: note what it was told, and clear the valid bit of a one-time request."""
    flags = _flags(bmc)
    bmc.volatile.oem[LAST_BOOT] = flags if flags[0] & VALID else b""
    if flags[0] & PERSISTENT or bmc.personality.quirks.boot_valid_bit_sticky:
        return
    _clear_valid_bit(bmc)


def _take_back(bmc: Bmc) -> None:
    until = bmc.volatile.boot_valid_until
    if until is None or bmc.now() < until:
        return
    clearing = bmc.stored.boot.read(VALID_BIT_CLEARING)
    if clearing is None or not clearing[0] & KEEP_AFTER_TIMEOUT:
        _clear_valid_bit(bmc)
    bmc.volatile.boot_valid_until = None


def _clear_valid_bit(bmc: Bmc) -> None:
    flags = _flags(bmc)
    bmc.stored.boot.write(BOOT_FLAGS, bytes([flags[0] & ~VALID & 0xFF]) + flags[1:])
    bmc.volatile.boot_valid_until = None


def _flags(bmc: Bmc) -> bytes:
    return bmc.stored.boot.read(BOOT_FLAGS) or bytes(5)

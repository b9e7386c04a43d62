# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Enumerations of the system boot options. IPMI v2.0 §28.12, §28.13."""

from __future__ import annotations

import enum


class BootDevice(enum.IntEnum):
    """The boot device selector of the boot flags."""

    NONE = 0x0
    PXE = 0x1
    DISK = 0x2
    DISK_SAFE_MODE = 0x3
    DIAGNOSTIC_PARTITION = 0x4
    CDROM = 0x5
    BIOS_SETUP = 0x6
    REMOTE_FLOPPY = 0x7
    REMOTE_CDROM = 0x8
    REMOTE_MEDIA = 0x9
    REMOTE_DISK = 0xB
    FLOPPY = 0xF


class FirmwareType(enum.IntEnum):
    """The BIOS boot type of the boot flags."""

    LEGACY = 0
    UEFI = 1


class BootVerbosity(enum.IntEnum):
    """How much the firmware shows while it boots."""

    DEFAULT = 0
    QUIET = 1
    VERBOSE = 2


class ConsoleRedirection(enum.IntEnum):
    """Whether the firmware redirects its console to the serial port."""

    DEFAULT = 0
    SUPPRESS = 1
    ENABLE = 2


class BootMuxControl(enum.IntEnum):
    """Who gets the shared serial port at the end of POST."""

    RECOMMENDED = 0
    BMC = 1
    SYSTEM = 2


class BootInfoReader(enum.IntEnum):
    """Who reads and acknowledges the boot information; the bit numbers of the acknowledge parameter."""

    BIOS = 0
    OS_LOADER = 1
    SERVICE_PARTITION = 2
    SYSTEM_MANAGEMENT_SOFTWARE = 3
    OEM = 4

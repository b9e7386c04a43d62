# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What vendors do differently with the boot flags."""

from __future__ import annotations

from .._ipmi.commands.boot_parameters import BootFlags
from .._ipmi.spec.boot import BootDevice, FirmwareType
from .._ipmi.spec.vendor import vendor_name

UEFI_DISK = {"Supermicro": BootDevice.REMOTE_MEDIA}
"""Quirk: Supermicro, all: device selector 2 is the disk; with the UEFI flag, 2 boots the first entry in legacy mode
and 9 boots the disk. OpenStack Ironic, drivers/modules/ipmitool.py (raw 0x00 0x08 0x05 0xa0 0x24 0x00 0x00 0x00).
"""


def device_as_sent(manufacturer_id: int, flags: BootFlags) -> BootFlags:
    """Return boot flags as this vendor's BMC has to be told them, from flags in the specification's sense."""
    disk = _own_uefi_disk(manufacturer_id, flags)
    return flags.replace(boot_device=disk) if disk is not None and flags.boot_device == BootDevice.DISK else flags


def device_as_meant(manufacturer_id: int, flags: BootFlags) -> BootFlags | None:
    """Return boot flags in the specification's sense, from flags as this vendor's BMC returned them.

    None when the vendor's firmware takes the device for something that has no name.
    """
    disk = _own_uefi_disk(manufacturer_id, flags)
    if disk is None:
        return flags
    if flags.boot_device == BootDevice.DISK:
        return None
    return flags.replace(boot_device=BootDevice.DISK) if flags.boot_device == disk else flags


def can_be_told(manufacturer_id: int, flags: BootFlags) -> bool:
    """Tell whether this vendor has a selector for the device at all."""
    return flags.boot_device != _own_uefi_disk(manufacturer_id, flags)


def _own_uefi_disk(manufacturer_id: int, flags: BootFlags) -> BootDevice | None:
    if flags.firmware_type != FirmwareType.UEFI:
        return None
    return UEFI_DISK.get(vendor_name(manufacturer_id) or "")

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Boot option parameters. IPMI v2.0 §28.13, table 28-14."""

from __future__ import annotations

from ..codec.fields import bits, flag, flag_cleared, mask, reserved, rest, u8, u32
from ..spec.boot import BootDevice, BootMuxControl, BootVerbosity, ConsoleRedirection, FirmwareType
from ..spec.parameter import SetInProgress
from .boot import BootParameter


class BootSetInProgress(BootParameter, selector=0):
    set_in_progress: SetInProgress = bits(2, SetInProgress)
    _r1: int = reserved(6)


class ServicePartitionSelector(BootParameter, selector=1):
    """0 means unspecified."""

    service_partition: int = u8()


class ServicePartitionScan(BootParameter, selector=2):
    """ipmitool prints the two bits swapped."""

    discovered: bool = flag()
    scan_requested: bool = flag()
    _r1: int = reserved(6)


class BootFlagValidBitClearing(BootParameter, selector=3):
    """On which events the BMC clears ``valid`` of the boot flags. The timeout comes after 60 s without a restart."""

    clear_on_power_up: bool = flag_cleared(default=True)
    clear_on_reset_button: bool = flag_cleared(default=True)
    clear_on_watchdog: bool = flag_cleared(default=True)
    clear_on_timeout: bool = flag_cleared(default=True)
    clear_on_pef: bool = flag_cleared(default=True)
    _r1: int = reserved(3)


class BootInfoAcknowledge(BootParameter, selector=4):
    """Who has handled the boot information: a set of :class:`~..spec.boot.BootInfoReader` numbers.

    Only the numbers in ``write_mask`` are written.
    """

    write_mask: frozenset[int] = mask(1)
    acknowledged: frozenset[int] = mask(1)


class BootFlags(BootParameter, selector=5):
    """What the firmware does at the next boot, or at every boot if ``persistent``.

    ``device_instance`` 0 asks for none in particular.
    """

    _r1: int = reserved(5)
    firmware_type: FirmwareType = bits(1, FirmwareType, default=FirmwareType.LEGACY)
    persistent: bool = flag(default=False)
    valid: bool = flag(default=False)
    lock_reset_button: bool = flag(default=False)
    blank_screen: bool = flag(default=False)
    boot_device: BootDevice = bits(4, BootDevice, default=BootDevice.NONE)
    lock_keyboard: bool = flag(default=False)
    clear_cmos: bool = flag(default=False)
    console_redirection: ConsoleRedirection = bits(2, ConsoleRedirection, default=ConsoleRedirection.DEFAULT)
    lock_sleep_button: bool = flag(default=False)
    bypass_user_password: bool = flag(default=False)
    force_progress_event_traps: bool = flag(default=False)
    verbosity: BootVerbosity = bits(2, BootVerbosity, default=BootVerbosity.DEFAULT)
    lock_power_button: bool = flag(default=False)
    mux_control: BootMuxControl = bits(3, BootMuxControl, default=BootMuxControl.RECOMMENDED)
    shared_mode_override: bool = flag(default=False)
    _r2: int = reserved(4)
    device_instance: int = bits(4, default=0)
    device_instance_is_internal: bool = flag(default=False)
    _r3: int = reserved(3)


class BootInitiatorInfo(BootParameter, selector=6):
    """``timestamp`` is in seconds since 1970."""

    channel_number: int = bits(4)
    _r1: int = reserved(4)
    session_id: int = u32()
    timestamp: int = u32()


class BootInitiatorMailbox(BootParameter, selector=7, has_block_selector=True):
    """16 bytes in each block. Block 0 starts with the IANA number of whom the data are for."""

    block_selector: int = u8()
    data: bytes = rest()


BOOT_PARAMETERS: dict[int, type[BootParameter]] = {
    parameter.selector: parameter
    for parameter in (
        BootSetInProgress,
        ServicePartitionSelector,
        ServicePartitionScan,
        BootFlagValidBitClearing,
        BootInfoAcknowledge,
        BootFlags,
        BootInitiatorInfo,
        BootInitiatorMailbox,
    )
}

#!/usr/bin/python
# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: boot
short_description: Boot device override of a server, through its BMC
version_added: 0.1.0
description:
  - Declares what the server boots from, at its next boot or at every boot.
  - All of the override is one message of five bytes. It is read first, what the task does not speak of is kept, and it is
    written once.
  - The task is in the wanted state when the override is valid, and its device, persistence and firmware type are the wanted
    ones. A one-time override is used up by the next boot; after it, the same task makes a new one.
extends_documentation_fragment:
  - baremetal.ipmi.connection
  - baremetal.ipmi.resource
  - baremetal.ipmi.attributes
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
  idempotent:
    support: full
options:
  device:
    description:
      - What to boot from. Can be read back.
      - V(default) means that there is no override, the server's own boot order counts. No other flag can be given with it.
      - V(none) is an override that leaves the device to the server's own order, but has other flags.
      - V(disk_safe_mode) is the default disk in safe mode. The V(remote_*) devices are those that are connected through the
        BMC.
      - On Supermicro BMCs with O(firmware=uefi), V(disk) is sent as the selector that their firmware needs, and understood when
        it is read back. V(remote_media) cannot be told to them with O(firmware=uefi).
    type: str
    choices:
      - default
      - none
      - pxe
      - disk
      - disk_safe_mode
      - diagnostic_partition
      - cdrom
      - bios_setup
      - remote_floppy
      - remote_cdrom
      - remote_media
      - remote_disk
      - floppy
  persistent:
    description:
      - Whether the override is for every boot, or only for the next one. A new override is for the next one unless this says
        otherwise. Can be read back.
      - A BMC that takes the setting and does not keep it is an error with RV(error_code=write_ignored).
    type: bool
  firmware:
    description:
      - Whether the server boots in UEFI or in legacy BIOS mode. A new override says V(legacy) unless this says otherwise. Can
        be read back.
      - Servers that know only UEFI usually boot in UEFI whatever the override says, and some of them still report V(legacy).
        Asking those for V(uefi) is an error with RV(error_code=write_ignored); leave the option out.
    type: str
    choices: [legacy, uefi]
  keep_valid:
    description:
      - BMCs take an override back when the server is not restarted within 60 seconds. By default a BMC is told not to, before a
        new override is written. BMCs without that setting are written to all the same.
      - V(false) leaves that setting of the BMC alone.
    type: bool
    default: true
  device_instance:
    description: Which of several devices of the kind, 1 to 15. 0 is none in particular. Can be read back.
    type: int
  device_instance_is_internal:
    description: Whether O(device_instance) counts internal devices instead of external ones. Can be read back.
    type: bool
  clear_cmos:
    description: Whether the firmware resets its setup at that boot. Can be read back.
    type: bool
  blank_screen:
    description: Whether the firmware keeps the screen blank. Can be read back.
    type: bool
  lock_keyboard:
    description: Whether the firmware locks the keyboard. Can be read back.
    type: bool
  lock_power_button:
    description: Whether the firmware locks the power button. Can be read back.
    type: bool
  lock_reset_button:
    description: Whether the firmware locks the reset button. Can be read back.
    type: bool
  lock_sleep_button:
    description: Whether the firmware locks the sleep button. Can be read back.
    type: bool
  bypass_user_password:
    description: Whether the firmware skips its user password at that boot. Can be read back.
    type: bool
  force_progress_event_traps:
    description: Whether the firmware sends its progress as event traps. Can be read back.
    type: bool
  shared_mode_override:
    description: Whether the firmware sets the access mode of the shared serial channel aside. Can be read back.
    type: bool
  verbosity:
    description: How much the firmware shows. Can be read back.
    type: str
    choices: [default, quiet, verbose]
  console_redirection:
    description: Whether the firmware redirects its console to the serial port. Can be read back.
    type: str
    choices: [default, suppress, enable]
  mux_control:
    description: Who gets a shared serial port when the firmware is done. Can be read back.
    type: str
    choices: [recommended, bmc, system]
seealso:
  - module: baremetal.ipmi.power
author:
  - The baremetal.ipmi authors (@baremetal-ipmi)
"""

EXAMPLES = r"""
- name: Install the server over the network at its next boot
  baremetal.ipmi.boot:
    device: pxe
    firmware: uefi

- name: Always boot from disk
  baremetal.ipmi.boot:
    device: disk
    firmware: uefi
    persistent: true

- name: No override, the server's own boot order counts
  baremetal.ipmi.boot:
    device: default
"""

RETURN = r"""
bmc:
  description: Which BMC it was.
  type: dict
  returned: when the BMC answered
  contains:
    system_guid:
      description: GUID from the login, as hexadecimal digits in the order of the wire.
      type: str
    manufacturer_id:
      description: IANA enterprise number of the manufacturer.
      type: int
    manufacturer:
      description: Name of the manufacturer, if known.
      type: str
    product_id:
      description: Product number, unique within the manufacturer.
      type: int
    firmware:
      description: Firmware revision.
      type: str
    address:
      description: Address that the BMC was reached at.
      type: str
    channel:
      description: Channel of the session, when the task had a reason to ask for it.
      type: int
    cipher_suite:
      description: Cipher suite of the session.
      type: int
error_code:
  description: Stable code of the error.
  type: str
  returned: failure
  sample: write_ignored
completion_code:
  description: Completion code with which the BMC refused a command.
  type: int
  returned: failure with RV(error_code=refused_by_bmc)
  sample: 204
written:
  description: Options that had been written before the failure.
  type: list
  elements: str
  returned: failure after a write was planned
not_written:
  description: Options that had not been written when the task failed.
  type: list
  elements: str
  returned: failure after a write was planned
not_supported:
  description: Options that were left out because the BMC does not have them.
  type: list
  elements: str
  returned: when O(unsupported=skip) left something out
"""

from ansible_collections.baremetal.ipmi.plugins.module_utils._ansible.run import run_module
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.boot import BOOT


def main() -> None:
    run_module(BOOT)


if __name__ == "__main__":
    main()

#!/usr/bin/python
# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: sol
short_description: Serial over LAN of a BMC
version_added: 0.1.0
description:
  - Declares who may use the serial console over the network (SOL), and how its characters travel.
  - Which users may use it is said by the option O(baremetal.ipmi.user#module:sol) of M(baremetal.ipmi.user).
  - All options can be read back.
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
  channel:
    description:
      - Number of the LAN channel, 1 to 11. The default is the channel that the task's session uses.
    type: int
  enabled:
    description: Whether SOL can be used at all.
    type: bool
  force_encryption:
    description:
      - Whether a console must encrypt its characters. Consoles with a cipher suite without confidentiality (0, 1, 2, 6, 7, 11,
        15, 16) are then refused.
    type: bool
  force_authentication:
    description:
      - Whether a console must authenticate its packets. Consoles with a cipher suite without integrity (0, 1, 6, 11, 15) are
        then refused.
    type: bool
  privilege:
    description: Lowest privilege level of a session that may open the console.
    type: str
    choices: [user, operator, administrator, oem]
  accumulate_interval:
    description: Milliseconds that the BMC waits for more characters before it sends a packet. 5 to 1275, in steps of 5.
    type: int
  send_threshold:
    description: Number of characters, 1 to 255, that the BMC sends at once without waiting for more.
    type: int
  retry_count:
    description: How often the BMC sends a packet again that is not acknowledged, 0 to 7 times.
    type: int
  retry_interval:
    description: Milliseconds between two of these attempts. 0 to 2550, in steps of 10.
    type: int
  bit_rate:
    description:
      - Bits per second of the serial port while SOL is used. V(serial) takes the setting of the serial channel.
      - This is the stored setting; it does not change a running console.
    type: str
    choices: [serial, "9600", "19200", "38400", "57600", "115200"]
  volatile_bit_rate:
    description:
      - The setting that counts now. It is replaced by O(bit_rate) when the system or the BMC restarts.
    type: str
    choices: [serial, "9600", "19200", "38400", "57600", "115200"]
  port:
    description:
      - UDP port of SOL.
      - Read-only on most BMCs; another port than the present one is then an error with RV(error_code=not_supported).
    type: int
seealso:
  - module: baremetal.ipmi.user
author:
  - The baremetal.ipmi authors (@baremetal-ipmi)
"""

EXAMPLES = r"""
- name: Encrypted consoles only, for operators and above
  baremetal.ipmi.sol:
    enabled: true
    force_encryption: true
    force_authentication: true
    privilege: operator

- name: The speed that the operating system's console has
  baremetal.ipmi.sol:
    bit_rate: "115200"
    volatile_bit_rate: "115200"

- name: Fewer, larger packets, on BMCs that let one say so
  baremetal.ipmi.sol:
    accumulate_interval: 100
    send_threshold: 200
    unsupported: skip
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
  sample: not_supported
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
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.sol import SOL


def main() -> None:
    run_module(SOL)


if __name__ == "__main__":
    main()

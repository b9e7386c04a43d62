#!/usr/bin/python
# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: raw
short_description: Send one IPMI command to a BMC
version_added: 0.1.0
description:
  - Sends one command with any bytes, and returns the bytes of the answer. For what no other module does.
  - It reads nothing first and verifies nothing afterwards; prefer another module where there is one.
  - Where the bytes hold a secret, such as a password, set C(no_log=true) for the task. They are shown otherwise.
extends_documentation_fragment:
  - baremetal.ipmi.connection
  - baremetal.ipmi.attributes
attributes:
  check_mode:
    support: partial
    details: In check mode the command is sent only if it changes nothing, see O(changes).
  diff_mode:
    support: none
  idempotent:
    support: none
options:
  command:
    description:
      - Title of the command in the specification, such as V(Get Device ID). Case, spaces and underscores do not count.
      - Or network function and number in hexadecimal, such as V(06/01).
      - Give either this, or O(net_fn) and O(number).
    type: str
  net_fn:
    description:
      - Network function, by name (V(chassis), V(bridge), V(sensor_event), V(app), V(firmware), V(storage),
        V(transport), V(group_extension), V(oem_group)) or even number, such as V(0x30).
    type: raw
  number:
    description: Number of the command within O(net_fn), such as V(0x70).
    type: raw
  lun:
    description: Logical unit of the BMC that the command is addressed to.
    type: int
    default: 0
  data:
    description:
      - Bytes after the command, as a list of numbers (V([0x0e, 0x04])), or as pairs of hexadecimal digits in quotes
        (V("0e 04")).
      - Commands of the group extension and of an OEM group begin with the code or number of who defined them; it is not
        added by itself.
    type: raw
  changes:
    description:
      - Whether the command changes something. The task reports this as C(changed), and in check mode sends no command that does.
      - By default, the commands that the specification calls "Get ..." change nothing, and all others do. The module cannot
        know what a vendor's command does.
    type: bool
  accept:
    description:
      - Completion codes that are no failure, besides 00h. An accepted one is returned and counts as not changed.
    type: list
    elements: raw
    default: []
  privilege:
    description:
      - Privilege level that the session is raised to for this command.
      - The default is the level that the specification gives for the command, and V(administrator) for commands that it
        does not have.
      - The session asks for this level as its limit too, unless O(bmc_privilege) says another.
    type: str
    choices: [callback, user, operator, administrator, oem]
author:
  - The baremetal.ipmi authors (@baremetal-ipmi)
"""

EXAMPLES = r"""
- name: Ask for the time of the system event log
  baremetal.ipmi.raw:
    command: Get SEL Time
  register: sel_time

- name: A vendor's command that some boards do not have
  baremetal.ipmi.raw:
    net_fn: 0x30
    number: 0x70
    data: "0c 00"
    changes: false
    accept: [0xc1]

- name: Restart the BMC
  baremetal.ipmi.raw:
    command: Cold Reset
"""

RETURN = r"""
command:
  description: Title of the command, or its numbers.
  type: str
  returned: success
  sample: Get SEL Time
completion_code:
  description: Completion code of the answer. Without a value after a reset that the BMC did not answer.
  type: int
  returned: success, when the command was sent
  sample: 0
completion_text:
  description: What the completion code means.
  type: str
  returned: success, when the command was sent
  sample: 00h (ok)
data:
  description: Bytes after the completion code.
  type: list
  elements: int
  returned: success, when the command was sent
  sample: [0, 46, 100, 101]
data_hex:
  description: The same as hexadecimal digits.
  type: str
  returned: success, when the command was sent
  sample: "002e6465"
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
  sample: wrong_password
"""

from ansible_collections.baremetal.ipmi.plugins.module_utils._ansible.run import run_module
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.raw import RAW


def main() -> None:
    run_module(RAW)


if __name__ == "__main__":
    main()

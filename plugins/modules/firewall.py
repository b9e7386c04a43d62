#!/usr/bin/python
# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: firewall
short_description: Which commands a BMC carries out, by its firmware firewall
version_added: 0.1.0
description:
  - Enables and disables commands, and parts of commands (sub-functions), for each channel that commands can come in on.
  - For example, it keeps the operating system of a server from adding accounts to the BMC without any password.
  - Commands are named by their titles in the IPMI specification. Only commands that a rule speaks of are touched.
  - The settings survive a restart of the BMC, and are read back after they are written.
  - Many BMCs do not have a firmware firewall; the task then fails with RV(error_code=not_supported).
extends_documentation_fragment:
  - baremetal.ipmi.connection
  - baremetal.ipmi.attributes
  - baremetal.ipmi.resource
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
      - Channel that the commands come in on, a number from V(0) to V(11).
      - V(system_interface) is the way from the server's own operating system.
      - The default is the channel in use.
    type: raw
  lun:
    description: Logical unit of the BMC that the commands are addressed to. Nearly everything is at V(0).
    type: int
    default: 0
  rules:
    description:
      - What shall be enabled and what not.
      - A rule for one command counts more than one for its whole network function, wherever they stand in the list.
      - A command that this BMC does not let anyone configure is refused before anything is written, unless it is
        already as wanted.
      - Disabling what the session, the next login or undoing the change needs is refused unless O(allow_lockout=true).
    type: list
    elements: dict
    required: true
    suboptions:
      command:
        description:
          - Title of the command in the specification, such as V(Set User Password).
            Case, spaces and underscores do not count.
          - Or network function and number in hexadecimal, such as V(06/47).
        type: str
      net_fn:
        description:
          - Network function, by name (V(chassis), V(bridge), V(sensor_event), V(app), V(firmware), V(storage),
            V(transport), V(group_extension), V(oem_group)) or even number, such as V(0x30).
          - Without O(rules[].number), the rule is for every command of it that can be configured.
        type: raw
      number:
        description: Number of the command within O(rules[].net_fn), such as V(0x47).
        type: raw
      defining_body:
        description:
          - Who defines the commands of the network functions V(group_extension) (a body code, such as V(0xdc) for DCMI)
            and V(oem_group) (an IANA enterprise number). Needed for these two, and for no other.
        type: raw
      sub_functions:
        description:
          - Sub-functions of the command, by number. The rule is then for these, not for the command as a whole.
          - For commands that read or write configuration parameters, the number of the parameter.
          - Some have names. For C(Chassis Control) V(power_up), V(power_cycle), V(hard_reset), V(diagnostic_interrupt)
            and V(soft_shutdown); for C(Chassis Identify) V(force_identify_on).
        type: list
        elements: raw
      enabled:
        description: Whether the BMC shall carry it out.
        type: bool
        required: true
author:
  - The baremetal.ipmi authors (@baremetal-ipmi)
"""

EXAMPLES = r"""
- name: Keep the operating system from taking over the BMC
  baremetal.ipmi.firewall:
    channel: system_interface
    rules:
      - command: Set User Access
        enabled: false
      - command: Set User Name
        enabled: false
      - command: Set User Password
        enabled: false
      - command: Set Channel Access
        enabled: false
      - command: Set LAN Configuration Parameters
        enabled: false

- name: Nobody resets the server over the network, but it may be switched on and off
  baremetal.ipmi.firewall:
    rules:
      - command: Chassis Control
        sub_functions: [hard_reset, power_cycle]
        enabled: false

- name: No command of the bridge, and a vendor's command by number
  baremetal.ipmi.firewall:
    unsupported: skip
    rules:
      - net_fn: bridge
        enabled: false
      - net_fn: 0x30
        number: 0x70
        enabled: false
"""

RETURN = r"""
not_supported:
  description: Rules that were left out because of O(unsupported=skip).
  type: list
  elements: str
  returned: when there are any
  sample: ["Get Device ID"]
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
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.firewall import FIREWALL


def main() -> None:
    run_module(FIREWALL)


if __name__ == "__main__":
    main()

#!/usr/bin/python
# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: config_info
short_description: Read a BMC as a document
version_added: 0.1.0
description:
  - Reads the settings of a BMC as a document that M(baremetal.ipmi.config) takes back and finds unchanged.
  - A backup, a starting point for a baseline, or one side of a comparison. It holds no secrets, since those cannot be read.
  - Needs an account of the level administrator.
extends_documentation_fragment:
  - baremetal.ipmi.connection
  - baremetal.ipmi.attributes
attributes:
  check_mode:
    support: full
  diff_mode:
    support: none
  idempotent:
    support: full
options:
  sections:
    description: Sections to read. The default is all of them.
    type: list
    elements: str
    choices: [users, channels, lan, sol, firewall, chassis, boot]
seealso:
  - module: baremetal.ipmi.config
author:
  - The baremetal.ipmi authors (@baremetal-ipmi)
"""

EXAMPLES = r"""
- name: Read a BMC
  baremetal.ipmi.config_info:
  register: bmc

- name: Keep the document
  ansible.builtin.copy:
    content: "{{ bmc.document | to_nice_json }}"
    dest: bmc-backup.json
    mode: "0600"
  delegate_to: localhost
"""

RETURN = r"""
document:
  description: The settings of the BMC. Its keys are options of M(baremetal.ipmi.config); what the BMC does not have is left out.
  type: dict
  returned: success
  sample:
    chassis:
      power_restore_policy: previous
    sol:
      - channel: 1
        enabled: true
        privilege: operator
not_supported:
  description: Sections that the BMC did not let the task read. A warning says why.
  type: list
  elements: str
  returned: when there is one
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
  sample: lockout_refused
completion_code:
  description: Completion code with which the BMC refused a command.
  type: int
  returned: failure with RV(error_code=refused_by_bmc)
  sample: 204
"""

from ansible_collections.baremetal.ipmi.plugins.module_utils._ansible.run import run_module
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.config import CONFIG_INFO


def main() -> None:
    run_module(CONFIG_INFO)


if __name__ == "__main__":
    main()

#!/usr/bin/python
# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: power
short_description: Power of a server, through its BMC
version_added: 0.1.0
description:
  - Brings the system behind a BMC into a power state, or resets it.
  - V(on), V(off) and V(soft) change nothing when the state already holds.
extends_documentation_fragment:
  - baremetal.ipmi.connection
  - baremetal.ipmi.attributes
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
  idempotent:
    support: partial
    details: Only for the states V(on), V(off) and V(soft); the others act each time.
options:
  state:
    description:
      - V(on) and V(off) switch the power. V(off) does so at once, without asking the operating system. Write both with
        quotes, since YAML takes the bare words for true and false.
      - V(soft) asks the operating system to shut down (ACPI), and is reached when the power is off.
      - V(cycle) and V(reset) restart a running system; one that is off is switched on instead.
      - V(diag) sends a diagnostic interrupt (NMI) to a running system.
    type: str
    choices: ["on", "off", soft, cycle, reset, diag]
    required: true
  wait:
    description:
      - Wait until the power state is reached. The time for the whole task is O(bmc_timeout).
    type: bool
    default: true
  soft_timeout:
    description:
      - With O(state=soft), seconds after which the power is switched off without asking further. O(bmc_timeout) has to be longer.
      - Without it, a system that does not shut down fails the task at its deadline.
    type: int
author:
  - The baremetal.ipmi authors (@baremetal-ipmi)
"""

EXAMPLES = r"""
- name: Switch the server on
  baremetal.ipmi.power:
    state: "on"
    bmc_host: 192.0.2.10
    bmc_username: ADMIN
    bmc_password: "{{ vault_bmc_password }}"

- name: Restart the server, without waiting
  baremetal.ipmi.power:
    state: reset
    wait: false

- name: Shut the operating system down, and switch off after two minutes if it does not
  baremetal.ipmi.power:
    state: soft
    soft_timeout: 120
    bmc_timeout: 180
"""

RETURN = r"""
power:
  description: Power state after the task; in check mode, the state that it would have.
  type: str
  returned: success
  sample: "on"
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
completion_code:
  description: Completion code with which the BMC refused a command.
  type: int
  returned: failure with RV(error_code=refused_by_bmc)
  sample: 204
"""

from ansible_collections.baremetal.ipmi.plugins.module_utils._ansible.run import run_module
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.power import POWER


def main() -> None:
    run_module(POWER)


if __name__ == "__main__":
    main()

#!/usr/bin/python
# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: config
short_description: A whole BMC as one document
version_added: 0.1.0
description:
  - Brings a BMC into the state of a document, in one session.
  - Everything is read first. When anything in the document is not supported, not valid or refused, nothing is written.
  - Writes come in an order that is safe whatever the order of the document is. Settings that lock nobody out come first,
    accounts are made before others are taken away, and what may cut the session comes last. Each write is read back.
  - What M(baremetal.ipmi.config_info) returns is such a document.
extends_documentation_fragment:
  - baremetal.ipmi.connection
  - baremetal.ipmi.resource
  - baremetal.ipmi.attributes
attributes:
  check_mode:
    support: full
  diff_mode:
    support: full
    details: Passwords are never shown.
  idempotent:
    support: partial
    details: As partial as the modules whose options are used; see there.
options:
  users_exclusive:
    description:
      - Whether accounts that are not in O(users) lose their access on every LAN channel, are disabled and, where the BMC lets
        one do that, lose their name.
      - The account that the session uses is never taken away without O(allow_lockout).
    type: bool
    default: false
  users_except:
    description: Names of accounts that O(users_exclusive) leaves alone. An empty string is the null user.
    type: list
    elements: str
    default: []
  # The sections: written by tools/write-config-docs from the modules' own documentation.
  # End of the sections.
seealso:
  - module: baremetal.ipmi.config_info
author:
  - The baremetal.ipmi authors (@baremetal-ipmi)
"""

EXAMPLES = r"""
- name: A baseline in one task
  baremetal.ipmi.config:
    users:
      - name: monitor
        password: "{{ vault_monitor_password }}"
        privilege: user
    lan:
      - gratuitous_arp: false
        community: fleet-alerts
    sol:
      - force_encryption: true
        privilege: operator
    chassis:
      power_restore_policy: previous

- name: Nobody but the declared accounts, and the factory's own
  baremetal.ipmi.config:
    users:
      - name: monitor
        password: "{{ vault_monitor_password }}"
        privilege: user
    users_exclusive: true
    users_except:
      - "{{ bmc_username }}"

- name: What was read yesterday is what is wanted today
  baremetal.ipmi.config: "{{ lookup('ansible.builtin.file', 'bmc-backup.json') | from_json }}"
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
  sample: lockout_refused
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
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.config import CONFIG


def main() -> None:
    run_module(CONFIG)


if __name__ == "__main__":
    main()

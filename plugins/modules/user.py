#!/usr/bin/python
# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: user
short_description: User accounts of a BMC
version_added: 0.1.0
description:
  - Makes one account of a BMC be as declared, or be gone.
  - The account is found by its name. A new name gets the lowest free slot; the null user's slot, slots with fixed names and
    slots that let somebody in without a name are never taken.
  - A new account is written in the order name, password, access, enabled, payload access, and each step is read back.
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
    details: On a BMC without IPMI's password test operation, O(password) is written each time unless O(update_password=on_create).
options:
  name:
    description:
      - Name of the account, at most 16 bytes.
      - An empty string is the null user, in slot 1 unless O(user_id) says otherwise.
    type: str
    required: true
  state:
    description:
      - V(absent) takes away access on every LAN channel, disables the account, and clears the name where the BMC lets one do
        that. IPMI cannot delete an account.
    type: str
    choices: [present, absent]
    default: present
  user_id:
    description:
      - Slot of the account. Needed only when several slots have the same name, or when a new account must have a certain slot.
      - Of several accounts with the name that the task logs in with, the BMC is asked which one the session is.
    type: int
  password:
    description:
      - Password of the account, at most 20 bytes in UTF-8. It cannot be read back; the BMC is asked whether it is the stored
        one before it is written.
      - That answer is believed. There are BMCs, OpenIPMI's simulated one among them, that confirm any password; there, a new
        password for an account that exists is not noticed as a change.
      - A new account must be given one, unless O(enabled=false), since its slot may hold the password of an account that was
        there before.
      - A password of at most 16 bytes is stored in the form that IPMI 1.5 can use too, a longer one in the 20-byte form. A BMC
        that refuses the 20-byte form is an error; a password is never shortened.
      - The password of the account that the task logs in with is changed only if a login with the new one succeeds; else the
        old one is set again.
    type: str
  update_password:
    description:
      - V(always) sets the password when the BMC says that it differs; V(on_create) only when the account is new.
    type: str
    choices: [always, on_create]
    default: always
  enabled:
    description:
      - Whether the account may be used at all. A new account is enabled unless this says otherwise.
      - Older BMCs do not tell whether an account is enabled. There, it counts as enabled when it may use IPMI messaging; where
        O(ipmi_messaging) contradicts this option, it is written each time.
    type: bool
  channel:
    description:
      - Channel that O(privilege), O(ipmi_messaging), O(link_authentication), O(callback_only) and O(sol) are about.
      - The default is the channel that the session uses.
    type: int
  privilege: &privilege
    description: Privilege limit of the account on the channel.
    type: str
    choices: [callback, user, operator, administrator, oem, no_access]
  ipmi_messaging: &ipmi_messaging
    description:
      - Whether the account may open IPMI sessions on the channel. A new account may when it is given a privilege.
    type: bool
  link_authentication: &link_authentication
    description: Whether the account may be used for link authentication (PPP) on the channel.
    type: bool
  callback_only: &callback_only
    description: Whether the account is restricted to callback connections on the channel.
    type: bool
  sol: &sol
    description: Whether the account may use serial over LAN on the channel.
    type: bool
  access:
    description: Access on several channels.
    type: list
    elements: dict
    suboptions:
      channel:
        description: Number of the channel.
        type: int
        required: true
      privilege: *privilege
      ipmi_messaging: *ipmi_messaging
      link_authentication: *link_authentication
      callback_only: *callback_only
      sol: *sol
author:
  - The baremetal.ipmi authors (@baremetal-ipmi)
"""

EXAMPLES = r"""
- name: An account for monitoring
  baremetal.ipmi.user:
    name: monitor
    password: "{{ vault_monitor_password }}"
    privilege: user
    sol: false

- name: A first password, which its owner then changes
  baremetal.ipmi.user:
    name: team
    password: "{{ vault_team_password }}"
    privilege: operator
    update_password: on_create

- name: An operator on the LAN, nobody on the serial port
  baremetal.ipmi.user:
    name: night-shift
    password: "{{ vault_night_password }}"
    access:
      - channel: 1
        privilege: operator
        sol: true
      - channel: 2
        privilege: no_access

- name: A new password for the account that the task itself uses; tasks after this one need the new one
  baremetal.ipmi.user:
    name: "{{ bmc_username }}"
    password: "{{ vault_new_password }}"

- name: Nobody logs in as guest
  baremetal.ipmi.user:
    name: guest
    state: absent

- name: Nobody logs in without a name
  baremetal.ipmi.user:
    name: ""
    state: absent
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
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.user import USER


def main() -> None:
    run_module(USER)


if __name__ == "__main__":
    main()

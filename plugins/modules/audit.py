#!/usr/bin/python
# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: audit
short_description: Compare a BMC with a security baseline
version_added: 0.1.0
description:
  - Judges one BMC by a profile of checks, each with an id that never changes its meaning. Reads only, in one session.
  - No check passes in silence. What a BMC does not have, what nobody can know over IPMI and what the site has not declared
    have states of their own.
  - RV(document) is what mends the failures, in the form that M(baremetal.ipmi.config) takes.
  - The checks are listed in C(docs/user/audit.md).
  - It logs in as an administrator, since some BMCs tell nobody else who their accounts are. With O(bmc_privilege=operator) an
    operator will do, and what is refused is V(not_detectable).
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
  profile:
    description:
      - Which checks are made. Each profile contains those before it.
      - V(essential) is about takeover without a secret, or with a published one. V(standard) is what a usual client never
        notices. V(strict) may be noticed by old clients and by tools on the host.
    type: str
    choices: [essential, standard, strict]
    default: standard
  checks:
    description: Ids of checks to make instead of those of the profile.
    type: list
    elements: str
  waivers:
    description:
      - Failures that the site puts up with, each until a date. A waiver that has expired counts for nothing.
    type: list
    elements: dict
    default: []
    suboptions:
      check:
        description: Id of the check.
        type: str
        required: true
      reason:
        description: Why it is put up with.
        type: str
        required: true
      expires:
        description: Last day on which it is, such as V(2027-01-31).
        type: str
        required: true
      owner:
        description: Who answers for it.
        type: str
  declared:
    description:
      - What the site says is right. A check that has to know it, and is not told, is V(not_detectable).
    type: dict
    default: {}
    suboptions:
      users:
        description: Accounts that belong here.
        type: list
        elements: dict
        suboptions:
          name:
            description: Name of the account.
            type: str
            required: true
          privilege:
            description: The most that it may do.
            type: str
            choices: [callback, user, operator, administrator, no_access]
          sol:
            description: Whether it may use serial over LAN.
            type: bool
      administrators_max:
        description: How many administrators there may be. Two, where it is not said.
        type: int
      break_glass:
        description: Name of the administrator that is kept for emergencies, and that no automation uses.
        type: str
      channels:
        description: Channels that are in use, beside the one that the audit comes over.
        type: list
        elements: int
      access_mode:
        description: Access mode of the channel in use. V(always_available), where it is not said.
        type: str
        choices: [always_available, pre_boot_only, shared, disabled]
      privilege_limit:
        description: Privilege limit of the channel in use.
        type: str
        choices: [callback, user, operator, administrator]
      management_networks:
        description: Networks that BMCs are in, such as V(192.0.2.0/24).
        type: list
        elements: str
      vlan_id:
        description: VLAN of the channel in use; V(0) for none.
        type: int
      address_source:
        description: Where the address comes from.
        type: str
        choices: [static, dhcp, bios, other]
      gateway:
        description: Default gateway; V(0.0.0.0) for none.
        type: str
      ipv6:
        description: Whether IPv6 is in use. It is not, where it is not said.
        type: bool
      sol_enabled:
        description: Whether serial over LAN is in use.
        type: bool
      alert_destinations:
        description: Addresses that alerts may go to.
        type: list
        elements: str
      oem_cipher_suites:
        description: Numbers of the vendor's own cipher suites that are meant to be there.
        type: list
        elements: int
      kg:
        description: Whether a BMC key is wanted.
        type: bool
      power_restore_policy:
        description: What the host does after a power cut.
        type: str
        choices: [always_off, previous, always_on]
      boot_device:
        description: Boot device that is meant to be set, as in M(baremetal.ipmi.boot). V(default), where it is not said.
        type: str
      boot_locks:
        description: Locks of the host's buttons and keys that are meant to be set.
        type: list
        elements: str
        choices: [lock_keyboard, lock_power_button, lock_reset_button, lock_sleep_button]
      firmware_minimum:
        description: The oldest firmware that will do, by model.
        type: list
        elements: dict
        suboptions:
          manufacturer_id:
            description: IANA enterprise number, as RV(bmc) shows it.
            type: int
            required: true
          product_id:
            description: Product number, as RV(bmc) shows it.
            type: int
            required: true
          firmware:
            description: Firmware revision, such as V(1.74).
            type: str
            required: true
      identity:
        description: Which machine it should be. What is given has to agree.
        type: dict
        suboptions:
          system_guid:
            description: System GUID, in any of the orders of bytes that M(baremetal.ipmi.info) shows.
            type: str
          mac_address:
            description: MAC address of a LAN channel.
            type: str
          serial:
            description: Serial number of product, chassis or board.
            type: str
  probes:
    description:
      - What to find out by trying, over the channel in use.
      - V(cipher_suites) opens a session with each suite that is listed, and with suite 0, and closes it at once.
        V(anonymous) tries to log in without a name and a password. Neither counts as a wrong password.
      - Each takes a second session slot for a moment, and some time where a BMC does not answer a refusal; give more
        O(bmc_timeout) then.
    type: list
    elements: str
    choices: [anonymous, cipher_suites]
    default: []
  default_credentials:
    description:
      - Whether to test the enabled accounts for passwords that their vendor publishes, and for empty ones.
      - IPMI's own operation for it is used, so no login fails. It needs an administrator.
    type: bool
    default: false
  unmended:
    description: Ids of checks that are reported, and left out of RV(document).
    type: list
    elements: str
    default: []
  mending_account:
    description:
      - Name of the account that is going to mend. RV(document) does not take away that one. Without it, the account that
        the audit logs in with.
    type: str
author:
  - The baremetal.ipmi authors (@baremetal-ipmi)
"""

EXAMPLES = r"""
- name: How does this BMC stand?
  baremetal.ipmi.audit:
    profile: standard
  register: audit

- name: Show what fails
  ansible.builtin.debug:
    msg: "{{ item.id }} {{ item.severity }}: {{ item.reason }}"
  loop: "{{ audit.findings | selectattr('state', 'in', ['fail', 'conflict']) }}"
  loop_control:
    label: "{{ item.id }}"

- name: With what the site declares, one waiver, and cipher suites tried
  baremetal.ipmi.audit:
    profile: strict
    declared:
      users:
        - name: ops
          privilege: administrator
      management_networks: [192.0.2.0/24, 127.0.0.0/8]
    waivers:
      - check: BMC-SOL-004
        reason: The lab uses the console at the level user.
        expires: "2099-12-31"
        owner: lab
    probes: [cipher_suites]
    bmc_timeout: 60

- name: What would mend it, without doing it
  baremetal.ipmi.config:
    lan: "{{ audit.document.lan | default([]) }}"
    sol: "{{ audit.document.sol | default([]) }}"
    channels: "{{ audit.document.channels | default([]) }}"
    unsupported: skip
  check_mode: true
"""

RETURN = r"""
profile:
  description: The profile.
  type: str
  returned: success
passed:
  description: Whether nothing failed and nothing is in conflict.
  type: bool
  returned: success
counts:
  description: How many findings there are of each state.
  type: dict
  returned: success
  sample:
    pass: 31
    fail: 4
    waived: 1
    not_supported: 2
    not_detectable: 20
    conflict: 0
    accepted_risk: 2
scores:
  description: >-
    For each profile up to the one asked for, the share of weight that passes, in percent. Only what passes or fails
    counts; a critical check weighs 10, a high one 5, a medium one 2, a low one 1.
  type: dict
  returned: success
  sample:
    essential: 90
    standard: 74
findings:
  description: One entry for each check, by id.
  type: list
  elements: dict
  returned: success
  contains:
    id:
      description: Id of the check.
      type: str
    title:
      description: What should be so.
      type: str
    severity:
      description: C(critical), C(high), C(medium) or C(low).
      type: str
    profile:
      description: First profile that has the check.
      type: str
    state:
      description: >-
        C(pass), C(fail), C(waived), C(not_supported) (the BMC does not have it), C(not_detectable) (nobody can know, or it
        was not declared or not asked for), C(conflict) (configuration and behaviour disagree) or C(accepted_risk).
      type: str
    reason:
      description: Why, in one sentence.
      type: str
    evidence:
      description: What was read.
      type: dict
    references:
      description: Where the check comes from.
      type: list
      elements: str
    mend:
      description: The piece of a document for M(baremetal.ipmi.config) that mends it.
      type: dict
    remedy:
      description: What to do where no document mends it.
      type: str
    waiver:
      description: The waiver that applies, or that has expired.
      type: dict
document:
  description: What mends all failures that can be mended so, as one document for M(baremetal.ipmi.config).
  type: dict
  returned: success
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
from ansible_collections.baremetal.ipmi.plugins.module_utils._audit.task import AUDIT


def main() -> None:
    run_module(AUDIT)


if __name__ == "__main__":
    main()

#!/usr/bin/python
# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: info
short_description: What a BMC says of itself
version_added: 0.1.0
description:
  - Reads what a BMC is, how it is reached and in which state it and its chassis are. Changes nothing.
  - Only what O(gather) names is asked for. What a BMC does not have is listed in RV(not_supported) and is no failure.
  - Settings that other modules write are read by M(baremetal.ipmi.config_info).
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
  gather:
    description:
      - What to read.
      - V(device) and V(guid) cost no request beyond the login, V(device_guid), V(self_test), V(sessions) and
        V(features) one or two, V(chassis) four, V(fru) two or, on BMCs that return little at a time, more. V(channels)
        asks for every channel there can be; V(authentication), V(cipher_suites) and V(lan) do so too, to find the LAN
        channels.
      - V(lan) needs an account of the level operator, all else one of the level user.
    type: list
    elements: str
    choices:
      - device
      - guid
      - device_guid
      - self_test
      - channels
      - authentication
      - cipher_suites
      - lan
      - fru
      - chassis
      - sessions
      - features
    default: [device, guid, self_test, chassis]
author:
  - The baremetal.ipmi authors (@baremetal-ipmi)
"""

EXAMPLES = r"""
- name: Which BMC is it, and is it well?
  baremetal.ipmi.info:
  register: bmc

- name: Fail when the self test found something
  ansible.builtin.assert:
    that: bmc.self_test is none or bmc.self_test.result in ['passed', 'not_implemented']

- name: Read which logins and cipher suites the LAN channels offer
  baremetal.ipmi.info:
    gather: [channels, authentication, cipher_suites]

- name: Addresses of the BMC
  baremetal.ipmi.info:
    gather: [lan]

- name: Serial numbers of the machine
  baremetal.ipmi.info:
    gather: [fru]
"""

RETURN = r"""
device:
  description: What the BMC is.
  type: dict
  returned: when gathered
  contains:
    device_id:
      description: Number of the device, the vendor's own.
      type: int
    device_revision:
      description: Revision of the device.
      type: int
    firmware:
      description: Firmware revision.
      type: str
    auxiliary_firmware:
      description: Four more bytes of firmware revision, the vendor's own, as hexadecimal digits; none on some BMCs.
      type: str
    ipmi_version:
      description: Version of IPMI.
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
    is_available:
      description: Whether it works normally; not so while its firmware is updated or it starts.
      type: bool
    provides_device_sdrs:
      description: Whether it has sensor records of its own.
      type: bool
    functions:
      description: What it does besides.
      type: list
      elements: str
  sample:
    firmware: "1.74"
    ipmi_version: "2.0"
    manufacturer: Supermicro
guid:
  description: GUID of the system, in the three orders of bytes that vendors use.
  type: dict
  returned: when gathered; without a value when the BMC has none
  contains:
    bytes:
      description: The sixteen bytes as they came, as hexadecimal digits.
      type: str
    ipmi:
      description: The reading of the IPMI specification, all bytes reversed.
      type: str
    smbios:
      description: The reading of SMBIOS, which is what the operating system shows as the UUID of the system.
      type: str
    rfc4122:
      description: The reading of RFC 4122, no byte reversed.
      type: str
    valid:
      description: The readings that have the version and the variant of a GUID. Usually one of the three.
      type: list
      elements: str
device_guid:
  description: GUID of the BMC itself, in the same form as RV(guid).
  type: dict
  returned: when gathered; without a value when the BMC has none
  contains:
    bytes:
      description: The sixteen bytes as they came, as hexadecimal digits.
      type: str
    ipmi:
      description: The reading of the IPMI specification, all bytes reversed.
      type: str
    smbios:
      description: The reading of SMBIOS, which is what the operating system shows as the UUID of the system.
      type: str
    rfc4122:
      description: The reading of RFC 4122, no byte reversed.
      type: str
    valid:
      description: The readings that have the version and the variant of a GUID. Usually one of the three.
      type: list
      elements: str
self_test:
  description: Result of the BMC's self test.
  type: dict
  returned: when gathered; without a value when the BMC has none
  contains:
    result:
      description: >-
        C(passed), C(not_implemented), C(corrupted_or_inaccessible), C(fatal_hardware_error), or a number of the
        vendor's own.
      type: str
    detail:
      description: The byte that came with it.
      type: int
    failures:
      description: What is corrupted or inaccessible.
      type: list
      elements: str
  sample:
    result: passed
    detail: 0
    failures: []
channels:
  description: The channels that the BMC has.
  type: list
  elements: dict
  returned: when gathered
  contains:
    channel:
      description: Number of the channel; 15 is the system interface.
      type: int
    medium:
      description: What it runs over, such as C(lan), C(serial), C(ipmb) or C(system_interface).
      type: str
    protocol:
      description: What is spoken over it, such as C(ipmb) or C(kcs).
      type: str
    session_support:
      description: C(session_less), C(single_session), C(multi_session) or C(session_based).
      type: str
    active_sessions:
      description: Sessions that are open on it.
      type: int
    in_use:
      description: Whether this task came over it.
      type: bool
authentication:
  description: Which logins each LAN channel offers.
  type: list
  elements: dict
  returned: when gathered
  contains:
    channel:
      description: Number of the channel.
      type: int
    authentication_types:
      description: Authentication types of IPMI 1.5.
      type: list
      elements: str
    ipmi_1_5:
      description: Whether IPMI 1.5 sessions are possible.
      type: bool
    ipmi_2_0:
      description: Whether IPMI 2.0 sessions are possible.
      type: bool
    kg_is_set:
      description: Whether a login needs the BMC key (O(bmc_kg)).
      type: bool
    per_message_authentication:
      description: Whether each message is authenticated.
      type: bool
    user_level_authentication:
      description: Whether messages at the level user are authenticated.
      type: bool
    anonymous_login:
      description: Whether there is an account without name and password.
      type: bool
    null_user_names:
      description: Whether there is an enabled account without a name.
      type: bool
    non_null_user_names:
      description: Whether there is an enabled account with a name.
      type: bool
cipher_suites:
  description: Cipher suites that each LAN channel offers.
  type: list
  elements: dict
  returned: when gathered
  contains:
    channel:
      description: Number of the channel.
      type: int
    cipher_suites:
      description: Numbers of the suites of the specification, in the order of the BMC.
      type: list
      elements: int
    oem_cipher_suites:
      description: The vendor's own suites.
      type: list
      elements: dict
lan:
  description: Addresses of each LAN channel.
  type: list
  elements: dict
  returned: when gathered
  contains:
    channel:
      description: Number of the channel.
      type: int
    address:
      description: IPv4 address.
      type: str
    address_source:
      description: Where the address comes from, such as C(static) or C(dhcp).
      type: str
    mac_address:
      description: MAC address.
      type: str
fru:
  description: What the first FRU device says of the machine. Without a value for what is not written there.
  type: dict
  returned: when gathered; without a value when the BMC has no FRU device
  contains:
    manufacturer:
      description: Maker of the product, or else of the board.
      type: str
    product_name:
      description: Name of the product, or else of the board.
      type: str
    part_number:
      description: Part number of the product, or else of the board.
      type: str
    product_serial_number:
      description: Serial number of the product.
      type: str
    board_serial_number:
      description: Serial number of the board.
      type: str
    chassis_serial_number:
      description: Serial number of the chassis.
      type: str
    asset_tag:
      description: Asset tag of the product.
      type: str
    problems:
      description: What is damaged in it, in sentences.
      type: list
      elements: str
  sample:
    manufacturer: Supermicro
    product_name: X11DPT-PS
    board_serial_number: OM18CS028345
    problems: []
chassis:
  description: State of the chassis.
  type: dict
  returned: when gathered; without a value when the BMC has none
  contains:
    power:
      description: C(on) or C(off).
      type: str
    power_restore_policy:
      description: What happens when mains power returns.
      type: str
    faults:
      description: Faults of power, drives and cooling that are present.
      type: list
      elements: str
    last_power_down:
      description: Why the power went last.
      type: list
      elements: str
    last_power_on_by_command:
      description: Whether it was switched on by IPMI the last time.
      type: bool
    intrusion:
      description: Whether the chassis was opened.
      type: bool
    front_panel_lockout:
      description: Whether the buttons at the front are locked.
      type: bool
    identify:
      description: Identify light, C(off), C(temporary) or C(indefinite); none when the BMC does not tell.
      type: str
    capabilities:
      description: What the chassis has.
      type: list
      elements: str
    restart_cause:
      description: Why the system started the last time.
      type: str
    power_on_minutes:
      description: Minutes that the system has been on in its life.
      type: int
sessions:
  description: Sessions of the BMC.
  type: dict
  returned: when gathered; without a value when the BMC does not tell
  contains:
    possible:
      description: How many sessions there can be at a time.
      type: int
    active:
      description: How many there are, with the one of this task.
      type: int
    own:
      description: The session of this task.
      type: dict
      contains:
        user_id:
          description: Number of the account.
          type: int
        privilege:
          description: Present privilege level.
          type: str
        channel:
          description: Number of the channel.
          type: int
        remote_address:
          description: This controller's address, as the BMC sees it.
          type: str
        remote_port:
          description: This controller's UDP port, as the BMC sees it.
          type: int
features:
  description: What the channel in use can carry.
  type: dict
  returned: when gathered
  contains:
    firmware_firewall:
      description: Whether commands can be asked about and disabled with M(baremetal.ipmi.firewall).
      type: bool
    network_functions:
      description: Network functions in use; none when the BMC does not tell.
      type: list
      elements: str
    payloads:
      description: Payload types, such as C(sol); none when the BMC does not tell.
      type: list
      elements: str
not_supported:
  description: What was asked for and the BMC does not have, or does not tell this account.
  type: list
  elements: str
  returned: when there is any
  sample: [device_guid, chassis.restart_cause]
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
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.info import INFO


def main() -> None:
    run_module(INFO)


if __name__ == "__main__":
    main()

#!/usr/bin/python
# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: lan
short_description: LAN channel of a BMC
version_added: 0.1.0
description:
  - Brings one LAN channel of a BMC into the declared state. This is about its addresses and VLAN, how it makes itself known, and which
    logins and cipher suites it accepts.
  - Options that are not given are not touched. What is written is read back.
  - Settings of one LAN parameter are written with one message. Writes are enclosed in the BMC's set-in-progress lock, where it has one,
    and the lock is released whatever happens.
  - Changing the address, its source, the mask, the gateway, the VLAN or the port of the channel that the session itself uses cuts the
    session. It is refused unless O(allow_lockout=true). It is then written last, and the task succeeds only if it can log in at
    the new place, finds the same BMC there (by its system GUID) and reads back there what it wrote. Give such a task a
    O(bmc_timeout) of 120 seconds or more, since switches may need a while.
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
      - Number of the LAN channel.
      - The default is the channel that the session uses. With O(bmc_interface=open) it is the first LAN channel.
    type: int
  reconnect_to:
    description:
      - Where to log in after a change that cuts the session. Needed where the new place cannot be told from the options, as with
        O(ip_source=dhcp) and a lease that gives another address, or behind address translation.
      - The default is the new O(ip_address) if it changes and the session had been opened to the old one or to a name; otherwise
        O(bmc_host).
    type: str
  ip_source:
    description:
      - Where the IPv4 address comes from. V(bios) means that the BIOS or system software loads it, V(other) another protocol.
      - With V(static), what DHCP had set for the address, mask and gateway is kept unless these are given as well.
      - V(dhcp) cannot be combined with O(ip_address), O(netmask) and O(gateway_address).
    type: str
    choices: [static, dhcp, bios, other]
  ip_address:
    description: IPv4 address. Refused while the address comes from DHCP, unless O(ip_source=static) is given too.
    type: str
  netmask:
    description: IPv4 netmask, such as V(255.255.255.0), or the length of the prefix, such as V(24).
    type: str
  gateway_address:
    description:
      - IPv4 address of the default gateway; V(0.0.0.0) for none.
      - When it changes and O(gateway_mac) is not given, a MAC address of the old gateway does not stay beside it. If the BMC does not
        replace it by itself, it is set to zero, which tells the BMC to find it by ARP.
    type: str
  gateway_mac:
    description:
      - MAC address of the default gateway. Only BMCs that do not find it by ARP need it.
      - It can be read back, but many BMCs show what they found by ARP instead. Documents of M(baremetal.ipmi.config_info) do not have it.
    type: str
  backup_gateway_address:
    description: IPv4 address of the backup gateway; V(0.0.0.0) for none. Its MAC address is treated as that of O(gateway_address).
    type: str
  backup_gateway_mac:
    description: MAC address of the backup gateway, see O(gateway_mac).
    type: str
  vlan_id:
    description:
      - VLAN id, 1 to 4094. Also switches VLAN tagging on, unless O(vlan_enabled=false) is given.
    type: int
  vlan_enabled:
    description:
      - Whether packets carry a VLAN tag. V(false) switches tagging off and keeps the id; V(true) without O(vlan_id) switches it on
        with the id that the BMC has.
    type: bool
  vlan_priority:
    description: Priority in the VLAN tag (802.1p), 0 to 7.
    type: int
  rmcp_port:
    description: UDP port that the BMC listens at. Most BMCs do not let it be changed.
    type: int
  arp_responses:
    description: Whether the BMC answers ARP requests. Without, it cannot be found on the network.
    type: bool
  gratuitous_arp:
    description: Whether the BMC announces itself by gratuitous ARP.
    type: bool
  gratuitous_arp_interval:
    description: Milliseconds between two announcements, in steps of 500, at most 128000.
    type: int
  time_to_live:
    description:
      - Time to live of the IPv4 packets that the BMC sends.
      - Lowering it below 32 on the channel in use needs O(allow_lockout), since answers may end on their way.
    type: int
  community:
    description:
      - SNMP community of the alerts that the BMC sends, at most 18 bytes.
      - It is a secret that can be read back. It is compared, never shown, and not in documents of M(baremetal.ipmi.config_info).
    type: str
  bad_password_threshold:
    description: Number of failed logins after which an account is locked; 0 for never.
    type: int
  bad_password_reset_interval:
    description: Seconds without a failed login after which counting starts anew, in steps of 10; 0 for never.
    type: int
  bad_password_lockout_interval:
    description:
      - Seconds for which an account stays locked, in steps of 10.
      - With 0, it stays locked until an administrator enables it, so anybody can lock an account for good.
    type: int
  bad_password_event:
    description: Whether locking an account is logged as an event.
    type: bool
  authentication_types:
    description:
      - How IPMI 1.5 sessions (O(bmc_interface=lan)) may be authenticated, for each privilege level that a session asks for. Each list
        is complete; an empty list forbids IPMI 1.5 sessions of that level. Levels that are not given are not touched.
      - V(none) allows sessions without a password. V(password) sends the password in clear text.
      - A type that the BMC does not have is named and refused before anything is written.
    type: dict
    suboptions:
      callback:
        description: Types at the level callback.
        type: list
        elements: str
        choices: [none, md2, md5, password, oem]
      user:
        description: Types at the level user.
        type: list
        elements: str
        choices: [none, md2, md5, password, oem]
      operator:
        description: Types at the level operator.
        type: list
        elements: str
        choices: [none, md2, md5, password, oem]
      administrator:
        description: Types at the level administrator.
        type: list
        elements: str
        choices: [none, md2, md5, password, oem]
      oem:
        description: Types at the level oem.
        type: list
        elements: str
        choices: [none, md2, md5, password, oem]
  cipher_suite_privileges:
    description:
      - The highest privilege that a session with a cipher suite may have. Suites that are not named are not touched. A suite that
        the BMC does not offer is unused.
      - The BMC's table of these privileges has sixteen places. Some BMCs count them by suite id, some by position in their list of suites,
        and writing under the wrong reading may lock everybody out. Where both readings mean the same for the suites named, or the
        session's own suite shows which one is right, that is used. Otherwise the task fails with the error code C(ambiguous) before
        anything is written, and says what each reading would mean.
      - After a change on the session's channel, a second login with the session's suite proves that it still works. If it does
        not, the old table is put back.
      - Some BMCs accept this setting without observing it (OpenBMC does).
    type: list
    elements: dict
    suboptions:
      suite:
        description: Id of the cipher suite.
        type: int
        required: true
      privilege:
        description: Its highest privilege. V(unused) switches the suite off.
        type: str
        choices: [unused, callback, user, operator, administrator, oem]
        required: true
  cipher_suite_order:
    description:
      - How this BMC counts the places of its table of cipher suite privileges, if you know. See O(cipher_suite_privileges).
    type: str
    choices: [by_id, by_position]
  ipv6_addressing:
    description: Which IP versions the BMC uses.
    type: str
    choices: [ipv4_only, ipv6_only, dual_stack]
  ipv6_hop_limit:
    description:
      - Hop limit of the IPv6 packets that the BMC sends.
      - Lowering it below 32 on the channel in use needs O(allow_lockout), as with O(time_to_live).
    type: int
  ipv6_static_routers_used:
    description: Whether the BMC uses the routers in O(ipv6_static_routers).
    type: bool
  ipv6_dynamic_routers_used:
    description: Whether the BMC learns routers from router advertisements.
    type: bool
  ipv6_static_addresses:
    description: Static IPv6 addresses. Those that are not named are not touched.
    type: list
    elements: dict
    suboptions:
      index:
        description: Which of the BMC's static addresses, counted from 0.
        type: int
        required: true
      enabled:
        description: Whether the address is used. The default is V(true) when O(ipv6_static_addresses[].address) is given.
        type: bool
      address:
        description: IPv6 address.
        type: str
      prefix_length:
        description: Length of the prefix.
        type: int
  ipv6_static_routers:
    description: Static IPv6 routers. Those that are not named are not touched.
    type: list
    elements: dict
    suboptions:
      number:
        description: Which of the two routers.
        type: int
        required: true
      address:
        description: IPv6 address of the router.
        type: str
      mac:
        description: MAC address of the router.
        type: str
      prefix_length:
        description: Length of the prefix for which the router is used; 0 for everything.
        type: int
      prefix:
        description: Prefix for which the router is used.
        type: str
author:
  - The baremetal.ipmi authors (@baremetal-ipmi)
"""

EXAMPLES = r"""
- name: Only strong logins, on the channel in use
  baremetal.ipmi.lan:
    authentication_types:
      callback: []
      user: [md5]
      operator: [md5]
      administrator: [md5]
      oem: []
    cipher_suite_privileges:
      - {suite: 0, privilege: unused}
      - {suite: 3, privilege: administrator}
    bad_password_threshold: 5
    bad_password_lockout_interval: 300
    gratuitous_arp: false

- name: Move the BMC into VLAN 120, and find it there again
  baremetal.ipmi.lan:
    vlan_id: 120
    allow_lockout: true
    bmc_timeout: 120

- name: A fixed address instead of DHCP
  baremetal.ipmi.lan:
    ip_source: static
    ip_address: 192.0.2.20
    netmask: 24
    gateway_address: 192.0.2.1
    allow_lockout: true
    bmc_timeout: 120

- name: IPv6 beside IPv4, on channel 1
  baremetal.ipmi.lan:
    channel: 1
    ipv6_addressing: dual_stack
    ipv6_static_addresses:
      - index: 0
        address: 2001:db8::20
        prefix_length: 64
    allow_lockout: true
"""

RETURN = r"""
not_supported:
  description: Options that this BMC does not have.
  type: list
  elements: str
  returned: with O(unsupported=skip), when there are any
bmc:
  description: Which BMC it was, and where it is now.
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
written:
  description: Options that were written before the task failed.
  type: list
  elements: str
  returned: failure after something was written
not_written:
  description: Options that were not written because the task failed.
  type: list
  elements: str
  returned: failure while writing
error_code:
  description: Stable code of the error. V(unreachable_after_change) means that the session was cut and no login succeeded afterwards.
  type: str
  returned: failure
  sample: lockout_refused
"""

from ansible_collections.baremetal.ipmi.plugins.module_utils._ansible.run import run_module
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.lan import LAN


def main() -> None:
    run_module(LAN)


if __name__ == "__main__":
    main()

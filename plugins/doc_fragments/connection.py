# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the connection options, shared by every module and plugin."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  bmc_interface:
    description:
      - How the BMC is reached.
      - V(lanplus) is IPMI 2.0 over the network (RMCP+), V(lan) is IPMI 1.5 over the network. Both run on the controller, in
        the Ansible worker process, whatever the play's connection is.
      - V(open) uses the managed host's own C(/dev/ipmi0); the module is then run on the managed host and needs root there.
    type: str
    choices: [lanplus, lan, open]
    default: lanplus
  bmc_host:
    description:
      - Address or name of the BMC.
      - The default is C(ansible_host), or the inventory name of the host.
    type: str
  bmc_port:
    description: UDP port of the BMC.
    type: int
    default: 623
  bmc_username:
    description:
      - Account to log in with.
      - Must be given for V(lanplus) and V(lan); an empty string is the null user, which is never used by accident.
    type: str
  bmc_password:
    description:
      - Password of that account. An empty string is an empty password.
    type: str
  bmc_kg:
    description:
      - BMC key for a two-key login, as text or as hexadecimal digits after C(0x). At most 20 bytes.
    type: str
  bmc_privilege:
    description:
      - Highest privilege level that the session asks for.
      - The default is the lowest level that the task needs. Within a session, the level is raised only when a command
        needs it.
    type: str
    choices: [callback, user, operator, administrator, oem]
  bmc_cipher_suites:
    description:
      - Cipher suites for V(lanplus), in the order in which they are tried. A suite that is not in this list is never used.
      - Suite 0 means no authentication, integrity or confidentiality at all; it is used only when it is written here.
      - The xRC4 suites (4, 5, 9, 10, 13, 14, 18, 19) are refused.
    type: list
    elements: int
    default: [17, 3]
  bmc_timeout:
    description:
      - Seconds for the whole task. Login, retries and waiting included.
    type: int
    default: 30
  bmc_capture:
    description:
      - File on the controller to which every datagram to and from the BMC is written in pcap format, for Wireshark or tshark.
        An existing one is continued. Give each host a file of its own.
      - The file can be read by its owner only. What is in it allows to guess the password offline, and without a cipher suite that
        encrypts it has all settings in the clear; delete it when it has served.
      - Not for V(open), where there are no datagrams.
    type: path
  bmc_target:
    description:
      - A controller behind the BMC that commands are bridged to.
    type: dict
    suboptions:
      address:
        description: IPMB address of the controller, such as V(0x82), written as a number.
        type: int
        required: true
      channel:
        description: Channel of the BMC that leads to it.
        type: int
        default: 0
      transit_address:
        description: For dual bridging, the IPMB address of the controller in between.
        type: int
      transit_channel:
        description: For dual bridging, the channel that leads to the controller in between.
        type: int
notes:
  - Connection options can also be inventory variables of the same names, or, but for O(bmc_target), environment variables
    of the same names in upper case. A task argument wins over C(module_defaults), that over the inventory, that over the environment.
  - One task at a time talks to a BMC; a second one waits for it, across processes of the same controller.
"""

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Enumerations of the LAN configuration. IPMI v2.0 §23."""

from __future__ import annotations

import enum


class AddressSource(enum.IntEnum):
    """Where the BMC's IPv4 address comes from."""

    UNSPECIFIED = 0
    STATIC = 1
    DHCP = 2
    BIOS = 3
    OTHER = 4


class AlertDestinationType(enum.IntEnum):
    """What is sent to an alert destination."""

    PET_TRAP = 0
    OEM_1 = 6
    OEM_2 = 7


class AlertAddressFormat(enum.IntEnum):
    """How the address of an alert destination is written."""

    IPV4 = 0
    IPV6 = 1


class AlertGateway(enum.IntEnum):
    """Which gateway alerts take. DEFAULT tries the backup gateway after the default one."""

    DEFAULT = 0
    BACKUP = 1


class VlanTagFormat(enum.IntEnum):
    """Whether alerts to a destination carry a VLAN tag."""

    NONE = 0
    DOT1Q = 1


class AddressingEnables(enum.IntEnum):
    """Which IP versions the BMC uses."""

    IPV4_ONLY = 0
    IPV6_ONLY = 1
    DUAL_STACK = 2


class Ipv6AddressSource(enum.IntEnum):
    """Where an IPv6 address comes from."""

    STATIC = 0
    SLAAC = 1
    DHCPV6 = 2


class Ipv6AddressStatus(enum.IntEnum):
    """Whether an IPv6 address is in use."""

    ACTIVE = 0
    DISABLED = 1
    PENDING = 2
    FAILED = 3
    DEPRECATED = 4
    INVALID = 5


class TimingSupport(enum.IntEnum):
    """Whether DHCPv6 or neighbour discovery timing can be configured."""

    NONE = 0
    GLOBAL = 1
    PER_INTERFACE = 2

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which LAN parameters can be written, and with what. IPMI v2.0 §23.2, table 23-4."""

from __future__ import annotations

import ipaddress

from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.lan_parameters import (
    LAN_PARAMETERS,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.command import PrivilegeLevel
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.lan import AddressingEnables, AddressSource

from .configuration_parameters import Check, Rule, Rules, one_byte_up_to, rule_of

BLOCK_SIZE = 16
_IPV4_DESTINATION = 13
_IPV6_DESTINATION = 18
_VLAN_ENABLED = 0x80
_LAST_VLAN_ID = 4094
_MULTICAST_BIT = 0x01


def _is_unicast_ipv4(value: bytes) -> bool:
    address = ipaddress.IPv4Address(value)
    return not address.is_multicast and address != ipaddress.IPv4Address("255.255.255.255")


def _is_subnet_mask(value: bytes) -> bool:
    inverted = 0xFFFFFFFF ^ int.from_bytes(value, "big")
    return inverted & (inverted + 1) == 0


def _is_unicast_mac(value: bytes) -> bool:
    return not value[0] & _MULTICAST_BIT


def _is_vlan(value: bytes) -> bool:
    number = value[0] | (value[1] & 0x0F) << 8
    return not value[1] & _VLAN_ENABLED or 1 <= number <= _LAST_VLAN_ID


def _are_cipher_privileges(value: bytes) -> bool:
    return all(nibble <= PrivilegeLevel.OEM for byte in value[1:] for nibble in (byte & 0x0F, byte >> 4))


def _is_destination(value: bytes) -> bool:
    """Format 0 has an IPv4 and a MAC address, format 1 an IPv6 address."""
    sizes = {0: _IPV4_DESTINATION - 1, 1: _IPV6_DESTINATION - 1}
    return sizes.get(value[0] >> 4) == len(value)


def _is_static_address(value: bytes) -> bool:
    static_source, longest_prefix = 0, 128
    return value[0] & 0x0F == static_source and value[17] <= longest_prefix


_CHECKS: dict[int, Check] = {
    3: _is_unicast_ipv4,
    4: lambda value: 1 <= value[0] & 0x0F <= max(AddressSource),
    5: _is_unicast_mac,
    6: _is_subnet_mask,
    12: _is_unicast_ipv4,
    14: _is_unicast_ipv4,
    19: _is_destination,
    20: _is_vlan,
    21: one_byte_up_to(7),
    24: _are_cipher_privileges,
    51: one_byte_up_to(max(AddressingEnables)),
    56: _is_static_address,
    64: one_byte_up_to(3),
    67: one_byte_up_to(128),
    71: one_byte_up_to(128),
}

_SIZES: dict[int, tuple[int, ...]] = {
    19: (_IPV4_DESTINATION, _IPV6_DESTINATION),
    24: (9,),
    56: (19, 20),
    58: (2 + BLOCK_SIZE,),
    63: (2 + BLOCK_SIZE,),
    80: (2 + BLOCK_SIZE,),
}
"""Lengths where the declared layout ends with "the rest", or its last byte (the status of 56) is the BMC's own."""

_DYNAMIC_DUID = 61

LAN_RULES: Rules = {
    **{
        selector: rule_of(parameter, _CHECKS.get(selector), _SIZES.get(selector, ()))
        for selector, parameter in LAN_PARAMETERS.items()
    },
    _DYNAMIC_DUID: Rule((), selectors=2, read_only=True),
}

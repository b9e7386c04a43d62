# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""LAN configuration parameters 50-80: IPv6. IPMI v2.0 §23.2, table 23-4."""

from __future__ import annotations

from ..codec.fields import bits, flag, ipv6, mac, number_be, reserved, rest, u8
from ..spec.lan import AddressingEnables, Ipv6AddressSource, Ipv6AddressStatus, TimingSupport
from .lan import LanParameter


class Ipv6Ipv4Support(LanParameter, selector=50, read_only=True):
    ipv6_only: bool = flag()
    dual_stack: bool = flag()
    ipv6_alert_destinations: bool = flag()
    _r1: int = reserved(5)


class Ipv6Ipv4AddressingEnables(LanParameter, selector=51):
    addressing_enables: AddressingEnables = u8(AddressingEnables)


class Ipv6StaticTrafficClass(LanParameter, selector=52):
    traffic_class: int = u8()


class Ipv6StaticHopLimit(LanParameter, selector=53):
    hop_limit: int = u8()


class Ipv6FlowLabel(LanParameter, selector=54):
    """20 bits, most significant byte first. FreeIPMI reads it the other way round."""

    flow_label: int = number_be(3)


class Ipv6Status(LanParameter, selector=55, read_only=True):
    static_address_maximum: int = u8()
    dynamic_address_maximum: int = u8()
    dhcpv6_supported: bool = flag()
    slaac_supported: bool = flag()
    _r1: int = reserved(6)


class Ipv6StaticAddress(LanParameter, selector=56, has_set_selector=True):
    """``status`` is ignored when written."""

    set_selector: int = u8()
    source: Ipv6AddressSource = bits(4, Ipv6AddressSource, default=Ipv6AddressSource.STATIC)
    _r1: int = reserved(3)
    enabled: bool = flag()
    address: str = ipv6()
    prefix_length: int = u8()
    status: Ipv6AddressStatus = u8(Ipv6AddressStatus, default=Ipv6AddressStatus.ACTIVE)


class Dhcpv6StaticDuidLength(LanParameter, selector=57, read_only=True):
    """The number of 16-byte blocks."""

    block_count: int = u8()


class Dhcpv6StaticDuid(LanParameter, selector=58, has_set_selector=True, has_block_selector=True):
    """The first byte of block 0 is the length of the DUID."""

    set_selector: int = u8()
    block_selector: int = u8()
    data: bytes = rest()


class Ipv6DynamicAddress(LanParameter, selector=59, read_only=True, has_set_selector=True):
    set_selector: int = u8()
    source: Ipv6AddressSource = bits(4, Ipv6AddressSource)
    _r1: int = reserved(4)
    address: str = ipv6()
    prefix_length: int = u8()
    status: Ipv6AddressStatus = u8(Ipv6AddressStatus)


class Dhcpv6DynamicDuidLength(LanParameter, selector=60, read_only=True):
    """The number of 16-byte blocks."""

    block_count: int = u8()


class Dhcpv6DynamicDuid(LanParameter, selector=61, has_set_selector=True, has_block_selector=True):
    set_selector: int = u8()
    block_selector: int = u8()
    data: bytes = rest()


class Dhcpv6TimingSupport(LanParameter, selector=62, read_only=True):
    support: TimingSupport = bits(2, TimingSupport)
    _r1: int = reserved(6)


class Dhcpv6Timing(LanParameter, selector=63, has_set_selector=True, has_block_selector=True):
    set_selector: int = u8()
    block_selector: int = u8()
    data: bytes = rest()


class Ipv6RouterConfiguration(LanParameter, selector=64):
    static_routers: bool = flag()
    dynamic_routers: bool = flag()
    _r1: int = reserved(6)


class Ipv6StaticRouter1Address(LanParameter, selector=65):
    address: str = ipv6()


class Ipv6StaticRouter1MacAddress(LanParameter, selector=66):
    address: str = mac()


class Ipv6StaticRouter1PrefixLength(LanParameter, selector=67):
    prefix_length: int = u8()


class Ipv6StaticRouter1Prefix(LanParameter, selector=68):
    prefix: str = ipv6()


class Ipv6StaticRouter2Address(LanParameter, selector=69):
    address: str = ipv6()


class Ipv6StaticRouter2MacAddress(LanParameter, selector=70):
    address: str = mac()


class Ipv6StaticRouter2PrefixLength(LanParameter, selector=71):
    prefix_length: int = u8()


class Ipv6StaticRouter2Prefix(LanParameter, selector=72):
    prefix: str = ipv6()


class Ipv6DynamicRouterCount(LanParameter, selector=73, read_only=True):
    count: int = u8()


class Ipv6DynamicRouterAddress(LanParameter, selector=74, read_only=True, has_set_selector=True):
    set_selector: int = u8()
    address: str = ipv6()


class Ipv6DynamicRouterMacAddress(LanParameter, selector=75, read_only=True, has_set_selector=True):
    set_selector: int = u8()
    address: str = mac()


class Ipv6DynamicRouterPrefixLength(LanParameter, selector=76, read_only=True, has_set_selector=True):
    set_selector: int = u8()
    prefix_length: int = u8()


class Ipv6DynamicRouterPrefix(LanParameter, selector=77, read_only=True, has_set_selector=True):
    set_selector: int = u8()
    prefix: str = ipv6()


class Ipv6DynamicRouterHopLimit(LanParameter, selector=78, read_only=True):
    hop_limit: int = u8()


class NeighborDiscoveryTimingSupport(LanParameter, selector=79, read_only=True):
    support: TimingSupport = bits(2, TimingSupport)
    _r1: int = reserved(6)


class NeighborDiscoveryTiming(LanParameter, selector=80, has_set_selector=True, has_block_selector=True):
    set_selector: int = u8()
    block_selector: int = u8()
    data: bytes = rest()


LAN_IPV6_PARAMETERS: tuple[type[LanParameter], ...] = (
    Ipv6Ipv4Support,
    Ipv6Ipv4AddressingEnables,
    Ipv6StaticTrafficClass,
    Ipv6StaticHopLimit,
    Ipv6FlowLabel,
    Ipv6Status,
    Ipv6StaticAddress,
    Dhcpv6StaticDuidLength,
    Dhcpv6StaticDuid,
    Ipv6DynamicAddress,
    Dhcpv6DynamicDuidLength,
    Dhcpv6DynamicDuid,
    Dhcpv6TimingSupport,
    Dhcpv6Timing,
    Ipv6RouterConfiguration,
    Ipv6StaticRouter1Address,
    Ipv6StaticRouter1MacAddress,
    Ipv6StaticRouter1PrefixLength,
    Ipv6StaticRouter1Prefix,
    Ipv6StaticRouter2Address,
    Ipv6StaticRouter2MacAddress,
    Ipv6StaticRouter2PrefixLength,
    Ipv6StaticRouter2Prefix,
    Ipv6DynamicRouterCount,
    Ipv6DynamicRouterAddress,
    Ipv6DynamicRouterMacAddress,
    Ipv6DynamicRouterPrefixLength,
    Ipv6DynamicRouterPrefix,
    Ipv6DynamicRouterHopLimit,
    NeighborDiscoveryTimingSupport,
    NeighborDiscoveryTiming,
)

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the BMC is on the network: IPv4 address, its source, mask, gateways, VLAN and port.

On the channel that the session uses, these writes cut the branch it sits on, and go through ``lan_move``. Their order
there: a static source first (Intel and Quanta boards, and OpenBMC, refuse addresses before), then gateway, mask and
address in one go, then any other source, then IPv6, and the VLAN and the port last. On other channels the address comes
before its mask, since OpenBMC has no place for a mask without an address.
"""

from __future__ import annotations

import functools
import typing as t

from .._desired.facet import Aspect, Attribute, Facet, Unsupported, Values, aspects_of
from .._desired.options import Kind, boolean, choice, integer, ipv4_address, mac_address, netmask
from .._ipmi.commands.lan import LanParameter
from .._ipmi.commands.lan_parameters import (
    BackupGatewayAddress,
    BackupGatewayMacAddress,
    DefaultGatewayAddress,
    DefaultGatewayMacAddress,
    IpAddress,
    IpAddressSource,
    PrimaryRmcpPort,
    SubnetMask,
    VlanId,
)
from .._ipmi.effects import Procedure
from .._ipmi.errors import CompletionCodeError, InvalidOption, NotSupported
from .._ipmi.spec.lan import AddressSource
from . import order
from .bmc import Bmc
from .lan_facets import LanTarget, parameter_facet, write_parameter
from .lan_move import Move
from .lan_parameters_io import read_parameter, set_parameter
from .parameter_options import Spelling, enumerated
from .words import words

IPV6, VLAN, PORT = 5, 6, 7
"""The order of these writes in the run that may cut the session, after those of IPv4."""

SOURCES = words(AddressSource, AddressSource.UNSPECIFIED)
NO_MAC = "00:00:00:00:00:00"
LOWEST_VLAN, HIGHEST_VLAN = 1, 4094


def vlan_number() -> Kind:
    """A VLAN id; 0 and 4095 are no VLANs. IEEE 802.1Q."""

    def check(value: int) -> int:
        if not LOWEST_VLAN <= value <= HIGHEST_VLAN:
            raise ValueError(
                f"{value} is not a VLAN, they have the numbers {LOWEST_VLAN} to {HIGHEST_VLAN}; "
                "vlan_enabled: false switches VLAN tagging off"
            )
        return value

    return Kind({"type": "int"}, check)


def _ipv4_way(what: str, move: Move, current: Values, merged: Values) -> str | None:
    return f"the session comes in over {what}" if move.may_be_ipv4 else None


def _leads_to_address(move: Move, current: Values, merged: Values) -> None:
    if move.leads_to(current["ip_address"]):
        move.new_host = merged["ip_address"]


def _cuts_vlan(move: Move, current: Values, merged: Values) -> str | None:
    if not current["vlan_enabled"] and not merged["vlan_enabled"]:
        return None
    return "the session comes in over this channel, and its VLAN would change"


def _cuts_port(move: Move, current: Values, merged: Values) -> str | None:
    return "the session comes in over this port"


def _leads_to_port(move: Move, current: Values, merged: Values) -> None:
    if move.port == current["rmcp_port"]:
        move.new_port = merged["rmcp_port"]


def _forget_mac(parameter: type[LanParameter], bmc: Bmc, target: LanTarget) -> Procedure[None]:
    """After a new gateway address, do not leave the MAC address of the old gateway beside it.

    Most BMCs find the MAC address by ARP, and show the new one or none; OpenBMC keeps MAC addresses by gateway. Where
    the old one is still there, it is zeroed, which means that it is to be found. A BMC that refuses that keeps it
    for itself.
    """
    if target.old_mac is None:
        return

    def zero_if_stale() -> Procedure[None]:
        bmc.forget()
        found = yield from read_parameter(bmc, target.channel, parameter)
        if isinstance(found, Unsupported) or found.address != target.old_mac:
            return
        try:
            yield set_parameter(target.channel, parameter(address=NO_MAC))
        except CompletionCodeError:
            return

    if target.move is None:
        yield from zero_if_stale()
    else:
        target.move.afterwards.append(zero_if_stale)


def _pin(bmc: Bmc, target: LanTarget) -> Procedure[None]:
    """Write what DHCP had set, address first: a BMC may let go of it when the source becomes static."""
    for parameter in target.pinned:
        yield from _pin_one(bmc, target, parameter)


def _pin_one(bmc: Bmc, target: LanTarget, parameter: LanParameter) -> Procedure[None]:
    try:
        yield from write_parameter(bmc, target, parameter, ["ip_source"], cut=True, in_one_go=True)
    except (CompletionCodeError, NotSupported):
        return  # A BMC that refuses this keeps it by itself.


SOURCE_FACET = parameter_facet(
    IpAddressSource,
    [enumerated("ip_source", "source", AddressSource)],
    order.NETWORK,
    cuts=functools.partial(_ipv4_way, "an address from this source"),
    in_one_go=True,
    afterwards=_pin,
)
ADDRESS_FACET = parameter_facet(
    IpAddress,
    [Spelling("ip_address", "address")],
    order.NETWORK,
    cuts=functools.partial(_ipv4_way, "this address"),
    leads=_leads_to_address,
    in_one_go=True,
)
MASK_FACET = parameter_facet(
    SubnetMask,
    [Spelling("netmask", "subnet_mask")],
    order.NETWORK,
    cuts=functools.partial(_ipv4_way, "a subnet with this mask"),
    in_one_go=True,
)
GATEWAY_FACET = parameter_facet(
    DefaultGatewayAddress,
    [Spelling("gateway_address", "address")],
    order.NETWORK,
    cuts=functools.partial(_ipv4_way, "a channel with this gateway"),
    in_one_go=True,
    afterwards=functools.partial(_forget_mac, DefaultGatewayMacAddress),
)
GATEWAY_MAC_FACET = parameter_facet(
    DefaultGatewayMacAddress,
    [Spelling("gateway_mac", "address")],
    order.NETWORK,
    cuts=functools.partial(_ipv4_way, "a channel with this gateway"),
    in_one_go=True,
)
BACKUP_GATEWAY_FACET = parameter_facet(
    BackupGatewayAddress,
    [Spelling("backup_gateway_address", "address")],
    order.NETWORK,
    afterwards=functools.partial(_forget_mac, BackupGatewayMacAddress),
)
BACKUP_GATEWAY_MAC_FACET = parameter_facet(
    BackupGatewayMacAddress, [Spelling("backup_gateway_mac", "address")], order.NETWORK
)
VLAN_FACET = parameter_facet(
    VlanId, [Spelling("vlan_id", "vlan_id"), Spelling("vlan_enabled", "enabled")], order.NETWORK, cuts=_cuts_vlan
)
PORT_FACET = parameter_facet(
    PrimaryRmcpPort, [Spelling("rmcp_port", "port")], order.NETWORK, cuts=_cuts_port, leads=_leads_to_port
)

# MAC addresses of gateways are not shown: most BMCs find them by ARP, so that they change without anybody's doing.
NETWORK = (
    Attribute("ip_source", choice(*SOURCES), SOURCE_FACET),
    Attribute("ip_address", ipv4_address(), ADDRESS_FACET),
    Attribute("netmask", netmask(), MASK_FACET),
    Attribute("gateway_address", ipv4_address(), GATEWAY_FACET),
    Attribute("gateway_mac", mac_address(), GATEWAY_MAC_FACET, shown=False),
    Attribute("backup_gateway_address", ipv4_address(), BACKUP_GATEWAY_FACET),
    Attribute("backup_gateway_mac", mac_address(), BACKUP_GATEWAY_MAC_FACET, shown=False),
    Attribute("vlan_id", vlan_number(), VLAN_FACET),
    Attribute("vlan_enabled", boolean(), VLAN_FACET),
    Attribute("rmcp_port", integer(1, 65535), PORT_FACET),
)
LEASED = ("ip_address", "netmask", "gateway_address")
"""What DHCP sets: it cannot be given with it, and is left out of documents."""

_IN_USE = (SOURCE_FACET, GATEWAY_FACET, GATEWAY_MAC_FACET, MASK_FACET, ADDRESS_FACET)
_NOT_IN_USE = (SOURCE_FACET, ADDRESS_FACET, MASK_FACET, GATEWAY_FACET, GATEWAY_MAC_FACET)
_LAST_OF_IPV4 = len(_IN_USE) - 1
"""A source that is not static comes last: it lets go of the address."""
_OF_THE_CHANNEL = {VLAN_FACET: VLAN, PORT_FACET: PORT}


def check_network(options: Values) -> None:
    """Refuse options that contradict each other. Raises InvalidOption."""
    leased = [name for name in LEASED if options.get(name) is not None]
    if options.get("ip_source") == "dhcp" and leased:
        raise InvalidOption(f"{', '.join(leased)}: cannot be given with ip_source: dhcp, which sets it")


def bind_network(bmc: Bmc, options: Values, path: tuple[t.Any, ...], target: LanTarget) -> Procedure[list[Aspect]]:
    """Return the aspects of the network options; ``target.move`` is there on the channel that the session uses."""
    wanted = dict(options)
    if wanted.get("vlan_id") is not None and wanted.get("vlan_enabled") is None:
        wanted["vlan_enabled"] = True
    yield from _refuse_address_under_dhcp(bmc, wanted, target.channel)
    yield from _refuse_vlan_without_id(bmc, wanted, target.channel)
    aspects = []
    for aspect in aspects_of(NETWORK, wanted, path, target._replace(move=None)):
        old_mac = yield from _mac_to_forget(bmc, aspect, wanted)
        pinned = yield from _to_pin(bmc, aspect, wanted)
        aspect = aspect._replace(target=aspect.target._replace(old_mac=old_mac, pinned=pinned))
        aspects.append(_placed(aspect, target.move))
    return aspects


def _placed(aspect: Aspect, move: Move | None) -> Aspect:
    """Return the aspect in its place, which is in the run that may cut the session where there is a ``move``."""
    if aspect.facet in _IN_USE:
        moves = move is not None and move.may_be_ipv4
        place = (_IN_USE if moves else _NOT_IN_USE).index(aspect.facet)
        if aspect.wanted.get("ip_source", "static") != "static":
            place = _LAST_OF_IPV4
    else:
        moves = move is not None and aspect.facet in _OF_THE_CHANNEL
        place = _OF_THE_CHANNEL[aspect.facet] if moves else 0
    first = order.NETWORK_DISRUPTIVE if moves else order.NETWORK
    target = aspect.target._replace(move=move if moves else None)
    return aspect._replace(facet=aspect.facet._replace(order=first + place), target=target)


def _differing(bmc: Bmc, channel: int, facet: Facet, wanted: Values) -> Procedure[list[str]]:
    """Return which of the options that the facet holds differ. What is read here is not read again."""
    state = yield from facet.read(bmc, LanTarget(channel))
    if isinstance(state, Unsupported):
        return []
    return [name for name, value in state.items() if wanted.get(name) is not None and value != wanted[name]]


def _refuse_address_under_dhcp(bmc: Bmc, wanted: Values, channel: int) -> Procedure[None]:
    if wanted.get("ip_source") is not None:
        return
    differing: list[str] = []
    for facet in (ADDRESS_FACET, MASK_FACET, GATEWAY_FACET):
        if any(attribute.facet is facet and wanted.get(attribute.name) is not None for attribute in NETWORK):
            differing += yield from _differing(bmc, channel, facet, wanted)
    if not differing:
        return
    source = yield from read_parameter(bmc, channel, IpAddressSource)
    if not isinstance(source, Unsupported) and source.source == AddressSource.DHCP:
        raise InvalidOption(
            f"{', '.join(differing)}: the address of channel {channel} comes from DHCP; "
            "to give it one, set ip_source: static as well"
        )


def _refuse_vlan_without_id(bmc: Bmc, wanted: Values, channel: int) -> Procedure[None]:
    if not wanted.get("vlan_enabled") or wanted.get("vlan_id") is not None:
        return
    found = yield from read_parameter(bmc, channel, VlanId)
    if isinstance(found, Unsupported) or found.enabled:
        return
    if not LOWEST_VLAN <= found.vlan_id <= HIGHEST_VLAN:
        raise InvalidOption(f"vlan_enabled: channel {channel} has no VLAN id to switch on, give vlan_id too")


def _to_pin(bmc: Bmc, aspect: Aspect, wanted: Values) -> Procedure[tuple[LanParameter, ...]]:
    """Return what to write as it is as soon as the source has become static: nothing where there is no address."""
    if aspect.facet is not SOURCE_FACET or wanted["ip_source"] != "static":
        return ()
    if not (yield from _differing(bmc, aspect.target.channel, SOURCE_FACET, wanted)):
        return ()
    pinned = []
    for parameter in (IpAddress, SubnetMask, DefaultGatewayAddress):
        found = yield from read_parameter(bmc, aspect.target.channel, parameter)
        if not isinstance(found, Unsupported) and any(found.pack()):
            pinned.append(found)
    return tuple(pinned) if pinned and isinstance(pinned[0], IpAddress) else ()


def _mac_to_forget(bmc: Bmc, aspect: Aspect, wanted: Values) -> Procedure[str | None]:
    """Return the MAC address that belongs to a gateway which is about to change, where no new one is given."""
    for option, mac_option, parameter in (
        ("gateway_address", "gateway_mac", DefaultGatewayMacAddress),
        ("backup_gateway_address", "backup_gateway_mac", BackupGatewayMacAddress),
    ):
        if option not in aspect.wanted or wanted.get(mac_option) is not None:
            continue
        if (yield from _differing(bmc, aspect.target.channel, aspect.facet, wanted)):
            found = yield from read_parameter(bmc, aspect.target.channel, parameter)
            if not isinstance(found, Unsupported) and found.address != NO_MAC:
                return str(found.address)
    return None

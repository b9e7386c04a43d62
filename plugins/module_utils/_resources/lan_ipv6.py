# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""IPv6 of a LAN channel: which protocols, static addresses, static routers. IPMI v2.0 §23.2 parameters 50-78."""

from __future__ import annotations

import functools
import itertools
import typing as t

from .._desired.engine import describe, read_ahead
from .._desired.facet import Aspect, Attribute, Facet, Unsupported, Values, aspects_of
from .._desired.options import Option, boolean, choice, integer, ipv6_address, listing, mac_address
from .._desired.task import every_aspect
from .._ipmi.commands.lan import LanParameter
from .._ipmi.commands.lan_ipv6_parameters import (
    Ipv6Ipv4AddressingEnables,
    Ipv6RouterConfiguration,
    Ipv6StaticAddress,
    Ipv6StaticHopLimit,
    Ipv6StaticRouter1Address,
    Ipv6StaticRouter1MacAddress,
    Ipv6StaticRouter1Prefix,
    Ipv6StaticRouter1PrefixLength,
    Ipv6StaticRouter2Address,
    Ipv6StaticRouter2MacAddress,
    Ipv6StaticRouter2Prefix,
    Ipv6StaticRouter2PrefixLength,
    Ipv6Status,
)
from .._ipmi.effects import Procedure
from .._ipmi.errors import InvalidOption
from .._ipmi.spec.lan import AddressingEnables, Ipv6AddressSource
from . import order
from .bmc import Bmc
from .lan_facets import PARAMETER, LanTarget, parameter_facet
from .lan_move import Move
from .lan_network import IPV6
from .lan_parameters_io import read_parameter
from .lan_settings import guard_hops
from .parameter_options import Spelling, enumerated
from .words import words

LONGEST_PREFIX = 128
NO_ADDRESS = "::"
MOST_ADDRESSES = 16
"""How many static addresses a document reads at most; BMCs have a few."""


def _ipv6_way(what: str, move: Move, current: Values, merged: Values) -> str | None:
    return f"the session may come in over {what}" if move.may_be_ipv6 else None


def _cuts_addressing(move: Move, current: Values, merged: Values) -> str | None:
    dropped = {"ipv4_only": move.may_be_ipv6, "ipv6_only": move.may_be_ipv4}
    if not dropped.get(merged["ipv6_addressing"], False):
        return None
    return f"the session may come in over {'IPv6' if merged['ipv6_addressing'] == 'ipv4_only' else 'IPv4'}"


def _is_way_in(move: Move, current: Values) -> bool:
    """Tell whether the session may have been opened to this static address."""
    return move.may_be_ipv6 and current["enabled"] and move.leads_to(current["address"])


def _cuts_address(move: Move, current: Values, merged: Values) -> str | None:
    return "the session may come in over this address" if _is_way_in(move, current) else None


def _leads_to_address(move: Move, current: Values, merged: Values) -> None:
    if _is_way_in(move, current) and merged["enabled"]:
        move.new_host = merged["address"]


ADDRESSING_FACET = parameter_facet(
    Ipv6Ipv4AddressingEnables,
    [enumerated("ipv6_addressing", "addressing_enables", AddressingEnables)],
    order.NETWORK,
    cuts=_cuts_addressing,
)
HOP_LIMIT_FACET = parameter_facet(
    Ipv6StaticHopLimit,
    [Spelling("ipv6_hop_limit", "hop_limit")],
    order.NETWORK,
    guard=guard_hops("ipv6_hop_limit"),
)
ROUTERS_FACET = parameter_facet(
    Ipv6RouterConfiguration,
    [Spelling("ipv6_static_routers_used", "static_routers"), Spelling("ipv6_dynamic_routers_used", "dynamic_routers")],
    order.NETWORK,
    cuts=functools.partial(_ipv6_way, "an IPv6 router"),
)

IPV6_SETTINGS = (
    Attribute("ipv6_addressing", choice(*words(AddressingEnables)), ADDRESSING_FACET),
    Attribute("ipv6_hop_limit", integer(1, 255), HOP_LIMIT_FACET),
    Attribute("ipv6_static_routers_used", boolean(), ROUTERS_FACET),
    Attribute("ipv6_dynamic_routers_used", boolean(), ROUTERS_FACET),
)


STATIC_ADDRESS_FACET = parameter_facet(
    Ipv6StaticAddress,
    [Spelling("enabled", "enabled"), Spelling("address", "address"), Spelling("prefix_length", "prefix_length")],
    order.NETWORK,
    cuts=_cuts_address,
    leads=_leads_to_address,
    place="ipv6_static_addresses.",
)
STATIC_ADDRESS = (
    Attribute("enabled", boolean(), STATIC_ADDRESS_FACET),
    Attribute("address", ipv6_address(), STATIC_ADDRESS_FACET),
    Attribute("prefix_length", integer(0, LONGEST_PREFIX), STATIC_ADDRESS_FACET),
)


def _router(
    address: type[LanParameter],
    mac: type[LanParameter],
    prefix_length: type[LanParameter],
    prefix: type[LanParameter],
) -> tuple[Attribute, ...]:
    """Return the options of one static router: four parameters, so four facets."""
    way = functools.partial(_ipv6_way, "an IPv6 router")

    def facet(parameter: type[LanParameter], option: str, field: str) -> Facet:
        return parameter_facet(
            parameter, [Spelling(option, field)], order.NETWORK, cuts=way, place="ipv6_static_routers."
        )

    return (
        Attribute("address", ipv6_address(), facet(address, "address", "address")),
        Attribute("mac", mac_address(), facet(mac, "mac", "address")),
        Attribute("prefix_length", integer(0, LONGEST_PREFIX), facet(prefix_length, "prefix_length", "prefix_length")),
        Attribute("prefix", ipv6_address(), facet(prefix, "prefix", "prefix")),
    )


STATIC_ROUTERS = {
    1: _router(
        Ipv6StaticRouter1Address,
        Ipv6StaticRouter1MacAddress,
        Ipv6StaticRouter1PrefixLength,
        Ipv6StaticRouter1Prefix,
    ),
    2: _router(
        Ipv6StaticRouter2Address,
        Ipv6StaticRouter2MacAddress,
        Ipv6StaticRouter2PrefixLength,
        Ipv6StaticRouter2Prefix,
    ),
}

IPV6_LISTS = (
    Option(
        "ipv6_static_addresses",
        listing(Option("index", integer(0, 255), required=True), *(entry.option() for entry in STATIC_ADDRESS)),
    ),
    Option(
        "ipv6_static_routers",
        listing(Option("number", integer(1, 2), required=True), *(entry.option() for entry in STATIC_ROUTERS[1])),
    ),
)


def check_ipv6(options: Values) -> None:
    """Refuse lists that name one thing twice. Raises InvalidOption."""
    for name, key in (("ipv6_static_addresses", "index"), ("ipv6_static_routers", "number")):
        seen = [entry[key] for entry in options.get(name) or []]
        for value in seen:
            if seen.count(value) > 1:
                raise InvalidOption(f"{name}: {key} {value} is described twice")


def bind_ipv6(options: Values, path: tuple[t.Any, ...], target: LanTarget) -> list[Aspect]:
    """Return the aspects of the IPv6 options; ``target.move`` is there on the channel that the session uses."""
    aspects = aspects_of(IPV6_SETTINGS, options, path, target)
    for entry in options.get("ipv6_static_addresses") or []:
        wanted = dict(entry)
        if wanted["address"] is not None and wanted["enabled"] is None:
            wanted["enabled"] = True
        place = (*path, "ipv6_static_addresses", entry["index"])
        aspects += aspects_of(STATIC_ADDRESS, wanted, place, target._replace(set_selector=entry["index"]))
    for entry in options.get("ipv6_static_routers") or []:
        place = (*path, "ipv6_static_routers", entry["number"])
        aspects += aspects_of(STATIC_ROUTERS[entry["number"]], entry, place, target)
    return [_placed(aspect) for aspect in aspects]


def _placed(aspect: Aspect) -> Aspect:
    """Put what may cut the session into the run that ends with a new login."""
    target = aspect.target
    if target.move is None:
        return aspect
    if aspect.facet is HOP_LIMIT_FACET:
        return aspect._replace(target=target._replace(move=None))
    return aspect._replace(facet=aspect.facet._replace(order=order.NETWORK_DISRUPTIVE + IPV6))


def read_ipv6_lists(bmc: Bmc, target: LanTarget) -> Procedure[dict[str, t.Any]]:
    """Return the static addresses and routers of a channel, as the options take them back."""
    document: dict[str, t.Any] = {}
    status = yield from read_parameter(bmc, target.channel, Ipv6Status)
    count = 0 if isinstance(status, Unsupported) else min(status.static_address_maximum, MOST_ADDRESSES)
    places = [target._replace(set_selector=index) for index in range(count)]
    router_aspects = {number: every_aspect(attributes, (), target) for number, attributes in STATIC_ROUTERS.items()}
    aspects = [Aspect((), STATIC_ADDRESS_FACET, place, {}) for place in places]
    yield from read_ahead(itertools.chain(aspects, *router_aspects.values()), bmc)
    addresses = []
    for place in places:
        state = yield from STATIC_ADDRESS_FACET.read(bmc, place)
        if isinstance(state, Unsupported) or state[PARAMETER].source != Ipv6AddressSource.STATIC:
            continue
        addresses.append({"index": place.set_selector, **_as_document(state)})
    routers = []
    for number, several in router_aspects.items():
        entry = yield from describe(several, bmc)
        if entry:
            routers.append({"number": number, **entry})
    if addresses:
        document["ipv6_static_addresses"] = addresses
    if routers:
        document["ipv6_static_routers"] = routers
    return document


def _as_document(state: Values) -> dict[str, t.Any]:
    """An address that is not in use is not worth more than the fact; some BMCs forget it."""
    if not state["enabled"] and state["address"] == NO_ADDRESS:
        return {"enabled": False}
    return {name: state[name] for name in ("enabled", "address", "prefix_length")}

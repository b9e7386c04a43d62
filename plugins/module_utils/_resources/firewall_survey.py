# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds what the firmware firewall of a BMC keeps disabled, on every channel that commands can come in on.

Get NetFn Support tells which network functions there are, so that nothing else is asked for. Sub-functions are read
for the commands whose sub-functions have names: asking for those of every command would take hundreds of requests.
"""

from __future__ import annotations

import typing as t

from .._desired.facet import Unsupported
from .._ipmi.commands.firewall import GetNetFnSupportRequest, GetOemNetFnIanaSupportRequest
from .._ipmi.effects import Procedure
from .._ipmi.spec.channel import SYSTEM_INTERFACE_CHANNEL, SessionSupport
from .._ipmi.spec.firewall import LUNS, CommandRange, defining_body_size
from .._ipmi.spec.sub_function import SUB_FUNCTIONS
from .bmc import Bmc
from .command_name import CommandName
from .firewall_facets import (
    CommandMask,
    Mask,
    Place,
    SubFunctionMask,
    ask,
    read_configurable,
    read_enabled,
)
from .firewall_rules import Family, format_rule

LARGEST_LIST_INDEX = 0x3F
"""The list index of Get OEM NetFn IANA Support has six bits."""

RuleList = list[dict[str, t.Any]]


def read_rules(bmc: Bmc) -> Procedure[list[tuple[Place, RuleList]]]:
    """Return the places where something is disabled that can be enabled, with the rules that say so."""
    found = []
    channels = yield from _channels(bmc)
    yield from bmc.read_ahead(GetNetFnSupportRequest(channel_number=channel) for channel in channels)
    for channel in channels:
        support = yield from ask(bmc, GetNetFnSupportRequest(channel_number=channel))
        if isinstance(support, Unsupported):
            continue
        for lun in range(LUNS):
            place = Place(channel, lun)
            pairs = getattr(support, f"lun_{lun}_net_fn_pairs")
            rules = yield from _read_place(bmc, place, [2 * pair for pair in sorted(pairs)])
            if rules:
                found.append((place, rules))
    return found


def _channels(bmc: Bmc) -> Procedure[list[int]]:
    """Return the channels that sessions come in on, and the system interface."""
    infos = yield from bmc.channel_infos()
    channels = [number for number, info in infos.items() if info.session_support != SessionSupport.SESSION_LESS]
    return [*channels, SYSTEM_INTERFACE_CHANNEL]


def _read_place(bmc: Bmc, place: Place, net_fns: t.Iterable[int]) -> Procedure[RuleList]:
    masks: list[Mask] = []
    for net_fn in net_fns:
        for family in (yield from _families(bmc, place, net_fn)):
            masks += _masks(place, family)
    yield from bmc.read_ahead(mask.configurable_request() for mask in masks)
    configurable = []
    for mask in masks:
        bits = yield from read_configurable(bmc, mask)
        if bits and not isinstance(bits, Unsupported):
            configurable.append((mask, bits))
    yield from bmc.read_ahead(mask.enables_request() for mask, _bits in configurable)
    rules: RuleList = []
    for mask, bits in configurable:
        rules += yield from _read_disabled(bmc, mask, bits)
    return rules


def _masks(place: Place, family: Family) -> list[Mask]:
    """Return the masks of a network function's commands, and of the sub-functions that have names."""
    net_fn, body = family
    masks: list[Mask] = [CommandMask(place, net_fn, body, command_range) for command_range in CommandRange]
    if not body:
        of_it = [number for sub_net_fn, number in SUB_FUNCTIONS if sub_net_fn == net_fn]
        masks += [SubFunctionMask(place, CommandName(net_fn, number)) for number in of_it]
    return masks


def _families(bmc: Bmc, place: Place, net_fn: int) -> Procedure[list[Family]]:
    """Return the defining bodies that a BMC has commands of, for the network functions that have such bodies."""
    size = defining_body_size(net_fn)
    if not size:
        return [(net_fn, b"")]
    families = []
    index = last = 0
    while index <= last:
        request = GetOemNetFnIanaSupportRequest(channel_number=place.channel, net_fn=net_fn, list_index=index)
        answer = yield from ask(bmc, request)
        if isinstance(answer, Unsupported) or len(answer.defining_body) < size:
            break
        families.append((net_fn, answer.defining_body[:size]))
        index, last = index + 1, min(answer.last_list_index, LARGEST_LIST_INDEX)
    return families


def _read_disabled(bmc: Bmc, mask: Mask, configurable: frozenset[int]) -> Procedure[RuleList]:
    enabled = yield from read_enabled(bmc, mask)
    if isinstance(enabled, Unsupported):
        return []
    disabled = sorted(configurable - enabled)
    if isinstance(mask, CommandMask):
        return [format_rule(mask.command(bit), False) for bit in disabled]
    return [format_rule(mask.command, False, disabled)] if disabled else []

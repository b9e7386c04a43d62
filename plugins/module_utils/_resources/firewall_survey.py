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
from .bmc import IMPLEMENTATION_CHANNELS, Bmc
from .command_name import CommandName
from .firewall_facets import (
    CommandMask,
    Place,
    SubFunctionMask,
    ask,
    read_commands,
    read_configurable,
    read_configurable_sub_functions,
    read_sub_functions,
)
from .firewall_rules import Family, format_rule

LARGEST_LIST_INDEX = 0x3F
"""The list index of Get OEM NetFn IANA Support has six bits."""

RuleList = list[dict[str, t.Any]]


def read_rules(bmc: Bmc) -> Procedure[list[tuple[Place, RuleList]]]:
    """Return the places where something is disabled that can be enabled, with the rules that say so."""
    found = []
    for channel in (yield from _channels(bmc)):
        support = yield from ask(bmc, GetNetFnSupportRequest(channel_number=channel))
        if isinstance(support, Unsupported):
            continue
        for lun in range(LUNS):
            place = Place(channel, lun)
            rules: RuleList = []
            for pair in sorted(getattr(support, f"lun_{lun}_net_fn_pairs")):
                rules += yield from _read_net_fn(bmc, place, 2 * pair)
            if rules:
                found.append((place, rules))
    return found


def _channels(bmc: Bmc) -> Procedure[list[int]]:
    """Return the channels that sessions come in on, and the system interface."""
    channels = []
    for number in IMPLEMENTATION_CHANNELS:
        info = yield from bmc.channel_info(number)
        if info is not None and info.session_support != SessionSupport.SESSION_LESS:
            channels.append(number)
    return [*channels, SYSTEM_INTERFACE_CHANNEL]


def _read_net_fn(bmc: Bmc, place: Place, net_fn: int) -> Procedure[RuleList]:
    rules: RuleList = []
    for _net_fn, body in (yield from _families(bmc, place, net_fn)):
        for command_range in CommandRange:
            rules += yield from _read_disabled(bmc, CommandMask(place, net_fn, body, command_range))
        for sub_net_fn, number in SUB_FUNCTIONS:
            if sub_net_fn == net_fn and not body:
                rules += yield from _read_disabled_sub_functions(bmc, place, CommandName(net_fn, number))
    return rules


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


def _read_disabled(bmc: Bmc, mask: CommandMask) -> Procedure[RuleList]:
    configurable = yield from read_configurable(bmc, mask)
    if isinstance(configurable, Unsupported) or not configurable:
        return []
    state = yield from read_commands(bmc, mask)
    if isinstance(state, Unsupported):
        return []
    return [format_rule(mask.command(bit), False) for bit in sorted(configurable - state["_enabled"])]


def _read_disabled_sub_functions(bmc: Bmc, place: Place, command: CommandName) -> Procedure[RuleList]:
    mask = SubFunctionMask(place, command)
    configurable = yield from read_configurable_sub_functions(bmc, mask)
    if isinstance(configurable, Unsupported) or not configurable:
        return []
    state = yield from read_sub_functions(bmc, mask)
    if isinstance(state, Unsupported):
        return []
    disabled = sorted(configurable - state["_enabled"])
    return [format_rule(command, False, disabled)] if disabled else []

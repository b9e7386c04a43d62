# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The firmware firewall: which commands a BMC carries out, for each channel that they come in on."""

from __future__ import annotations

import typing as t

from .._desired.facet import Aspect, Facet, Unsupported, Values
from .._desired.options import Kind, Option, integer
from .._desired.task import Resource
from .._ipmi.effects import Procedure
from .._ipmi.spec.channel import SYSTEM_INTERFACE_CHANNEL
from .._ipmi.spec.command import NetFn
from .._ipmi.spec.firewall import LUNS, SUB_FUNCTIONS_PER_MASK, CommandRange
from .bmc import Bmc
from .firewall_facets import (
    DISABLED_APP_COMMANDS,
    DISABLED_COMMANDS,
    DISABLED_SUB_FUNCTIONS,
    ENABLED_COMMANDS,
    ENABLED_SUB_FUNCTIONS,
    REFUSED,
    CommandMask,
    Place,
    SubFunctionMask,
    bit_of,
    read_commands,
    read_configurable,
    read_sub_functions,
)
from .firewall_rules import Family, Rules, parse_rules, rule_listing, sub_function_title
from .firewall_survey import read_rules

SYSTEM_INTERFACE = "system_interface"
LARGEST_CHANNEL = 11


def channel_or_system_interface() -> Kind:
    """The number of a channel, or the managed host's own interface by name."""
    numbered = integer(0, LARGEST_CHANNEL)

    def check(value: t.Any) -> t.Any:
        if value == SYSTEM_INTERFACE:
            return value
        if isinstance(value, bool) or not str(value).isdigit():
            raise ValueError(f"{value!r} is neither a channel number nor {SYSTEM_INTERFACE}")
        return numbered.check(int(value))

    return Kind({"type": "raw"}, check)


class Firewall(Resource):
    """Commands and sub-functions enabled or not. Only what rules speak of is touched."""

    name = "firewall"
    attributes = ()
    selectors = (
        Option("channel", channel_or_system_interface()),
        Option("lun", integer(0, LUNS - 1), default=0),
        Option("rules", rule_listing(), required=True),
    )

    def bind(self, bmc: Bmc, options: Values, path: tuple[t.Any, ...] = ()) -> Procedure[list[Aspect]]:
        channel = options.get("channel")
        if channel is None:
            channel = yield from bmc.current_channel()
        place = Place(SYSTEM_INTERFACE_CHANNEL if channel == SYSTEM_INTERFACE else channel, options.get("lun") or 0)
        if place.lun:
            path = (*path, f"lun {place.lun}")
        rules = parse_rules(options.get("rules") or [])
        aspects: list[Aspect] = []
        masks = _masks(place, rules)
        sub_masks = [SubFunctionMask(place, command) for command in rules.sub_functions]
        requests = [mask.configurable_request() for mask in sub_masks] + [mask.configurable_request() for mask in masks]
        yield from bmc.read_ahead(requests)
        for sub_mask in sub_masks:
            aspects += yield from _bind_sub_functions(bmc, sub_mask, rules.sub_functions[sub_mask.command], path)
        for mask in masks:
            aspects += yield from _bind_commands(bmc, mask, rules, path)
        return _once(aspects)

    def read_all(self, bmc: Bmc) -> Procedure[list[dict[str, t.Any]]]:
        """Return, for each place that has any, rules for what is disabled there though it could be enabled."""
        documents = []
        found = yield from read_rules(bmc)
        for place, rules in found:
            channel = SYSTEM_INTERFACE if place.channel == SYSTEM_INTERFACE_CHANNEL else place.channel
            documents.append({"channel": channel, "lun": place.lun, "rules": rules})
        return documents


def _masks(place: Place, rules: Rules) -> list[CommandMask]:
    """Return the masks that rules speak of, both halves where a rule is for the whole network function."""
    wanted: dict[tuple[Family, CommandRange], None] = {}
    for family in rules.families:
        wanted.update({(family, command_range): None for command_range in CommandRange})
    for command in rules.commands:
        wanted[(command.net_fn, command.body), bit_of(command)[0]] = None
    return [CommandMask(place, net_fn, body, command_range) for (net_fn, body), command_range in wanted]


def _bind_commands(bmc: Bmc, mask: CommandMask, rules: Rules, path: tuple[t.Any, ...]) -> Procedure[list[Aspect]]:
    configurable = yield from read_configurable(bmc, mask)
    if isinstance(configurable, Unsupported):
        return [_refused_all(configurable, path)]
    of_family = rules.families.get((mask.net_fn, mask.body))
    wanted = {} if of_family is None else {mask.command(bit): of_family for bit in sorted(configurable)}
    wanted.update({command: enabled for command, enabled in rules.commands.items() if mask.holds(command)})
    mask = mask._replace(names={command.title(): command for command in wanted})
    fixed = {command.title() for command in wanted if bit_of(command)[1] not in configurable}
    states = {command.title(): enabled for command, enabled in wanted.items()}
    current = (yield from read_commands(bmc, mask)) if states else {}
    if isinstance(current, Unsupported):
        return [_refused_all(current, path)]
    is_own = mask.net_fn == NetFn.APP and mask.command_range == CommandRange.LOWER
    disabled = DISABLED_APP_COMMANDS if is_own else DISABLED_COMMANDS
    return _split(Aspect(path, disabled, mask, states), ENABLED_COMMANDS, fixed, current)


def _bind_sub_functions(
    bmc: Bmc, mask: SubFunctionMask, wanted: t.Mapping[int, bool], path: tuple[t.Any, ...]
) -> Procedure[list[Aspect]]:
    configurable = yield from read_configurable(bmc, mask)
    if isinstance(configurable, Unsupported):
        return [_refused_all(configurable, path)]
    titles = {number: sub_function_title(mask.command, number) for number in wanted}
    names = {title: number for number, title in titles.items()}
    mask = mask._replace(names=names, is_wide=any(number >= SUB_FUNCTIONS_PER_MASK for number in configurable))
    current = yield from read_sub_functions(bmc, mask)
    if isinstance(current, Unsupported):
        return [_refused_all(current, path)]
    fixed = {title for number, title in titles.items() if number not in configurable}
    states = {titles[number]: enabled for number, enabled in wanted.items()}
    return _split(Aspect(path, DISABLED_SUB_FUNCTIONS, mask, states), ENABLED_SUB_FUNCTIONS, fixed, current)


def _split(aspect: Aspect, enabling: Facet, fixed: t.Container[str], current: Values) -> list[Aspect]:
    """Set apart what is to be enabled, which is written first, and what the BMC does not let anyone configure."""
    refused: dict[bool, dict[str, bool]] = {}
    early: dict[str, bool] = {}
    late: dict[str, bool] = {}
    for name, enabled in aspect.wanted.items():
        if name in fixed and current[name] != enabled:
            refused.setdefault(current[name], {})[name] = enabled
        else:
            (early if enabled else late)[name] = enabled
    parts = ((enabling, early), (aspect.facet, late))
    aspects = [
        aspect._replace(facet=facet, target=_only(aspect.target, wanted), wanted=wanted)
        for facet, wanted in parts
        if wanted
    ]
    for now, names in refused.items():
        state = "enabled" if now else "disabled"
        reason = f"it is {state}, and the BMC does not let it be configured on this channel"
        aspects.append(Aspect(aspect.path, REFUSED, reason, names))
    return aspects


def _only(mask: t.Any, wanted: t.Container[str]) -> t.Any:
    return mask._replace(names={name: value for name, value in mask.names.items() if name in wanted})


def _refused_all(answer: Unsupported, path: tuple[t.Any, ...]) -> Aspect:
    return Aspect(path, REFUSED, answer.reason, {"rules": None})


def _once(aspects: list[Aspect]) -> list[Aspect]:
    """Leave out repetitions: a BMC without the firewall is named once, however many masks were asked for."""
    kept: list[Aspect] = []
    for aspect in aspects:
        if aspect.facet is not REFUSED or aspect not in kept:
            kept.append(aspect)
    return kept


FIREWALL = Firewall()

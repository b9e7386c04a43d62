# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules of the firmware firewall as a task gives them.

A rule speaks of one command, of some sub-functions of one command, or of a whole network function. The more specific
one counts: with a rule that disables ``transport`` and one that enables Get LAN Configuration Parameters, this command
stays. Two rules that contradict each other are refused.
"""

from __future__ import annotations

import typing as t

from .._desired.options import Kind, Option, boolean, listing
from .._ipmi.spec.sub_function import LARGEST_SUB_FUNCTION, SUB_FUNCTIONS, sub_function_name
from .command_name import (
    LARGEST_COMMAND_NUMBER,
    LARGEST_DEFINING_BODY,
    CommandName,
    network_function,
    number,
    parse_command,
    parse_defining_body,
)

Entry = t.Mapping[str, t.Any]
Family = tuple[int, bytes]
"""NetFn and defining body: what one pair of masks speaks of."""


class Rules(t.NamedTuple):
    """Rules sorted by what they speak of; each says whether it shall be enabled."""

    families: dict[Family, bool]
    commands: dict[CommandName, bool]
    sub_functions: dict[CommandName, dict[int, bool]]


def rule_listing() -> Kind:
    """A list of rules, checked as a whole."""
    kind = listing(
        Option("command", Kind({"type": "str"})),
        Option("net_fn", network_function()),
        Option("number", number(0, LARGEST_COMMAND_NUMBER)),
        Option("defining_body", number(0, LARGEST_DEFINING_BODY)),
        Option("sub_functions", Kind({"type": "list", "elements": "raw"})),
        Option("enabled", boolean(), required=True),
    )
    return kind._replace(check=_check)


def _check(entries: list[dict[str, t.Any]]) -> list[dict[str, t.Any]]:
    parse_rules(entries)
    return entries


def parse_rules(entries: t.Iterable[Entry]) -> Rules:
    """Sort rules. Raises ValueError naming the rule that makes no sense."""
    rules = Rules({}, {}, {})
    for index, entry in enumerate(entries):
        _add_numbered(rules, index + 1, entry)
    return rules


def _add_numbered(rules: Rules, position: int, entry: Entry) -> None:
    try:
        _add(rules, entry)
    except ValueError as error:
        raise ValueError(f"rule {position}: {error}") from None


def _add(rules: Rules, entry: Entry) -> None:
    enabled = bool(entry["enabled"])
    command, net_fn = entry.get("command"), entry.get("net_fn")
    if command is None and net_fn is not None and entry.get("number") is None:
        if entry.get("sub_functions"):
            raise ValueError("sub_functions: of which command?")
        family = (net_fn, parse_defining_body(net_fn, entry.get("defining_body")))
        _set(rules.families, family, enabled, f"the network function {net_fn:#04x}")
        return
    name = parse_command(command, net_fn, entry.get("number"), entry.get("defining_body"))
    if entry.get("sub_functions") is None:
        _set(rules.commands, name, enabled, name.title())
        return
    wanted = rules.sub_functions.setdefault(name, {})
    for text in entry["sub_functions"]:
        sub_function = parse_sub_function(name, text)
        _set(wanted, sub_function, enabled, sub_function_title(name, sub_function))


def _set(wanted: dict[t.Any, bool], key: t.Any, enabled: bool, what: str) -> None:
    if wanted.setdefault(key, enabled) != enabled:
        raise ValueError(f"{what} cannot be enabled and disabled at once")


def parse_sub_function(name: CommandName, value: t.Any) -> int:
    """Return the number of a sub-function given by number or by name."""
    names = {} if name.body else SUB_FUNCTIONS.get((name.net_fn, name.number), {})
    word = value.strip().lower().replace(" ", "_") if isinstance(value, str) else ""
    if word in names:
        return names[word]
    try:
        return int(number(0, LARGEST_SUB_FUNCTION).check(value))
    except ValueError as error:
        known = f"; the names for {name.title()} are {', '.join(names)}" if names else ""
        raise ValueError(f"sub_functions: {error}{known}") from None


def sub_function_title(name: CommandName, sub_function: int) -> str:
    """Return a sub-function as results and errors name it."""
    word = None if name.body else sub_function_name(name.net_fn, name.number, sub_function)
    return f"{name.title()}: {word or f'sub-function {sub_function}'}"


def format_rule(name: CommandName, enabled: bool, sub_functions: t.Sequence[int] = ()) -> dict[str, t.Any]:
    """Return the rule as a task would give it."""
    command = name.known()
    rule: dict[str, t.Any] = {"command": name.numbers() if command is None else command.title}
    if name.body and command is None:
        rule["defining_body"] = int.from_bytes(name.body, "little")
    if sub_functions:
        words = [None if name.body else sub_function_name(name.net_fn, name.number, n) for n in sub_functions]
        rule["sub_functions"] = [word or n for word, n in zip(words, sub_functions)]
    return {**rule, "enabled": enabled}

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading and writing the masks of the firmware firewall. IPMI v2.0 §21.

128 commands share a mask, and so do the sub-functions of one command: rules for the same mask are one read and one
write. A write changes the bits of the commands that rules name and of no others; all other bits are sent as they were
read, whether the BMC lets them be configured or not.
"""

from __future__ import annotations

import typing as t

from .._desired.facet import Facet, Unsupported, Values
from .._ipmi.codec.message import Request
from .._ipmi.commands.firewall import (
    GetCommandEnablesRequest,
    GetCommandSubFunctionEnablesRequest,
    GetConfigurableCommandsRequest,
    GetConfigurableCommandSubFunctionsRequest,
    SetCommandEnablesRequest,
    SetCommandSubFunctionEnablesRequest,
)
from .._ipmi.effects import Procedure
from .._ipmi.errors import CompletionCodeError
from .._ipmi.spec import app
from .._ipmi.spec.channel import SYSTEM_INTERFACE_CHANNEL
from .._ipmi.spec.command import Command
from .._ipmi.spec.completion_code import ABSENT, CompletionCode
from .._ipmi.spec.firewall import COMMANDS_PER_MASK, SUB_FUNCTIONS_PER_MASK, CommandRange
from . import order
from .bmc import Bmc
from .command_name import CommandName


def _names(*commands: Command) -> frozenset[CommandName]:
    return frozenset(CommandName(command.net_fn, command.number) for command in commands)


LOGIN_COMMANDS = _names(
    app.GET_CHANNEL_AUTHENTICATION_CAPABILITIES,
    app.GET_CHANNEL_CIPHER_SUITES,
    app.GET_SESSION_CHALLENGE,
    app.ACTIVATE_SESSION,
    app.SET_SESSION_PRIVILEGE_LEVEL,
    app.CLOSE_SESSION,
    app.GET_DEVICE_ID,
)
"""What a login of this collection, or of another remote console, needs."""
UNDO_COMMANDS = _names(
    app.GET_CONFIGURABLE_COMMANDS, app.GET_COMMAND_ENABLES, app.SET_COMMAND_ENABLES, app.GET_CHANNEL_INFO
)
"""What a later run of this module needs, to enable again what was disabled."""
HOST_UNDO_COMMANDS = _names(app.SET_COMMAND_ENABLES)
"""What is left to the managed host, for the day when the network way is lost."""

UNKNOWN_PLACE = frozenset({CompletionCode.INVALID_FIELD, CompletionCode.OUT_OF_RANGE, CompletionCode.NOT_PRESENT})
"""Answers to a question about a channel, a LUN or a network function that the BMC does not have."""


class Place(t.NamedTuple):
    """Where rules hold: for requests that come in on a channel, to a LUN of the BMC."""

    channel: int
    lun: int = 0


class CommandMask(t.NamedTuple):
    """One mask of commands. ``names`` are the commands that rules speak of, by what a person calls them."""

    place: Place
    net_fn: int
    body: bytes
    command_range: CommandRange
    names: t.Mapping[str, CommandName] = {}

    def fields(self) -> dict[str, t.Any]:
        return {
            "channel_number": self.place.channel,
            "lun": self.place.lun,
            "net_fn": self.net_fn,
            "command_range": self.command_range,
            "defining_body": self.body,
        }

    def configurable_request(self) -> Request:
        return GetConfigurableCommandsRequest(**self.fields())

    def enables_request(self) -> Request:
        return GetCommandEnablesRequest(**self.fields())

    def holds(self, command: CommandName) -> bool:
        """Tell whether a command is in this mask."""
        same_family = (command.net_fn, command.body) == (self.net_fn, self.body)
        return same_family and bit_of(command)[0] == self.command_range

    def command(self, bit: int) -> CommandName:
        """Return the command that a bit stands for."""
        return CommandName(self.net_fn, bit + self.command_range * COMMANDS_PER_MASK, self.body)


class SubFunctionMask(t.NamedTuple):
    """The sub-functions of one command; ``names`` are those that rules speak of.

    ``is_wide``: the command has sub-functions above 31. A BMC may leave their mask out of an answer when it is empty.
    """

    place: Place
    command: CommandName
    names: t.Mapping[str, int] = {}
    is_wide: bool = False

    def fields(self) -> dict[str, t.Any]:
        return {
            "channel_number": self.place.channel,
            "lun": self.place.lun,
            "net_fn": self.command.net_fn,
            "command_number": self.command.number,
            "defining_body": self.command.body,
        }

    def configurable_request(self) -> Request:
        return GetConfigurableCommandSubFunctionsRequest(**self.fields())

    def enables_request(self) -> Request:
        return GetCommandSubFunctionEnablesRequest(**self.fields())


Mask = t.Union[CommandMask, SubFunctionMask]


def bit_of(command: CommandName) -> tuple[CommandRange, int]:
    """Return which mask of its network function a command is in, and its bit there."""
    half, bit = divmod(command.number, COMMANDS_PER_MASK)
    return CommandRange(half), bit


def ask(bmc: Bmc, request: Request) -> Procedure[t.Any]:
    """Ask a question of the firewall; Unsupported when this BMC has none, or none there."""
    try:
        return (yield from bmc.read(request))
    except CompletionCodeError as error:
        if error.completion_code in ABSENT:
            return Unsupported(f"it has no firmware firewall ({error})")
        if error.completion_code in UNKNOWN_PLACE:
            return Unsupported(f"its firmware firewall does not know this channel, LUN or network function ({error})")
        raise


def read_configurable(bmc: Bmc, mask: Mask) -> Procedure[t.Any]:
    """Return the bits of a mask, or the sub-functions, that can be configured, or Unsupported."""
    answer = yield from ask(bmc, mask.configurable_request())
    if isinstance(answer, Unsupported):
        return answer
    return answer.configurable if isinstance(mask, CommandMask) else answer.configurable_sub_functions


def read_enabled(bmc: Bmc, mask: Mask) -> Procedure[t.Any]:
    """Return the bits of a mask, or the sub-functions, that are enabled, or Unsupported."""
    answer = yield from ask(bmc, mask.enables_request())
    if isinstance(answer, Unsupported):
        return answer
    return answer.enabled if isinstance(mask, CommandMask) else answer.enabled_sub_functions


def _ahead(bmc: Bmc, mask: Mask) -> list[Request]:
    return [mask.enables_request()]


def read_commands(bmc: Bmc, mask: CommandMask) -> Procedure[t.Any]:
    answer = yield from ask(bmc, mask.enables_request())
    if isinstance(answer, Unsupported):
        return answer
    state = {name: bit_of(command)[1] in answer.enabled for name, command in mask.names.items()}
    return {"_enabled": answer.enabled, **state}


def _write_commands(bmc: Bmc, mask: CommandMask, current: Values, merged: Values) -> Procedure[None]:
    # Enabling and disabling are written apart, so the mask may be another one than at first. Unchanged, it is at hand.
    present = yield from bmc.read(mask.enables_request())
    enabled = set(present.enabled)
    for name, command in mask.names.items():
        (enabled.add if merged[name] else enabled.discard)(bit_of(command)[1])
    yield SetCommandEnablesRequest(enabled=frozenset(enabled), **mask.fields())


def _guard_commands(bmc: Bmc, mask: CommandMask, current: Values, merged: Values) -> Procedure[str | None]:
    disabled = {command: name for name, command in mask.names.items() if current[name] and not merged[name]}
    return (yield from _reason(bmc, mask.place, disabled))


def read_sub_functions(bmc: Bmc, mask: SubFunctionMask) -> Procedure[t.Any]:
    answer = yield from ask(bmc, mask.enables_request())
    if isinstance(answer, Unsupported):
        return answer
    enabled = answer.enabled_sub_functions
    state = {name: sub_function in enabled for name, sub_function in mask.names.items()}
    return {"_enabled": enabled, "_is_wide": mask.is_wide or answer.enabled_above_31 is not None, **state}


def _write_sub_functions(bmc: Bmc, mask: SubFunctionMask, current: Values, merged: Values) -> Procedure[None]:
    present = yield from bmc.read(mask.enables_request())
    enabled = set(present.enabled_sub_functions)
    for name, sub_function in mask.names.items():
        (enabled.add if merged[name] else enabled.discard)(sub_function)
    above = frozenset(number - SUB_FUNCTIONS_PER_MASK for number in enabled if number >= SUB_FUNCTIONS_PER_MASK)
    yield SetCommandSubFunctionEnablesRequest(
        enabled=frozenset(number for number in enabled if number < SUB_FUNCTIONS_PER_MASK),
        enabled_above_31=above if current["_is_wide"] else None,
        **mask.fields(),
    )


def _guard_sub_functions(bmc: Bmc, mask: SubFunctionMask, current: Values, merged: Values) -> Procedure[str | None]:
    if not any(current[name] and not merged[name] for name in mask.names):
        return None
    return (yield from _reason(bmc, mask.place, {mask.command: mask.command.title()}))


def _reason(bmc: Bmc, place: Place, disabled: t.Mapping[CommandName, str]) -> Procedure[str | None]:
    """Return why these commands must stay enabled, or None when nobody is cut off without them."""
    if place.lun:
        return None
    facts = yield from bmc.facts()
    own_channel = SYSTEM_INTERFACE_CHANNEL if facts.interface == "open" else (yield from bmc.session_channel())
    if place.channel == own_channel:
        needed = _among(disabled, LOGIN_COMMANDS | UNDO_COMMANDS)
        return f"this session, the next login or undoing this needs {needed} on this channel" if needed else None
    if place.channel == SYSTEM_INTERFACE_CHANNEL:
        needed = _among(disabled, HOST_UNDO_COMMANDS)
        return f"without {needed} the host could not undo this when the network way is lost" if needed else None
    return None


def _among(disabled: t.Mapping[CommandName, str], needed: frozenset[CommandName]) -> str:
    return ", ".join(title for command, title in disabled.items() if command in needed)


def _read_refused(bmc: Bmc, reason: str) -> Procedure[Unsupported]:
    yield from ()
    return Unsupported(reason)


def _write_nothing(bmc: Bmc, reason: str, current: Values, merged: Values) -> Procedure[None]:
    yield from ()


REFUSED = Facet("refused", _read_refused, _write_nothing)
"""Rules that this BMC cannot follow: the target is the reason."""
DISABLED_COMMANDS = Facet(
    "commands", read_commands, _write_commands, order.FIREWALL_DISABLING + 1, guard=_guard_commands, ahead=_ahead
)
DISABLED_APP_COMMANDS = DISABLED_COMMANDS._replace(order=order.FIREWALL_DISABLING + 2)
"""The mask that holds the firewall's own commands: when they are disabled, nothing can be written after it."""
ENABLED_COMMANDS = DISABLED_COMMANDS._replace(order=order.FIREWALL_ENABLING)
DISABLED_SUB_FUNCTIONS = Facet(
    "sub_functions", read_sub_functions, _write_sub_functions, order.FIREWALL_DISABLING,
    guard=_guard_sub_functions, ahead=_ahead,
)  # fmt: skip
ENABLED_SUB_FUNCTIONS = DISABLED_SUB_FUNCTIONS._replace(order=order.FIREWALL_ENABLING + 1)

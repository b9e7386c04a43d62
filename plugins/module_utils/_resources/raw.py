# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One command with any bytes, for what no other module does."""

from __future__ import annotations

import re
import typing as t

from .._desired.facet import Values
from .._desired.options import Kind, Option, boolean, choice, integer
from .._desired.outcome import Outcome
from .._desired.task import Task
from .._ipmi.effects import Procedure, Send
from .._ipmi.errors import CompletionCodeError, InvalidOption
from .._ipmi.procedures.raw_request import raw_request
from .._ipmi.spec import app
from .._ipmi.spec.command import Command, PrivilegeLevel
from .._ipmi.spec.firewall import LUNS
from .bmc import Bmc
from .command_name import LARGEST_COMMAND_NUMBER, CommandName, network_function, number, parse_numbers
from .words import words

LARGEST_DATA_SIZE = 255
LARGEST_BYTE = 0xFF
MAY_NOT_ANSWER = frozenset({app.COLD_RESET.title, app.WARM_RESET.title})
"""A BMC may restart before it answers; sending these again would restart it again."""

_BYTE_SEPARATORS = re.compile(r"[\s,:]+|0x", re.IGNORECASE)


def free_bytes() -> Kind:
    """Bytes as a list of numbers or as hexadecimal digits. Errors give the position only: the bytes may be secret."""

    def check(value: t.Any) -> list[int]:
        found = list(_parse_digits(value)) if isinstance(value, str) else _parse_list(value)
        if len(found) > LARGEST_DATA_SIZE:
            raise ValueError(f"{len(found)} bytes are more than a request can have")
        return found

    return Kind({"type": "raw"}, check)


def _parse_digits(value: str) -> bytes:
    try:
        return bytes.fromhex(_BYTE_SEPARATORS.sub(" ", value))
    except ValueError:
        raise ValueError("the text is not pairs of hexadecimal digits") from None


def _parse_list(value: t.Any) -> list[int]:
    if not isinstance(value, (list, tuple)):
        raise ValueError("give a list of bytes, or a text (in quotes) of hexadecimal digits")
    return [_parse_byte(position, entry) for position, entry in enumerate(value)]


def _parse_byte(position: int, entry: t.Any) -> int:
    try:
        return int(number(0, LARGEST_BYTE).check(entry))
    except ValueError:
        raise ValueError(f"byte {position + 1} is not a number from 0 to 255") from None


def completion_codes() -> Kind:
    """A list of completion codes that are no failure, besides 00h."""
    code = number(0, LARGEST_BYTE)
    return Kind({"type": "list", "elements": "raw"}, lambda value: [code.check(entry) for entry in value])


class Raw(Task):
    """One command. A "Get ..." of the specification changes nothing; of others only who wrote the task knows."""

    name = "raw"
    privilege = PrivilegeLevel.ADMINISTRATOR
    options = (
        Option("command", Kind({"type": "str"})),
        Option("net_fn", network_function()),
        Option("number", number(0, LARGEST_COMMAND_NUMBER)),
        Option("lun", integer(0, LUNS - 1), default=0),
        Option("data", free_bytes()),
        Option("changes", boolean()),
        Option("accept", completion_codes(), default=[]),
        Option("privilege", choice(*words(PrivilegeLevel, PrivilegeLevel.UNSPECIFIED, PrivilegeLevel.NO_ACCESS))),
    )
    rules = {
        "mutually_exclusive": [("command", "net_fn"), ("command", "number")],
        "required_one_of": [("command", "net_fn")],
        "required_together": [("net_fn", "number")],
    }

    def check(self, values: Values) -> dict[str, t.Any]:
        options = super().check(values)
        _name_of(options)
        return options

    def privilege_for(self, options: Values) -> PrivilegeLevel:
        return max(command_of(options).privilege, PrivilegeLevel.USER)

    def perform(self, bmc: Bmc, options: Values, check: bool) -> Procedure[Outcome]:
        command = command_of(options)
        outcome = Outcome()
        changes = not command.title.startswith("Get ") if options["changes"] is None else options["changes"]
        outcome.forced_change = changes
        outcome.values["command"] = command.title
        if check and changes:
            return outcome
        result = yield from _send(command, options)
        outcome.values.update(result)
        if result["completion_code"]:
            outcome.forced_change = False
        return outcome


def _name_of(options: Values) -> CommandName:
    try:
        return parse_numbers(options["command"], options["net_fn"], options["number"])
    except ValueError as error:
        raise InvalidOption(str(error)) from None


def command_of(options: Values) -> Command:
    """Return the command with the privilege that the task names, else that of the specification, else the highest."""
    name = _name_of(options)
    known = name.known()
    # Data are sent as they are given: the defining body of an OEM command is their beginning, and nothing is added.
    command = (
        known._replace(prefix=b"")
        if known
        else Command(name.net_fn, name.number, name.numbers(), PrivilegeLevel.ADMINISTRATOR)
    )
    if options["privilege"] is not None:
        command = command._replace(privilege=PrivilegeLevel[options["privilege"].upper()])
    return command


def _send(command: Command, options: Values) -> Procedure[dict[str, t.Any]]:
    request = raw_request(command, bytes(options["data"] or []), options["lun"])
    try:
        response = yield Send(request) if command.title in MAY_NOT_ANSWER else request
    except CompletionCodeError as error:
        if error.completion_code not in options["accept"]:
            raise
        return _result(command, error.completion_code, b"")
    return _result(command, None, b"") if response is None else _result(command, 0, response.data)


def _result(command: Command, completion_code: int | None, data: bytes) -> dict[str, t.Any]:
    meaning = "no answer" if completion_code is None else command.explain(completion_code)
    return {
        "completion_code": completion_code,
        "completion_text": meaning,
        "data": list(data),
        "data_hex": data.hex(),
    }


RAW = Raw()

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a playbook names a command: by its title, or by numbers.

``Set User Password``, ``set_user_password`` and ``06/47`` (network function and number, hexadecimal) are the same
command. Commands of the group extension (2Ch) and of the OEM group (2Eh) belong to a defining body besides, a body
code of one byte or an IANA number of three.
"""

from __future__ import annotations

import difflib
import re
import typing as t

from .._desired.options import Kind
from .._ipmi.spec.command import Command, NetFn
from .._ipmi.spec.command_index import COMMANDS, find_command, find_command_by_title
from .._ipmi.spec.firewall import defining_body_size

LARGEST_NET_FN = 0x3E
LARGEST_COMMAND_NUMBER = 0xFF
LARGEST_DEFINING_BODY = 0xFFFFFF

_NUMBERS = re.compile(r"(?:0x)?([0-9a-f]{1,2})h?\s*/\s*(?:0x)?([0-9a-f]{1,2})h?", re.IGNORECASE)


class CommandName(t.NamedTuple):
    """One command, by numbers. ``body`` is the defining body as the wire has it, empty for most."""

    net_fn: int
    number: int
    body: bytes = b""

    def known(self) -> Command | None:
        """Return what the specification says of the command, or None when it is nobody's or a vendor's own."""
        command = find_command(self.net_fn, self.number)
        return command if command is not None and command.prefix == self.body else None

    def numbers(self) -> str:
        return f"{self.net_fn:02x}/{self.number:02x}"

    def title(self) -> str:
        """Return the command as a person names it; the text is one that ``parse_command`` takes."""
        command = self.known()
        if command is not None:
            return command.title
        return f"{self.numbers()} ({format_defining_body(self.body)})" if self.body else self.numbers()


def number(minimum: int, maximum: int) -> Kind:
    """A number as YAML has it, or as text such as ``0x2c``: numbers of the specification are hexadecimal."""

    def check(value: t.Any) -> int:
        found = _parse_number(value)
        if not minimum <= found <= maximum:
            raise ValueError(f"{value} is not between {minimum} and {maximum} ({maximum:#04x})")
        return found

    return Kind({"type": "raw"}, check)


def network_function() -> Kind:
    """A network function by name (``app``, ``chassis`` ...) or by its even number."""

    def check(value: t.Any) -> int:
        if isinstance(value, str) and value.upper() in NetFn.__members__:
            return int(NetFn[value.upper()])
        names = ", ".join(name.lower() for name in NetFn.__members__)
        try:
            found = _parse_number(value)
        except ValueError:
            raise ValueError(f"{value!r} is neither a number nor one of {names}") from None
        if found % 2 or not 0 <= found <= LARGEST_NET_FN:
            raise ValueError(f"{value} is not an even number up to {LARGEST_NET_FN:#x}; odd numbers are for answers")
        return found

    return Kind({"type": "raw"}, check)


def _parse_number(value: t.Any) -> int:
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        raise ValueError(f"{value!r} is not a number")
    if isinstance(value, int):
        return value
    try:
        return int(value, 16 if value.lower().startswith("0x") else 10)
    except ValueError:
        raise ValueError(f"{value!r} is not a number; write hexadecimal ones as 0x2c") from None


def parse_defining_body(net_fn: int, value: int | None) -> bytes:
    """Return the defining body of a network function's commands. Raises ValueError when it is missing or too much."""
    size = defining_body_size(net_fn)
    what = "body code" if size == 1 else "IANA enterprise number"
    if not size:
        if value is not None:
            raise ValueError(f"defining_body: commands of the network function {net_fn:#04x} have none")
        return b""
    if value is None:
        raise ValueError(f"defining_body: the network function {net_fn:#04x} needs the {what} of its commands")
    if value >> (size * 8):
        raise ValueError(f"defining_body: {value:#x} does not fit into {size} bytes, the {what}")
    return value.to_bytes(size, "little")


def format_defining_body(body: bytes) -> str:
    return f"defining body {int.from_bytes(body, 'little'):#04x}"


def parse_command(
    command: str | None, net_fn: int | None, command_number: int | None, defining_body: int | None
) -> CommandName:
    """Return the command that some options name. Raises ValueError saying what is wrong, with titles that are close."""
    name = parse_numbers(command, net_fn, command_number)
    if name.body and defining_body not in (None, int.from_bytes(name.body, "little")):
        raise ValueError(f"defining_body: {name.title()} belongs to {format_defining_body(name.body)}")
    return name if name.body else name._replace(body=parse_defining_body(name.net_fn, defining_body))


def parse_numbers(command: str | None, net_fn: int | None, command_number: int | None) -> CommandName:
    """Return the command that some options name, with a defining body only where its title says so."""
    if command is not None:
        if net_fn is not None or command_number is not None:
            raise ValueError("command: it is named already; leave net_fn and number out")
        numbers = _NUMBERS.fullmatch(command.strip())
        if numbers is None:
            return _by_title(command)
        net_fn, command_number = (int(part, 16) for part in numbers.groups())
        net_fn = network_function().check(net_fn)
    elif net_fn is None or command_number is None:
        raise ValueError("give either command, or net_fn and number")
    return CommandName(t.cast(int, net_fn), command_number)


def _by_title(title: str) -> CommandName:
    found = find_command_by_title(title)
    if found is None:
        raise ValueError(f"command: there is no command {title!r}{_suggestion(title)}")
    return CommandName(found.net_fn, found.number, found.prefix)


def _suggestion(title: str) -> str:
    titles = {command.title.lower(): command.title for command in COMMANDS}
    close = difflib.get_close_matches(title.lower().replace("_", " "), titles, n=3)
    return f"; did you mean {', '.join(titles[match] for match in close)}?" if close else ""

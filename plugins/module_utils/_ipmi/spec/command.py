# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a command is called, where it lives and which privilege it needs."""

from __future__ import annotations

import enum
import typing as t

from .completion_code import GENERIC_COMPLETION_CODES


class NetFn(enum.IntEnum):
    """Network functions, the even (request) value of each pair. IPMI v2.0 §5.1."""

    CHASSIS = 0x00
    BRIDGE = 0x02
    SENSOR_EVENT = 0x04
    APP = 0x06
    FIRMWARE = 0x08
    STORAGE = 0x0A
    TRANSPORT = 0x0C
    GROUP_EXTENSION = 0x2C
    OEM_GROUP = 0x2E


class PrivilegeLevel(enum.IntEnum):
    """Privilege levels, lowest first. IPMI v2.0 §6.8."""

    UNSPECIFIED = 0
    CALLBACK = 1
    USER = 2
    OPERATOR = 3
    ADMINISTRATOR = 4
    OEM = 5
    NO_ACCESS = 15


class Command(t.NamedTuple):
    """One IPMI command.

    ``prefix`` is the defining body of a group-extension command, sent before the request data and expected before
    the response data. ``completion_codes`` names the command-specific codes 80h-BEh. ``sessionless`` commands may
    be sent outside a session; ``privilege`` is the level a session needs.
    """

    net_fn: int
    number: int
    title: str
    privilege: PrivilegeLevel = PrivilegeLevel.USER
    completion_codes: t.Mapping[int, str] = {}
    sessionless: bool = False
    prefix: bytes = b""

    def __hash__(self) -> int:
        return hash((self.net_fn, self.number, self.prefix))

    def explain(self, completion_code: int) -> str:
        """Return a completion code of this command as text, such as ``80h (parameter not supported)``."""
        meaning = self.completion_codes.get(completion_code) or GENERIC_COMPLETION_CODES.get(completion_code)
        if meaning is None:
            meaning = "a code of the vendor's own" if completion_code < 0x80 else "a code without a name"
        return f"{completion_code:02X}h ({meaning})"

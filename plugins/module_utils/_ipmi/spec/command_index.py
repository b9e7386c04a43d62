# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All commands of IPMI 2.0, found by number or by title."""

from __future__ import annotations

from .app import APP_COMMANDS
from .bridge import BRIDGE_COMMANDS
from .chassis import CHASSIS_COMMANDS
from .command import Command
from .sensor_event import SENSOR_EVENT_COMMANDS
from .storage import STORAGE_COMMANDS
from .transport import TRANSPORT_COMMANDS

COMMANDS = (
    *CHASSIS_COMMANDS,
    *BRIDGE_COMMANDS,
    *SENSOR_EVENT_COMMANDS,
    *APP_COMMANDS,
    *STORAGE_COMMANDS,
    *TRANSPORT_COMMANDS,
)


def _plain(title: str) -> str:
    return "".join(character for character in title.lower() if character.isalnum())


_BY_NUMBER = {(command.net_fn, command.number): command for command in COMMANDS}
_BY_TITLE = {_plain(command.title): command for command in COMMANDS}


def find_command(net_fn: int, number: int) -> Command | None:
    """Return the command with this number, or None when the specification has none."""
    return _BY_NUMBER.get((net_fn, number))


def find_command_by_title(title: str) -> Command | None:
    """Return the command with this title, or None. Case, spaces and punctuation do not count."""
    return _BY_TITLE.get(_plain(title))

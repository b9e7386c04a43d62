# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Asks an emulated BMC one command after the other, as an administrator on its LAN channel, without a session."""

from __future__ import annotations

import typing as t
from dataclasses import replace

from ansible_collections.baremetal.ipmi.tests.emulator.bmc import Bmc
from ansible_collections.baremetal.ipmi.tests.emulator.dispatch import execute
from ansible_collections.baremetal.ipmi.tests.emulator.origin import Origin
from ansible_collections.baremetal.ipmi.tests.emulator.personality import Personality, load_personality
from ansible_collections.baremetal.ipmi.tests.emulator.registry import load_handlers

if t.TYPE_CHECKING:
    from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.codec.message import Request

SYSTEM_INTERFACE = 15


class Desk:
    """One emulated BMC, whose time is ``time``. Keyword arguments change its personality or, by name, its quirks."""

    def __init__(self, personality: Personality | str = "generic", **changes: t.Any) -> None:
        load_handlers()
        make = load_personality(personality) if isinstance(personality, str) else personality
        quirks = {name: changes.pop(name) for name in list(changes) if hasattr(make.quirks, name)}
        make = replace(make, quirks=replace(make.quirks, **quirks), **changes)
        self.time = 1000.0
        self.bmc = Bmc(make, clock=lambda: self.time)

    def wait(self, seconds: float) -> None:
        """Let time pass, and happen what was to happen by then."""
        self.time += seconds
        self.bmc.run_timers()

    def ask(self, request: Request, *, channel: int | None = None, privilege: int = 4, session: t.Any = None) -> t.Any:
        """Return the response to a request, or the completion code when it is not 00h."""
        came_by = self.bmc.personality.lan_channel if channel is None else channel
        user_id = 0 if session is None else session.user_id
        command = request.command
        origin = Origin(came_by, session, privilege, user_id)
        result = execute(self.bmc, command.net_fn, 0, command.number, command.prefix + request.pack(), origin)
        assert result is not None
        for action in self.bmc.take_after_answer():
            action()
        code, data = result
        return code or request.response.unpack(data[len(command.prefix) :])

    def code(self, request: Request, **options: t.Any) -> int:
        """Return the completion code of a request."""
        answer = self.ask(request, **options)
        return answer if isinstance(answer, int) else 0

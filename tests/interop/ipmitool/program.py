# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the program ipmitool against an emulated BMC.

What the tests in this directory say about ipmitool holds for 1.8.19, the version of Debian 12. Where that version does
something else than it says, a test states what it does, so that nobody takes it for the emulator's doing.
"""

from __future__ import annotations

import os
import subprocess
import typing as t
from dataclasses import dataclass, replace

from ansible_collections.baremetal.ipmi.tests.emulator.control_client import ControlClient
from ansible_collections.baremetal.ipmi.tests.emulator.running import RunningBmc

LANPLUS = ("-I", "lanplus", "-C", "17")
LAN = ("-I", "lan")
PATIENCE = ("-N", "2", "-R", "4")
"""Two seconds for an answer, four tries: the machine may be busy."""
HURRY = ("-N", "1", "-R", "1")
"""Where silence is the answer that is expected."""
LIMIT_SECONDS = 60.0
ENVIRONMENT = {**os.environ, "LC_ALL": "C", "TZ": "UTC"}


class Outcome(t.NamedTuple):
    """How a run ended, and what was said on the two outputs."""

    returncode: int
    output: str
    errors: str

    @property
    def text(self) -> str:
        return self.output + self.errors


@dataclass(frozen=True)
class Ipmitool:
    """The program with a BMC and the options of a login."""

    bmc: RunningBmc
    control: ControlClient
    username: str | None
    password: str | None
    interface: tuple[str, ...] = LANPLUS
    options: tuple[str, ...] = PATIENCE

    @classmethod
    def of(cls, bmc: RunningBmc, control: ControlClient) -> Ipmitool:
        """Return the program logged in over RMCP+ as the BMC's administrator."""
        return cls(bmc, control, bmc.username, bmc.password)

    def using(self, **changes: t.Any) -> Ipmitool:
        """Return it with another login."""
        return replace(self, **changes)

    def command(self, *arguments: str) -> list[str]:
        """Return the whole command line."""
        login = ["-H", self.bmc.host, "-p", str(self.bmc.port)]
        login += [] if self.username is None else ["-U", self.username]
        login += [] if self.password is None else ["-P", self.password]
        return ["ipmitool", *self.interface, *self.options, *login, *arguments]

    def run(self, *arguments: str) -> Outcome:
        """Run one command to its end."""
        done = subprocess.run(
            self.command(*arguments),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=LIMIT_SECONDS,
            env=ENVIRONMENT,
            check=False,
        )
        return Outcome(done.returncode, done.stdout, done.stderr)

    def ok(self, *arguments: str) -> str:
        """Run a command that has to succeed, and return what it printed."""
        outcome = self.run(*arguments)
        assert outcome.returncode == 0, outcome
        return outcome.output

    def refused(self, *arguments: str) -> str:
        """Run a command that has to fail, and return all it said."""
        outcome = self.run(*arguments)
        assert outcome.returncode == 1, outcome
        return outcome.text

    def fields(self, *arguments: str) -> dict[str, str]:
        """Run a command that has to succeed and prints lines of name, colon, value."""
        return parse_fields(self.ok(*arguments))

    def parameter(self, kind: str, selector: int, **selectors: int) -> str:
        """Return a configuration parameter from the BMC's memory, in hex."""
        return str(self.control.do("get_parameter", bmc=0, kind=kind, selector=selector, **selectors))

    def set_parameter(self, kind: str, selector: int, data: str) -> None:
        """Change a configuration parameter in the BMC's memory."""
        self.control.do("set_parameter", bmc=0, kind=kind, selector=selector, data=data)

    def forget_sessions(self) -> None:
        """Let the time pass after which the BMC gives up the sessions that nobody closed."""
        self.control.advance(61)


def parse_fields(output: str) -> dict[str, str]:
    """Return lines of name, colon, value. A line without a name goes on with the value before."""
    result: dict[str, str] = {}
    last = ""
    for line in output.splitlines():
        name, colon, value = line.partition(":")
        name = name.strip()
        if colon and not name and last:
            result[last] += "\n" + value.strip()
        elif colon:
            last = name
            result[name] = value.strip()
    return result

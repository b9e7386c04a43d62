# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the programs of FreeIPMI against an emulated BMC.

What the tests in this directory say about FreeIPMI holds for 1.6, the version of Debian 12. It has its own session code
and its own MD2 and MD5, so it checks suites and authentication types that ipmitool does not have.
"""

from __future__ import annotations

import os
import subprocess
import typing as t
from dataclasses import dataclass, replace

from ansible_collections.baremetal.ipmi.tests.emulator.running import RunningBmc

ADMINISTRATOR = "admin"
PASSWORD = "correct-horse-16"
"""16 bytes: of a shorter straight password, ipmipower 1.6 compares bytes that it never set."""
LIMIT_SECONDS = 60.0
HURRY = ("--session-timeout=900", "--retransmission-timeout=300")
"""Milliseconds: for logins that are refused by silence."""
ENVIRONMENT = {**os.environ, "LC_ALL": "C", "TZ": "UTC"}


class Outcome(t.NamedTuple):
    """How a run ended, and what was said on the two outputs."""

    returncode: int
    output: str
    errors: str


def rmcp_plus(suite: int) -> tuple[str, ...]:
    """Return the options of a login over RMCP+."""
    return ("-D", "LAN_2_0", "-I", str(suite))


def ipmi_15(authentication_type: str) -> tuple[str, ...]:
    """Return the options of a login over IPMI 1.5."""
    return ("-D", "LAN", "-a", authentication_type)


@dataclass(frozen=True)
class FreeIpmi:
    """The programs with a BMC and the options of a login."""

    bmc: RunningBmc
    username: str = ADMINISTRATOR
    password: str = PASSWORD
    interface: tuple[str, ...] = rmcp_plus(17)
    options: tuple[str, ...] = ()

    def using(self, **changes: t.Any) -> FreeIpmi:
        """Return them with another login."""
        return replace(self, **changes)

    def run(self, program: str, *arguments: str) -> Outcome:
        """Run one program to its end."""
        login = ["-h", f"{self.bmc.host}:{self.bmc.port}", "-u", self.username, "-p", self.password]
        return run([program, *self.interface, *self.options, *login, *arguments])

    def ok(self, program: str, *arguments: str) -> str:
        """Run a program that has to succeed, and return what it printed."""
        outcome = self.run(program, *arguments)
        assert outcome.returncode == 0, outcome
        return outcome.output

    def refused(self, program: str, *arguments: str) -> str:
        """Run a program that has to fail, and return all it said."""
        outcome = self.run(program, *arguments)
        assert outcome.returncode == 1, outcome
        return outcome.output + outcome.errors

    def fields(self, program: str, *arguments: str) -> dict[str, str]:
        """Run a program that prints lines of name, colon, value."""
        pairs = (line.split(":", 1) for line in self.ok(program, *arguments).splitlines() if ":" in line)
        return {name.strip(): value.strip() for name, value in pairs}


def run(command: list[str]) -> Outcome:
    """Run one command to its end."""
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=LIMIT_SECONDS,
        env=ENVIRONMENT,
        check=False,
    )
    return Outcome(done.returncode, done.stdout, done.stderr)

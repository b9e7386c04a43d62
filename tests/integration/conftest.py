# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures of the integration tests: one emulated BMC per test module, in a process of its own."""

from __future__ import annotations

import typing as t
from pathlib import Path

import pytest
from ansible_collections.baremetal.ipmi.tests.emulator.running import RunningEmulator, running_emulator
from ansible_collections.baremetal.ipmi.tests.integration.playbook import PlayResult, host_variables, run_tasks


class Bench(t.NamedTuple):
    """A running emulator, and a directory in which playbooks are run against it."""

    emulator: RunningEmulator
    directory: Path

    @property
    def bmc(self) -> t.Any:
        return self.emulator.bmcs[0]

    def hosts(self, **variables: t.Any) -> dict[str, dict[str, t.Any]]:
        """Return all BMCs as inventory hosts bmc0, bmc1 ..., with more variables for each."""
        return {f"bmc{number}": host_variables(bmc, **variables) for number, bmc in enumerate(self.emulator.bmcs)}

    def run(
        self, module: str, *arguments: str, variables: dict[str, t.Any] | None = None, **options: t.Any
    ) -> PlayResult:
        """Run one task of a module of this collection."""
        return run_tasks(
            self.directory, self.hosts(**(variables or {})), [{f"baremetal.ipmi.{module}": options}], *arguments
        )

    def result(self, module: str, *arguments: str, **options: t.Any) -> dict[str, t.Any]:
        """Run one task that must succeed, and return its result on the first BMC."""
        play = self.run(module, *arguments, **options)
        assert play.returncode == 0, play.output
        return play.last()

    def failure(
        self, module: str, *arguments: str, variables: dict[str, t.Any] | None = None, **options: t.Any
    ) -> dict[str, t.Any]:
        """Run one task that must fail, and return its result on the first BMC."""
        play = self.run(module, *arguments, variables=variables, **options)
        assert play.returncode == 2, play.output
        return play.last()

    def active_sessions(self) -> int:
        """Return how many sessions are open on the first BMC."""
        return int(self.emulator.control.counters(0)["sessions_active"])


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> t.Iterator[Bench]:
    """A generic BMC with a known account."""
    with running_emulator(username="admin", password="correct-horse") as emulator:
        yield Bench(emulator, tmp_path_factory.mktemp("play"))

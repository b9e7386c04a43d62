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

LONGEST = (
    "test_role_bmc_provision",
    "test_commands",
    "test_examples",
    "test_role_credentials",
    "test_awx_jobs",
    "test_role_awx",
    "test_role_host_provision",
    "test_role_credentials_killed",
    "test_audit_report_page",
    "test_role_backup",
    "test_role_restore",
    "test_role_hardening",
    "test_playbook_drift",
    "test_execution_environment",
    "test_development_container",
    "test_soak",
    "test_trouble",
)
"""Files that take a minute or more, whatever the number of their tests."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest files, so that no worker is left with one of them when the others have ended."""
    places = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path.stem, len(LONGEST)))


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

    def each(
        self, module: str, *tasks: dict[str, t.Any], variables: dict[str, t.Any] | None = None
    ) -> list[dict[str, t.Any]]:
        """Run a task for each of these options, in one play that goes on after a failure.

        Return the results on the first BMC. It costs a fraction of as many plays.
        """
        name = f"baremetal.ipmi.{module}"
        content = [{name: options, "ignore_errors": True} for options in tasks]
        play = run_tasks(self.directory, self.hosts(**(variables or {})), content)
        assert len(play.only()) == len(tasks), play.output
        return play.only()

    def results(
        self, module: str, *tasks: dict[str, t.Any], variables: dict[str, t.Any] | None = None
    ) -> list[dict[str, t.Any]]:
        """Run a task for each of these options, in one play; all must succeed."""
        results = self.each(module, *tasks, variables=variables)
        assert [result for result in results if result["failed"]] == []
        return results

    def failures(
        self, module: str, *tasks: dict[str, t.Any], variables: dict[str, t.Any] | None = None
    ) -> list[dict[str, t.Any]]:
        """Run a task for each of these options, in one play; all must fail."""
        results = self.each(module, *tasks, variables=variables)
        assert [result for result in results if not result["failed"]] == []
        return results

    def names_bad_arguments(self, module: str, cases: list[tuple[dict[str, t.Any], str]]) -> list[dict[str, t.Any]]:
        """Check that a task with any of these options fails, says what is in the same row, and sends nothing.

        Return the results.
        """
        self.emulator.control.reset_counters()
        failures = self.failures(module, *(options for options, _named in cases))
        for (options, named), failure in zip(cases, failures):
            assert named in failure["msg"], options
            assert failure["error_code"] == "invalid_option", options
        assert self.emulator.control.counters(0)["datagrams_in"] == 0
        return failures

    def active_sessions(self) -> int:
        """Return how many sessions are open on the first BMC."""
        return int(self.emulator.control.counters(0)["sessions_active"])


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> t.Iterator[Bench]:
    """A generic BMC with a known account."""
    with running_emulator(username="admin", password="correct-horse") as emulator:
        yield Bench(emulator, tmp_path_factory.mktemp("play"))

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs ``ansible-playbook`` and says what it took: wall time, and CPU of its whole tree of processes.

The emulator runs in a process of its own beside it, so that its CPU is not counted.
"""

from __future__ import annotations

import functools
import json
import os
import re
import signal
import subprocess
import threading
import time
import typing as t
from pathlib import Path

from ansible_collections.baremetal.ipmi.tests.benchmarks.tree_memory import TreeMemory
from ansible_collections.baremetal.ipmi.tests.integration.playbook import ANSIBLE_PLAYBOOK, environment

RECAP_LINE = re.compile(r"^(\S+)\s+: ok=(\d+)\s+changed=(\d+)\s+unreachable=(\d+)\s+failed=(\d+)", re.MULTILINE)

PATIENCE_SECONDS = 240.0
PATIENCE_PER_HOST_AND_TASK = 0.5

Hosts = t.Mapping[str, t.Mapping[str, t.Any]]


class CannotMeasure(Exception):
    """What was to be measured did not do its work, or is not installed; the text says so."""


class Spent(t.NamedTuple):
    """What a run took: seconds, seconds of user and system time, and the most bytes that all its processes held."""

    wall: float
    cpu: float
    memory: int = 0


class Play(t.NamedTuple):
    """A playbook of one play: tasks, and keywords of the play."""

    tasks: list[dict[str, t.Any]]
    keywords: t.Mapping[str, t.Any] = {}


NOTHING = Play([])


class Stage:
    """A directory in which playbooks are run against the same hosts, with the same number of forks."""

    def __init__(self, directory: Path, hosts: Hosts, forks: int) -> None:
        directory.mkdir(parents=True)
        self._directory = directory
        self._inventory = directory / "inventory.json"
        self._inventory.write_text(json.dumps({"all": {"hosts": dict(hosts)}}), encoding="utf-8")
        self._host_count, self._first_host = len(hosts), next(iter(hosts))
        self._environment = environment(directory, ANSIBLE_FORKS=str(forks))
        # What tests read results with; here it would only be counted.
        del self._environment["ANSIBLE_CALLBACKS_ENABLED"]
        # Python is compiled once, as on any controller, but nothing is left behind in the checkout.
        self._environment.pop("PYTHONDONTWRITEBYTECODE", None)
        self._environment["PYTHONPYCACHEPREFIX"] = str(directory / "bytecode")

    def warm_up(self, plays: t.Iterable[Play]) -> None:
        """Run plays on one host, so that files are compiled and caches filled."""
        for play in plays:
            self._run(play, "--limit", self._first_host)

    def run(self, play: Play, changes: bool = False) -> Spent:
        """Run a play. Raises CannotMeasure when a task fails on a host, or does not change it as expected."""
        spent, output = self._run(play)
        self._check(play, output, changes)
        return spent

    def runs(self, plays: t.Mapping[str, Play]) -> dict[str, t.Callable[[], Spent]]:
        """Return for each play what runs it."""
        return {name: functools.partial(self.run, play) for name, play in plays.items()}

    def _run(self, play: Play, *arguments: str) -> tuple[Spent, str]:
        playbook = self._directory / "playbook.yml"
        content = [{"hosts": "all", "gather_facts": False, "tasks": play.tasks, **play.keywords}]
        playbook.write_text(json.dumps(content), encoding="utf-8")
        output = self._directory / "output"
        with output.open("w", encoding="utf-8") as stream:
            command = [str(ANSIBLE_PLAYBOOK), "-i", str(self._inventory), str(playbook), *arguments]
            patience = PATIENCE_SECONDS + PATIENCE_PER_HOST_AND_TASK * self._host_count * len(play.tasks)
            returncode, spent = _run_and_wait(command, self._directory, self._environment, stream, patience)
        said = output.read_text(encoding="utf-8")
        if returncode:
            raise CannotMeasure(f"ansible-playbook ended with {returncode}:\n{said[-3000:]}")
        return spent, said

    def _check(self, play: Play, output: str, changes: bool) -> None:
        recap = RECAP_LINE.findall(output)
        done = str(len(play.tasks))
        changed = done if changes else "0"
        if play.tasks and (len(recap) != self._host_count or any(row[1:3] != (done, changed) for row in recap)):
            raise CannotMeasure(f"not every host has done {done} tasks and changed {changed}:\n{output[-3000:]}")


def _run_and_wait(
    command: list[str], directory: Path, environment: dict[str, str], output: t.TextIO, patience: float
) -> tuple[int, Spent]:
    """Return the exit status, and what the process and its descendants took: Ansible waits for all that it starts."""
    started = time.monotonic()
    process = subprocess.Popen(
        command,
        cwd=directory,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    watchdog = threading.Timer(patience, os.killpg, (process.pid, signal.SIGKILL))
    watchdog.start()
    try:
        with TreeMemory(process.pid) as memory:
            _process_id, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    finally:
        watchdog.cancel()
        if process.returncode is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    return process.returncode, Spent(time.monotonic() - started, usage.ru_utime + usage.ru_stime, memory.peak)

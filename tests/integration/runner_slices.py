# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A playbook on a fleet that is cut in slices, each sent to a worker and back by the real ``ansible-runner``."""

from __future__ import annotations

import json
import os
import subprocess
import typing as t
from pathlib import Path

from ansible_collections.baremetal.ipmi.tests.integration.playbook import ANSIBLE_PLAYBOOK, environment

ANSIBLE_RUNNER = ANSIBLE_PLAYBOOK.with_name("ansible-runner")
IDENT = "job"
PATIENCE_SECONDS = 240
_ENDS = {"runner_on_ok": "ok", "runner_on_failed": "failed", "runner_on_unreachable": "unreachable"}

Hosts = t.Mapping[str, t.Mapping[str, t.Any]]
Results = dict[str, list[tuple[str, str, bool]]]
"""Host -> task, how it ended, whether it changed anything; in order."""


def slices_of(hosts: Hosts, count: int) -> list[Hosts]:
    """Return the hosts of each slice: one host to each in turn, as AWX does it."""
    names = list(hosts)
    return [{name: hosts[name] for name in names[number::count]} for number in range(count)]


class Slice:
    """One slice: what the controller sends, and what comes back."""

    def __init__(
        self, directory: Path, hosts: Hosts, tasks: list[dict[str, t.Any]], secrets: t.Mapping[str, str]
    ) -> None:
        self.job = directory / "job"
        self.node = directory / "node"
        for name in ("project", "inventory", "env"):
            (self.job / name).mkdir(parents=True)
        self.node.mkdir()
        play = {"hosts": "all", "gather_facts": False, "tasks": tasks}
        self._write("project/playbook.yml", [play])
        self._write("inventory/hosts.json", {"all": {"hosts": dict(hosts)}})
        # Unlike environment variables, which it writes down, runner hands these over in a file.
        self._write("env/extravars", dict(secrets))

    def _write(self, name: str, content: t.Any) -> None:
        (self.job / name).write_text(json.dumps(content), encoding="utf-8")

    def run(self) -> int:
        """Transmit, work, process; return the exit status of the playbook."""
        sent = self._runner("transmit", str(self.job), "-p", "playbook.yml", "--ident", IDENT)
        self._runner("process", str(self.job), "--ident", IDENT, stdin=self.work(sent))
        return int((self.job / "artifacts" / IDENT / "rc").read_text(encoding="utf-8"))

    def work(self, sent: bytes) -> bytes:
        """Do on the node what was sent to it, and return what it sends back."""
        return self._runner("worker", "--private-data-dir", str(self.node), stdin=sent)

    def _runner(self, *arguments: str, stdin: bytes = b"") -> bytes:
        done = subprocess.run(
            [str(ANSIBLE_RUNNER), *arguments],
            input=stdin,
            # The node has the collection installed, and the programs of Ansible on its path.
            env={**environment(self.node), "PATH": f"{ANSIBLE_RUNNER.parent}{os.pathsep}{os.environ['PATH']}"},
            capture_output=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        )
        return done.stdout

    def results(self) -> Results:
        """Return how each task ended on each host, from the events that came back."""
        results: Results = {}
        for event in self.events():
            data = event.get("event_data", {})
            if event["event"] in _ENDS:
                end = (data["task"], _ENDS[event["event"]], bool(data["res"].get("changed")))
                results.setdefault(data["host"], []).append(end)
        return results

    def events(self) -> list[dict[str, t.Any]]:
        """Return the events that came back, in order. AWX puts them into its database."""
        events = [json.loads(path.read_text(encoding="utf-8")) for path in self._files("job_events")]
        return sorted(events, key=lambda event: event["counter"])

    def everything_kept(self) -> str:
        """Return all text that the run has left on the controller, but for what was sent."""
        return "".join(path.read_text(encoding="utf-8", errors="replace") for path in self._files())

    def _files(self, *inside: str) -> list[Path]:
        return [path for path in (self.job / "artifacts" / IDENT).joinpath(*inside).rglob("*") if path.is_file()]

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs real playbooks with the real ``ansible-playbook``, and hands back each task's result.

A test writes tasks as Python data; the harness makes the playbook and the inventory, runs them in a directory of their
own, and reads the results from the JSON callback. The collection is found through a link to this checkout.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import typing as t
from pathlib import Path

from collection_path import ROOT

CALLBACK_DIRECTORY = Path(__file__).resolve().parent / "callback_plugins"
TIMEOUT_SECONDS = 240
# Not "collections": what lies in a directory of that name beside a playbook comes before every collections path.
LINKS = "links"
ANSIBLE_PLAYBOOK = Path(sys.executable).with_name("ansible-playbook")


class PlayResult(t.NamedTuple):
    """What a run printed, and each task's result by host, in order."""

    returncode: int
    output: str
    results: dict[str, list[dict[str, t.Any]]]

    def only(self, host: str = "bmc0") -> list[dict[str, t.Any]]:
        """Return the results of one host."""
        return self.results.get(host, [])

    def last(self, host: str = "bmc0") -> dict[str, t.Any]:
        """Return the last result of one host."""
        assert self.only(host), self.output
        return self.only(host)[-1]


def collections_path(directory: Path) -> Path:
    """Return a collections path that holds a link to this checkout."""
    namespace = directory / LINKS / "ansible_collections" / "baremetal"
    namespace.mkdir(parents=True, exist_ok=True)
    link = namespace / "ipmi"
    if not link.is_symlink():
        link.symlink_to(ROOT)
    return directory / LINKS


def environment(directory: Path, **more: str) -> dict[str, str]:
    """Return an environment for Ansible that depends on nothing of the user's."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ANSIBLE_", "BMC_"))}
    return {
        **kept,
        "ANSIBLE_COLLECTIONS_PATH": str(collections_path(directory)),
        "ANSIBLE_HOME": str(directory / "home"),
        "ANSIBLE_LOCAL_TEMP": str(directory / "tmp"),
        "ANSIBLE_CALLBACK_PLUGINS": str(CALLBACK_DIRECTORY),
        "ANSIBLE_CALLBACKS_ENABLED": "task_results",
        "ANSIBLE_RETRY_FILES_ENABLED": "false",
        "ANSIBLE_NOCOLOR": "true",
        "ANSIBLE_FORKS": "10",
        "TASK_RESULTS_FILE": str(directory / "results.jsonl"),
        **more,
    }


def host_variables(bmc: t.Any, **more: t.Any) -> dict[str, t.Any]:
    """Return the inventory variables that reach an emulated BMC."""
    return {
        "bmc_host": bmc.host,
        "bmc_port": bmc.port,
        "bmc_username": bmc.username,
        "bmc_password": bmc.password,
        **more,
    }


def run_tasks(
    directory: Path,
    hosts: t.Mapping[str, t.Mapping[str, t.Any]],
    tasks: list[dict[str, t.Any]],
    *arguments: str,
    play: t.Mapping[str, t.Any] | None = None,
    extra_environment: t.Mapping[str, str] | None = None,
) -> PlayResult:
    """Run tasks on all ``hosts`` (name to variables). ``arguments`` go to ansible-playbook, such as ``--check``."""
    playbook = directory / "playbook.yml"
    content = [{"hosts": "all", "gather_facts": False, "tasks": tasks, **(play or {})}]
    playbook.write_text(json.dumps(content), encoding="utf-8")
    return run_playbook(directory, hosts, playbook, *arguments, extra_environment=extra_environment)


def run_playbook(
    directory: Path,
    hosts: t.Mapping[str, t.Mapping[str, t.Any]],
    playbook: Path | str,
    *arguments: str,
    extra_environment: t.Mapping[str, str] | None = None,
) -> PlayResult:
    """Run a playbook on all ``hosts``."""
    inventory = directory / "inventory.json"
    inventory.write_text(json.dumps({"all": {"hosts": {name: dict(hosts[name]) for name in hosts}}}), encoding="utf-8")
    results_file = directory / "results.jsonl"
    results_file.unlink(missing_ok=True)
    command = [str(ANSIBLE_PLAYBOOK), "-i", str(inventory), str(playbook), *arguments]
    done = subprocess.run(
        command,
        cwd=directory,
        env=environment(directory, **(extra_environment or {})),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=TIMEOUT_SECONDS,
        check=False,
    )
    return PlayResult(done.returncode, done.stdout, _read_results(results_file))


def _read_results(path: Path) -> dict[str, list[dict[str, t.Any]]]:
    results: dict[str, list[dict[str, t.Any]]] = {}
    if path.exists():
        for line in path.read_text(encoding="utf-8").splitlines():
            entry = json.loads(line)
            # Not every ansible-core leaves it in the result.
            result = {**entry["result"], "failed": entry["status"] != "ok"}
            results.setdefault(entry["host"], []).append(result)
    return results

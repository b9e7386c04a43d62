# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Past one machine: a playbook through ansible-runner's transmit, worker and process, the fleet cut in slices."""

from __future__ import annotations

import typing as t
from pathlib import Path

import pytest
from ansible_collections.baremetal.ipmi.tests.emulator.running import RunningEmulator, running_emulator
from ansible_collections.baremetal.ipmi.tests.integration.playbook import host_variables
from ansible_collections.baremetal.ipmi.tests.integration.runner_slices import Hosts, Results, Slice, slices_of

USERNAME, PASSWORD = "admin", "correct-horse"
COUNT, SLICES = 12, 3
TASKS: list[dict[str, t.Any]] = [
    {"name": "The server is on", "baremetal.ipmi.power": {"state": "on"}},
    {
        "name": "The baseline",
        "baremetal.ipmi.config": {
            "chassis": {"power_restore_policy": "always_on"},
            "users": [{"name": "monitor", "password": "{{ monitor_password }}", "privilege": "user"}],
        },
    },
]
SECRETS = {"bmc_password": PASSWORD, "monitor_password": "Secret-Of-Monitor"}


@pytest.fixture
def emulator() -> t.Iterator[RunningEmulator]:
    with running_emulator(COUNT, username=USERNAME, password=PASSWORD) as running:
        yield running


def hosts_of(emulator: RunningEmulator) -> dict[str, dict[str, t.Any]]:
    hosts = {f"bmc{number:02}": host_variables(bmc) for number, bmc in enumerate(emulator.bmcs)}
    for variables in hosts.values():
        del variables["bmc_password"]
    return hosts


def run_slices(directory: Path, hosts: Hosts, count: int) -> tuple[list[int], Results, list[Slice]]:
    """Run all slices; return their exit statuses, the merged results, and what is left of them."""
    made = [
        Slice(directory / f"slice{number}", part, TASKS, SECRETS) for number, part in enumerate(slices_of(hosts, count))
    ]
    statuses = [one.run() for one in made]
    merged: Results = {}
    for one in made:
        results = one.results()
        assert not merged.keys() & results.keys(), "a host is in two slices"
        merged.update(results)
    return statuses, merged, made


def test_slices_together_do_what_one_run_does(emulator: RunningEmulator, tmp_path: Path) -> None:
    hosts = hosts_of(emulator)
    statuses, sliced, made = run_slices(tmp_path / "first", hosts, SLICES)
    assert statuses == [0] * SLICES
    assert sorted(sliced) == sorted(hosts)
    names = [task["name"] for task in TASKS]
    assert all([task for task, _end, _changed in results] == names for results in sliced.values())
    assert all(results[1][1:] == ("ok", True) for results in sliced.values())
    kept = "".join(one.everything_kept() for one in made)
    assert "The baseline" in kept
    assert not [name for name, secret in SECRETS.items() if secret in kept]

    again, unsliced, _made = run_slices(tmp_path / "whole", hosts, 1)
    assert again == [0]
    assert sorted(unsliced) == sorted(sliced)
    statuses, sliced_again, _made = run_slices(tmp_path / "again", hosts, SLICES)
    assert statuses == [0] * SLICES
    assert sliced_again == unsliced
    assert not any(changed for results in unsliced.values() for _task, _end, changed in results)


def test_a_host_that_fails_is_told_and_the_others_are_done(emulator: RunningEmulator, tmp_path: Path) -> None:
    hosts = hosts_of(emulator)
    hosts["bmc01"]["bmc_username"] = "nobody"
    statuses, results, _made = run_slices(tmp_path, hosts, SLICES)
    assert [bool(status) for status in statuses] == [False, True, False]
    assert results["bmc01"] == [("The server is on", "failed", False)]
    done = {name for name, ends in results.items() if [end for _task, end, _changed in ends] == ["ok", "ok"]}
    assert done == hosts.keys() - {"bmc01"}

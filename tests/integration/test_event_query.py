# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Node counting on real results: every module through the real ``ansible-runner``, its events counted as AWX does."""

from __future__ import annotations

import typing as t
from pathlib import Path

import pytest
import yaml
from ansible_collections.baremetal.ipmi.tests.emulator.running import RunningEmulator, running_emulator
from ansible_collections.baremetal.ipmi.tests.integration.managed_nodes import QUERY_FILE, Node, managed_nodes
from ansible_collections.baremetal.ipmi.tests.integration.playbook import host_variables
from ansible_collections.baremetal.ipmi.tests.integration.runner_slices import Slice

USERNAME, PASSWORD = "admin", "correct-horse"
Task = dict[str, t.Any]

CHANGES: dict[str, dict[str, t.Any]] = {
    "boot": {"device": "pxe"},
    "channel": {"channel": 2, "access_mode": "disabled"},
    "chassis": {"power_restore_policy": "previous"},
    "config": {"sol": [{"privilege": "operator"}]},
    "firewall": {"rules": [{"command": "Chassis Control", "sub_functions": ["hard_reset"], "enabled": False}]},
    "lan": {"community": "fleet-alerts"},
    "power": {"state": "off"},
    "sol": {"force_encryption": True},
    "user": {"name": "monitor", "password": "Secret-Of-Monitor", "privilege": "user"},
}
READS: dict[str, dict[str, t.Any]] = {
    "audit": {"profile": "essential"},
    "config_info": {},
    "info": {"gather": ["device"]},
    "raw": {"command": "Get Device ID"},
}


def task(module: str, options: dict[str, t.Any], **keywords: t.Any) -> Task:
    return {"name": module, f"baremetal.ipmi.{module}": options, "ignore_errors": True, **keywords}


def job(directory: Path, hosts: dict[str, dict[str, t.Any]], tasks: list[Task]) -> Slice:
    """Run tasks as AWX does."""
    made = Slice(directory, hosts, tasks, {"bmc_password": PASSWORD})
    assert made.run() == 0, made.everything_kept()
    return made


@pytest.fixture(scope="module")
def emulator() -> t.Iterator[RunningEmulator]:
    with running_emulator(2, username=USERNAME, password=PASSWORD) as running:
        yield running


def hosts_of(emulator: RunningEmulator, *numbers: int) -> dict[str, dict[str, t.Any]]:
    hosts = {f"bmc{number}": host_variables(emulator.bmcs[number]) for number in numbers}
    for variables in hosts.values():
        del variables["bmc_password"]
    return hosts


def test_every_module_counts_changed_unchanged_and_in_check_mode(emulator: RunningEmulator, tmp_path: Path) -> None:
    tasks = []
    for module, options in CHANGES.items():
        tasks += [task(module, options, check_mode=True), task(module, options), task(module, options)]
    for module, options in READS.items():
        tasks += [task(module, options, check_mode=True), task(module, options)]
    done = job(tmp_path, hosts_of(emulator, 0), tasks)

    ends = list(done.results()["bmc0"])
    expected = [(module, "ok", changed) for module in CHANGES for changed in (True, True, False)]
    assert ends == expected + [(module, "ok", False) for module in READS for _mode in ("check", "real")]
    modules = [f"baremetal.ipmi.{module}" for module, _end, _changed in ends]
    assert set(modules) == set(yaml.safe_load(QUERY_FILE.read_text(encoding="utf-8")))
    bmc = emulator.bmcs[0]
    facts = {"device_type": "bare_metal", "address": bmc.host}
    assert managed_nodes(done.events()) == [Node(bmc.guid, {"system_guid": bmc.guid}, facts, modules)]


def test_a_node_is_a_bmc_whatever_the_inventory_calls_it(emulator: RunningEmulator, tmp_path: Path) -> None:
    hosts = hosts_of(emulator, 0, 1)
    hosts["the same BMC again"] = hosts["bmc0"]
    power = {"baremetal.ipmi.power": {"state": "on"}}
    done = job(tmp_path, hosts, [{"name": "in a loop", "loop": [1, 2], **power}])
    counted = {node.name: len(node.modules) for node in managed_nodes(done.events())}
    assert counted == {emulator.bmcs[0].guid: 4, emulator.bmcs[1].guid: 2}


def test_who_was_not_reached_or_is_not_known_is_no_node(emulator: RunningEmulator, tmp_path: Path) -> None:
    device: dict[str, t.Any] = {"gather": ["device"]}
    tasks = [
        task("info", {**device, "bmc_password": "wrong"}),
        task("info", {**device, "bmc_interface": "lan"}),
        task("info", {**device, "bmc_host": "127.0.0.9", "bmc_timeout": 1}),
        task("info", device, no_log=True),
        task("info", device, when=False),
    ]
    done = job(tmp_path, hosts_of(emulator, 0), tasks)
    assert [end for _name, end, _changed in done.results()["bmc0"]] == ["failed", "ok", "failed", "ok"]
    assert managed_nodes(done.events()) == []


def test_a_failure_after_the_login_and_a_bridged_command_count_for_who_was_logged_in_to(
    emulator: RunningEmulator, tmp_path: Path
) -> None:
    tasks = [
        task("raw", {"net_fn": 0x30, "number": 0x7F}),
        task("info", {"gather": ["device"], "bmc_target": {"address": 0x82}}),
    ]
    done = job(tmp_path, hosts_of(emulator, 1), tasks)
    assert [end for _name, end, _changed in done.results()["bmc1"]] == ["failed", "ok"]
    bmc = emulator.bmcs[1]
    (node,) = managed_nodes(done.events())
    assert (node.name, node.facts["address"]) == (bmc.guid, bmc.host)
    assert node.modules == ["baremetal.ipmi.raw", "baremetal.ipmi.info"]

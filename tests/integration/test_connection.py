# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where connection options come from, which of them wins, and what a wrong one says."""

from __future__ import annotations

import typing as t

from ansible_collections.baremetal.ipmi.tests.integration.conftest import Bench
from ansible_collections.baremetal.ipmi.tests.integration.playbook import PlayResult, run_tasks

POWER = {"baremetal.ipmi.power": {"state": "on"}}


def play(bench: Bench, variables: dict[str, t.Any], task: dict[str, t.Any] | None = None, **more: t.Any) -> PlayResult:
    """Run one task, POWER if none is given, on a host that has just these variables."""
    return run_tasks(bench.directory, {"bmc0": variables}, [task or POWER], **more)


def login(bench: Bench, **changes: t.Any) -> dict[str, t.Any]:
    """Return the connection options that log in, some of them changed; None leaves one out."""
    bmc = bench.bmc
    options = {"bmc_host": bmc.host, "bmc_port": bmc.port, "bmc_username": "admin", "bmc_password": "correct-horse"}
    options.update(changes)
    return {name: value for name, value in options.items() if value is not None}


def test_inventory_variables_are_enough_and_may_be_templates(bench: Bench) -> None:
    templates = login(bench, bmc_password="{{ the_vault }}", bmc_port="{{ the_port }}")
    hosts = {
        "bmc0": login(bench),
        "bmc1": {**templates, "the_vault": "correct-horse", "the_port": bench.bmc.port},
    }
    result = run_tasks(bench.directory, hosts, [POWER])
    assert result.returncode == 0, result.output
    assert [result.last(host)["bmc"]["address"] for host in hosts] == [bench.bmc.host] * 2


def test_ansible_host_and_the_inventory_name_stand_in_for_bmc_host(bench: Bench) -> None:
    without_host = login(bench, bmc_host=None)
    hosts = {bench.bmc.host: without_host, "bmc0": {**without_host, "ansible_host": bench.bmc.host}}
    result = run_tasks(bench.directory, hosts, [POWER])
    assert result.returncode == 0, result.output
    assert [result.last(host)["power"] for host in hosts] == ["on", "on"]


def test_the_environment_comes_before_the_inventory_name(bench: Bench) -> None:
    variables = {**login(bench, bmc_host=None), "ansible_host": "192.0.2.77"}
    result = play(bench, variables, extra_environment={"BMC_HOST": bench.bmc.host})
    assert result.returncode == 0, result.output


def test_a_task_argument_wins_over_everything(bench: Bench) -> None:
    task = {"baremetal.ipmi.power": {"state": "on", "bmc_password": "correct-horse"}}
    result = play(
        bench,
        login(bench, bmc_password="from-the-inventory"),
        task,
        play={"module_defaults": {"group/baremetal.ipmi.all": {"bmc_password": "from-the-defaults"}}},
        extra_environment={"BMC_PASSWORD": "from-the-environment"},
    )
    assert result.returncode == 0, result.output


def test_module_defaults_win_over_the_inventory(bench: Bench) -> None:
    result = play(
        bench,
        login(bench, bmc_password="from-the-inventory"),
        play={"module_defaults": {"group/baremetal.ipmi.all": {"bmc_password": "correct-horse"}}},
        extra_environment={"BMC_PASSWORD": "from-the-environment"},
    )
    assert result.returncode == 0, result.output


def test_the_inventory_wins_over_the_environment(bench: Bench) -> None:
    result = play(bench, login(bench), extra_environment={"BMC_PASSWORD": "from-the-environment"})
    assert result.returncode == 0, result.output


def test_the_environment_is_the_last_resort(bench: Bench) -> None:
    variables = login(bench, bmc_password=None, bmc_username=None)
    environment = {"BMC_PASSWORD": "correct-horse", "BMC_USERNAME": "admin"}
    result = play(bench, variables, extra_environment=environment)
    assert result.returncode == 0, result.output


def test_defaults_of_one_module_are_not_those_of_another(bench: Bench) -> None:
    defaults = {"baremetal.ipmi.user": {"update_password": "on_create", "name": "nobody"}}
    result = play(bench, login(bench), play={"module_defaults": defaults})
    assert result.returncode == 0, result.output


WRONG_OPTIONS: list[tuple[dict[str, t.Any], str]] = [
    ({"bmc_username": None}, "bmc_username"),
    ({"bmc_password": None}, "bmc_password"),
    ({"bmc_username": "u" * 17}, "bmc_username"),
    ({"bmc_password": "p" * 21}, "bmc_password"),
    ({"bmc_password": "p" * 17, "bmc_interface": "lan"}, "bmc_password"),
    ({"bmc_kg": "k" * 21}, "bmc_kg"),
    ({"bmc_kg": "0xabc"}, "bmc_kg"),
    ({"bmc_cipher_suites": [42]}, "bmc_cipher_suites"),
    ({"bmc_cipher_suites": [4]}, "bmc_cipher_suites"),
    ({"bmc_cipher_suites": []}, "bmc_cipher_suites"),
    ({"bmc_port": 0}, "bmc_port"),
    ({"bmc_port": 70000}, "bmc_port"),
    ({"bmc_timeout": 0}, "bmc_timeout"),
    ({"bmc_interface": "serial"}, "bmc_interface"),
    ({"bmc_privilege": "root"}, "bmc_privilege"),
    ({"bmc_target": {"channel": 0}}, "address"),
]


def test_wrong_connection_options_are_named_before_any_traffic(bench: Bench) -> None:
    bench.emulator.control.reset_counters()
    hosts = {f"host{number}": login(bench, **changes) for number, (changes, _named) in enumerate(WRONG_OPTIONS)}
    result = run_tasks(bench.directory, hosts, [POWER])
    for host, (changes, named) in zip(hosts, WRONG_OPTIONS):
        failure = result.last(host)
        assert failure["failed"], changes
        assert named in failure["msg"], changes
        assert failure["error_code"] == "invalid_option", changes
    assert bench.emulator.control.counters(0)["datagrams_in"] == 0


def test_a_task_on_a_remote_host_still_runs_here(bench: Bench) -> None:
    """No connection is opened to the managed host: this one could not be reached."""
    result = play(bench, {**login(bench), "ansible_connection": "ssh", "ansible_host": "host.invalid"})
    assert result.returncode == 0, result.output

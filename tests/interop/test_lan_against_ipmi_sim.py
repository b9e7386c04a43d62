# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``lan`` on OpenIPMI's simulated BMC, which rolls back what is not committed; confirmed with ipmitool."""

from __future__ import annotations

import os
import subprocess
import sys
import typing as t
from pathlib import Path

import pytest
from ansible_collections.baremetal.ipmi.tests.integration.playbook import host_variables, run_tasks

sys.path.insert(0, str(Path(__file__).resolve().parent))

import ipmi_sim

pytestmark = pytest.mark.skipif(
    not ipmi_sim.is_installed() and not os.environ.get("CI"), reason="ipmi_sim (package openipmi) is not installed"
)

SETTINGS = {"vlan_priority": 5, "backup_gateway_address": "192.0.2.254"}
WAY_IN = {"gateway_address": "127.0.0.254", "vlan_id": 120, "allow_lockout": True}


@pytest.fixture(scope="module")
def bmc() -> t.Iterator[ipmi_sim.IpmiSim]:
    with ipmi_sim.running_ipmi_sim() as running:
        yield running


def run_lan(bmc: ipmi_sim.IpmiSim, directory: Path, **options: t.Any) -> dict[str, t.Any]:
    """Run one ``lan`` task and return its result."""
    hosts = {"peer": host_variables(bmc, bmc_cipher_suites=[3])}
    return run_tasks(directory, hosts, [{"baremetal.ipmi.lan": options}]).last("peer")


def lan_print(bmc: ipmi_sim.IpmiSim) -> str:
    login = ["-I", "lanplus", "-C", "3", "-H", bmc.host, "-p", str(bmc.port), "-U", bmc.username, "-E"]
    environment = {**os.environ, "IPMI_PASSWORD": bmc.password}
    return subprocess.run(
        ["ipmitool", *login, "lan", "print", "1"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    ).stdout


@pytest.mark.parametrize("options", [SETTINGS, WAY_IN])
def test_a_change_is_kept_and_a_second_run_changes_nothing(
    bmc: ipmi_sim.IpmiSim, tmp_path: Path, options: dict[str, t.Any]
) -> None:
    first = run_lan(bmc, tmp_path, **options)
    assert first["changed"], first
    assert not first.get("failed"), first
    second = run_lan(bmc, tmp_path, **options)
    assert (second["changed"], second.get("failed", False)) == (False, False), second


def test_ipmitool_sees_the_changes(bmc: ipmi_sim.IpmiSim) -> None:
    lines = dict(line.split(":", 1) for line in lan_print(bmc).splitlines() if ":" in line)
    seen = {name.strip(): value.strip() for name, value in lines.items()}
    assert seen["802.1q VLAN Priority"] == "5"
    assert seen["802.1q VLAN ID"] == "120"
    assert seen["Default Gateway IP"] == "127.0.0.254"
    assert seen["Backup Gateway IP"] == "192.0.2.254"
    assert seen["Set in Progress"] == "Set Complete"


def test_a_write_that_it_ignores_is_caught(bmc: ipmi_sim.IpmiSim, tmp_path: Path) -> None:
    result = run_lan(bmc, tmp_path, community="fleet-traps")
    assert result["error_code"] == "write_ignored"
    assert "community" in result["msg"]
    assert "fleet-traps" not in result["msg"]


def test_types_that_it_does_not_let_one_change_are_named(bmc: ipmi_sim.IpmiSim, tmp_path: Path) -> None:
    result = run_lan(bmc, tmp_path, authentication_types={"user": ["md5"]})
    assert result["error_code"] == "not_supported"
    assert "authentication_types.user" in result["msg"]

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``lan`` moves BMCs that really go where they are told, and says so when they do not."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.baremetal.ipmi.tests.emulator.running import running_emulator
from ansible_collections.baremetal.ipmi.tests.integration.conftest import Bench
from ansible_collections.baremetal.ipmi.tests.integration.ipmitool import ipmitool_table

OLD, NEW, NOWHERE = "127.44.0.1", "127.44.0.9", "192.0.2.99"


@pytest.fixture(scope="module")
def moving(tmp_path_factory: pytest.TempPathFactory) -> t.Iterator[Bench]:
    """A BMC whose endpoint follows its LAN address."""
    with running_emulator(
        username="admin", password="correct-horse", address=OLD, port=0, follow_address=True
    ) as emulator:
        yield Bench(emulator, tmp_path_factory.mktemp("play"))


def test_a_move_succeeds_when_the_bmc_answers_at_its_new_address(moving: Bench) -> None:
    options = {"ip_address": NEW, "netmask": "24", "gateway_address": "127.44.0.254", "vlan_priority": 1}
    result = moving.result("lan", "--diff", **options, allow_lockout=True)
    assert result["bmc"]["address"] == NEW
    assert result["diff"]["after"]["ip_address"] == NEW
    there = moving.bmc._replace(host=NEW)
    seen = ipmitool_table(there, "lan", "print", "1")
    assert seen["IP Address"] == NEW
    assert seen["Default Gateway IP"] == "127.44.0.254"
    assert seen["Set in Progress"] == "Set Complete"
    assert moving.active_sessions() == 0, "the session that was cut is still open"


def test_a_second_run_at_the_new_address_changes_nothing(moving: Bench) -> None:
    moving.emulator.control.reset_counters()
    play = moving.run("lan", variables={"bmc_host": NEW}, ip_address=NEW, netmask="24")
    assert play.returncode == 0, play.output
    assert not play.last()["changed"]
    assert moving.emulator.control.counters(0)["writes"] == {}


def test_a_vlan_is_switched_on_and_off(moving: Bench) -> None:
    there = moving.bmc._replace(host=NEW)
    play = moving.run("lan", variables={"bmc_host": NEW}, vlan_id=120, allow_lockout=True)
    assert play.returncode == 0, play.output
    assert ipmitool_table(there, "lan", "print", "1")["802.1q VLAN ID"] == "120"
    play = moving.run("lan", variables={"bmc_host": NEW}, vlan_enabled=False, allow_lockout=True)
    assert play.last()["changed"], play.output
    assert ipmitool_table(there, "lan", "print", "1")["802.1q VLAN ID"] == "Disabled"


def test_a_bmc_that_cannot_be_found_again_is_said_to_be_lost(moving: Bench) -> None:
    failure = moving.failure(
        "lan",
        variables={"bmc_host": NEW, "bmc_timeout": 6},
        ip_address=NOWHERE,
        reconnect_to="127.44.0.77",
        allow_lockout=True,
    )
    assert failure["error_code"] == "unreachable_after_change"
    assert "127.44.0.77" in failure["msg"]
    assert failure["written"] == ["ip_address"]
    assert failure["changed"]


def test_a_bmc_that_ignores_its_vlan_is_caught(tmp_path_factory: pytest.TempPathFactory) -> None:
    with running_emulator(username="admin", password="correct-horse", personality="old-supermicro") as emulator:
        bench = Bench(emulator, tmp_path_factory.mktemp("play"))
        failure = bench.failure("lan", vlan_id=120, allow_lockout=True)
        assert failure["error_code"] == "write_ignored"
        assert "vlan_id: the BMC acknowledged 120, but has" in failure["msg"]
        assert bench.result("lan", vlan_priority=1)["changed"], "set in progress was not released"
        assert bench.active_sessions() == 0

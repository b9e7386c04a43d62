# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``raw`` through ansible-playbook against an emulated BMC, confirmed with ipmitool. The tests build on each other."""

from __future__ import annotations

import typing as t

from ansible_collections.baremetal.ipmi.tests.integration.conftest import Bench
from ansible_collections.baremetal.ipmi.tests.integration.ipmitool import run_ipmitool

IDENTIFY_POLICY_OFF = {"command": "Set Power Restore Policy", "data": "00"}


def policy(bench: Bench) -> str:
    lines = run_ipmitool(bench.bmc, "chassis", "status").splitlines()
    return next(line.split(":")[1].strip() for line in lines if line.startswith("Power Restore Policy"))


BAD_ARGUMENTS: list[tuple[dict[str, t.Any], str]] = [
    ({}, "command"),
    ({"command": "Get Device ID", "net_fn": 6, "number": 1}, "mutually exclusive"),
    ({"net_fn": 6}, "number"),
    ({"command": "Get Devise ID"}, "did you mean Get Device ID"),
    ({"command": "06/01", "data": "0"}, "data"),
    ({"command": "06/01", "data": [256]}, "byte 1"),
    ({"command": "06/01", "privilege": "king"}, "privilege"),
    ({"command": "06/01", "accept": ["many"]}, "accept"),
]


def test_bad_arguments_are_named_and_cost_no_traffic(bench: Bench) -> None:
    bench.names_bad_arguments("raw", BAD_ARGUMENTS)


def test_check_mode_changes_nothing(bench: Bench) -> None:
    before = policy(bench)
    result = bench.result("raw", "--check", **IDENTIFY_POLICY_OFF)
    assert result["changed"]
    assert "completion_code" not in result
    assert policy(bench) == before


def test_a_command_that_changes(bench: Bench) -> None:
    result = bench.result("raw", **IDENTIFY_POLICY_OFF)
    assert result["changed"]
    assert result["completion_code"] == 0
    assert policy(bench) == "always-off"


def test_a_command_that_reads(bench: Bench) -> None:
    result = bench.result("raw", "--check", command="get_device_id", changes=False)
    assert not result["changed"]
    expected = run_ipmitool(bench.bmc, "raw", "6", "1").split()
    assert result["data_hex"] == "".join(expected)
    assert result["data"] == [int(byte, 16) for byte in expected]


def test_a_completion_code_fails_unless_it_is_accepted(bench: Bench) -> None:
    nobody_has = {"net_fn": 0x30, "number": 0x7F, "data": [1, 2]}
    failure, result = bench.each("raw", nobody_has, {"accept": [0xC1], **nobody_has})
    assert failure["error_code"] == "refused_by_bmc"
    assert "C1h" in failure["msg"]
    assert not result["failed"]
    assert (result["completion_code"], result["changed"]) == (0xC1, False)


def test_a_command_to_a_controller_behind_the_bmc(bench: Bench) -> None:
    target = {"address": 0x82, "channel": 0}
    command = {"command": "Get Device ID", "changes": False}
    behind, itself = bench.results("raw", {**command, "bmc_target": target}, command)
    assert behind["completion_code"] == 0
    assert behind["data_hex"] != itself["data_hex"]


def test_a_lun_that_the_bmc_does_not_have(bench: Bench) -> None:
    assert "C2h" in bench.failure("raw", command="Get Device ID", lun=2, changes=False)["msg"]


def test_an_account_that_may_only_read(bench: Bench) -> None:
    account = {"bmc_username": "user", "bmc_password": "user"}
    command = {"command": "Get Device ID", "changes": False}
    read, failure = bench.each("raw", command, IDENTIFY_POLICY_OFF, variables=account)
    assert not read["failed"], read
    assert failure["error_code"] in ("refused_by_bmc", "privilege_too_low")


def test_no_secret_of_the_login_is_printed(bench: Bench) -> None:
    play = bench.run("raw", "-vvvv", command="Get Device ID", changes=False)
    assert bench.bmc.password not in play.output


def test_no_session_is_left(bench: Bench) -> None:
    assert bench.active_sessions() == 0


def test_a_cold_reset_is_sent_once(bench: Bench) -> None:
    bench.emulator.control.reset_counters()
    assert bench.result("raw", command="Cold Reset")["changed"]
    bench.emulator.control.advance(60)
    assert bench.emulator.control.counters(0)["writes"] == {"Cold Reset": 1}

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``sol`` through ansible-playbook, confirmed with ipmitool. The tests build on each other."""

from __future__ import annotations

import typing as t

from ansible_collections.baremetal.ipmi.tests.integration.conftest import Bench
from ansible_collections.baremetal.ipmi.tests.integration.ipmitool import ipmitool_table, run_ipmitool

WANTED = {
    "force_encryption": True,
    "force_authentication": True,
    "privilege": "operator",
    "accumulate_interval": 100,
    "retry_interval": 200,
    "bit_rate": "57600",
}


BAD_ARGUMENTS: list[tuple[dict[str, t.Any], str]] = [
    ({"accumulate_interval": 7}, "accumulate_interval"),
    ({"retry_count": 8}, "retry_count"),
    ({"bit_rate": "2400"}, "bit_rate"),
    ({"privilege": "callback"}, "privilege"),
    ({"port": 65536}, "port"),
    ({"colour": "red"}, "colour"),
]


def test_bad_arguments_are_named_and_cost_no_traffic(bench: Bench) -> None:
    bench.names_bad_arguments("sol", BAD_ARGUMENTS)


def test_check_mode_changes_nothing(bench: Bench) -> None:
    assert bench.result("sol", "--check", **WANTED)["changed"]
    assert ipmitool_table(bench.bmc, "sol", "info", "1")["Force Encryption"] == "false"


def test_a_change_is_what_ipmitool_sees(bench: Bench) -> None:
    assert bench.result("sol", **WANTED)["changed"]
    seen = ipmitool_table(bench.bmc, "sol", "info", "1")
    assert seen["Force Encryption"] == seen["Force Authentication"] == "true"
    assert seen["Privilege Level"] == "OPERATOR"
    assert seen["Character Accumulate Level (ms)"] == "100"
    assert seen["Character Send Threshold"] == "96"
    assert seen["Retry Interval (ms)"] == "200"
    assert (seen["Non-Volatile Bit Rate (kbps)"], seen["Volatile Bit Rate (kbps)"]) == ("57.6", "115.2")
    assert seen["Set in progress"] == "set-complete"


def test_a_second_run_changes_nothing(bench: Bench) -> None:
    bench.emulator.control.reset_counters()
    assert not bench.result("sol", **WANTED)["changed"]
    assert bench.emulator.control.counters(0)["writes"] == {}


def test_one_option_is_changed_and_its_neighbours_kept(bench: Bench) -> None:
    result = bench.result("sol", force_authentication=False)
    assert result["diff"] == {"before": {"force_authentication": True}, "after": {"force_authentication": False}}
    seen = ipmitool_table(bench.bmc, "sol", "info", "1")
    assert (seen["Force Encryption"], seen["Force Authentication"]) == ("true", "false")


def test_what_ipmitool_sets_is_what_is_read(bench: Bench) -> None:
    run_ipmitool(bench.bmc, "sol", "set", "retry-count", "2", "1")
    assert not bench.result("sol", retry_count=2)["changed"]


def test_set_in_progress_left_by_another_program_is_named_and_nothing_written(bench: Bench) -> None:
    run_ipmitool(bench.bmc, "sol", "set", "set-in-progress", "set-in-progress", "1")
    failure = bench.failure("sol", retry_count=3)
    assert failure["error_code"] == "set_in_progress"
    run_ipmitool(bench.bmc, "sol", "set", "set-in-progress", "set-complete", "1")
    assert not bench.result("sol", retry_count=2)["changed"]


def test_everything_is_put_back(bench: Bench) -> None:
    factory = {
        "force_encryption": False,
        "privilege": "user",
        "accumulate_interval": 60,
        "retry_count": 7,
        "retry_interval": 500,
    }
    assert bench.result("sol", bit_rate="115200", **factory)["changed"]
    assert ipmitool_table(bench.bmc, "sol", "info", "1")["Privilege Level"] == "USER"


def test_no_session_is_left(bench: Bench) -> None:
    assert bench.active_sessions() == 0

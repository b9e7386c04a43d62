# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``chassis`` through ansible-playbook, confirmed with ipmitool. The tests build on each other."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.baremetal.ipmi.tests.integration.conftest import Bench
from ansible_collections.baremetal.ipmi.tests.integration.ipmitool import ipmitool_table

WANTED = {"power_restore_policy": "previous", "front_panel": {"power_off": False, "reset": False}}


def status(bench: Bench, name: str) -> str:
    return ipmitool_table(bench.bmc, "chassis", "status")[name]


BAD_ARGUMENTS: list[tuple[dict[str, t.Any], str]] = [
    ({"power_restore_policy": "sometimes"}, "power_restore_policy"),
    ({"power_cycle_interval": 256}, "power_cycle_interval"),
    ({"identify": "temporary", "identify_seconds": 4}, "identify_seconds"),
    ({"identify": "off", "identify_seconds": 30}, "identify_seconds"),
    ({"front_panel": {"eject": False}}, "eject"),
    ({"colour": "red"}, "colour"),
]


def test_bad_arguments_are_named_and_cost_no_traffic(bench: Bench) -> None:
    bench.names_bad_arguments("chassis", BAD_ARGUMENTS)


def test_check_mode_changes_nothing(bench: Bench) -> None:
    bench.emulator.control.reset_counters()
    result = bench.result("chassis", "--check", "--diff", **WANTED)
    assert result["diff"]["after"] == WANTED
    assert bench.emulator.control.counters(0)["writes"] == {}
    assert status(bench, "Power Restore Policy") == "always-on"


def test_a_change_is_what_ipmitool_sees(bench: Bench) -> None:
    assert bench.result("chassis", **WANTED)["changed"]
    assert status(bench, "Power Restore Policy") == "previous"
    assert status(bench, "Power Button Disabled") == "true"
    assert status(bench, "Reset Button Disabled") == "true"
    assert status(bench, "Diag Button Disabled") == "false"


def test_a_second_run_changes_nothing(bench: Bench) -> None:
    bench.emulator.control.reset_counters()
    assert not bench.result("chassis", **WANTED)["changed"]
    assert bench.emulator.control.counters(0)["writes"] == {}


def test_one_button_is_changed_and_the_others_kept(bench: Bench) -> None:
    bench.emulator.control.reset_counters()
    result = bench.result("chassis", front_panel={"reset": True})
    assert result["diff"]["after"] == {"front_panel": {"reset": True}}
    assert bench.emulator.control.counters(0)["writes"] == {"Set Front Panel Enables": 1}
    assert status(bench, "Power Button Disabled") == "true"
    assert status(bench, "Reset Button Disabled") == "false"


def test_the_cycle_interval_is_written_each_time_and_says_so(bench: Bench) -> None:
    interval = {"power_cycle_interval": 10}
    for result in bench.results("chassis", interval, interval):
        assert result["changed"]
        assert "no way to read it back" in result["warnings"][0]


@pytest.mark.parametrize("identify", ["indefinite", "temporary"])
def test_the_light_goes_on(bench: Bench, identify: str) -> None:
    light = {"identify": identify}
    assert [result["changed"] for result in bench.results("chassis", light, light)] == [True, False]
    assert bench.emulator.control.state()["identify"]


def test_the_light_goes_off(bench: Bench) -> None:
    off = {"identify": "off"}
    assert [result["changed"] for result in bench.results("chassis", off, off)] == [True, False]
    assert not bench.emulator.control.state()["identify"]


def test_everything_is_put_back(bench: Bench) -> None:
    assert bench.result("chassis", power_restore_policy="always_on", front_panel={"power_off": True})["changed"]
    assert status(bench, "Power Button Disabled") == "false"
    assert status(bench, "Power Restore Policy") == "always-on"


def test_no_session_is_left(bench: Bench) -> None:
    assert bench.active_sessions() == 0

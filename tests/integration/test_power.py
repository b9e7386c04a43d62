# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``power`` through ansible-playbook, confirmed by the emulated BMC. The tests build on each other."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.baremetal.ipmi.tests.integration.conftest import Bench

CHASSIS_CONTROL = "Chassis Control"
SOFT_SHUTDOWN = 5


def is_on(bench: Bench) -> bool:
    return bool(bench.emulator.control.state()["power_is_on"])


def controls(bench: Bench) -> int:
    """Return how often Chassis Control was asked for since the counters were set to zero."""
    return int(bench.emulator.control.counters(0)["writes"].get(CHASSIS_CONTROL, 0))


@pytest.fixture
def hung(bench: Bench) -> t.Iterator[None]:
    """The operating system does not hear the soft shutdown, though the BMC says 00h."""
    data = bytes([SOFT_SHUTDOWN]).hex()
    number = bench.emulator.control.add_fault("ignore_write", command=CHASSIS_CONTROL, data=data)
    yield
    bench.emulator.control.remove_fault(number)


BAD_ARGUMENTS: list[tuple[dict[str, t.Any], str]] = [
    ({"state": "standby"}, "state"),
    ({"state": "soft", "soft_timeout": 0}, "soft_timeout"),
    ({"wait": True}, "state"),
    ({"state": "on", "colour": "red"}, "colour"),
]


def test_bad_arguments_are_named_and_cost_no_traffic(bench: Bench) -> None:
    bench.names_bad_arguments("power", BAD_ARGUMENTS)


def test_check_mode_changes_nothing(bench: Bench) -> None:
    result = bench.result("power", "--check", "--diff", state="off")
    assert result["changed"]
    assert result["diff"] == {"before": {"power": "on"}, "after": {"power": "off"}}
    assert is_on(bench)


@pytest.mark.parametrize("state", ["off", "on", "soft", "on"])
def test_a_state_is_reached_once(bench: Bench, state: str) -> None:
    bench.emulator.control.reset_counters()
    first, second = bench.results("power", {"state": state}, {"state": state})
    assert (first["changed"], second["changed"]) == (True, False)
    assert first["power"] == second["power"] == ("on" if state == "on" else "off")
    assert is_on(bench) == (state == "on")
    assert controls(bench) == 1


@pytest.mark.parametrize("state", ["cycle", "reset", "diag"])
def test_what_is_no_state_is_done_each_time(bench: Bench, state: str) -> None:
    bench.emulator.control.reset_counters()
    for result in bench.results("power", {"state": state}, {"state": state}):
        assert (result["changed"], result["power"]) == (True, "on")
    assert controls(bench) == 2


def test_a_soft_shutdown_that_is_not_heard_ends_at_the_time_of_the_task(bench: Bench, hung: None) -> None:
    failure = bench.failure("power", variables={"bmc_timeout": 3}, state="soft")
    assert failure["error_code"] == "power_timeout"
    assert "did not reach power off" in failure["msg"]
    assert is_on(bench)


def test_a_soft_shutdown_that_is_not_heard_is_followed_by_force_if_asked(bench: Bench, hung: None) -> None:
    bench.emulator.control.reset_counters()
    result = bench.result("power", state="soft", soft_timeout=1)
    assert (result["changed"], result["power"]) == (True, "off")
    assert not is_on(bench)
    assert controls(bench) == 2


def test_nobody_waits_if_not_asked_to(bench: Bench) -> None:
    _on, off, again = bench.results("power", {"state": "on"}, {"state": "off", "wait": False}, {"state": "off"})
    assert (off["changed"], again["changed"]) == (True, False)


def test_a_system_that_is_off_is_reset_by_switching_it_on_and_not_interrupted(bench: Bench) -> None:
    diag, reset = bench.each("power", {"state": "diag"}, {"state": "reset"})
    assert diag["error_code"] == "state_not_reached"
    assert reset["power"] == "on"


def test_no_session_is_left(bench: Bench) -> None:
    assert bench.active_sessions() == 0

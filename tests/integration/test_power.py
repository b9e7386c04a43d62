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


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"state": "standby"}, "state"),
        ({"state": "soft", "soft_timeout": 0}, "soft_timeout"),
        ({"wait": True}, "state"),
        ({"state": "on", "colour": "red"}, "colour"),
    ],
)
def test_a_bad_argument_is_named_and_costs_no_traffic(bench: Bench, options: dict[str, t.Any], named: str) -> None:
    bench.emulator.control.reset_counters()
    failure = bench.failure("power", **options)
    assert named in failure["msg"]
    assert failure["error_code"] == "invalid_option"
    assert bench.emulator.control.counters(0)["datagrams_in"] == 0


def test_check_mode_changes_nothing(bench: Bench) -> None:
    result = bench.result("power", "--check", "--diff", state="off")
    assert result["changed"]
    assert result["diff"] == {"before": {"power": "on"}, "after": {"power": "off"}}
    assert is_on(bench)


@pytest.mark.parametrize("state", ["off", "on", "soft", "on"])
def test_a_state_is_reached_once(bench: Bench, state: str) -> None:
    bench.emulator.control.reset_counters()
    first, second = bench.result("power", state=state), bench.result("power", state=state)
    assert (first["changed"], second["changed"]) == (True, False)
    assert first["power"] == second["power"] == ("on" if state == "on" else "off")
    assert is_on(bench) == (state == "on")
    assert controls(bench) == 1


@pytest.mark.parametrize("state", ["cycle", "reset", "diag"])
def test_what_is_no_state_is_done_each_time(bench: Bench, state: str) -> None:
    bench.emulator.control.reset_counters()
    for _time in range(2):
        result = bench.result("power", state=state)
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
    bench.result("power", state="on")
    assert bench.result("power", state="off", wait=False)["changed"]
    assert not bench.result("power", state="off")["changed"]


def test_a_system_that_is_off_is_reset_by_switching_it_on_and_not_interrupted(bench: Bench) -> None:
    assert bench.failure("power", state="diag")["error_code"] == "state_not_reached"
    assert bench.result("power", state="reset")["power"] == "on"


def test_no_session_is_left(bench: Bench) -> None:
    assert bench.active_sessions() == 0

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes wrong between a task and a BMC: each case ends in success or in one sentence with its ``error_code``.

After every test no session is open on the emulated BMC, whatever happened.
"""

from __future__ import annotations

import subprocess
import typing as t

import pytest
from ansible_collections.baremetal.ipmi.tests.emulator.running import running_emulator
from ansible_collections.baremetal.ipmi.tests.integration.conftest import Bench
from ansible_collections.baremetal.ipmi.tests.integration.playbook import (
    ANSIBLE_PLAYBOOK,
    environment,
    run_tasks,
)

SET_CHANNEL_ACCESS = (0x06, 0x40)
ACTIVE_DISABLED = bytes([0x01, 0x80, 0x00])
ACTIVE_ALWAYS = bytes([0x01, 0x82, 0x00])
LOSS = {"fault": "drop", "probability": 0.3}


@pytest.fixture(autouse=True)
def _no_session_is_left(bench: Bench) -> t.Iterator[None]:
    """Begin and end without faults; afterwards, every session is closed, or dies of its inactivity timeout."""
    bench.emulator.control.clear_faults()
    bench.emulator.control.reset_counters()
    yield
    bench.emulator.control.clear_faults()
    assert bench.active_sessions() == 0


def wrong(bench: Bench, **variables: t.Any) -> dict[str, t.Any]:
    """Read the power state with other connection variables; must fail."""
    return bench.failure("power", variables={"bmc_timeout": 5, **variables}, state="on")


FAILING_LOGINS: list[tuple[dict[str, t.Any], str, str]] = [
    ({"bmc_password": "wrong-horse"}, "wrong_password", "another password"),
    ({"bmc_password": "wrong-horse", "bmc_interface": "lan"}, "wrong_password", "password"),
    ({"bmc_username": "nobody"}, "unknown_user", "'nobody'"),
    ({"bmc_username": "nobody", "bmc_interface": "lan"}, "unknown_user", "'nobody'"),
    ({"bmc_privilege": "oem"}, "privilege_too_low", "oem"),
    ({"bmc_host": "no-such-host.invalid"}, "name_not_resolved", "no-such-host.invalid"),
    ({"bmc_port": 1}, "port_closed", "127.0.0.1:1"),
]


def test_a_login_that_fails_says_why(bench: Bench) -> None:
    task = {"baremetal.ipmi.power": {"state": "on"}, "ignore_errors": True}
    tasks = [{**task, "vars": {"bmc_timeout": 5, **variables}} for variables, _code, _said in FAILING_LOGINS]
    play = run_tasks(bench.directory, bench.hosts(), tasks)
    assert len(play.only()) == len(FAILING_LOGINS), play.output
    for failure, (_variables, code, said) in zip(play.only(), FAILING_LOGINS):
        assert failure["error_code"] == code, failure["msg"]
        assert said in failure["msg"]
        assert "horse" not in failure["msg"]


def test_a_wrong_key_is_told_from_a_wrong_password(bench: Bench) -> None:
    failure = wrong(bench, bmc_kg="not-this-bmcs-key")
    assert failure["error_code"] == "wrong_kg", failure["msg"]
    assert "another Kg" in failure["msg"]
    assert "horse" not in failure["msg"]
    # The BMC found the password right and opened a session, which nobody can use or close.
    _forget_sessions(bench)


def test_a_wrong_password_is_tried_once(bench: Bench) -> None:
    wrong(bench, bmc_password="wrong-horse", bmc_timeout=30)
    assert bench.emulator.control.counters(0)["failed_logins"] <= 1


def test_suites_that_are_not_offered_are_all_named(tmp_path: t.Any) -> None:
    with running_emulator(personality="openbmc") as emulator:
        only_17 = Bench(emulator, tmp_path)
        failure = wrong(only_17, bmc_cipher_suites=[3, 8])
        assert failure["error_code"] == "suite_refused"
        assert "3" in failure["msg"]
        assert "8" in failure["msg"]
        assert only_17.run("power", variables={"bmc_cipher_suites": [3, 17]}, state="on").returncode == 0


def test_an_account_with_too_little_privilege(bench: Bench) -> None:
    assert bench.result("user", name="reader", password="Reader-Pass-1", privilege="user")["changed"]
    login = {"bmc_username": "reader", "bmc_password": "Reader-Pass-1"}
    failure = bench.failure("user", variables=login, name="reader", privilege="administrator")
    assert failure["error_code"] == "privilege_too_low"
    assert bench.run("info", variables=login).returncode == 0
    bench.result("user", name="reader", state="absent")


def test_ipmi_switched_off_on_the_channel(bench: Bench) -> None:
    bench.emulator.control.raw(*SET_CHANNEL_ACCESS, ACTIVE_DISABLED)
    try:
        failure = wrong(bench)
    finally:
        bench.emulator.control.raw(*SET_CHANNEL_ACCESS, ACTIVE_ALWAYS)
    assert failure["error_code"] == "ipmi_disabled"


def test_nobody_answers(bench: Bench) -> None:
    bench.emulator.control.add_fault("silence")
    assert wrong(bench)["error_code"] == "no_answer"


def test_no_free_session(bench: Bench) -> None:
    bench.emulator.control.add_fault("sessions_exhausted")
    assert wrong(bench)["error_code"] == "no_session_slot"


def test_a_session_slot_that_becomes_free_is_taken(bench: Bench) -> None:
    bench.emulator.control.add_fault("sessions_exhausted", count=1)
    assert bench.result("power", state="on")["power"] == "on"


def test_a_third_of_all_packets_lost(bench: Bench) -> None:
    bench.emulator.control.add_fault(**LOSS)
    account = {"name": "lossy", "password": "Lossy-Pass-1", "privilege": "operator"}
    first, second = bench.results("user", account, account, variables={"bmc_timeout": 120})
    assert (first["changed"], second["changed"]) == (True, False)
    bench.emulator.control.clear_faults()
    bench.result("user", name="lossy", state="absent")
    _forget_sessions(bench)


def _forget_sessions(bench: Bench) -> None:
    """Let the BMC's inactivity timeout end sessions that could not be closed, such as after a lost Close Session."""
    bench.emulator.control.advance(90)


@pytest.mark.parametrize(
    "faults",
    [
        [{"fault": "duplicate"}],
        [{"fault": "reorder", "probability": 0.3}],
        [{"fault": "duplicate"}, {"fault": "delay", "seconds": 0.02}, {"fault": "reorder", "probability": 0.3}],
    ],
    ids=["duplicated", "reordered", "everything"],
)
def test_a_bad_network_changes_nothing_about_the_result(bench: Bench, faults: list[dict[str, t.Any]]) -> None:
    for fault in faults:
        bench.emulator.control.add_fault(**fault)
    account = {"name": "shaky", "password": "Shaky-Pass-1", "privilege": "user"}
    first, second = bench.results("user", account, account, variables={"bmc_timeout": 120})
    assert (first["changed"], second["changed"]) == (True, False)
    bench.emulator.control.clear_faults()
    bench.result("user", name="shaky", state="absent")
    _forget_sessions(bench)


def test_damaged_packets_of_a_session_are_dropped(bench: Bench) -> None:
    """From the seventh datagram on, the session's integrity check covers what is damaged."""
    bench.emulator.control.add_fault("corrupt", skip=6, count=5)
    assert bench.run("info", variables={"bmc_timeout": 60}).returncode == 0
    assert bench.emulator.control.counters(0)["datagrams_in"] > bench.emulator.control.counters(0)["datagrams_out"]
    _forget_sessions(bench)


def test_a_bmc_that_ignores_writes(bench: Bench) -> None:
    bench.emulator.control.add_fault("ignore_write", command="Set LAN Configuration Parameters", data="0115")
    failure = bench.failure("lan", vlan_priority=5)
    assert failure["error_code"] == "write_ignored"
    assert "vlan_priority" in failure["msg"]
    assert "5" in failure["msg"]


def test_a_busy_bmc_is_asked_again(bench: Bench) -> None:
    bench.emulator.control.add_fault("busy", count=3)
    assert bench.result("power", state="on")["power"] == "on"


def test_a_bmc_that_stays_busy_ends_the_task(bench: Bench) -> None:
    bench.emulator.control.add_fault("busy", command="Get Chassis Status")
    failure = wrong(bench)
    assert failure["error_code"] in ("deadline_exceeded", "refused_by_bmc")
    assert "busy" in failure["msg"]


def test_a_reboot_in_mid_change_names_what_was_written(bench: Bench) -> None:
    bench.emulator.control.add_fault("reboot", command="Set User Access", when="before", seconds=600)
    failure = bench.failure(
        "user", variables={"bmc_timeout": 8}, name="halfway", password="Half-Way-1", privilege="operator"
    )
    assert failure["error_code"] in ("session_lost", "no_answer", "deadline_exceeded")
    assert failure["written"] == ["name", "password"]
    assert "privilege" in failure["not_written"]
    assert "Written before that: name, password" in failure["msg"]
    bench.emulator.control.clear_faults()
    bench.emulator.control.advance(601)
    whole = {"name": "halfway", "password": "Half-Way-1", "privilege": "operator"}
    first, second, _gone = bench.results("user", whole, whole, {"name": "halfway", "state": "absent"})
    assert (first["changed"], second["changed"]) == (True, False)


WRONG_VALUES: list[tuple[str, dict[str, t.Any], str]] = [
    ("user", {"name": "u" * 17}, "name"),
    ("lan", {"vlan_id": 0}, "vlan_id"),
    ("lan", {"vlan_id": 4095}, "vlan_id"),
    ("lan", {"netmask": "255.0.255.0"}, "netmask"),
    ("lan", {"vlan_priority": 8}, "vlan_priority"),
    ("lan", {"colour": "red"}, "colour"),
    ("sol", {"send_threshold": 0}, "send_threshold"),
    ("boot", {"device": "tape"}, "device"),
    ("raw", {"command": "Get Nothing"}, "Get Nothing"),
    ("firewall", {"rules": [{"command": "Get Nothing", "enabled": False}]}, "Get Nothing"),
]


def test_a_wrong_value_is_refused_before_any_traffic(bench: Bench) -> None:
    tasks = [{f"baremetal.ipmi.{module}": options, "ignore_errors": True} for module, options, _named in WRONG_VALUES]
    play = run_tasks(bench.directory, bench.hosts(), tasks)
    assert len(play.only()) == len(WRONG_VALUES), play.output
    for failure, (_module, _options, named) in zip(play.only(), WRONG_VALUES):
        assert named in failure["msg"]
        assert failure["error_code"] == "invalid_option"
    assert bench.emulator.control.counters(0)["datagrams_in"] == 0


def test_two_controllers_at_once_take_turns(bench: Bench) -> None:
    """Two processes change the same BMC: never two sessions at once, and both changes are there afterwards."""
    bench.emulator.control.add_fault("delay", seconds=0.01)
    processes = [_start_playbook(bench, name) for name in ("first", "second")]
    for process in processes:
        output, _stderr = process.communicate(timeout=120)
        assert process.returncode == 0, output
    assert bench.emulator.control.counters(0)["active_sessions_peak"] == 1
    bench.emulator.control.clear_faults()
    for result in bench.results("user", *({"name": name, "state": "absent"} for name in ("first", "second"))):
        assert result["changed"]


def _start_playbook(bench: Bench, name: str) -> subprocess.Popen[str]:
    """Start ansible-playbook without waiting for it."""
    directory = bench.directory / name
    directory.mkdir(exist_ok=True)
    task = {"baremetal.ipmi.user": {"name": name, "password": "Taking-Turns-1", "privilege": "user"}}
    prepared = run_tasks(directory, bench.hosts(), [task], "--syntax-check")
    assert prepared.returncode == 0, prepared.output
    return subprocess.Popen(
        [str(ANSIBLE_PLAYBOOK), "-i", str(directory / "inventory.json"), str(directory / "playbook.yml")],
        env=environment(directory),
        cwd=directory,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``user`` through ansible-playbook against an emulated BMC, confirmed with ipmitool. The tests build on each other."""

from __future__ import annotations

import subprocess
import typing as t

from ansible_collections.baremetal.ipmi.tests.integration.conftest import Bench

ALICE = {"name": "alice", "password": "first-Secret-1", "privilege": "operator", "sol": True}


def ipmitool(bench: Bench, *command: str, username: str = "admin", password: str = "correct-horse") -> str:
    """Run ipmitool as an administrator over RMCP+ and return what it prints."""
    bmc = bench.bmc
    login = [
        "ipmitool",
        "-I",
        "lanplus",
        "-C",
        "17",
        "-H",
        bmc.host,
        "-p",
        str(bmc.port),
        "-U",
        username,
        "-P",
        password,
    ]
    done = subprocess.run([*login, *command], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def user_line(bench: Bench, name: str) -> list[str]:
    """Return the columns of a user in ipmitool's list, empty when it is not there."""
    for line in ipmitool(bench, "user", "list", "1").splitlines():
        columns = line.split()
        if len(columns) > 1 and columns[1] == name:
            return columns
    return []


BAD_ARGUMENTS: list[tuple[dict[str, t.Any], str]] = [
    ({"name": "a" * 17}, "name"),
    ({"name": "alice", "password": "x" * 21}, "password"),
    ({"name": "alice", "privilege": "king"}, "privilege"),
    ({"name": "alice", "user_id": 64}, "user_id"),
    ({"name": "alice", "state": "absent", "enabled": True}, "enabled"),
    ({"name": "alice", "colour": "red"}, "colour"),
    ({"password": "x"}, "name"),
]


def test_bad_arguments_are_named_and_cost_no_traffic(bench: Bench) -> None:
    bench.names_bad_arguments("user", BAD_ARGUMENTS)


def test_check_mode_changes_nothing(bench: Bench) -> None:
    result = bench.result("user", "--check", "--diff", **ALICE)
    assert result["changed"]
    assert result["diff"]["after"]["name"] == "alice"
    assert not user_line(bench, "alice")


def test_a_new_account_can_log_in(bench: Bench) -> None:
    result = bench.result("user", **ALICE)
    assert result["changed"]
    assert "OPERATOR" in user_line(bench, "alice")
    slot = user_line(bench, "alice")[0]
    assert "enabled" in ipmitool(bench, "sol", "payload", "status", "1", slot)
    ipmitool(bench, "-L", "OPERATOR", "mc", "info", username="alice", password="first-Secret-1")


def test_a_second_run_changes_nothing(bench: Bench) -> None:
    bench.emulator.control.reset_counters()
    assert not bench.result("user", **ALICE)["changed"]
    assert bench.emulator.control.counters(0)["writes"] == {}


def test_one_option_is_changed_and_nothing_else(bench: Bench) -> None:
    bench.emulator.control.reset_counters()
    result = bench.result("user", name="alice", privilege="user")
    assert result["diff"] == {"before": {"privilege": "operator"}, "after": {"privilege": "user"}}
    assert bench.emulator.control.counters(0)["writes"] == {"Set User Access": 1}


def test_a_password_of_20_bytes_is_stored_as_such(bench: Bench) -> None:
    alice = {"name": "alice", "password": "twenty-bytes-long-20"}
    assert [result["changed"] for result in bench.results("user", alice, alice)] == [True, False]
    slot = user_line(bench, "alice")[0]
    ipmitool(bench, "user", "test", slot, "20", "twenty-bytes-long-20")


def test_update_password_on_create_leaves_it_alone(bench: Bench) -> None:
    assert not bench.result("user", name="alice", password="another-one", update_password="on_create")["changed"]


def test_no_secret_is_printed(bench: Bench) -> None:
    play = bench.run("user", "-vvvv", "--diff", name="alice", password="Visible-Secret-9")
    assert play.returncode == 0, play.output
    assert "Visible-Secret-9" not in play.output
    assert "correct-horse" not in play.output


def test_the_own_account_is_not_taken_away(bench: Bench) -> None:
    attempts = ({"state": "absent"}, {"enabled": False}, {"privilege": "user"}, {"ipmi_messaging": False})
    failures = bench.failures("user", *({"name": "admin", **options} for options in attempts))
    assert [failure["error_code"] for failure in failures] == ["lockout_refused"] * len(attempts)


def test_the_own_password_is_proved(bench: Bench) -> None:
    assert bench.result("user", name="admin", password="changed-horse")["changed"]
    ipmitool(bench, "mc", "info", password="changed-horse")
    play = bench.run("user", variables={"bmc_password": "changed-horse"}, name="admin", password="correct-horse")
    assert play.returncode == 0, play.output


def test_absent_takes_everything_away(bench: Bench) -> None:
    slot = user_line(bench, "alice")[0]
    absent = {"name": "alice", "state": "absent"}
    assert [result["changed"] for result in bench.results("user", absent, absent)] == [True, False]
    assert not user_line(bench, "alice")
    assert "NO ACCESS" in ipmitool(bench, "channel", "getaccess", "1", slot)


def test_no_session_is_left(bench: Bench) -> None:
    assert bench.active_sessions() == 0

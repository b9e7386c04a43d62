# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``channel`` through ansible-playbook, confirmed with ipmitool. The tests build on each other."""

from __future__ import annotations

import typing as t

from ansible_collections.baremetal.ipmi.tests.integration.conftest import Bench
from ansible_collections.baremetal.ipmi.tests.integration.ipmitool import run_ipmitool, try_ipmitool

SESSION_TIMEOUT = 61
WANTED = {"channel": 2, "access_mode": "shared", "privilege_limit": "operator", "pef_alerting": False}


def raw_access(bench: Bench) -> list[str]:
    """Return Get Channel Access of the serial channel, active and stored, which ipmitool shows only in the raw."""
    return [run_ipmitool(bench.bmc, "raw", "0x06", "0x41", "2", copy).strip() for copy in ("0x80", "0x40")]


def settings(bench: Bench, name: str) -> list[str]:
    """Return what ipmitool says of the channel in use: of the active copy, then of the stored one."""
    lines = run_ipmitool(bench.bmc, "channel", "info", "1").splitlines()
    return [line.split(":")[1].strip() for line in lines if line.strip().startswith(name)]


BAD_ARGUMENTS: list[tuple[dict[str, t.Any], str]] = [
    ({"access_mode": "open"}, "access_mode"),
    ({"channel": 15, "pef_alerting": True}, "channel"),
    ({"privilege_limit": "no_access"}, "privilege_limit"),
    ({"copies": "none"}, "copies"),
    ({"colour": "red"}, "colour"),
]


def test_bad_arguments_are_named_and_cost_no_traffic(bench: Bench) -> None:
    bench.names_bad_arguments("channel", BAD_ARGUMENTS)


def test_check_mode_changes_nothing(bench: Bench) -> None:
    result = bench.result("channel", "--check", "--diff", **WANTED)
    assert result["changed"]
    assert result["diff"]["after"]["active"]["access_mode"] == "shared"
    assert raw_access(bench) == ["01 04", "01 04"]


def test_both_copies_change(bench: Bench) -> None:
    result = bench.result("channel", "--diff", **WANTED)
    assert result["diff"]["after"]["active"] == result["diff"]["after"]["stored"]
    assert raw_access(bench) == ["23 03", "23 03"]


def test_a_second_run_changes_nothing(bench: Bench) -> None:
    bench.emulator.control.reset_counters()
    assert not bench.result("channel", **WANTED)["changed"]
    assert bench.emulator.control.counters(0)["writes"] == {}


def test_one_copy_is_changed_alone(bench: Bench) -> None:
    bench.emulator.control.reset_counters()
    result = bench.result("channel", channel=2, copies="active", access_mode="disabled")
    assert result["diff"] == {
        "before": {"active": {"access_mode": "shared"}},
        "after": {"active": {"access_mode": "disabled"}},
    }
    assert bench.emulator.control.counters(0)["writes"] == {"Set Channel Access": 1}
    assert raw_access(bench) == ["20 03", "23 03"]


def test_a_document_with_copies_that_differ_is_taken_back_unchanged(bench: Bench) -> None:
    document = bench.result("config_info", sections=["channels"])["document"]
    assert [entry.get("copies") for entry in document["channels"] if entry["channel"] == 2] == ["active", "stored"]
    assert not bench.result("config", **document)["changed"]


def test_the_channel_in_use_is_not_closed(bench: Bench) -> None:
    failures = bench.failures(
        "channel",
        {"access_mode": "disabled"},
        {"privilege_limit": "operator"},
        {"copies": "stored", "channel": 1, "access_mode": "disabled"},
    )
    assert [failure["error_code"] for failure in failures] == ["lockout_refused"] * 3
    assert settings(bench, "Access Mode") == ["always available", "always available"]


def test_a_change_to_the_channel_in_use_is_tried_with_a_second_login(bench: Bench) -> None:
    bench.emulator.control.reset_counters()
    assert bench.result("channel", user_level_authentication=False)["changed"]
    assert bench.emulator.control.counters(0)["sessions_opened"] == 2
    assert settings(bench, "User Level Auth") == ["disabled", "disabled"]


def test_a_login_needs_the_key_that_was_set(bench: Bench) -> None:
    def logs_in(kg: str = "") -> bool:
        return try_ipmitool(bench.bmc, "mc", "info", kg=kg).returncode == 0

    result = bench.result("channel", kg="Two-Keys-Are-Needed")
    assert result["changed"]
    assert "Two-Keys" not in str(result)
    assert logs_in("Two-Keys-Are-Needed")
    assert not logs_in()
    login = {"bmc_kg": "Two-Keys-Are-Needed"}
    without, again, removed = bench.each(
        "channel", {"kg": ""}, {"kg": "Two-Keys-Are-Needed", **login}, {"kg": "", **login}
    )
    assert without["error_code"] == "wrong_kg"
    assert not again["failed"]
    assert not again["changed"]
    assert removed["changed"]
    assert logs_in()
    # A login with the wrong key leaves a session, whose keys nobody has, until the BMC gives it up.
    bench.emulator.control.advance(SESSION_TIMEOUT)


def test_a_mode_that_the_channel_does_not_have_is_named(bench: Bench) -> None:
    failure = bench.failure("channel", access_mode="shared")
    assert failure["error_code"] == "not_supported"
    assert "channel 1 of this BMC cannot be shared" in failure["msg"]


def test_everything_is_put_back(bench: Bench) -> None:
    factory = {"access_mode": "pre_boot_only", "privilege_limit": "administrator", "pef_alerting": True}
    back = bench.results("channel", {"channel": 2, **factory}, {"user_level_authentication": True})
    assert [result["changed"] for result in back] == [True, True]
    assert raw_access(bench) == ["01 04", "01 04"]


def test_no_session_is_left(bench: Bench) -> None:
    assert bench.active_sessions() == 0

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``firewall`` through ansible-playbook against an emulated BMC, confirmed with ipmitool; tests build on each other."""

from __future__ import annotations

import re
import typing as t

import pytest
from ansible_collections.baremetal.ipmi.tests.integration.conftest import Bench
from ansible_collections.baremetal.ipmi.tests.integration.ipmitool import run_ipmitool

TAKEOVER = [
    {"command": "Set User Name", "enabled": False},
    {"command": "Set User Password", "enabled": False},
]
HOST = {"channel": "system_interface"}
SYSTEM_INTERFACE_CHANNEL = 15
SET_USER_NAME, SET_USER_PASSWORD = 0x45, 0x47


def enabled_commands(bench: Bench, channel: int) -> set[int]:
    """Return the commands of App that a channel carries out, as ipmitool reads them."""
    text = run_ipmitool(bench.bmc, "firewall", "info", "channel", str(channel), "lun", "0", "netfn", "6")
    digits = re.search(r"^\s*enabled:((?:\s+[0-9a-f]{8})+)", text, re.MULTILINE)
    assert digits, text
    mask = bytes.fromhex(digits[1])
    return {number for number in range(len(mask) * 8) if mask[number // 8] >> number % 8 & 1}


BAD_ARGUMENTS: list[tuple[dict[str, t.Any], str]] = [
    ({"rules": [{"command": "Set User Pasword", "enabled": False}]}, "did you mean Set User Password"),
    ({"rules": [{"command": "Cold Reset"}]}, "enabled"),
    ({"rules": [{"command": "Cold Reset", "enabled": "perhaps"}]}, "perhaps"),
    ({"rules": [{"net_fn": 0x2C, "number": 1, "enabled": False}]}, "body code"),
    ({"rules": [], "channel": "kcs"}, "channel"),
    ({"rules": [], "lun": 4}, "lun"),
    ({}, "rules"),
]


def test_bad_arguments_are_named_and_cost_no_traffic(bench: Bench) -> None:
    bench.names_bad_arguments("firewall", BAD_ARGUMENTS)


def test_check_mode_changes_nothing(bench: Bench) -> None:
    before = enabled_commands(bench, SYSTEM_INTERFACE_CHANNEL)
    result = bench.result("firewall", "--check", "--diff", rules=TAKEOVER, **HOST)
    assert result["changed"]
    assert result["diff"]["after"] == {"Set User Name": False, "Set User Password": False}
    assert enabled_commands(bench, SYSTEM_INTERFACE_CHANNEL) == before


def test_the_host_loses_two_commands_and_nothing_else(bench: Bench) -> None:
    before = enabled_commands(bench, SYSTEM_INTERFACE_CHANNEL)
    bench.emulator.control.reset_counters()
    result = bench.result("firewall", rules=TAKEOVER, **HOST)
    assert result["changed"]
    assert bench.emulator.control.counters(0)["writes"] == {"Set Command Enables": 1}
    after = enabled_commands(bench, SYSTEM_INTERFACE_CHANNEL)
    assert before - after == {SET_USER_NAME, SET_USER_PASSWORD}
    assert after < before
    assert enabled_commands(bench, 1) == before


def test_a_second_run_changes_nothing(bench: Bench) -> None:
    bench.emulator.control.reset_counters()
    assert not bench.result("firewall", rules=TAKEOVER, **HOST)["changed"]
    assert bench.emulator.control.counters(0)["writes"] == {}


def test_one_rule_is_turned_round(bench: Bench) -> None:
    result = bench.result("firewall", rules=[{"command": "set_user_name", "enabled": True}], **HOST)
    assert result["diff"] == {"before": {"Set User Name": False}, "after": {"Set User Name": True}}


def test_sub_functions_stop_a_reset_but_not_a_power_on(bench: Bench) -> None:
    rules = [{"command": "Chassis Control", "sub_functions": ["hard_reset", "power_cycle"], "enabled": False}]
    stop = {"rules": rules}
    assert [result["changed"] for result in bench.results("firewall", stop, stop)] == [True, False]
    assert bench.failure("power", state="reset")["error_code"] == "refused_by_bmc"
    assert not bench.result("power", state="on")["changed"]
    assert bench.result("firewall", rules=[{**rules[0], "enabled": True}])["changed"]


def test_what_cannot_be_configured_is_named(bench: Bench) -> None:
    rules = [{"command": "Get Device ID", "enabled": False}, {"command": "Cold Reset", "enabled": False}]
    failure = bench.failure("firewall", rules=rules)
    assert failure["error_code"] == "not_supported"
    assert "Get Device ID" in failure["msg"]
    result = bench.result("firewall", "--check", rules=rules, unsupported="skip")
    assert result["not_supported"] == ["Get Device ID"]


def test_a_disabled_command_is_refused_to_others_too(bench: Bench) -> None:
    rules = [{"command": "Get Self Test Results", "enabled": False}]
    bench.result("firewall", rules=rules)
    with pytest.raises(AssertionError):
        run_ipmitool(bench.bmc, "mc", "selftest")
    bench.result("firewall", rules=[{**rules[0], "enabled": True}])
    assert "passed" in run_ipmitool(bench.bmc, "mc", "selftest")


def test_a_whole_network_function_brings_the_factory_state_back(bench: Bench) -> None:
    result = bench.result("firewall", rules=[{"net_fn": "app", "enabled": True}], **HOST)
    assert result["diff"]["after"] == {"Set User Password": True}
    assert enabled_commands(bench, SYSTEM_INTERFACE_CHANNEL) == enabled_commands(bench, 1)


def test_no_session_is_left(bench: Bench) -> None:
    assert bench.active_sessions() == 0

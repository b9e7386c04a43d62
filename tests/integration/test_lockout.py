# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Playbooks that would cut off the session that they run in, each refused; afterwards it still opens as before."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.baremetal.ipmi.tests.integration.conftest import Bench
from ansible_collections.baremetal.ipmi.tests.integration.ipmitool import run_ipmitool
from ansible_collections.baremetal.ipmi.tests.integration.playbook import run_tasks

SET_USER_NAME = (0x06, 0x45)
TWIN = 5
OVER_IPMI_1_5 = {"bmc_interface": "lan"}

ATTACKS: list[tuple[str, dict[str, t.Any]]] = [
    ("user", {"name": "admin", "state": "absent"}),
    ("user", {"name": "admin", "user_id": 2, "enabled": False}),
    ("user", {"name": "admin", "access": [{"channel": 1, "privilege": "operator"}]}),
    ("user", {"name": "admin", "callback_only": True}),
    ("config", {"users": [{"name": "admin", "enabled": False}]}),
    ("config", {"users_exclusive": True}),
    ("config", {"users_exclusive": True, "users": [{"name": "admin", "privilege": "user"}]}),
    ("config", {"channels": [{"copies": "stored", "access_mode": "disabled"}], "boot": {"device": "pxe"}}),
    ("channel", {"privilege_limit": "operator"}),
    ("channel", {"channel": 1, "copies": "stored", "privilege_limit": "user"}),
    ("channel", {"access_mode": "pre_boot_only"}),
    ("lan", {"cipher_suite_privileges": [{"suite": 17, "privilege": "user"}], "cipher_suite_order": "by_position"}),
    ("lan", {"channel": 1, "vlan_id": 7}),
    ("lan", {"netmask": "30"}),
    ("lan", {"ip_source": "dhcp"}),
    ("lan", {"rmcp_port": 664}),
    ("lan", {"time_to_live": 1}),
    ("lan", {"arp_responses": False}),
    ("firewall", {"rules": [{"command": "Set Session Privilege Level", "enabled": False}]}),
    ("firewall", {"channel": "system_interface", "rules": [{"command": "Set Command Enables", "enabled": False}]}),
]
ATTACKS_OVER_IPMI_1_5: list[tuple[str, dict[str, t.Any]]] = [
    ("lan", {"authentication_types": {"administrator": []}}),
    ("config", {"lan": [{"authentication_types": {"administrator": ["none"]}}]}),
    ("user", {"name": "admin", "enabled": False}),
]


@pytest.mark.parametrize(
    ("attacks", "variables"), [(ATTACKS, {}), (ATTACKS_OVER_IPMI_1_5, OVER_IPMI_1_5)], ids=["lanplus", "lan"]
)
def test_each_is_refused_and_writes_nothing(
    bench: Bench, attacks: list[tuple[str, dict[str, t.Any]]], variables: dict[str, t.Any]
) -> None:
    before = bench.emulator.control.state()
    tasks = [{f"baremetal.ipmi.{module}": options, "ignore_errors": True} for module, options in attacks]
    play = run_tasks(bench.directory, bench.hosts(**variables), tasks)
    said = [(attack, result.get("error_code"), result.get("msg")) for attack, result in zip(attacks, play.only())]
    assert len(said) == len(attacks), play.output
    assert [one for one in said if one[1] not in ("lockout_refused", "not_supported")] == []
    assert bench.emulator.control.state() == before


def test_the_session_tells_two_accounts_of_one_name_apart(bench: Bench) -> None:
    bench.emulator.control.raw(*SET_USER_NAME, bytes([TWIN]) + b"admin".ljust(16, b"\0"))
    both, own, twin, gone = bench.each(
        "user",
        {"name": "admin", "password": "twin-Secret-1"},
        {"name": "admin", "user_id": 2, "enabled": False},
        {"name": "admin", "user_id": TWIN, "password": "twin-Secret-1"},
        {"name": "admin", "user_id": TWIN, "state": "absent"},
    )
    assert both["error_code"] == "ambiguous"
    assert own["error_code"] == "lockout_refused"
    assert twin["changed"]
    assert gone["changed"]
    assert "admin" in run_ipmitool(bench.bmc, "user", "list", "1")


def test_a_network_function_that_was_disabled_is_enabled_again(bench: Bench) -> None:
    rules = ({"rules": [{"net_fn": "app", "enabled": enabled}]} for enabled in (False, True))
    assert [result["changed"] for result in bench.results("firewall", *rules)] == [True, True]


def test_a_password_that_ipmi_1_5_cannot_use_is_set_back(bench: Bench) -> None:
    too_long, unchanged = {"name": "admin", "password": "longer-than-16-bytes"}, {"name": "admin", "enabled": True}
    failure, afterwards = bench.each("user", too_long, unchanged, variables=OVER_IPMI_1_5)
    assert failure["error_code"] == "state_not_reached"
    assert "the old password was set again" in failure["msg"]
    assert not afterwards["failed"]
    assert afterwards["changed"] is False


def test_no_session_is_left(bench: Bench) -> None:
    assert bench.active_sessions() == 0

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``lan`` through ansible-playbook, confirmed with ipmitool. The tests build on each other."""

from __future__ import annotations

import typing as t

from ansible_collections.baremetal.ipmi.tests.integration.conftest import Bench
from ansible_collections.baremetal.ipmi.tests.integration.ipmitool import ipmitool_table, run_ipmitool

COMMUNITY = "fleet-traps"
WANTED = {
    "community": COMMUNITY,
    "vlan_priority": 4,
    "gratuitous_arp": True,
    "gratuitous_arp_interval": 5000,
    "bad_password_threshold": 3,
    "bad_password_lockout_interval": 120,
    "backup_gateway_address": "192.0.2.254",
    "authentication_types": {"callback": [], "user": ["md5"], "administrator": ["md5", "md2"]},
    "cipher_suite_privileges": [
        {"suite": 1, "privilege": "unused"},
        {"suite": 2, "privilege": "operator"},
        {"suite": 17, "privilege": "administrator"},
    ],
    "cipher_suite_order": "by_position",
}


BAD_ARGUMENTS: list[tuple[dict[str, t.Any], str]] = [
    ({"vlan_id": 0}, "vlan_id"),
    ({"vlan_id": 4095}, "vlan_id"),
    ({"netmask": "255.0.255.0"}, "netmask"),
    ({"ip_source": "pigeon"}, "ip_source"),
    ({"ip_source": "dhcp", "ip_address": "192.0.2.7"}, "ip_address"),
    ({"community": "x" * 19}, "community"),
    ({"authentication_types": {"user": ["sha1"]}}, "authentication_types"),
    ({"cipher_suite_privileges": [{"suite": 3}]}, "privilege"),
    ({"colour": "red"}, "colour"),
]


def test_bad_arguments_are_named_and_cost_no_traffic(bench: Bench) -> None:
    bench.names_bad_arguments("lan", BAD_ARGUMENTS)


def test_check_mode_changes_nothing_and_predicts_the_diff(bench: Bench) -> None:
    bench.emulator.control.reset_counters()
    predicted = bench.result("lan", "--check", "--diff", **WANTED)
    assert bench.emulator.control.counters(0)["writes"] == {}
    done = bench.result("lan", "--diff", **WANTED)
    assert predicted["diff"] == done["diff"]
    assert done["diff"]["after"]["cipher_suite_privileges"] == {"1": "unused", "2": "operator"}
    assert COMMUNITY not in str(done)


def test_ipmitool_sees_the_change(bench: Bench) -> None:
    seen = run_ipmitool(bench.bmc, "lan", "print", "1")
    lines = ipmitool_table(bench.bmc, "lan", "print", "1")
    assert lines["Set in Progress"] == "Set Complete"
    assert lines["SNMP Community String"] == COMMUNITY
    assert lines["802.1q VLAN Priority"] == "4"
    assert lines["BMC ARP Control"] == "ARP Responses Enabled, Gratuitous ARP Enabled"
    assert lines["Gratituous ARP Intrvl"] == "5.0 seconds"
    assert lines["Backup Gateway IP"] == "192.0.2.254"
    assert lines["Bad Password Threshold"] == "3"
    assert "User Lockout Interval" in lines
    assert lines["Cipher Suite Priv Max"].startswith("XXoaaaaaaaaa")
    assert ": User     : MD5 \n" in seen
    assert ": Callback : \n" in seen
    assert ": Admin    : MD2 MD5 \n" in seen


def test_a_second_run_changes_nothing(bench: Bench) -> None:
    bench.emulator.control.reset_counters()
    assert not bench.result("lan", **WANTED)["changed"]
    assert bench.emulator.control.counters(0)["writes"] == {}


def test_one_option_is_changed_and_its_neighbours_kept(bench: Bench) -> None:
    result = bench.result("lan", "--diff", bad_password_threshold=5)
    assert result["diff"] == {"before": {"bad_password_threshold": 3}, "after": {"bad_password_threshold": 5}}
    assert not bench.result("lan", bad_password_threshold=5, bad_password_lockout_interval=120)["changed"]


def test_what_ipmitool_sets_is_what_is_read(bench: Bench) -> None:
    run_ipmitool(bench.bmc, "lan", "set", "1", "vlan", "priority", "6")
    run_ipmitool(bench.bmc, "lan", "set", "1", "snmp", "other")
    assert not bench.result("lan", vlan_priority=6, community="other")["changed"]


def test_a_table_that_can_be_read_in_two_ways_is_not_written(bench: Bench) -> None:
    failure = bench.failure("lan", cipher_suite_privileges=[{"suite": 15, "privilege": "unused"}])
    assert failure["error_code"] == "ambiguous"
    assert "by_position" in failure["msg"]
    assert "written" not in failure


def test_the_suite_and_the_address_in_use_are_kept(bench: Bench) -> None:
    suite = [{"suite": 17, "privilege": "user"}]
    attempts: list[dict[str, t.Any]] = [
        {"cipher_suite_privileges": suite, "cipher_suite_order": "by_position"},
        {"ip_address": "127.0.0.99"},
        {"vlan_id": 5},
        {"ip_source": "dhcp"},
        {"arp_responses": False},
    ]
    for options, failure in zip(attempts, bench.failures("lan", *attempts)):
        assert failure["error_code"] == "lockout_refused"
        assert next(iter(options)) in failure["msg"]


def test_a_type_that_the_bmc_does_not_have_is_named(bench: Bench) -> None:
    failure = bench.failure("lan", authentication_types={"operator": ["oem"]})
    assert failure["error_code"] == "not_supported"
    assert "authentication_types.operator: the BMC has no authentication type oem" in failure["msg"]


def test_ipv6_beside_ipv4(bench: Bench) -> None:
    options = {
        "ipv6_addressing": "dual_stack",
        "ipv6_static_addresses": [{"index": 0, "address": "2001:DB8::20", "prefix_length": 64}],
        "ipv6_static_routers": [{"number": 1, "address": "2001:db8::1", "prefix": "2001:db8::", "prefix_length": 64}],
    }
    assert [result["changed"] for result in bench.results("lan", options, options)] == [True, False]
    assert "2001:db8::20/64" in run_ipmitool(bench.bmc, "lan6", "print", "1").lower()


def test_no_session_is_left(bench: Bench) -> None:
    assert bench.active_sessions() == 0

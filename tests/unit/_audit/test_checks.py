# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every check that can be judged: it passes on a good BMC, and says what is wrong with a bad one."""

from __future__ import annotations

import copy
import datetime
import re
import sys
import typing as t
from pathlib import Path

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._audit.catalogue import CHECKS, checks_of
from ansible_collections.baremetal.ipmi.plugins.module_utils._audit.facts import Facts
from ansible_collections.baremetal.ipmi.plugins.module_utils._audit.judging import findings_of
from ansible_collections.baremetal.ipmi.plugins.module_utils._audit.reading import SOURCES
from collection_path import ROOT
from hypothesis import given
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).resolve().parent))

import good_bmc
from good_bmc import DECLARED, account, facts

PAGE = ROOT / "docs" / "user" / "audit.md"
TODAY = datetime.date(2026, 1, 1)
ACCEPTED = {"BMC-AUTH-007", "BMC-HOST-001"}
# What nobody can see over IPMI, what a vendor has its own command for, and what the collection has no command for yet.
NEVER_KNOWN = {
    "BMC-ALRT-002", "BMC-ALRT-003", "BMC-ALRT-005", "BMC-ALRT-007", "BMC-AUTH-010", "BMC-CHAN-008", "BMC-CHAN-009",
    "BMC-FW-002", "BMC-FW-005", "BMC-HOST-002", "BMC-HOST-003", "BMC-HOST-004", "BMC-LOG-001", "BMC-LOG-002",
    "BMC-LOG-003", "BMC-LOG-004", "BMC-LOG-005", "BMC-NET-002", "BMC-NET-008", "BMC-NET-011", "BMC-PASS-001",
    "BMC-PASS-002", "BMC-PASS-003", "BMC-PASS-004", "BMC-PASS-007", "BMC-SER-002", "BMC-SER-003", "BMC-SESS-003",
    "BMC-SVC-001", "BMC-SVC-002", "BMC-SVC-003", "BMC-SVC-004", "BMC-SYS-007", "BMC-USER-014",
}  # fmt: skip
TO_BE_DECLARED = {
    "BMC-AUTH-008", "BMC-CHAN-001", "BMC-CHAN-006", "BMC-FW-001", "BMC-FW-004", "BMC-NET-001", "BMC-NET-003",
    "BMC-NET-009", "BMC-SOL-001", "BMC-SYS-004", "BMC-SYS-006", "BMC-USER-007", "BMC-USER-008", "BMC-USER-013",
    "BMC-USER-016",
}  # fmt: skip


def judge(check_id: str, found: Facts, declared: t.Mapping[str, t.Any] | None = None) -> dict[str, t.Any]:
    return findings_of([CHECKS[check_id]], found, DECLARED if declared is None else declared, [], TODAY)[0]


def changed(source: str, index: t.Any = None, **settings: t.Any) -> Facts:
    """Return the facts of the good BMC with settings of one source changed; in its entry ``index``, if it is a list."""
    value = copy.deepcopy(good_bmc.sources()[source])
    (value if index is None else value[index]).update(settings)
    return facts(**{source: value})


def suites(**levels: str) -> Facts:
    """Return the facts of a BMC that allows each suite what is said, and of which none was tried."""
    numbers = {int(name[1:]): level for name, level in levels.items()}
    found = changed("lan", 0, cipher_suite_privileges=[{"suite": n, "privilege": v} for n, v in numbers.items()])
    found.sources["cipher_suites"] = [{"channel": 1, "cipher_suites": list(numbers), "oem_cipher_suites": []}]
    del found.sources["probes"]
    return found


def users(*extra: dict[str, t.Any]) -> Facts:
    return facts(users=[*good_bmc.sources()["users"], *extra])


NAMELESS = account("", 1)
TYPES_WITH_NONE = {"user": ["md5", "none"], "administrator": ["md5"]}

BAD: list[tuple[str, Facts, str, t.Any]] = [
    # check, facts, part of the reason, what mends it
    ("BMC-ALRT-001", facts(guessed_communities={1: True}), "community of channel 1", None),
    ("BMC-ALRT-004", facts(alert_destinations={1: []}), "nowhere", None),
    ("BMC-ALRT-004", facts(alert_destinations={1: ["10.0.0.9", "8.8.8.8"]}), "8.8.8.8", None),
    ("BMC-ALRT-006", changed("channels", 0, pef_alerting=False), "no alerts through",
     {"channels": [{"channel": 1, "pef_alerting": True}]}),
    ("BMC-AUTH-001", changed("lan", 0, authentication_types=TYPES_WITH_NONE), "enabled for user",
     {"lan": [{"channel": 1, "authentication_types": {"user": ["md5"]}}]}),
    ("BMC-AUTH-002", changed("lan", 0, authentication_types={"user": ["password"]}), "password",
     {"lan": [{"channel": 1, "authentication_types": {"user": []}}]}),
    ("BMC-AUTH-003", changed("lan", 0, authentication_types={"user": ["md2"]}), "md2",
     {"lan": [{"channel": 1, "authentication_types": {"user": []}}]}),
    ("BMC-AUTH-004", changed("lan", 0, authentication_types={"user": ["oem"]}), "oem",
     {"lan": [{"channel": 1, "authentication_types": {"user": []}}]}),
    ("BMC-AUTH-005", changed("lan", 0, authentication_types={"user": ["md5"]}), "md5",
     {"lan": [{"channel": 1, "authentication_types": {"user": []}}]}),
    ("BMC-AUTH-006", changed("authentication", 0, ipmi_2_0=False), "no IPMI 2.0", None),
    ("BMC-AUTH-008", changed("authentication", 0, kg_is_set=False), "no BMC key", None),
    ("BMC-AUTH-009", users(NAMELESS), "Slot 1", None),
    ("BMC-CHAN-001", changed("channels", 1, channel=5, access_mode="shared"), "Channel 5", None),
    ("BMC-CHAN-002", changed("channels", 0, per_message_authentication=False), "Channel 1",
     {"channels": [{"channel": 1, "per_message_authentication": True}]}),
    ("BMC-CHAN-003", changed("channels", 0, user_level_authentication=False), "Channel 1",
     {"channels": [{"channel": 1, "user_level_authentication": True}]}),
    ("BMC-CHAN-004", changed("channels", 1, access_mode="always_available"), "Channel 4",
     {"channels": [{"channel": 4, "access_mode": "disabled"}]}),
    ("BMC-CHAN-005", changed("channels", 0, access_mode="shared"), "shared",
     {"channels": [{"channel": 1, "access_mode": "always_available"}]}),
    ("BMC-CHAN-006", changed("channels", 0, privilege_limit="oem"), "oem",
     {"channels": [{"channel": 1, "privilege_limit": "administrator"}]}),
    ("BMC-CHAN-007", facts(channels=[
        {"channel": 1, "copies": "active", "access_mode": "always_available", "pef_alerting": True},
        {"channel": 1, "copies": "stored", "access_mode": "disabled", "pef_alerting": True},
    ]), "channel 1", {"channels": [{"channel": 1, "access_mode": "always_available"}]}),
    ("BMC-CIPH-001", suites(s0="operator", s17="administrator"), "suite 0",
     {"lan": [{"channel": 1, "cipher_suite_order": "by_position",
               "cipher_suite_privileges": [{"suite": 0, "privilege": "unused"}]}]}),
    ("BMC-CIPH-001", facts(probes={"cipher_suites": {0: True}}), "suite 0", None),
    ("BMC-CIPH-002", suites(s1="user", s6="unused"), "suite 1 ",
     {"lan": [{"channel": 1, "cipher_suite_order": "by_position",
               "cipher_suite_privileges": [{"suite": 1, "privilege": "unused"}]}]}),
    ("BMC-CIPH-003", suites(s2="user"), "suite 2",
     {"lan": [{"channel": 1, "cipher_suite_order": "by_position",
               "cipher_suite_privileges": [{"suite": 2, "privilege": "unused"}]}]}),
    ("BMC-CIPH-004", suites(s4="user"), "suite 4",
     {"lan": [{"channel": 1, "cipher_suite_order": "by_position",
               "cipher_suite_privileges": [{"suite": 4, "privilege": "unused"}]}]}),
    ("BMC-CIPH-005", suites(s8="user"), "suite 8",
     {"lan": [{"channel": 1, "cipher_suite_order": "by_position",
               "cipher_suite_privileges": [{"suite": 8, "privilege": "unused"}]}]}),
    ("BMC-CIPH-007", suites(s3="administrator", s17="administrator"), "suite 3",
     {"lan": [{"channel": 1, "cipher_suite_order": "by_position",
               "cipher_suite_privileges": [{"suite": 3, "privilege": "unused"}]}]}),
    ("BMC-CIPH-008", changed("cipher_suites", 0, oem_cipher_suites=[{"id": 128}]), "own cipher suites", None),
    ("BMC-CIPH-010", suites(s2="administrator", s3="administrator"), "do not encrypt",
     {"lan": [{"channel": 1, "cipher_suite_order": "by_position",
               "cipher_suite_privileges": [{"suite": 2, "privilege": "unused"}]}]}),
    ("BMC-FW-001", changed("device", firmware="1.8"), "older than 1.9", None),
    ("BMC-FW-003", changed("self_test", result="corrupted_or_inaccessible", failures=["sel_inaccessible"]),
     "sel_inaccessible", None),
    ("BMC-FW-003", changed("device", is_available=False), "update", None),
    ("BMC-FW-004", changed("guid", bytes="ff" * 16), "system_guid", None),
    ("BMC-FW-004", facts(serials=["S2"]), "serial", None),
    ("BMC-FW-004", changed("addresses", 0, mac_address="02:00:5e:00:00:02"), "mac_address", None),
    ("BMC-LOCK-001", changed("lan", 0, bad_password_threshold=0), "channel 1".capitalize(),
     {"lan": [{"channel": 1, "bad_password_threshold": 5}]}),
    ("BMC-LOCK-001", changed("lan", 0, bad_password_threshold=11), "3 to 10",
     {"lan": [{"channel": 1, "bad_password_threshold": 5}]}),
    ("BMC-LOCK-002", changed("lan", 0, bad_password_lockout_interval=0), "by itself",
     {"lan": [{"channel": 1, "bad_password_lockout_interval": 300}]}),
    ("BMC-LOCK-003", changed("lan", 0, bad_password_event=False), "not logged",
     {"lan": [{"channel": 1, "bad_password_event": True}]}),
    ("BMC-NET-001", changed("lan", 0, vlan_id=8), "VLAN 8, not in 7", {"lan": [{"channel": 1, "vlan_id": 7}]}),
    ("BMC-NET-001", changed("lan", 0, vlan_enabled=False), "VLAN none, not in 7",
     {"lan": [{"channel": 1, "vlan_id": 7}]}),
    ("BMC-NET-003", changed("lan", 0, ip_source="dhcp"), "dhcp", {"lan": [{"channel": 1, "ip_source": "static"}]}),
    ("BMC-NET-004", changed("addresses", 0, address="192.0.2.1"), "192.0.2.1", None),
    ("BMC-NET-005", changed("lan", 0, gratuitous_arp=True), "announces",
     {"lan": [{"channel": 1, "gratuitous_arp": False}]}),
    ("BMC-NET-005", changed("lan", 0, gratuitous_arp=True, arp_responses=False), "announces", None),
    ("BMC-NET-006", changed("lan", 0, arp_responses=False), "ARP", {"lan": [{"channel": 1, "arp_responses": True}]}),
    ("BMC-NET-007", changed("lan", 0, ipv6_addressing="dual_stack"), "IPv6",
     {"lan": [{"channel": 1, "ipv6_addressing": "ipv4_only"}]}),
    ("BMC-NET-009", changed("lan", 0, gateway_address="10.0.0.2"), "10.0.0.2",
     {"lan": [{"channel": 1, "gateway_address": "10.0.0.1"}]}),
    ("BMC-NET-010", changed("lan", 0, rmcp_port=6230), "port 623", {"lan": [{"channel": 1, "rmcp_port": 623}]}),
    ("BMC-PASS-005", facts(session={"cipher_suite": 1}), "not encrypted", None),
    ("BMC-PASS-005", facts(session={"interface": "lan", "cipher_suite": None}), "not encrypted", None),
    ("BMC-PASS-006", changed("password_tests", empty=[4]), "watch has an empty password", None),
    ("BMC-SER-001", changed("channels", 1, access_mode="always_available"), "channel 4",
     {"channels": [{"channel": 4, "access_mode": "pre_boot_only"}]}),
    ("BMC-SER-002", changed("channels", 1, user_level_authentication=False), "channel 4",
     {"channels": [{"channel": 4, "per_message_authentication": True, "user_level_authentication": True}]}),
    ("BMC-SESS-001", facts(other_sessions=[{"user_id": 5, "address": "10.0.0.66"}]), "slot 5 from 10.0.0.66", None),
    ("BMC-SESS-002", changed("sessions", active=4), "in use", None),
    ("BMC-SOL-001", changed("sol", 0, enabled=False), "off on channel 1", {"sol": [{"channel": 1, "enabled": True}]}),
    ("BMC-SOL-002", changed("sol", 0, force_encryption=False), "encryption",
     {"sol": [{"channel": 1, "force_encryption": True}]}),
    ("BMC-SOL-003", changed("sol", 0, force_authentication=False), "unauthenticated",
     {"sol": [{"channel": 1, "force_authentication": True}]}),
    ("BMC-SOL-004", changed("sol", 0, privilege="user"), "level user",
     {"sol": [{"channel": 1, "privilege": "operator"}]}),
    ("BMC-SYS-001", changed("boot", 0, device="pxe"), "boots pxe", {"boot": {"device": "default"}}),
    ("BMC-SYS-002", changed("boot", 0, bypass_user_password=True), "bypasses",
     {"boot": {"bypass_user_password": False}}),
    ("BMC-SYS-003", changed("boot", 0, clear_cmos=True), "clears", {"boot": {"clear_cmos": False}}),
    ("BMC-SYS-004", changed("boot", 0, lock_keyboard=True), "lock_keyboard",
     {"boot": {"lock_keyboard": False, "lock_power_button": False, "lock_reset_button": False,
               "lock_sleep_button": False}}),
    ("BMC-SYS-005", changed("chassis", intrusion=True), "open", None),
    ("BMC-SYS-006", changed("chassis", power_restore_policy="always_on"), "always_on",
     {"chassis": {"power_restore_policy": "previous"}}),
    ("BMC-USER-001", facts(authentication=[{**good_bmc.sources()["authentication"][0], "anonymous_login": True}],
                           users=[NAMELESS]), "lets anybody in",
     {"users": [{"name": "", "user_id": 1, "state": "absent"}]}),
    ("BMC-USER-001", facts(probes={"anonymous": True}, users=[NAMELESS]), "let in",
     {"users": [{"name": "", "user_id": 1, "state": "absent"}]}),
    ("BMC-USER-001", changed("authentication", 0, anonymous_login=True), "no account without a name", None),
    ("BMC-USER-002", users(NAMELESS), "slot 1 may be used",
     {"users": [{"name": "", "user_id": 1, "state": "absent"}]}),
    ("BMC-USER-002", changed("authentication", 0, null_user_names=True), "none is to be seen", None),
    ("BMC-USER-003", users(NAMELESS), "without a name", {"users": [{"name": "", "user_id": 1, "state": "absent"}]}),
    ("BMC-USER-003", users(account("other", 1)), "other",
     {"users": [{"name": "other", "user_id": 1, "state": "absent"}]}),
    ("BMC-USER-004", users(account("ADMIN", 5)), "ADMIN",
     {"users": [{"name": "ADMIN", "user_id": 5, "state": "absent"}]}),
    ("BMC-USER-005", changed("password_tests", published=[2]), "ops has a password that its vendor publishes", None),
    ("BMC-USER-006", changed("password_tests", serial=[2]), "on its board", None),
    ("BMC-USER-007", users(account("eve", 5)), "eve", {"users": [{"name": "eve", "user_id": 5, "state": "absent"}]}),
    ("BMC-USER-008", facts(users=[account("watch", 4, "operator")]), "watch may do more",
     {"users": [{"name": "watch", "user_id": 4, "access": [{"channel": 1, "privilege": "user"}]}]}),
    ("BMC-USER-009", users(account("third", 5, "administrator")), "3 accounts", None),
    ("BMC-USER-009", facts(users=[]), "No account is an administrator", None),
    ("BMC-USER-010", users(account("root2", 5, "oem")), "root2",
     {"users": [{"name": "root2", "user_id": 5, "access": [{"channel": 1, "privilege": "administrator"}]}]}),
    ("BMC-USER-011", users(account("side", 5, channel=8)), "not in use",
     {"users": [{"name": "side", "user_id": 5,
                 "access": [{"channel": 8, "privilege": "no_access", "ipmi_messaging": False}]}]}),
    ("BMC-USER-012", users(account("ops", 5)), "several slots", None),
    ("BMC-USER-013", users(account("watch2", 5, sol=True)), "watch2",
     {"users": [{"name": "watch2", "user_id": 5, "access": [{"channel": 1, "sol": False}]}]}),
    ("BMC-USER-016", facts(users=[account("ops", 2, "administrator")]), "rescue is not there", None),
    ("BMC-USER-016", facts(session={"username": "rescue"}), "logs in with rescue", None),
]  # fmt: skip


def test_a_good_bmc_passes_whatever_can_be_known() -> None:
    findings = findings_of(checks_of("strict"), facts(), DECLARED, [], TODAY)
    states = {finding["id"]: finding["state"] for finding in findings}
    expected = dict.fromkeys(CHECKS, "pass")
    expected.update(dict.fromkeys(ACCEPTED, "accepted_risk"))
    expected.update(dict.fromkeys(NEVER_KNOWN, "not_detectable"))
    assert states == expected


def test_nothing_passes_that_has_to_be_declared() -> None:
    states = {check_id: judge(check_id, facts(), {})["state"] for check_id in TO_BE_DECLARED}
    assert states == dict.fromkeys(TO_BE_DECLARED, "not_detectable")


@pytest.mark.parametrize(
    ("check_id", "found", "reason", "mend"), BAD, ids=lambda value: value if str(value)[:3] == "BMC" else ""
)
def test_what_is_wrong(check_id: str, found: Facts, reason: str, mend: t.Any) -> None:
    finding = judge(check_id, found)
    assert finding["state"] == "fail"
    assert reason in finding["reason"]
    assert finding["mend"] == mend
    assert mend or finding["remedy"] or finding["reason"].endswith(".")


def test_every_check_that_can_be_judged_is_seen_to_fail() -> None:
    conflicts_only = {"BMC-CIPH-009"}
    never_bad = {"BMC-CIPH-006", "BMC-USER-015"}
    judged = set(CHECKS) - NEVER_KNOWN - ACCEPTED - conflicts_only - never_bad
    assert judged | {"BMC-SER-002"} == {check_id for check_id, *_rest in BAD}


def test_what_is_configured_and_what_happens_may_disagree() -> None:
    finding = judge("BMC-CIPH-009", facts(probes={"cipher_suites": {3: True}}))
    assert (finding["state"], finding["evidence"]["suites"]["3"]["configured"]) == ("conflict", "unused")
    types = changed("authentication", 0, authentication_types=["none"])
    assert judge("BMC-AUTH-001", types)["state"] == "conflict"


def test_a_good_suite_is_missing() -> None:
    found = suites(s2="administrator")
    found.session = found.session._replace(cipher_suite=2)
    assert judge("BMC-CIPH-006", found)["state"] == "fail"


def test_a_table_that_can_be_read_in_two_ways_decides_nothing() -> None:
    found = suites(s17="administrator")
    found.sources["cipher_suites"][0]["cipher_suites"] = [0, 17]
    finding = judge("BMC-CIPH-001", found)
    assert finding["state"] == "not_detectable"
    assert "probes: [cipher_suites]" in finding["remedy"]
    # Where there is no table at all, what is listed can be used.
    found.sources["cipher_suite_tables"] = []
    assert judge("BMC-CIPH-001", found)["state"] == "fail"


def test_suite_3_is_not_closed_from_a_session_over_it() -> None:
    found = suites(s3="administrator", s17="administrator")
    found.session = found.session._replace(cipher_suite=3)
    finding = judge("BMC-CIPH-007", found)
    assert (finding["state"], finding["mend"]) == ("fail", None)


def test_nobody_is_told_to_take_away_who_mends() -> None:
    found = users(account("ADMIN", 5))
    found.mending_account = "admin"
    finding = judge("BMC-USER-004", found)
    assert (finding["state"], finding["mend"]) == ("fail", None)
    assert "account in use" in finding["remedy"]


def test_an_enable_state_that_is_not_told_is_not_taken_for_disabled() -> None:
    unknown = account("ADMIN", 5)
    del unknown["enabled"]
    assert judge("BMC-USER-015", users(unknown))["state"] == "not_detectable"
    assert judge("BMC-USER-004", users(unknown))["state"] == "fail"


def test_a_password_test_that_confirms_anything_proves_nothing() -> None:
    found = changed("password_tests", is_reliable=False, published=[2])
    assert judge("BMC-USER-005", found)["state"] == "not_detectable"


def test_passwords_are_tested_only_when_asked_for() -> None:
    found = facts()
    del found.sources["password_tests"]
    for check_id in ("BMC-USER-005", "BMC-USER-006", "BMC-PASS-006"):
        assert "Not asked for" in judge(check_id, found)["reason"]


def test_addresses_without_a_declaration() -> None:
    declared = {name: value for name, value in DECLARED.items() if name != "management_networks"}
    assert judge("BMC-NET-004", facts(), declared)["state"] == "pass"
    public = changed("addresses", 0, address="1.1.1.1")
    assert judge("BMC-NET-004", public, declared)["state"] == "fail"


def test_no_alerts_may_be_what_the_site_wants() -> None:
    assert judge("BMC-ALRT-004", facts(alert_destinations={1: []}), {"alert_destinations": []})["state"] == "pass"


def test_channels_and_accounts_are_mended_only_where_the_channels_are_declared() -> None:
    for check_id, found in (
        ("BMC-CHAN-004", changed("channels", 1, access_mode="always_available")),
        ("BMC-USER-011", users(account("side", 5, channel=8))),
    ):
        finding = judge(check_id, found, {})
        assert (finding["state"], finding["mend"]) == ("fail", None)
        assert "declared.channels" in finding["remedy"]


def test_an_account_keeps_the_channel_of_the_session_whatever_is_declared() -> None:
    finding = judge("BMC-USER-011", users(account("side", 5, channel=1)), {"channels": [8]})
    assert finding["state"] == "pass", "the session is on channel 1"


@pytest.mark.parametrize("check_id", sorted(check.id for check in CHECKS.values() if check.needs))
def test_what_is_not_there_is_told_from_what_is_refused(check_id: str) -> None:
    need = CHECKS[check_id].needs[0]
    for reasons, state in (("absent", "not_supported"), ("refused", "not_detectable")):
        found = facts()
        del found.sources[need]
        getattr(found, reasons)[need] = "this is why"
        finding = judge(check_id, found)
        assert (finding["state"], "this is why" in finding["reason"]) == (state, True)


EMPTY = {"lan": [{"channel": 1}], "sol": [], "boot": [], "channels": [], "users": [], "cipher_suites": [],
         "authentication": [{"channel": 1, "authentication_types": [], "ipmi_1_5": False, "ipmi_2_0": True,
                             "kg_is_set": False, "anonymous_login": False, "null_user_names": False}]}  # fmt: skip
NOT_THERE = {
    "BMC-ALRT-006", "BMC-CHAN-002", "BMC-CHAN-003", "BMC-CHAN-005", "BMC-CHAN-006", "BMC-CHAN-007", "BMC-CIPH-001",
    "BMC-CIPH-002", "BMC-CIPH-003", "BMC-CIPH-004", "BMC-CIPH-005", "BMC-CIPH-010", "BMC-LOCK-001", "BMC-LOCK-002",
    "BMC-LOCK-003", "BMC-NET-001", "BMC-NET-003", "BMC-NET-005", "BMC-NET-006", "BMC-NET-007", "BMC-NET-009",
    "BMC-NET-010", "BMC-SOL-001", "BMC-SOL-002", "BMC-SOL-003", "BMC-SOL-004", "BMC-SYS-001", "BMC-SYS-002",
    "BMC-SYS-003", "BMC-SYS-004",
}  # fmt: skip


def test_a_setting_that_a_bmc_does_not_have_does_not_pass() -> None:
    found = facts(cipher_suite_tables=[], **EMPTY)
    del found.sources["probes"]
    states = {check_id: judge(check_id, found)["state"] for check_id in NOT_THERE}
    assert states == dict.fromkeys(NOT_THERE, "not_supported")


def test_the_catalogue() -> None:
    essential = {check.id for check in checks_of("essential")}
    assert essential == {
        "BMC-CIPH-001", "BMC-CIPH-006", "BMC-AUTH-001", "BMC-AUTH-007", "BMC-USER-001", "BMC-USER-002", "BMC-USER-005",
        "BMC-PASS-005", "BMC-PASS-006", "BMC-NET-004", "BMC-HOST-001", "BMC-SYS-002", "BMC-FW-001",
    }  # fmt: skip
    assert essential < {check.id for check in checks_of("standard")} < {check.id for check in checks_of("strict")}
    assert [check.id for check in checks_of("essential", ["BMC-SYS-007"])] == ["BMC-SYS-007"]
    needs = {need for check in CHECKS.values() for need in check.needs}
    assert needs == set(SOURCES)


def test_the_documentation_lists_every_check() -> None:
    rows = re.findall(r"^\| (BMC-\S+) \| (.+) \| (\w+) \| (\w+) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert rows == [(c.id, c.title, c.severity.value, c.profile) for _id, c in sorted(CHECKS.items())]


@given(st.data())
def test_no_facts_break_a_check(data: st.DataObject) -> None:
    """Values of the right shape, whatever they are, end in a state: a check never raises."""
    found = facts()
    lan = found.sources["lan"][0]
    for name in list(lan):
        if name != "channel" and data.draw(st.booleans(), label=name):
            del lan[name]
    found.sources["users"] = data.draw(st.lists(st.builds(
        account, st.sampled_from(["", "ADMIN", "ops", "rescue"]), st.integers(1, 8),
        st.sampled_from(["no_access", "callback", "user", "operator", "administrator", "oem"]),
    ), max_size=4))  # fmt: skip
    for finding in findings_of(checks_of("strict"), found, DECLARED, [], TODAY):
        assert finding["reason"].endswith(".")


def test_a_place_that_may_mean_two_suites_is_not_written() -> None:
    found = suites(s0="administrator", s1="administrator", s6="administrator", s17="administrator")
    del found.sources["lan"][0]["cipher_suite_order"]
    finding = judge("BMC-CIPH-002", found)
    # Suite 1 has place 1 in both readings; suite 6 has place 6 or 2.
    assert finding["mend"] == {
        "lan": [{"channel": 1, "cipher_suite_privileges": [{"suite": 1, "privilege": "unused"}]}]
    }
    assert "cipher_suite_order" in finding["remedy"]

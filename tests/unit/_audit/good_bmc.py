# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is read of a BMC with which nothing is wrong, and what its site declares."""

from __future__ import annotations

import typing as t

from ansible_collections.baremetal.ipmi.plugins.module_utils._audit.facts import Facts, Session

SUPERMICRO = 10876
TYPES = {level: ["md5"] for level in ("callback", "user", "operator", "administrator", "oem")}

DECLARED: dict[str, t.Any] = {
    "users": [{"name": "ops", "privilege": "administrator", "sol": True}, {"name": "watch", "privilege": "user"}],
    "break_glass": "rescue",
    "channels": [1],
    "privilege_limit": "administrator",
    "management_networks": ["10.0.0.0/8"],
    "vlan_id": 7,
    "address_source": "static",
    "gateway": "10.0.0.1",
    "sol_enabled": True,
    "alert_destinations": ["10.0.0.9"],
    "kg": True,
    "power_restore_policy": "previous",
    "boot_locks": [],
    "firmware_minimum": [{"manufacturer_id": SUPERMICRO, "product_id": 2052, "firmware": "1.9"}],
    "identity": {"system_guid": "00112233445566778899aabbccddeeff", "mac_address": "02:00:5e:00:00:01", "serial": "S1"},
}


def account(name: str, user_id: int, privilege: str = "user", **changes: t.Any) -> dict[str, t.Any]:
    access = {"channel": 1, "privilege": privilege, "ipmi_messaging": True, "sol": name == "ops", **changes}
    return {"name": name, "user_id": user_id, "enabled": True, "access": [access]}


def sources() -> dict[str, t.Any]:
    return {
        "users": [account("ops", 2, "administrator"), account("rescue", 3, "administrator"), account("watch", 4)],
        "channels": [
            {
                "channel": 1, "access_mode": "always_available", "per_message_authentication": True,
                "user_level_authentication": True, "pef_alerting": True, "privilege_limit": "administrator",
            },
            {
                "channel": 4, "access_mode": "disabled", "per_message_authentication": True,
                "user_level_authentication": True, "pef_alerting": True, "privilege_limit": "administrator",
            },
        ],
        "lan": [
            {
                "channel": 1, "authentication_types": {level: [] for level in TYPES},
                "cipher_suite_privileges": [
                    {"suite": 0, "privilege": "unused"}, {"suite": 3, "privilege": "unused"},
                    {"suite": 17, "privilege": "administrator"},
                ],
                "cipher_suite_order": "by_position", "bad_password_threshold": 5, "bad_password_lockout_interval": 300,
                "bad_password_event": True, "vlan_id": 7, "vlan_enabled": True, "ip_source": "static",
                "gateway_address": "10.0.0.1", "arp_responses": True, "gratuitous_arp": False,
                "ipv6_addressing": "ipv4_only", "rmcp_port": 623,
            }
        ],
        "sol": [
            {
                "channel": 1, "enabled": True, "force_encryption": True, "force_authentication": True,
                "privilege": "administrator",
            }
        ],
        "boot": [{"device": "default"}],
        "authentication": [
            {
                "channel": 1, "authentication_types": [], "ipmi_1_5": False, "ipmi_2_0": True, "kg_is_set": True,
                "anonymous_login": False, "null_user_names": False,
            }
        ],
        "cipher_suites": [{"channel": 1, "cipher_suites": [0, 3, 17], "oem_cipher_suites": []}],
        "cipher_suite_tables": [1],
        "channel_infos": [{"channel": 1, "medium": "lan"}, {"channel": 4, "medium": "serial"}],
        "device": {"firmware": "1.74", "is_available": True},
        "self_test": {"result": "passed", "detail": 0, "failures": []},
        "chassis": {"intrusion": False, "power_restore_policy": "previous"},
        "sessions": {"possible": 4, "active": 1},
        "other_sessions": [],
        "guid": {"bytes": "00112233445566778899aabbccddeeff", "valid": ["ipmi"]},
        "addresses": [{"channel": 1, "address": "10.1.2.3", "mac_address": "02:00:5e:00:00:01"}],
        "serials": ["S1"],
        "guessed_communities": {1: False},
        "alert_destinations": {1: ["10.0.0.9"]},
        "password_tests": {"published": [], "serial": [], "empty": [], "tested": 6, "is_reliable": True},
        "probes": {"cipher_suites": {0: False, 3: False, 17: True}, "anonymous": False},
    }  # fmt: skip


def facts(session: t.Mapping[str, t.Any] | None = None, **changes: t.Any) -> Facts:
    """Return the facts of the good BMC with some sources replaced."""
    own = {"interface": "lanplus", "username": "ops", "channel": 1, "cipher_suite": 17, **(session or {})}
    found = Facts(Session(**own), SUPERMICRO, 2052, None)
    found.sources = {**sources(), **changes}
    return found

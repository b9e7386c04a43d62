# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options at random for each resource: each is one that a playbook could have, many make no sense together.

Values are few, so that the same one comes twice and accounts, channels and suites are met that the BMC has.
"""

from __future__ import annotations

import random
import typing as t

from ansible_collections.baremetal.ipmi.plugins.module_utils._desired.options import Option
from ansible_collections.baremetal.ipmi.plugins.module_utils._desired.task import WRITING_OPTIONS, Task
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.config import SECTIONS

SOME = 0.4
"""The probability of a part of an option."""
MOST_OPTIONS = 3
NEVER_GIVEN = frozenset(option.name for option in WRITING_OPTIONS) | {
    "identify_seconds", "power_cycle_interval", "reconnect_to"
}  # fmt: skip
"""Options that go with others, and the interval: it cannot be read back, and is written each time."""

VALUES: dict[str, tuple[t.Any, ...]] = {
    "user.name": ("alice", "bob", "ADMIN", "root", "Administrator", "admin", "USERID", ""),
    "user.password": ("first-Pass-1", "second-Pass-22222", "third-Pass-3"),
    "user.user_id": (1, 2, 3, 4, 5),
    "user.channel": (1, 1, 2, 8),
    "channel.channel": (1, 1, 2, 8),
    "channel.kg": ("", "first-Key", "0x00ff"),
    "lan.channel": (1, 1, 2, 8),
    "sol.channel": (1, 1, 2, 8),
    "sol.accumulate_interval": (5, 60, 1275),
    "sol.send_threshold": (1, 96, 255),
    "sol.retry_count": (0, 7),
    "sol.retry_interval": (0, 500, 2550),
    "sol.port": (623, 664),
    "boot.device_instance": (0, 3),
    "lan.ip_address": ("192.0.2.1", "192.0.2.9"),
    "lan.netmask": ("24", "255.255.0.0"),
    "lan.gateway_address": ("192.0.2.254", "0.0.0.0"),
    "lan.gateway_mac": ("02:00:00:00:00:01",),
    "lan.backup_gateway_address": ("192.0.2.253",),
    "lan.backup_gateway_mac": ("02-00-00-00-00-02",),
    "lan.vlan_id": (1, 4094),
    "lan.vlan_priority": (0, 7),
    "lan.rmcp_port": (623, 664),
    "lan.gratuitous_arp_interval": (500, 2000),
    "lan.time_to_live": (1, 64, 255),
    "lan.community": ("public", "fleet"),
    "lan.bad_password_threshold": (0, 3, 255),
    "lan.bad_password_reset_interval": (0, 600),
    "lan.bad_password_lockout_interval": (0, 60, 655350),
    "lan.ipv6_hop_limit": (1, 64),
    "suite": (0, 3, 8, 9, 15, 17, 200),
    "index": (0, 1, 7),
    "number": (1, 2),
    "address": ("2001:db8::1", "2001:db8::2", "::"),
    "mac": ("02:00:00:00:00:03",),
    "prefix_length": (0, 64),
    "prefix": ("2001:db8::",),
    "access.channel": (1, 2),
    "firewall.channel": (1, 2, "system_interface"),
    "firewall.lun": (0, 0, 1),
}
RULES: tuple[dict[str, t.Any], ...] = (
    {"command": "Cold Reset"},
    {"command": "Warm Reset"},
    {"command": "06/52"},
    {"command": "Set Session Privilege Level"},
    {"command": "Set Command Enables"},
    {"command": "Chassis Control", "sub_functions": [1, "power_cycle"]},
    {"command": "Get Session Challenge"},
    {"net_fn": "storage"},
)


def random_options(task: Task, chance: random.Random) -> dict[str, t.Any]:
    """Return a few options of a task, by name."""
    if task.name == "config":
        return _random_document(chance)
    given = [option for option in task.options if option.name not in NEVER_GIVEN]
    few = chance.sample(given, min(len(given), chance.randint(1, MOST_OPTIONS)))
    options = {
        option.name: _random_value(task.name, option, chance) for option in given if option.required or option in few
    }
    if options.get("device") == "default":
        return {"device": "default"}
    if options.get("identify") == "temporary":
        options["identify_seconds"] = 30
    return options


def _random_document(chance: random.Random) -> dict[str, t.Any]:
    document: dict[str, t.Any] = {"users_exclusive": chance.random() < SOME}
    for section in chance.sample(SECTIONS, 3):
        count = 2 if section.name == "users" else 1
        entries = [random_options(section.resource, chance) for _entry in range(count)]
        document[section.name] = entries if section.many else entries[0]
    return document


def _random_value(owner: str, option: Option, chance: random.Random) -> t.Any:
    if option.name == "rules":
        return [{**rule, "enabled": chance.random() < 0.5} for rule in chance.sample(RULES, 2)]
    inner = option.kind.options
    if inner:
        given = [one for one in inner if one.required or chance.random() < SOME]
        entry = {one.name: _random_value(option.name, one, chance) for one in given}
        return [entry] if option.kind.spec["type"] == "list" else entry
    if option.kind.spec["type"] == "bool":
        return chance.random() < 0.5
    if "choices" in option.kind.spec:
        choices = option.kind.spec["choices"]
        if option.kind.spec["type"] == "list":
            return chance.sample(choices, chance.randrange(len(choices)))
        return chance.choice(choices)
    values = VALUES.get(f"{owner}.{option.name}") or VALUES[option.name]
    return chance.choice(values)

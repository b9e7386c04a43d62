# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A baseline as a document of ``config``, and the ipmitool commands by which a person would look at the same settings.

It is what the shipped ``playbooks/vars/baseline.yml`` declares.
"""

from __future__ import annotations

import typing as t

USERS = {"provision": "Correct-Horse-1", "monitor": "Correct-Horse-2"}

DOCUMENT: dict[str, t.Any] = {
    "users": [
        {"name": "provision", "password": USERS["provision"], "privilege": "operator", "sol": True},
        {"name": "monitor", "password": USERS["monitor"], "privilege": "user", "sol": False},
    ],
    "lan": [
        {
            "authentication_types": {"callback": [], "user": ["md5"], "operator": ["md5"], "administrator": ["md5"]},
            "gratuitous_arp": False,
            "community": "fleet-alerts",
        }
    ],
    "channels": [
        {
            "access_mode": "always_available",
            "per_message_authentication": True,
            "user_level_authentication": True,
        }
    ],
    "sol": [{"enabled": True, "force_encryption": True, "force_authentication": True, "privilege": "operator"}],
    "chassis": {"power_restore_policy": "previous"},
    "boot": {"device": "default"},
}

LAN_CHANNEL = "1"


def ipmitool_commands(slots: t.Mapping[str, str]) -> list[list[str]]:
    """Return the commands that show all that the document speaks of; ``slots`` are the users' numbers by name."""
    commands = [["user", "list", LAN_CHANNEL]]
    for name, password in USERS.items():
        commands.append(["user", "test", slots[name], "16", password])
        commands.append(["channel", "getaccess", LAN_CHANNEL, slots[name]])
        commands.append(["sol", "payload", "status", LAN_CHANNEL, slots[name]])
    commands += [["lan", "print", LAN_CHANNEL], ["channel", "info", LAN_CHANNEL], ["sol", "info", LAN_CHANNEL]]
    return [*commands, ["chassis", "status"], ["chassis", "bootparam", "get", "5"]]

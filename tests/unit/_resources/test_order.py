# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The order of writes: of one account, and of a whole document. What may cut the session off comes last."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._desired.task import Task
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.codec.message import Request
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.config import CONFIG
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.user import USER
from ansible_collections.baremetal.ipmi.tests.unit.in_memory import Console
from ansible_collections.baremetal.ipmi.tests.unit.resource_task import perform

SELECTORS = {
    2: "authentication types", 3: "address", 20: "VLAN", 21: "VLAN priority", 24: "cipher suites", 26: "bad passwords"
}  # fmt: skip
OPERATIONS = {0: "disable", 1: "enable", 2: "set password"}
SECRET = "first-Pass-1"
ALICE = {"name": "alice", "password": SECRET, "privilege": "operator", "sol": False}
CREATED = ["Set User Name alice", "set password", "Set User Access", "enable", "Set User Payload Access"]
REMOVED = ["Set User Access", "disable", "Set User Name"]


def name_of(request: Request) -> str | None:
    """Return what a write is about; None for what only frames the others, such as set in progress."""
    title = request.command.title
    if title == "Set User Password":
        return OPERATIONS[int(t.cast(t.Any, request).operation)]
    if title == "Set User Name":
        return f"{title} {t.cast(t.Any, request).user_name}".strip()
    if title == "Set LAN Configuration Parameters":
        return SELECTORS.get(t.cast(t.Any, request).parameter_selector)
    if title == "Set System Boot Options":
        return "boot" if t.cast(t.Any, request).parameter_selector == 5 else None
    return title


def writes(console: Console, task: Task, **options: t.Any) -> list[str]:
    """Return what was written in order, of neighbours about the same thing one."""
    perform(console, task, **options)
    names = [name for name in map(name_of, console.writes) if name]
    return [name for before, name in zip([None, *names], names) if name != before]


def test_an_account_may_do_nothing_before_it_is_complete() -> None:
    """The Dell R420 wants name and password before enable, Supermicro the privilege limit before messaging (MAAS)."""
    assert writes(Console(), USER, **ALICE) == CREATED


def test_an_account_loses_its_name_last() -> None:
    console = Console()
    perform(console, USER, **ALICE)
    assert writes(console, USER, name="alice", state="absent") == REMOVED


@pytest.mark.parametrize("turned", [False, True], ids=["as declared", "turned round"])
def test_a_document_is_written_in_a_safe_order(turned: bool) -> None:
    """New accounts before the policies that they have to meet, others go after that, and the network comes last."""
    console = Console()
    perform(console, USER, name="old", password=SECRET, privilege="user")
    users: list[dict[str, t.Any]] = [{"name": "old", "state": "absent"}, ALICE]
    document: dict[str, t.Any] = {
        "chassis": {"power_restore_policy": "always_off"},
        "sol": [{"retry_count": 5}],
        "users": users[::-1] if turned else users,
        "lan": [{
            "bad_password_threshold": 5,
            "cipher_suite_privileges": [{"suite": 3, "privilege": "user"}],
            "cipher_suite_order": "by_position",
            "authentication_types": {"callback": []},
            "vlan_id": 7,
        }],
        "channels": [{"pef_alerting": False}],
        "boot": {"device": "pxe"},
        "firewall": [{"rules": [{"command": "Cold Reset", "enabled": False}]}],
    }  # fmt: skip
    if turned:
        document = dict(reversed(document.items()))
    done = writes(console, CONFIG, allow_lockout=True, **document)
    assert sorted(done[:2]) == ["Set Power Restore Policy", "Set SOL Configuration Parameters"]
    assert done[2:] == [
        *CREATED,
        "bad passwords",
        "cipher suites",
        "authentication types",
        *REMOVED,
        "Set Channel Access",
        "VLAN",
        "boot",
        "Set Command Enables",
    ]


def test_the_active_copy_of_a_channel_is_written_first() -> None:
    console = Console()
    perform(console, CONFIG, channels=[{"pef_alerting": False, "privilege_limit": "administrator"}])
    copies = [int(t.cast(t.Any, request).access_copy) for request in console.writes]
    assert copies == [2, 1]

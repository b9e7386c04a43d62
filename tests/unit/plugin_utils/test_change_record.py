# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which changes a task's result speaks of."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.baremetal.ipmi.plugins.plugin_utils.change_record import (
    Change,
    bmc_of,
    changes_of,
    login_of,
    subject_of,
)

BMC = {"address": "127.0.0.1", "system_guid": "ab", "manufacturer": "Acme", "channel": 1, "cipher_suite": 17}


def arguments(**given: t.Any) -> dict[str, t.Any]:
    return {"invocation": {"module_args": given}}


def test_a_change_is_each_leaf_that_differs() -> None:
    before = {"users": {"alice": {"access": {1: {"privilege": "user"}}, "enabled": True}}, "chassis": {"x": None}}
    after = {"users": {"alice": {"access": {1: {"privilege": "operator"}}, "enabled": True}}, "chassis": {"x": [1]}}
    assert changes_of("baremetal.ipmi.config", {"diff": {"before": before, "after": after}}) == [
        Change("users.alice.access.1.privilege", "user", "operator"),
        Change("chassis.x", None, [1]),
    ]


@pytest.mark.parametrize(
    ("module", "result", "changes"),
    [
        ("info", {"changed": False, "bmc": BMC}, []),
        # changed_when does not undo a write.
        ("sol", {"changed": False, "diff": {"before": {"a": 1}, "after": {"a": 2}}}, [Change("a", 1, 2)]),
        (
            "lan",
            {"error_code": "write_ignored", "bmc": BMC, "written": ["a", "b"]},
            [Change("a", None, None), Change("b", None, None)],
        ),
        ("lan", {"error_code": "no_answer", "bmc": BMC, "written": []}, []),
        ("lan", {"changed": True, "censored": "..."}, [Change(None, "********", "********")]),
        ("lan", {"changed": False, "censored": "..."}, []),
        (
            "power",
            {"changed": True, "diff": {"before": {"power": "off"}, "after": {"power": "on"}}},
            [Change("power", "off", "on")],
        ),
        ("power", {"changed": False, **arguments(state="on")}, []),
        ("power", {"changed": True, **arguments(state="cycle")}, [Change("power", None, "cycle")]),
        ("power", {"changed": False, **arguments(state="reset")}, [Change("power", None, "reset")]),
        (
            "power",
            {"error_code": "power_timeout", "bmc": BMC, **arguments(state="soft")},
            [Change("power", None, "soft")],
        ),
        ("power", {"error_code": "no_answer", **arguments(state="off")}, []),
        ("power", {"error_code": "refused_by_bmc", "bmc": BMC, **arguments(state="off")}, []),
        ("raw", {"command": "Get Device ID", "completion_code": 0, **arguments(changes=None)}, []),
        (
            "raw",
            {"command": "Cold Reset", "completion_code": None, **arguments(changes=None)},
            [Change("raw", None, "Cold Reset")],
        ),
        ("raw", {"command": "Cold Reset", "completion_code": 0xC1, **arguments(changes=None)}, []),
        ("raw", {"command": "Cold Reset", "completion_code": 0, **arguments(changes=False)}, []),
        (
            "raw",
            {"error_code": "session_lost", "bmc": BMC, **arguments(net_fn=0x30, number=2, data="746f70")},
            [Change("raw", None, "NetFn 48, command 2")],
        ),
    ],
)
def test_changes(module: str, result: dict[str, t.Any], changes: list[Change]) -> None:
    assert changes_of(f"baremetal.ipmi.{module}", result) == changes


def test_what_a_task_was_about() -> None:
    assert subject_of({"bmc": BMC, **arguments(name="bob", user_id=None, channel=None, password="x")}) == {
        "name": "bob",
        "channel": 1,
    }
    assert subject_of({"bmc": BMC, **arguments(channel=8)}) == {"channel": 8}
    assert subject_of({"bmc": BMC, **arguments(state="on")}) == {}
    assert subject_of({"censored": "..."}) == {}


def test_who_and_where() -> None:
    connection = {"bmc_host": "bmc0.example", "bmc_port": 623, "bmc_username": "admin"}
    assert bmc_of({"bmc": BMC}, connection)["address"] == "127.0.0.1"
    assert bmc_of({}, connection)["address"] == "bmc0.example"
    assert login_of({"bmc": BMC}, connection) == {"interface": None, "user": "admin", "channel": 1, "cipher_suite": 17}

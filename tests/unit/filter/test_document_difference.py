# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two documents, and the lines that tell a person what differs."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.baremetal.ipmi.plugins.filter.document_difference import document_difference

MONITOR = {
    "name": "monitor",
    "user_id": 3,
    "enabled": True,
    "access": [{"channel": 1, "privilege": "user"}, {"channel": 8, "privilege": "no_access"}],
}
EVE = {"name": "eve", "user_id": 5, "enabled": True, "access": [{"channel": 1, "privilege": "administrator"}]}


def lines(before: t.Any, after: t.Any, *ignore: str) -> list[str]:
    return [row["text"] for row in document_difference(before, after, ignore)]


def with_privilege(privilege: str) -> dict[str, t.Any]:
    return {**MONITOR, "access": [{"channel": 1, "privilege": privilege}, MONITOR["access"][1]]}


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({"chassis": {"power_restore_policy": "previous"}}, {"chassis": {"power_restore_policy": "previous"}}, []),
        (
            {"chassis": {"power_restore_policy": "previous"}},
            {"chassis": {"power_restore_policy": "always_off"}},
            ["chassis.power_restore_policy: previous -> always_off"],
        ),
        (
            {"users": [MONITOR]},
            {"users": [with_privilege("administrator")]},
            ["users.monitor.access.1.privilege: user -> administrator"],
        ),
        (
            {"users": [MONITOR]},
            {"users": [MONITOR, EVE]},
            ["users.eve: (nothing) -> user_id=5, enabled=true, access.1.privilege=administrator"],
        ),
        ({"sol": [{"channel": 1, "enabled": True}]}, {}, ["sol: 1.enabled=true -> (nothing)"]),
        ({"lan": [{"channel": 1}]}, {"lan": []}, ["lan.1: {} -> (nothing)"]),
        (
            {"lan": [{"channel": 1, "authentication_types": {"user": ["md5"]}}]},
            {"lan": [{"channel": 1, "authentication_types": {"user": []}}]},
            ['lan.1.authentication_types.user: ["md5"] -> []'],
        ),
        (
            {"lan": [{"channel": 1, "cipher_suite_privileges": [{"suite": 0, "privilege": "unused"}]}]},
            {"lan": [{"channel": 1, "cipher_suite_privileges": [{"suite": 0, "privilege": "administrator"}]}]},
            ["lan.1.cipher_suite_privileges.0.privilege: unused -> administrator"],
        ),
        (
            {
                "firewall": [
                    {"channel": 1, "lun": 0, "disabled": ["Cold Reset"]},
                    {"channel": 1, "lun": 3, "disabled": []},
                ]
            },
            {"firewall": [{"channel": 1, "lun": 0, "disabled": []}, {"channel": 1, "lun": 3, "disabled": []}]},
            ['firewall.1/0.disabled: ["Cold Reset"] -> []'],
        ),
        (
            {"identity": {"system_guid": None}},
            {"identity": {"system_guid": "ab"}},
            ["identity.system_guid: null -> ab"],
        ),
    ],
)
def test_a_difference_is_one_line(before: t.Any, after: t.Any, expected: list[str]) -> None:
    assert lines(before, after) == expected


def test_the_order_of_a_list_is_no_difference() -> None:
    assert lines({"users": [MONITOR, EVE]}, {"users": [EVE, MONITOR]}) == []


def test_accounts_of_one_name_are_told_apart_by_their_slot() -> None:
    twice = [{"name": "root", "user_id": 2, "enabled": True}, {"name": "root", "user_id": 4, "enabled": False}]
    opened = [twice[0], {**twice[1], "enabled": True}]
    assert lines({"users": twice}, {"users": opened}) == ['users."root (slot 4)".enabled: false -> true']


def test_accounts_without_a_name_are_told_apart_by_their_slot() -> None:
    before = [{"name": "", "user_id": 1, "enabled": False}]
    after = [{"name": "", "user_id": 1, "enabled": True}, {"name": "", "user_id": 6, "enabled": True}]
    assert lines({"users": before}, {"users": after}) == [
        "users.(slot 1).enabled: false -> true",
        "users.(slot 6): (nothing) -> user_id=6, enabled=true",
    ]


def test_a_large_entry_is_cut() -> None:
    entry = {f"option_{number}": number for number in range(25)}
    (line,) = lines({}, {"chassis": entry})
    assert line.endswith("option_9=9, 15 more")


@pytest.mark.parametrize("name", ["red\x1b[31m", "a\nb", "users.eve: x -> y", " blank", "(nothing)", "caf\x85"])
def test_a_name_cannot_pass_for_something_else(name: str) -> None:
    (line,) = lines({"users": []}, {"users": [{"name": name, "user_id": 2}]})
    quoted = line.split(": (nothing) -> ")[0]
    assert quoted.startswith('users."') and quoted.endswith('"')
    assert line.isprintable() and line.isascii()


@pytest.mark.parametrize("pattern", ["chassis.power_restore_policy", "chassis.*", "*"])
def test_what_is_ignored_is_no_difference(pattern: str) -> None:
    before, after = (
        {"chassis": {"power_restore_policy": "previous"}},
        {"chassis": {"power_restore_policy": "always_on"}},
    )
    assert lines(before, after, "boot.*", pattern) == []
    assert lines(before, after, "boot.*") != []


def test_rows_have_the_values_for_programs() -> None:
    (changed, added) = document_difference(
        {"boot": {"device": "default"}}, {"boot": {"device": "pxe", "persistent": True}}
    )
    assert changed == {
        "option": "boot.device",
        "text": "boot.device: default -> pxe",
        "before": "default",
        "after": "pxe",
    }
    assert (added["after"], "before" in added) == (True, False)

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fragments that mend single findings become one document that ``config`` takes."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._audit.mending import merged

ABSENT = {"name": "a", "user_id": 2, "state": "absent"}


def lan(**settings: t.Any) -> dict[str, t.Any]:
    return {"lan": [{"channel": 1, **settings}]}


def access(channel: int, **settings: t.Any) -> dict[str, t.Any]:
    return {"users": [{"name": "a", "user_id": 2, "access": [{"channel": channel, **settings}]}]}


@pytest.mark.parametrize(
    ("fragments", "document"),
    [
        ([], {}),
        ([lan(vlan_id=2), lan(arp_responses=True)], lan(vlan_id=2, arp_responses=True)),
        (
            [{"lan": [{"channel": 8, "vlan_id": 2}]}, lan(vlan_id=2)],
            {"lan": [{"channel": 1, "vlan_id": 2}, {"channel": 8, "vlan_id": 2}]},
        ),
        (
            [
                lan(authentication_types={"user": ["md2"], "operator": ["md5"]}),
                lan(authentication_types={"user": ["md5"]}),
            ],
            lan(authentication_types={"user": [], "operator": ["md5"]}),
        ),
        (
            [
                lan(cipher_suite_privileges=[{"suite": 6, "privilege": "unused"}]),
                lan(cipher_suite_privileges=[{"suite": 1, "privilege": "unused"}, {"suite": 6, "privilege": "unused"}]),
            ],
            lan(cipher_suite_privileges=[{"suite": n, "privilege": "unused"} for n in (1, 6)]),
        ),
        (
            [access(8, privilege="no_access"), access(1, privilege="user"), access(1, sol=False)],
            {
                "users": [
                    {
                        "name": "a",
                        "user_id": 2,
                        "access": [
                            {"channel": 1, "privilege": "user", "sol": False},
                            {"channel": 8, "privilege": "no_access"},
                        ],
                    }
                ]
            },
        ),
        ([access(1, privilege="user"), {"users": [ABSENT]}], {"users": [ABSENT]}),
        ([{"users": [ABSENT]}, access(1, privilege="user")], {"users": [ABSENT]}),
        ([{"boot": {"clear_cmos": False}}, {"boot": {"device": "default"}}], {"boot": {"device": "default"}}),
        (
            [{"boot": {"clear_cmos": False}}, {"boot": {"bypass_user_password": False}}],
            {"boot": {"clear_cmos": False, "bypass_user_password": False}},
        ),
    ],
)
def test_fragments_become_one_document(fragments: list[t.Any], document: dict[str, t.Any]) -> None:
    assert merged(fragments) == document


def test_fragments_are_left_as_they_are() -> None:
    fragments = [lan(vlan_id=2), lan(arp_responses=True)]
    merged(fragments)
    assert fragments == [lan(vlan_id=2), lan(arp_responses=True)]

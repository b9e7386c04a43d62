# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values as people write them: what is taken, in which normal form, and how the rest is refused."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._desired import options as o
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.errors import InvalidOption

TAKEN = [
    (o.integer(1, 4094), 4094, 4094),
    (o.integer(0, 100, step=10), 50, 50),
    (o.text(16), "a" * 16, "a" * 16),
    (o.password(), "é" * 10, "é" * 10),
    (o.ipv4_address(), "192.0.2.1", "192.0.2.1"),
    (o.ipv6_address(), "2001:db8:0:0::1", "2001:db8::1"),
    (o.netmask(), "255.255.255.0", "255.255.255.0"),
    (o.netmask(), "24", "255.255.255.0"),
    (o.netmask(), "0", "0.0.0.0"),
    (o.netmask(), "32", "255.255.255.255"),
    (o.mac_address(), "00-1A-2b-3C-4d-5E", "00:1a:2b:3c:4d:5e"),
    (o.mac_address(), "001a.2b3c.4d5e", "00:1a:2b:3c:4d:5e"),
    (o.choices("md2", "md5"), ["md5", "md2", "md5"], ["md2", "md5"]),
]

REFUSED = [
    (o.integer(1, 4094), 0, "0 is not between 1 and 4094"),
    (o.integer(1, 4094), 4095, "4095 is not between 1 and 4094"),
    (o.integer(0, 100, step=10), 55, "multiple of 10"),
    (o.text(16), "a" * 17, "17 bytes"),
    (o.text(16, minimum_bytes=1), "", "0 bytes"),
    (o.text(16), "日本", "cannot store"),
    (o.text(16), "a\0b", "NUL"),
    (o.password(), "é" * 11, "22 bytes"),
    (o.ipv4_address(), "192.0.2.256", "192.0.2.256"),
    (o.netmask(), "255.0.255.0", "holes"),
    (o.netmask(), "33", "prefix length"),
    (o.mac_address(), "00:1a:2b:3c:4d", "not a MAC address"),
]


@pytest.mark.parametrize(("kind", "given", "expected"), TAKEN)
def test_a_good_value_gets_its_normal_form(kind: o.Kind, given: t.Any, expected: t.Any) -> None:
    assert o.check_options([o.Option("value", kind)], {"value": given}) == {"value": expected}


@pytest.mark.parametrize(("kind", "given", "why"), REFUSED)
def test_a_bad_value_is_refused_by_name(kind: o.Kind, given: t.Any, why: str) -> None:
    with pytest.raises(InvalidOption, match=f"(?s)^value: .*{why}"):
        o.check_options([o.Option("value", kind)], {"value": given})


def test_the_path_names_a_nested_option() -> None:
    users = o.Option("users", o.listing(o.Option("name", o.text(16))))
    with pytest.raises(InvalidOption, match=r"^users\[1\]\.name: "):
        o.check_options([users], {"users": [{"name": "ok"}, {"name": "x" * 17}]})


def test_a_password_is_never_repeated_in_the_message() -> None:
    with pytest.raises(InvalidOption) as caught:
        o.check_options([o.Option("password", o.password())], {"password": "hunter2" * 5})
    assert "hunter2" not in str(caught.value)


def test_argument_specs_say_what_the_options_say() -> None:
    spec = o.argument_spec(
        [
            o.Option("state", o.choice("on", "off"), required=True),
            o.Option("password", o.password(), no_log=True),
            o.Option("users", o.listing(o.Option("name", o.text(16), required=True)), default=[]),
        ]
    )
    assert spec == {
        "state": {"type": "str", "choices": ["on", "off"], "required": True},
        "password": {"type": "str", "no_log": True},
        "users": {
            "type": "list",
            "elements": "dict",
            "default": [],
            "options": {"name": {"type": "str", "required": True}},
        },
    }

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A login is checked before any traffic."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.client.login import Login
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.errors import InvalidOption
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.cipher_suite import CIPHER_SUITES, XRC4_SUITES
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.command import PrivilegeLevel


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"host": ""}, "bmc_host"),
        ({"interface": "open"}, "bmc_interface"),
        ({"port": 0}, "bmc_port"),
        ({"port": 65536}, "bmc_port"),
        ({"username": "x" * 17}, "bmc_username: 17 bytes are more than the 16"),
        ({"username": "\u20ac"}, "bmc_username: has a character"),
        ({"username": "a\0b"}, "bmc_username: contains a NUL"),
        ({"password": "x" * 21}, "bmc_password: 21 bytes are more than the 20"),
        ({"password": "\u20ac" * 7}, "bmc_password: 21 bytes"),
        ({"password": "x" * 17, "interface": "lan"}, "bmc_password: 17 bytes are more than the 16 .* lan"),
        ({"kg": bytes(21)}, "bmc_kg: 21 bytes"),
        ({"privilege": PrivilegeLevel.UNSPECIFIED}, "bmc_privilege"),
        ({"privilege": PrivilegeLevel.NO_ACCESS}, "bmc_privilege"),
        ({"cipher_suites": ()}, "bmc_cipher_suites: the list is empty"),
        ({"cipher_suites": (3, 20)}, "bmc_cipher_suites: 20 is no cipher suite"),
        ({"timeout": 0}, "bmc_timeout"),
        ({"lookup": "guess"}, "lookup"),
        *(({"cipher_suites": (17, suite)}, f"bmc_cipher_suites: {suite} encrypts with RC4") for suite in XRC4_SUITES),
    ],
)
def test_a_wrong_option_is_named(fields: dict[str, t.Any], message: str) -> None:
    with pytest.raises(InvalidOption, match=message):
        Login(**{"host": "bmc", **fields})


def test_what_is_as_long_as_allowed_passes() -> None:
    Login(host="bmc", username="x" * 16, password="x" * 20, kg=bytes(20), cipher_suites=(0, 17))
    Login(host="bmc", interface="lan", password="x" * 16)


def test_a_changed_copy_is_checked_too() -> None:
    with pytest.raises(InvalidOption):
        Login(host="bmc").replace(username="x" * 17)


def test_the_null_user() -> None:
    for nothing in (None, "", b""):
        credentials = Login(host="bmc", username=nothing, password=nothing).credentials()
        assert (credentials.username, credentials.password) == (b"", b"")
        assert credentials.user == "the null user"


def test_texts_become_bytes() -> None:
    credentials = Login(host="bmc", username="Jos\u00e9", password="\u00e9", lookup="role").credentials()
    assert (credentials.username, credentials.password) == (b"Jos\xe9", "\u00e9".encode())
    assert not credentials.name_only_lookup


def test_no_secret_shows() -> None:
    shown = repr(Login(host="bmc", password="visible", kg=b"key"))
    assert "visible" not in shown
    assert "key" not in shown


@pytest.mark.parametrize(("host", "bmc"), [("bmc", "bmc:623"), ("192.0.2.1", "192.0.2.1:623"), ("::1", "[::1]:623")])
def test_how_messages_call_it(host: str, bmc: str) -> None:
    assert Login(host=host).bmc == bmc


def test_the_suites_of_rc4_are_those_that_the_specification_lists() -> None:
    assert sorted(XRC4_SUITES) == [4, 5, 9, 10, 13, 14, 18, 19]
    assert set(CIPHER_SUITES) >= XRC4_SUITES

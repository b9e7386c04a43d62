# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ipmitool user: names, passwords, privileges, on and off."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.baremetal.ipmi.tests.interop.ipmitool.program import HURRY, LAN, Ipmitool

FRED = "5"
LAST = 16


@pytest.fixture
def fred(tool: Ipmitool) -> t.Iterator[None]:
    """User 5 with a name, a password, a privilege, and switched on; cleared afterwards."""
    tool.ok("user", "set", "name", FRED, "fred")
    tool.ok("user", "set", "password", FRED, "secret")
    tool.ok("user", "priv", FRED, "3", "1")
    tool.ok("channel", "setaccess", "1", FRED, "link=on", "ipmi=on")
    tool.ok("user", "enable", FRED)
    yield
    tool.ok("user", "disable", FRED)
    tool.ok("user", "priv", FRED, "15", "1")
    tool.ok("user", "set", "name", FRED, "")


def listed(tool: Ipmitool) -> list[list[str]]:
    """Return the rows of ``user list`` as comma-separated values."""
    return [line.split(",") for line in tool.ok("-c", "user", "list", "1").splitlines()]


def test_list_in_factory_state(tool: Ipmitool) -> None:
    rows = listed(tool)
    assert rows[:4] == [
        ["1", "", "true", "false", "false", "NO ACCESS"],
        ["2", "admin", "true", "true", "true", "ADMINISTRATOR"],
        ["3", "operator", "true", "true", "true", "OPERATOR"],
        ["4", "user", "true", "true", "true", "USER"],
    ]
    assert rows[4:] == [[str(number), "", "true", "false", "false", "NO ACCESS"] for number in range(5, LAST + 1)]


def test_list_for_people(tool: Ipmitool) -> None:
    lines = tool.ok("user", "list", "1").splitlines()
    assert lines[0].split() == ["ID", "Name", "Callin", "Link", "Auth", "IPMI", "Msg", "Channel", "Priv", "Limit"]
    assert lines[2].split() == ["2", "admin", "true", "true", "true", "ADMINISTRATOR"]
    assert len(lines) == LAST + 1


def test_summary(tool: Ipmitool, fred: None) -> None:
    summary = tool.fields("user", "summary", "1")
    assert summary == {"Maximum IDs": "16", "Enabled User Count": "4", "Fixed Name Count": "1"}


def test_new_user_logs_in(tool: Ipmitool, fred: None) -> None:
    assert listed(tool)[4] == ["5", "fred", "true", "true", "true", "OPERATOR"]
    as_fred = tool.using(username="fred", password="secret")
    for interface in (LAN, ("-I", "lanplus", "-C", "3"), ("-I", "lanplus", "-C", "17")):
        session = as_fred.using(interface=(*interface, "-L", "OPERATOR")).fields("session", "info", "active")
        assert (session["user id"], session["privilege level"]) == (FRED, "OPERATOR")


def test_disabled_user_does_not_log_in(tool: Ipmitool, fred: None) -> None:
    tool.ok("user", "disable", FRED)
    assert tool.fields("channel", "getaccess", "1", FRED)["Enable Status"] == "disabled"
    as_fred = tool.using(username="fred", password="secret")
    assert "unauthorized name" in as_fred.refused("-v", "-L", "USER", "mc", "info")
    tool.ok("user", "enable", FRED)
    as_fred.ok("-L", "USER", "mc", "info")


@pytest.mark.parametrize(
    ("number", "name"),
    [(1, "CALLBACK"), (2, "USER"), (3, "OPERATOR"), (4, "ADMINISTRATOR"), (5, "OEM"), (15, "NO ACCESS")],
)
def test_privilege(tool: Ipmitool, number: int, name: str) -> None:
    assert tool.ok("user", "priv", FRED, str(number), "1") == "Set Privilege Level command successful (user 5)\n"
    assert listed(tool)[4][5] == name
    tool.ok("user", "priv", FRED, "15", "1")


@pytest.mark.parametrize("name", ["a", "abcdefghijklmnop", "with space", "q-_.@"])
def test_name(tool: Ipmitool, name: str) -> None:
    tool.ok("user", "set", "name", FRED, name)
    assert listed(tool)[4][1] == name
    tool.ok("user", "set", "name", FRED, "")
    assert listed(tool)[4][1] == ""


@pytest.mark.parametrize(
    ("slot", "name", "complaint"),
    [
        (FRED, "abcdefghijklmnopq", "Username is too long (> 16 bytes)"),
        ("17", "fred", "Parameter out of range"),
        ("1", "fred", "Set User Name command failed (user 1, name fred)"),
        ("99", "fred", "User ID is limited to range"),
    ],
)
def test_name_refused(tool: Ipmitool, slot: str, name: str, complaint: str) -> None:
    assert complaint in tool.refused("user", "set", "name", slot, name)


@pytest.mark.parametrize(
    ("size", "password"),
    [
        ("16", "short"),
        ("16", "sixteen-bytes-16"),
        ("20", "short"),
        ("20", "seventeen-bytes17"),
        ("20", "twenty-bytes-long-20"),
    ],
)
def test_password(tool: Ipmitool, fred: None, size: str, password: str) -> None:
    said = tool.ok("user", "set", "password", FRED, password, size)
    assert said == "Set User Password command successful (user 5)\n"
    assert tool.ok("user", "test", FRED, size, password) == "Success\n"
    assert "password incorrect" in tool.refused("user", "test", FRED, size, "x" + password[1:])
    other = {"16": "20", "20": "16"}[size]
    assert "wrong password size" in tool.refused("user", "test", FRED, other, password[:16])
    as_fred = tool.using(username="fred", password=password)
    as_fred.ok("-L", "USER", "mc", "info")


def test_password_of_20_bytes_is_not_for_ipmi_15(tool: Ipmitool, fred: None) -> None:
    """IPMI v2.0 §22.30: it is for RMCP+ only."""
    tool.ok("user", "set", "password", FRED, "short", "20")
    as_fred = tool.using(username="fred", password="short", interface=(*LAN, "-L", "USER"), options=HURRY)
    assert "Activate Session command failed" in as_fred.refused("mc", "info")


@pytest.mark.parametrize(("size", "password"), [("16", "seventeen-bytes17"), ("20", "twenty-one-bytes-long")])
def test_password_too_long(tool: Ipmitool, size: str, password: str) -> None:
    assert f"Password is too long (> {size} bytes)" in tool.refused("user", "set", "password", FRED, password, size)


def test_own_password(tool: Ipmitool) -> None:
    tool.ok("user", "set", "password", "2", "battery-staple")
    assert "RAKP 2 HMAC is invalid" in tool.refused("-v", "mc", "info")
    tool.using(password="battery-staple").ok("user", "set", "password", "2", "correct-horse")
    tool.ok("mc", "info")


@pytest.mark.parametrize("command", [("enable", "99"), ("disable", "0"), ("priv", FRED, "9", "1")])
def test_number_that_ipmitool_refuses(tool: Ipmitool, command: tuple[str, ...]) -> None:
    assert "limited to" in tool.refused("user", *command)


@pytest.mark.parametrize(
    "command",
    [
        ("enable", "17"),
        ("disable", "17"),
        ("set", "password", "17", "x"),
        ("priv", "17", "4", "1"),
    ],
)
def test_slot_that_the_bmc_does_not_have(tool: Ipmitool, command: tuple[str, ...]) -> None:
    assert "ut of range" in tool.refused("user", *command)


def test_password_test_of_a_slot_that_the_bmc_does_not_have(tool: Ipmitool) -> None:
    """ipmitool has words for the two completion codes of a wrong password only."""
    assert tool.refused("user", "test", "17", "16", "x") == "Unknown error\n"

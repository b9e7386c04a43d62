# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ipmitool lan6: the IPv6 parameters."""

from __future__ import annotations

import pytest
from ansible_collections.baremetal.ipmi.tests.interop.ipmitool.program import Ipmitool

STATIC_ADDRESS = 56


def test_print(tool: Ipmitool) -> None:
    settings = tool.fields("lan6", "print", "1")
    assert settings["IPv6/IPv4 Addressing Enables"] == "ipv4"
    assert settings["Static address max"] == "2"
    assert settings["DHCPv6 support"] == "yes"
    assert settings["Enable dynamic router address"] == "yes"
    assert tool.ok("lan6", "print", "1").count("IPv6 Static Address") == 2


@pytest.mark.parametrize(
    ("arguments", "name", "shown", "selector", "stored"),
    [
        ("enables both", "IPv6/IPv4 Addressing Enables", "both", 51, "02"),
        ("enables ipv6", "IPv6/IPv4 Addressing Enables", "ipv6", 51, "01"),
        ("enables ipv4", "IPv6/IPv4 Addressing Enables", "ipv4", 51, "00"),
        ("traffic_class 5", "IPv6 Header Traffic Class", "5", 52, "05"),
        ("static_hops 9", "IPv6 Header Static Hop Limit", "9", 53, "09"),
        ("rtr_cfg static", "Enable dynamic router address", "no", 64, "01"),
        ("rtr_cfg both", "Enable dynamic router address", "yes", 64, "03"),
    ],
)
def test_set(tool: Ipmitool, arguments: str, name: str, shown: str, selector: int, stored: str) -> None:
    tool.ok("lan6", "set", "1", "nolock", *arguments.split())
    assert tool.fields("lan6", "print", "1")[name] == shown
    assert tool.parameter("lan", selector) == stored


def test_static_address(tool: Ipmitool) -> None:
    set_address = ("lan6", "set", "1", "nolock", "static_addr", "1")
    tool.ok(*set_address, "enable", "fd00::10", "64")
    lines = tool.ok("lan6", "print", "1", "static_addr").splitlines()
    second = [line.split() for line in lines[lines.index("IPv6 Static Address 1:") + 1 :]]
    assert second == [["Enabled:", "yes"], ["Address:", "fd00::10/64"], ["Status:", "active"]]
    stored = tool.parameter("lan", STATIC_ADDRESS, set_selector=1)
    assert stored == "0180" + "fd000000000000000000000000000010" + "4000"
    tool.ok(*set_address, "disable", "::", "64")
    assert tool.parameter("lan", STATIC_ADDRESS, set_selector=1).startswith("0100")


@pytest.mark.parametrize("number", ["1", "2"])
def test_static_router(tool: Ipmitool, number: str) -> None:
    """With its MAC address and the prefix for which it is the router: four parameters."""
    tool.ok("lan6", "set", "1", "nolock", "static_rtr", number, "fd00::1", "02:11:22:33:44:55", "fd00::", "48")
    printed = tool.ok("lan6", "print", "1", "static_rtr", number).split()
    assert printed[-6:] == ["Address:", "fd00::1", "MAC:", "02:11:22:33:44:55", "Prefix:", "fd00::/48"]


def test_set_with_lock(tool: Ipmitool) -> None:
    """In progress, the value, commit write, complete."""
    outcome = tool.run("lan6", "set", "1", "traffic_class", "7")
    assert (outcome.returncode, outcome.errors) == (0, "Setting parameter(s)...\n")
    assert tool.parameter("lan", 52) == "07"
    assert tool.fields("lan", "print", "1")["Set in Progress"] == "Set Complete"
    tool.ok("lan6", "set", "1", "traffic_class", "0")


def test_lock(tool: Ipmitool) -> None:
    tool.ok("lan6", "lock", "1")
    assert tool.fields("lan", "print", "1")["Set in Progress"] == "Set In Progress"
    assert "Set already in progress" in tool.run("lan6", "set", "1", "traffic_class", "7").errors
    tool.ok("lan6", "discard", "1")
    assert tool.parameter("lan", 52) == "00"
    assert tool.fields("lan", "print", "1")["Set in Progress"] == "Set Complete"


def test_save(tool: Ipmitool) -> None:
    """What it prints are commands for itself."""
    saved = tool.ok("lan6", "save", "1").splitlines()
    assert saved[0] == "lan6 lock 1"
    assert "lan6 set 1 nolock enables ipv4" in saved
    assert saved[-3:] == ["lan6 commit 1", "lan6 discard 1", "exit"]

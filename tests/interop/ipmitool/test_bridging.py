# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ipmitool -t, -b, -T, -B: to the controllers behind the BMC.

There are two: 82h on the IPMB (channel 0), and 84h on channel 6 of controller 82h. Each has its address for a device
ID.
"""

from __future__ import annotations

import pytest
from ansible_collections.baremetal.ipmi.tests.interop.ipmitool.program import LAN, LANPLUS, Ipmitool

SINGLE = ("-t", "0x82", "-b", "0")
DUAL = ("-t", "0x84", "-b", "6", "-T", "0x82", "-B", "0")
NOBODY = ("-t", "0x86", "-b", "0")


@pytest.mark.parametrize("interface", [LAN, ("-I", "lanplus", "-C", "3"), LANPLUS])
@pytest.mark.parametrize(("target", "device_id"), [(SINGLE, 0x82), (DUAL, 0x84)])
def test_info(tool: Ipmitool, interface: tuple[str, ...], target: tuple[str, ...], device_id: int) -> None:
    info = tool.using(interface=interface).fields(*target, "mc", "info")
    assert info["Device ID"] == str(device_id)
    assert info["Product ID"] == "23166 (0x5a7e)"
    assert info["Firmware Revision"] == "1.05"


@pytest.mark.parametrize(("target", "device_id"), [(SINGLE, "82"), (DUAL, "84")])
def test_raw(tool: Ipmitool, target: tuple[str, ...], device_id: str) -> None:
    assert tool.ok(*target, "raw", "6", "1").split()[0] == device_id


@pytest.mark.parametrize("target", [SINGLE, DUAL])
def test_refusal_comes_back(tool: Ipmitool, target: tuple[str, ...]) -> None:
    """Self test: a command that the satellite does not have, and the BMC does."""
    assert "rsp=0xc1): Invalid command" in tool.refused(*target, "raw", "6", "4")
    assert tool.ok("raw", "6", "4").split() == ["55", "00"]


@pytest.mark.parametrize("target", [NOBODY, ("-t", "0x84", "-b", "0"), ("-t", "0x82", "-b", "6")])
def test_nobody_there(tool: Ipmitool, target: tuple[str, ...]) -> None:
    """NAK on write, the completion code 83h of Send Message."""
    assert "(0x83)" in tool.refused(*target, "mc", "info")


def test_below_operator_nothing_is_bridged(tool: Ipmitool) -> None:
    user = tool.using(username="user", password="user", interface=(*LANPLUS, "-L", "USER"))
    assert "Insufficient privilege level" in user.refused(*SINGLE, "mc", "info")


def test_own_address_is_no_bridging(tool: Ipmitool) -> None:
    assert tool.fields("-t", "0x20", "mc", "info")["Device ID"] == "32"

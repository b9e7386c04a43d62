# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ipmitool session, raw, sdr, sel, fru, and commands of what this BMC does not have."""

from __future__ import annotations

from pathlib import Path

import pytest
from ansible_collections.baremetal.ipmi.tests.interop.ipmitool.program import LAN, Ipmitool


@pytest.mark.parametrize(("interface", "kind"), [(LAN, "IPMIv1.5"), (("-I", "lanplus", "-C", "3"), "IPMIv2/RMCP+")])
@pytest.mark.parametrize("which", [("active",), ("handle", "1")])
def test_session(tool: Ipmitool, interface: tuple[str, ...], kind: str, which: tuple[str, ...]) -> None:
    session = tool.using(interface=interface).fields("session", "info", *which)
    assert int(session.pop("console port")) > 0
    assert session == {
        "session handle": "1",
        "slot count": "8",
        "active sessions": "1",
        "user id": "2",
        "privilege level": "ADMINISTRATOR",
        "session type": kind,
        "channel number": "0x01",
        "console ip": "127.0.0.1",
        "console mac": "00:00:00:00:00:00",
    }


def test_all_sessions(tool: Ipmitool) -> None:
    """One is active; ipmitool asks for every slot."""
    sessions = tool.ok("session", "info", "all")
    assert sessions.count("slot count                    : 8") == 8
    assert sessions.count("user id") == 1


@pytest.mark.parametrize("which", [("handle", "0x99"), ("id", "1")])
def test_session_that_is_not_there(tool: Ipmitool, which: tuple[str, str]) -> None:
    assert "Requested sensor, data, or record not found" in tool.refused("session", "info", *which)


def test_raw(tool: Ipmitool) -> None:
    assert tool.ok("raw", "6", "1") == " 20 81 02 10 02 bf f2 1b 00 01 00 00 00 00 00\n"


def test_raw_answer_of_two_lines(tool: Ipmitool) -> None:
    """Get LAN Configuration Parameters 16: more than one line of ipmitool's output."""
    parameter_revision = "11"
    community = b"public".ljust(18, b"\0").hex(" ")
    assert " ".join(tool.ok("raw", "0x0c", "2", "1", "16", "0", "0").split()) == f"{parameter_revision} {community}"


@pytest.mark.parametrize(
    ("request_bytes", "code"),
    [
        (("0x3e", "1"), "rsp=0xc1): Invalid command"),
        (("6", "0x40"), "rsp=0xc7): Request data length invalid"),
        (("6", "0x42", "3"), "rsp=0xcc): Invalid data field in request"),
        (("0x0c", "2", "1", "200", "0", "0"), "rsp=0x80): Unknown (0x80)"),
        (("6", "0x45", "2"), "rsp=0xc7): Request data length invalid"),
    ],
)
def test_raw_refused(tool: Ipmitool, request_bytes: tuple[str, ...], code: str) -> None:
    assert code in tool.refused("raw", *request_bytes)


def test_sdr(tool: Ipmitool) -> None:
    """One record, that of the BMC itself; no sensors."""
    assert tool.fields("sdr", "info")["Record Count"] == "1"
    assert tool.ok("sdr", "list") == tool.ok("sensor", "list") == ""
    assert tool.ok("sdr", "elist", "all").split("|")[4].strip() == "Static MC @ 20h"
    controller = tool.fields("sdr", "get", "generic")
    assert (controller["Device ID"], controller["Device Slave Address"]) == ("generic", "20h")
    assert (controller["Chassis Device"], controller["Bridge"]) == ("Yes", "No")


def test_sdr_dump(tool: Ipmitool, tmp_path: Path) -> None:
    dumped = tmp_path / "sdr"
    tool.ok("sdr", "dump", str(dumped))
    assert dumped.read_bytes()[2:4] == b"\x51\x12"


def test_sel(tool: Ipmitool) -> None:
    assert tool.fields("sel", "info")["Entries"] == "0"
    for command in ("list", "elist"):
        assert "SEL has no entries" in tool.run("sel", command).text
    assert "Clearing SEL." in tool.ok("sel", "clear")
    assert "Requested sensor, data, or record not found" in tool.refused("sel", "get", "1")


def test_sel_clock(tool: Ipmitool) -> None:
    """It counts from the start of the BMC until it is set."""
    assert tool.ok("sel", "time", "get").startswith("S+")
    tool.ok("sel", "time", "set", "11/05/26 12:13:14")
    tool.control.advance(3600)
    assert tool.ok("sel", "time", "get").startswith("11/05/26 13:13:1")


def test_fru(tool: Ipmitool) -> None:
    fru = tool.fields("fru", "print", "0")
    assert fru["Board Product"] == "generic"
    assert fru["Board Serial"] == "EMULATED000000"
    assert "Builtin FRU Device (ID 0)" in tool.ok("fru", "print")
    assert "Device not present" in tool.refused("fru", "print", "1")


@pytest.mark.parametrize(
    "command",
    [
        ("event", "1"),
        ("pef", "info"),
        ("pef", "status"),
        ("dcmi", "discover"),
        ("picmg", "properties"),
        ("hpm", "check"),
        ("i2c", "bus=0", "0xa0", "1"),
        ("delloem", "lan", "get"),
        ("sunoem", "version"),
        ("mc", "watchdog", "get"),
    ],
)
def test_what_this_bmc_does_not_have(tool: Ipmitool, command: tuple[str, ...]) -> None:
    """A completion code for each, and the BMC goes on as before."""
    assert tool.refused(*command)
    tool.ok("mc", "info")

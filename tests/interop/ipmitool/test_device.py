# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ipmitool mc: identity, GUID, self test, resets, enables, system information."""

from __future__ import annotations

import uuid

import pytest
from ansible_collections.baremetal.ipmi.tests.interop.ipmitool.program import HURRY, Ipmitool


def test_info(tool: Ipmitool) -> None:
    info = tool.fields("mc", "info")
    assert info["Device ID"] == "32"
    assert info["Device Revision"] == "1"
    assert info["Firmware Revision"] == "2.10"
    assert info["IPMI Version"] == "2.0"
    assert info["Manufacturer ID"] == "7154"
    assert info["Product ID"] == "1 (0x0001)"
    assert info["Device Available"] == "yes"
    assert "Chassis Device" in tool.ok("mc", "info")


def expected_guid(tool: Ipmitool, encoding: str) -> uuid.UUID:
    """Return the GUID of the ready file, last byte first on the wire, as each encoding reads it."""
    wire = bytes.fromhex(tool.bmc.guid)
    if encoding == "smbios":
        return uuid.UUID(bytes_le=wire)
    return uuid.UUID(bytes=wire[::-1])


@pytest.mark.parametrize("encoding", ["ipmi", "smbios", "auto"])
def test_guid(tool: Ipmitool, encoding: str) -> None:
    assert tool.fields("mc", "guid", encoding)["System GUID"] == str(expected_guid(tool, encoding))


def test_guid_is_found_to_be_as_ipmi_has_it(tool: Ipmitool) -> None:
    found = tool.fields("mc", "guid")
    assert found["GUID Encoding"] == "IPMI"
    assert found["GUID Version"] == "Random or pseudo-random"


def test_guid_as_bytes(tool: Ipmitool) -> None:
    assert tool.fields("mc", "guid", "dump")["System GUID"] == tool.bmc.guid.upper()


def test_guid_in_rfc_4122_encoding(tool: Ipmitool) -> None:
    """ipmitool takes the word and does as for ``auto``."""
    assert tool.ok("mc", "guid", "rfc4122") == tool.ok("mc", "guid", "auto")


@pytest.mark.parametrize("command", [("mc", "selftest"), ("chassis", "selftest")])
def test_self_test(tool: Ipmitool, command: tuple[str, str]) -> None:
    assert tool.ok(*command).endswith(": passed\n")


def test_cold_reset(tool: Ipmitool) -> None:
    tool.ok("sol", "set", "volatile-bit-rate", "19.2", "1")
    assert tool.ok("mc", "reset", "cold") == "Sent cold reset command to MC\n"
    assert tool.control.state()["is_down"]
    assert "Unable to establish" in tool.using(options=HURRY).refused("mc", "info")
    tool.control.advance(10)
    assert tool.fields("sol", "info", "1")["Volatile Bit Rate (kbps)"] == "115.2"


def test_warm_reset(tool: Ipmitool) -> None:
    """ipmitool wants to close its session, which is gone with the reset."""
    outcome = tool.using(options=HURRY).run("mc", "reset", "warm")
    assert outcome.returncode == 0
    assert outcome.output == "Sent warm reset command to MC\n"
    assert outcome.errors == "Close Session command failed\n"
    tool.control.advance(10)
    tool.ok("mc", "info")


def test_get_enables(tool: Ipmitool) -> None:
    enables = tool.fields("mc", "getenables")
    assert enables["System Event Logging"] == "enabled"
    assert set(enables.values()) == {"enabled", "disabled"}
    assert len(enables) == 7


def test_set_enables_is_for_the_system_interface(tool: Ipmitool) -> None:
    """IPMI v2.0 §22.1: not over LAN. On its command line ipmitool wants two words, not NAME=off as it says."""
    before = tool.ok("mc", "getenables")
    assert "Insufficient privilege level" in tool.refused("mc", "setenables", "system_event_log", "off")
    assert "Nothing to change..." in tool.ok("mc", "setenables", "system_event_log=off")
    assert tool.ok("mc", "getenables") == before
    set_enables = 0x2E
    assert tool.control.raw(6, set_enables, b"\x00") == b"\x00"
    assert tool.fields("mc", "getenables")["System Event Logging"] == "disabled"
    assert tool.control.raw(6, set_enables, b"\x08") == b"\x00"


@pytest.mark.parametrize("name", ["system_name", "primary_os_name", "os_name"])
def test_system_info(tool: Ipmitool, name: str) -> None:
    """Longer than one block of 16 bytes."""
    text = "a name that needs three blocks of text"
    tool.ok("mc", "setsysinfo", name, text)
    assert tool.ok("mc", "getsysinfo", name) == text + "\n"


@pytest.mark.parametrize("command", [("get",), ("reset",), ("off",)])
def test_there_is_no_watchdog(tool: Ipmitool, command: tuple[str, ...]) -> None:
    assert "Invalid command" in tool.refused("mc", "watchdog", *command)

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ipmitool sol: the configuration parameters, and who may use the payload."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.baremetal.ipmi.tests.emulator.running import RunningEmulator
from ansible_collections.baremetal.ipmi.tests.interop.ipmitool.program import Ipmitool

SELECTORS = (1, 2, 3, 4, 5)
USER = "4"


@pytest.fixture(scope="module")
def factory_settings(emulator: RunningEmulator) -> dict[int, str]:
    """All that a test may change."""
    tool = Ipmitool.of(emulator.bmcs[0], emulator.control)
    return {selector: tool.parameter("sol", selector) for selector in SELECTORS}


@pytest.fixture(autouse=True)
def restored(tool: Ipmitool, factory_settings: dict[int, str]) -> t.Iterator[None]:
    """Each test finds the factory settings."""
    yield
    for selector, data in factory_settings.items():
        tool.set_parameter("sol", selector, data)


@pytest.mark.parametrize("channel", [("1",), ("14",), ()])
def test_info(tool: Ipmitool, channel: tuple[str, ...]) -> None:
    assert tool.fields("sol", "info", *channel) == {
        "Set in progress": "set-complete",
        "Enabled": "true",
        "Force Encryption": "false",
        "Force Authentication": "false",
        "Privilege Level": "USER",
        "Character Accumulate Level (ms)": "60",
        "Character Send Threshold": "96",
        "Retry Count": "7",
        "Retry Interval (ms)": "500",
        "Volatile Bit Rate (kbps)": "115.2",
        "Non-Volatile Bit Rate (kbps)": "115.2",
        "Payload Channel": "1 (0x01)",
        "Payload Port": "623",
    }


@pytest.mark.parametrize(
    ("parameter", "value", "name", "shown", "selector", "stored"),
    [
        ("enabled", "false", "Enabled", "false", 1, "00"),
        ("force-encryption", "true", "Force Encryption", "true", 2, "82"),
        ("force-authentication", "true", "Force Authentication", "true", 2, "42"),
        ("privilege-level", "user", "Privilege Level", "USER", 2, "02"),
        ("privilege-level", "operator", "Privilege Level", "OPERATOR", 2, "03"),
        ("privilege-level", "admin", "Privilege Level", "ADMINISTRATOR", 2, "04"),
        ("privilege-level", "oem", "Privilege Level", "OEM", 2, "05"),
        ("character-accumulate-level", "10", "Character Accumulate Level (ms)", "50", 3, "0a60"),
        ("character-send-threshold", "40", "Character Send Threshold", "40", 3, "0c28"),
        ("retry-count", "3", "Retry Count", "3", 4, "0332"),
        ("retry-interval", "20", "Retry Interval (ms)", "200", 4, "0714"),
        ("non-volatile-bit-rate", "9.6", "Non-Volatile Bit Rate (kbps)", "9.6", 5, "06"),
        ("non-volatile-bit-rate", "19.2", "Non-Volatile Bit Rate (kbps)", "19.2", 5, "07"),
        ("non-volatile-bit-rate", "38.4", "Non-Volatile Bit Rate (kbps)", "38.4", 5, "08"),
        ("non-volatile-bit-rate", "57.6", "Non-Volatile Bit Rate (kbps)", "57.6", 5, "09"),
        ("non-volatile-bit-rate", "serial", "Non-Volatile Bit Rate (kbps)", "IPMI-Over-Serial-Setting", 5, "00"),
    ],
)
def test_set(tool: Ipmitool, parameter: str, value: str, name: str, shown: str, selector: int, stored: str) -> None:
    """What shares a parameter keeps its value."""
    tool.ok("sol", "set", parameter, value, "1")
    info = tool.fields("sol", "info", "1")
    assert (info[name], info["Set in progress"]) == (shown, "set-complete")
    assert tool.parameter("sol", selector) == stored


def test_volatile_bit_rate_is_not_kept(tool: Ipmitool) -> None:
    tool.ok("sol", "set", "volatile-bit-rate", "57.6", "1")
    info = tool.fields("sol", "info", "1")
    assert (info["Volatile Bit Rate (kbps)"], info["Non-Volatile Bit Rate (kbps)"]) == ("57.6", "115.2")
    tool.control.do("cold_reset", seconds=0)
    assert tool.fields("sol", "info", "1")["Volatile Bit Rate (kbps)"] == "115.2"


def test_set_in_progress(tool: Ipmitool) -> None:
    tool.ok("sol", "set", "set-in-progress", "set-in-progress", "1")
    said = tool.refused("sol", "set", "enabled", "false", "1")
    assert "Attempt to set set-in-progress when not in set-complete state" in said
    assert tool.fields("sol", "info", "1")["Set in progress"] == "set-in-progress"
    tool.ok("sol", "set", "set-in-progress", "set-complete", "1")
    assert tool.fields("sol", "info", "1")["Set in progress"] == "set-complete"
    assert tool.parameter("sol", 1) == "01"


@pytest.mark.parametrize(
    ("parameter", "value"),
    [("enabled", "perhaps"), ("privilege-level", "nobody"), ("retry-count", "8"), ("character-accumulate-level", "0")],
)
def test_value_that_ipmitool_refuses(tool: Ipmitool, parameter: str, value: str) -> None:
    assert f"Invalid value {value} for parameter {parameter}" in tool.refused("sol", "set", parameter, value, "1")


def test_bit_rate_that_ipmitool_refuses(tool: Ipmitool) -> None:
    said = tool.refused("sol", "set", "volatile-bit-rate", "300", "1")
    assert 'Invalid value "300" for parameter "volatile-bit-rate"' in said


def test_value_that_the_bmc_refuses(tool: Ipmitool) -> None:
    """A send threshold of 0 is reserved (IPMI v2.0 §26.2). ipmitool unlocks before it gives up."""
    said = tool.refused("sol", "set", "character-send-threshold", "0", "1")
    assert "Invalid data field in request" in said
    assert tool.fields("sol", "info", "1")["Set in progress"] == "set-complete"


def test_channel_that_is_no_lan(tool: Ipmitool) -> None:
    assert "Invalid data field in request" in tool.refused("sol", "info", "2")


def test_payload(tool: Ipmitool) -> None:
    """As the payloads of user 4, of whom the factory says no."""

    def status() -> str:
        return tool.ok("sol", "payload", "status", "1", USER)

    assert status() == "User 4 on channel 1 is disabled\n"
    tool.ok("sol", "payload", "enable", "1", USER)
    assert status() == "User 4 on channel 1 is enabled\n"
    tool.ok("sol", "payload", "disable", "1", USER)
    assert status() == "User 4 on channel 1 is disabled\n"


def test_payload_of_a_user_that_is_not_there(tool: Ipmitool) -> None:
    said = tool.refused("sol", "payload", "status", "1", "17")
    assert "Error getting SOL payload status for user 17 on channel 1: Parameter out of range" in said


def test_deactivate_when_nothing_is_active(tool: Ipmitool) -> None:
    assert "SOL payload already de-activated" in tool.refused("sol", "deactivate")


def test_activate_when_disabled(tool: Ipmitool) -> None:
    tool.ok("sol", "set", "enabled", "false", "1")
    assert "SOL payload disabled" in tool.run("sol", "activate").text

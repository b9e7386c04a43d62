# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ipmitool chassis: status, power, restore policy, light, restart cause."""

from __future__ import annotations

import pytest
from ansible_collections.baremetal.ipmi.tests.interop.ipmitool.program import Ipmitool

FACTORY_STATUS = {
    "System Power": "on",
    "Power Overload": "false",
    "Power Interlock": "inactive",
    "Main Power Fault": "false",
    "Power Control Fault": "false",
    "Power Restore Policy": "always-on",
    "Chassis Intrusion": "inactive",
    "Front-Panel Lockout": "inactive",
    "Drive Fault": "false",
    "Cooling/Fan Fault": "false",
    "Sleep Button Disable": "allowed",
    "Diag Button Disable": "allowed",
    "Reset Button Disable": "allowed",
    "Power Button Disable": "allowed",
    "Sleep Button Disabled": "false",
    "Diag Button Disabled": "false",
    "Reset Button Disabled": "false",
    "Power Button Disabled": "false",
}


@pytest.fixture(autouse=True)
def switched_on(tool: Ipmitool) -> None:
    """Each test finds the power on."""
    tool.control.do("power", on=True)


def test_status(tool: Ipmitool) -> None:
    status = tool.fields("chassis", "status")
    del status["Last Power Event"]
    assert status == FACTORY_STATUS


@pytest.mark.parametrize(
    ("command", "said", "number", "is_on"),
    [
        ("off", "Down/Off", 0, False),
        ("on", "Up/On", 1, True),
        ("cycle", "Cycle", 2, True),
        ("reset", "Reset", 3, True),
        ("diag", "Diag", 4, True),
        ("soft", "Soft", 5, False),
    ],
)
@pytest.mark.parametrize("prefix", [("chassis", "power"), ("power",)])
def test_power(tool: Ipmitool, prefix: tuple[str, ...], command: str, said: str, number: int, is_on: bool) -> None:
    assert tool.ok(*prefix, command) == f"Chassis Power Control: {said}\n"
    state = tool.control.state()
    assert (state["chassis_actions"][-1], state["power_is_on"]) == (number, is_on)
    assert tool.ok(*prefix, "status") == f"Chassis Power is {'on' if is_on else 'off'}\n"
    assert tool.fields("chassis", "status")["System Power"] == ("on" if is_on else "off")


@pytest.mark.parametrize("command", ["cycle", "reset"])
def test_power_that_is_off_cannot_be_cycled(tool: Ipmitool, command: str) -> None:
    """IPMI v2.0 §28.3 leaves it to the BMC; this one says D5h."""
    tool.ok("chassis", "power", "off")
    assert "Command not supported in present state" in tool.refused("chassis", "power", command)
    assert not tool.control.state()["power_is_on"]


def test_power_on_by_command_is_the_last_power_event(tool: Ipmitool) -> None:
    tool.ok("chassis", "power", "off")
    tool.ok("chassis", "power", "on")
    assert tool.fields("chassis", "status")["Last Power Event"] == "command"
    assert tool.ok("chassis", "restart_cause") == "System restart cause: chassis power control command\n"


def test_policies(tool: Ipmitool) -> None:
    assert tool.fields("chassis", "policy", "list") == {
        "Supported chassis power policy": "always-off always-on previous"
    }


@pytest.mark.parametrize("policy", ["always-off", "previous", "always-on"])
def test_policy(tool: Ipmitool, policy: str) -> None:
    assert tool.ok("chassis", "policy", policy) == f"Set chassis power restore policy to {policy}\n"
    assert tool.fields("chassis", "status")["Power Restore Policy"] == policy


@pytest.mark.parametrize(
    ("arguments", "interval", "seconds"),
    [((), "default (15 seconds)", 15), (("5",), "5 seconds", 5), (("255",), "255 seconds", 255)],
)
def test_identify(tool: Ipmitool, arguments: tuple[str, ...], interval: str, seconds: int) -> None:
    tool.control.advance(1000)
    assert not tool.control.state()["identify"]
    assert tool.ok("chassis", "identify", *arguments) == f"Chassis identify interval: {interval}\n"
    assert tool.control.state()["identify"]
    tool.control.advance(seconds + 1)
    assert not tool.control.state()["identify"]


def test_identify_until_switched_off(tool: Ipmitool) -> None:
    assert tool.ok("chassis", "identify", "force") == "Chassis identify interval: indefinite\n"
    tool.control.advance(100_000)
    assert tool.control.state()["identify"]
    assert tool.ok("chassis", "identify", "0") == "Chassis identify interval: off\n"
    assert not tool.control.state()["identify"]


def test_hours_of_power(tool: Ipmitool) -> None:
    def hours() -> int:
        days, _words, rest = tool.fields("chassis", "poh")["POH Counter"].partition(" days, ")
        return 24 * int(days) + int(rest.split()[0])

    before = hours()
    tool.control.advance(26 * 3600)
    assert hours() - before == 26


def test_buttons(tool: Ipmitool) -> None:
    """Set Front Panel Button Enables, for which ipmitool has no word of its own."""
    tool.ok("raw", "0", "0x0a", "0x05")
    status = tool.fields("chassis", "status")
    tool.ok("raw", "0", "0x0a", "0")
    buttons = ("Power", "Reset", "Diag", "Sleep")
    assert [status[f"{button} Button Disabled"] for button in buttons] == ["true", "false", "true", "false"]


@pytest.mark.parametrize("arguments", [("power", "perhaps"), ("policy", "perhaps"), ("identify", "256")])
def test_word_that_ipmitool_refuses(tool: Ipmitool, arguments: tuple[str, ...]) -> None:
    tool.control.reset_counters()
    tool.refused("chassis", *arguments)
    assert tool.control.counters()["writes"] == {}

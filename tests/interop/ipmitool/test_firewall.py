# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ipmitool firewall: what it shows, what it switches, and what else it does.

Three things that ipmitool does, seen here on BMCs that do as they are told:

* Its guard against switching off Set Command Enables (60h) takes the number of the bit, 0, for a mask. Without
  ``force`` every write therefore switches off all configurable commands of 60h-67h, whatever was asked for.
* ``reset`` has not read the sub-functions that it keeps as they are "where not configurable", and switches off all.
* It reads the first three bytes of Get Command Sub-function Support, versions, as part of the mask, so its column "A"
  of the sub-functions is wrong.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
import types
import typing as t
from dataclasses import replace

import pytest
from ansible_collections.baremetal.ipmi.tests.emulator import personalities
from ansible_collections.baremetal.ipmi.tests.emulator.fleet import Fleet
from ansible_collections.baremetal.ipmi.tests.emulator.handlers.command_inventory import ALWAYS_ON
from ansible_collections.baremetal.ipmi.tests.emulator.options import parse_options
from ansible_collections.baremetal.ipmi.tests.emulator.personalities import generic
from ansible_collections.baremetal.ipmi.tests.emulator.running import RunningBmc, RunningEmulator, running_emulator
from ansible_collections.baremetal.ipmi.tests.interop.ipmitool.program import ENVIRONMENT, Ipmitool

APP = 0x06
SET_COMMAND_ENABLES, SET_COMMAND_SUB_FUNCTION_ENABLES = 0x60, 0x62
CHASSIS_CONTROL = ("channel", "1", "lun", "0", "netfn", "0", "command", "2")
APP_COMMANDS = ("channel", "1", "lun", "0", "netfn", "6")


def numbers(mask: str) -> set[int]:
    """Return the numbers of the bits that are set, in ipmitool's eight groups of four bytes."""
    value = int.from_bytes(bytes.fromhex(mask.replace(" ", "")), "little")
    return {number for number in range(256) if value >> number & 1}


def enabled(tool: Ipmitool, *where: str) -> set[int]:
    return numbers(tool.fields("firewall", "info", *where)["enabled"])


Marks = tuple[bool, bool, bool]
"""Available, configurable, enabled."""


def marks(tool: Ipmitool) -> tuple[Marks, list[Marks]]:
    """Return the marks of Chassis Control and of its 32 sub-functions."""
    rows = [line.split("|")[1:4] for line in tool.ok("firewall", "info", *CHASSIS_CONTROL).splitlines()[2:]]
    command, *sub_functions = [t.cast(Marks, tuple(mark.strip() == "X" for mark in row)) for row in rows]
    assert len(sub_functions) == 32
    return command, sub_functions


def test_info(tool: Ipmitool) -> None:
    info = tool.fields("firewall", "info", "channel", "1")
    assert {name.split()[0] for name in info} == {"00,00", "00,04", "00,06", "00,0a", "00,0c"}
    supported, configurable = numbers(info["00,00 support"]), numbers(info["00,00 configurable"])
    assert {0x00, 0x01, 0x02, 0x08, 0x09} <= supported
    assert configurable <= supported
    assert numbers(info["00,00 enabled"]) == supported
    login = {0x01, 0x38, 0x39, 0x3A, 0x3B, 0x3C}
    assert login <= numbers(info["00,06 enabled"]) - numbers(info["00,06 configurable"])


@pytest.mark.parametrize("channel", ["2", "14", "15"])
def test_info_of_another_channel(tool: Ipmitool, channel: str) -> None:
    assert tool.ok("firewall", "info", "channel", channel) == tool.ok("firewall", "info", "channel", "1")


def test_info_of_one_command(tool: Ipmitool) -> None:
    command, sub_functions = marks(tool)
    assert command == (True, True, True)
    six_values = [True] * 6 + [False] * 26
    assert [configurable for _available, configurable, _enabled in sub_functions] == six_values
    assert [enabled for _available, _configurable, enabled in sub_functions] == six_values
    # 00h, 20h and 10h are the versions; C0h is the beginning of the mask, in which a bit says that there is none.
    misread = numbers("002010c0")
    unmarked = {number for number, (available, _configurable, _enabled) in enumerate(sub_functions) if not available}
    assert unmarked == misread


@pytest.mark.parametrize(
    ("where", "complaint"),
    [
        (("channel", "9"), "Get NetFn Support command failed: Invalid data field in request"),
        (("channel", "1", "lun", "0", "netfn", "8"), "not supported"),
        (("channel", "1", "lun", "1", "netfn", "6"), "not supported"),
        (("channel", "1", "lun", "0", "netfn", "0x2c"), "not supported"),
        (("channel", "1", "netfn", "6"), "if netfn is set, so must be lun"),
    ],
)
def test_info_of_what_is_not_there(tool: Ipmitool, where: tuple[str, ...], complaint: str) -> None:
    assert complaint in tool.run("firewall", "info", *where).errors


def test_command(tool: Ipmitool) -> None:
    """With all its sub-functions."""
    before = enabled(tool, "channel", "1", "lun", "0", "netfn", "0")
    tool.ok("firewall", "disable", *CHASSIS_CONTROL)
    assert enabled(tool, "channel", "1", "lun", "0", "netfn", "0") == before - {2}
    command, sub_functions = marks(tool)
    assert not any(mark[2] for mark in [command, *sub_functions])
    assert "Insufficient privilege level" in tool.refused("chassis", "power", "off")
    assert tool.control.state()["power_is_on"]
    tool.ok("firewall", "enable", *CHASSIS_CONTROL)
    assert enabled(tool, "channel", "1", "lun", "0", "netfn", "0") == before
    tool.ok("chassis", "power", "on")


def test_command_on_one_channel_only(tool: Ipmitool) -> None:
    tool.ok("firewall", "disable", *CHASSIS_CONTROL)
    chassis, chassis_control, power_on = 0x00, 0x02, b"\x01"
    assert tool.control.raw(chassis, chassis_control, power_on) == b"\x00"
    assert 2 in enabled(tool, "channel", "15", "lun", "0", "netfn", "0")
    tool.ok("firewall", "enable", *CHASSIS_CONTROL)


def test_sub_function(tool: Ipmitool) -> None:
    tool.ok("firewall", "disable", *CHASSIS_CONTROL, "subfn", "3")
    _command, sub_functions = marks(tool)
    assert [number for number, mark in enumerate(sub_functions) if mark[1] and not mark[2]] == [3]
    assert "command disabled" in tool.refused("chassis", "power", "reset")
    tool.ok("chassis", "power", "cycle")
    tool.ok("firewall", "enable", *CHASSIS_CONTROL, "subfn", "3")
    tool.ok("chassis", "power", "reset")


def test_network_function(tool: Ipmitool) -> None:
    """All at once, and what cannot be configured stays."""
    before = enabled(tool, *APP_COMMANDS)
    configurable = numbers(tool.fields("firewall", "info", *APP_COMMANDS)["configurable"])
    tool.ok("firewall", "disable", *APP_COMMANDS)
    assert enabled(tool, *APP_COMMANDS) == before - configurable
    assert "Insufficient privilege level" in tool.refused("user", "list", "1")
    tool.ok("firewall", "enable", *APP_COMMANDS)
    assert enabled(tool, *APP_COMMANDS) == before


@pytest.mark.parametrize("force", [(), ("force",)])
def test_what_cannot_be_configured_stays(tool: Ipmitool, force: tuple[str, ...]) -> None:
    """Here Set Command Enables is such a command, so that the firewall can always be undone."""
    before = enabled(tool, *APP_COMMANDS)
    assert SET_COMMAND_ENABLES in before
    tool.ok("firewall", "disable", *APP_COMMANDS, "command", str(SET_COMMAND_ENABLES), *force)
    assert enabled(tool, *APP_COMMANDS) == before


def test_settings_outlast_a_cold_reset(tool: Ipmitool) -> None:
    tool.ok("firewall", "disable", *CHASSIS_CONTROL)
    tool.control.do("cold_reset", seconds=0)
    assert "Insufficient privilege level" in tool.refused("chassis", "power", "off")
    tool.ok("firewall", "enable", *CHASSIS_CONTROL)


@pytest.fixture
def factory_state(program: None) -> t.Iterator[RunningEmulator]:
    """A BMC for one test that leaves it unusable."""
    with running_emulator(username="admin", password="correct-horse") as emulator:
        yield emulator


def test_reset_switches_all_sub_functions_off(factory_state: RunningEmulator) -> None:
    """It asks for 32,768 commands on all LUNs; it is stopped when it is through with the first network functions."""
    tool = Ipmitool.of(factory_state.bmcs[0], factory_state.control)
    tool.ok("firewall", "disable", *CHASSIS_CONTROL)
    command = tool.command("firewall", "reset", "channel", "1")
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=ENVIRONMENT
    ) as run:
        assert run.stdout is not None
        assert "reset lun 0, netfn 1, command\n" in run.stdout
        run.kill()
    tool.forget_sessions()
    command, sub_functions = marks(tool)
    assert command == (True, True, True)
    assert not any(enabled for _available, _configurable, enabled in sub_functions)
    assert "command disabled" in tool.refused("chassis", "power", "off")


class SelfLocking:
    """A BMC that lets everybody switch off the two commands that set enables: as specified, save on channel Fh.

    No make is known to be so, hence no personality; it runs in a thread, to which its own event loop belongs.
    """

    def __init__(self) -> None:
        name = "self_locking"
        commands = {(APP, SET_COMMAND_ENABLES), (APP, SET_COMMAND_SUB_FUNCTION_ENABLES)}
        module = types.ModuleType(name)
        module.PERSONALITY = replace(generic.PERSONALITY, unconfigurable_commands=ALWAYS_ON - commands)
        sys.modules[f"{personalities.__name__}.{name}"] = module
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._fleet = Fleet(parse_options(["--personality", name, "--port", "0"]))
        asyncio.run_coroutine_threadsafe(self._fleet.open(), self._loop).result(10)
        self.bmc = RunningBmc(password="admin", **self._fleet.describe()[0])

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._fleet.close)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


@pytest.fixture
def self_locking(emulator: RunningEmulator) -> t.Iterator[Ipmitool]:
    bmc = SelfLocking()
    yield Ipmitool.of(bmc.bmc, emulator.control)
    bmc.close()


def test_guard_switches_off_what_it_guards(self_locking: Ipmitool) -> None:
    """60h and 62h go although 43h was named, and the second half of the write is refused for that."""
    before = enabled(self_locking, *APP_COMMANDS)
    said = self_locking.refused("firewall", "disable", *APP_COMMANDS, "command", "0x43")
    assert "Set Command Enables (LUN=0, NetFn=6, op=1) command failed: Insufficient privilege level" in said
    locked = {SET_COMMAND_ENABLES, SET_COMMAND_SUB_FUNCTION_ENABLES}
    assert enabled(self_locking, *APP_COMMANDS) == before - {0x43} - locked
    assert "Insufficient privilege level" in self_locking.refused("firewall", "enable", *APP_COMMANDS)


def test_force_is_what_keeps_the_rest(self_locking: Ipmitool) -> None:
    before = enabled(self_locking, *APP_COMMANDS)
    self_locking.ok("firewall", "disable", *APP_COMMANDS, "command", "0x43", "force")
    assert enabled(self_locking, *APP_COMMANDS) == before - {0x43}

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults: rules that are understood or refused, and what they do to datagrams and commands."""

from __future__ import annotations

import json

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.device import GetDeviceIdRequest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.session import (
    SetSessionPrivilegeLevelRequest,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.user import SetUserNameRequest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.rmcp.asf import pack_ping
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.rmcp_plus import RmcpPlusStatus as Status
from ansible_collections.baremetal.ipmi.tests.emulator.faults import FaultError, Faults
from ansible_collections.baremetal.ipmi.tests.unit.emulator.console import Bench, ConsoleV15, ConsoleV20

RENAME = SetUserNameRequest(user_id=5, user_name="new")


def administrator(bench: Bench) -> ConsoleV20:
    console = ConsoleV20(bench)
    assert console.login() == Status.OK
    console.ask(SetSessionPrivilegeLevelRequest(privilege_level=4))
    return console


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        ({"fault": "flood"}, "there is no fault 'flood'"),
        ({}, "there is no fault None"),
        ({"fault": "drop", "code": 3}, "has no code"),
        ({"fault": "drop", "direction": "up"}, "'up' is none of in, out, both"),
        ({"fault": "busy", "command": "Get Lost"}, "there is no command 'Get Lost'"),
        ({"fault": "busy", "data": "xyz"}, "is wrong"),
    ],
)
def test_rules_that_make_no_sense_are_refused(rule, reason):
    with pytest.raises(FaultError, match=reason):
        Faults().add(rule)


def test_rules_come_from_a_file(tmp_path):
    path = tmp_path / "faults.json"
    path.write_text(json.dumps([{"fault": "silence"}]))
    bench = Bench()
    bench.bmc.faults.load(path)
    assert bench.send(pack_ping()) == []
    path.write_text("{")
    with pytest.raises(FaultError, match="no JSON"):
        bench.bmc.faults.load(path)


@pytest.mark.parametrize(
    ("rule", "outcome"),
    [
        ({"fault": "drop"}, []),
        ({"fault": "drop", "direction": "in"}, [(0.0, b"data")]),
        ({"fault": "drop", "direction": "out"}, []),
        ({"fault": "drop", "bmc": 1}, [(0.0, b"data")]),
        ({"fault": "drop", "bmc": [0, 3]}, []),
        ({"fault": "drop", "probability": 0.0}, [(0.0, b"data")]),
        ({"fault": "duplicate"}, [(0.0, b"data")] * 2),
        ({"fault": "delay", "seconds": 0.5}, [(0.5, b"data")]),
        ({"fault": "reorder"}, [(0.05, b"data")]),
    ],
)
def test_datagrams_on_their_way_out(rule, outcome):
    bench = Bench()
    bench.bmc.faults.add(rule)
    assert bench.bmc.faults.on_wire(bench.bmc, "out", b"data") == outcome


def test_corruption_flips_one_bit_and_is_the_same_for_the_same_seed():
    bench = Bench()

    def corrupted(seed: int) -> list[bytes]:
        faults = Faults(seed)
        faults.add({"fault": "corrupt"})
        return [faults.on_wire(bench.bmc, "in", bytes(20))[0][1] for _time in range(10)]

    assert all(sum(bin(byte).count("1") for byte in data) == 1 for data in corrupted(1))
    assert corrupted(1) == corrupted(1) != corrupted(2)


def test_probability_is_kept_over_many_datagrams():
    bench = Bench()
    bench.bmc.faults.add({"fault": "drop", "probability": 0.3})
    dropped = sum(not bench.bmc.faults.on_wire(bench.bmc, "in", b"x") for _time in range(2000))
    assert 500 < dropped < 700


def test_skip_and_count_choose_which_matches_strike():
    bench = Bench()
    bench.bmc.faults.add({"fault": "drop", "skip": 1, "count": 2})
    outcomes = [bool(bench.bmc.faults.on_wire(bench.bmc, "in", b"x")) for _time in range(5)]
    assert outcomes == [True, False, False, True, True]


def test_a_completion_code_instead_of_the_command():
    bench = Bench()
    console = administrator(bench)
    number = bench.bmc.faults.add({"fault": "completion_code", "command": "Set User Name", "code": 0xFF, "data": "05"})
    assert console.ask(RENAME) == 0xFF
    assert not isinstance(console.ask(SetUserNameRequest(user_id=6, user_name="other")), int)
    assert 5 not in bench.bmc.stored.users or not bench.bmc.stored.users[5].name
    bench.bmc.faults.remove(number)
    assert not isinstance(console.ask(RENAME), int)


def test_busy_for_the_first_requests():
    bench = Bench()
    console = administrator(bench)
    bench.bmc.faults.add({"fault": "busy", "count": 2, "net_fn": 6, "command": 1})
    answers = [console.ask(GetDeviceIdRequest()) for _time in range(3)]
    assert answers[:2] == [0xC0, 0xC0]
    assert answers[2].manufacturer_id == 7154


def test_a_write_is_acknowledged_and_ignored():
    bench = Bench()
    console = administrator(bench)
    bench.bmc.faults.add({"fault": "ignore_write", "command": "Set User Name"})
    assert not isinstance(console.ask(RENAME), int)
    assert 5 not in bench.bmc.stored.users
    assert bench.bmc.counters.writes == {"Set User Name": 1}


def test_what_only_reads_is_not_ignored():
    bench = Bench()
    console = administrator(bench)
    bench.bmc.faults.add({"fault": "ignore_write"})
    assert console.ask(GetDeviceIdRequest()).manufacturer_id == 7154


@pytest.mark.parametrize(("when", "name"), [("before", b""), ("after", b"new")])
def test_a_restart_in_the_middle(when, name):
    bench = Bench()
    console = administrator(bench)
    bench.bmc.faults.add({"fault": "reboot", "command": "Set User Name", "when": when, "seconds": 9, "count": 1})
    assert console.ask(RENAME) is None
    bench.time += 8
    assert bench.send(pack_ping()) == []
    bench.time += 2
    assert console.ask(GetDeviceIdRequest()) is None
    assert bench.bmc.user(5).name == name
    assert not isinstance(administrator(bench).ask(RENAME), int)


def test_a_restart_right_after_the_answer():
    bench = Bench()
    console = administrator(bench)
    bench.bmc.faults.add({"fault": "reboot", "command": "Set User Name", "when": "after", "answered": True})
    assert not isinstance(console.ask(RENAME), int)
    assert bench.send(pack_ping()) == []


def test_no_session_can_be_opened():
    bench = Bench()
    bench.bmc.faults.add({"fault": "sessions_exhausted"})
    assert ConsoleV20(bench).open_session().status == Status.INSUFFICIENT_RESOURCES
    assert ConsoleV15(bench).login() == 0x81
    bench.bmc.faults.clear()
    assert ConsoleV20(bench).login() == Status.OK

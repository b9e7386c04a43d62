# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Commands that take time: what comes meanwhile waits in order, or is lost at a BMC with a single buffer."""

from __future__ import annotations

import heapq
import itertools

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.device import GetDeviceIdRequest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.session import GetSystemGuidRequest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.user import (
    GetUserNameRequest,
    SetUserNameRequest,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.rmcp.asf import pack_ping
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.rmcp.session_v15 import PacketV15
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.rmcp_plus import RmcpPlusStatus as Status
from ansible_collections.baremetal.ipmi.tests.emulator.personality import load_personality
from ansible_collections.baremetal.ipmi.tests.emulator.reception import MOST_WAITING, Reception
from ansible_collections.baremetal.ipmi.tests.unit.emulator.console import ADDRESS, Bench, ConsoleV20, pack_request

SINGLE_BUFFER = load_personality("generic").with_quirk("one_request_at_a_time")


class Timeline(Bench):
    """A bench on which answers come when they come: ``sent`` holds (time, datagram)."""

    def __init__(self, personality="generic"):
        super().__init__(personality)
        self.sent = []
        self._actions = []
        self._order = itertools.count()
        self._reception = Reception(self.bmc, self._deliver, self._later)

    def _later(self, seconds, action):
        heapq.heappush(self._actions, (self.time + seconds, next(self._order), action))

    def _deliver(self, answers, address):
        self.sent += [(round(self.time - 1000, 6), answer) for answer in answers]
        for action in self.bmc.take_after_answer():
            action()

    def receive(self, *datagrams):
        for datagram in datagrams:
            self._reception.take(datagram, ADDRESS)

    def wait(self, seconds):
        until = self.time + seconds
        while self._actions and self._actions[0][0] <= until:
            self.time, _order, action = heapq.heappop(self._actions)
            action()
        self.time = until

    @property
    def times(self):
        return [time for time, _datagram in self.sent]


def asked(*sequences, request=None):
    """Return requests outside a session, told apart by their sequence numbers."""
    return [PacketV15(pack_request(request or GetSystemGuidRequest(), one)).pack() for one in sequences]


def sequences_of(line):
    return [PacketV15.unpack(datagram).message[4] >> 2 for _time, datagram in line.sent]


def test_without_the_fault_an_answer_comes_at_once():
    line = Timeline()
    line.receive(*asked(1, 2))
    assert line.times == [0, 0]


def test_what_comes_while_a_command_is_carried_out_is_answered_in_order():
    line = Timeline()
    line.bmc.faults.add({"fault": "work", "seconds": 0.02})
    line.receive(*asked(1, 2))
    line.wait(0.01)
    assert line.sent == []
    line.receive(*asked(3))
    line.wait(1)
    assert line.times == [0.02, 0.04, 0.06]
    assert sequences_of(line) == [1, 2, 3]
    line.receive(*asked(4))
    line.wait(1)
    assert line.times[3:] == [1.03]


def test_a_bmc_with_a_single_buffer_loses_it():
    line = Timeline(SINGLE_BUFFER)
    line.bmc.faults.add({"fault": "work", "seconds": 0.02})
    line.receive(*asked(1, 2), pack_ping())
    line.wait(0.03)
    assert sequences_of(line) == [1]
    assert line.bmc.counters.datagrams_in == 3
    assert line.bmc.counters.refused_datagrams == 2
    line.receive(*asked(3))
    line.wait(1)
    assert sequences_of(line) == [1, 3]


def test_a_single_buffer_is_enough_for_commands_that_take_no_time():
    line = Timeline(SINGLE_BUFFER)
    line.receive(*asked(1, 2, 3))
    assert sequences_of(line) == [1, 2, 3]


def test_only_the_commands_named_take_time():
    line = Timeline()
    line.bmc.faults.add({"fault": "work", "seconds": 0.5, "command": "Get Device GUID"})
    line.bmc.faults.add({"fault": "work", "seconds": 0.5, "command": "Get System GUID", "count": 1})
    line.receive(*asked(1, 2))
    line.wait(1)
    assert line.times == [0.5, 0.5]


def test_work_goes_together_with_other_faults():
    bench = Bench()
    console = ConsoleV20(bench)
    assert console.login() == Status.OK
    bench.bmc.faults.add({"fault": "work"})
    bench.bmc.faults.add({"fault": "busy", "command": "Get Device ID"})
    assert console.ask(GetDeviceIdRequest()) == 0xC0
    assert bench.lan.take_work() == 0.02


def test_login_and_pings_take_no_time():
    line = Timeline()
    line.bmc.faults.add({"fault": "work"})
    assert ConsoleV20(line).login() == Status.OK
    assert line.lan.take_work() == 0
    line.receive(pack_ping())
    assert line.times == [0]


def test_a_retransmission_that_waited_is_answered_without_more_work():
    line = Timeline()
    console = ConsoleV20(line)
    assert console.login() == Status.OK
    line.bmc.faults.add({"fault": "work"})
    message = pack_request(GetUserNameRequest(user_id=1), 5)
    line.receive(console.seal(message), console.seal(message))
    line.wait(1)
    assert line.times == [0.02, 0.02]
    assert line.bmc.counters.requests == {"Get User Name": 1}
    assert line.bmc.counters.duplicates_answered == 1


def test_what_is_to_be_done_after_the_answer_waits_for_it():
    line = Timeline()
    rule = {"fault": "reboot", "command": "Get System GUID", "when": "after", "answered": True, "seconds": 5}
    line.bmc.faults.add(rule)
    line.bmc.faults.add({"fault": "work", "seconds": 0.02})
    line.receive(*asked(1, 2))
    assert not line.bmc.is_down()
    line.wait(1)
    assert line.bmc.is_down()
    assert sequences_of(line) == [1]


def test_a_restart_loses_the_work_and_what_waited():
    line = Timeline()
    line.bmc.faults.add({"fault": "work", "seconds": 1})
    line.receive(*asked(1, 2))
    line.bmc.restart(0.5)
    line.wait(3)
    assert line.sent == []
    line.receive(*asked(3))
    line.wait(1)
    assert sequences_of(line) == [3]


def test_there_is_an_end_to_waiting():
    line = Timeline()
    line.bmc.faults.add({"fault": "work", "seconds": 1, "count": 1})
    line.receive(*asked(*range(1, 60)) * 10)
    line.wait(2)
    assert len(line.sent) == 1 + MOST_WAITING


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_command_is_carried_out_when_its_turn_comes(when):
    line = Timeline()
    console = ConsoleV20(line)
    assert console.login() == Status.OK
    line.bmc.faults.add({"fault": "work", "seconds": 1})
    line.receive(*asked(1), console.seal(pack_request(SetUserNameRequest(user_id=5, user_name="new"))))
    line.wait(0.5 if when == "before" else 1.5)
    assert line.bmc.counters.writes == ({} if when == "before" else {"Set User Name": 1})


def test_a_quirk_has_to_exist():
    with pytest.raises(ValueError, match="no quirk 'haste'"):
        load_personality("generic").with_quirk("haste")

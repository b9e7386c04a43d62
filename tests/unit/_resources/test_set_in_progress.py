# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Set in progress is waited for, done without where it is missing, and released in every case."""

from __future__ import annotations

import dataclasses
import typing as t

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.codec.message import Request
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.errors import DeadlineExceeded, NotSupported
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.lan import LAN
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.set_in_progress import SetInProgressHeld
from ansible_collections.baremetal.ipmi.tests.unit._resources.lan_console import LanConsole
from ansible_collections.baremetal.ipmi.tests.unit.resource_task import perform

LOCK = ("lan", 1)
SET_IN_PROGRESS = 0
FREE, HELD = 0, 1


def test_somebody_else_is_waited_for() -> None:
    console = LanConsole()
    console.bmc.volatile.set_in_progress[LOCK] = HELD
    console.bmc.later(2.5, lambda: console.bmc.volatile.set_in_progress.__setitem__(LOCK, FREE))
    assert perform(console, LAN, vlan_priority=1).changed
    assert console.time == 3.0


def test_somebody_else_who_does_not_end_is_named() -> None:
    console = LanConsole()
    console.bmc.volatile.set_in_progress[LOCK] = HELD
    with pytest.raises(SetInProgressHeld, match="the LAN configuration of channel 1") as caught:
        perform(console, LAN, vlan_priority=1)
    assert caught.value.error_code == "set_in_progress"
    assert console.bmc.volatile.set_in_progress[LOCK] == HELD
    assert console.stored(21) == "00"


@pytest.mark.parametrize("code", [0x80, 0x82, 0xC1, 0xCC])
def test_a_bmc_without_it_is_written_without_it(code: int) -> None:
    console = LanConsole()
    quirks = dataclasses.replace(console.bmc.personality.quirks, set_in_progress_refused=True)
    console.bmc.personality = dataclasses.replace(console.bmc.personality, quirks=quirks, set_in_progress_code=code)
    assert perform(console, LAN, vlan_priority=1).changed
    assert console.written == [(0, "01"), (21, "01")]


def test_a_bmc_that_insists_on_it_gets_it() -> None:
    console = LanConsole()
    quirks = dataclasses.replace(console.bmc.personality.quirks, lan_writes_need_set_in_progress=True)
    console.bmc.personality = dataclasses.replace(console.bmc.personality, quirks=quirks)
    assert perform(console, LAN, vlan_priority=1).changed


def test_it_is_released_when_the_time_of_the_task_is_over() -> None:
    class Late(LanConsole):
        """Its time is over as soon as the first setting is written."""

        def _send(self, request: Request) -> t.Any:
            answer = super()._send(request)
            if self.selectors and self.selectors[-1] != SET_IN_PROGRESS:
                self.deadline = min(self.deadline, self.time)
            return answer

    console = Late()
    with pytest.raises(DeadlineExceeded):
        perform(console, LAN, vlan_priority=1, time_to_live=64, gratuitous_arp_interval=4000)
    assert console.written[-1] == (0, "00")
    assert console.bmc.volatile.set_in_progress[LOCK] == FREE


def test_it_is_released_after_a_refused_write() -> None:
    console = LanConsole()
    console.bmc.personality = dataclasses.replace(console.bmc.personality, read_only_lan_parameters=frozenset({21}))
    with pytest.raises(NotSupported, match="vlan_priority: this BMC does not let it be changed"):
        perform(console, LAN, vlan_priority=1)
    assert console.written[-1] == (0, "00")
    assert console.bmc.volatile.set_in_progress[LOCK] == FREE

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two requests in flight to emulated BMCs that take their time, over real sockets."""

from __future__ import annotations

import asyncio
import typing as t

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.client.asynchronous import run_async
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.client.blocking import run
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.client.login import Login
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.bmc import Bmc
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.config import CONFIG_INFO
from ansible_collections.baremetal.ipmi.tests.emulator.running import RunningEmulator, running_emulator

Run = t.Callable[[Login, t.Any], t.Any]
SECONDS = 0.01
PASSWORD = "correct-horse"


def document(emulator: RunningEmulator, run_it: Run, **changes: t.Any) -> t.Any:
    """Return what config_info reads."""
    one = emulator.bmcs[0]
    bmc = Bmc()

    def reads() -> t.Generator[t.Any, t.Any, t.Any]:
        yield from bmc.identify()
        return (yield from CONFIG_INFO.perform(bmc, CONFIG_INFO.check({"sections": None}), False))

    login = Login(host=one.host, port=one.port, username=one.username, password=PASSWORD, timeout=60, **changes)
    return run_it(login, reads()).values["document"]


def in_asyncio(login: Login, procedure: t.Any) -> t.Any:
    return asyncio.run(run_async(login, procedure))


@pytest.fixture(scope="module")
def expected() -> t.Any:
    """What a BMC holds that answers at once."""
    with running_emulator(username="admin", password=PASSWORD) as emulator:
        return document(emulator, run)


@pytest.mark.parametrize("run_it", [run, in_asyncio], ids=["blocking", "asyncio"])
@pytest.mark.parametrize("interface", ["lanplus", "lan"])
def test_a_bmc_that_works_in_order(expected: t.Any, run_it: Run, interface: str) -> None:
    with running_emulator(username="admin", password=PASSWORD) as emulator:
        emulator.control.add_fault("work", seconds=SECONDS)
        assert document(emulator, run_it, interface=interface) == expected
        assert emulator.control.counters(0)["refused_datagrams"] == 0


def test_a_bmc_with_room_for_one_request(expected: t.Any) -> None:
    with running_emulator(username="admin", password=PASSWORD, quirk="one_request_at_a_time") as emulator:
        emulator.control.add_fault("work", seconds=SECONDS)
        assert document(emulator, run) == expected
        assert 1 <= emulator.control.counters(0)["refused_datagrams"] <= 3


def test_a_bmc_that_is_busy_now_and_then(expected: t.Any) -> None:
    with running_emulator(username="admin", password=PASSWORD) as emulator:
        emulator.control.add_fault("work", seconds=SECONDS)
        emulator.control.add_fault("busy", command="Get User Name", probability=0.1)
        assert document(emulator, run) == expected


def test_a_network_that_loses_and_doubles(expected: t.Any) -> None:
    with running_emulator(username="admin", password=PASSWORD, seed=3) as emulator:
        emulator.control.add_fault("drop", probability=0.03)
        emulator.control.add_fault("duplicate", probability=0.05)
        emulator.control.add_fault("reorder", direction="out", probability=0.05, seconds=0.02)
        assert document(emulator, run) == expected

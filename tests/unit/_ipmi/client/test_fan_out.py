# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How work is shared out; what the work is does not matter here. Against BMCs: tests/integration/test_fan_out.py."""

from __future__ import annotations

import asyncio
import typing as t

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.client.fan_out import fan_out, run_fleet
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.errors import IpmiError, NoAnswer

AT_ONCE = 3
FOREVER = 3600


class Fleet:
    """Work that takes a turn or two of the loop, and keeps track of itself."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.taken = 0
        self.most_ahead = 0
        self.running: set[int] = set()
        self.most_running = 0
        self.results: dict[int, t.Any] = {}

    def items(self) -> t.Iterator[int]:
        for number in range(self.count):
            self.taken += 1
            self.most_ahead = max(self.most_ahead, self.taken - len(self.results))
            yield number

    async def work(self, number: int) -> int:
        self.running.add(number)
        self.most_running = max(self.most_running, len(self.running))
        try:
            for _turn in range(1 + number % 3):
                await asyncio.sleep(0)
            return self.end(number)
        finally:
            self.running.discard(number)

    def end(self, number: int) -> int:
        return 10 * number

    def done(self, number: int, result: t.Any) -> None:
        self.results[number] = result

    def run(self, at_once: int = AT_ONCE) -> None:
        asyncio.run(fan_out(self.items(), self.work, at_once=at_once, done=self.done))


def test_every_item_once_and_no_more_than_that_at_a_time() -> None:
    fleet = Fleet(50)
    fleet.run()
    assert fleet.results == {number: 10 * number for number in range(50)}
    assert fleet.most_running == AT_ONCE


def test_items_are_made_when_they_are_needed() -> None:
    fleet = Fleet(50)
    fleet.run()
    assert fleet.most_ahead <= AT_ONCE


@pytest.mark.parametrize("count", [0, 1])
def test_fewer_items_than_workers(count: int) -> None:
    fleet = Fleet(count)
    fleet.run()
    assert len(fleet.results) == count


@pytest.mark.parametrize("at_once", [0, -1])
def test_nobody_to_work(at_once: int) -> None:
    with pytest.raises(ValueError, match="at_once"):
        Fleet(1).run(at_once)


def test_an_ipmi_error_is_the_result_of_one_item() -> None:
    class OneDead(Fleet):
        def end(self, number: int) -> int:
            if number == 7:
                raise NoAnswer("nobody is there")
            return super().end(number)

    fleet = OneDead(20)
    fleet.run()
    assert len(fleet.results) == 20
    assert [number for number, result in fleet.results.items() if isinstance(result, IpmiError)] == [7]


class Stopping(Fleet):
    """All but one item take for ever, and need a while to stop."""

    def __init__(self, where: str) -> None:
        super().__init__(20)
        self.where = where
        self.stopped: set[int] = set()

    def stop(self, where: str) -> None:
        if where == self.where:
            raise RuntimeError("a bug")

    def items(self) -> t.Iterator[int]:
        for number in super().items():
            if number == AT_ONCE:
                self.stop("items")
            yield number

    async def work(self, number: int) -> int:
        if number == 0:
            await asyncio.sleep(0)
            self.stop("work")
            return 0
        try:
            await asyncio.sleep(FOREVER)
        finally:
            await asyncio.sleep(0.01)
            self.stopped.add(number)
        return number

    def done(self, number: int, result: t.Any) -> None:
        self.stop("done")


@pytest.mark.parametrize("where", ["items", "work", "done"])
def test_any_other_exception_ends_it_all(where: str) -> None:
    fleet = Stopping(where)
    with pytest.raises(RuntimeError, match="a bug"):
        fleet.run()
    assert fleet.stopped == set(range(1, AT_ONCE))


def test_a_cancelled_fleet_has_stopped() -> None:
    fleet = Stopping("nowhere")

    async def cancel() -> None:
        task = asyncio.ensure_future(fan_out(fleet.items(), fleet.work, at_once=AT_ONCE, done=fleet.done))
        while fleet.taken <= AT_ONCE:
            await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert fleet.stopped == set(range(1, AT_ONCE + 1))

    asyncio.run(cancel())


def test_a_loop_of_its_own() -> None:
    fleet = Fleet(10)
    warnings: list[str] = []
    run_fleet(fleet.items(), fleet.work, at_once=AT_ONCE, done=fleet.done, warn=warnings.append)
    assert len(fleet.results) == 10
    assert not warnings

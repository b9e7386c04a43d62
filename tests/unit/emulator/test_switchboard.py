# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sockets of a fleet: everybody's turn comes, whoever else is loud. Counted, not timed."""

from __future__ import annotations

import asyncio
import socket

from ansible_collections.baremetal.ipmi.tests.emulator.switchboard import BATCH, Switchboard

MOST_TURNS = 2000


class Line:
    """A socket of which every datagram read is noted in a journal that several lines share."""

    def __init__(self, name: str, journal: list[str]) -> None:
        self.name = name
        self._journal = journal
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.socket.setblocking(False)

    def read(self) -> None:
        try:
            self.socket.recvfrom(100)
        except BlockingIOError:
            self._journal.append("nothing")
        else:
            self._journal.append(self.name)


def journal_of(amounts: dict[str, int]) -> list[str]:
    """Return in which order datagrams are read that are all there at the beginning; "turn" is the event loop's."""
    journal: list[str] = []

    async def run() -> None:
        switchboard = Switchboard()
        lines = [Line(name, journal) for name in amounts]
        try:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
                for line in lines:
                    for _datagram in range(amounts[line.name]):
                        sender.sendto(b"x", line.socket.getsockname())
            for line in lines:
                switchboard.watch(line.socket, line)
            for _turn in range(MOST_TURNS):
                await asyncio.sleep(0)
                journal.append("turn")
                if sum(name in amounts for name in journal) == sum(amounts.values()):
                    break
        finally:
            for line in lines:
                switchboard.forget(line.socket)
                line.socket.close()
            switchboard.close()

    asyncio.run(run())
    return journal


def test_a_loud_line_does_not_hold_up_the_others():
    reads = [name for name in journal_of({"loud": 150, "quiet": 10, "other": 10}) if name != "turn"]
    assert reads.count("loud") == 150
    last = max(index for index, name in enumerate(reads) if name in ("quiet", "other"))
    assert last < 3 * 10
    assert "nothing" not in reads


def test_the_event_loop_gets_its_turn_in_between():
    journal = journal_of({"loud": 150, "louder": 150})
    longest = max(len(run.split()) for run in " ".join(journal).split("turn"))
    assert longest == BATCH


def test_many_lines_are_all_read_before_any_is_read_again():
    names = [str(number) for number in range(3 * BATCH)]
    reads = [name for name in journal_of(dict.fromkeys(names, 2)) if name != "turn"]
    assert sorted(reads[: len(names)]) == sorted(names)


def test_what_is_to_happen_later_is_counted():
    async def run() -> list[int]:
        switchboard = Switchboard()
        counts = []
        done = asyncio.Event()
        switchboard.later(0.0, lambda: counts.append(switchboard.scheduled))
        switchboard.later(0.001, done.set)
        counts.append(switchboard.scheduled)
        await asyncio.wait_for(done.wait(), 10)
        counts.append(switchboard.scheduled)
        switchboard.close()
        return counts

    assert asyncio.run(run()) == [2, 1, 0]

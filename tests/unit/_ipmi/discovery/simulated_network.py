# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A network of many hosts in memory, with time as a number, and a sweep driven over it.

A host is a function from a datagram to the datagrams that it answers with, or to an error of the network.
"""

from __future__ import annotations

import heapq
import itertools
import random
import typing as t

from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.discovery.sighting import Target
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.discovery.sweep import Address, Sweep
from ansible_collections.baremetal.ipmi.tests.emulator.bmc import Bmc
from ansible_collections.baremetal.ipmi.tests.emulator.lan import LanInterface
from ansible_collections.baremetal.ipmi.tests.emulator.personality import load_personality
from ansible_collections.baremetal.ipmi.tests.emulator.registry import load_handlers

Answer = t.Union[bytes, OSError]
Host = t.Callable[[bytes], t.Sequence[Answer]]

CONSOLE = ("192.0.2.1", 40000)
MOST_TURNS = 2_000_000


def emulated(personality: str = "generic") -> Host:
    """Return an emulated BMC."""
    load_handlers()
    lan = LanInterface(Bmc(load_personality(personality), clock=lambda: 0.0))
    return lambda datagram: lan.receive(datagram, CONSOLE)


class Sent(t.NamedTuple):
    """One datagram that the sweep has sent."""

    at: float
    datagram: bytes
    address: Address


class Arrived(t.NamedTuple):
    """One thing that has come to the sweep."""

    at: float
    answer: Answer
    address: Address


class Network:
    """Carries datagrams both ways. ``seed`` decides what is lost, doubled, and how long each takes, hence the order."""

    def __init__(
        self, hosts: dict[Address, Host], seed: int = 0, *, loss: float = 0, repeat: float = 0, delay: float = 0.02
    ) -> None:
        self.now = 1000.0
        self.sent: list[Sent] = []
        self.arrived: list[Arrived] = []
        self._hosts = hosts
        self._loss, self._repeat, self._delay = loss, repeat, delay
        self._random = random.Random(seed)
        self._travelling: list[tuple[float, int, Answer, Address]] = []
        self._order = itertools.count()

    def inject(self, at: float, answer: Answer, address: Address) -> None:
        """Let something arrive at a time, wherever it is from."""
        heapq.heappush(self._travelling, (at, next(self._order), answer, address))

    def run(self, sweep: Sweep, late_by: float = 0.0) -> Sweep:
        """Drive a sweep to its end, calling it up to ``late_by`` seconds later than it asks to be."""
        for _turn in range(MOST_TURNS):
            datagrams = sweep.datagrams_to_send(self.now)
            for datagram, address in datagrams:
                self._send(datagram, tuple(address))
            if sweep.is_done:
                return sweep
            until = max(sweep.next_timeout(), self.now) + late_by * self._random.random()
            assert until < float("inf"), "the sweep waits for nothing"
            self._deliver(sweep, until)
        raise AssertionError("the sweep never ends")

    def _send(self, datagram: bytes, address: Address) -> None:
        self.sent.append(Sent(self.now, datagram, address))
        host = self._hosts.get(address)
        if host is None or self._random.random() < self._loss:
            return
        for answer in host(datagram):
            if self._random.random() < self._loss:
                continue
            for _copy in range(2 if self._random.random() < self._repeat else 1):
                self.inject(self.now + self._delay * (0.5 + self._random.random()), answer, address)

    def _deliver(self, sweep: Sweep, until: float) -> None:
        """Let time pass until something arrives, or until a time."""
        if not self._travelling or self._travelling[0][0] > until:
            self.now = until
            return
        at, _order, answer, address = heapq.heappop(self._travelling)
        self.now = max(self.now, at)
        self.arrived.append(Arrived(self.now, answer, address))
        if isinstance(answer, bytes):
            sweep.receive_datagram(answer, address, self.now)
        else:
            sweep.receive_error(address, answer, self.now)


def addresses(count: int, port: int = 623) -> list[Target]:
    """Return so many addresses."""
    return [Target(f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}", port) for number in range(count)]

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Drives the client over a :class:`tiny_bmc.Network`: no sockets, no clock, no waiting."""

from __future__ import annotations

import random
import typing as t

from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.client.conduct import conduct
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.client.login import Login
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.client.operations import (
    Connect,
    Disconnect,
    Exchange,
    NoteSuite,
    Operations,
    RecallSuite,
    Sleep,
    TryLock,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.effects import Procedure
from tiny_bmc import Network

T = t.TypeVar("T")
ANSWERS_BEFORE_GIVING_UP = 20_000


class Endpoint(t.NamedTuple):
    """What a witness may ask about."""

    host: str
    port: int

    def addresses(self) -> tuple[tuple[t.Any, ...], tuple[t.Any, ...]]:
        return ("192.0.2.1", 50000), ("192.0.2.10", self.port)


def login(**changes: t.Any) -> Login:
    fields: dict[str, t.Any] = {"host": "bmc.example", "username": "admin", "password": "secret", "timeout": 30}
    return Login(**{**fields, **changes})


def run(network: Network, procedure: Procedure[T], seed: int = 0, **changes: t.Any) -> T:
    """Do what ``client.blocking.run`` does, over a network in memory."""
    return drive(network, conduct(login(**changes), procedure, random.Random(seed).randbytes))


def drive(
    network: Network,
    operations: Operations[T],
    *,
    interrupt: tuple[float, BaseException] | None = None,
    locks: t.Iterable[bool] = (),
    refuse: bool = False,
    notes: dict[str, int] | None = None,
) -> T:
    """Carry out operations.

    ``interrupt`` is thrown in once at a time, ``locks`` says how the first attempts end, ``notes`` are those on cipher
    suites.
    """
    notes = {} if notes is None else notes
    lock_results = iter(locks)
    result: t.Any = None
    error: BaseException | None = None
    for _operation in range(ANSWERS_BEFORE_GIVING_UP):
        try:
            operation = operations.send(result) if error is None else operations.throw(error)
        except StopIteration as done:
            return t.cast(T, done.value)
        error = None
        value: t.Any = None
        if isinstance(operation, Exchange):
            network.send(operation.datagrams)
            value = ConnectionRefusedError(111, "refused") if refuse and operation.datagrams else None
            value = value or network.receive(operation.until)
        elif isinstance(operation, Sleep):
            network.now = max(network.now, operation.until)
        elif isinstance(operation, Connect):
            network.endpoints += 1
            value = Endpoint(operation.host, operation.port)
        elif isinstance(operation, Disconnect):
            network.endpoints -= 1
        elif isinstance(operation, TryLock):
            value = next(lock_results, True)
        elif isinstance(operation, RecallSuite):
            value = notes.get(operation.name)
        elif isinstance(operation, NoteSuite) and operation.suite is None:
            notes.pop(operation.name, None)
        elif isinstance(operation, NoteSuite):
            notes[operation.name] = operation.suite
        if interrupt is not None and network.now >= interrupt[0]:
            error, interrupt = interrupt[1], None
        result = (network.now, value)
    raise AssertionError("the client never ends")

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a BMC takes datagrams in: at once, or one after the other while commands take their time.

Unless a fault ``work`` says otherwise, a datagram is answered when it comes. With one, a command is carried out and
its answers leave when the work is done. What comes meanwhile waits for its turn, or is lost when this make has room
for one request only (``Quirks.one_request_at_a_time``). No socket and no clock in here: the one who makes a
:class:`Reception` says how something is sent and how something is done later.
"""

from __future__ import annotations

import functools
import typing as t
from collections import deque

from .lan import LanInterface

if t.TYPE_CHECKING:
    from .bmc import Bmc
    from .sessions import Address

MOST_WAITING = 256
"""Datagrams that wait at a busy BMC; more are lost. About what a socket of Linux holds by default."""

Deliver = t.Callable[[list[bytes], "Address"], None]
Later = t.Callable[[float, t.Callable[[], None]], object]


class Reception:
    """The datagrams of one BMC, in order.

    ``deliver`` gets the answers to one datagram, perhaps none, and then runs what ``bmc.take_after_answer()`` returns.
    ``later(seconds, action)`` does something when so much real time has passed.
    """

    __slots__ = ("_bmc", "_deliver", "_lan", "_later", "_waiting")

    def __init__(self, bmc: Bmc, deliver: Deliver, later: Later) -> None:
        self._bmc = bmc
        self._lan = LanInterface(bmc)
        self._deliver = deliver
        self._later = later
        self._waiting: deque[tuple[bytes, Address]] | None = None
        """What came while the BMC is at work; None when it is idle."""

    def take(self, datagram: bytes, address: Address) -> None:
        """Answer a datagram, or keep it until its turn comes."""
        if self._waiting is None:
            self._process(datagram, address)
        elif self._bmc.personality.quirks.one_request_at_a_time or len(self._waiting) >= MOST_WAITING:
            self._bmc.counters.datagrams_in += 1
            self._bmc.counters.refused_datagrams += 1
        else:
            self._waiting.append((datagram, address))

    def _process(self, datagram: bytes, address: Address) -> None:
        answers = self._lan.receive(datagram, address)
        seconds = self._lan.take_work()
        if not seconds:
            self._deliver(answers, address)
            return
        if self._waiting is None:
            self._waiting = deque()
        self._later(seconds, functools.partial(self._finish, answers, address, self._bmc.volatile))

    def _finish(self, answers: list[bytes], address: Address, memory: object) -> None:
        """The work is done: answer, and go on with what has come meanwhile."""
        waiting, self._waiting = self._waiting or deque(), None
        if self._bmc.volatile is not memory:
            return  # A restart has lost the answers and what waited.
        self._deliver(answers, address)
        while waiting and self._waiting is None:
            self._process(*waiting.popleft())
        if self._waiting is not None:
            self._waiting = waiting

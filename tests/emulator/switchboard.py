# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sockets of a fleet in an asyncio event loop, and what is to happen later.

asyncio has a transport, a handle and a queue for every socket: some kilobytes and microseconds more than ten thousand
BMCs on a core need. Here all sockets are watched by one selector, and the event loop watches that.

It is fair: a socket is read again only after every other one that had something was read once, one datagram each. So
whoever floods one BMC delays the others by no more than a datagram each time. And it is brief: after ``BATCH``
datagrams the event loop gets its turn, with timers and the control socket.
"""

from __future__ import annotations

import asyncio
import selectors
import typing as t
from collections import deque

if t.TYPE_CHECKING:
    import socket

BATCH = 64


class Reader(t.Protocol):
    """Who owns a socket."""

    def read(self) -> None:
        """Read one datagram, if there is one."""


class Switchboard:
    """Watches sockets, and remembers what is due, in the running event loop."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._selector = selectors.DefaultSelector()
        self._ready: deque[Reader] = deque()
        self._loop.add_reader(self._selector.fileno(), self._turn)
        self.scheduled = 0
        """How many things are still to happen: datagrams that faults hold back, commands being carried out."""

    def watch(self, bound: socket.socket, reader: Reader) -> None:
        """Call ``reader.read()`` whenever something has come."""
        self._selector.register(bound, selectors.EVENT_READ, reader)

    def forget(self, bound: socket.socket) -> None:
        """Watch a socket no more. Its reader may still be asked to read once."""
        self._selector.unregister(bound)

    def later(self, seconds: float, action: t.Callable[[], None]) -> None:
        """Do something when so much time has passed."""
        self.scheduled += 1
        self._loop.call_later(seconds, self._due, action)

    def close(self) -> None:
        """Be done with everything."""
        self._loop.remove_reader(self._selector.fileno())
        self._selector.close()

    def _due(self, action: t.Callable[[], None]) -> None:
        self.scheduled -= 1
        action()

    def _turn(self) -> None:
        ready = self._ready
        for _datagram in range(BATCH):
            if not ready:
                ready.extend(key.data for key, _events in self._selector.select(0))
                if not ready:
                    return
            ready.popleft().read()

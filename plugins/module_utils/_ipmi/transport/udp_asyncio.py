# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Datagrams over asyncio, for many BMCs at once in one thread.

A socket and the loop's ``add_reader`` are all that is needed. asyncio's own datagram endpoints cost three turns of the
loop to open, and a buffer and two calls more for each datagram: a tenth of what reading a fleet takes.
"""

from __future__ import annotations

import asyncio
import collections
import socket

from .udp import LARGEST_DATAGRAM, connect, is_numeric, resolve, send

_MOST_WAITING = 64
"""Datagrams kept for a client that does not fetch them; what comes on top pushes out the oldest."""


class AsyncUdpEndpoint:
    """One BMC's address, over a connected socket; one task at a time may wait."""

    def __init__(self, loop: asyncio.AbstractEventLoop, connected: socket.socket) -> None:
        self._loop = loop
        self._socket = connected
        self._arrived: collections.deque[bytes | OSError] = collections.deque(maxlen=_MOST_WAITING)
        self._waiting: asyncio.Future[None] | None = None
        self._until = 0.0
        self._timer: asyncio.TimerHandle | None = None
        loop.add_reader(connected, self._receive)

    def _receive(self) -> None:
        """Take one datagram; the loop calls again while there are more."""
        try:
            item: bytes | OSError = self._socket.recv(LARGEST_DATAGRAM)
        except BlockingIOError:
            return
        except OSError as error:
            item = error
        self._arrived.append(item)
        self._wake()

    def _wake(self) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)

    async def exchange(self, datagrams: list[bytes], until: float) -> bytes | OSError | None:
        """Send datagrams; return one that came, what the system says instead, or None when it is ``until``."""
        trouble = send(self._socket, datagrams)
        if trouble is not None:
            return trouble
        if not self._arrived:
            self._set_timer(until)
            self._waiting = self._loop.create_future()
            try:
                await self._waiting
            finally:
                self._waiting = None
        return self._arrived.popleft() if self._arrived else None

    def _set_timer(self, until: float) -> None:
        """Have ``_check_time`` called at ``until`` at the latest.

        Nearly every exchange is over long before its time. So a timer that is set is left alone, and set again only
        when it goes off too early.
        """
        self._until = until
        if self._timer is not None:
            if self._timer.when() <= until:
                return
            self._timer.cancel()
        self._timer = self._loop.call_at(until, self._check_time)

    def _check_time(self) -> None:
        self._timer = None
        if self._waiting is None:
            return
        if self._until <= self._loop.time():
            self._wake()
        else:
            self._set_timer(self._until)

    def addresses(self) -> tuple[tuple[object, ...], tuple[object, ...]]:
        """Return our address and the BMC's."""
        return self._socket.getsockname(), self._socket.getpeername()

    def close(self) -> None:
        """Close the socket."""
        if self._timer is not None:
            self._timer.cancel()
        self._loop.remove_reader(self._socket)
        self._socket.close()


async def open_endpoint(host: str, port: int) -> AsyncUdpEndpoint:
    """Resolve a name and return an endpoint. Raises NameNotResolved or TransportError."""
    loop = asyncio.get_running_loop()
    if is_numeric(host):
        addresses = resolve(host, port)
    else:
        addresses = await loop.run_in_executor(None, resolve, host, port)
    return AsyncUdpEndpoint(loop, connect(addresses, host))

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Datagrams over asyncio, for many BMCs at once in one thread."""

from __future__ import annotations

import asyncio
import collections
import socket
import typing as t

from .udp import connect, is_numeric, resolve

_MOST_WAITING = 64
"""Datagrams kept for a client that does not fetch them; what comes on top pushes out the oldest."""


class AsyncUdpEndpoint(asyncio.DatagramProtocol):
    """One BMC's address. Made by :func:`open_endpoint`; one task at a time may wait."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._transport: asyncio.DatagramTransport | None = None
        self._arrived: collections.deque[bytes | OSError] = collections.deque(maxlen=_MOST_WAITING)
        self._waiting: asyncio.Future[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = t.cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: t.Any) -> None:
        self._arrive(data)

    def error_received(self, exc: Exception) -> None:
        if isinstance(exc, OSError):
            self._arrive(exc)

    def _arrive(self, item: bytes | OSError) -> None:
        self._arrived.append(item)
        self._wake()

    def _wake(self) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)

    async def exchange(self, datagrams: list[bytes], until: float) -> bytes | OSError | None:
        """Send datagrams; return one that came, what the system says instead, or None when it is ``until``."""
        transport = self._transport
        if transport is not None:
            for datagram in datagrams:
                transport.sendto(datagram)
        if not self._arrived:
            self._waiting = self._loop.create_future()
            timer = self._loop.call_at(until, self._wake)
            try:
                await self._waiting
            finally:
                timer.cancel()
                self._waiting = None
        return self._arrived.popleft() if self._arrived else None

    def close(self) -> None:
        """Close the socket."""
        if self._transport is not None:
            self._transport.close()


async def open_endpoint(host: str, port: int) -> AsyncUdpEndpoint:
    """Resolve a name and return an endpoint. Raises NameNotResolved or TransportError."""
    loop = asyncio.get_running_loop()
    if is_numeric(host):
        addresses = resolve(host, port)
    else:
        addresses = await loop.run_in_executor(None, resolve, host, port)
    endpoint: socket.socket = connect(addresses, host)
    endpoint.setblocking(False)
    _transport, protocol = await loop.create_datagram_endpoint(lambda: AsyncUdpEndpoint(loop), sock=endpoint)
    return protocol

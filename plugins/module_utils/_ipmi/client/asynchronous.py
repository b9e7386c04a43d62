# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The client over asyncio: does the I/O of ``conduct.py``, as ``blocking.py`` does with blocking sockets."""

from __future__ import annotations

import asyncio
import os
import types
import typing as t

from ..codec.message import Request
from ..effects import Procedure
from ..transport.lock import LOCKS
from ..transport.suite_notes import SUITE_NOTES
from ..transport.udp_asyncio import open_endpoint
from .conduct import Conduct, conduct
from .login import Login
from .operations import (
    Connect,
    Disconnect,
    Exchange,
    NoteSuite,
    Now,
    Operations,
    RecallSuite,
    Sleep,
    TryLock,
    Unlock,
)
from .work import single

T = t.TypeVar("T")


async def run_async(login: Login, procedure: Procedure[T]) -> T:
    """Log in, carry out a procedure, log out, all within ``login.timeout`` seconds. Raises IpmiError."""
    return await drive_async(conduct(login, procedure, os.urandom))


class AsyncClient:
    """A session kept open for several procedures::

        async with AsyncClient(login) as client:
            status = await client.send(GetChassisStatusRequest())

    Each call has ``login.timeout`` seconds of its own. One call at a time.
    """

    def __init__(self, login: Login) -> None:
        self._conduct = Conduct(login, os.urandom)

    async def __aenter__(self) -> AsyncClient:
        await drive_async(self._conduct.open())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: types.TracebackType | None,
    ) -> None:
        await drive_async(self._conduct.close())

    async def run(self, procedure: Procedure[T]) -> T:
        """Carry out a procedure and return what it returns."""
        self._conduct.set_deadline(asyncio.get_running_loop().time() + self._conduct.login.timeout)
        return await drive_async(self._conduct.perform(procedure))

    async def send(self, request: Request) -> t.Any:
        """Send one request and return its response."""
        return await self.run(single(request))


async def drive_async(operations: Operations[T]) -> T:
    """Do what the client asks for, and return what it ends with.

    Whatever is raised meanwhile, a cancellation included, goes to the client first: it logs out before it lets the
    exception pass.
    """
    loop = asyncio.get_running_loop()
    result: t.Any = None
    error: BaseException | None = None
    while True:
        try:
            operation = operations.send(result) if error is None else operations.throw(error)
        except StopIteration as done:
            result = done.value
            break
        try:
            kind = type(operation)
            if kind is Exchange:
                value = await operation.endpoint.exchange(operation.datagrams, operation.until)
            elif kind in _IMMEDIATE:
                value = _IMMEDIATE[kind](operation)
            else:
                value = await _AWAITED[kind](operation)
            result, error = (loop.time(), value), None
        except BaseException as problem:
            result, error = None, problem
    return t.cast(T, result)


async def _sleep(operation: Sleep) -> None:
    await asyncio.sleep(max(0.0, operation.until - asyncio.get_running_loop().time()))


_AWAITED: dict[type, t.Callable[[t.Any], t.Awaitable[t.Any]]] = {
    Sleep: _sleep,
    Connect: lambda operation: open_endpoint(operation.host, operation.port),
}
_IMMEDIATE: dict[type, t.Callable[[t.Any], t.Any]] = {
    Now: lambda operation: None,
    Disconnect: lambda operation: operation.endpoint.close(),
    TryLock: lambda operation: LOCKS.try_lock(operation.name),
    Unlock: lambda operation: LOCKS.unlock(operation.name),
    RecallSuite: lambda operation: SUITE_NOTES.recall(operation.name),
    NoteSuite: lambda operation: SUITE_NOTES.note(operation.name, operation.suite),
}

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The client over blocking sockets."""

from __future__ import annotations

import os
import time
import types
import typing as t

from ..codec.message import Request
from ..effects import Procedure
from ..transport.device import IpmiDevice
from ..transport.lock import LOCKS
from ..transport.suite_notes import SUITE_NOTES
from ..transport.udp import UdpEndpoint
from .conduct import Conduct, conduct
from .login import Login
from .operations import (
    CloseDevice,
    Connect,
    DeviceExchange,
    Disconnect,
    Exchange,
    NoteSuite,
    Now,
    OpenDevice,
    Operations,
    RecallSuite,
    Sleep,
    TryLock,
    Unlock,
)
from .work import single

T = t.TypeVar("T")


def run(login: Login, procedure: Procedure[T]) -> T:
    """Log in, carry out a procedure, log out, all within ``login.timeout`` seconds. Raises IpmiError."""
    return drive(conduct(login, procedure, os.urandom))


class Client:
    """A session kept open for several procedures::

        with Client(login) as client:
            status = client.send(GetChassisStatusRequest())

    Each call has ``login.timeout`` seconds of its own.
    """

    def __init__(self, login: Login) -> None:
        self._conduct = Conduct(login, os.urandom)

    def __enter__(self) -> Client:
        drive(self._conduct.open())
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: types.TracebackType | None,
    ) -> None:
        drive(self._conduct.close())

    def run(self, procedure: Procedure[T]) -> T:
        """Carry out a procedure and return what it returns."""
        self._conduct.set_deadline(time.monotonic() + self._conduct.login.timeout)
        return drive(self._conduct.perform(procedure))

    def send(self, request: Request) -> t.Any:
        """Send one request and return its response."""
        return self.run(single(request))


def drive(operations: Operations[T]) -> T:
    """Do what the client asks for, and return what it ends with.

    Whatever is raised meanwhile, a keyboard interrupt or Ansible's task timeout included, goes to the client first:
    it logs out before it lets the exception pass.
    """
    result: t.Any = None
    error: BaseException | None = None
    while True:
        try:
            operation = operations.send(result) if error is None else operations.throw(error)
        except StopIteration as done:
            result = done.value
            break
        try:
            value = _do(operation)
            result, error = (time.monotonic(), value), None
        except BaseException as problem:
            result, error = None, problem
    return t.cast(T, result)


def _do(operation: t.Any) -> t.Any:
    if isinstance(operation, Exchange):
        endpoint: UdpEndpoint = operation.endpoint
        return endpoint.send(operation.datagrams) or endpoint.receive(operation.until - time.monotonic())
    return _OTHERS[type(operation)](operation)


def _sleep(operation: Sleep) -> None:
    time.sleep(max(0.0, operation.until - time.monotonic()))


def _device_exchange(operation: DeviceExchange) -> tuple[int, bytes] | None:
    device: IpmiDevice = operation.device
    seconds = operation.until - time.monotonic()
    return device.exchange(
        operation.net_fn, operation.command, operation.data, operation.target, seconds, operation.lun
    )


_OTHERS: dict[type, t.Callable[[t.Any], t.Any]] = {
    Now: lambda operation: None,
    Connect: lambda operation: UdpEndpoint(operation.host, operation.port),
    Disconnect: lambda operation: operation.endpoint.close(),
    Sleep: _sleep,
    TryLock: lambda operation: LOCKS.try_lock(operation.name),
    Unlock: lambda operation: LOCKS.unlock(operation.name),
    RecallSuite: lambda operation: SUITE_NOTES.recall(operation.name),
    NoteSuite: lambda operation: SUITE_NOTES.note(operation.name, operation.suite),
    OpenDevice: lambda operation: IpmiDevice(operation.path),
    DeviceExchange: _device_exchange,
    CloseDevice: lambda operation: operation.device.close(),
}

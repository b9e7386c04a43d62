# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the client asks its driver to do: the whole of its contact with the outside world.

The client is a generator that yields these and is resumed with ``(now, result)``, ``now`` in seconds of a clock that
never goes back. One driver does them with blocking sockets, one with asyncio, a test with a table. A failure is
thrown in at the ``yield``.
"""

from __future__ import annotations

import typing as t

Endpoint = t.Any
"""What Connect returned; only the driver looks inside."""


class Now(t.NamedTuple):
    """Only the time."""


class Connect(t.NamedTuple):
    """Resolve a name and prepare to talk to that address and to no other. NameNotResolved may be thrown in."""

    host: str
    port: int


class Exchange(t.NamedTuple):
    """Send datagrams, then wait for one or until a time.

    Resumed with the datagram, None when the time came, or the OSError by which the system says that datagrams do not
    get through.
    """

    endpoint: Endpoint
    datagrams: list[bytes]
    until: float


class Disconnect(t.NamedTuple):
    """Be done with an endpoint."""

    endpoint: Endpoint


class Sleep(t.NamedTuple):
    """Wait until a time."""

    until: float


class TryLock(t.NamedTuple):
    """Take the lock of this name if it is free. Resumed with whether it was."""

    name: str


class Unlock(t.NamedTuple):
    """Give a lock back."""

    name: str


class RecallSuite(t.NamedTuple):
    """Look up the note on a BMC's cipher suite. Resumed with the suite, or None when there is no note."""

    name: str


class NoteSuite(t.NamedTuple):
    """Leave a note on a BMC's cipher suite for later tasks; None takes it away."""

    name: str
    suite: int | None


class OpenDevice(t.NamedTuple):
    """Open the device of the machine's own BMC."""

    path: str


class DeviceExchange(t.NamedTuple):
    """Send a request through a device. Resumed with completion code and data, or None when the time came."""

    device: t.Any
    net_fn: int
    command: int
    data: bytes
    target: t.Any
    until: float
    lun: int = 0


class CloseDevice(t.NamedTuple):
    """Be done with a device."""

    device: t.Any


T = t.TypeVar("T")
Operations = t.Generator[t.Any, tuple[float, t.Any], T]
"""A generator of operations that ends with a value."""

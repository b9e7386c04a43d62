# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a sweep over real sockets, one for each address family. No login, nothing is changed anywhere."""

from __future__ import annotations

import select
import socket
import time
import types
import typing as t

from ..discovery.sighting import Sighting, Target
from ..discovery.sweep import DEFAULT_PATIENCE, DEFAULT_RATE, DEFAULT_TRIES, Counts, Datagram, Sweep
from ..errors import TransportError
from ..transport.sweep_socket import Arrival, SweepSocket, canonical

Progress = t.Callable[[int, t.Optional[int], int], None]
"""Called with how many addresses are dealt with, how many there are (None if the targets cannot say), how many of them
have answered."""

PROGRESS_INTERVAL = 0.25
_PAUSE_WHEN_FULL = 0.005
_FULL_FOR_TOO_LONG = 30.0
_SHORTEST_POLL = 0.002
"""What is shorter is slept: a poll counts in milliseconds, and at 5,000 packets per second one leaves every 0.2 ms."""


class Trouble(t.NamedTuple):
    """An address from which nothing came but what the network, or this machine, had to say about it."""

    target: Target
    reason: str


class SweepReport(t.NamedTuple):
    """What a sweep has found, in the order of the addresses' numbers."""

    sightings: list[Sighting]
    troubles: list[Trouble]
    counts: Counts


def sweep(
    targets: t.Iterable[Target],
    *,
    rate: float | None = DEFAULT_RATE,
    tries: int = DEFAULT_TRIES,
    patience: float = DEFAULT_PATIENCE,
    on_progress: Progress | None = None,
) -> SweepReport:
    """Ask every target whether there is a BMC. ``rate`` in packets per second, None without limit.

    Targets are taken one by one, and ``WINDOW`` of them at most are being asked. One that is named twice is reported
    once. Raises ValueError for one that is not a numeric address with a port, TransportError when no socket is to be
    had; trouble with single addresses is part of the report.
    """
    total = len(targets) if isinstance(targets, t.Sized) else None
    machine = Sweep(_checked(targets), rate, tries, patience)
    report_progress = _make_progress(machine, total, on_progress)
    with _Sockets() as sockets:
        while not machine.is_done:
            now = time.monotonic()
            sockets.send(machine.datagrams_to_send(now))
            _take_in(machine, sockets.receive(), time.monotonic())
            wait = machine.next_timeout() - time.monotonic()
            if wait > 0 and not machine.is_done:
                sockets.wait(min(wait, PROGRESS_INTERVAL))
            report_progress(now)
    report_progress(float("inf"))
    return _report(machine)


def _checked(targets: t.Iterable[Target]) -> t.Iterator[Target]:
    for address, port in targets:
        if not 0 < port < 1 << 16:
            raise ValueError(f"{port} is not a port number")
        yield Target(canonical(address), port)


def _take_in(machine: Sweep, arrivals: list[Arrival], now: float) -> None:
    for item, address in arrivals:
        if isinstance(item, bytes):
            machine.receive_datagram(item, address, now)
        else:
            machine.receive_error(address, item, now)


def _make_progress(machine: Sweep, total: int | None, on_progress: Progress | None) -> t.Callable[[float], None]:
    """Return what calls ``on_progress`` when it is time to."""
    due = 0.0

    def report(now: float) -> None:
        nonlocal due
        if on_progress is not None and now >= due:
            due = now + PROGRESS_INTERVAL
            on_progress(machine.done, total, len(machine.sightings))

    return report


def _report(machine: Sweep) -> SweepReport:
    troubles = [Trouble(target, reason) for target, reason in machine.troubles.items()]
    return SweepReport(
        sorted(machine.sightings.values(), key=lambda sighting: sighting.target.order),
        sorted(troubles, key=lambda trouble: trouble.target.order),
        machine.counts(),
    )


class _Sockets:
    """A socket for each address family that is needed, opened when it is."""

    def __init__(self) -> None:
        self._sockets: dict[int, SweepSocket] = {}
        self._poll = select.poll()

    def __enter__(self) -> _Sockets:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: types.TracebackType | None,
    ) -> None:
        for endpoint in self._sockets.values():
            endpoint.close()

    def send(self, datagrams: list[Datagram]) -> None:
        """Send datagrams, however long the system takes to accept them. Raises TransportError if it never does."""
        for family, left in _by_family(datagrams):
            endpoint = self._of(family)
            give_up_at = time.monotonic() + _FULL_FOR_TOO_LONG
            while True:
                left = left[endpoint.send(left) :]
                if not left:
                    break
                if time.monotonic() > give_up_at:
                    raise TransportError(f"this machine takes no datagrams for {_FULL_FOR_TOO_LONG:.0f} s now")
                time.sleep(_PAUSE_WHEN_FULL)

    def _of(self, family: int) -> SweepSocket:
        endpoint = self._sockets.get(family)
        if endpoint is None:
            endpoint = self._sockets[family] = SweepSocket(family)
            self._poll.register(endpoint, select.POLLIN)
        return endpoint

    def receive(self) -> list[Arrival]:
        return [arrival for endpoint in self._sockets.values() for arrival in endpoint.receive()]

    def wait(self, seconds: float) -> None:
        """Wait until something comes, at most so long."""
        if seconds < _SHORTEST_POLL:
            time.sleep(seconds)
        else:
            self._poll.poll(seconds * 1000)


def _by_family(datagrams: list[Datagram]) -> list[tuple[int, list[Datagram]]]:
    v6 = [datagram for datagram in datagrams if ":" in datagram[1].address]
    if not v6:
        return [(socket.AF_INET, datagrams)] if datagrams else []
    v4 = [datagram for datagram in datagrams if ":" not in datagram[1].address]
    return [(socket.AF_INET6, v6), (socket.AF_INET, v4)] if v4 else [(socket.AF_INET6, v6)]

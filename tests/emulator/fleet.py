# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A fleet of emulated BMCs in one process: the sockets, the clock and nothing else.

Each BMC has an endpoint of its own; personalities, fault rules, random generator and state directory are shared. A
datagram is answered at once in the event loop, since no command takes noticeable time.
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import random
import resource
import socket
import sys
import typing as t
from dataclasses import replace

from .bmc import Bmc
from .factory import LAN_IP_ADDRESS
from .faults import Faults
from .personality import Personality, load_personality
from .reception import Reception
from .registry import load_handlers
from .store import Store

if t.TYPE_CHECKING:
    import argparse

    from .sessions import Address

SPARE_FILES = 64
"""File descriptors that are needed besides one per BMC."""


class Endpoint(asyncio.DatagramProtocol):
    """The UDP socket of one BMC."""

    __slots__ = ("_fleet", "_reception", "_transport", "bmc", "host", "port")

    def __init__(self, fleet: Fleet, bmc: Bmc, host: str, port: int) -> None:
        self._fleet = fleet
        self._reception = Reception(bmc, self._deliver, asyncio.get_running_loop().call_later)
        self._transport: asyncio.DatagramTransport | None = None
        self.bmc = bmc
        self.host = host
        self.port = port

    async def bind(self) -> None:
        """Open the socket. Raises OSError when the address cannot be had."""
        await self._attach(self._bound_socket(self.host))

    def _bound_socket(self, host: str) -> socket.socket:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        bound = socket.socket(family, socket.SOCK_DGRAM)
        try:
            bound.setblocking(False)
            bound.bind((host, self.port))
        except OSError as error:
            bound.close()
            raise OSError(error.errno, f"cannot bind {host} port {self.port}: {error.strerror}") from None
        self.port = bound.getsockname()[1]
        return bound

    async def _attach(self, bound: socket.socket) -> None:
        await asyncio.get_running_loop().create_datagram_endpoint(lambda: self, sock=bound)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = t.cast(asyncio.DatagramTransport, transport)

    def error_received(self, exc: Exception) -> None:
        """A remote console has gone; the next datagram will tell."""

    def close(self) -> None:
        """Close the socket."""
        if self._transport is not None:
            self._transport.close()

    def datagram_received(self, data: bytes, addr: tuple[t.Any, ...]) -> None:
        for delay, copy in self.bmc.faults.on_wire(self.bmc, "in", data):
            if delay:
                asyncio.get_running_loop().call_later(delay, self._reception.take, copy, addr)
            else:
                self._reception.take(copy, addr)

    def _deliver(self, answers: list[bytes], address: Address) -> None:
        for answer in answers:
            for delay, copy in self.bmc.faults.on_wire(self.bmc, "out", answer):
                if delay:
                    asyncio.get_running_loop().call_later(delay, self._send, copy, address)
                else:
                    self._send(copy, address)
        for action in self.bmc.take_after_answer():
            action()
        self._fleet.settle(self)

    def _send(self, data: bytes, address: Address) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.sendto(data, address)

    def move(self, host: str) -> t.Coroutine[t.Any, t.Any, None] | None:
        """Go on at another address, same port; None when it cannot be had, which leaves everything as it is.

        The new socket is bound at once, so nothing sent to it is lost. What is returned has to be awaited.
        """
        try:
            bound = self._bound_socket(host)
        except OSError as error:
            print(f"BMC {self.bmc.number} does not move: {error}", file=sys.stderr)
            return None
        self.close()
        self.host = host
        return self._attach(bound)


class Fleet:
    """All BMCs of this process."""

    def __init__(self, options: argparse.Namespace) -> None:
        load_handlers()
        self._options = options
        self._moves: set[asyncio.Task[None]] = set()
        self.faults = Faults(options.seed)
        if options.faults is not None:
            self.faults.load(options.faults)
        self._store = None if options.state_dir is None else Store(options.state_dir, options.sync)
        self._random_bytes = random.Random(options.seed).randbytes
        self._personalities = [self._personality(name) for name in options.personalities]
        self.endpoints: list[Endpoint] = []

    def _personality(self, name: str) -> Personality:
        options = self._options
        personality = load_personality(name)
        if options.username is not None or options.password is not None:
            factory = personality.administrator
            personality = personality.with_account(
                options.username if options.username is not None else (factory.name if factory else ""),
                options.password if options.password is not None else (factory.password if factory else ""),
            )
        for quirk in options.quirk:
            personality = personality.with_quirk(quirk)
        if options.power_seconds is not None:
            personality = replace(personality, power_transition_seconds=options.power_seconds)
        return personality

    async def open(self) -> None:
        """Bind all endpoints. Raises OSError naming the address that cannot be had."""
        _allow_open_files(self._options.count + SPARE_FILES)
        for number in range(self._options.count):
            endpoint = self._new_endpoint(number)
            await endpoint.bind()
            self.endpoints.append(endpoint)

    def _new_endpoint(self, number: int) -> Endpoint:
        options = self._options
        host = options.address
        port = options.port
        if options.per_address:
            host = str(ipaddress.ip_address(host) + number)
        elif port:
            port += number
        bmc = Bmc(
            self._personalities[number % len(self._personalities)],
            number,
            host,
            seed=options.seed,
            clock=asyncio.get_running_loop().time,
            random_bytes=self._random_bytes,
            faults=self.faults,
            store=self._store,
            kg=options.kg,
        )
        bmc.sessions.inactivity_timeout = options.session_timeout
        return Endpoint(self, bmc, self._wanted_host(bmc, host), port)

    def _wanted_host(self, bmc: Bmc, present: str) -> str:
        """Return where the BMC's endpoint belongs: with --follow-address, its LAN address if that is a loopback one."""
        if not self._options.follow_address:
            return present
        value = bmc.stored.channels[bmc.personality.lan_channel].lan.read(*LAN_IP_ADDRESS)
        address = str(ipaddress.IPv4Address(value)) if value else present
        return address if ipaddress.ip_address(address).is_loopback else present

    def settle(self, endpoint: Endpoint) -> None:
        """Move the endpoint if a command has given its BMC another address."""
        if not self._options.follow_address:
            return
        host = self._wanted_host(endpoint.bmc, endpoint.host)
        move = None if host == endpoint.host else endpoint.move(host)
        if move is not None:
            task = asyncio.get_running_loop().create_task(move)
            self._moves.add(task)
            task.add_done_callback(self._moves.discard)

    def describe(self) -> list[dict[str, t.Any]]:
        """Return what ``--ready-file`` holds."""
        result = []
        for endpoint in self.endpoints:
            administrator = endpoint.bmc.personality.administrator
            result.append(
                {
                    "host": endpoint.host,
                    "port": endpoint.port,
                    "personality": endpoint.bmc.personality.name,
                    "username": None if administrator is None else administrator.name,
                    "guid": endpoint.bmc.stored.system_guid.hex(),
                }
            )
        return result

    def close(self) -> None:
        """Close all sockets and give the state directory free."""
        for endpoint in self.endpoints:
            endpoint.close()
        if self._store is not None:
            self._store.close()


def _allow_open_files(number: int) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = number if hard == resource.RLIM_INFINITY else min(number, hard)
    if soft < wanted:
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The UDP socket of one BMC, with the faults that strike datagrams on their way in and out."""

from __future__ import annotations

import contextlib
import functools
import socket
import sys
import typing as t

from .reception import Reception

if t.TYPE_CHECKING:
    from .bmc import Bmc
    from .sessions import Address
    from .switchboard import Switchboard

LARGEST_DATAGRAM = 2048
"""Longer ones are cut, and then make no sense; IPMI's have some 300 bytes at most."""


class Endpoint:
    """Where one BMC is reached. ``settle`` is called with the endpoint when a datagram was dealt with."""

    __slots__ = ("_reception", "_settle", "_socket", "_switchboard", "bmc", "host", "port")

    def __init__(
        self, switchboard: Switchboard, bmc: Bmc, host: str, port: int, settle: t.Callable[[Endpoint], None]
    ) -> None:
        self._switchboard = switchboard
        self._settle = settle
        self._reception = Reception(bmc, self._deliver, switchboard.later)
        self._socket: socket.socket | None = None
        self.bmc = bmc
        self.host = host
        self.port = port

    def bind(self) -> None:
        """Open the socket. Raises OSError when the address cannot be had."""
        self._attach(self._bound_socket(self.host))

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

    def _attach(self, bound: socket.socket) -> None:
        self._socket = bound
        self._switchboard.watch(bound, self)

    def close(self) -> None:
        """Close the socket."""
        if self._socket is not None:
            self._switchboard.forget(self._socket)
            self._socket.close()
            self._socket = None

    def move(self, host: str) -> None:
        """Go on at another address, same port; when it cannot be had, everything stays as it is."""
        try:
            bound = self._bound_socket(host)
        except OSError as error:
            print(f"BMC {self.bmc.number} does not move: {error}", file=sys.stderr)
            return
        self.close()
        self.host = host
        self._attach(bound)

    def read(self) -> None:
        """Take in one datagram, if there is one."""
        if self._socket is None:
            return
        try:
            datagram, address = self._socket.recvfrom(LARGEST_DATAGRAM)
        except OSError:
            return  # Nothing there after all, or the system says that a remote console has gone.
        for delay, copy in self.bmc.faults.on_wire(self.bmc, "in", datagram):
            if delay:
                self._switchboard.later(delay, functools.partial(self._reception.take, copy, address))
            else:
                self._reception.take(copy, address)

    def _deliver(self, answers: list[bytes], address: Address) -> None:
        for answer in answers:
            for delay, copy in self.bmc.faults.on_wire(self.bmc, "out", answer):
                if delay:
                    self._switchboard.later(delay, functools.partial(self._send, copy, address))
                else:
                    self._send(copy, address)
        for action in self.bmc.take_after_answer():
            action()
        self._settle(self)

    def _send(self, datagram: bytes, address: Address) -> None:
        """Send a datagram; like any network, lose it where there is no room or no way."""
        if self._socket is not None:
            with contextlib.suppress(OSError):
                self._socket.sendto(datagram, address)

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Datagrams over a socket that is connected, so that the kernel drops what others send.

The socket does not block, and what waits is one call of ``poll``. A socket with a timeout of Python's makes a system
call each time the timeout is set, and one more before each datagram that it sends.
"""

from __future__ import annotations

import errno
import math
import select
import socket

from ..errors import NameNotResolved, TransportError
from .open_files import how_to_raise

LARGEST_DATAGRAM = 2048


def is_numeric(host: str) -> bool:
    """Tell whether a host is an address, so that no name server is asked."""
    return _is_address(socket.AF_INET, host) or _is_address(socket.AF_INET6, host.strip("[]").split("%", 1)[0])


def _is_address(family: int, host: str) -> bool:
    try:
        socket.inet_pton(family, host)
    except (OSError, ValueError):
        return False
    return True


def resolve(host: str, port: int) -> list[tuple[int, tuple[object, ...]]]:
    """Return address family and address of everything that a name stands for. Raises NameNotResolved."""
    if _is_address(socket.AF_INET, host):
        return [(socket.AF_INET, (host, port))]
    try:
        found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_DGRAM)
    except (socket.gaierror, UnicodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not a host name"
        raise NameNotResolved(f"bmc_host: {host} cannot be resolved ({reason})") from None
    return [(family, address) for family, _kind, _protocol, _name, address in found]


def connect(addresses: list[tuple[int, tuple[object, ...]]], host: str) -> socket.socket:
    """Return a socket connected to the first address that this machine has a way to. Raises TransportError.

    It does not block.
    """
    reason = "it has no address"
    for family, address in addresses:
        endpoint = None
        try:
            endpoint = socket.socket(family, socket.SOCK_DGRAM)
            endpoint.setblocking(False)
            endpoint.connect(address)
            return endpoint
        except OSError as error:
            if endpoint is not None:
                endpoint.close()
            if error.errno == errno.EMFILE:
                raise TransportError(
                    f"no socket can be opened for {host}: this process has too many files open; {how_to_raise()}"
                ) from None
            reason = error.strerror or str(error)
    raise TransportError(f"there is no way from here to {host} ({reason})")


def send(endpoint: socket.socket, datagrams: list[bytes]) -> OSError | None:
    """Send datagrams; return what the system objects to."""
    for datagram in datagrams:
        try:
            _send(endpoint, datagram)
        except BlockingIOError:
            # The system's buffer is full. The datagram is lost, as it might be anywhere on its way.
            continue
        except OSError as error:
            return error
    return None


def _send(endpoint: socket.socket, datagram: bytes) -> None:
    try:
        endpoint.send(datagram)
    except ConnectionRefusedError:
        # Reported for an earlier datagram, and this one was not sent.
        endpoint.send(datagram)


class UdpEndpoint:
    """One BMC's address."""

    def __init__(self, host: str, port: int) -> None:
        self._socket = connect(resolve(host, port), host)
        self._arrival = select.poll()
        self._arrival.register(self._socket, select.POLLIN)

    def send(self, datagrams: list[bytes]) -> OSError | None:
        """Send datagrams; return what the system objects to."""
        return send(self._socket, datagrams)

    def receive(self, seconds: float) -> bytes | OSError | None:
        """Return a datagram, None when none came within ``seconds``, or what the system says instead."""
        if not self._arrival.poll(math.ceil(max(seconds, 0.0) * 1000)):
            return None
        try:
            return self._socket.recv(LARGEST_DATAGRAM)
        except BlockingIOError:
            # It was damaged on its way, which shows only when it is fetched.
            return None
        except OSError as error:
            return error

    def addresses(self) -> tuple[tuple[object, ...], tuple[object, ...]]:
        """Return our address and the BMC's."""
        return self._socket.getsockname(), self._socket.getpeername()

    def close(self) -> None:
        """Close the socket."""
        self._socket.close()

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The way to a syslog receiver: UDP, TCP or a Unix socket."""

from __future__ import annotations

import select
import socket
import typing as t
from urllib.parse import urlsplit

from .syslog_message import frame

TIMEOUT_SECONDS = 5.0
PORTS = {"udp": 514, "tcp": 601}
"""RFC 5426 §3.3, RFC 6587 §3.1."""


class Address(t.NamedTuple):
    """Where a receiver is: a host and a port, or the path of a Unix socket."""

    protocol: str
    host: str
    port: int = 0


def parse_address(text: str) -> Address:
    """Return the address that ``udp://HOST[:PORT]``, ``tcp://HOST[:PORT]`` or ``unix:///PATH`` names.

    Raises ValueError.
    """
    parts = urlsplit(text)
    if parts.scheme == "unix" and parts.path.startswith("/") and not parts.netloc:
        return Address("unix", parts.path)
    if parts.scheme not in PORTS or not parts.hostname or parts.path not in ("", "/"):
        raise ValueError(f"{text!r} is none of udp://HOST:PORT, tcp://HOST:PORT and unix:///PATH")
    return Address(parts.scheme, parts.hostname, parts.port or PORTS[parts.scheme])


class SyslogSocket:
    """Connects with the first message. A stream that broke is connected anew, once for each message."""

    def __init__(self, address: Address) -> None:
        self._address = address
        self._socket: socket.socket | None = None

    def connect(self) -> None:
        """Make the connection if there is none. Raises OSError; over UDP only for a name without an address."""
        if self._socket is None:
            self._socket = _connected(self._address)

    def send(self, message: bytes) -> None:
        """Send one message. Raises OSError. Over UDP and TCP, that it was sent does not say that it was received."""
        data = frame(message) if self._address.protocol == "tcp" else message
        if self._socket is not None:
            try:
                return self._send(data)
            except OSError:
                self.close()
                if self._address.protocol == "udp":
                    # It is about the message before: nothing listens there. To try again would hide it.
                    raise
        self.connect()
        return self._send(data)

    def _send(self, data: bytes) -> None:
        connection = t.cast(socket.socket, self._socket)
        if self._address.protocol == "tcp" and _is_closed(connection):
            raise ConnectionResetError("the receiver closed the connection")
        connection.sendall(data)

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None


def _is_closed(connection: socket.socket) -> bool:
    """Tell whether the other side has ended a connection. Raises OSError where it broke it.

    Without this, the first message after a receiver's restart would be sent into nowhere without an error.
    """
    poll = select.poll()
    poll.register(connection, select.POLLIN)
    return bool(poll.poll(0)) and connection.recv(1, socket.MSG_PEEK) == b""


def _connected(address: Address) -> socket.socket:
    if address.protocol == "tcp":
        return socket.create_connection((address.host, address.port), TIMEOUT_SECONDS)
    if address.protocol == "unix":
        return _open(socket.AF_UNIX, address.host)
    found = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_DGRAM)
    return _open(found[0][0], found[0][4])


def _open(family: int, place: t.Any) -> socket.socket:
    opened = socket.socket(family, socket.SOCK_DGRAM)
    try:
        opened.settimeout(TIMEOUT_SECONDS)
        opened.connect(place)
    except OSError:
        opened.close()
        raise
    return opened

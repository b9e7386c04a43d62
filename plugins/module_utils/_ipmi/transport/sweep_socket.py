# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One socket for datagrams to and from very many addresses.

It is not connected, so a datagram may come from anybody, and does not wait. What networks and hosts say about
datagrams of ours (ICMP) is had on Linux from the socket's error queue, beside the datagrams; other systems do without,
and an address with a closed port is silent there.

A socket that has such an error waiting fails the next call, whatever that one is about. So a call that fails is made
again, and only what fails again is about that call itself.
"""

from __future__ import annotations

import errno
import os
import socket
import struct
import sys
import typing as t

from ..errors import TransportError

Address = tuple[str, int]
Arrival = tuple[t.Union[bytes, OSError], Address]

RECEIVE_BUFFER = 4 << 20
"""Bytes asked for; a system gives what it allows. Each small datagram takes nearly 1 KB of it."""

_LARGEST_ANSWER = 512
"""More than any answer to a sweep has, so that one that is cut off is no answer."""

_MOST_AT_ONCE = 512
_ATTEMPTS = 3
_BACK_PRESSURE = frozenset({errno.EAGAIN, errno.EWOULDBLOCK, errno.ENOBUFS})

# Linux; Python has no names for these.
_IP_RECVERR = 11
_IPV6_RECVERR = 25
_ERROR = struct.Struct("=IBBBBII")
"""Linux sock_extended_err: error number, origin, ICMP type and code, pad, two more; a socket address follows."""
_ORIGIN_LOCAL = 1
_ANCILLARY_SIZE = 128

_PORT_CLOSED = ConnectionRefusedError(errno.ECONNREFUSED, os.strerror(errno.ECONNREFUSED))
"""Made once: there is one for each address that has no BMC."""

_EXPLAINED = {
    errno.EACCES: "it is a broadcast address, or this machine forbids sending there",
    errno.EPERM: "a firewall on this machine forbids it",
}

_CANNOT_OPEN = {
    errno.EMFILE: "this process has too many files open; raise the limit (ulimit -n)",
    errno.ENFILE: "this machine has too many files open; raise fs.file-max",
    errno.EACCES: "this user may not open UDP sockets; look at the restrictions of the container or service",
    errno.EPERM: "this user may not open UDP sockets; look at the restrictions of the container or service",
    errno.EAFNOSUPPORT: "this machine does not have IP of this version; leave such addresses out",
}


def canonical(address: str) -> str:
    """Return a numeric address as it is spelled in what comes from there. Raises ValueError for anything else."""
    try:
        if ":" not in address:
            socket.inet_pton(socket.AF_INET, address)
            return address
        bare, _percent, scope = address.partition("%")
        bare = socket.inet_ntop(socket.AF_INET6, socket.inet_pton(socket.AF_INET6, bare))
        if not scope:
            return bare
        return f"{bare}%{socket.if_indextoname(int(scope)) if scope.isdigit() else scope}"
    except OSError:
        raise ValueError(f"{address!r} is not a numeric address") from None


class SweepSocket:
    """Datagrams of one address family. Raises TransportError, with what to do about it, when it cannot be opened."""

    def __init__(self, family: int) -> None:
        try:
            self._socket = socket.socket(family, socket.SOCK_DGRAM)
        except OSError as error:
            reason = _CANNOT_OPEN.get(error.errno or 0) or error.strerror or str(error)
            raise TransportError(f"no UDP socket can be opened: {reason}") from None
        self._socket.setblocking(False)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
        self._has_error_queue = sys.platform == "linux"
        if self._has_error_queue:
            is_v6 = family == socket.AF_INET6
            level = socket.IPPROTO_IPV6 if is_v6 else socket.IPPROTO_IP
            self._socket.setsockopt(level, _IPV6_RECVERR if is_v6 else _IP_RECVERR, 1)
        self._failures: list[Arrival] = []

    def fileno(self) -> int:
        return self._socket.fileno()

    def send(self, datagrams: t.Sequence[tuple[bytes, Address]]) -> int:
        """Send datagrams and return how many are dealt with; the system takes no more at present.

        One that the system objects to is dealt with too: the objection is among what is received next.
        """
        sendto = self._socket.sendto
        for number, (datagram, address) in enumerate(datagrams):
            try:
                sendto(datagram, address)
            except OSError:
                if not self._send_again(datagram, address):
                    return number
        return len(datagrams)

    def _send_again(self, datagram: bytes, address: Address) -> bool:
        failure = OSError()
        for _attempt in range(_ATTEMPTS):
            try:
                self._socket.sendto(datagram, address)
                return True
            except OSError as error:
                if error.errno in _BACK_PRESSURE:
                    return False
                failure = error
        number = failure.errno or 0
        reason = _EXPLAINED.get(number)
        described = f"{failure.strerror}: {reason}" if reason else failure.strerror
        self._failures.append((OSError(number, described), address))
        return True

    def receive(self) -> list[Arrival]:
        """Return what has come, and what went wrong with datagrams sent."""
        arrivals = self._failures
        self._failures = []
        if self._has_error_queue:
            self._read_errors(arrivals)
        recvfrom = self._socket.recvfrom
        for _datagram in range(_MOST_AT_ONCE):
            try:
                datagram, address = recvfrom(_LARGEST_ANSWER)
            except BlockingIOError:
                break
            except OSError:
                # About an earlier datagram; it is in the error queue.
                continue
            arrivals.append((datagram, address[:2]))
        return arrivals

    def _read_errors(self, arrivals: list[Arrival]) -> None:
        recvmsg = self._socket.recvmsg
        for _error in range(_MOST_AT_ONCE):
            try:
                _sent, ancillary, _flags, address = recvmsg(0, _ANCILLARY_SIZE, socket.MSG_ERRQUEUE)
            except BlockingIOError:
                break
            for _level, _kind, data in ancillary:
                arrivals.append((_read_error(data), address[:2]))

    def close(self) -> None:
        self._socket.close()


def _read_error(data: bytes) -> OSError:
    """Return an entry of the error queue, with the address of who says so."""
    number, origin, *_rest = _ERROR.unpack_from(data)
    if number == errno.ECONNREFUSED:
        return _PORT_CLOSED
    described = os.strerror(number)
    if origin != _ORIGIN_LOCAL:
        described += f", says {_read_offender(data[_ERROR.size :])}"
    return OSError(number, described)


def _read_offender(socket_address: bytes) -> str:
    family = int.from_bytes(socket_address[:2], sys.byteorder)
    if family == socket.AF_INET6:
        return socket.inet_ntop(family, socket_address[8:24])
    return socket.inet_ntop(socket.AF_INET, socket_address[4:8])

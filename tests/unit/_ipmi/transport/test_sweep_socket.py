# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The socket of a sweep on the loopback interface: who answers, who refuses, and what the system itself objects to."""

from __future__ import annotations

import errno
import select
import socket
import sys
import typing as t

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.transport.sweep_socket import (
    Arrival,
    SweepSocket,
    canonical,
)

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has an error queue")


@pytest.fixture(params=[socket.AF_INET, socket.AF_INET6], ids=["IPv4", "IPv6"])
def family(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture
def endpoint(family: int) -> t.Iterator[SweepSocket]:
    endpoint = SweepSocket(family)
    yield endpoint
    endpoint.close()


def peer(family: int) -> socket.socket:
    """Return a socket on a free port of the loopback address."""
    bound = socket.socket(family, socket.SOCK_DGRAM)
    bound.bind(("::1" if family == socket.AF_INET6 else "127.0.0.1", 0))
    bound.settimeout(5)
    return bound


def received(endpoint: SweepSocket, count: int) -> list[Arrival]:
    """Return so many arrivals, or fewer if they do not come."""
    arrivals: list[Arrival] = []
    while len(arrivals) < count:
        arrivals += endpoint.receive()
        if len(arrivals) < count and not select.select([endpoint], [], [], 2)[0]:
            break
    return arrivals


def test_there_and_back(family: int, endpoint: SweepSocket) -> None:
    with peer(family) as other:
        address = other.getsockname()[:2]
        assert endpoint.send([(b"ping", address)]) == 1
        datagram, sender = other.recvfrom(100)
        other.sendto(b"pong", sender)
        assert datagram == b"ping"
        assert received(endpoint, 1) == [(b"pong", address)]
    assert endpoint.receive() == []


@LINUX
def test_closed_ports_are_told_one_by_one(family: int, endpoint: SweepSocket) -> None:
    with peer(family) as other, peer(family) as gone, peer(family) as gone_too:
        closed = [gone.getsockname()[:2], gone_too.getsockname()[:2]]
        gone.close()
        gone_too.close()
        # The second and third are sent while the error of the first one waits in the socket.
        addresses = [closed[0], closed[1], other.getsockname()[:2]]
        assert endpoint.send([(b"ping", address) for address in addresses]) == 3
        assert other.recv(100) == b"ping"
        arrivals = received(endpoint, 2)
    assert [address for _error, address in arrivals] == closed
    assert all(isinstance(error, ConnectionRefusedError) for error, _address in arrivals)


@LINUX
def test_many_closed_ports_between_two_looks() -> None:
    endpoint = SweepSocket(socket.AF_INET)
    with peer(socket.AF_INET) as gone:
        port = gone.getsockname()[1]
    addresses = [(f"127.77.0.{number}", port) for number in range(200)]
    assert endpoint.send([(b"ping", address) for address in addresses]) == 200
    assert {address for _error, address in received(endpoint, 200)} == set(addresses)
    endpoint.close()


@pytest.mark.parametrize("address", ["255.255.255.255", "127.255.255.255"])
def test_a_broadcast_address_is_refused_and_the_rest_goes_on(address: str) -> None:
    endpoint = SweepSocket(socket.AF_INET)
    with peer(socket.AF_INET) as other:
        assert endpoint.send([(b"ping", (address, 623)), (b"ping", other.getsockname())]) == 2
        assert other.recv(100) == b"ping"
    ((error, at),) = received(endpoint, 1)
    endpoint.close()
    assert isinstance(error, OSError)
    assert (error.errno, at) == (errno.EACCES, (address, 623))
    assert "broadcast address" in str(error)


@pytest.mark.parametrize(
    ("spelled", "seen"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:DB8:0:0::7", "2001:db8::7"),
        ("0:0:0:0:0:0:0:1", "::1"),
        ("fe80::0:1%lo", "fe80::1%lo"),
        ("fe80::1%1", "fe80::1%lo"),
    ],
)
def test_addresses_are_spelled_as_the_system_does(spelled: str, seen: str) -> None:
    assert canonical(spelled) == seen


@pytest.mark.parametrize(
    "spelled", ["bmc.example", "127.1", "192.0.2.256", "192.0.2.07", "", "1::2::3", "fe80::1%9999"]
)
def test_what_is_no_address(spelled: str) -> None:
    with pytest.raises(ValueError, match="is not a numeric address"):
        canonical(spelled)

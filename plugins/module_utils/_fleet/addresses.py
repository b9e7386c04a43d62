# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a person writes down addresses: one, a range, a network, or a name; each with or without a port.

``192.0.2.10``, ``192.0.2.10:6230``, ``192.0.2.10-192.0.2.99``, ``192.0.2.10-99``, ``192.0.2.0/24``, ``2001:db8::12``,
``[2001:db8::12]:6230``, ``2001:db8::/120``, ``bmc7.example.com``. Nothing else is an address, so that a slip of the
keyboard never becomes a packet to somebody who was not meant.
"""

from __future__ import annotations

import dataclasses
import ipaddress
import re
import typing as t

from .._ipmi.errors import InvalidOption

IpAddress = t.Union[ipaddress.IPv4Address, ipaddress.IPv6Address]

_LABEL = r"(?!-)[a-zA-Z0-9_-]{1,63}(?<!-)"
_NAME = re.compile(rf"(?=.{{1,253}}$){_LABEL}(\.{_LABEL})*\.?")
_WITH_PORT = re.compile(r"(?P<host>\[[^\]]+\]|[^:\[\]]+):(?P<port>\d+)")
_HIGHEST_PORT = (1 << 16) - 1
_POINT_TO_POINT = {4: 31, 6: 127}
"""From this prefix length on, the first and the last address of a network are addresses like the others."""


class Place(t.NamedTuple):
    """A BMC that was named by itself: ``host`` as it was written, an address or a name. ``port`` None: the source's."""

    host: str
    port: int | None = None


@dataclasses.dataclass(frozen=True)
class AddressRange:
    """Addresses from ``first`` to ``last``, both included."""

    first: IpAddress
    last: IpAddress

    @property
    def size(self) -> int:
        return int(self.last) - int(self.first) + 1

    def __contains__(self, address: IpAddress | None) -> bool:
        if address is None or address.version != self.first.version:
            return False
        return int(self.first) <= int(address) <= int(self.last)

    def overlaps(self, other: AddressRange) -> bool:
        """Tell whether the two have an address in common."""
        return other.first in self or self.first in other

    def addresses(self) -> t.Iterator[IpAddress]:
        """Return each address, lowest first, without holding them all."""
        kind = type(self.first)
        return (kind(number) for number in range(int(self.first), int(self.last) + 1))


def parse_addresses(text: str) -> Place | AddressRange:
    """Return what a text stands for. Raises InvalidOption that says why it stands for nothing."""
    found = _parse(text.strip())
    ends = (found.first, found.last) if isinstance(found, AddressRange) else (parse_ip(found.host),)
    if any(end is not None and end.is_multicast for end in ends):
        raise InvalidOption(f"{text!r} is or reaches into multicast: those are addresses of groups, not of machines")
    return found


def _parse(text: str) -> Place | AddressRange:
    if "/" in text:
        return _parse_network(text)
    for separator in (" - ", "-"):
        first, found, last = text.partition(separator)
        if found and parse_ip(first) is not None:
            return _parse_range(text, first, last)
    return _parse_place(text)


def parse_ip(text: str) -> IpAddress | None:
    """Return the address that a text is, None when it is none."""
    try:
        return ipaddress.ip_address(text.strip().strip("[]"))
    except ValueError:
        return None


def _parse_network(text: str) -> AddressRange:
    try:
        network = ipaddress.ip_network(text)
    except ValueError as error:
        raise InvalidOption(f"{text!r} is not a network ({error})") from None
    if network.prefixlen >= _POINT_TO_POINT[network.version]:
        return AddressRange(network[0], network[-1])
    # Neither the network itself nor, with IPv4, everybody at once. IPv6 has the routers' anycast address first.
    return AddressRange(network[1], network[-2] if network.version == 4 else network[-1])


def _parse_range(text: str, first: str, last: str) -> AddressRange:
    start = t.cast(IpAddress, parse_ip(first))
    if start.version == 4 and last.strip().isdigit():
        last = f"{str(start).rpartition('.')[0]}.{last.strip()}"
    end = parse_ip(last)
    if end is None:
        raise InvalidOption(f"{text!r} is not a range: {last.strip()!r} is not an address")
    if end.version != start.version:
        raise InvalidOption(f"{text!r} is not a range: one end is IPv4, the other IPv6")
    if int(end) < int(start):
        raise InvalidOption(f"{text!r} is an empty range: its end comes before its beginning")
    return AddressRange(start, end)


def _parse_place(text: str) -> Place:
    host, port = text, None
    found = _WITH_PORT.fullmatch(text)
    if found:
        host, port = found["host"], int(found["port"])
        if not 0 < port <= _HIGHEST_PORT:
            raise InvalidOption(f"{text!r}: {port} is not a port number")
    host = host.strip("[]")
    address = parse_ip(host)
    if address is not None:
        return Place(str(address), port)
    if _NAME.fullmatch(host) and not host.rstrip(".").rpartition(".")[2].isdigit():
        return Place(host, port)
    raise InvalidOption(f"{text!r} is neither an address, a range, a network nor a host name")

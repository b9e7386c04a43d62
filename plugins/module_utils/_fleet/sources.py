# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sources of a discovery, and every place that they name.

What is named by itself (an address, a name, a row of a file) is expected to be there, and is listed when it is silent.
Of a range or a network only what answers is listed. Where two sources name one address, the first one has it.
"""

from __future__ import annotations

import typing as t

from .._desired.options import Kind, Option, integer, strings
from .._ipmi.client.login import parse_kg
from .._ipmi.errors import InvalidOption
from .addresses import AddressRange, IpAddress, Place, parse_addresses, parse_ip
from .credentials import OWN, Credential
from .rows import Row

SOURCE_OPTIONS = (
    Option("addresses", strings()),
    Option("file", Kind({"type": "path"})),
    Option("exclude", strings()),
    Option("port", integer(1, 65535), default=623),
    Option("credentials", strings()),
    Option("variables", Kind({"type": "dict"})),
)

Key = tuple[str, int]
"""Address and port."""


class Source(t.NamedTuple):
    """One entry of the list of sources, read and checked. ``place`` is how messages call it."""

    place: str
    places: tuple[tuple[Place, Row | None], ...]
    ranges: tuple[AddressRange, ...]
    excluded: tuple[AddressRange, ...]
    port: int
    credentials: tuple[Credential, ...]
    variables: t.Mapping[str, t.Any]


class Candidate(t.NamedTuple):
    """A place where there may be a BMC. ``host`` is as it was written, ``address`` is what it resolved to."""

    host: str
    address: str
    port: int
    source: Source
    row: Row | None = None
    is_expected: bool = True

    @property
    def key(self) -> Key:
        return self.address, self.port

    @property
    def credentials(self) -> list[Credential]:
        """Return the accounts to try, in order; one that is this BMC's own comes first."""
        row = self.row
        if row is None or row.get("username") is None:
            return list(self.source.credentials)
        own = Credential(OWN, str(row.get("username")), str(row.get("password")), parse_kg(row.get("kg")))
        return [own, *self.source.credentials]


def make_source(
    place: str,
    values: t.Mapping[str, t.Any],
    rows: t.Sequence[Row],
    credentials: t.Sequence[Credential],
    problems: list[str],
) -> Source:
    """Return a source from checked options and the rows of its file. Raises InvalidOption naming the option.

    A row whose address is none is left out, and named in ``problems``.
    """
    places: list[tuple[Place, Row | None]] = []
    ranges = []
    for index, text in enumerate(values.get("addresses") or []):
        found = _parse(text, f"{place}.addresses[{index}]")
        if isinstance(found, Place):
            places.append((found, None))
        else:
            ranges.append(found)
    if not places and not ranges and not values.get("file"):
        raise InvalidOption(f"{place}: it names no address; give addresses, a file, or both")
    for row in rows:
        try:
            places.append((_place_of(row), row))
        except InvalidOption as error:
            problems.append(f"{row.where}: {error}")
    excluded = [_excluded(text, f"{place}.exclude[{i}]") for i, text in enumerate(values.get("exclude") or [])]
    return Source(
        place=place,
        places=tuple(places),
        ranges=tuple(ranges),
        excluded=tuple(excluded),
        port=values["port"],
        credentials=tuple(credentials),
        variables=values.get("variables") or {},
    )


def _parse(text: str, where: str) -> Place | AddressRange:
    try:
        return parse_addresses(text)
    except InvalidOption as error:
        raise InvalidOption(f"{where}: {error}") from None


def _place_of(row: Row) -> Place:
    parse_kg(row.get("kg"))
    place = parse_addresses(row.values["address"])
    if not isinstance(place, Place):
        raise InvalidOption(f"{row.values['address']!r} is more than one address")
    port = row.get("port")
    if port is None:
        return place
    if not port.isdigit() or not 0 < int(port) < 1 << 16:
        raise InvalidOption(f"{port!r} is not a port number")
    return place._replace(port=int(port))


def _excluded(text: str, where: str) -> AddressRange:
    found = _parse(text, where)
    if isinstance(found, AddressRange):
        return found
    address = parse_ip(found.host)
    if address is None:
        raise InvalidOption(f"{where}: {text!r} is a name; addresses and ranges can be excluded")
    return AddressRange(address, address)


class Candidates:
    """All candidates of some sources: those named by themselves are held, those of ranges are made when asked for."""

    def __init__(self, sources: t.Sequence[Source], resolved: t.Mapping[str, str]) -> None:
        """``resolved`` has the address of every name that has one; a name without is no candidate."""
        self._sources = sources
        self._named: dict[Key, Candidate] = {}
        for source in sources:
            for place, row in source.places:
                address = place.host if parse_ip(place.host) else resolved.get(place.host)
                ip = None if address is None else parse_ip(address)
                if ip is not None and not _is_in(ip, source.excluded):
                    one = Candidate(place.host, str(ip), place.port or source.port, source, row)
                    self._named.setdefault(one.key, one)

    @property
    def at_most(self) -> int:
        """How many there are, but for those that are named twice or excluded."""
        return len(self._named) + sum(one.size for source in self._sources for one in source.ranges)

    @property
    def expected(self) -> list[Candidate]:
        """Those that were named by themselves."""
        return list(self._named.values())

    def keys(self) -> t.Iterator[Key]:
        """Return address and port of each candidate, one at a time: a network may have very many."""
        named = self._named
        yield from named
        for number, source in enumerate(self._sources):
            for index, one in enumerate(source.ranges):
                others = [other for other in self._others(number, index) if one.overlaps(other)]
                for address in one.addresses():
                    key = (str(address), source.port)
                    if key not in named and not (_is_in(address, others) and self._is_taken(address, number, index)):
                        yield key

    def find(self, address: str, port: int) -> Candidate | None:
        """Return the candidate at an address and port."""
        ip = parse_ip(address)
        named = self._named.get((str(ip), port))
        if named is not None:
            return named
        for source in self._sources:
            if source.port == port and _is_in(ip, source.ranges) and not _is_in(ip, source.excluded):
                return self._in_range(ip, source)
        return None

    def _in_range(self, address: IpAddress | None, source: Source) -> Candidate:
        return Candidate(str(address), str(address), source.port, source, is_expected=False)

    def _others(self, number: int, index: int) -> t.Iterator[AddressRange]:
        """Return every range that may have a say about addresses of one."""
        source = self._sources[number]
        yield from source.excluded
        yield from source.ranges[:index]
        for earlier in self._sources[:number]:
            yield from earlier.ranges

    def _is_taken(self, address: IpAddress, number: int, index: int) -> bool:
        """Tell whether an address of a range is excluded, or in an earlier range of the same port."""
        source = self._sources[number]
        if _is_in(address, source.excluded) or _is_in(address, source.ranges[:index]):
            return True
        return any(
            earlier.port == source.port and _is_in(address, earlier.ranges) and not _is_in(address, earlier.excluded)
            for earlier in self._sources[:number]
        )


def _is_in(address: IpAddress | None, ranges: t.Iterable[AddressRange]) -> bool:
    return any(address in one for one in ranges)


def names_to_resolve(sources: t.Iterable[Source]) -> list[str]:
    """Return every host name in the sources, once."""
    names = (place.host for source in sources for place, _row in source.places if parse_ip(place.host) is None)
    return list(dict.fromkeys(names))


def count_addresses(sources: t.Iterable[Source]) -> int:
    """Return how many addresses the sources name at most, without making them."""
    return sum(len(source.places) + sum(one.size for one in source.ranges) for source in sources)


def check_count(sources: t.Sequence[Source], most: int) -> None:
    """Raise InvalidOption when the sources name more than ``most`` addresses."""
    count = count_addresses(sources)
    if count > most:
        ranges = sorted((one for source in sources for one in source.ranges), key=lambda one: one.size)
        largest = f" ({ranges[-1].size} of them from {ranges[-1].first} to {ranges[-1].last})" if ranges else ""
        raise InvalidOption(
            f"max_addresses: the sources name {count} addresses{largest}, and at most {most} are asked; raise "
            "max_addresses if you mean it"
        )

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The field functions that message declarations are written with.

The annotation beside a field is the type that a caller sees; the function is the layout. Every function
returns a :class:`~.layout.Field`; the return type says ``Any`` so that a type checker accepts the annotation.
"""

from __future__ import annotations

import enum
import ipaddress
import typing as t

from .layout import MISSING, Field


def bits(
    size: int, meaning: type[enum.IntEnum] | None = None, *, default: t.Any = MISSING, optional: bool = False
) -> t.Any:
    """An unsigned number of ``size`` bits; with ``meaning``, a member of that enumeration where it names the value."""
    decode = None if meaning is None else _members_of(meaning)
    return Field(size, decode=decode, default=default, optional=optional)


def _members_of(meaning: type[enum.IntEnum]) -> t.Callable[[int], int]:
    members: dict[int, int] = {member.value: member for member in meaning}

    def decode(raw: int) -> int:
        return members.get(raw, raw)

    return decode


def flag(*, default: t.Any = MISSING, optional: bool = False) -> t.Any:
    """One bit, seen as a bool."""
    return Field(1, decode=bool, default=default, optional=optional)


def flag_cleared(*, default: t.Any = MISSING, optional: bool = False) -> t.Any:
    """One bit that says *not*: True when the bit is 0 (IPMI has many "1 = disabled" bits)."""
    return Field(1, decode=lambda raw: not raw, encode=lambda value: not value, default=default, optional=optional)


def reserved(size: int, *, optional: bool = False) -> t.Any:
    """Bits that the specification reserves: written as zero, ignored when read."""
    return Field(size, optional=optional, reserved=True)


def u8(meaning: type[enum.IntEnum] | None = None, *, default: t.Any = MISSING, optional: bool = False) -> t.Any:
    """One byte."""
    return bits(8, meaning, default=default, optional=optional)


def u16(*, default: t.Any = MISSING, optional: bool = False) -> t.Any:
    """Two bytes, least significant first."""
    return bits(16, default=default, optional=optional)


def u24(*, default: t.Any = MISSING, optional: bool = False) -> t.Any:
    """Three bytes, least significant first (IANA enterprise numbers)."""
    return bits(24, default=default, optional=optional)


def u32(*, default: t.Any = MISSING, optional: bool = False) -> t.Any:
    """Four bytes, least significant first."""
    return bits(32, default=default, optional=optional)


def _run_of_bytes(
    size: int,
    to_bytes: t.Callable[[t.Any], bytes],
    from_bytes: t.Callable[[bytes], t.Any],
    default: t.Any,
    optional: bool,
) -> Field:
    def encode(value: t.Any) -> int:
        data = to_bytes(value)
        if len(data) != size:
            raise ValueError(f"{len(data)} bytes instead of {size}")
        return int.from_bytes(data, "little")

    def decode(raw: int) -> t.Any:
        return from_bytes(raw.to_bytes(size, "little"))

    return Field(size * 8, decode=decode, encode=encode, default=default, optional=optional)


def octets(size: int, *, default: t.Any = MISSING, optional: bool = False) -> t.Any:
    """Exactly ``size`` bytes in wire order."""
    return _run_of_bytes(size, bytes, bytes, default, optional)


def number_be(size: int, *, default: t.Any = MISSING, optional: bool = False) -> t.Any:
    """A number of ``size`` bytes, most significant first (the exception in IPMI)."""
    return _run_of_bytes(
        size,
        lambda value: int(value).to_bytes(size, "big"),
        lambda data: int.from_bytes(data, "big"),
        default,
        optional,
    )


def text(size: int, *, default: t.Any = MISSING, optional: bool = False) -> t.Any:
    """A string of at most ``size`` bytes, padded with 00h. Latin-1, so that any byte a BMC stores survives."""

    def to_bytes(value: str) -> bytes:
        data = value.encode("latin-1")
        if len(data) > size:
            raise ValueError(f"{len(data)} bytes are more than {size}")
        if b"\x00" in data:
            raise ValueError("a NUL character cannot be stored")
        return data.ljust(size, b"\x00")

    return _run_of_bytes(size, to_bytes, lambda data: data.split(b"\x00", 1)[0].decode("latin-1"), default, optional)


def ipv4(*, default: t.Any = MISSING, optional: bool = False) -> t.Any:
    """An IPv4 address as text; most significant byte first on the wire."""
    return _run_of_bytes(
        4, lambda value: ipaddress.IPv4Address(value).packed, lambda data: ".".join(map(str, data)), default, optional
    )


def ipv6(*, default: t.Any = MISSING, optional: bool = False) -> t.Any:
    """An IPv6 address as compressed text; most significant byte first on the wire."""
    return _run_of_bytes(
        16,
        lambda value: ipaddress.IPv6Address(value).packed,
        lambda data: str(ipaddress.IPv6Address(data)),
        default,
        optional,
    )


def mac(*, default: t.Any = MISSING, optional: bool = False) -> t.Any:
    """A MAC address as lower-case text with colons."""

    def to_bytes(value: str) -> bytes:
        return bytes(int(part, 16) for part in value.split(":"))

    return _run_of_bytes(6, to_bytes, lambda data: ":".join(f"{byte:02x}" for byte in data), default, optional)


def mask(size: int, *, inverted: bool = False, default: t.Any = MISSING, optional: bool = False) -> t.Any:
    """A set of bit numbers 0..8*size-1, bit *n* of byte *k* standing for 8k+n; ``inverted`` when 0 means present."""
    everything = (1 << (size * 8)) - 1

    def encode(value: t.Iterable[int]) -> int:
        raw = 0
        for number in value:
            if not 0 <= number < size * 8:
                raise ValueError(f"{number} is not a bit of {size} bytes")
            raw |= 1 << number
        return raw ^ everything if inverted else raw

    def decode(raw: int) -> frozenset[int]:
        if inverted:
            raw ^= everything
        return frozenset(number for number in range(size * 8) if raw >> number & 1)

    return Field(size * 8, decode=decode, encode=encode, default=default, optional=optional)


def rest(*, default: t.Any = b"", optional: bool = False) -> t.Any:
    """Whatever follows, as bytes. Only as the last field."""
    return Field(None, default=None if optional else default, optional=optional)

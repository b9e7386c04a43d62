# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a declared message becomes bytes and bytes become a message.

IPMI writes every multi-byte number least significant byte first and numbers the bits of a byte from the
low end. So the fixed part of any IPMI message is *one little-endian integer*, and a field is a run of bits
in it::

    class GetUserAccessResponse(Response):
        max_channel_user_ids: int = bits(6)      # bits 0-5
        _r1: int = reserved(2)                   # bits 6-7
        enabled_user_ids: int = bits(6)          # bits 8-13

A class body is read once, when the class is made: the fields in the order written, each one starting where
the one before it ended. Packing shifts every value to its place and adds them up; unpacking shifts and masks.
A byte string (an address, a name) is a run of bits too, with a converter. Three things do not fit into that
picture and are the only special cases:

* fields at the end that a BMC may leave out (``optional=True``): ``None`` when they are missing;
* a last field that takes whatever is left (``rest``);
* bytes beyond the layout: newer firmware may send them, they are ignored.

Reserved bits are written as zero and ignored when read. A value of an enumeration that the specification
does not name is handed on as a plain number.
"""

from __future__ import annotations

import typing as t

from ..errors import DecodeError, EncodeError

MISSING: t.Any = object()


class Field:
    """One run of bits. ``size`` is None for a field that takes the rest of the message."""

    __slots__ = ("decode", "default", "encode", "mask", "name", "optional", "reserved", "shift", "size")

    def __init__(
        self,
        size: int | None,
        *,
        decode: t.Callable[[t.Any], t.Any] | None = None,
        encode: t.Callable[[t.Any], t.Any] | None = None,
        default: t.Any = MISSING,
        optional: bool = False,
        reserved: bool = False,
    ) -> None:
        self.name = ""
        self.size = size
        self.shift = 0
        self.mask = 0 if size is None else (1 << size) - 1
        self.decode = decode
        self.encode = encode
        self.default = None if optional and default is MISSING else default
        self.optional = optional
        self.reserved = reserved


class Layout:
    """The fields of one message, placed."""

    __slots__ = (
        "_packing", "_unpacking", "fields", "fixed_size", "minimum_size", "names", "owner", "placed", "plain", "tail",
    )  # fmt: skip

    def __init__(self, owner: str, fields: t.Sequence[Field]) -> None:
        self.owner = owner
        self.fields = {field.name: field for field in fields if not field.reserved}
        self.names = frozenset(self.fields)
        self.tail: Field | None = None
        self.placed: list[Field] = []
        offset = 0
        first_optional: int | None = None
        for field in fields:
            if self.tail is not None:
                raise TypeError(f"{owner}.{field.name} comes after a field that takes the rest")
            if field.size is None:
                self.tail = field
                continue
            field.shift = offset
            if field.optional and first_optional is None:
                first_optional = offset
            offset += field.size
            if not field.reserved:
                self.placed.append(field)
        if offset % 8:
            raise TypeError(f"{owner} ends in the middle of a byte ({offset} bits)")
        self.fixed_size = offset // 8
        self.minimum_size = self.fixed_size if first_optional is None else first_optional // 8
        self.plain = tuple(field.name for field in self.placed if field.encode is None)
        # What the loops over the fields of each message need of them, at hand. An optional field is there from
        # that many bits on.
        self._packing = [(field.name, field.shift, field.mask, field.encode) for field in self.placed]
        self._unpacking = [
            (field.name, field.shift, field.mask, field.decode, field.optional * (field.shift + (field.size or 0)))
            for field in self.placed
        ]

    def pack(self, values: t.Mapping[str, t.Any]) -> bytes:
        """Return the wire form of ``values``. Raises EncodeError for a value that has no wire form."""
        number = 0
        size = self.fixed_size
        for name, shift, mask, encode in self._packing:
            value = values[name]
            if value is None and self.fields[name].optional:
                size = min(size, shift // 8)
                continue
            try:
                raw = int(value) if encode is None else encode(value)
            except (ValueError, TypeError, OverflowError) as error:
                raise EncodeError(self.owner, name, str(error)) from None
            if not 0 <= raw <= mask:
                raise EncodeError(self.owner, name, f"{value!r} does not fit into {self.fields[name].size} bits")
            number |= raw << shift
        number &= (1 << (size * 8)) - 1
        data = number.to_bytes(size, "little")
        if self.tail is not None:
            data += self._pack_tail(self.tail, values[self.tail.name])
        return data

    def _pack_tail(self, tail: Field, value: t.Any) -> bytes:
        if value is None:
            return b""
        try:
            return bytes(value) if tail.encode is None else bytes(tail.encode(value))
        except (ValueError, TypeError) as error:
            raise EncodeError(self.owner, tail.name, str(error)) from None

    def unpack(self, data: bytes) -> dict[str, t.Any]:
        """Return the values in ``data``. Raises DecodeError when it is too short or a value has no meaning."""
        available = len(data)
        if available < self.minimum_size:
            raise DecodeError(self.owner, self._first_missing(available), f"only {available} bytes came")
        number = int.from_bytes(data[: self.fixed_size], "little")
        bits = available * 8
        values: dict[str, t.Any] = {}
        name = ""
        try:
            for name, shift, mask, decode, needed in self._unpacking:
                if needed > bits:
                    values[name] = None
                elif decode is None:
                    values[name] = number >> shift & mask
                else:
                    values[name] = decode(number >> shift & mask)
        except ValueError as error:
            raise DecodeError(self.owner, name, str(error)) from None
        if self.tail is not None:
            values[self.tail.name] = self._unpack_tail(self.tail, bytes(data[self.fixed_size :]))
        return values

    def _unpack_tail(self, tail: Field, data: bytes) -> t.Any:
        if not data and tail.optional:
            return None
        if tail.decode is None:
            return data
        try:
            return tail.decode(data)
        except ValueError as error:
            raise DecodeError(self.owner, tail.name, str(error)) from None

    def _first_missing(self, available: int) -> str:
        for field in self.placed:
            if field.shift + (field.size or 0) > available * 8:
                return field.name
        return "(reserved)"

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands in a FRU device: a header that says where areas begin, and areas that are lists of texts.

IPMI Platform Management FRU Information Storage Definition v1.0, §8 to §13. Offsets and lengths are in units of eight
bytes. Each field of an area begins with a byte of type (two bits) and length (six)::

    format, length | language, ... | type/length, text | type/length, text | ... | C1h | unused | checksum

These memories are written once, in a factory, by all kinds of programs. So nothing in here raises for what is read: a
field that is cut off ends its area, and a wrong checksum is something to tell, not a reason to have no serial number.
"""

from __future__ import annotations

import typing as t

from ..codec.fields import bits, reserved, u8
from ..codec.message import Message

UNIT = 8
"""Bytes for each number in the header, and for the length of an area."""
HEADER_SIZE = 8
FORMAT_VERSION = 1
AREA_HEAD_SIZE = 2
"""Bytes of an area that say how long it is."""

_TYPE_SHIFT = 6
_LENGTH_MASK = 0x3F
_END_OF_FIELDS = 0xC1
_BINARY, _BCD_PLUS, _SIX_BIT, _LANGUAGE = range(4)
_BCD_PLUS_CHARACTERS = "0123456789 -.:,_"
"""The last three are reserved; these are what ipmitool shows."""
_SIX_BIT_FIRST = 0x20
_ENGLISH = (b"\x00", b"\x19")
_ERASED = b"\xff"


class FruCommonHeader(Message):
    """Where the areas begin; 0 for one that is not there. FRU v1.0 §8."""

    format_version: int = bits(4, default=FORMAT_VERSION)
    _r1: int = reserved(4)
    internal_use_area: int = u8(default=0)
    chassis_area: int = u8(default=0)
    board_area: int = u8(default=0)
    product_area: int = u8(default=0)
    multi_record_area: int = u8(default=0)
    _r2: int = reserved(8)
    checksum: int = u8()


class AreaKind(t.NamedTuple):
    """One kind of area: the bytes before its first field, and the names of its first fields in their order."""

    name: str
    head_size: int
    has_language: bool
    fields: tuple[str, ...]


CHASSIS = AreaKind("chassis", 3, False, ("part_number", "serial_number"))
BOARD = AreaKind("board", 6, True, ("manufacturer", "product_name", "serial_number", "part_number"))
PRODUCT = AreaKind(
    "product", 3, True, ("manufacturer", "product_name", "part_number", "version", "serial_number", "asset_tag")
)
"""FRU v1.0 §10, §11, §12."""

_LANGUAGE_OFFSET = 2


def adds_up(data: bytes) -> bool:
    """Tell whether the checksum is right. Some images have a byte in another place than the last make up for it."""
    return not sum(data) & 0xFF


def area_size(head: bytes) -> int:
    """Return the size of an area in bytes; 0 when its first two bytes are not those of an area."""
    is_area = len(head) >= AREA_HEAD_SIZE and head[0] & 0x0F == FORMAT_VERSION
    return head[1] * UNIT if is_area else 0


def parse_fields(kind: AreaKind, area: bytes) -> dict[str, str]:
    """Return the texts of an area by name, without those that are missing or empty."""
    texts = {}
    is_english = not kind.has_language or area[_LANGUAGE_OFFSET : _LANGUAGE_OFFSET + 1] in _ENGLISH
    for name, (form, data) in zip(kind.fields, split_fields(area[kind.head_size :])):
        text = parse_text(form, data, is_english)
        if text:
            texts[name] = text
    return texts


def split_fields(data: bytes) -> t.Iterator[tuple[int, bytes]]:
    """Yield type and data of each field, up to the end marker or a field that is cut off."""
    start = 0
    while start < len(data) and data[start] != _END_OF_FIELDS:
        form, size = data[start] >> _TYPE_SHIFT, data[start] & _LENGTH_MASK
        start += 1
        if start + size > len(data):
            return
        yield form, data[start : start + size]
        start += size


def parse_text(form: int, data: bytes, is_english: bool = True) -> str:
    """Return the text of a field, what pads it removed; "" for an empty one and for memory that is erased."""
    if not data.strip(_ERASED) or not any(data):
        return ""
    text = _PARSERS[form](data, is_english).split("\x00", 1)[0]
    return "".join(character for character in text if character.isprintable()).strip()


def _parse_binary(data: bytes, is_english: bool) -> str:
    return data.hex()


def _parse_bcd_plus(data: bytes, is_english: bool) -> str:
    return "".join(_BCD_PLUS_CHARACTERS[byte >> 4] + _BCD_PLUS_CHARACTERS[byte & 0x0F] for byte in data)


def _parse_six_bit(data: bytes, is_english: bool) -> str:
    """Return text of which three bytes hold four characters, the first in the lowest bits. FRU v1.0 §13."""
    packed = int.from_bytes(data, "little")
    return "".join(chr(_SIX_BIT_FIRST + (packed >> shift & 0x3F)) for shift in range(0, len(data) * 8 - 5, 6))


def _parse_language(data: bytes, is_english: bool) -> str:
    """Return Latin-1, or in an area of another language than English UTF-16.

    Quirk: boards of many makes: another language than English, and yet plain ASCII (ipmitool never looks at the
    language). So what can be read as ASCII is.
    """
    latin = data.decode("latin-1")
    if is_english or len(data) % 2 or (latin.isascii() and latin.isprintable()):
        return latin
    return data.decode("utf-16-le", "replace")


_PARSERS: dict[int, t.Callable[[bytes, bool], str]] = {
    _BINARY: _parse_binary,
    _BCD_PLUS: _parse_bcd_plus,
    _SIX_BIT: _parse_six_bit,
    _LANGUAGE: _parse_language,
}

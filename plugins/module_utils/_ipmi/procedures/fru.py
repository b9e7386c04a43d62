# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which machine this is, from its FRU inventory: maker, product, serial numbers.

As few exchanges as a BMC allows. The first piece is read from the beginning, as long as pieces may be, so that it
mostly brings some areas with the header; only bytes that an area needs and no piece has brought are asked for. How
long a piece may be is not to be found out but by trying: BMCs refuse too much with one of five completion codes, and
are then asked for half.
"""

from __future__ import annotations

import typing as t

from ..commands.fru import GetFruInventoryAreaInfoRequest, ReadFruDataRequest
from ..commands.fru_area import (
    AREA_HEAD_SIZE,
    BOARD,
    CHASSIS,
    FORMAT_VERSION,
    HEADER_SIZE,
    PRODUCT,
    UNIT,
    AreaKind,
    FruCommonHeader,
    adds_up,
    area_size,
    parse_fields,
)
from ..effects import Procedure, Wait
from ..errors import CompletionCodeError
from ..spec.completion_code import CompletionCode

_LONGEST_PIECE = 128
_SHORTEST_PIECE = 8
_TOO_LONG = frozenset({CompletionCode.LENGTH_INVALID, CompletionCode.LENGTH_LIMIT_EXCEEDED,
                       CompletionCode.OUT_OF_RANGE, CompletionCode.CANNOT_RETURN_BYTES,
                       CompletionCode.UNSPECIFIED})  # fmt: skip
"""What BMCs answer when they are asked for more bytes than they can return. CAh is what the specification wants."""
_DEVICE_BUSY = 0x81
_TRIES_WHEN_BUSY = 5
_SECONDS_WHEN_BUSY = 0.5
_MOST_READS = 400
"""Enough for the three longest areas possible in pieces of sixteen bytes; ends the reading of a device that returns
next to nothing each time."""


class FruIdentity(t.NamedTuple):
    """What a FRU device says of a machine; None for what it does not say.

    Manufacturer, product name and part number are those of the product, and where it has none those of the board.
    ``problems`` are sentences about what is damaged in it.
    """

    manufacturer: str | None = None
    product_name: str | None = None
    part_number: str | None = None
    product_serial_number: str | None = None
    board_serial_number: str | None = None
    chassis_serial_number: str | None = None
    asset_tag: str | None = None
    problems: tuple[str, ...] = ()


def read_fru_identity(fru_device_id: int = 0) -> Procedure[FruIdentity]:
    """Return what the FRU device says. Raises CompletionCodeError when there is none, or it cannot be read."""
    info = yield GetFruInventoryAreaInfoRequest(fru_device_id=fru_device_id)
    device = _Device(fru_device_id, info.area_size, 2 if info.accessed_by_words else 1)
    header_bytes = yield from device.read(0, HEADER_SIZE)
    if len(header_bytes) < HEADER_SIZE or header_bytes[0] & 0x0F != FORMAT_VERSION:
        return FruIdentity(problems=(f"FRU {fru_device_id} holds no inventory",))
    problems = [] if adds_up(header_bytes) else ["the checksum of the FRU's header is wrong"]
    header = FruCommonHeader.unpack(header_bytes)
    chassis = yield from _read_area(device, CHASSIS, header.chassis_area * UNIT, problems)
    board = yield from _read_area(device, BOARD, header.board_area * UNIT, problems)
    product = yield from _read_area(device, PRODUCT, header.product_area * UNIT, problems)
    machine = {**board, **product}
    return FruIdentity(
        manufacturer=machine.get("manufacturer"),
        product_name=machine.get("product_name"),
        part_number=machine.get("part_number"),
        product_serial_number=product.get("serial_number"),
        board_serial_number=board.get("serial_number"),
        chassis_serial_number=chassis.get("serial_number"),
        asset_tag=product.get("asset_tag"),
        problems=tuple(problems),
    )


def _read_area(device: _Device, kind: AreaKind, start: int, problems: list[str]) -> Procedure[dict[str, str]]:
    """Return the texts of an area, {} when there is none. What is wrong with it is added to ``problems``."""
    if not start:
        return {}
    size = area_size((yield from device.read(start, AREA_HEAD_SIZE)))
    if not size:
        problems.append(f"there is no {kind.name} area where the FRU's header says")
        return {}
    area = yield from device.read(start, size)
    if len(area) < size:
        problems.append(f"the {kind.name} area of the FRU is cut off")
    elif not adds_up(area):
        problems.append(f"the checksum of the {kind.name} area of the FRU is wrong")
    return parse_fields(kind, area)


class _Device:
    """A FRU device, and those bytes of it that are known."""

    def __init__(self, number: int, size: int, word_size: int) -> None:
        self._number = number
        self._size = size
        self._word_size = word_size
        self._known: dict[int, int] = {}
        self._longest = _LONGEST_PIECE
        self._reads = 0

    def read(self, start: int, size: int) -> Procedure[bytes]:
        """Return so many bytes from ``start`` on, or fewer where the device ends."""
        end = min(start + size, self._size)
        while True:
            missing = next((offset for offset in range(start, end) if offset not in self._known), end)
            if missing == end:
                break
            yield from self._fetch(missing)
            if missing not in self._known:
                end = missing
        return bytes(self._known[offset] for offset in range(start, end))

    def _fetch(self, offset: int) -> Procedure[None]:
        """Read a piece with the byte at ``offset`` in it, unless the device ends before it."""
        first = offset - offset % self._word_size
        while self._reads < _MOST_READS:
            self._reads += 1
            wanted = min(self._longest, self._size - first)
            count = -(-wanted // self._word_size)
            try:
                piece = yield from self._ask(first // self._word_size, count)
            except CompletionCodeError as error:
                if error.completion_code not in _TOO_LONG:
                    raise
                if self._longest <= _SHORTEST_PIECE:
                    if not self._known:
                        raise
                    # The device is smaller than it says.
                    return
                self._longest = max(_SHORTEST_PIECE, min(self._longest, wanted) // 2)
            else:
                self._known.update(enumerate(piece[: count * self._word_size], first))
                return

    def _ask(self, offset: int, count: int) -> Procedure[bytes]:
        request = ReadFruDataRequest(fru_device_id=self._number, offset=offset, count=count)
        for _try in range(_TRIES_WHEN_BUSY):
            try:
                response = yield request
            except CompletionCodeError as error:
                if error.completion_code != _DEVICE_BUSY:
                    raise
                yield Wait(_SECONDS_WHEN_BUSY)
            else:
                return t.cast(bytes, response.data)
        response = yield request
        return t.cast(bytes, response.data)

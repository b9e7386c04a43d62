# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The identity in a FRU device; the BMC is a memory with the limits that BMCs have."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.fru import (
    GetFruInventoryAreaInfoRequest,
    GetFruInventoryAreaInfoResponse,
    ReadFruDataRequest,
    ReadFruDataResponse,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.effects import Wait
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.errors import CompletionCodeError
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.procedures.fru import (
    FruIdentity,
    read_fru_identity,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.storage import READ_FRU_DATA
from hypothesis import given
from hypothesis import strategies as st

MOST_EXCHANGES = 500


def field(text: str) -> bytes:
    return bytes([0xC0 | len(text)]) + text.encode("latin-1")


def area(head: bytes, *texts: str) -> bytes:
    body = head + b"".join(map(field, texts)) + b"\xc1"
    units = -(-(len(body) + 3) // 8)
    data = (b"\x01" + bytes([units]) + body).ljust(units * 8 - 1, b"\x00")
    return data + bytes([-sum(data) & 0xFF])


CHASSIS = area(b"\x17", "CSE-829", "C829-0001")
BOARD = area(b"\x19\x00\x00\x00", "Acme Boards", "X11", "BRD-0001", "MBD-X11")
PRODUCT = area(
    b"\x19",
    "Acme",
    "Rocket 9000",
    "R9K",
    "1.0",
    "PRD-0001",
    "ASSET-7",
    "FRU file 1",
    "a field of the maker's own, nobody asks",
)
WHOLE = FruIdentity("Acme", "Rocket 9000", "R9K", "PRD-0001", "BRD-0001", "C829-0001", "ASSET-7")


def image(chassis: bytes = CHASSIS, board: bytes = BOARD, product: bytes = PRODUCT, internal: bytes = b"") -> bytes:
    """Return a FRU image with these areas one after the other, what the BMC keeps for itself first."""
    offset = 8
    starts = []
    for part in (internal, chassis, board, product):
        starts.append(offset // 8 if part else 0)
        offset += len(part)
    header = bytes([1, *starts, 0, 0])
    return header + bytes([-sum(header) & 0xFF]) + internal + chassis + board + product


class Device:
    """A FRU device. Requests for more than ``longest`` bytes are refused with ``code``; ``busy`` tries come first."""

    def __init__(
        self,
        data: bytes,
        *,
        longest: int = 255,
        code: int = 0xCA,
        returns: int = 255,
        by_words: bool = False,
        size: int | None = None,
        busy: int = 0,
    ) -> None:
        self.data = data
        self.longest = longest
        self.code = code
        self.returns = returns
        self.unit = 2 if by_words else 1
        self.size = len(data) if size is None else size
        self.busy = busy
        self.asked: list[tuple[int, int]] = []

    def answer(self, request: t.Any) -> t.Any:
        if isinstance(request, GetFruInventoryAreaInfoRequest):
            return GetFruInventoryAreaInfoResponse(area_size=self.size, accessed_by_words=self.unit == 2)
        if isinstance(request, Wait):
            self.busy -= 1
            return None
        assert isinstance(request, ReadFruDataRequest)
        offset, count = request.offset * self.unit, request.count * self.unit
        self.asked.append((offset, count))
        if self.busy:
            raise CompletionCodeError(READ_FRU_DATA, 0x81)
        if count > self.longest:
            raise CompletionCodeError(READ_FRU_DATA, self.code)
        if offset >= len(self.data):
            raise CompletionCodeError(READ_FRU_DATA, 0xC9)
        piece = self.data[offset : offset + min(count, self.returns)]
        return ReadFruDataResponse(count=len(piece) // self.unit, data=piece)

    def identity(self) -> FruIdentity:
        procedure = read_fru_identity()
        effect = next(procedure)
        try:
            for _exchange in range(MOST_EXCHANGES):
                try:
                    answer = self.answer(effect)
                except CompletionCodeError as error:
                    effect = procedure.throw(error)
                else:
                    effect = procedure.send(answer)
        except StopIteration as done:
            return t.cast(FruIdentity, done.value)
        raise AssertionError("it asks without end")


def test_a_whole_device_in_pieces_as_long_as_they_may_be() -> None:
    device = Device(image())
    assert device.identity() == WHOLE
    assert [offset for offset, _count in device.asked] == [0, 128]


def test_what_no_area_needs_is_not_read() -> None:
    device = Device(image(internal=b"\x01" + bytes(1023)))
    assert device.identity() == WHOLE
    assert [offset for offset, _count in device.asked] == [0, 1032, 1160]


@pytest.mark.parametrize("code", [0xC7, 0xC8, 0xC9, 0xCA, 0xFF])
@pytest.mark.parametrize("longest", [8, 16, 23, 32, 64, 100])
def test_a_bmc_that_returns_only_so_much(longest: int, code: int) -> None:
    device = Device(image(), longest=longest, code=code)
    assert device.identity() == WHOLE
    assert len(device.asked) <= 5 + len(device.data) // 8


@pytest.mark.parametrize("returns", [1, 7, 22])
def test_a_bmc_that_returns_less_than_it_was_asked_for(returns: int) -> None:
    assert Device(image(), returns=returns).identity() == WHOLE


@pytest.mark.parametrize("longest", [16, 255])
def test_access_by_words(longest: int) -> None:
    assert Device(image(), by_words=True, longest=longest).identity() == WHOLE


def test_a_busy_device_is_asked_again() -> None:
    device = Device(image(), busy=3)
    assert device.identity() == WHOLE
    with pytest.raises(CompletionCodeError) as caught:
        Device(image(), busy=100).identity()
    assert caught.value.completion_code == 0x81


@pytest.mark.parametrize("code", [0xC1, 0xCB, 0xD4, 0xCA])
def test_a_device_that_cannot_be_read(code: int) -> None:
    with pytest.raises(CompletionCodeError) as caught:
        Device(image(), longest=0, code=code).identity()
    assert caught.value.completion_code == code


def test_the_board_speaks_for_the_product_where_that_is_silent() -> None:
    assert Device(image(chassis=b"", product=b"")).identity() == FruIdentity(
        "Acme Boards", "X11", "MBD-X11", board_serial_number="BRD-0001"
    )


@pytest.mark.parametrize("data", [b"", b"\x01", b"\xff" * 256, bytes(256), b"\x02" + bytes(255)])
def test_a_device_that_was_never_written(data: bytes) -> None:
    assert Device(data).identity() == FruIdentity(problems=("FRU 0 holds no inventory",))


def damaged(data: bytes, offset: int) -> bytes:
    return data[:offset] + bytes([data[offset] ^ 0x10]) + data[offset + 1 :]


def test_damage_is_told_and_the_rest_is_read() -> None:
    board_at = 8 + len(CHASSIS)
    identity = Device(damaged(image(), board_at + 10)).identity()
    assert identity.problems == ("the checksum of the board area of the FRU is wrong",)
    assert identity._replace(problems=()) == WHOLE
    identity = Device(damaged(image(), 7)).identity()
    assert identity.problems == ("the checksum of the FRU's header is wrong",)
    assert identity._replace(problems=()) == WHOLE
    identity = Device(damaged(image(), board_at)).identity()
    assert identity.board_serial_number is None or identity.problems


def test_a_device_that_ends_in_the_middle() -> None:
    data = image()[:-40]
    expected = ("the product area of the FRU is cut off",)
    assert Device(data).identity().problems == expected
    # It says that there is more.
    identity = Device(data, size=2048).identity()
    assert identity.problems == expected
    assert (identity.manufacturer, identity.board_serial_number) == ("Acme", "BRD-0001")


def test_an_area_beyond_the_end() -> None:
    header = bytes([1, 0, 0, 200, 0, 0, 0])
    identity = Device(header + bytes([-sum(header) & 0xFF])).identity()
    assert identity == FruIdentity(problems=("there is no board area where the FRU's header says",))


@st.composite
def devices(draw: st.DrawFn) -> Device:
    """Return anything: random bytes, often behind the beginning of a header, and any limits."""
    head = draw(st.sampled_from([b"", b"\x01\x00\x01\x02\x03", b"\x01\x00\x01\x01\x01\x00\x00\xfc\x01\xff"]))
    return Device(
        head + draw(st.binary(max_size=200)),
        longest=draw(st.sampled_from([0, 7, 8, 20, 255])),
        code=draw(st.sampled_from([0xC7, 0xC9, 0xFF, 0xC1])),
        returns=draw(st.sampled_from([0, 1, 5, 255])),
        by_words=draw(st.booleans()),
        size=draw(st.one_of(st.none(), st.integers(0, 0xFFFF))),
        busy=draw(st.integers(0, 8)),
    )


@given(device=devices())
def test_any_device_has_an_identity_or_refuses(device: Device) -> None:
    try:
        identity = device.identity()
    except CompletionCodeError:
        return
    assert all(text is None or text for text in identity[:-1])

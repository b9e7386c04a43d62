# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each field function by itself: what a caller sees, what is on the wire, what is refused."""

from __future__ import annotations

import enum
import typing as t

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.codec import fields as f
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.codec.message import Message
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.errors import DecodeError, EncodeError


class Colour(enum.IntEnum):
    RED = 1
    GREEN = 2


def message_with(field: t.Any) -> type[Message]:
    return type("Example", (Message,), {"value": field})


BOTH_WAYS = [
    ("u8", f.u8, 0xFE, "fe"),
    ("u16 is least significant byte first", f.u16, 0x026F, "6f02"),
    ("u24", f.u24, 0x0002A2, "a20200"),
    ("u32", f.u32, 0xA0A2A3A4, "a4a3a2a0"),
    ("number_be", lambda: f.number_be(3), 0x0ABCDE, "0abcde"),
    ("enumeration", lambda: f.u8(Colour), Colour.GREEN, "02"),
    ("octets", lambda: f.octets(3), b"\x01\x02\x03", "010203"),
    ("text is padded", lambda: f.text(6), "root", "726f6f740000"),
    ("text fills its room", lambda: f.text(4), "root", "726f6f74"),
    ("text keeps any byte", lambda: f.text(2), "\xfc\x80", "fc80"),
    ("ipv4", f.ipv4, "192.0.2.17", "c0000211"),
    ("ipv6", f.ipv6, "2001:db8::1", "20010db8000000000000000000000001"),
    ("mac", f.mac, "0c:c4:7a:00:ff:01", "0cc47a00ff01"),
    ("mask", lambda: f.mask(2), frozenset({0, 9}), "0102"),
    ("inverted mask", lambda: f.mask(1, inverted=True), frozenset({0, 7}), "7e"),
    ("rest", f.rest, b"abc", "616263"),
    ("empty rest", f.rest, b"", ""),
]


@pytest.mark.parametrize(("make", "value", "wire"), [row[1:] for row in BOTH_WAYS], ids=[row[0] for row in BOTH_WAYS])
def test_both_ways(make: t.Callable[[], t.Any], value: t.Any, wire: str) -> None:
    cls = message_with(make())
    assert cls(value=value).pack().hex() == wire
    seen = cls.unpack(bytes.fromhex(wire)).value
    assert seen == value
    assert type(seen) is type(value)


@pytest.mark.parametrize(
    ("make", "value"),
    [
        (f.u8, 256),
        (f.u8, -1),
        (f.u8, "many"),
        (f.u8, None),
        (lambda: f.octets(3), b"\x01"),
        (lambda: f.octets(3), b"\x01\x02\x03\x04"),
        (lambda: f.text(4), "admin"),
        (lambda: f.text(4), "a\x00b"),
        (lambda: f.text(4), "\u20ac"),
        (f.ipv4, "192.0.2"),
        (f.ipv4, "2001:db8::1"),
        (f.ipv6, "192.0.2.1"),
        (f.mac, "0c:c4:7a:00:ff"),
        (f.mac, "0c:c4:7a:00:ff:xy"),
        (f.mac, "0c:c4:7a:00:ff:100"),
        (lambda: f.mask(1), {8}),
        (lambda: f.mask(1), {-1}),
        (lambda: f.number_be(2), 65536),
    ],
)
def test_a_value_without_a_wire_form_is_refused_by_name(make: t.Callable[[], t.Any], value: t.Any) -> None:
    with pytest.raises(EncodeError, match=r"Example\.value") as caught:
        message_with(make())(value=value).pack()
    assert caught.value.field == "value"


def test_an_unknown_member_of_an_enumeration_stays_a_number() -> None:
    assert message_with(f.u8(Colour)).unpack(b"\x77").value == 0x77


class Status(Message):
    low: int = f.bits(3)
    _r1: int = f.reserved(2)
    disabled: bool = f.flag()
    enabled: bool = f.flag_cleared(default=True)
    high: bool = f.flag(default=False)
    number: int = f.u16(default=0x1234)
    extra: int | None = f.bits(4, optional=True)
    _r2: int = f.reserved(4, optional=True)
    more: bytes = f.rest()


@pytest.mark.parametrize(
    ("message", "wire"),
    [
        (Status(low=5, disabled=True), "253412"),
        (Status(low=0, disabled=False, enabled=False, high=True, number=1), "c00100"),
        (Status(low=0, disabled=False, extra=7), "00341207"),
        (Status(low=0, disabled=False, extra=7, more=b"\xaa"), "00341207aa"),
    ],
)
def test_fields_follow_each_other_low_bit_first(message: Status, wire: str) -> None:
    assert message.pack().hex() == wire
    assert Status.unpack(bytes.fromhex(wire)) == message


def test_reserved_bits_are_ignored_when_read() -> None:
    assert Status.unpack(bytes.fromhex("183412f7")) == Status(low=0, disabled=False, extra=7)


def test_bytes_beyond_the_layout_are_ignored() -> None:
    class Short(Message):
        value: int = f.u8()

    assert Short.unpack(b"\x01\x02\x03") == Short(value=1)


@pytest.mark.parametrize(("wire", "field"), [("", "low"), ("25", "number"), ("2534", "number")])
def test_a_short_message_names_the_missing_field(wire: str, field: str) -> None:
    with pytest.raises(DecodeError, match=rf"Status\.{field} .*only {len(wire) // 2} bytes") as caught:
        Status.unpack(bytes.fromhex(wire))
    assert caught.value.field == field


def test_fields_are_given_by_name_and_checked() -> None:
    with pytest.raises(TypeError, match="needs low"):
        Status(disabled=True)
    with pytest.raises(TypeError, match="has no speed"):
        Status(low=1, disabled=True, speed=3)
    with pytest.raises(TypeError, match="has no _r1"):
        Status(low=1, disabled=True, _r1=3)


def test_a_message_cannot_be_changed_but_copied() -> None:
    message = Status(low=1, disabled=True)
    with pytest.raises(AttributeError, match="replace"):
        message.low = 2  # type: ignore[misc]
    assert message.replace(low=2) == Status(low=2, disabled=True)
    assert message.low == 1


def test_equal_messages_are_one_key() -> None:
    assert {Status(low=1, disabled=True): "first"}[Status(low=1, disabled=True, number=0x1234)] == "first"


def test_a_layout_that_cannot_be_is_refused_when_it_is_declared() -> None:
    with pytest.raises(TypeError, match="middle of a byte"):
        type("Broken", (Message,), {"value": f.bits(3)})
    with pytest.raises(TypeError, match="takes the rest"):
        type("Broken", (Message,), {"data": f.rest(), "value": f.u8()})

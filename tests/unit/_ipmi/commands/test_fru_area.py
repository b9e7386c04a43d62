# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The texts in areas of a FRU device."""

from __future__ import annotations

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.fru_area import (
    BOARD,
    CHASSIS,
    PRODUCT,
    AreaKind,
    adds_up,
    area_size,
    parse_fields,
    parse_text,
)
from hypothesis import given
from hypothesis import strategies as st

BINARY, BCD_PLUS, SIX_BIT, LANGUAGE = range(4)

# kontron/python-ipmi, tests/test_fru.py and its images: boards of Dell (R515), Supermicro (X11SCZ-F) and ASRock.
DELL_BOARD = (
    bytes.fromhex("010900000000 8364c9b2 de")
    + b"PowerEdge R515".ljust(30)
    + bytes.fromhex("ce434e373137303333414930303538 c930524d524637413035 4103 c100002a")
)
SUPERMICRO_BOARD = bytes.fromhex(
    "0108000ff7c8 ca53757065726d6963726f c8583131 53435a2d46 cc564d323131533030333539 39"
    "ce4d42442d58313153435a2d462d42 c0c1000000000000e600"
)
ASROCK_BOARD = bytes.fromhex("01030076 71b4 ca4153526f636b5261636b c0c0c0c0 c1001b")
ASROCK_PRODUCT = bytes.fromhex("010300 ca4153526f636b5261636b c0c0c0c0c0c0 c100004d")


@pytest.mark.parametrize(
    ("kind", "area", "texts"),
    [
        (
            BOARD,
            DELL_BOARD,
            {
                "manufacturer": "DELL",
                "product_name": "PowerEdge R515",
                "serial_number": "CN717033AI0058",
                "part_number": "0RMRF7A05",
            },
        ),
        (
            BOARD,
            SUPERMICRO_BOARD,
            {
                "manufacturer": "Supermicro",
                "product_name": "X11SCZ-F",
                "serial_number": "VM211S003599",
                "part_number": "MBD-X11SCZ-F-B",
            },
        ),
        (BOARD, ASROCK_BOARD, {"manufacturer": "ASRockRack"}),
        (PRODUCT, ASROCK_PRODUCT, {"manufacturer": "ASRockRack"}),
        (CHASSIS, bytes.fromhex("010317") + b"\xc3P-1\xc4S-22\xc1", {"part_number": "P-1", "serial_number": "S-22"}),
    ],
    ids=["dell", "supermicro", "asrock board", "asrock product", "chassis"],
)
def test_areas_of_real_boards(kind: AreaKind, area: bytes, texts: dict[str, str]) -> None:
    assert area_size(area) in (len(area), 8 * area[1])
    assert parse_fields(kind, area) == texts


def test_checksums() -> None:
    assert adds_up(DELL_BOARD)
    assert adds_up(SUPERMICRO_BOARD), "the byte that makes up is the last but one"
    assert adds_up(ASROCK_PRODUCT)
    assert not adds_up(ASROCK_BOARD), "as it was read from hardware"


@pytest.mark.parametrize(
    ("head", "size"),
    [(b"\x01\x09", 72), (b"\x11\x01", 8), (b"\x01\x00", 0), (b"\x02\x09", 0), (b"\xff\xff", 0), (b"\x01", 0), (b"", 0)],
)
def test_the_size_of_an_area(head: bytes, size: int) -> None:
    assert area_size(head) == size


@pytest.mark.parametrize(
    ("form", "data", "text"),
    [
        (BINARY, b"\x12\xab", "12ab"),
        (BCD_PLUS, b"\x03", "03"),
        (BCD_PLUS, b"\x12\x34\xab\xcd\xef", "1234 -.:,_"),
        (BCD_PLUS, b"\x12\xaa", "12"),
        (SIX_BIT, bytes.fromhex("64c9b2"), "DELL"),
        # FRU v1.0 §13.1, its example.
        (SIX_BIT, bytes.fromhex("29dca6"), "IPMI"),
        (SIX_BIT, bytes.fromhex("64c9"), "DE"),
        (LANGUAGE, b"  X11  ", "X11"),
        (LANGUAGE, b"X11\x00\x00", "X11"),
        (LANGUAGE, b"X11\x00garbage", "X11"),
        (LANGUAGE, b"\x07X\x1b11\n", "X11"),
        (LANGUAGE, b"M\xfcller", "Müller"),
        (LANGUAGE, b"\xff\xff\xff", ""),
        (LANGUAGE, b"\x00\x00", ""),
        (BINARY, b"\x00\x00", ""),
        (LANGUAGE, b"", ""),
    ],
)
def test_texts(form: int, data: bytes, text: str) -> None:
    assert parse_text(form, data) == text


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("联想".encode("utf-16-le"), "联想"),
        ("Zürich".encode("utf-16-le"), "Zürich"),
        (b"plain!", "plain!"),
        (b"odd\xfc!", "oddü!"),
    ],
)
def test_another_language(data: bytes, text: str) -> None:
    assert parse_text(LANGUAGE, data, is_english=False) == text
    area = b"\x01\x02\x07" + bytes([0xC0 | len(data)]) + data + b"\xc1"
    assert parse_fields(PRODUCT, area) == {"manufacturer": text}


def test_an_area_that_is_cut_off_keeps_what_is_whole() -> None:
    for size in range(len(SUPERMICRO_BOARD)):
        texts = parse_fields(BOARD, SUPERMICRO_BOARD[:size])
        assert texts.items() <= parse_fields(BOARD, SUPERMICRO_BOARD).items()
        assert ("manufacturer" in texts) == (size >= 17)


@given(area=st.binary(max_size=120), kind=st.sampled_from([CHASSIS, BOARD, PRODUCT]))
def test_any_bytes_are_texts(area: bytes, kind: AreaKind) -> None:
    for name, text in parse_fields(kind, area).items():
        assert name in kind.fields
        assert text and text.isprintable() and text == text.strip()

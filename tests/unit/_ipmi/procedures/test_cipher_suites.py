# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pages of Get Channel Cipher Suites; the BMC is a list of pages."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.session import (
    GetChannelCipherSuitesResponse,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.procedures.cipher_suites import read_cipher_suites

SUITE_3 = bytes.fromhex("c003014181")
SUITE_17 = bytes.fromhex("c011034481")
OEM_SUITE = bytes.fromhex("c180570100014181")


def suites_in(pages: t.Sequence[bytes]) -> tuple[list[int], int]:
    """Return the ids found, and how many requests it took."""
    procedure = read_cipher_suites(1)
    request = next(procedure)
    asked = 0
    try:
        while True:
            page = pages[min(request.list_index, len(pages) - 1)]
            asked += 1
            request = procedure.send(GetChannelCipherSuitesResponse(channel_number=1, record_data=page))
    except StopIteration as stop:
        return [record.suite.id for record in stop.value], asked


@pytest.mark.parametrize(
    ("pages", "ids", "asked"),
    [
        ([b""], [], 1),
        ([SUITE_3 + SUITE_17], [3, 17], 1),
        # A record may be cut by the end of a page.
        ([(SUITE_3 * 4)[:16], (SUITE_3 * 4)[16:] + SUITE_17], [3, 3, 3, 3, 17], 2),
        # A list that fills its last page ends with an empty one.
        ([OEM_SUITE * 2, b""], [0x80, 0x80], 2),
        # A BMC that does not count its pages.
        ([OEM_SUITE * 2], [0x80, 0x80], 2),
    ],
)
def test_pages(pages: list[bytes], ids: list[int], asked: int) -> None:
    assert suites_in(pages) == (ids, asked)

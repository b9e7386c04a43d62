# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The records of Get Channel Cipher Suites, also broken ones."""

from __future__ import annotations

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.session import (
    CipherSuiteRecord,
    parse_cipher_suite_records,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.cipher_suite import CIPHER_SUITES, CipherSuite
from hypothesis import given
from hypothesis import strategies as st


def _standard(*numbers: int) -> list[CipherSuiteRecord]:
    return [CipherSuiteRecord(CIPHER_SUITES[number]) for number in numbers]


@pytest.mark.parametrize(
    ("wire", "records"),
    [
        ("", []),
        ("c003014181", _standard(3)),
        ("c000004080 c001014080 c002014180 c003014181", _standard(0, 1, 2, 3)),
        ("c00101 c011034481", _standard(1, 17)),
        ("c1 81 570100 03 44 81", [CipherSuiteRecord(CipherSuite(0x81, 3, 4, 1), 343)]),
        ("c1 81 570100 03 44 81 c0 11 03 44 81", [CipherSuiteRecord(CipherSuite(0x81, 3, 4, 1), 343), *_standard(17)]),
    ],
)
def test_good_records(wire: str, records: list[CipherSuiteRecord]) -> None:
    assert parse_cipher_suite_records(bytes.fromhex(wire)) == records


@pytest.mark.parametrize(
    ("wire", "records"),
    [
        ("c0", []),
        ("c011", []),
        ("c18157", []),
        ("c003014181 c0", _standard(3)),
        ("c003014181 c011", _standard(3)),
        ("0000 c003014181", _standard(3)),
        ("ff c003014181 ff c011034481", _standard(3, 17)),
    ],
)
def test_what_makes_no_sense_is_skipped(wire: str, records: list[CipherSuiteRecord]) -> None:
    assert parse_cipher_suite_records(bytes.fromhex(wire)) == records


@given(st.binary(max_size=64))
def test_any_bytes_are_some_records(wire: bytes) -> None:
    assert len(parse_cipher_suite_records(wire)) <= len(wire) // 2

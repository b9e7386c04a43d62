# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sequence numbers: what counts, what was seen, what is too far off."""

from __future__ import annotations

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.errors import DecodeError
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.rmcp.integrity import make_integrity
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.rmcp.session_v20 import Protection, pack_packet
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.session.envelope import EnvelopeV20
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.session.sequence import (
    REACH_V15,
    REACH_V20,
    SequenceCounter,
    SequenceWindow,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.cipher_suite import IntegrityAlgorithm
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.rmcp_plus import PayloadType
from hypothesis import given
from hypothesis import strategies as st

TOP = 0xFFFFFFFF


def test_zero_is_left_out_when_counting() -> None:
    counter = SequenceCounter(TOP)
    assert [counter.take() for _number in range(3)] == [TOP, 1, 2]
    assert SequenceCounter(0).take() == 1


@pytest.mark.parametrize(
    ("reach", "highest", "numbers", "accepted"),
    [
        (REACH_V20, 0, [1, 2, 3], [True, True, True]),
        (REACH_V20, 0, [1, 1, 3, 2, 2], [True, False, True, True, False]),
        (REACH_V20, 0, [16, 33, 32, 49], [True, False, True, False]),
        (REACH_V20, 0, [16, 1, 17, 1, 0], [True, True, True, False, False]),
        (REACH_V20, 100, [116, 100, 101, 99], [True, False, True, False]),
        (REACH_V15, 100, [108, 117, 116, 107, 99], [True, False, True, False, False]),
        (REACH_V15, None, [77, 77, 76, 85, 68], [True, False, True, True, False]),
        (REACH_V20, TOP - 1, [TOP, 1, 2, TOP, 1], [True, True, True, False, False]),
    ],
)
def test_window(reach: int, highest: int | None, numbers: list[int], accepted: list[bool]) -> None:
    window = SequenceWindow(reach, highest)
    assert [window.accept(number) for number in numbers] == accepted


@given(st.lists(st.integers(0, TOP) | st.integers(0, 60)))
def test_no_number_counts_twice(numbers: list[int]) -> None:
    window = SequenceWindow(REACH_V20)
    accepted = [number for number in numbers if window.accept(number)]
    assert len(accepted) == len(set(accepted))
    assert 0 not in accepted


def test_packets_with_and_without_a_code_are_counted_apart() -> None:
    """A BMC may put a code on a packet of a session without an integrity algorithm, for nobody to check."""
    envelope = EnvelopeV20(1, 2, Protection(), bytes)
    coded = Protection(make_integrity(IntegrityAlgorithm.HMAC_SHA1_96, b"key", b""))

    def counts(sequence: int, protection: Protection) -> bool:
        try:
            return envelope.open(pack_packet(PayloadType.IPMI, b"hello", 2, sequence, protection)) == b"hello"
        except DecodeError:
            return False

    assert [counts(7, Protection()), counts(7, coded), counts(7, Protection()), counts(7, coded)] == [1, 1, 0, 0]

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The inbound sequence window: what lies how far from the highest number."""

from __future__ import annotations

import pytest
from ansible_collections.baremetal.ipmi.tests.emulator.sequence_window import MODULUS, SequenceWindow, next_sequence


@pytest.mark.parametrize(
    ("start", "numbers", "accepted"),
    [
        pytest.param(0, [1, 2, 3], [True, True, True], id="in order"),
        pytest.param(0, [1, 1], [True, False], id="repeated"),
        pytest.param(0, [0], [False], id="zero"),
        pytest.param(0, [MODULUS - 3], [False], id="nothing behind the start"),
        pytest.param(10, [18, 11, 11, 10, 9], [True, True, False, False, False], id="late but once"),
        pytest.param(10, [19], [False], id="too far ahead"),
        pytest.param(10, [18, 26, 17, 25, 18], [True, True, False, True, False], id="too far behind"),
        pytest.param(MODULUS - 1, [MODULUS, 1, 2, MODULUS], [True, True, True, False], id="over the end"),
        pytest.param(MODULUS, [2, MODULUS, 1], [True, False, True], id="back over the end"),
    ],
)
def test_window_of_eight(start, numbers, accepted):
    window = SequenceWindow(start, ahead=8, behind=8)
    assert [window.accept(number) for number in numbers] == accepted


def test_the_number_after_the_last_is_one():
    assert next_sequence(MODULUS) == 1
    assert next_sequence(1) == 2

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""SOL configuration parameters."""

from __future__ import annotations

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.sol import (
    GetSolConfigurationParametersRequest,
    SetSolConfigurationParametersRequest,
)
from ansible_collections.baremetal.ipmi.tests.unit.emulator.handlers.desk import Desk

LAN = 1


def write(selector: int, data: bytes, channel: int = LAN) -> SetSolConfigurationParametersRequest:
    return SetSolConfigurationParametersRequest(channel_number=channel, parameter_selector=selector, data=data)


def get(selector: int, channel: int = LAN, **fields) -> GetSolConfigurationParametersRequest:
    return GetSolConfigurationParametersRequest(channel_number=channel, parameter_selector=selector, **fields)


@pytest.mark.parametrize(
    ("selector", "data"),
    [(1, b"\x00"), (2, b"\xc4"), (3, b"\x01\xff"), (4, b"\x03\x00"), (5, b"\x06"), (6, b"\x07"), (8, b"\x70\x02")],
)
def test_what_is_written_is_read(selector, data):
    desk = Desk()
    assert desk.code(write(selector, data)) == 0
    assert desk.ask(get(selector)).data == data


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        (write(7, b"\x01"), 0x82),
        (write(9, b"\x01"), 0x80),
        (get(9), 0x80),
        (get(7), 0x00),
        (write(1, b"\x02"), 0xCC),
        (write(2, b"\xc0"), 0xCC),
        (write(2, b"\xc6"), 0xCC),
        (write(3, b"\x00\x10"), 0xCC),
        (write(5, b"\x05"), 0xCC),
        (write(6, b"\x0b"), 0xCC),
        (write(8, b"\x70"), 0xC7),
        (write(1, b"\x01", channel=2), 0xCC),
    ],
)
def test_completion_codes(request_, expected):
    assert Desk().code(request_) == expected


def test_the_volatile_bit_rate_comes_back_with_a_reset():
    desk = Desk()
    desk.ask(write(6, b"\x06"))
    assert (desk.ask(get(5)).data, desk.ask(get(6)).data) == (b"\x0a", b"\x06")
    desk.bmc.cold_reset()
    assert desk.ask(get(6)).data == b"\x0a"


def test_set_in_progress_is_not_that_of_the_lan():
    desk = Desk()
    desk.bmc.volatile.set_in_progress["lan", LAN] = 1
    assert [desk.code(write(0, b"\x01")) for _time in range(2)] == [0, 0x81]
    assert desk.ask(get(0)).data == b"\x01"


def test_the_personality_takes_parameters_away():
    desk = Desk(unsupported_sol_parameters=frozenset({4}), read_only_sol_parameters=frozenset({8}))
    assert desk.code(get(4)) == desk.code(write(4, bytes(2))) == 0x80
    assert (desk.code(get(8)), desk.code(write(8, bytes(2)))) == (0x00, 0x82)
    assert desk.ask(get(1, revision_only=True)).data == b""

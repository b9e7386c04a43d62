# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Boot options: parameters, the valid bit's sixty seconds, what a starting system uses up."""

from __future__ import annotations

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.boot import (
    GetSystemBootOptionsRequest,
    SetSystemBootOptionsRequest,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.boot_parameters import BootFlags
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.chassis import ChassisControlRequest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.boot import BootDevice
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.chassis import ChassisControl
from ansible_collections.baremetal.ipmi.tests.emulator.handlers.boot_flags import LAST_BOOT
from ansible_collections.baremetal.ipmi.tests.unit.emulator.handlers.desk import Desk

FLAGS = 5
VALID_BIT_CLEARING = 3
ONCE = b"\x80\x04\x00\x00\x00"
FOREVER_UEFI = b"\xe0\x08\x00\x00\x00"


def write(selector: int, data: bytes, **fields) -> SetSystemBootOptionsRequest:
    return SetSystemBootOptionsRequest(parameter_selector=selector, data=data, **fields)


def read(desk: Desk, selector: int, **selectors):
    return desk.ask(GetSystemBootOptionsRequest(parameter_selector=selector, **selectors))


def flags(desk: Desk) -> bytes:
    return read(desk, FLAGS).data


@pytest.mark.parametrize(
    ("selector", "data"),
    [(1, b"\x02"), (2, b"\x03"), (3, b"\x1f"), (5, ONCE), (6, b"\x01\x78\x56\x34\x12\x01\x02\x03\x04")],
)
def test_what_is_written_is_read(selector, data):
    desk = Desk()
    assert desk.code(write(selector, data)) == 0
    answer = read(desk, selector)
    assert (answer.data, answer.parameter_valid, answer.parameter_version) == (data, True, 1)


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        (write(8, b"\x00"), 0x80),
        (write(96, b"\x00"), 0x80),
        (write(5, ONCE[:4]), 0xC7),
        (write(5, ONCE + b"\x00"), 0xC7),
        (write(3, b"\x20"), 0xCC),
        (write(0, b"\x03"), 0xCC),
        (write(7, b"\x05" + bytes(16)), 0xC9),
        (write(7, bytes(18)), 0xC7),
        (GetSystemBootOptionsRequest(parameter_selector=8), 0x80),
        (GetSystemBootOptionsRequest(parameter_selector=7, set_selector=5), 0xC9),
    ],
)
def test_completion_codes(request_, expected):
    assert Desk().code(request_) == expected


def test_set_in_progress_is_claimed_once_and_commit_is_taken():
    desk = Desk()
    assert [desk.code(write(0, bytes([value]))) for value in (1, 1, 2, 0)] == [0, 0x81, 0, 0]
    assert read(desk, 0).data == b"\x00"


def test_without_data_only_the_validity_changes():
    desk = Desk()
    desk.ask(write(FLAGS, ONCE))
    assert desk.code(write(FLAGS, b"", parameter_valid=False)) == 0
    answer = read(desk, FLAGS)
    assert (answer.parameter_valid, answer.data) == (False, ONCE)
    desk.ask(write(FLAGS, b""))
    assert read(desk, FLAGS).parameter_valid


def test_the_acknowledge_mask():
    desk = Desk()
    desk.ask(write(4, b"\x1f\x1f"))
    desk.ask(write(4, b"\x01\x00"))
    assert read(desk, 4).data == b"\x00\x1e"


def test_the_mailbox_keeps_what_a_short_write_leaves_out():
    desk = Desk()
    desk.ask(write(7, b"\x01" + bytes(range(16))))
    desk.ask(write(7, b"\x01\xff"))
    expected = b"\x01\xff" + bytes(range(1, 16))
    assert read(desk, 7, set_selector=1).data == expected
    assert read(desk, 7, block_selector=1).data == expected
    assert read(desk, 7).data == bytes(17)


def test_the_valid_bit_falls_after_sixty_seconds():
    desk = Desk()
    desk.ask(write(FLAGS, FOREVER_UEFI))
    desk.wait(59)
    assert flags(desk) == FOREVER_UEFI
    desk.wait(1)
    assert flags(desk) == b"\x60" + FOREVER_UEFI[1:]


def test_parameter_3_keeps_it():
    desk = Desk()
    desk.ask(write(VALID_BIT_CLEARING, b"\x08"))
    desk.ask(write(FLAGS, ONCE))
    desk.wait(1000)
    assert flags(desk) == ONCE


@pytest.mark.parametrize("kept", [0x01, 0x02, 0x04, 0x10])
def test_the_other_bits_of_parameter_3_do_not(kept):
    desk = Desk()
    desk.ask(write(VALID_BIT_CLEARING, bytes([kept])))
    desk.ask(write(FLAGS, ONCE))
    desk.wait(60)
    assert flags(desk)[0] == 0x00


def test_chassis_control_starts_the_sixty_seconds_anew():
    desk = Desk()
    desk.ask(write(FLAGS, ONCE))
    desk.wait(50)
    desk.ask(ChassisControlRequest(control=ChassisControl.POWER_DOWN))
    desk.wait(50)
    assert flags(desk) == ONCE
    desk.wait(10)
    assert flags(desk)[0] == 0x00


def test_a_second_write_starts_them_anew_too():
    desk = Desk()
    desk.ask(write(FLAGS, ONCE))
    desk.wait(50)
    desk.ask(write(FLAGS, FOREVER_UEFI))
    desk.wait(50)
    assert flags(desk) == FOREVER_UEFI


@pytest.mark.parametrize(("data", "left"), [(ONCE, b"\x00" + ONCE[1:]), (FOREVER_UEFI, FOREVER_UEFI)])
def test_a_starting_system_uses_up_a_one_time_request(data, left):
    desk = Desk()
    desk.ask(write(FLAGS, data))
    desk.ask(ChassisControlRequest(control=ChassisControl.HARD_RESET))
    assert desk.bmc.volatile.oem[LAST_BOOT] == data
    assert flags(desk) == left


def test_flags_that_are_not_valid_are_not_used():
    desk = Desk()
    desk.ask(write(FLAGS, b"\x00\x04\x00\x00\x00"))
    desk.ask(ChassisControlRequest(control=ChassisControl.HARD_RESET))
    assert desk.bmc.volatile.oem[LAST_BOOT] == b""


@pytest.mark.parametrize(
    ("changes", "kept"),
    [
        ({"boot_persistent_ignored": True}, b"\xa0\x08\x00\x00\x00"),
        ({"boot_uefi_flag_ignored": True}, b"\xc0\x08\x00\x00\x00"),
    ],
)
def test_ignored_flags_are_answered_with_00h(changes, kept):
    desk = Desk(**changes)
    assert desk.code(write(FLAGS, FOREVER_UEFI)) == 0
    assert flags(desk) == kept


def test_a_sticky_valid_bit():
    desk = Desk(boot_valid_bit_sticky=True)
    desk.ask(write(FLAGS, ONCE))
    desk.wait(1000)
    desk.ask(ChassisControlRequest(control=ChassisControl.HARD_RESET))
    assert flags(desk) == ONCE


def test_a_make_may_refuse_devices_and_parameters():
    desk = Desk(accepted_boot_devices=frozenset({BootDevice.NONE, BootDevice.PXE}))
    assert desk.code(write(FLAGS, BootFlags(valid=True, boot_device=BootDevice.PXE).pack())) == 0
    assert desk.code(write(FLAGS, BootFlags(valid=True, boot_device=BootDevice.CDROM).pack())) == 0xCC
    desk = Desk(unsupported_boot_parameters=frozenset({3}), unsupported_boot_parameter_code=0xC9)
    assert desk.code(write(3, b"\x08")) == 0xC9
    assert desk.code(GetSystemBootOptionsRequest(parameter_selector=3)) == 0xC9

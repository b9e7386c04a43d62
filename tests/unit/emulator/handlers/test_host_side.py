# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Messaging, system info, storage, serial and event commands: what clients ask for on their way."""

from __future__ import annotations

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.messaging import (
    ClearMessageFlagsRequest,
    EnableMessageChannelReceiveRequest,
    GetBmcGlobalEnablesRequest,
    GetMessageFlagsRequest,
    GetMessageRequest,
    GetSystemInterfaceCapabilitiesRequest,
    MasterWriteReadRequest,
    ReadEventMessageBufferRequest,
    SetBmcGlobalEnablesRequest,
)
from ansible_collections.baremetal.ipmi.tests.emulator.handlers import event, sdr, serial, storage, system_info
from ansible_collections.baremetal.ipmi.tests.unit.emulator.handlers.desk import SYSTEM_INTERFACE, Desk

GLOBAL_ENABLES = SetBmcGlobalEnablesRequest(
    receive_message_queue_interrupt=True,
    event_message_buffer_full_interrupt=False,
    event_message_buffer=True,
    system_event_logging=False,
    oem_0=True,
    oem_1=False,
    oem_2=False,
)


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        (GLOBAL_ENABLES, 0x00),
        (ClearMessageFlagsRequest(), 0x00),
        (GetMessageFlagsRequest(), 0x00),
        (EnableMessageChannelReceiveRequest(channel_number=1, operation=2), 0x00),
        (GetMessageRequest(), 0x80),
        (ReadEventMessageBufferRequest(), 0x80),
    ],
)
def test_only_the_managed_system_may(request_, expected):
    assert Desk().code(request_, channel=SYSTEM_INTERFACE) == expected
    assert Desk().code(request_) == 0xD4


def test_global_enables_have_no_oem_bits():
    desk = Desk()
    assert desk.ask(GetBmcGlobalEnablesRequest()).system_event_logging
    desk.ask(GLOBAL_ENABLES, channel=SYSTEM_INTERFACE)
    answer = desk.ask(GetBmcGlobalEnablesRequest())
    assert answer.pack() == b"\x05"


def test_channel_receive_is_remembered():
    desk = Desk()
    for operation, expected in ((0, False), (2, False), (1, True), (2, True)):
        request = EnableMessageChannelReceiveRequest(channel_number=1, operation=operation)
        assert desk.ask(request, channel=SYSTEM_INTERFACE).enabled is expected


def test_buses_and_interfaces():
    desk = Desk()
    assert desk.code(MasterWriteReadRequest(slave_address=0x50, read_count=1)) == 0x83
    assert desk.ask(GetSystemInterfaceCapabilitiesRequest(interface_type=1)).capabilities == b"\x00"
    assert desk.code(GetSystemInterfaceCapabilitiesRequest(interface_type=0)) == 0xCC


def set_info(selector: int, data: bytes) -> system_info.SetSystemInfoParametersRequest:
    return system_info.SetSystemInfoParametersRequest(parameter_selector=selector, data=data)


def get_info(selector: int, block: int = 0) -> system_info.GetSystemInfoParametersRequest:
    return system_info.GetSystemInfoParametersRequest(parameter_selector=selector, set_selector=block)


def test_system_info_strings_have_blocks():
    desk = Desk()
    assert desk.ask(get_info(1)).data == b"\x00\x00\x0cgeneric 2.10".ljust(17, b"\x00")
    assert desk.code(set_info(2, b"\x00\x00\x14a name of twe")) == 0
    assert desk.code(set_info(2, b"\x01nty bytes")) == 0
    assert desk.ask(get_info(2, 1)).data == b"\x01nty bytes".ljust(17, b"\x00")
    assert desk.code(get_info(2, 4)) == 0xC9
    assert desk.code(get_info(8)) == desk.code(set_info(8, b"\x00\x00")) == 0x80
    assert [desk.code(set_info(0, bytes([value]))) for value in (1, 1, 0)] == [0, 0x81, 0]


def test_the_name_of_the_running_system_is_forgotten_by_a_reset():
    desk = Desk()
    for selector in (3, 4):
        desk.ask(set_info(selector, b"\x00\x00\x05Linux"))
        assert desk.ask(get_info(selector)).data.rstrip(b"\x00") == b"\x00\x00\x05Linux"
    desk.bmc.cold_reset()
    assert desk.ask(get_info(3)).data.rstrip(b"\x00") == b"\x00\x00\x05Linux"
    assert desk.ask(get_info(4)).data == bytes(17)


def test_an_empty_sel():
    desk = Desk()
    answer = desk.ask(storage.GetSelInfoRequest())
    assert (answer.version, answer.record_count) == (0x51, 0)
    assert desk.code(storage.GetSelEntryRequest(data=bytes(6))) == 0xCB
    reservation = desk.ask(storage.ReserveSelRequest()).reservation_id
    assert desk.ask(storage.ClearSelRequest(reservation_id=reservation, data=b"CLR\xaa")).progress == 1
    assert desk.code(storage.ClearSelRequest(reservation_id=reservation + 1, data=b"CLR\xaa")) == 0xC5


def test_one_sensor_data_record_read_in_pieces():
    desk = Desk()
    assert desk.ask(sdr.GetSdrRepositoryInfoRequest()).record_count == 1
    whole = desk.ask(sdr.GetSdrRequest())
    assert whole.next_record_id == 0xFFFF
    assert whole.data == bytes.fromhex("0100511212 2000 20bf 000000 0601 00 c7") + b"generic"
    assert (
        whole.data
        == desk.ask(sdr.GetSdrRequest(record_id=1)).data
        == desk.ask(sdr.GetSdrRequest(record_id=0xFFFF)).data
    )
    assert desk.code(sdr.GetSdrRequest(record_id=2)) == 0xCB
    reservation = desk.ask(sdr.ReserveSdrRepositoryRequest()).reservation_id
    piece = desk.ask(sdr.GetSdrRequest(reservation_id=reservation, record_id=1, offset=5, count=3))
    assert piece.data == whole.data[5:8]
    assert desk.code(sdr.GetSdrRequest(record_id=1, offset=5)) == 0xC5
    assert desk.code(sdr.GetSdrRequest(reservation_id=reservation + 1)) == 0xC5
    assert desk.code(sdr.GetSdrRequest(reservation_id=reservation, offset=len(whole.data))) == 0xC9


def test_the_sel_clock_runs_from_the_start_until_it_is_set():
    desk = Desk()
    desk.wait(40)
    assert desk.ask(storage.GetSelTimeRequest()).timestamp == 40
    desk.ask(storage.SetSelTimeRequest(timestamp=1_700_000_000))
    desk.wait(5)
    assert desk.ask(storage.GetSelTimeRequest()).timestamp == 1_700_000_005
    assert desk.ask(storage.GetSelTimeUtcOffsetRequest()).offset == 0x07FF
    desk.ask(storage.SetSelTimeUtcOffsetRequest(offset=60))
    assert desk.ask(storage.GetSelTimeUtcOffsetRequest()).offset == 60


def test_the_fru_names_the_board_and_its_sums_are_right():
    desk = Desk("supermicro")
    size = desk.ask(storage.GetFruInventoryAreaInfoRequest(fru_device_id=0)).area_size
    data = b""
    while len(data) < size:
        data += desk.ask(storage.ReadFruDataRequest(fru_device_id=0, offset=len(data), count=20)).data
    assert len(data) == size
    assert sum(data[:8]) % 256 == sum(data[8:]) % 256 == 0
    assert b"Supermicro" in data and b"EMULATED000000" in data
    assert desk.code(storage.ReadFruDataRequest(fru_device_id=0, offset=size, count=1)) == 0xC9
    assert desk.code(storage.GetFruInventoryAreaInfoRequest(fru_device_id=1)) == 0xCB


def test_serial_parameters():
    desk = Desk()

    def get(selector: int, channel: int = 2, **fields):
        return serial.GetSerialModemConfigurationRequest(channel_number=channel, parameter_selector=selector, **fields)

    def write(selector: int, data: bytes):
        return serial.SetSerialModemConfigurationRequest(channel_number=2, parameter_selector=selector, data=data)

    assert desk.ask(get(4)).data == b"\x02"
    assert desk.code(write(4, b"\x05")) == 0
    assert desk.ask(get(4)).data == b"\x05"
    assert desk.ask(get(4, revision_only=True)).data == b""
    codes = [desk.code(write(*row)) for row in ((4, b"\x10"), (4, b""), (1, b"\x00"), (30, b"\x00"))]
    assert codes == [0xCC, 0xC7, 0x82, 0x80]
    assert [desk.code(write(0, b"\x01")) for _time in range(2)] == [0, 0x81]
    assert desk.ask(get(0)).data == b"\x01"
    assert (desk.code(get(4, channel=1)), desk.code(get(30))) == (0xCC, 0x80)


def test_there_is_no_platform_event_filter():
    answer = Desk().ask(event.GetPefCapabilitiesRequest())
    assert (answer.version, answer.actions, answer.filter_count) == (0x51, 0, 0)

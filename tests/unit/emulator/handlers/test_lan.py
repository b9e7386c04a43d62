# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""LAN configuration parameters, ARP, statistics."""

from __future__ import annotations

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.lan import (
    GetIpUdpRmcpStatisticsRequest,
    GetLanConfigurationParametersRequest,
    SetLanConfigurationParametersRequest,
    SuspendBmcArpsRequest,
)
from ansible_collections.baremetal.ipmi.tests.unit.emulator.handlers.desk import Desk

LAN = 1


def write(selector: int, data: bytes, channel: int = LAN) -> SetLanConfigurationParametersRequest:
    return SetLanConfigurationParametersRequest(channel_number=channel, parameter_selector=selector, data=data)


def get(selector: int, channel: int = LAN, **fields) -> GetLanConfigurationParametersRequest:
    return GetLanConfigurationParametersRequest(channel_number=channel, parameter_selector=selector, **fields)


WRITABLE = [
    pytest.param(2, bytes([0x14] * 5), id="authentication type enables"),
    pytest.param(3, b"\x0a\x00\x00\x09", id="address"),
    pytest.param(4, b"\x02", id="source"),
    pytest.param(5, b"\x02\x11\x22\x33\x44\x55", id="MAC"),
    pytest.param(6, b"\xff\xff\xfc\x00", id="mask"),
    pytest.param(7, b"\x20\x40\x08", id="IPv4 header"),
    pytest.param(8, b"\x70\x02", id="primary port"),
    pytest.param(9, b"\x99\x02", id="secondary port"),
    pytest.param(10, b"\x03", id="ARP control"),
    pytest.param(11, b"\x09", id="ARP interval"),
    pytest.param(12, b"\x0a\x00\x00\x01", id="gateway"),
    pytest.param(13, b"\x02\x00\x00\x00\x00\x01", id="gateway MAC"),
    pytest.param(14, b"\x0a\x00\x00\x02", id="backup gateway"),
    pytest.param(15, b"\x02\x00\x00\x00\x00\x02", id="backup gateway MAC"),
    pytest.param(16, b"secret".ljust(18, b"\x00"), id="community"),
    pytest.param(20, b"\x64\x80", id="VLAN"),
    pytest.param(20, b"\x00\x00", id="no VLAN"),
    pytest.param(21, b"\x05", id="VLAN priority"),
    pytest.param(24, b"\x00" + b"\x40" * 8, id="cipher privileges"),
    pytest.param(26, b"\x01\x05\x1e\x00\x06\x00", id="bad password threshold"),
    pytest.param(51, b"\x02", id="dual stack"),
    pytest.param(52, b"\x10", id="traffic class"),
    pytest.param(53, b"\x20", id="hop limit"),
    pytest.param(54, b"\x01\x02\x03", id="flow label"),
    pytest.param(64, b"\x01", id="router control"),
    pytest.param(65, bytes(range(16)), id="router"),
    pytest.param(66, bytes(range(6)), id="router MAC"),
    pytest.param(67, b"\x30", id="router prefix length"),
    pytest.param(68, bytes(range(16)), id="router prefix"),
    pytest.param(69, bytes(range(16)), id="second router"),
]


@pytest.mark.parametrize(("selector", "data"), WRITABLE)
def test_what_is_written_is_read(selector, data):
    desk = Desk()
    assert desk.code(write(selector, data)) == 0
    answer = desk.ask(get(selector))
    assert (answer.data, answer.parameter_revision) == (data, 0x11)


@pytest.mark.parametrize(
    ("selector", "data", "selectors"),
    [
        (18, b"\x02\x86\x03\x04", (2, 0)),
        (19, b"\x03\x00\x00\x0a\x00\x00\x05\x02\x00\x00\x00\x00\x05", (3, 0)),
        (19, b"\x03\x10" + bytes(range(16)), (3, 0)),
        (25, b"\x01\x10\x64\x20", (1, 0)),
        (58, b"\x00\x00" + bytes(range(16)), (0, 0)),
        (63, b"\x00\x01" + bytes(range(16)), (0, 1)),
        (80, b"\x00\x00" + bytes(range(16)), (0, 0)),
    ],
)
def test_sets_and_blocks(selector, data, selectors):
    desk = Desk()
    assert desk.code(write(selector, data)) == 0
    read = get(selector, set_selector=selectors[0], block_selector=selectors[1])
    assert desk.ask(read).data == data


@pytest.mark.parametrize(("flags", "status"), [(0x80, 0), (0x00, 1)])
def test_the_status_of_a_static_ipv6_address_is_the_bmcs_own(flags, status):
    desk = Desk()
    data = bytes([1, flags]) + b"\x20\x01\x0d\xb8" + bytes(11) + b"\x01\x40"
    assert desk.code(write(56, data + b"\x07")) == 0
    assert desk.ask(get(56, set_selector=1)).data == data + bytes([status])


REFUSED = [
    pytest.param(27, b"\x00", 0x80, id="reserved"),
    pytest.param(192, b"\x00", 0x80, id="OEM"),
    *[pytest.param(number, b"\x00", 0x82, id=f"read-only {number}") for number in (1, 17, 22, 23, 50, 55, 57, 59, 60)],
    *[pytest.param(number, b"\x00", 0x82, id=f"read-only {number}") for number in (61, 62, 73, 74, 75, 76, 77, 78, 79)],
    pytest.param(2, bytes([0x20] * 5), 0xCC, id="unsupported authentication type"),
    pytest.param(3, b"\x0a\x00\x00", 0xC7, id="short address"),
    pytest.param(3, b"\xe0\x00\x00\x01", 0xCC, id="multicast address"),
    pytest.param(4, b"\x05", 0xCC, id="unknown source"),
    pytest.param(5, b"\x01\x00\x5e\x00\x00\x01", 0xCC, id="multicast MAC"),
    pytest.param(6, b"\xff\x00\xff\x00", 0xCC, id="mask with holes"),
    pytest.param(16, b"short", 0xC7, id="short community"),
    pytest.param(18, b"\x05\x00\x00\x00", 0xC9, id="no such destination"),
    pytest.param(19, b"\x01\x20" + bytes(11), 0xCC, id="unknown address format"),
    pytest.param(19, b"\x01\x10" + bytes(11), 0xCC, id="IPv6 format with IPv4 data"),
    pytest.param(20, b"\x00\x80", 0xCC, id="VLAN 0"),
    pytest.param(20, b"\xff\x8f", 0xCC, id="VLAN 4095"),
    pytest.param(24, b"\x00" + b"\x06" * 8, 0xCC, id="privilege 6"),
    pytest.param(24, b"\x00" * 8, 0xC7, id="short cipher privileges"),
    pytest.param(51, b"\x03", 0xCC, id="addressing 3"),
    pytest.param(56, b"\x02\x80" + bytes(16) + b"\x40", 0xC9, id="no such static address"),
    pytest.param(56, b"\x00\x82" + bytes(16) + b"\x40", 0xCC, id="static address from DHCPv6"),
]


@pytest.mark.parametrize(("selector", "data", "expected"), REFUSED)
def test_refused_writes_change_nothing(selector, data, expected):
    desk = Desk()
    before = dict(desk.bmc.stored.channels[LAN].lan.changed)
    assert desk.code(write(selector, data)) == expected
    assert desk.bmc.stored.channels[LAN].lan.changed == before


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        (get(3, channel=2), 0xCC),
        (get(3, channel=9), 0xCC),
        (get(49), 0x80),
        (get(18, set_selector=5), 0xC9),
        (get(63, set_selector=0, block_selector=2), 0xC9),
        (get(3, set_selector=7), 0x00),
        (write(3, bytes(4), channel=2), 0xCC),
    ],
)
def test_completion_codes(request_, expected):
    assert Desk().code(request_) == expected


def test_revision_only():
    assert Desk().ask(get(3, revision_only=True)).data == b""


def test_set_in_progress():
    desk = Desk()
    assert [desk.code(write(0, bytes([value]))) for value in (1, 1, 0, 1)] == [0, 0x81, 0, 0]
    assert desk.ask(get(0)).data == b"\x01"
    desk.bmc.cold_reset()
    assert desk.ask(get(0)).data == b"\x00"
    assert desk.code(write(0, b"\x03")) == 0xCC


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"set_in_progress_refused": True}, [0x80, 0x80]),
        ({"set_in_progress_refused": True, "set_in_progress_code": 0x82}, [0x82, 0x82]),
        ({"set_in_progress_unguarded": True}, [0x00, 0x00]),
    ],
)
def test_set_in_progress_of_other_makes(changes, codes):
    desk = Desk(**changes)
    assert [desk.code(write(0, b"\x01")) for _time in range(2)] == codes


def test_writes_may_need_set_in_progress():
    desk = Desk(lan_writes_need_set_in_progress=True)
    assert desk.code(write(21, b"\x01")) == 0xD5
    desk.ask(write(0, b"\x01"))
    assert desk.code(write(21, b"\x01")) == 0x00


def test_a_vlan_write_may_be_answered_and_ignored():
    desk = Desk(vlan_writes_ignored=True)
    assert desk.code(write(20, b"\x64\x80")) == 0
    assert desk.ask(get(20)).data == b"\x00\x00"


@pytest.mark.parametrize("code", [0x82, 0xD5])
def test_addresses_may_need_a_static_source(code):
    desk = Desk(address_needs_static_source=True, address_not_static_code=code)
    assert desk.code(write(3, b"\x0a\x00\x00\x09")) == 0
    desk.ask(write(4, b"\x02"))
    refused = [desk.code(write(selector, b"\x0a\x00\x00\x00")) for selector in (3, 12)]
    assert [*refused, desk.code(write(6, b"\xff\xff\xff\x00"))] == [code] * 3


def test_the_personality_takes_parameters_away():
    desk = Desk(unsupported_lan_parameters=frozenset({16}), read_only_lan_parameters=frozenset({5}))
    assert desk.code(get(16)) == desk.code(write(16, bytes(18))) == 0x80
    assert (desk.code(get(5)), desk.code(write(5, bytes(6)))) == (0x00, 0x82)


def test_arp_goes_on_as_arp_control_says():
    desk = Desk()
    request = SuspendBmcArpsRequest(channel_number=LAN, suspend_gratuitous_arps=True, suspend_arp_responses=True)
    answer = desk.ask(request)
    assert (answer.gratuitous_arps_occur, answer.arp_responses_occur) == (False, True)


def test_statistics_are_read_and_cleared():
    desk = Desk()
    counters = desk.bmc.counters
    counters.datagrams_in, counters.datagrams_out, counters.refused_datagrams = 70_000, 20, 5
    answer = desk.ask(GetIpUdpRmcpStatisticsRequest(channel_number=LAN, clear_all_statistics=True))
    assert (answer.ip_packets_received, answer.udp_packets_received) == (0xFFFF, 0xFFFF)
    assert (answer.ip_packets_transmitted, answer.udp_proxy_packets_dropped) == (20, 0)
    counters.datagrams_in += 3
    answer = desk.ask(GetIpUdpRmcpStatisticsRequest(channel_number=LAN))
    assert (answer.ip_packets_received, answer.valid_rmcp_packets_received) == (3, 3)


def test_a_channel_without_the_endpoint_has_no_traffic():
    desk = Desk("lenovo")
    desk.bmc.counters.datagrams_in = 7
    assert desk.ask(GetIpUdpRmcpStatisticsRequest(channel_number=8)).ip_packets_received == 0
    assert desk.ask(GetIpUdpRmcpStatisticsRequest(channel_number=1)).ip_packets_received == 7

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a BMC checks before it carries a command out, and what it does around it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.rmcp.asf import pack_ping, unpack_presence
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.rmcp.header import RmcpHeader
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.rmcp.ipmi_message import IpmiMessage
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.rmcp.session_v15 import PacketV15
from ansible_collections.baremetal.ipmi.tests.emulator.dispatch import execute
from ansible_collections.baremetal.ipmi.tests.emulator.origin import Origin
from ansible_collections.baremetal.ipmi.tests.emulator.personality import OemCommand, load_personality
from ansible_collections.baremetal.ipmi.tests.emulator.registry import CompletionCode
from ansible_collections.baremetal.ipmi.tests.unit.emulator.console import Bench

APP = 0x06
GET_DEVICE_ID, GET_SYSTEM_GUID, GET_USER_NAME, SET_USER_NAME = 0x01, 0x37, 0x46, 0x45
LAN = 1


def code(bench: Bench, number: int, data: bytes = b"", privilege: int = 4, net_fn: int = APP, lun: int = 0) -> int:
    result = execute(bench.bmc, net_fn, lun, number, data, Origin(LAN, privilege=privilege, lun=lun))
    assert result is not None
    return result[0]


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        pytest.param({"number": GET_DEVICE_ID}, 0x00, id="ok"),
        pytest.param({"number": 0xEE}, 0xC1, id="no such command"),
        pytest.param({"number": GET_DEVICE_ID, "net_fn": 0x3A}, 0xC1, id="no such NetFn"),
        pytest.param({"number": GET_DEVICE_ID, "lun": 1}, 0xC2, id="other LUN"),
        pytest.param({"number": GET_DEVICE_ID, "data": b"\x00"}, 0xC7, id="too long"),
        pytest.param({"number": SET_USER_NAME, "data": b"\x02"}, 0xC7, id="too short"),
        pytest.param({"number": GET_USER_NAME, "data": b"\x02", "privilege": 2}, 0xD4, id="privilege too low"),
        pytest.param({"number": GET_USER_NAME, "data": b"\x02", "privilege": 3}, 0x00, id="privilege just enough"),
        pytest.param({"number": GET_DEVICE_ID, "privilege": 0}, 0xD4, id="outside a session"),
        pytest.param({"number": GET_SYSTEM_GUID, "privilege": 0}, 0x00, id="sessionless"),
    ],
)
def test_completion_codes(request_, expected):
    assert code(Bench(), **request_) == expected


def test_the_personality_takes_commands_away_and_moves_privileges():
    personality = replace(
        load_personality("generic"),
        unsupported_commands=frozenset({(APP, GET_SYSTEM_GUID)}),
        command_privileges={(APP, GET_USER_NAME): 4},
    )
    bench = Bench(personality)
    assert code(bench, GET_SYSTEM_GUID) == 0xC1
    assert code(bench, GET_USER_NAME, b"\x02", privilege=3) == 0xD4


def test_the_firmware_firewall_counts_per_channel():
    bench = Bench()
    bench.bmc.stored.firewall_disabled[(LAN, 0, APP, b"")] = 1 << GET_USER_NAME
    assert code(bench, GET_USER_NAME, b"\x02") == 0xD4
    assert code(bench, GET_DEVICE_ID) == 0x00
    result = execute(bench.bmc, APP, 0, GET_USER_NAME, b"\x02", Origin(15, privilege=5))
    assert result is not None and result[0] == 0x00


def test_a_disabled_sub_function_is_d6h():
    bench = Bench()
    chassis, chassis_control, reset = 0x00, 0x02, 3
    bench.bmc.stored.sub_functions_disabled[(LAN, 0, chassis, b"", chassis_control)] = 1 << reset
    assert code(bench, chassis_control, bytes([reset]), net_fn=chassis) == 0xD6
    assert code(bench, chassis_control, b"\x00", net_fn=chassis) == 0x00


def test_oem_commands_come_from_the_personality():
    def lan_mode(bmc, data, origin):
        if data[1:] != b"\x00":
            raise CompletionCode(0xCC)
        return b"\x02"

    oem = OemCommand(0x30, 0x70, lan_mode, privilege=3, prefix=b"\x0c")
    bench = Bench(replace(load_personality("generic"), oem_commands=(oem,)))
    assert execute(bench.bmc, 0x30, 0, 0x70, b"\x0c\x00", Origin(LAN, privilege=3)) == (0, b"\x02")
    assert code(bench, 0x70, b"\x0c\x01", net_fn=0x30) == 0xCC
    assert code(bench, 0x70, b"\x0c\x00", net_fn=0x30, privilege=2) == 0xD4
    assert code(bench, 0x70, b"\x0d\x00", net_fn=0x30) == 0xC1


def test_requests_and_writes_are_counted_by_title():
    bench = Bench()
    code(bench, GET_DEVICE_ID)
    code(bench, SET_USER_NAME, b"\x05" + b"new".ljust(16, b"\x00"))
    code(bench, 0x47, b"\x02\x03" + b"admin".ljust(16, b"\x00"))
    counters = bench.bmc.counters.as_dict()
    assert counters["requests"] == {"Get Device ID": 1, "Set User Name": 1, "Set User Password": 1}
    assert counters["writes"] == {"Set User Name": 1}
    bench.bmc.counters.reset()
    assert bench.bmc.counters.as_dict()["requests"] == {}


def test_pings_are_answered_even_when_the_channel_is_disabled():
    bench = Bench()
    get_guid = PacketV15(IpmiMessage(APP, GET_SYSTEM_GUID).pack()).pack()
    assert bench.send(get_guid)
    bench.bmc.active_access(LAN).access_mode = 0
    assert not bench.send(get_guid)
    pong = unpack_presence(bench.send(pack_ping(7))[0])
    assert pong is not None and (pong.message_type, pong.message_tag) == (0x40, 7)


def test_pre_boot_only_means_that_the_host_is_off():
    bench = Bench()
    get_guid = PacketV15(IpmiMessage(APP, GET_SYSTEM_GUID).pack()).pack()
    bench.bmc.active_access(LAN).access_mode = 1
    assert not bench.send(get_guid)
    bench.bmc.set_power(False)
    assert bench.send(get_guid)


def test_a_ping_that_asks_for_it_is_acknowledged_first():
    bench = Bench()
    ping = bytearray(pack_ping(7))
    ping[2] = 0x21
    acknowledge, pong = bench.send(bytes(ping))
    header = RmcpHeader.unpack(acknowledge)
    assert (len(acknowledge), header.sequence, header.is_acknowledge) == (4, 0x21, True)
    assert unpack_presence(pong) is not None


@pytest.mark.parametrize(
    "datagram",
    [b"", b"\x06", b"\x07\x00\xff\x07" + bytes(20), b"\x06\x00\xff\x07", b"\x06\x00\xff\x07\x06\xff", bytes(100)],
)
def test_rubbish_is_ignored(datagram):
    assert Bench().send(datagram) == []


def test_every_cut_of_a_good_packet_is_survived():
    good = PacketV15(IpmiMessage(APP, GET_SYSTEM_GUID).pack()).pack()
    for size in range(len(good)):
        assert Bench().send(good[:size]) == []


def test_a_cold_reset_forgets_what_is_volatile_and_is_silent_for_a_while():
    bench = Bench()
    bench.bmc.active_access(LAN).privilege_limit = 2
    bench.bmc.set_power(False)
    assert code(bench, 0x02) == 0x00
    for action in bench.bmc.take_after_answer():
        action()
    assert bench.send(pack_ping()) == []
    bench.time += bench.bmc.personality.reset_seconds + 0.1
    assert bench.send(pack_ping()) != []
    assert bench.bmc.active_access(LAN).privilege_limit == 4
    assert bench.bmc.volatile.power_is_on is False


def test_what_is_due_later_happens_in_order():
    bench = Bench()
    done: list[str] = []
    bench.bmc.later(10, lambda: done.append("second"))
    bench.bmc.later(5, lambda: done.append("first"))
    bench.bmc.advance(7)
    assert done == ["first"]
    bench.time += 5
    bench.send(pack_ping())
    assert done == ["first", "second"]

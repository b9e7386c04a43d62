# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""RMCP+ sessions of the emulated BMC: logging in with every suite, being refused, sequence numbers, retransmission."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.device import GetDeviceIdRequest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.session import (
    CloseSessionRequest,
    GetSessionInfoRequest,
    SetSessionPrivilegeLevelRequest,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.user import (
    GetUserNameRequest,
    SetUserNameRequest,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.rmcp.integrity import make_integrity
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.rmcp.session_v20 import (
    PacketV20,
    Protection,
    pack_packet,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.cipher_suite import IntegrityAlgorithm
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.rmcp_plus import PayloadType
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.rmcp_plus import RmcpPlusStatus as Status
from ansible_collections.baremetal.ipmi.tests.emulator.model import ChannelUserAccess, User
from ansible_collections.baremetal.ipmi.tests.emulator.personality import load_personality
from ansible_collections.baremetal.ipmi.tests.unit.emulator.console import Bench, ConsoleV20, pack_request

ADMINISTRATOR = SetSessionPrivilegeLevelRequest(privilege_level=4)
CIPHER_PRIVILEGES = 24
LAN = 1


def logged_in(bench: Bench, **options) -> ConsoleV20:
    console = ConsoleV20(bench, **options)
    assert console.login() == Status.OK
    return console


def add_user(bench: Bench, user_id: int, name: bytes, password: bytes, privilege: int, **access) -> None:
    user = User(user_id, name, password.ljust(20, b"\x00"), 20, True)
    user.access[LAN] = ChannelUserAccess(privilege_level_limit=privilege, ipmi_messaging=True, **access)
    bench.bmc.stored.users[user_id] = user


@pytest.mark.parametrize("suite", [1, 2, 3, 6, 7, 8, 11, 12, 15, 16, 17])
def test_every_suite_carries_commands(suite):
    console = ConsoleV20(Bench(), suite=suite)
    assert console.login() == Status.OK
    assert console.icv_is_right
    assert console.ask(GetDeviceIdRequest()).manufacturer_id == 7154


def test_suite_0_is_refused_until_parameter_24_gives_it_a_privilege():
    bench = Bench()
    assert ConsoleV20(bench, suite=0, password="").open_session().status == Status.NO_CIPHER_SUITE_MATCH
    lan = bench.bmc.stored.channels[LAN].lan
    privileges = lan.read(CIPHER_PRIVILEGES)
    lan.write(CIPHER_PRIVILEGES, privileges[:1] + bytes([privileges[1] | 0x04]) + privileges[2:])
    console = ConsoleV20(bench, suite=0, password="not the password")
    assert console.login() == Status.OK
    assert console.ask(GetDeviceIdRequest()).manufacturer_id == 7154


@pytest.mark.parametrize(
    ("reading", "suite", "status"),
    [
        ("by_position", 17, Status.NO_CIPHER_SUITE_MATCH),
        ("by_id", 3, Status.OK),
        ("by_id", 2, Status.NO_CIPHER_SUITE_MATCH),
        ("ignored", 3, Status.OK),
    ],
)
def test_parameter_24_is_read_as_the_personality_does(reading, suite, status):
    generic = load_personality("generic")
    bench = Bench(replace(generic, cipher_privileges=reading))
    lan = bench.bmc.stored.channels[LAN].lan
    lan.write(23, bytes([0, 1, 2, 17, 3]))
    lan.write(CIPHER_PRIVILEGES, bytes([0, 0x44, 0x40, 0, 0, 0, 0, 0, 0]))
    assert ConsoleV20(bench, suite=suite).open_session().status == status


def test_a_suite_limits_the_privilege():
    bench = Bench()
    lan = bench.bmc.stored.channels[LAN].lan
    lan.write(CIPHER_PRIVILEGES, bytes([0, 0x33, 0x33, 0, 0, 0, 0, 0, 0]))
    assert ConsoleV20(bench, suite=3).open_session().status == Status.UNAUTHORIZED_ROLE
    assert ConsoleV20(bench, suite=3).open_session(privilege=0).maximum_privilege_level == 3


def test_xrc4_is_refused_as_an_algorithm_and_a_combination_as_a_suite():
    bench = Bench(replace(load_personality("generic"), cipher_suites_accepted=frozenset({3, 16})))
    assert ConsoleV20(bench, suite=4).open_session().status == Status.INVALID_CONFIDENTIALITY_ALGORITHM
    assert ConsoleV20(bench, suite=6).open_session().status == Status.INVALID_AUTHENTICATION_ALGORITHM
    assert ConsoleV20(bench, suite=2).open_session().status == Status.NO_CIPHER_SUITE_MATCH


def test_algorithms_left_open_are_chosen_by_the_bmc():
    response = ConsoleV20(Bench()).open_session(sizes=(0, 0, 0))
    assert (response.authentication_algorithm, response.integrity_algorithm) == (3, 4)
    assert response.confidentiality_algorithm == 1


@pytest.mark.parametrize(
    ("options", "status"),
    [
        ({"username": "nobody"}, Status.UNAUTHORIZED_NAME),
        ({"username": "x" * 17}, Status.INVALID_NAME_LENGTH),
        ({"username": ""}, Status.UNAUTHORIZED_NAME),
        ({"username": "user"}, Status.UNAUTHORIZED_ROLE),
        ({"password": "wrong"}, Status.INVALID_INTEGRITY_CHECK_VALUE),
    ],
)
def test_bad_logins_are_refused(options, status):
    bench = Bench()
    assert ConsoleV20(bench, **options).login() == status
    assert not bench.bmc.sessions.active


def test_a_disabled_user_and_one_without_messaging_are_refused():
    bench = Bench()
    users = bench.bmc.stored.users
    users[3].enabled = False
    users[4].access[LAN].ipmi_messaging = False
    assert ConsoleV20(bench, "operator", "operator", privilege=3).login() == Status.UNAUTHORIZED_NAME
    assert ConsoleV20(bench, "user", "user", privilege=2).login() == Status.UNAUTHORIZED_NAME


def test_a_20_byte_password_works():
    bench = Bench()
    add_user(bench, 7, b"long", b"twenty-bytes-exactly", 4)
    assert ConsoleV20(bench, "long", "twenty-bytes-exactly").login() == Status.OK
    assert ConsoleV20(bench, "long", "twenty-bytes-exac").login() == Status.INVALID_INTEGRITY_CHECK_VALUE


def test_kg_is_part_of_the_keys():
    bench = Bench(kg=b"key of the bmc")
    assert logged_in(bench, kg=b"key of the bmc").icv_is_right
    without = ConsoleV20(bench)
    assert without.login() == Status.OK
    assert not without.icv_is_right
    assert without.ask(GetDeviceIdRequest()) is None


def test_role_lookup_finds_the_user_with_exactly_that_privilege():
    bench = Bench()
    add_user(bench, 7, b"", b"seven", 2)
    add_user(bench, 8, b"", b"eight", 4)
    assert logged_in(bench, username="", password="eight", name_only=False).icv_is_right
    assert logged_in(bench, username="", password="seven", name_only=False, privilege=2).icv_is_right
    assert ConsoleV20(bench, "", "eight", name_only=True).login() == Status.UNAUTHORIZED_ROLE
    assert ConsoleV20(bench, "", "eight", name_only=False, privilege=3).login() == Status.UNAUTHORIZED_NAME


def test_a_session_starts_at_user_and_rises_within_its_limits():
    bench = Bench()
    console = logged_in(bench)
    assert console.ask(GetUserNameRequest(user_id=2)) == 0xD4
    assert console.ask(SetSessionPrivilegeLevelRequest(privilege_level=0)).privilege_level == 2
    assert console.ask(ADMINISTRATOR).privilege_level == 4
    assert console.ask(GetUserNameRequest(user_id=2)).user_name == "admin"
    assert console.ask(SetSessionPrivilegeLevelRequest(privilege_level=5)) == 0x80
    assert console.ask(SetSessionPrivilegeLevelRequest(privilege_level=1)) == 0xCC
    lower = logged_in(bench, privilege=3)
    assert lower.ask(ADMINISTRATOR) == 0x81


def test_limits_of_user_and_channel_count_while_the_session_lasts():
    bench = Bench()
    console = logged_in(bench)
    console.ask(ADMINISTRATOR)
    bench.bmc.active_access(LAN).privilege_limit = 2
    assert console.ask(GetUserNameRequest(user_id=2)) == 0xD4
    assert console.ask(ADMINISTRATOR) == 0x81
    bench.bmc.active_access(LAN).privilege_limit = 4
    bench.bmc.stored.users[2].access[LAN].privilege_level_limit = 2
    assert console.ask(GetUserNameRequest(user_id=2)) == 0xD4


def test_the_session_slots_are_limited():
    bench = Bench(replace(load_personality("generic"), session_slots=2))
    first = logged_in(bench)
    logged_in(bench)
    assert ConsoleV20(bench).open_session().status == Status.INSUFFICIENT_RESOURCES
    assert first.ask(CloseSessionRequest(session_id=first.session_id)) is not None
    assert ConsoleV20(bench).login() == Status.OK


def test_unfinished_logins_do_not_take_slots_away():
    bench = Bench(replace(load_personality("generic"), session_slots=2))
    for number in range(1, 10):
        assert ConsoleV20(bench, console_id=number).open_session().status == Status.OK
    assert ConsoleV20(bench).login() == Status.OK


def test_the_oldest_unfinished_login_gives_way():
    bench = Bench(replace(load_personality("generic"), session_slots=2))
    consoles = [ConsoleV20(bench, console_id=number) for number in (1, 2, 3)]
    for console in consoles:
        assert console.open_session().status == Status.OK
    assert consoles[0].rakp1().status == Status.INVALID_SESSION_ID
    assert [console.rakp1().status for console in consoles[1:]] == [Status.OK] * 2


def test_the_session_limit_of_a_user_counts():
    bench = Bench()
    add_user(bench, 7, b"once", b"once", 4, session_limit=1)
    assert ConsoleV20(bench, "once", "once").login() == Status.OK
    assert ConsoleV20(bench, "once", "once").login() == Status.INSUFFICIENT_RESOURCES


def test_an_idle_session_ends_after_a_minute():
    bench = Bench()
    console = logged_in(bench)
    bench.time += 59
    assert console.ask(GetDeviceIdRequest()) is not None
    bench.time += 61
    assert console.ask(GetDeviceIdRequest()) is None
    assert bench.bmc.counters.sessions_timed_out == 1


def test_sequence_numbers_are_taken_once_and_only_from_the_window():
    bench = Bench()
    console = logged_in(bench)

    def answered(sequence: int, request_sequence: int) -> bool:
        message = pack_request(GetDeviceIdRequest(), request_sequence)
        return bool(bench.send(console.seal(message, sequence)))

    assert answered(3, 1)
    assert answered(1, 2)
    assert not answered(1, 3)
    assert not answered(3, 4)
    assert answered(18, 5)
    assert not answered(40, 6)
    assert answered(2, 7)
    assert not answered(0, 8)
    assert answered(19, 9)


def test_packets_with_and_without_a_code_are_counted_apart():
    bench = Bench()
    console = logged_in(bench, suite=1)
    coded = Protection(make_integrity(IntegrityAlgorithm.HMAC_SHA1_96, b"nobody checks it", b""))

    def answered(sequence: int, protection: Protection, request_sequence: int) -> bool:
        message = pack_request(GetDeviceIdRequest(), request_sequence)
        packet = pack_packet(PayloadType.IPMI, message, console.session_id, sequence, protection)
        return bool(bench.send(packet))

    assert answered(5, Protection(), 1)
    assert answered(5, coded, 2)
    assert not answered(5, Protection(), 3)
    assert not answered(5, coded, 4)


def test_a_packet_without_a_code_is_dropped_where_there_has_to_be_one():
    bench = Bench()
    console = logged_in(bench, suite=2)
    message = pack_request(GetDeviceIdRequest(), 1)
    assert not bench.send(pack_packet(PayloadType.IPMI, message, console.session_id, 5))
    assert bench.send(console.seal(message, 5))


def test_changed_packets_are_dropped():
    bench = Bench()
    console = logged_in(bench)
    good = console.seal(pack_request(GetDeviceIdRequest()))
    for position in range(16, len(good)):
        assert not bench.send(good[:position] + bytes([good[position] ^ 1]) + good[position + 1 :])
    assert bench.send(good)


def test_a_clear_packet_in_a_protected_session_is_dropped():
    bench = Bench()
    console = logged_in(bench)
    message = pack_request(GetDeviceIdRequest())
    assert not bench.send(pack_packet(PayloadType.IPMI, message, console.session_id, 1))


def test_a_retransmitted_request_is_answered_again_but_done_once():
    bench = Bench()
    console = logged_in(bench)
    console.ask(ADMINISTRATOR)
    rename = pack_request(SetUserNameRequest(user_id=5, user_name="first"), 9)
    assert console.open(bench.send(console.seal(rename))[0]).data == b"\x00"
    bench.bmc.stored.users[5].name = b"second"
    assert console.open(bench.send(console.seal(rename))[0]).data == b"\x00"
    assert bench.bmc.stored.users[5].name == b"second"
    assert bench.bmc.counters.duplicates_answered == 1
    bench.time += 6
    bench.send(console.seal(rename))
    assert bench.bmc.stored.users[5].name == b"first"


def test_retransmitted_login_messages_get_the_same_answers():
    bench = Bench()
    console = ConsoleV20(bench)
    console.open_session()
    first_id = console.session_id
    console.open_session()
    assert console.session_id == first_id
    first = console.rakp1()
    assert console.rakp1() == first
    last = console.rakp3()
    assert console.rakp3() == last
    [again] = bench.send(pack_packet(PayloadType.RAKP_3, console.rakp3_request.replace(message_tag=77).pack()))
    assert PacketV20.unpack(again).payload == last.replace(message_tag=77).pack()
    assert len(bench.bmc.sessions.active) == 1


def test_rakp3_with_a_status_ends_the_login_in_silence():
    bench = Bench()
    console = ConsoleV20(bench)
    console.open_session()
    console.rakp1()
    assert console.rakp3(status=Status.INVALID_INTEGRITY_CHECK_VALUE) is None
    assert console.rakp3().status == Status.INVALID_SESSION_ID


def test_unknown_session_ids_are_named():
    bench = Bench()
    console = ConsoleV20(bench)
    console.session_id = 4711
    assert console.rakp1().status == Status.INVALID_SESSION_ID


def test_only_an_administrator_closes_the_session_of_another():
    bench = Bench()
    other = logged_in(bench)
    console = logged_in(bench)
    close = CloseSessionRequest(session_id=other.session_id)
    assert console.ask(close) == 0xD4
    console.ask(ADMINISTRATOR)
    assert console.ask(close) != 0xD4
    assert console.ask(close) == 0x87
    assert other.ask(GetDeviceIdRequest()) is None
    assert console.ask(CloseSessionRequest(session_id=0, session_handle=55)) == 0x88
    assert not isinstance(console.ask(CloseSessionRequest(session_id=console.session_id)), int)
    assert console.ask(GetDeviceIdRequest()) is None


def test_session_info_shows_who_is_there():
    bench = Bench()
    console = logged_in(bench)
    info = console.ask(GetSessionInfoRequest())
    assert (info.user_id, info.privilege_level, info.channel_number, info.session_protocol) == (2, 2, LAN, 1)
    assert (info.remote_console_ip_address, info.remote_console_port) == ("127.0.0.1", 40000)
    assert info.current_active_sessions == 1
    by_id = GetSessionInfoRequest(session_index=0xFF, handle_or_id=console.session_id.to_bytes(4, "little"))
    assert console.ask(by_id) == info
    by_handle = GetSessionInfoRequest(session_index=0xFE, handle_or_id=bytes([info.session_handle]))
    assert console.ask(by_handle) == info
    assert console.ask(GetSessionInfoRequest(session_index=2)).session_handle == 0
    assert console.ask(GetSessionInfoRequest(session_index=0xFE, handle_or_id=b"\x33")) == 0xCB


def test_quirk_open_session_privilege_enters_the_hashes():
    generic = load_personality("generic")
    bench = Bench(replace(generic, quirks=replace(generic.quirks, open_session_privilege_hashed=True)))
    same = ConsoleV20(bench)
    assert same.login() == Status.OK
    different = ConsoleV20(bench, privilege=3)
    different.open_session(privilege=4)
    different.rakp1()
    assert different.rakp3().status == Status.INVALID_INTEGRITY_CHECK_VALUE


def test_quirk_rakp2_is_one_byte_too_long():
    generic = load_personality("generic")
    bench = Bench(replace(generic, quirks=replace(generic.quirks, rakp2_one_byte_too_long=True)))
    console = ConsoleV20(bench)
    console.open_session()
    assert len(console.rakp1().key_exchange_authentication_code) == 21

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""IPMI 1.5 sessions of the emulated BMC."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.device import GetDeviceIdRequest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.session import (
    GetChannelAuthenticationCapabilitiesRequest,
    GetSessionInfoRequest,
    SetSessionPrivilegeLevelRequest,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.user import GetUserNameRequest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.rmcp.session_v15 import PacketV15
from ansible_collections.baremetal.ipmi.tests.emulator.personality import load_personality
from ansible_collections.baremetal.ipmi.tests.unit.emulator.console import Bench, ConsoleV15, pack_request

NONE, MD2, MD5, STRAIGHT = 0, 1, 2, 4
LAN = 1
AUTHENTICATION_TYPE_ENABLES = 2


def allow(bench: Bench, mask: int) -> None:
    bench.bmc.stored.channels[LAN].lan.write(AUTHENTICATION_TYPE_ENABLES, bytes([mask] * 5))


@pytest.mark.parametrize("kind", [NONE, MD2, MD5, STRAIGHT])
def test_every_authentication_type_carries_commands(kind):
    bench = Bench()
    allow(bench, 0x17)
    console = ConsoleV15(bench, authentication_type=kind)
    assert console.login().authentication_type == kind
    assert console.ask(GetDeviceIdRequest()).manufacturer_id == 7154
    assert console.ask(SetSessionPrivilegeLevelRequest(privilege_level=4)).privilege_level == 4
    assert console.ask(GetSessionInfoRequest()).session_protocol == 0


def test_answers_are_numbered_from_the_number_the_console_gave():
    bench = Bench()
    console = ConsoleV15(bench)
    console.challenge()
    assert console.activate(outbound=77) is not None
    answer = bench.send(console.seal(pack_request(GetDeviceIdRequest())))[0]
    assert PacketV15.unpack(answer).sequence == 78


def test_a_wrong_password_is_met_with_silence():
    bench = Bench()
    console = ConsoleV15(bench, password="wrong")
    console.challenge()
    assert console.activate() is None
    assert bench.bmc.counters.failed_logins == 1


@pytest.mark.parametrize(("size", "lets_in"), [(16, True), (20, False)])
def test_a_password_stored_with_20_bytes_is_none_for_ipmi_1_5(size, lets_in):
    bench = Bench()
    user = bench.bmc.user(2)
    user.password, user.password_size = b"admin".ljust(size, b"\x00"), size
    console = ConsoleV15(bench)
    console.challenge()
    assert (console.activate() is not None) == lets_in


def test_unknown_and_null_users_are_named():
    assert ConsoleV15(Bench(), username="nobody").challenge() == 0x81
    assert ConsoleV15(Bench(), username="").challenge() == 0x82


def test_a_password_stored_as_20_bytes_is_of_no_use():
    bench = Bench()
    user = bench.bmc.stored.users[2]
    user.password, user.password_size = user.password.ljust(20, b"\x00"), 20
    assert ConsoleV15(bench).login() is None


def test_privilege_and_authentication_type_are_checked_at_activation():
    bench = Bench()
    assert ConsoleV15(bench, "user", "user").login() == 0x86
    bench.bmc.stored.channels[LAN].lan.write(AUTHENTICATION_TYPE_ENABLES, bytes([4, 4, 4, 0x10, 4]))
    assert ConsoleV15(bench).login() == 0xD4
    assert ConsoleV15(bench, privilege=3).login().maximum_privilege_level == 3


def test_no_slot_is_81h():
    bench = Bench(replace(load_personality("generic"), session_slots=1))
    ConsoleV15(bench).login()
    assert ConsoleV15(bench).login() == 0x81


def test_activate_session_may_be_repeated_until_the_session_is_used():
    bench = Bench()
    console = ConsoleV15(bench)
    console.login()
    first = bench.send(console.activation)
    assert first == bench.send(console.activation) != []
    console.ask(GetDeviceIdRequest())
    assert bench.send(console.activation) == []


def test_the_window_is_eight_to_both_sides():
    bench = Bench()
    console = ConsoleV15(bench)
    start = console.login().initial_inbound_sequence_number

    def answered(offset: int, request_sequence: int) -> bool:
        message = pack_request(GetDeviceIdRequest(), request_sequence)
        return bool(bench.send(console.seal(message, sequence=start + offset)))

    assert answered(7, 1)
    assert not answered(7, 2)
    assert answered(0, 3)
    assert not answered(16, 4)
    assert answered(15, 5)
    assert not answered(5, 6)


def test_unauthenticated_packets_need_the_channels_permission():
    bench = Bench()
    strict = ConsoleV15(bench)
    strict.login()
    assert strict.ask(GetDeviceIdRequest(), NONE) is None
    bench.bmc.active_access(LAN).per_message_authentication = False
    relaxed = ConsoleV15(bench)
    assert relaxed.login().authentication_type == NONE
    assert relaxed.ask(SetSessionPrivilegeLevelRequest(privilege_level=4), NONE).privilege_level == 4
    assert relaxed.ask(GetUserNameRequest(user_id=2), NONE).user_name == "admin"


def test_without_user_level_authentication_only_user_commands_come_unauthenticated():
    bench = Bench()
    bench.bmc.active_access(LAN).user_level_authentication = False
    console = ConsoleV15(bench)
    assert console.login().authentication_type == MD5
    console.ask(SetSessionPrivilegeLevelRequest(privilege_level=4))
    assert console.ask(GetDeviceIdRequest(), NONE).manufacturer_id == 7154
    assert console.ask(GetUserNameRequest(user_id=2), NONE) == 0xD4
    assert console.ask(GetUserNameRequest(user_id=2)).user_name == "admin"


def test_capabilities_follow_the_parameters_and_the_users():
    bench = Bench()
    allow(bench, 0x04)
    request = GetChannelAuthenticationCapabilitiesRequest(maximum_privilege_level=4)
    answer = bench.ask(request)
    response = request.response.unpack(answer.data[1:])
    assert response.authentication_md5
    assert not response.authentication_straight_password
    assert (response.channel_number, response.supports_ipmi_1_5, response.supports_ipmi_2_0) == (LAN, True, True)
    assert (response.anonymous_login, response.null_user_names, response.non_null_user_names) == (False, False, True)
    null_user = bench.bmc.stored.users[1]
    null_user.enabled = True
    access = null_user.access_on(LAN)
    access.ipmi_messaging, access.privilege_level_limit = True, 4
    assert request.response.unpack(bench.ask(request).data[1:]).anonymous_login
    null_user.password = b"secret".ljust(16, b"\x00")
    assert request.response.unpack(bench.ask(request).data[1:]).null_user_names


def test_the_old_form_of_capabilities_says_nothing_of_ipmi_2_0():
    request = GetChannelAuthenticationCapabilitiesRequest(maximum_privilege_level=4, extended_capabilities=False)
    response = request.response.unpack(Bench(kg=b"set").ask(request).data[1:])
    assert not response.extended_capabilities
    assert not response.kg_is_set
    assert not response.supports_ipmi_2_0


def test_a_bmc_without_ipmi_1_5_opens_no_such_session():
    bench = Bench(replace(load_personality("generic"), supports_v15=False))
    assert ConsoleV15(bench).challenge() == 0xC1

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is particular about each make, seen from outside."""

from __future__ import annotations

import uuid

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.boot import SetSystemBootOptionsRequest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.channel import SetChannelSecurityKeysRequest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.device import GetDeviceIdRequest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.firewall import GetNetFnSupportRequest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.lan import (
    GetLanConfigurationParametersRequest,
    SetLanConfigurationParametersRequest,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.session import (
    GetChannelAuthenticationCapabilitiesRequest,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.user import (
    GetUserAccessRequest,
    GetUserNameRequest,
    SetUserAccessRequest,
    SetUserNameRequest,
    SetUserPasswordRequest,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.user import PasswordOperation
from ansible_collections.baremetal.ipmi.tests.emulator.dispatch import execute
from ansible_collections.baremetal.ipmi.tests.emulator.origin import Origin
from ansible_collections.baremetal.ipmi.tests.emulator.personality import load_personality
from ansible_collections.baremetal.ipmi.tests.unit.emulator.console import Bench, ConsoleV20
from ansible_collections.baremetal.ipmi.tests.unit.emulator.handlers.desk import Desk

UNAUTHORIZED_ROLE, NO_SUITE = 0x0A, 0x11


@pytest.mark.parametrize(
    ("name", "account", "lan_channel", "manufacturer"),
    [
        ("generic", (2, "admin", "admin"), 1, 7154),
        ("supermicro", (2, "ADMIN", "XKWQPMVNTR"), 1, 10876),
        ("old-supermicro", (2, "ADMIN", "ADMIN"), 1, 47488),
        ("dell", (2, "root", "calvin"), 1, 674),
        ("hpe", (1, "Administrator", "Q7XK2M9P"), 2, 11),
        ("lenovo", (2, "USERID", "PASSW0RD"), 1, 19046),
        ("openbmc", (1, "root", "0penBmc"), 1, 49871),
        ("quanta", (2, "root", "root"), 1, 7244),
    ],
)
def test_accounts_and_identity(name, account, lan_channel, manufacturer):
    personality = load_personality(name)
    administrator = personality.administrator
    assert (administrator.user_id, administrator.name, administrator.password) == account
    assert personality.lan_channel == lan_channel
    assert Desk(personality).ask(GetDeviceIdRequest()).manufacturer_id == manufacturer


def write_lan(selector: int, data: bytes, channel: int = 1) -> SetLanConfigurationParametersRequest:
    return SetLanConfigurationParametersRequest(channel_number=channel, parameter_selector=selector, data=data)


def get_lan(selector: int, channel: int = 1) -> GetLanConfigurationParametersRequest:
    return GetLanConfigurationParametersRequest(channel_number=channel, parameter_selector=selector)


def password(operation: int, text: bytes, size: int = 16, user_id: int = 3) -> SetUserPasswordRequest:
    return SetUserPasswordRequest(
        user_id=user_id, operation=operation, password_size_20=size == 20, password=text.ljust(size, b"\x00")
    )


SET, TEST, DISABLE = PasswordOperation.SET_PASSWORD, PasswordOperation.TEST_PASSWORD, PasswordOperation.DISABLE_USER
DHCP, STATIC = b"\x02", b"\x01"


@pytest.mark.parametrize(
    ("name", "request_", "expected"),
    [
        ("old-supermicro", password(TEST, b"ADMIN", user_id=2), 0xCC),
        ("old-supermicro", password(SET, b"secret", 20), 0xC8),
        ("old-supermicro", GetUserAccessRequest(user_id=3), 0xCC),
        ("old-supermicro", GetUserNameRequest(user_id=3), 0xCC),
        ("old-supermicro", GetUserAccessRequest(user_id=1), 0x00),
        ("old-supermicro", get_lan(26), 0x80),
        ("old-supermicro", GetNetFnSupportRequest(), 0xC1),
        ("supermicro", SetUserAccessRequest(user_id=3, change_bits=True, user_ipmi_messaging=True,
                                            user_privilege_level_limit=15), 0xCC),
        ("supermicro", password(SET, b""), 0xCC),
        ("dell", SetUserPasswordRequest(user_id=3, operation=PasswordOperation.ENABLE_USER), 0x80),
        ("hpe", SetChannelSecurityKeysRequest(operation=0, key_id=1), 0xC1),
        ("hpe", password(SET, b""), 0xCC),
        ("hpe", write_lan(2, bytes(5), channel=2), 0x82),
        ("hpe", get_lan(3, channel=1), 0xCC),
        ("lenovo", password(SET, b""), 0xCC),
        ("lenovo", password(SET, b"USERID123", user_id=2), 0xCC),
        ("lenovo", write_lan(0, b"\x01"), 0x80),
        ("lenovo", get_lan(3, channel=8), 0x00),
        ("openbmc", SetUserNameRequest(user_id=3, user_name="no-dash"), 0xCC),
        ("openbmc", SetUserNameRequest(user_id=3, user_name="root"), 0xCC),
        ("openbmc", SetUserNameRequest(user_id=3, user_name="alice"), 0x00),
        ("openbmc", GetUserAccessRequest(user_id=16), 0xC9),
        ("openbmc", SetChannelSecurityKeysRequest(operation=0, key_id=1), 0xC1),
        ("openbmc", SetSystemBootOptionsRequest(parameter_selector=3, data=b"\x08"), 0x80),
        ("openbmc", write_lan(2, bytes(5)), 0x82),
        ("openbmc", write_lan(3, b"\x0a\x00\x00\x09"), 0xD5),
        ("openbmc", write_lan(24, b"\x00" + bytes(8)), 0x00),
        *[("openbmc", get_lan(selector), 0x80) for selector in (10, 16, 17, 18, 19, 26)],
        ("quanta", SetUserNameRequest(user_id=2, user_name="other"), 0xCC),
        ("quanta", SetUserNameRequest(user_id=6, user_name="test1"), 0xCC),
        ("quanta", SetUserPasswordRequest(user_id=3, operation=DISABLE), 0xC7),
    ],
)  # fmt: skip
def test_completion_codes(name, request_, expected):
    assert Desk(name).code(request_) == expected


@pytest.mark.parametrize("name", ["openbmc", "generic"])
def test_who_may_read_users(name):
    expected = 0xD4 if name == "openbmc" else 0x00
    assert Desk(name).code(GetUserAccessRequest(user_id=1), privilege=3) == expected
    assert Desk(name).code(GetUserNameRequest(user_id=1), privilege=3) == expected


@pytest.mark.parametrize(("name", "code"), [("quanta", 0x82), ("openbmc", 0xD5)])
def test_static_before_the_address(name, code):
    desk = Desk(name)
    assert desk.code(write_lan(4, DHCP)) == 0
    assert desk.code(write_lan(3, b"\x0a\x00\x00\x09")) == code
    assert [desk.code(write_lan(4, STATIC)), desk.code(write_lan(3, b"\x0a\x00\x00\x09"))] == [0, 0]


def test_the_old_supermicro_ignores_a_vlan():
    desk = Desk("old-supermicro")
    assert desk.code(write_lan(20, b"\x64\x80")) == 0
    assert desk.ask(get_lan(20)).data == b"\x00\x00"
    assert desk.ask(GetUserAccessRequest(user_id=2)).user_id_enable_status == 0


def test_the_empty_users_of_hpe_have_a_name():
    desk = Desk("hpe")
    assert desk.ask(GetUserNameRequest(user_id=2)).user_name == desk.ask(GetUserNameRequest(user_id=9)).user_name
    assert desk.ask(GetUserNameRequest(user_id=2)).user_name == "(Empty User)"
    desk.ask(SetUserNameRequest(user_id=2, user_name="alice"))
    assert desk.ask(GetUserNameRequest(user_id=2)).user_name == "alice"


def test_openbmc_says_nothing_about_ipmi_1_5_and_kg():
    answer = Desk("openbmc").ask(
        GetChannelAuthenticationCapabilitiesRequest(channel_number=1, maximum_privilege_level=4), privilege=0
    )
    assert (answer.supports_ipmi_1_5, answer.supports_ipmi_2_0, answer.kg_is_set) == (False, True, False)
    assert not (answer.authentication_none or answer.authentication_md5 or answer.null_user_names)


def login(name: str, suite: int, privileges: bytes | None = None) -> int:
    bench = Bench(name)
    personality = bench.bmc.personality
    if privileges is not None:
        bench.bmc.stored.channels[personality.lan_channel].lan.write(24, b"\x00" + privileges)
    account = personality.administrator
    return ConsoleV20(bench, account.name, account.password, suite).login()


@pytest.mark.parametrize(
    ("name", "suite", "works"),
    [
        ("generic", 0, False), ("generic", 17, True),
        ("supermicro", 2, False), ("supermicro", 17, True),
        ("old-supermicro", 0, True), ("old-supermicro", 17, False),
        ("dell", 1, True), ("dell", 4, False), ("dell", 17, False),
        ("hpe", 2, False), ("hpe", 17, True), ("lenovo", 2, False), ("lenovo", 17, True),
        ("openbmc", 3, False), ("openbmc", 17, True), ("quanta", 0, False), ("quanta", 3, True),
    ],
)  # fmt: skip
def test_which_suites_work_from_the_factory(name, suite, works):
    assert (login(name, suite) == 0) is works


ONLY_THE_FOURTH_NIBBLE = b"\x00\x40" + bytes(6)


@pytest.mark.parametrize(
    ("name", "suite", "works"),
    [
        pytest.param("old-supermicro", 3, True, id="by suite ID: 3"),
        pytest.param("old-supermicro", 6, False, id="by suite ID: not the fourth of the list"),
        pytest.param("supermicro", 6, True, id="by position: the fourth of the list"),
        pytest.param("supermicro", 3, False, id="by position: not 3"),
        pytest.param("dell", 3, True, id="both readings"),
        pytest.param("openbmc", 17, True, id="never looked at"),
    ],
)
def test_parameter_24_is_read_in_different_ways(name, suite, works):
    assert (login(name, suite, ONLY_THE_FOURTH_NIBBLE) == 0) is works


def test_guids_in_the_vendors_byte_order():
    dell = load_personality("dell").make_guid(1, 0)
    assert dell.startswith(b"DELL")
    assert str(uuid.UUID(bytes_le=dell)).startswith("4c4c4544-")
    assert uuid.UUID(bytes_le=load_personality("supermicro").make_guid(1, 0)).version == 4
    assert uuid.UUID(bytes=load_personality("openbmc").make_guid(1, 0)).version == 4
    assert uuid.UUID(bytes=load_personality("generic").make_guid(1, 0)[::-1]).version == 4


def oem(desk: Desk, command: int, data: bytes) -> tuple[int, bytes]:
    result = execute(desk.bmc, 0x30, 0, command, data, Origin(1, privilege=4))
    assert result is not None
    return int(result[0]), result[1]


@pytest.mark.parametrize("name", ["supermicro", "old-supermicro"])
def test_supermicro_nic_mode(name):
    desk = Desk(name)
    assert oem(desk, 0x70, b"\x0c\x01\x00") == (0, b"")
    assert oem(desk, 0x70, b"\x0c\x00") == oem(desk, 0x70, b"\x0c\x00\x00\x00") == (0, b"\x00")
    assert oem(desk, 0x70, b"\x0c\x01\x03")[0] == 0xCC
    assert oem(desk, 0x70, b"\x66\x00")[0] == 0xC1


def test_dell_nic_selection():
    desk = Desk("dell")
    assert oem(desk, 0x29, b"") == (0, b"\x01\x00")
    assert oem(desk, 0x28, b"\x02\x06") == (0, b"")
    assert oem(desk, 0x29, b"") == (0, b"\x02\x06")
    assert [oem(desk, 0x28, data)[0] for data in (b"\x02", b"\x06\x00", b"\x01\x02")] == [0xC7, 0xCC, 0xCC]

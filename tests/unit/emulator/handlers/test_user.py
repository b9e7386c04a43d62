# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Set and Get User Access and Name, Set User Password."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.user import (
    GetUserAccessRequest,
    GetUserNameRequest,
    SetUserAccessRequest,
    SetUserNameRequest,
    SetUserPasswordRequest,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.user import PasswordOperation
from ansible_collections.baremetal.ipmi.tests.emulator.personality import NameRules, PasswordRules
from ansible_collections.baremetal.ipmi.tests.unit.emulator.handlers.desk import Desk

LAN = 1
FREE = 5
NO_ACCESS = 15
ENABLE, DISABLE = PasswordOperation.ENABLE_USER, PasswordOperation.DISABLE_USER
SET, TEST = PasswordOperation.SET_PASSWORD, PasswordOperation.TEST_PASSWORD


def access(user_id: int = FREE, channel: int = LAN, **fields) -> SetUserAccessRequest:
    fields.setdefault("user_privilege_level_limit", 3)
    return SetUserAccessRequest(user_id=user_id, channel_number=channel, **fields)


def password(operation: int, text: bytes = b"", size: int = 16, user_id: int = FREE) -> SetUserPasswordRequest:
    return SetUserPasswordRequest(
        user_id=user_id, operation=operation, password_size_20=size == 20, password=text.ljust(size, b"\x00")
    )


def test_access_is_kept_per_channel():
    desk = Desk()
    assert desk.code(access(change_bits=True, user_ipmi_messaging=True)) == 0
    answer = desk.ask(GetUserAccessRequest(user_id=FREE, channel_number=LAN))
    assert (answer.user_privilege_level_limit, answer.user_ipmi_messaging) == (3, True)
    other = desk.ask(GetUserAccessRequest(user_id=FREE, channel_number=2))
    assert (other.user_privilege_level_limit, other.user_ipmi_messaging) == (NO_ACCESS, False)


def test_without_change_bits_only_the_limit_is_written():
    desk = Desk()
    desk.ask(access(change_bits=True, user_ipmi_messaging=True, user_link_authentication=True))
    assert desk.code(access(user_privilege_level_limit=2)) == 0
    answer = desk.ask(GetUserAccessRequest(user_id=FREE, channel_number=LAN))
    assert answer.user_privilege_level_limit == 2
    assert answer.user_ipmi_messaging and answer.user_link_authentication


@pytest.mark.parametrize(
    ("request_", "changes", "expected"),
    [
        pytest.param(access(user_privilege_level_limit=0), {}, 0xCC, id="privilege 0"),
        pytest.param(access(user_privilege_level_limit=6), {}, 0xCC, id="privilege 6"),
        pytest.param(access(user_id=17), {}, 0xC9, id="no such user"),
        pytest.param(access(user_id=0), {}, 0xC9, id="user 0"),
        pytest.param(access(channel=0), {}, 0xCC, id="channel without users"),
        pytest.param(access(channel=9), {}, 0xCC, id="no such channel"),
        pytest.param(access(user_session_number_limit=2), {}, 0x00, id="session limit"),
        pytest.param(
            access(user_session_number_limit=2), {"supports_session_limit": False}, 0xCC, id="no session limit"
        ),
        pytest.param(
            access(change_bits=True, user_ipmi_messaging=True, user_privilege_level_limit=NO_ACCESS),
            {"messaging_needs_privilege": True},
            0xCC,
            id="messaging before privilege",
        ),
        pytest.param(GetUserAccessRequest(user_id=FREE), {"empty_slot_access_code": 0xCC}, 0xCC, id="empty slot"),
        pytest.param(GetUserAccessRequest(user_id=1), {"empty_slot_access_code": 0xCC}, 0x00, id="null user"),
    ],
)
def test_completion_codes_of_access(request_, changes, expected):
    assert Desk(**changes).code(request_) == expected


def test_counts_and_enable_status():
    desk = Desk()
    answer = desk.ask(GetUserAccessRequest(user_id=2, channel_number=LAN))
    assert (answer.max_channel_user_ids, answer.current_channel_user_ids) == (16, 3)
    assert (answer.current_channel_fixed_user_names, answer.user_id_enable_status) == (1, 1)
    desk.ask(password(DISABLE, user_id=4))
    answer = desk.ask(GetUserAccessRequest(user_id=4, channel_number=LAN))
    assert (answer.current_channel_user_ids, answer.user_id_enable_status) == (2, 2)
    assert Desk(enable_status_readable=False).ask(GetUserAccessRequest(user_id=2)).user_id_enable_status == 0


@pytest.mark.parametrize(
    ("name", "rules", "expected"),
    [
        pytest.param("carol", {}, 0x00, id="ok"),
        pytest.param("", {}, 0x00, id="clear"),
        pytest.param("", {"allow_clear": False}, 0xCC, id="may not be cleared"),
        pytest.param("toolong", {"max_length": 6}, 0xCC, id="too long"),
        pytest.param("no-dash", {"pattern": "[A-Za-z_][A-Za-z0-9_]*"}, 0xCC, id="pattern"),
        pytest.param("root", {"forbidden": frozenset({"root"})}, 0xCC, id="forbidden"),
        pytest.param("admin", {"unique": True}, 0xCC, id="taken"),
        pytest.param("admin", {}, 0x00, id="twice"),
    ],
)
def test_names(name, rules, expected):
    desk = Desk(name_rules=NameRules(**rules))
    assert desk.code(SetUserNameRequest(user_id=FREE, user_name=name)) == expected
    kept = "" if expected else name
    assert desk.ask(GetUserNameRequest(user_id=FREE)).user_name == kept


def test_a_fixed_name_stays_but_may_be_written_again():
    desk = Desk(fixed_user_ids=frozenset({1, 2}))
    assert desk.code(SetUserNameRequest(user_id=2, user_name="other")) == 0xCC
    assert desk.code(SetUserNameRequest(user_id=2, user_name="admin")) == 0x00
    assert desk.code(SetUserNameRequest(user_id=1, user_name="someone")) == 0xCC


@pytest.mark.parametrize(
    ("rules", "expected"),
    [({}, ""), ({"empty_slot_name": "(Empty User)"}, "(Empty User)"), ({"empty_slot_code": 0xCD}, 0xCD)],
)
def test_the_name_of_an_empty_slot(rules, expected):
    answer = Desk(name_rules=NameRules(**rules)).ask(GetUserNameRequest(user_id=FREE))
    assert (answer if isinstance(answer, int) else answer.user_name) == expected


@pytest.mark.parametrize(
    ("tested", "size", "expected"),
    [(b"secret", 16, 0x00), (b"wrong", 16, 0x80), (b"secret", 20, 0x81), (b"wrong", 20, 0x81)],
)
def test_a_stored_16_byte_password_is_tested(tested, size, expected):
    desk = Desk()
    assert desk.code(password(SET, b"secret")) == 0
    assert desk.code(password(TEST, tested, size)) == expected


def test_a_20_byte_password_is_stored_as_such():
    desk = Desk()
    long = b"twenty-byte-password"
    assert desk.code(password(SET, long, 20)) == 0
    assert desk.code(password(TEST, long, 20)) == 0
    assert desk.code(password(TEST, long[:16])) == 0x81


@pytest.mark.parametrize(
    ("rules", "request_", "expected"),
    [
        pytest.param({}, password(SET, b"x").replace(password=b"x" * 15), 0xC7, id="15 bytes"),
        pytest.param({}, password(SET, b"x").replace(password=b"x" * 20), 0xC7, id="20 bytes as 16"),
        pytest.param({}, password(SET), 0x00, id="empty"),
        pytest.param({"allow_empty": False}, password(SET), 0xCC, id="empty refused"),
        pytest.param({"allow_20_bytes": False}, password(SET, b"secret", 20), 0xC8, id="no 20 bytes"),
        pytest.param({"min_length": 8}, password(SET, b"short"), 0xCC, id="too short"),
        pytest.param({"character_classes": 3}, password(SET, b"abcdefgh1"), 0xCC, id="too simple"),
        pytest.param({"character_classes": 3}, password(SET, b"abcdefgH1"), 0x00, id="complex enough"),
        pytest.param({"forbid_name_inside": True}, password(SET, b"xADMINx", user_id=2), 0xCC, id="name inside"),
        pytest.param(
            {"state_change_needs_password_field": True},
            SetUserPasswordRequest(user_id=2, operation=DISABLE),
            0xC7,
            id="state change without field",
        ),
        pytest.param({}, SetUserPasswordRequest(user_id=2, operation=DISABLE), 0x00, id="field is optional"),
    ],
)
def test_completion_codes_of_passwords(rules, request_, expected):
    assert Desk(password_rules=PasswordRules(**rules)).code(request_) == expected


def test_a_bmc_may_store_only_16_bytes_and_say_nothing():
    desk = Desk(password_rules=PasswordRules(truncate_to_16=True))
    assert desk.code(password(SET, b"twenty-byte-password", 20)) == 0
    assert desk.code(password(TEST, b"twenty-byte-pass")) == 0


def test_enabling_may_need_a_name_and_a_password():
    desk = Desk(enable_needs_name_and_password=True)
    assert desk.code(password(ENABLE)) == 0x80
    desk.ask(SetUserNameRequest(user_id=FREE, user_name="dave"))
    desk.ask(password(SET, b"secret"))
    assert desk.code(password(ENABLE)) == 0x00
    assert desk.bmc.user(FREE).enabled


def test_a_test_may_be_unsupported_or_count_as_a_failed_login():
    assert Desk(supports_password_test=False).code(password(TEST, b"admin", user_id=2)) == 0xCC
    desk = Desk(password_test_counts_as_failure=True)
    desk.bmc.stored.channels[LAN].lan.write(26, bytes([0, 2, 0, 0, 6, 0]))
    for _time in range(2):
        desk.ask(password(TEST, b"guess", user_id=2))
    assert desk.bmc.volatile.bad_passwords[LAN, 2].locked_until == desk.time + 60


def test_reading_leaves_no_trace_in_the_state():
    desk = Desk()
    before = replace(desk.bmc.stored.users[2])
    desk.ask(GetUserAccessRequest(user_id=2, channel_number=2))
    desk.ask(GetUserAccessRequest(user_id=FREE, channel_number=LAN))
    assert desk.bmc.stored.users[2].access == before.access
    assert not desk.bmc.user(FREE).access

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Channel info and access, security keys."""

from __future__ import annotations

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.channel import (
    GetChannelAccessRequest,
    GetChannelInfoRequest,
    SetChannelAccessRequest,
    SetChannelSecurityKeysRequest,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.channel import (
    AccessMode,
    ChannelAccessCopy,
    ChannelMedium,
    KeyId,
    KeyLockStatus,
    KeyOperation,
)
from ansible_collections.baremetal.ipmi.tests.unit.emulator.handlers.desk import Desk

CURRENT = 0x0E
LAN, SERIAL, IPMB = 1, 2, 0
STORED, ACTIVE, KEEP = ChannelAccessCopy.NON_VOLATILE, ChannelAccessCopy.VOLATILE, ChannelAccessCopy.DO_NOT_CHANGE


def change(channel: int = LAN, **fields) -> SetChannelAccessRequest:
    fields.setdefault("access_mode", AccessMode.ALWAYS_AVAILABLE)
    return SetChannelAccessRequest(channel_number=channel, **fields)


def read(desk: Desk, copy: int, channel: int = LAN):
    return desk.ask(GetChannelAccessRequest(channel_number=channel, access_copy=copy))


def test_channel_eh_is_the_one_the_request_came_by():
    desk = Desk()
    assert desk.ask(GetChannelInfoRequest(channel_number=CURRENT)).channel_number == LAN
    assert desk.ask(GetChannelInfoRequest(channel_number=CURRENT), channel=15).channel_medium == (
        ChannelMedium.SYSTEM_INTERFACE
    )
    assert desk.ask(GetChannelInfoRequest(channel_number=CURRENT), channel=2).channel_medium == ChannelMedium.SERIAL
    assert desk.code(GetChannelInfoRequest(channel_number=9)) == 0xCC


@pytest.mark.parametrize(("written", "other"), [(STORED, ACTIVE), (ACTIVE, STORED)])
def test_each_copy_is_written_alone(written, other):
    desk = Desk()
    before = read(desk, other)
    request = change(
        access_copy=written,
        per_message_authentication=False,
        user_level_authentication=False,
        pef_alerting=False,
        privilege_level_copy=written,
        privilege_level_limit=3,
    )
    assert desk.code(request) == 0
    after = read(desk, written)
    assert (after.per_message_authentication, after.user_level_authentication, after.pef_alerting) == (False,) * 3
    assert after.privilege_level_limit == 3
    assert read(desk, other) == before


def test_settings_and_limit_have_selectors_of_their_own():
    desk = Desk()
    desk.ask(change(access_mode=AccessMode.DISABLED, privilege_level_copy=STORED, privilege_level_limit=2))
    answer = read(desk, STORED)
    assert (answer.access_mode, answer.privilege_level_limit) == (AccessMode.ALWAYS_AVAILABLE, 2)


def test_a_reset_brings_the_stored_copy_back():
    desk = Desk()
    desk.ask(change(access_copy=ACTIVE, access_mode=AccessMode.DISABLED))
    desk.bmc.cold_reset()
    assert read(desk, ACTIVE).access_mode == AccessMode.ALWAYS_AVAILABLE


def test_some_makes_write_both_copies():
    desk = Desk(volatile_access_not_separate=True)
    desk.ask(change(access_copy=ACTIVE, per_message_authentication=False))
    assert read(desk, STORED) == read(desk, ACTIVE)


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        (change(IPMB, access_copy=STORED), 0x82),
        (change(9, access_copy=STORED), 0xCC),
        (change(access_copy=STORED, access_mode=AccessMode.SHARED), 0x83),
        (change(SERIAL, access_copy=STORED, access_mode=AccessMode.SHARED), 0x00),
        (change(access_copy=3), 0xCC),
        (change(privilege_level_copy=STORED, privilege_level_limit=0), 0xCC),
        (change(privilege_level_copy=STORED, privilege_level_limit=6), 0xCC),
        (change(access_mode=AccessMode.SHARED), 0x00),
        (GetChannelAccessRequest(channel_number=LAN, access_copy=KEEP), 0xCC),
        (GetChannelAccessRequest(channel_number=IPMB, access_copy=STORED), 0x82),
    ],
)
def test_completion_codes(request_, expected):
    assert Desk().code(request_) == expected


def key(operation: int, value: bytes | None = None, key_id: int = KeyId.K_G) -> SetChannelSecurityKeysRequest:
    return SetChannelSecurityKeysRequest(channel_number=LAN, operation=operation, key_id=key_id, key=value)


def test_kg_is_set_read_and_locked():
    desk = Desk()
    assert desk.ask(key(KeyOperation.READ)).key == bytes(20)
    assert desk.ask(key(KeyOperation.SET, b"k" * 20)).lock_status == KeyLockStatus.UNLOCKED
    assert desk.ask(key(KeyOperation.READ)).key == b"k" * 20
    assert desk.ask(key(KeyOperation.LOCK)).lock_status == KeyLockStatus.LOCKED
    assert desk.code(key(KeyOperation.SET, bytes(20))) == 0x80
    assert desk.code(key(KeyOperation.READ)) == 0x80


def test_completion_codes_of_keys():
    desk = Desk()
    assert desk.code(key(KeyOperation.SET)) == 0x81
    assert desk.code(key(KeyOperation.READ, key_id=KeyId.K_R)) == 0x84
    assert desk.code(key(3)) == 0xCC
    assert desk.code(key(KeyOperation.READ, key_id=7)) == 0xCC

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Payload access, support and activation."""

from __future__ import annotations

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.payload import (
    ActivatePayloadRequest,
    DeactivatePayloadRequest,
    GetChannelOemPayloadInfoRequest,
    GetChannelPayloadSupportRequest,
    GetChannelPayloadVersionRequest,
    GetPayloadActivationStatusRequest,
    GetPayloadInstanceInfoRequest,
    GetUserPayloadAccessRequest,
    SetUserPayloadAccessRequest,
    SolActivationData,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.session import CloseSessionRequest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.rmcp.session_v20 import Protection
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.cipher_suite import CIPHER_SUITES
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.payload import PayloadAccessOperation
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.rmcp_plus import PayloadType
from ansible_collections.baremetal.ipmi.tests.emulator.sessions import PendingV20, SessionV20
from ansible_collections.baremetal.ipmi.tests.unit.emulator.handlers.desk import Desk

LAN = 1
ADMIN = 2
SOL = PayloadType.SOL
PROTECTED = SolActivationData(authentication=True, encryption=True).pack()
PLAIN = SolActivationData().pack()


def login(desk: Desk, session_id: int = 7, suite: int = 3, user_id: int = ADMIN) -> SessionV20:
    """Open a session without the handshake, which the session's own tests cover."""
    pending = PendingV20(session_id, 1, CIPHER_SUITES[suite], 4, ("127.0.0.1", 40000), desk.time)
    pending.user_id = user_id
    session = SessionV20(pending, LAN, 4, Protection(), bytes, desk.time)
    session.privilege = 4
    desk.bmc.sessions.activate(session)
    return session


def activate(data: bytes = PROTECTED, instance: int = 1, payload_type: int = SOL) -> ActivatePayloadRequest:
    return ActivatePayloadRequest(payload_type=payload_type, payload_instance=instance, auxiliary_data=data)


DEACTIVATE = DeactivatePayloadRequest(payload_type=SOL, payload_instance=1)
STATUS = GetPayloadActivationStatusRequest(payload_type=SOL)
INSTANCE = GetPayloadInstanceInfoRequest(payload_type=SOL, payload_instance=1)


def set_sol(desk: Desk, selector: int, data: bytes) -> None:
    desk.bmc.stored.channels[LAN].sol.write(selector, data)


def test_support_and_versions():
    desk = Desk()
    types = desk.ask(GetChannelPayloadSupportRequest(channel_number=LAN)).payload_types
    assert types == {0, 1, 0x10, 0x11, 0x12, 0x13, 0x14, 0x15}
    version = desk.ask(GetChannelPayloadVersionRequest(channel_number=LAN, payload_type=SOL))
    assert (version.major_version, version.minor_version) == (1, 0)
    assert desk.code(GetChannelPayloadVersionRequest(channel_number=LAN, payload_type=0x20)) == 0x80
    oem = GetChannelOemPayloadInfoRequest(channel_number=LAN, payload_type=2, oem_id=674, payload_id=1)
    assert desk.code(oem) == 0x80
    assert desk.code(GetChannelPayloadSupportRequest(channel_number=0)) == 0xCC


def test_user_access_acts_on_the_payloads_named():
    desk = Desk()
    change = SetUserPayloadAccessRequest(
        channel_number=LAN, user_id=3, operation=PayloadAccessOperation.ENABLE, standard_payloads={2}, oem_payloads={0}
    )
    assert desk.code(change) == 0
    answer = desk.ask(GetUserPayloadAccessRequest(channel_number=LAN, user_id=3))
    assert (answer.standard_payloads, answer.oem_payloads) == ({1, 2}, {0})
    desk.ask(change.replace(operation=PayloadAccessOperation.DISABLE, standard_payloads={1}, oem_payloads=set()))
    answer = desk.ask(GetUserPayloadAccessRequest(channel_number=LAN, user_id=3))
    assert (answer.standard_payloads, answer.oem_payloads) == ({2}, {0})
    assert desk.code(change.replace(operation=2)) == 0xCC


def test_an_activation_shows_and_ends():
    desk = Desk()
    session = login(desk)
    assert desk.ask(STATUS).active_instances == frozenset()
    answer = desk.ask(activate(), session=session)
    assert (answer.inbound_payload_size, answer.outbound_payload_size, answer.port) == (259, 259, 623)
    status = desk.ask(STATUS)
    assert (status.instance_capacity, status.active_instances) == (1, {1})
    assert desk.ask(INSTANCE).session_id == session.session_id
    assert desk.code(DEACTIVATE, session=session) == 0
    assert desk.ask(INSTANCE).session_id == 0
    assert desk.code(DEACTIVATE, session=session) == 0x80


def test_it_ends_with_its_session():
    desk = Desk()
    session = login(desk)
    desk.ask(activate(), session=session)
    other = login(desk, session_id=8)
    assert desk.code(activate(), session=other) == 0x80
    assert desk.code(activate(), session=session) == 0x00
    desk.ask(CloseSessionRequest(session_id=session.session_id), session=session)
    assert desk.ask(STATUS).active_instances == frozenset()
    assert desk.code(activate(), session=other) == 0x00


@pytest.mark.parametrize(
    ("parameter", "suite", "data", "privilege", "expected"),
    [
        pytest.param((1, b"\x00"), 3, PROTECTED, 4, 0x81, id="SOL off"),
        pytest.param((2, b"\x04"), 3, PROTECTED, 3, 0xD4, id="privilege too low"),
        pytest.param((2, b"\x04"), 3, PROTECTED, 4, 0x00, id="privilege just enough"),
        pytest.param((2, b"\x82"), 3, PLAIN, 4, 0x84, id="encryption forced"),
        pytest.param((2, b"\x42"), 3, PLAIN, 4, 0x84, id="authentication forced"),
        pytest.param((2, b"\xc2"), 3, PROTECTED, 4, 0x00, id="both forced and wanted"),
        pytest.param((2, b"\x02"), 2, PROTECTED, 4, 0x83, id="suite without encryption"),
        pytest.param((2, b"\x02"), 2, PLAIN, 4, 0x00, id="nothing wanted"),
    ],
)
def test_who_may_activate(parameter, suite, data, privilege, expected):
    desk = Desk()
    set_sol(desk, *parameter)
    assert desk.code(activate(data), session=login(desk, suite=suite), privilege=privilege) == expected


def test_a_user_without_sol_access_may_not():
    desk = Desk()
    assert desk.code(activate(), session=login(desk, user_id=4)) == 0x81


def test_other_instances_types_and_sessions():
    desk = Desk()
    session = login(desk)
    assert desk.code(activate(instance=2), session=session) == 0xCC
    assert desk.code(activate(payload_type=0), session=session) == 0xCC
    assert desk.code(activate()) == 0xD5
    assert desk.code(STATUS.replace(payload_type=0)) == 0xCC
    assert desk.code(INSTANCE.replace(payload_instance=2)) == 0xCC

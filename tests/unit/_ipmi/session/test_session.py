# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Our session joined in memory to a small BMC that shares none of its code: logins, refusals and deadlines."""

from __future__ import annotations

import sys
import typing as t
from pathlib import Path

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.errors import (
    DeadlineExceeded,
    IpmiDisabled,
    NoAnswer,
    NoSessionSlot,
    PrivilegeTooLow,
    SessionError,
    SuiteRefused,
    UnknownUser,
    WrongKg,
    WrongPassword,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.rmcp import aes
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.rmcp.session_v15 import PacketV15
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.session.events import (
    Answered,
    SessionOpened,
    Unanswered,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.session.session import (
    State,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.authentication_type import AuthenticationType
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.cipher_suite import SUPPORTED
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.command import PrivilegeLevel
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.rmcp_plus import PayloadType, RmcpPlusStatus

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from session_console import CREDENTIALS, LAN_TYPES, assert_works, console_to
from tiny_bmc import GET_DEVICE_ID, GUID, TinyBmc

# --- opening


@pytest.mark.parametrize("suite", sorted(SUPPORTED))
@pytest.mark.parametrize("kg", [b"", b"two keys"])
def test_every_suite(suite: int, kg: bytes) -> None:
    bmc = TinyBmc(kg=kg)
    opened = assert_works(console_to(bmc, cipher_suites=(suite,), kg=kg))
    assert opened == SessionOpened(PrivilegeLevel.ADMINISTRATOR, suite, GUID)
    assert bmc.open_sessions == 0


@pytest.mark.parametrize("kind", [*LAN_TYPES, AuthenticationType.NONE])
@pytest.mark.parametrize("per_message", [True, False])
def test_every_authentication_type(kind: AuthenticationType, per_message: bool) -> None:
    bmc = TinyBmc(per_message=per_message)
    opened = assert_works(console_to(bmc, lan=True, authentication_types=(kind,)))
    assert (opened.authentication_type, opened.cipher_suite) == (kind, None)
    assert bmc.open_sessions == 0


def test_per_message_authentication_off_sends_no_codes() -> None:
    console = console_to(TinyBmc(per_message=False), lan=True)
    console.open()
    console.network.sent.clear()
    console.ask()
    assert PacketV15.unpack(console.network.sent[0]).code == b""


def test_the_password_goes_nowhere_in_the_clear_unless_asked_for() -> None:
    for lan in (True, False):
        console = console_to(TinyBmc(password=b"visible!"), password=b"visible!", lan=lan)
        assert_works(console)
        assert not any(b"visible!" in datagram for datagram in console.network.sent)


@pytest.mark.parametrize(("suites", "taken"), [((17, 16, 2, 3), 2), ((17, 16, 3, 2), 3)])
def test_suites_are_tried_in_the_order_given(suites: tuple[int, ...], taken: int) -> None:
    bmc = TinyBmc(suites=(3, 2))
    assert assert_works(console_to(bmc, cipher_suites=suites)).cipher_suite == taken


def test_no_suite_outside_the_list() -> None:
    with pytest.raises(SuiteRefused, match=r"17 \(status 11h, no cipher suite match\), 16 \(status 11h"):
        console_to(TinyBmc(suites=(0, 3)), cipher_suites=(17, 16)).open()


def test_a_bmc_that_chooses_other_algorithms_is_refused() -> None:
    bmc = TinyBmc()
    honest = bmc._open_session
    bmc._open_session = lambda payload: honest(payload).replace(  # type: ignore[method-assign]
        authentication_algorithm=0, integrity_algorithm=0, confidentiality_algorithm=0
    )
    with pytest.raises(SuiteRefused, match="other algorithms"):
        console_to(bmc, cipher_suites=(3, 17)).open()
    assert PayloadType.RAKP_1 not in bmc.payloads


def test_a_suite_that_is_met_with_silence_is_passed_over() -> None:
    bmc = TinyBmc(suites=(17,))
    honest = bmc._open_session

    def ignores_suite_3(payload: bytes) -> t.Any:
        return honest(payload) if payload[12] == 3 else None

    bmc._open_session = ignores_suite_3  # type: ignore[method-assign]
    assert assert_works(console_to(bmc, cipher_suites=(3, 17))).cipher_suite == 17


@pytest.mark.parametrize(
    ("payload", "status", "error"),
    [
        (PayloadType.OPEN_SESSION_REQUEST, RmcpPlusStatus.INVALID_ROLE, PrivilegeTooLow),
        (PayloadType.OPEN_SESSION_REQUEST, RmcpPlusStatus.INVALID_AUTHENTICATION_ALGORITHM, SuiteRefused),
        (PayloadType.OPEN_SESSION_REQUEST, RmcpPlusStatus.INVALID_INTEGRITY_ALGORITHM, SuiteRefused),
        (PayloadType.OPEN_SESSION_REQUEST, RmcpPlusStatus.INVALID_CONFIDENTIALITY_ALGORITHM, SuiteRefused),
        (PayloadType.OPEN_SESSION_REQUEST, RmcpPlusStatus.INSUFFICIENT_RESOURCES, NoSessionSlot),
        (PayloadType.RAKP_1, RmcpPlusStatus.UNAUTHORIZED_NAME, UnknownUser),
        (PayloadType.RAKP_1, RmcpPlusStatus.INVALID_NAME_LENGTH, UnknownUser),
        (PayloadType.RAKP_1, RmcpPlusStatus.INVALID_ROLE, PrivilegeTooLow),
        (PayloadType.RAKP_1, RmcpPlusStatus.UNAUTHORIZED_ROLE, PrivilegeTooLow),
        (PayloadType.RAKP_1, RmcpPlusStatus.ILLEGAL_PARAMETER, PrivilegeTooLow),
        (PayloadType.RAKP_1, RmcpPlusStatus.INSUFFICIENT_RESOURCES_FOR_ROLE, NoSessionSlot),
        (PayloadType.RAKP_1, RmcpPlusStatus.INVALID_SESSION_ID, SessionError),
        (PayloadType.RAKP_1, RmcpPlusStatus.UNAUTHORIZED_GUID, SessionError),
        (PayloadType.RAKP_3, RmcpPlusStatus.INVALID_INTEGRITY_CHECK_VALUE, WrongPassword),
    ],
)
def test_every_refusal_has_its_error(payload: int, status: int, error: type[SessionError]) -> None:
    bmc = TinyBmc()
    bmc.statuses[payload] = status
    console = console_to(bmc)
    with pytest.raises(SessionError) as caught:
        console.open()
    assert caught.type is error
    assert "bmc.example:623" in str(caught.value)
    assert console.network.now < 1000 + CREDENTIALS.timeout


def test_a_session_slot_is_waited_for() -> None:
    bmc = TinyBmc(slots=0)
    console = console_to(bmc)
    while bmc.payloads.count(PayloadType.OPEN_SESSION_REQUEST) < 3:
        console.step()
    bmc.slots = 1
    assert_works(console)


def test_waiting_for_a_slot_takes_half_of_the_time_at_most() -> None:
    for lan in (False, True):
        console = console_to(TinyBmc(slots=0), lan=lan)
        with pytest.raises(NoSessionSlot):
            console.open()
        assert 8 < console.network.now - 1000 < 16


def test_a_wrong_password_is_found_out_before_the_bmc_counts_it() -> None:
    bmc = TinyBmc(password=b"other")
    with pytest.raises(WrongPassword, match="'admin'"):
        console_to(bmc).open()
    assert PayloadType.RAKP_3 not in bmc.payloads


@pytest.mark.parametrize(("kg", "words"), [(b"", "none was given"), (b"mine", "another Kg")])
def test_a_wrong_kg(kg: bytes, words: str) -> None:
    with pytest.raises(WrongKg, match=words):
        console_to(TinyBmc(kg=b"other"), kg=kg).open()


def test_with_two_keys_a_wrong_password_is_still_told_from_a_wrong_kg() -> None:
    with pytest.raises(WrongPassword):
        console_to(TinyBmc(kg=b"key", password=b"other"), kg=b"key").open()


def test_ipmi_1_5_unknown_user() -> None:
    with pytest.raises(UnknownUser, match="'nobody'"):
        console_to(TinyBmc(), lan=True, username=b"nobody").open()


def test_ipmi_1_5_wrong_password_is_silence() -> None:
    console = console_to(TinyBmc(password=b"other"), lan=True)
    with pytest.raises(WrongPassword, match="most likely"):
        console.open()
    assert len([datagram for datagram in console.network.sent if datagram[4] == AuthenticationType.MD5]) == 3


def test_without_cryptography_a_suite_that_encrypts_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aes, "HAS_CRYPTOGRAPHY", False)
    assert assert_works(console_to(TinyBmc(), cipher_suites=(17, 16))).cipher_suite == 16
    with pytest.raises(SuiteRefused, match="cryptography is not installed"):
        console_to(TinyBmc()).open()


def test_role_lookup_is_told_to_the_bmc() -> None:
    bmc = TinyBmc()
    console_to(bmc, name_only_lookup=False, privilege=PrivilegeLevel.OPERATOR).open()
    exchange = next(iter(bmc.sessions.values())).exchange
    assert exchange is not None
    assert exchange.role == 0x03


def test_ipmi_1_5_type_none_only_if_asked_for() -> None:
    bmc = TinyBmc()
    bmc._outside = lambda message: (0, bytes((1, 0b1, 0, 0, 0, 0, 0, 0)))  # type: ignore[method-assign]
    with pytest.raises(SuiteRefused, match="offered none, allowed md5"):
        console_to(bmc, lan=True).open()


# --- tolerances that are always there


def test_a_proof_that_is_one_byte_too_long() -> None:
    assert_works(console_to(TinyBmc(extra_code=b"\x00")))


def test_suite_0_with_a_check_value() -> None:
    bmc = TinyBmc()
    honest = bmc._rakp_3
    bmc._rakp_3 = lambda payload: honest(payload).replace(integrity_check_value=b"x" * 12)  # type: ignore[method-assign, union-attr]
    assert_works(console_to(bmc, cipher_suites=(0,)))


def test_errors_of_ipmi_1_5_without_a_session_id() -> None:
    console = console_to(TinyBmc(per_message=False), lan=True)
    console.open()
    console.session.send_request(*GET_DEVICE_ID, b"", console.network.now)
    console.network.inject(PacketV15(bytes.fromhex("811c6320")[:3] + b"\x20\x04\x01\xd4\x07").pack())
    event = console.next_event()
    assert isinstance(event, Answered)
    assert event.completion_code == 0xD4


# --- silence


def test_nobody_there() -> None:
    bmc = TinyBmc()
    bmc.is_dead = True
    for lan in (False, True):
        console = console_to(bmc, lan=lan)
        with pytest.raises(NoAnswer, match="does not answer"):
            console.open()
        assert console.network.now == 1000 + CREDENTIALS.timeout
        assert len(console.network.sent) < 40


def test_ipmi_switched_off() -> None:
    for lan in (False, True):
        console = console_to(TinyBmc(speaks_ipmi=False), lan=lan)
        with pytest.raises(IpmiDisabled, match="presence pings"):
            console.open()


def test_what_is_asked_with_patience_is_given_up_after_it() -> None:
    bmc = TinyBmc()
    bmc.handlers[GET_DEVICE_ID] = lambda data: b""
    console = console_to(bmc)
    console.open()
    start = console.network.now
    assert isinstance(console.ask(patience=2.0), Unanswered)
    assert console.network.now - start == pytest.approx(2.0)
    assert console.session.state is State.OPEN


def test_the_deadline_ends_a_request() -> None:
    bmc = TinyBmc()
    console = console_to(bmc)
    console.open()
    console.session.deadline = console.network.now + 0.1
    bmc.is_dead = True
    event = console.ask()
    assert isinstance(event, Unanswered)
    assert isinstance(event.error, DeadlineExceeded)

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The trace: what it says of logins, requests, answers and trouble, and what it keeps to itself."""

from __future__ import annotations

import sys
import typing as t
from pathlib import Path

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.client.trace import tracing
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.client.wording import (
    describe_answer,
    describe_request,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.codec.message import Message, Request, Response
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.channel import SetChannelSecurityKeysRequest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.device import GetDeviceIdRequest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.lan import (
    GetLanConfigurationParametersRequest,
    SetLanConfigurationParametersRequest,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.user import SetUserPasswordRequest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.effects import Prove
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.errors import IpmiError
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.procedures.raw_request import raw_request
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.app import SET_USER_PASSWORD
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.user import PasswordOperation

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from simulated import run
from tiny_bmc import GET_DEVICE_ID, Network, TinyBmc

SECRET = b"Correct-Horse-7"
COMMUNITY = SECRET.ljust(18, b"\x00")
PASSWORD = SECRET.ljust(16, b"\x00")
SET_LAN = "Set LAN Configuration Parameters: channel_number=1, "


def device_id(times: int = 1) -> t.Any:
    for _time in range(times):
        yield GetDeviceIdRequest()


def trace_of(bmc: TinyBmc, procedure: t.Any, network: Network | None = None, **changes: t.Any) -> list[str]:
    lines: list[str] = []
    try:
        run(network or Network(bmc), procedure, watchers=(tracing(lines.append),), **changes)
    except IpmiError as error:
        lines.append(type(error).__name__)
    return lines


def texts(lines: list[str]) -> list[str]:
    """Return lines without their times."""
    return [line.split(" ms ", 1)[-1] for line in lines]


def test_a_login_a_request_and_the_end() -> None:
    lines = texts(trace_of(TinyBmc(), device_id()))
    begins = [
        "   connected to 192.0.2.10:623 from 192.0.2.1:50000",
        "-> Open Session Request: message_tag=0, requested_maximum_privilege_level=administrator",
        "<- Open Session Response: message_tag=0, status=ok",
        "-> RAKP 1: ",
        "<- RAKP 2: message_tag=1, status=ok",
        "-> RAKP 3: ",
        "<- RAKP 4: message_tag=2, status=ok",
        "   session open: cipher suite 17, privilege limit administrator",
        "-> Get Device ID",
        "<- Get Device ID: 00h (ok) after ",
        "   session closed",
    ]
    assert len(lines) == len(begins)
    for line, begin in zip(lines, begins):
        assert line.startswith(begin)
    assert "username=admin" in lines[3]
    assert "manufacturer_id=10876" in lines[9]


def test_times_count_from_the_beginning() -> None:
    times = [float(line.split(" ms")[0]) for line in trace_of(TinyBmc(), device_id(), Network(TinyBmc(), delay=0.01))]
    assert times[0] == 0
    assert times == sorted(times)
    assert 80 <= times[-2] < 100, "four exchanges of 20 ms, or a little more"


@pytest.mark.parametrize("kind", ["lanplus", "lan"])
def test_nothing_that_helps_to_guess_a_password(kind: str) -> None:
    bmc = TinyBmc(password=SECRET, kg=SECRET)
    said = "\n".join(trace_of(bmc, device_id(), interface=kind, password=SECRET, kg=SECRET))
    assert "Get Device ID: 00h" in said
    assert "code=****" in said or kind == "lan"
    for code in ("remote_console_random", "managed_system_random", "key_exchange_authentication_code"):
        assert f"{code}=" not in said.replace(f"{code}=****", "")
    assert SECRET.decode() not in said
    assert SECRET.hex(" ") not in said


def test_what_ipmi_1_5_says() -> None:
    lines = texts(trace_of(TinyBmc(), device_id(), interface="lan"))
    assert lines[1:6] == [
        "-> Get Channel Authentication Capabilities",
        "<- Get Channel Authentication Capabilities: 00h (ok)",
        "-> Get Session Challenge",
        "<- Get Session Challenge: 00h (ok)",
        "-> Activate Session",
    ]
    assert "   session open: privilege limit administrator" in lines


def test_a_refused_login_says_why() -> None:
    lines = texts(trace_of(TinyBmc(), device_id(), password="wrong"))
    assert lines[-1] == "WrongPassword"
    assert lines[-2] == "   gave up"
    assert lines[-3].startswith("!! no session: ")


def test_what_is_sent_again_is_named() -> None:
    bmc = TinyBmc()
    unheard = iter([True, True, False])
    network = Network(bmc)
    sent = network.send

    def lossy(datagrams: list[bytes]) -> None:
        sent([] if bmc.open_sessions and next(unheard, False) else datagrams)

    network.send = lossy  # type: ignore[method-assign]
    lines = texts(trace_of(bmc, device_id(), network))
    assert [line for line in lines if line.startswith("..")] == [".. Get Device ID, try 2", ".. Get Device ID, try 3"]
    assert any(line.startswith("<- Get Device ID: 00h (ok) after ") for line in lines)


def test_what_is_dropped_is_named() -> None:
    lines = texts(trace_of(TinyBmc(), device_id(2), Network(TinyBmc(), repeat=1.0)))
    assert any(line.startswith("!! a datagram was dropped: ") for line in lines)


def test_silence_is_told_with_its_reason() -> None:
    bmc = TinyBmc()
    bmc.handlers[GET_DEVICE_ID] = lambda data: setattr(bmc, "is_dead", True) or b""
    lines = texts(trace_of(bmc, device_id(), timeout=5))
    assert any(line.startswith("-> presence ping") for line in lines)
    assert any(line.startswith("!! Get Device ID: no answer; ") for line in lines)


def test_a_second_login_is_in_the_same_trace() -> None:
    def proving() -> t.Any:
        yield Prove({})

    lines = texts(trace_of(TinyBmc(), proving()))
    assert len([line for line in lines if line.startswith("   connected")]) == 2
    assert len([line for line in lines if line == "   session closed"]) == 2


def test_a_refusal_has_its_code_in_words() -> None:
    bmc = TinyBmc()
    bmc.handlers[GET_DEVICE_ID] = lambda data: b"\xd4"
    lines = texts(trace_of(bmc, device_id()))
    assert any("Get Device ID: D4h (insufficient privilege" in line for line in lines)


@pytest.mark.parametrize(
    ("request_", "text"),
    [
        (
            SetLanConfigurationParametersRequest(channel_number=1, parameter_selector=3, data=bytes((192, 0, 2, 7))),
            SET_LAN + "parameter_selector=3, IpAddress(address=192.0.2.7)",
        ),
        (
            SetLanConfigurationParametersRequest(channel_number=1, parameter_selector=16, data=COMMUNITY),
            SET_LAN + "parameter_selector=16, CommunityString(community_string=****)",
        ),
        (
            SetLanConfigurationParametersRequest(channel_number=1, parameter_selector=200, data=SECRET),
            SET_LAN + "parameter_selector=200, data=****",
        ),
        (
            SetUserPasswordRequest(user_id=2, operation=PasswordOperation.SET_PASSWORD, password=PASSWORD),
            "Set User Password: user_id=2, password_size_20=no, operation=set_password, password=****",
        ),
        (
            SetChannelSecurityKeysRequest(channel_number=1, operation=1, key_id=1, key=SECRET.ljust(20, b"\x00")),
            "Set Channel Security Keys: channel_number=1, operation=1, key_id=1, key=****",
        ),
        (raw_request(SET_USER_PASSWORD, SECRET), "Set User Password: data=****"),
    ],
)  # fmt: skip
def test_requests_in_words(request_: Request, text: str) -> None:
    assert describe_request(request_) == text


def test_answers_in_words() -> None:
    address = GetLanConfigurationParametersRequest(channel_number=1, parameter_selector=3)
    assert describe_answer(address, bytes((17, 192, 0, 2, 7))) == "parameter_revision=17, IpAddress(address=192.0.2.7)"
    community = address.replace(parameter_selector=16)
    assert SECRET.decode() not in describe_answer(community, bytes((17, *SECRET)))
    assert "GetDeviceIdResponse" in describe_answer(GetDeviceIdRequest(), b"\x20"), "it says what is wrong with it"


def every_message(kind: type) -> list[type[Message]]:
    found: list[type[Message]] = []
    for one in kind.__subclasses__():
        found += [one, *every_message(one)]
    return found


def test_whatever_is_called_a_secret_is_masked() -> None:
    """No request or response whose fields are named like secrets shows them."""
    named = ("password", "key", "community_string")
    for kind in [*every_message(Request), *every_message(Response)]:
        for field in kind.layout.fields:
            if field in named:
                assert field in getattr(kind, "secret_fields", ()), f"{kind.__name__}.{field}"

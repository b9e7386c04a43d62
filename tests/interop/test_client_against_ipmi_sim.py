# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Our client against OpenIPMI's simulated BMC."""

from __future__ import annotations

import os
import sys
import typing as t
from pathlib import Path

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.client.blocking import Client, run
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.client.login import Login, Target
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.device import (
    GetDeviceIdRequest,
    GetDeviceIdResponse,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.session import GetSessionInfoRequest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.user import (
    GetUserAccessRequest,
    GetUserNameRequest,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.effects import (
    Bridged,
    Facts,
    Procedure,
    Prove,
    Relogin,
    SessionFacts,
    Together,
    Wait,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.errors import (
    CompletionCodeError,
    PortClosed,
    SuiteRefused,
    UnknownUser,
    WrongKg,
    WrongPassword,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.authentication_type import AuthenticationType
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.command import PrivilegeLevel

sys.path.insert(0, str(Path(__file__).resolve().parent))

import ipmi_sim

pytestmark = pytest.mark.skipif(
    not ipmi_sim.is_installed() and not os.environ.get("CI"), reason="ipmi_sim (package openipmi) is not installed"
)

LAN_TYPES = [AuthenticationType.MD5, AuthenticationType.MD2, AuthenticationType.STRAIGHT_PASSWORD]


@pytest.fixture(scope="module")
def bmc() -> t.Iterator[ipmi_sim.IpmiSim]:
    with ipmi_sim.running_ipmi_sim() as running:
        yield running


def login_to(bmc: ipmi_sim.IpmiSim, **changes: t.Any) -> Login:
    fields: dict[str, t.Any] = {
        "host": bmc.host,
        "port": bmc.port,
        "username": bmc.username,
        "password": bmc.password,
        "cipher_suites": (3,),
        "timeout": 20,
    }
    return Login(**{**fields, **changes})


def device_and_facts() -> Procedure[tuple[GetDeviceIdResponse, SessionFacts]]:
    device = yield GetDeviceIdRequest()
    facts = yield Facts()
    return device, facts


@pytest.mark.parametrize("suite", [0, 1, 2, 3, 6, 11])
def test_every_suite_that_it_speaks(bmc: ipmi_sim.IpmiSim, suite: int) -> None:
    device, facts = run(login_to(bmc, cipher_suites=(suite,)), device_and_facts())
    assert device.manufacturer_id == 0x1291
    assert facts.cipher_suite == suite
    assert facts.system_guid == ipmi_sim.SYSTEM_GUID


def test_a_suite_that_it_does_not_speak_is_passed_over(bmc: ipmi_sim.IpmiSim) -> None:
    _device, facts = run(login_to(bmc, cipher_suites=(17, 3)), device_and_facts())
    assert facts.cipher_suite == 3


def test_never_a_suite_outside_the_list(bmc: ipmi_sim.IpmiSim) -> None:
    with pytest.raises(SuiteRefused, match=r"15 .*, 17 "):
        run(login_to(bmc, cipher_suites=(15, 17)), device_and_facts())


@pytest.mark.parametrize("kind", [*LAN_TYPES, AuthenticationType.NONE])
@pytest.mark.parametrize("per_message", [True, False])
def test_ipmi_1_5(kind: AuthenticationType, per_message: bool) -> None:
    with ipmi_sim.running_ipmi_sim(per_message_authentication=per_message) as bmc:
        device, facts = run(login_to(bmc, interface="lan", authentication_types=(kind,)), device_and_facts())
    assert device.manufacturer_id == 0x1291
    assert facts.authentication_type == kind
    assert facts.cipher_suite is None


def test_ipmi_1_5_takes_the_strongest_type(bmc: ipmi_sim.IpmiSim) -> None:
    _device, facts = run(login_to(bmc, interface="lan"), device_and_facts())
    assert facts.authentication_type == AuthenticationType.MD5


@pytest.mark.parametrize("interface", ["lanplus", "lan"])
def test_a_wrong_password(bmc: ipmi_sim.IpmiSim, interface: str) -> None:
    with pytest.raises(WrongPassword, match="admin") as caught:
        run(login_to(bmc, interface=interface, password="not this one"), device_and_facts())
    assert "not this one" not in str(caught.value)


@pytest.mark.parametrize("interface", ["lanplus", "lan"])
def test_an_unknown_user(bmc: ipmi_sim.IpmiSim, interface: str) -> None:
    with pytest.raises(UnknownUser, match="nobody"):
        run(login_to(bmc, interface=interface, username="nobody"), device_and_facts())


def test_a_kg_that_the_bmc_does_not_have(bmc: ipmi_sim.IpmiSim) -> None:
    with pytest.raises(WrongKg):
        run(login_to(bmc, kg=b"key of something else"[:20]), device_and_facts())


def test_nothing_listens(bmc: ipmi_sim.IpmiSim) -> None:
    with pytest.raises(PortClosed):
        run(login_to(bmc, port=ipmi_sim.free_port()), device_and_facts())


def test_every_session_is_closed() -> None:
    def fails() -> Procedure[None]:
        yield GetDeviceIdRequest()
        raise KeyboardInterrupt

    with ipmi_sim.running_ipmi_sim() as fresh:
        for interface in ("lanplus", "lan"):
            run(login_to(fresh, interface=interface), device_and_facts())
            with pytest.raises(KeyboardInterrupt):
                run(login_to(fresh, interface=interface), fails())
        with Client(login_to(fresh)) as client:
            assert client.send(GetSessionInfoRequest()).current_active_sessions == 1


def test_a_second_login_beside_the_first(bmc: ipmi_sim.IpmiSim) -> None:
    username, password = ipmi_sim.OPERATOR

    def proves() -> Procedure[list[str]]:
        names = []
        changes = {"username": username, "password": password, "privilege": PrivilegeLevel.OPERATOR}
        _device, facts = yield Prove(changes, device_and_facts)
        names.append(facts.username)
        try:
            yield Prove({**changes, "password": "wrong"})
        except WrongPassword:
            names.append("refused")
        facts = yield Facts()
        yield GetDeviceIdRequest()
        return [*names, facts.username]

    assert run(login_to(bmc), proves()) == ["operator", "refused", "admin"]


def test_another_login_in_place_of_the_first(bmc: ipmi_sim.IpmiSim) -> None:
    username, password = ipmi_sim.OPERATOR

    def logs_in_again() -> Procedure[SessionFacts]:
        yield GetDeviceIdRequest()
        facts = yield Relogin(
            {"username": username, "password": password, "privilege": PrivilegeLevel.OPERATOR}, patience=10
        )
        yield GetDeviceIdRequest()
        return facts

    facts = run(login_to(bmc), logs_in_again())
    assert (facts.username, facts.privilege_limit) == ("operator", PrivilegeLevel.OPERATOR)


@pytest.mark.parametrize("interface", ["lanplus", "lan"])
def test_two_requests_in_flight(bmc: ipmi_sim.IpmiSim, interface: str) -> None:
    """Each answer is the one to its request: names and accesses differ from user to user."""
    requests = [
        request
        for user_id in (1, 2, 3, 4, 2, 3)
        for request in (GetUserNameRequest(user_id=user_id), GetUserAccessRequest(channel_number=1, user_id=user_id))
    ]

    def asks_together() -> Procedure[list[t.Any]]:
        return t.cast("list[t.Any]", (yield Together(requests)))

    def asks_one_by_one() -> Procedure[list[t.Any]]:
        answers: list[t.Any] = []
        for request in requests:
            try:
                answers.append((yield request))
            except CompletionCodeError as error:
                answers.append(error)
        return answers

    login = login_to(bmc, interface=interface)
    together = run(login, asks_together())
    assert [answer.user_name for answer in together[2:6:2]] == [bmc.username, ipmi_sim.OPERATOR[0]]
    assert [str(answer) for answer in together] == [str(answer) for answer in run(login, asks_one_by_one())]


@pytest.mark.parametrize("interface", ["lanplus", "lan"])
def test_a_controller_behind_the_bmc(bmc: ipmi_sim.IpmiSim, interface: str) -> None:
    target = Target(address=ipmi_sim.SECOND_CONTROLLER)

    def asks_both() -> Procedure[tuple[int, int]]:
        own = yield GetDeviceIdRequest()
        other = yield Bridged(GetDeviceIdRequest(), target)
        return own.product_id, other.product_id

    assert run(login_to(bmc, interface=interface), asks_both()) == (0xF02, 0xF03)
    device, _facts = run(login_to(bmc, interface=interface, target=target), device_and_facts())
    assert device.product_id == 0xF03


def test_a_controller_that_is_not_there(bmc: ipmi_sim.IpmiSim) -> None:
    def asks() -> Procedure[None]:
        yield Bridged(GetDeviceIdRequest(), Target(address=0x70))

    with pytest.raises(CompletionCodeError, match="Send Message"):
        run(login_to(bmc), asks())


def test_waiting_keeps_the_session(bmc: ipmi_sim.IpmiSim) -> None:
    def waits() -> Procedure[int]:
        yield Wait(0.05)
        return (yield GetDeviceIdRequest()).product_id

    assert run(login_to(bmc), waits()) == 0xF02

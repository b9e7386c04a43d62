# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Several reads in flight: over bad networks, and with BMCs that cannot take two at a time."""

from __future__ import annotations

import random
import sys
import typing as t
from pathlib import Path

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.client.conduct import conduct
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.codec.fields import rest, u8
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.codec.message import Request, Response
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.device import GetDeviceIdRequest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.effects import Procedure, Relogin, Together
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.errors import (
    CompletionCodeError,
    DecodeError,
    IpmiError,
    NoAnswer,
    PrivilegeTooLow,
    SessionLost,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.rmcp.ipmi_message import IpmiMessage
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.session.bridging import Target
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.command import Command, NetFn, PrivilegeLevel

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from simulated import drive, login, run
from tiny_bmc import CLOSE_SESSION, GET_DEVICE_ID, SEND_MESSAGE, SET_PRIVILEGE, Network, TinyBmc

ECHO = Command(NetFn.APP, 0x72, "Echo", PrivilegeLevel.USER)
ADMIN_ECHO = Command(NetFn.APP, 0x73, "Admin Echo", PrivilegeLevel.ADMINISTRATOR)
ECHO_NUMBER = (NetFn.APP, 0x72)
ADMIN_ECHO_NUMBER = (NetFn.APP, 0x73)
NODE_BUSY = b"\xc0"


class EchoResponse(Response):
    number: int = u8()
    more: bytes = rest()


class EchoRequest(Request, command=ECHO, response=EchoResponse):
    number: int = u8()


class AdminEchoRequest(Request, command=ADMIN_ECHO, response=EchoResponse):
    number: int = u8()


def echo(data: bytes) -> bytes:
    return b"\x00" + data


@pytest.fixture
def bmc() -> TinyBmc:
    bmc = TinyBmc()
    bmc.handlers[ECHO_NUMBER] = bmc.handlers[ADMIN_ECHO_NUMBER] = echo
    return bmc


@pytest.fixture
def network(bmc: TinyBmc) -> Network:
    return Network(bmc)


def echoes(count: int) -> list[Request]:
    return [EchoRequest(number=number) for number in range(count)]


def ask(*requests: Request) -> Procedure[list[t.Any]]:
    return (yield Together(requests))


def numbers(answers: t.Iterable[t.Any]) -> list[int]:
    return [answer.number for answer in answers]


def one_by_one(count: int) -> Procedure[list[t.Any]]:
    answers = []
    for request in echoes(count):
        answer = yield request
        answers.append(answer)
    return answers


@pytest.mark.parametrize("interface", ["lanplus", "lan"])
@pytest.mark.parametrize("seed", range(20))
def test_every_answer_finds_its_request_over_a_bad_network(seed: int, interface: str) -> None:
    bmc = TinyBmc()
    bmc.handlers[ECHO_NUMBER] = echo
    network = Network(bmc, seed, loss=0.15, repeat=0.15, damage=0.05)
    assert numbers(run(network, ask(*echoes(30)), seed, interface=interface, timeout=120)) == list(range(30))


@pytest.mark.parametrize("interface", ["lanplus", "lan"])
def test_two_at_a_time_take_half_of_the_waits_and_no_more_packets(bmc: TinyBmc, interface: str) -> None:
    alone, together = Network(bmc), Network(bmc)
    starts = alone.now
    run(alone, one_by_one(40), interface=interface)
    assert numbers(run(together, ask(*echoes(40)), interface=interface)) == list(range(40))
    assert len(together.sent) == len(alone.sent)
    assert together.now - starts < 0.65 * (alone.now - starts)


def test_never_more_than_two(network: Network) -> None:
    network.work = 0.1
    run(network, ask(*echoes(40)))
    assert network.most_at_bmc == 2


def test_a_bmc_that_works_slowly_and_in_order_is_not_hurried(network: Network) -> None:
    """The second request waits for the first: the time that the BMC needs for both is no loss."""

    def asks() -> Procedure[list[t.Any]]:
        yield GetDeviceIdRequest()
        network.work = 0.2
        network.sent.clear()
        answers = yield Together(echoes(10))
        assert len(network.sent) == 10
        return t.cast("list[t.Any]", answers)

    assert numbers(run(network, asks())) == list(range(10))
    assert network.most_at_bmc == 2


def test_a_bmc_with_a_single_buffer_is_found_out_once(bmc: TinyBmc, network: Network) -> None:
    dropped = []
    network.work = 0.05
    network.when_busy = lambda: dropped.append(network.now)

    def asks() -> Procedure[list[t.Any]]:
        first = yield Together(echoes(10))
        second = yield Together(echoes(10))
        return [*first, *second]

    assert numbers(run(network, asks())) == 2 * list(range(10))
    assert len(dropped) <= 2
    assert bmc.log.count(ECHO_NUMBER) == 20


def test_a_bmc_that_says_it_is_busy_with_another_request(bmc: TinyBmc, network: Network) -> None:
    network.work = 0.01
    refused = []

    def refuse_the_second(data: bytes) -> bytes:
        if network.most_at_bmc > 1 and not refused:
            refused.append(data)
            return NODE_BUSY
        return echo(data)

    bmc.handlers[ECHO_NUMBER] = refuse_the_second

    def asks() -> Procedure[list[t.Any]]:
        first = yield Together(echoes(10))
        network.most_at_bmc = 0
        second = yield Together(echoes(10))
        return [*first, *second]

    assert numbers(run(network, asks())) == 2 * list(range(10))
    assert refused
    assert network.most_at_bmc == 1
    assert bmc.log.count(ECHO_NUMBER) == 21


def test_a_new_session_is_careful_too(bmc: TinyBmc, network: Network) -> None:
    network.work = 0.05
    dropped = []
    network.when_busy = lambda: dropped.append(network.now)

    def asks() -> Procedure[int]:
        yield Together(echoes(4))
        yield Relogin({})
        dropped.clear()
        yield Together(echoes(10))
        return len(dropped)

    assert run(network, asks()) == 0


def test_a_session_that_two_requests_cost_is_opened_again(bmc: TinyBmc, network: Network) -> None:
    network.work = 0.01
    network.when_busy = bmc.restart

    def asks() -> Procedure[list[t.Any]]:
        return [*(yield Together(echoes(10))), *(yield Together(echoes(10)))]

    assert numbers(run(network, asks(), timeout=60)) == 2 * list(range(10))
    assert (bmc.open_sessions, network.endpoints) == (0, 0)


def test_a_session_that_cannot_be_opened_again_was_lost(bmc: TinyBmc, network: Network) -> None:
    network.work = 0.01

    def restart() -> None:
        bmc.restart()
        bmc.suites = ()

    network.when_busy = restart
    with pytest.raises(SessionLost, match="answers presence pings"):
        run(network, ask(*echoes(10)), timeout=60)
    assert network.endpoints == 0


def test_a_bmc_that_goes_away_meanwhile(bmc: TinyBmc, network: Network) -> None:
    def die(data: bytes) -> bytes:
        bmc.is_dead = True
        return b""

    bmc.handlers[ECHO_NUMBER] = die
    start = network.now
    with pytest.raises(NoAnswer, match="in the middle of the session"):
        run(network, ask(*echoes(10)), timeout=300)
    assert network.now - start < 32
    assert network.endpoints == 0


def test_the_deadline_holds_for_all_of_them(bmc: TinyBmc, network: Network) -> None:
    bmc.handlers[ECHO_NUMBER] = lambda data: b""
    start = network.now
    with pytest.raises(IpmiError):
        run(network, ask(*echoes(10)), timeout=5)
    assert network.now - start < 7
    assert bmc.log[-1] == CLOSE_SESSION
    assert bmc.open_sessions == 0


def test_refusals_and_nonsense_are_results(bmc: TinyBmc, network: Network) -> None:
    answers = {0: b"\x00\x07", 1: b"\xc1", 2: b"\x00", 3: b"\x00\x08"}
    bmc.handlers[ECHO_NUMBER] = lambda data: answers[data[0]]
    first, refused, nonsense, last = list(run(network, ask(*echoes(4))))
    assert (first.number, last.number) == (7, 8)
    assert isinstance(refused, CompletionCodeError)
    assert refused.completion_code == 0xC1
    assert isinstance(nonsense, DecodeError)
    assert bmc.log.count(ECHO_NUMBER) == 4


def test_the_level_is_raised_before_all_of_them(bmc: TinyBmc, network: Network) -> None:
    run(network, ask(EchoRequest(number=1), AdminEchoRequest(number=2), EchoRequest(number=3)))
    assert [command for command in bmc.log if command == SET_PRIVILEGE] == [SET_PRIVILEGE]
    assert bmc.log[0] == SET_PRIVILEGE


def test_a_level_that_is_not_granted_is_no_result(bmc: TinyBmc, network: Network) -> None:
    bmc.handlers[SET_PRIVILEGE] = lambda data: b"\x81"
    with pytest.raises(PrivilegeTooLow, match="Admin Echo"):
        run(network, ask(EchoRequest(number=1), AdminEchoRequest(number=2)))
    assert bmc.open_sessions == 0


def test_a_command_that_needs_more_than_the_specification_says(bmc: TinyBmc, network: Network) -> None:
    bmc.handlers[ECHO_NUMBER] = lambda data: echo(data) if SET_PRIVILEGE in bmc.log else b"\xd4"
    assert numbers(run(network, ask(*echoes(3)))) == [0, 1, 2]
    assert bmc.log.count(SET_PRIVILEGE) == 1


def test_a_bmc_that_is_too_busy_to_raise_the_level(bmc: TinyBmc, network: Network) -> None:
    answers = [NODE_BUSY, b"\x00\x04"]
    bmc.handlers[SET_PRIVILEGE] = lambda data: answers.pop(0)
    assert numbers(run(network, ask(AdminEchoRequest(number=1), AdminEchoRequest(number=2)))) == [1, 2]


def test_a_controller_behind_the_bmc_is_asked_one_thing_at_a_time(bmc: TinyBmc, network: Network) -> None:
    def pass_on(data: bytes) -> bytes:
        inner = IpmiMessage.unpack(data[1:])
        return b"\x00" + inner.answer(0, inner.data).pack()

    bmc.handlers[SEND_MESSAGE] = pass_on
    network.work = 0.05
    assert numbers(run(network, ask(*echoes(6)), target=Target(0x2C))) == list(range(6))
    assert network.most_at_bmc == 1


def test_nothing_and_one(network: Network) -> None:
    assert run(network, ask()) == []
    assert numbers(run(network, ask(EchoRequest(number=9)))) == [9]


@pytest.mark.parametrize("when", [0.12, 0.14, 0.16, 0.2, 0.3])
def test_an_interrupt_leaves_nothing_open(bmc: TinyBmc, network: Network, when: float) -> None:
    operations = conduct(login(), ask(*echoes(40)), random.Random(1).randbytes)
    with pytest.raises(KeyboardInterrupt):
        drive(network, operations, interrupt=(network.now + when, KeyboardInterrupt()))
    assert network.endpoints == 0
    assert bmc.open_sessions == 0
    assert 0 < bmc.log.count(ECHO_NUMBER) < 40


def test_other_work_goes_on_after_them(bmc: TinyBmc, network: Network) -> None:
    def asks() -> Procedure[list[t.Any]]:
        answers = yield Together(echoes(3))
        yield GetDeviceIdRequest()
        return t.cast("list[t.Any]", answers)

    assert numbers(run(network, asks())) == [0, 1, 2]
    assert bmc.log == [*3 * [ECHO_NUMBER], GET_DEVICE_ID, CLOSE_SESSION]

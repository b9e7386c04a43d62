# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The client from login to logout, against a small BMC over a simulated network."""

from __future__ import annotations

import random
import sys
import typing as t
from pathlib import Path

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.client.conduct import Conduct, conduct
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.client.operations import Unlock
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.codec.fields import rest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.codec.message import Request, Response
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.device import (
    ColdResetRequest,
    GetDeviceIdRequest,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.effects import (
    Facts,
    Grace,
    Procedure,
    Prove,
    Relogin,
    Send,
    Wait,
    WithLoginPassword,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.errors import (
    BmcLocked,
    CompletionCodeError,
    DeadlineExceeded,
    IpmiError,
    NoAnswer,
    PortClosed,
    PrivilegeTooLow,
    SessionLost,
    UnknownUser,
    WrongPassword,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.command import Command, NetFn, PrivilegeLevel
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.rmcp_plus import RmcpPlusStatus

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from simulated import drive, login, run
from tiny_bmc import CLOSE_SESSION, GET_DEVICE_ID, SET_PRIVILEGE, Network, TinyBmc

ADMIN_ONLY = Command(NetFn.APP, 0x70, "Admin Only", PrivilegeLevel.ADMINISTRATOR)
OPERATOR_ONLY = Command(NetFn.APP, 0x71, "Operator Only", PrivilegeLevel.OPERATOR)
GROUP = Command(NetFn.GROUP_EXTENSION, 0x01, "Group Command", PrivilegeLevel.USER, prefix=b"\xdc")
ADMIN_ONLY_NUMBER = (NetFn.APP, 0x70)
COLD_RESET = (6, 0x02)


class DataResponse(Response):
    data: bytes = rest()


class AdminOnlyRequest(Request, command=ADMIN_ONLY):
    data: bytes = rest()


class OperatorOnlyRequest(Request, command=OPERATOR_ONLY):
    pass


class GroupRequest(Request, command=GROUP, response=DataResponse):
    data: bytes = rest()


def send(*requests: Request) -> Procedure[list[t.Any]]:
    answers = []
    for request in requests:
        answer = yield request
        answers.append(answer)
    return answers


def accept(data: bytes) -> bytes:
    return b"\x00"


@pytest.fixture
def bmc() -> TinyBmc:
    bmc = TinyBmc()
    bmc.handlers[ADMIN_ONLY_NUMBER] = bmc.handlers[(NetFn.APP, 0x71)] = accept
    return bmc


@pytest.fixture
def network(bmc: TinyBmc) -> Network:
    return Network(bmc)


def test_a_login_with_one_read_takes_five_exchanges(bmc: TinyBmc, network: Network) -> None:
    run(network, send(GetDeviceIdRequest()))
    assert len(network.sent) == 5
    assert bmc.log == [GET_DEVICE_ID, CLOSE_SESSION]
    assert (bmc.open_sessions, network.endpoints) == (0, 0)


def test_the_level_is_raised_once_and_only_when_needed(bmc: TinyBmc, network: Network) -> None:
    levels = []
    bmc.handlers[SET_PRIVILEGE] = lambda data: levels.append(data[0]) or b"\x00" + data  # type: ignore[func-returns-value]
    run(network, send(GetDeviceIdRequest(), OperatorOnlyRequest(), AdminOnlyRequest(), OperatorOnlyRequest()))
    assert levels == [PrivilegeLevel.ADMINISTRATOR]
    assert bmc.log.index(SET_PRIVILEGE) == 1


def test_a_level_that_is_not_granted_leaves_what_the_command_needs(bmc: TinyBmc, network: Network) -> None:
    bmc.handlers[SET_PRIVILEGE] = lambda data: b"\x81" if data[0] == 4 else b"\x00" + data
    run(network, send(OperatorOnlyRequest()))
    with pytest.raises(PrivilegeTooLow, match="Admin Only"):
        run(network, send(AdminOnlyRequest()))
    assert bmc.open_sessions == 0


def test_insufficient_privilege_below_the_limit_raises_the_level(bmc: TinyBmc, network: Network) -> None:
    bmc.handlers[GET_DEVICE_ID] = lambda data: b"\x00" + bytes(11) if SET_PRIVILEGE in bmc.log else b"\xd4"
    run(network, send(GetDeviceIdRequest()))
    assert bmc.log == [GET_DEVICE_ID, SET_PRIVILEGE, GET_DEVICE_ID, CLOSE_SESSION]


def test_insufficient_privilege_at_the_limit_is_final(bmc: TinyBmc, network: Network) -> None:
    bmc.handlers[GET_DEVICE_ID] = lambda data: b"\xd4"
    with pytest.raises(CompletionCodeError, match="D4h"):
        run(network, send(GetDeviceIdRequest()))
    assert bmc.log.count(GET_DEVICE_ID) == 2


@pytest.mark.parametrize("code", [0xC0, 0xC3, 0xD0, 0xD1, 0xD2])
def test_a_busy_bmc_is_asked_again(bmc: TinyBmc, network: Network, code: int) -> None:
    bmc.handlers[GET_DEVICE_ID] = lambda data: bytes((code,)) if len(bmc.log) < 4 else b"\x00" + bytes(11)
    run(network, send(GetDeviceIdRequest()))
    assert bmc.log.count(GET_DEVICE_ID) == 4


def test_a_bmc_that_stays_busy_is_an_error_at_the_deadline(bmc: TinyBmc, network: Network) -> None:
    bmc.handlers[GET_DEVICE_ID] = lambda data: b"\xc0"
    start = network.now
    with pytest.raises(CompletionCodeError, match="node busy"):
        run(network, send(GetDeviceIdRequest()))
    assert 25 < network.now - start < 32
    assert bmc.log.count(GET_DEVICE_ID) < 25


def test_a_completion_code_is_thrown_into_the_procedure(bmc: TinyBmc, network: Network) -> None:
    def goes_on() -> Procedure[tuple[int, str]]:
        code = 0
        try:
            yield ColdResetRequest()
        except CompletionCodeError as error:
            code = error.completion_code
        yield GetDeviceIdRequest()
        return code, "went on"

    assert run(network, goes_on()) == (0xC1, "went on")


def test_the_prefix_of_a_group_extension(bmc: TinyBmc, network: Network) -> None:
    bmc.handlers[(NetFn.GROUP_EXTENSION, 0x01)] = lambda data: b"\x00" + data
    assert run(network, send(GroupRequest(data=b"x"))) == [DataResponse(data=b"x")]


def test_a_long_wait_keeps_the_session_in_use(bmc: TinyBmc, network: Network) -> None:
    times = []
    bmc.handlers[GET_DEVICE_ID] = lambda data: times.append(network.now) or b"\x00" + bytes(11)  # type: ignore[func-returns-value]

    def waits() -> Procedure[None]:
        yield GetDeviceIdRequest()
        yield Wait(200)
        yield GetDeviceIdRequest()

    run(network, waits(), timeout=300)
    assert max(later - earlier for earlier, later in zip(times, times[1:])) < 45
    assert times[-1] - times[0] >= 200


def test_what_is_held_can_be_released_after_the_time_is_over(bmc: TinyBmc, network: Network) -> None:
    def holds() -> Procedure[None]:
        answers, bmc.handlers[GET_DEVICE_ID] = bmc.handlers[GET_DEVICE_ID], lambda data: b"\xc0"
        try:
            yield GetDeviceIdRequest()
        finally:
            bmc.handlers[GET_DEVICE_ID] = answers
            yield Grace(5)
            yield Wait(4)
            yield GetDeviceIdRequest()

    start = network.now
    with pytest.raises(CompletionCodeError, match="node busy"):
        run(network, holds())
    assert network.now - start > 30
    assert network.bmc.open_sessions == 0


def test_a_wait_that_is_longer_than_the_time_left(network: Network) -> None:
    def waits() -> Procedure[None]:
        yield Wait(31)

    with pytest.raises(DeadlineExceeded):
        run(network, waits())
    assert network.bmc.open_sessions == 0


def test_a_request_that_cuts_the_session(bmc: TinyBmc, network: Network) -> None:
    def reset(data: bytes) -> bytes:
        bmc.restart()
        return b""

    bmc.handlers[COLD_RESET] = reset

    def resets() -> Procedure[tuple[t.Any, t.Any]]:
        answer = yield Send(ColdResetRequest(), patience=2)
        facts = yield Relogin({}, patience=20)
        yield GetDeviceIdRequest()
        return answer, facts.username

    assert run(network, resets()) == (None, "admin")
    assert bmc.open_sessions == 0


def test_a_second_login_beside_the_first(bmc: TinyBmc, network: Network) -> None:
    def proves() -> Procedure[list[t.Any]]:
        found = [(yield Prove({"privilege": PrivilegeLevel.OPERATOR}, lambda: send(GetDeviceIdRequest())))]
        for changes in ({"password": "wrong"}, {"username": "nobody"}):
            try:
                yield Prove(changes)
            except (WrongPassword, UnknownUser) as error:
                found.append(error.error_code)
        assert bmc.open_sessions == 1
        yield GetDeviceIdRequest()
        found.append((yield Facts()).privilege_limit)
        return found

    device, *others = run(network, proves())
    assert device[0].device_id == 0x20
    assert others == ["wrong_password", "unknown_user", PrivilegeLevel.ADMINISTRATOR]
    assert (bmc.open_sessions, network.endpoints) == (0, 0)


def test_a_proof_that_is_not_answered_leaves_time_to_go_back(bmc: TinyBmc, network: Network) -> None:
    def proves() -> Procedure[float]:
        bmc.slots, start = 0, network.now
        with pytest.raises(IpmiError):
            yield Prove({})
        yield GetDeviceIdRequest()
        return network.now - start

    assert run(network, proves()) < 20


def test_another_login_after_a_restart(bmc: TinyBmc, network: Network) -> None:
    bmc.handlers[COLD_RESET] = accept

    def changes() -> Procedure[list[t.Any]]:
        yield ColdResetRequest()
        bmc.restart()
        bmc.password = b"other"
        facts = yield Relogin({"password": "other"})
        return [facts.username, (yield WithLoginPassword(lambda password: GroupRequest(data=password)))]

    bmc.handlers[(NetFn.GROUP_EXTENSION, 0x01)] = lambda data: b"\x00" + data
    assert run(network, changes()) == ["admin", DataResponse(data=b"other")]


def test_another_login_is_tried_until_the_bmc_is_ready(bmc: TinyBmc, network: Network) -> None:
    """While it starts, a BMC may refuse for reasons of its own; each attempt ends at once."""
    ready_at = network.now + 6

    class Starting(dict[int, int]):
        def get(self, payload_type: int, otherwise: int = 0) -> int:  # type: ignore[override]
            return otherwise if network.now >= ready_at else RmcpPlusStatus.UNAUTHORIZED_GUID

    def changes() -> Procedure[t.Any]:
        bmc.restart()
        bmc.statuses = Starting()
        return (yield Relogin({}, 20.0))

    assert run(network, changes()).username == "admin"
    assert network.now >= ready_at


def test_a_wrong_password_is_not_tried_again(bmc: TinyBmc, network: Network) -> None:
    def changes() -> Procedure[None]:
        yield Relogin({"password": "other"})

    start = network.now
    with pytest.raises(WrongPassword):
        run(network, changes())
    assert network.now - start < 2


def test_without_a_session_nothing_more_can_be_sent(bmc: TinyBmc, network: Network) -> None:
    def goes_on() -> Procedure[list[str]]:
        codes = []
        for effect in (Relogin({"password": "other"}), GetDeviceIdRequest(), Facts()):
            try:
                yield effect
            except IpmiError as error:
                codes.append(error.error_code)
        yield Relogin({})
        yield GetDeviceIdRequest()
        return codes

    assert run(network, goes_on()) == ["wrong_password", "session_lost", "session_lost"]


@pytest.mark.parametrize("when", [0.0, 0.03, 0.06, 0.1, 0.15, 0.3, 5.0])
def test_an_interrupt_at_any_time_leaves_nothing_open(bmc: TinyBmc, network: Network, when: float) -> None:
    def waits() -> Procedure[None]:
        yield GetDeviceIdRequest()
        yield Wait(20)

    operations = conduct(login(), waits(), random.Random(1).randbytes)
    with pytest.raises(KeyboardInterrupt):
        drive(network, operations, interrupt=(network.now + when, KeyboardInterrupt()))
    assert network.endpoints == 0
    # A login that is cut off before its last answer came leaves what only the BMC knows of.
    assert bmc.open_sessions == 0 or CLOSE_SESSION not in bmc.log


@pytest.mark.parametrize("when", [0.0, 0.001])
def test_an_interrupt_of_the_logout_waits_for_a_busy_bmc(bmc: TinyBmc, network: Network, when: float) -> None:
    work = Conduct(login(), random.Random(1).randbytes)
    drive(network, work.open())
    refusals = iter([b"\xc0"])
    bmc.when_closing = lambda: next(refusals, b"")
    with pytest.raises(KeyboardInterrupt):
        drive(network, work.close(), interrupt=(network.now + when, KeyboardInterrupt()))
    assert bmc.log == [CLOSE_SESSION] * 2
    assert (bmc.open_sessions, network.endpoints) == (0, 0)


def test_a_second_interrupt_of_the_logout_is_not_put_off(bmc: TinyBmc, network: Network) -> None:
    bmc.when_closing = lambda: b"\xc0"
    work = Conduct(login(), random.Random(1).randbytes)
    drive(network, work.open())

    def interrupted() -> t.Generator[t.Any, t.Any, None]:
        operations = work.close()
        next(operations)
        operations.throw(KeyboardInterrupt())
        operation = operations.throw(KeyboardInterrupt())
        while True:
            operation = operations.send((yield operation))

    with pytest.raises(KeyboardInterrupt):
        drive(network, interrupted())
    assert (bmc.log, network.endpoints) == ([], 0)


def test_an_exception_in_the_procedure_closes_the_session(bmc: TinyBmc, network: Network) -> None:
    def fails() -> Procedure[None]:
        yield GetDeviceIdRequest()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run(network, fails())
    assert (bmc.open_sessions, network.endpoints) == (0, 0)


def test_closing_takes_no_more_than_two_packets_and_a_second(bmc: TinyBmc, network: Network) -> None:
    def falls_silent() -> Procedure[float]:
        yield GetDeviceIdRequest()
        bmc.is_dead = True
        network.sent.clear()
        return network.now

    started = run(network, falls_silent())
    assert len(network.sent) == 2
    assert network.now - started <= 1


def test_a_bmc_that_goes_away(bmc: TinyBmc, network: Network) -> None:
    def goes_away() -> Procedure[None]:
        yield GetDeviceIdRequest()
        bmc.is_dead = True
        yield GetDeviceIdRequest()

    start = network.now
    with pytest.raises(NoAnswer, match="in the middle of the session"):
        run(network, goes_away(), timeout=300)
    assert 19 < network.now - start < 30


def test_a_bmc_that_restarts(bmc: TinyBmc, network: Network) -> None:
    def goes_away() -> Procedure[None]:
        yield GetDeviceIdRequest()
        bmc.restart()
        yield GetDeviceIdRequest()

    start = network.now
    with pytest.raises(SessionLost, match="answers presence pings"):
        run(network, goes_away())
    assert network.now - start < 15


def test_a_closed_port(bmc: TinyBmc, network: Network) -> None:
    bmc.is_dead = True
    start = network.now
    with pytest.raises(PortClosed):
        drive(network, conduct(login(), send(GetDeviceIdRequest()), random.Random(1).randbytes), refuse=True)
    assert 2 <= network.now - start < 5


def test_the_lock_is_waited_for(network: Network) -> None:
    operations = conduct(login(), send(GetDeviceIdRequest()), random.Random(1).randbytes)
    drive(network, operations, locks=[False] * 20)


def test_a_lock_that_does_not_come_free(network: Network) -> None:
    operations = conduct(login(timeout=5), send(GetDeviceIdRequest()), random.Random(1).randbytes)
    with pytest.raises(BmcLocked):
        drive(network, operations, locks=[False] * 1000)
    assert network.sent == []


@pytest.mark.parametrize("changes", [{"password": "other"}, {"username": "nobody"}])
def test_a_login_that_fails_gives_the_lock_back(network: Network, changes: dict[str, str]) -> None:
    released = []

    def watched() -> t.Generator[t.Any, t.Any, t.Any]:
        operations = conduct(login(**changes), send(GetDeviceIdRequest()), random.Random(1).randbytes)
        answer = None
        while True:
            operation = operations.send(answer)
            released.extend([operation.name] if isinstance(operation, Unlock) else [])
            answer = yield operation

    with pytest.raises((WrongPassword, UnknownUser)):
        drive(network, watched())
    assert released == [login().bmc]


def test_several_procedures_in_one_session(bmc: TinyBmc, network: Network) -> None:
    work = Conduct(login(), random.Random(1).randbytes)
    drive(network, work.open())
    network.now += 40
    for _number in range(3):
        work.set_deadline(network.now + 30)
        drive(network, work.perform(send(GetDeviceIdRequest())))
    drive(network, work.close())
    assert bmc.log == [GET_DEVICE_ID] * 3 + [CLOSE_SESSION]

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a run remembers of the BMC it talks to, and what it reads ahead."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._desired.task import Task
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.codec.message import Request
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.device import GetDeviceIdRequest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.user import GetUserNameRequest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.effects import Procedure, Together
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.errors import (
    CompletionCodeError,
    DecodeError,
    IpmiError,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.app import GET_USER_NAME
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.bmc import Bmc
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.boot import BOOT
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.channel import CHANNEL
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.chassis import CHASSIS
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.config import CONFIG, CONFIG_INFO
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.firewall import FIREWALL
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.info import INFO
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.info_subsets import SUBSETS
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.lan import LAN
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.sol import SOL
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.user import USER
from ansible_collections.baremetal.ipmi.tests.benchmarks.baseline import DOCUMENT
from ansible_collections.baremetal.ipmi.tests.unit.in_memory import PERSONALITIES, Console
from ansible_collections.baremetal.ipmi.tests.unit.resource_task import perform

USER_1, USER_2, USER_3 = (GetUserNameRequest(user_id=number) for number in (1, 2, 3))
REFUSED = CompletionCodeError(GET_USER_NAME, 0xC9)
NONSENSE = DecodeError("GetUserNameResponse", "user_name", "is nonsense")


def run(procedure: Procedure[t.Any], answers: list[t.Any]) -> list[t.Any]:
    """Run a procedure with these answers; return what it asked."""
    asked: list[t.Any] = []
    answer: t.Any = None
    while True:
        try:
            is_thrown = isinstance(answer, IpmiError)
            asked.append(procedure.throw(answer) if is_thrown else procedure.send(answer))
        except StopIteration:
            return asked
        answer = answers.pop(0)


def test_what_was_read_ahead_is_not_asked_again() -> None:
    bmc = Bmc()

    def reads() -> Procedure[None]:
        yield from bmc.read_ahead([USER_1, USER_2, USER_1])
        assert (yield from bmc.read(USER_1)) == "one"
        yield from bmc.read_ahead([USER_1, USER_2])

    assert run(reads(), [["one", "two"]]) == [Together([USER_1, USER_2])]


def test_only_what_is_missing_is_read_ahead_and_one_thing_is_simply_read() -> None:
    bmc = Bmc()

    def reads() -> Procedure[None]:
        yield from bmc.read(USER_1)
        yield from bmc.read_ahead([USER_1, USER_2])
        yield from bmc.read_ahead([USER_1, USER_2, USER_3])
        yield from bmc.read_ahead([])

    assert run(reads(), ["one", ["two", "three"]]) == [USER_1, Together([USER_2, USER_3])]


@pytest.mark.parametrize("error", [REFUSED, NONSENSE], ids=["refused", "nonsense"])
def test_what_went_wrong_is_remembered_too(error: IpmiError) -> None:
    bmc = Bmc()

    def reads(request: Request) -> Procedure[None]:
        for _time in range(2):
            with pytest.raises(type(error)):
                yield from bmc.read(request)

    assert run(reads(USER_3), [error]) == [USER_3]
    assert run(bmc.read_ahead([USER_1, USER_2]), [[error, "two"]]) == [Together([USER_1, USER_2])]
    assert run(reads(USER_1), []) == []


def test_a_write_makes_it_forget_what_was_read_ahead() -> None:
    bmc = Bmc()
    run(bmc.read_ahead([USER_1, USER_2]), [["one", "two"]])
    bmc.forget()
    assert run(bmc.read(USER_1), ["other"]) == [USER_1]


def test_the_channel_in_use_is_asked_for_once() -> None:
    console, bmc = Console(), Bmc()

    def reads() -> Procedure[None]:
        number = yield from bmc.current_channel()
        info = yield from bmc.channel_info(number)
        assert info.channel_number == number

    console.run(reads())
    assert len(console.sent) == 1


class Unhurried(Bmc):
    """Reads nothing ahead."""

    def read_ahead(self, requests: t.Iterable[Request]) -> Procedure[None]:
        yield from ()


TASKS: tuple[tuple[Task, dict[str, t.Any]], ...] = (
    (USER, DOCUMENT["users"][0]),
    (USER, {"name": "nobody", "state": "absent"}),
    (LAN, DOCUMENT["lan"][0]),
    (LAN, {"cipher_suite_privileges": [{"suite": 3, "privilege": "administrator"}], "cipher_suite_order": "by_id"}),
    (LAN, {"vlan_id": 12, "vlan_priority": 2, "arp_responses": True, "allow_lockout": True}),
    (LAN, {"ip_source": "static", "ip_address": "192.0.2.77", "netmask": "255.255.255.0", "allow_lockout": True}),
    (CHANNEL, DOCUMENT["channels"][0]),
    (SOL, {"enabled": True, "retry_count": 3, "bit_rate": "115200", "send_threshold": 7}),
    (CHASSIS, {"power_restore_policy": "always_on", "front_panel": {"reset": False}}),
    (BOOT, {"device": "pxe"}),
    (FIREWALL, {"rules": [{"command": "Cold Reset", "enabled": False}, {"net_fn": "storage", "enabled": False}]}),
    (INFO, {"gather": list(SUBSETS)}),
    (CONFIG, {**DOCUMENT, "users_exclusive": True, "users_except": ["ADMIN", "root", "admin"], "allow_lockout": True}),
    (CONFIG_INFO, {}),
)


def traffic(personality: str, task: Task, options: dict[str, t.Any], bmc: type[Bmc]) -> tuple[list[str], int]:
    """Return what a task asks, run twice so that there is nothing to change at last, and how many waits that takes."""
    console = Console(personality)
    sent, waits = [], 0
    skipping = {"unsupported": "skip"} if any(option.name == "unsupported" for option in task.options) else {}
    for _time in range(2):
        try:
            perform(console, task, bmc=bmc(), **skipping, **options)
        except IpmiError as error:
            sent.append(str(error))
        sent += [repr(request) for request in console.sent]
        waits += console.waits
    return sorted(sent), waits


@pytest.mark.parametrize("number", range(len(TASKS)), ids=[task.name for task, _options in TASKS])
@pytest.mark.parametrize("personality", PERSONALITIES)
def test_reading_ahead_asks_nothing_that_reading_would_not(personality: str, number: int) -> None:
    sent, waits = traffic(personality, *TASKS[number], Bmc)
    sent_without, waits_without = traffic(personality, *TASKS[number], Unhurried)
    assert sent == sent_without
    assert waits <= waits_without


def test_a_whole_document_takes_half_of_the_waits() -> None:
    console = Console()
    perform(console, CONFIG_INFO)
    assert console.waits < 0.6 * len(console.sent)


def test_device_id_comes_first() -> None:
    console = Console()
    perform(console, CONFIG_INFO)
    assert console.sent[0] == GetDeviceIdRequest()

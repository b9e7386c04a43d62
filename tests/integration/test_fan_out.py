# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A fleet read in one process: 200 BMCs, some of which are in trouble. Nothing is left open afterwards."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import typing as t
from pathlib import Path

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.client.asynchronous import run_async
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.client.fan_out import run_fleet
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.client.login import Login
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.chassis import GetChassisStatusRequest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.device import GetDeviceIdRequest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.effects import Procedure, Wait
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.errors import (
    IpmiError,
    NoAnswer,
    PortClosed,
    TransportError,
    WrongPassword,
)
from ansible_collections.baremetal.ipmi.tests.emulator.running import RunningEmulator, running_emulator

COUNT = 200
AT_ONCE = 64
OPEN_FILES = "/proc/self/fd"
READER = Path(__file__).with_name("read_fleet.py")
SECONDS = 60


@pytest.fixture(scope="module")
def emulator() -> t.Iterator[RunningEmulator]:
    with running_emulator(count=COUNT, username="admin", password="correct-horse") as emulator:
        yield emulator


@pytest.fixture(autouse=True)
def nothing_is_left(emulator: RunningEmulator) -> t.Iterator[None]:
    """Neither a session on a BMC nor a file here."""
    emulator.control.clear_faults()
    # The lock file stays open, once it is.
    run_fleet([0], lambda _item: run_async(login(emulator, 0), read()), at_once=1, done=lambda *_any: None, warn=fail)
    emulator.control.reset_counters()
    before = os.listdir(OPEN_FILES)
    yield
    assert os.listdir(OPEN_FILES) == before
    emulator.control.clear_faults()
    assert emulator.control.counters()["sessions_active"] == 0


def fail(sentence: str) -> None:
    raise AssertionError(sentence)


def login(emulator: RunningEmulator, number: int, **changes: t.Any) -> Login:
    bmc = emulator.bmcs[number]
    return Login(**{"host": bmc.host, "port": bmc.port, "username": bmc.username, "password": bmc.password, **changes})


def read() -> Procedure[t.Any]:
    yield GetDeviceIdRequest()
    return (yield GetChassisStatusRequest())


def read_all(logins: t.Sequence[Login]) -> dict[int, t.Any]:
    results: dict[int, t.Any] = {}
    run_fleet(
        range(len(logins)),
        lambda number: run_async(logins[number], read()),
        at_once=AT_ONCE,
        done=results.__setitem__,
        warn=fail,
    )
    return results


def test_all_are_read_on_a_network_that_loses(emulator: RunningEmulator) -> None:
    emulator.control.add_fault("drop", probability=0.05)
    results = read_all([login(emulator, number) for number in range(COUNT)])
    assert len(results) == COUNT
    assert not [result for result in results.values() if isinstance(result, IpmiError)]
    # Closing is told twice at most: where both got lost, the session runs out on the BMC.
    emulator.control.advance(61)


def test_those_in_trouble_harm_nobody_else(emulator: RunningEmulator) -> None:
    silent, wrong, closed = {3, 77, 150}, {4, 78, 151}, {5, 79, 152}
    emulator.control.add_fault("silence", bmc=sorted(silent))
    logins = [login(emulator, number) for number in range(COUNT)]
    for number in silent:
        logins[number] = logins[number].replace(timeout=2.0)
    for number in wrong:
        logins[number] = logins[number].replace(password="another")
    for number in closed:
        logins[number] = logins[number].replace(port=free_port())
    results = read_all(logins)
    failed = {number: type(result) for number, result in results.items() if isinstance(result, IpmiError)}
    expected: dict[int, type] = dict.fromkeys(silent, NoAnswer)
    expected.update(dict.fromkeys(wrong, WrongPassword))
    expected.update(dict.fromkeys(closed, PortClosed))
    assert failed == expected
    assert len(results) == COUNT


def free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def interruptible() -> t.Iterator[None]:
    """SIGINT is ignored in what a shell runs in the background, and the tests may be that."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def interrupt() -> None:
    os.kill(os.getpid(), signal.SIGINT)


def interrupt_as_a_handler_does() -> None:
    """A handler of SIGINT that is not Python's own, as Ansible has them, may raise at any point of any task."""
    raise KeyboardInterrupt


def fail_as_a_bug_does() -> None:
    raise RuntimeError("a bug")


@pytest.mark.parametrize(
    ("end", "raised"),
    [
        (interrupt, KeyboardInterrupt),
        (interrupt_as_a_handler_does, KeyboardInterrupt),
        (fail_as_a_bug_does, RuntimeError),
    ],
)
def test_the_end_of_it_all_logs_out_everywhere(
    emulator: RunningEmulator, interruptible: None, end: t.Callable[[], None], raised: type[BaseException]
) -> None:
    """It ends when as many sessions are open as there may be at a time."""
    arrived: list[int] = []

    def read_and_stay(number: int) -> Procedure[None]:
        yield GetDeviceIdRequest()
        arrived.append(number)
        if len(arrived) == AT_ONCE:
            end()
        yield Wait(20)

    with pytest.raises(raised):
        run_fleet(
            range(COUNT),
            lambda number: run_async(login(emulator, number), read_and_stay(number)),
            at_once=AT_ONCE,
            done=lambda *_any: None,
            warn=fail,
        )
    counters = emulator.control.counters()
    assert counters["sessions_opened"] == counters["sessions_closed"] == AT_ONCE


def read_with_few_files(emulator: RunningEmulator, *, soft: int, hard: int, way: str, at_once: int) -> dict[str, t.Any]:
    """Read the fleet in a process of its own that may open only so many files; ``way`` as in ``read_fleet.py``."""
    given = {
        "bmcs": [[bmc.host, bmc.port] for bmc in emulator.bmcs],
        "limits": [soft, hard],
        "way": way,
        "at_once": at_once,
        "username": emulator.bmcs[0].username,
        "password": emulator.bmcs[0].password,
    }
    done = subprocess.run(
        [sys.executable, str(READER)],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=True,
    )
    return t.cast("dict[str, t.Any]", json.loads(done.stdout))


def test_the_soft_limit_is_raised(emulator: RunningEmulator) -> None:
    outcome = read_with_few_files(emulator, soft=64, hard=1024, way="run_fleet", at_once=COUNT)
    assert (outcome["read"], outcome["errors"], outcome["warnings"]) == (COUNT, [], [])


def test_a_hard_limit_means_fewer_at_a_time(emulator: RunningEmulator) -> None:
    outcome = read_with_few_files(emulator, soft=64, hard=128, way="run_fleet", at_once=COUNT)
    assert (outcome["read"], outcome["errors"]) == (COUNT, [])
    (warning,) = outcome["warnings"]
    assert f"instead of {COUNT}" in warning
    assert "only 128 files" in warning
    wanted = int(warning.split("ulimit -n ")[1].split(";")[0])
    assert COUNT < wanted < COUNT + 128
    assert f"LimitNOFILE={wanted}" in warning


def test_no_file_at_all(emulator: RunningEmulator) -> None:
    outcome = read_with_few_files(emulator, soft=32, hard=32, way="run_fleet", at_once=COUNT)
    assert outcome["read"] == 0
    assert outcome["raised"].startswith("TransportError: no socket can be opened")
    assert "ulimit -n" in outcome["raised"]


def test_running_out_of_files_is_the_error_of_one_bmc(emulator: RunningEmulator) -> None:
    outcome = read_with_few_files(emulator, soft=40, hard=40, way="fan_out", at_once=COUNT)
    assert outcome["read"] > 10
    assert outcome["errors"]
    assert outcome["read"] + len(outcome["errors"]) == COUNT
    for kind, sentence in outcome["errors"]:
        assert kind == TransportError.__name__
        assert "too many files open; raise the limit to 4096 (in a shell: ulimit -n 4096" in sentence

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A fleet under continuous work and faults ends as it began: nothing open, nothing lost, nothing grown.

A steady client (``soak_client.py``) works on most BMCs; others, which work on the rest, are killed in the middle. In
the rough part datagrams are lost and BMCs restart: sessions that could not be closed have to go by the inactivity
timeout, in emulated time. In the careful part everything arrives at last, and nobody is killed: there no session may
need a timeout.

``SOAK_SECONDS`` says how long the work goes on, both parts together.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import subprocess
import sys
import time
import typing as t
from pathlib import Path

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.client.login import Login
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.info import INFO
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.user import USER
from ansible_collections.baremetal.ipmi.tests.emulator.running import RunningBmc, RunningEmulator, running_emulator
from ansible_collections.baremetal.ipmi.tests.integration import soak_client

SECONDS = float(os.environ.get("SOAK_SECONDS", "50"))
COUNT = 50
FOR_VICTIMS = 10
PERSONALITIES = "generic,supermicro,dell,hpe,lenovo,openbmc"
PATIENCE = 120
AT_A_TIME = 10
SECONDS_BETWEEN_KILLS = 3.0

SESSION_TIMEOUT = 100_000.0
"""So long that none is closed by it unless the test wants it."""
LOGIN_TIMEOUT = 21.0
"""Emulated seconds after which a BMC has forgotten a login that was not finished."""
MEMORY_GROWTH = 1.2
MEMORY_NOISE = 16 * 1024**2

REORDERED: list[dict[str, t.Any]] = [
    {"fault": "duplicate", "probability": 0.05},
    {"fault": "delay", "probability": 0.1, "seconds": 0.05},
    {"fault": "reorder", "probability": 0.05, "seconds": 0.03},
    {"fault": "work", "probability": 0.1, "seconds": 0.01},
    {"fault": "busy", "probability": 0.03},
    {"fault": "completion_code", "code": 0xFF, "command": "Set User Access", "probability": 0.05},
    {"fault": "sessions_exhausted", "probability": 0.05},
]
LOST: list[dict[str, t.Any]] = [
    {"fault": "drop", "probability": 0.03},
    {"fault": "corrupt", "probability": 0.01},
    {"fault": "ignore_write", "probability": 0.02},
    {"fault": "reboot", "command": "Set User Access", "probability": 0.05, "seconds": 1.0},
    {"fault": "reboot", "command": "Set User Name", "when": "after", "probability": 0.05, "seconds": 1.0},
]
EXPECTED_SOMETIMES = {"changed", "unchanged", "cancelled", "unknown_user"}


class Client:
    """A process of ``soak_client.py``."""

    def __init__(self, bmcs: t.Sequence[RunningBmc], seed: int) -> None:
        program = Path(soak_client.__file__)
        self._process = subprocess.Popen(
            [sys.executable, str(program)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        orders = {"bmcs": [login_of(bmc) for bmc in bmcs], "seed": seed}
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(orders) + "\n")
        self._process.stdin.flush()

    def wait_until_it_works(self) -> dict[str, int]:
        """Return what it holds at the beginning."""
        return self._line()

    def stop(self) -> dict[str, t.Any]:
        """Let it finish, and return its report."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        report = self._line()
        assert self._process.wait(PATIENCE) == 0
        return report

    def kill(self) -> None:
        self._process.kill()
        self._process.wait(PATIENCE)
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with contextlib.suppress(BrokenPipeError):
                    stream.close()

    def _line(self) -> dict[str, t.Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "the client has died, see its traceback"
        return t.cast("dict[str, t.Any]", json.loads(line))


def login_of(bmc: RunningBmc) -> dict[str, t.Any]:
    return {"host": bmc.host, "port": bmc.port, "username": bmc.username, "password": bmc.password}


@contextlib.contextmanager
def working(bmcs: t.Sequence[RunningBmc], seed: int) -> t.Iterator[Client]:
    client = Client(bmcs, seed)
    try:
        yield client
    finally:
        client.kill()


@contextlib.contextmanager
def faults(emulator: RunningEmulator, *rules: dict[str, t.Any]) -> t.Iterator[None]:
    for rule in rules:
        emulator.control.add_fault(**rule)
    yield
    emulator.control.clear_faults()


@pytest.fixture(scope="module")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> t.Iterator[RunningEmulator]:
    options: dict[str, t.Any] = {"personality": PERSONALITIES, "session_timeout": SESSION_TIMEOUT}
    options.update(username="admin", password="Correct-Horse-1", state_dir=tmp_path_factory.mktemp("soak") / "state")
    with running_emulator(COUNT, **options) as running:
        yield running


@pytest.fixture(scope="module")
def begin(emulator: RunningEmulator) -> dict[str, t.Any]:
    """What the emulator holds, and what every BMC says of itself, before anything else."""
    said = looks(emulator)
    return {"said": said, "resources": emulator.control.resources()}


def looks(emulator: RunningEmulator) -> list[dict[str, t.Any]]:
    """Log in to every BMC and return what it says of itself."""
    return [outcome.values for outcome in on_all(emulator, INFO, {"gather": ["device", "guid", "self_test", "lan"]})]


def on_all(emulator: RunningEmulator, task: t.Any, options: dict[str, t.Any]) -> list[t.Any]:
    limit = asyncio.Semaphore(AT_A_TIME)

    async def one(bmc: RunningBmc) -> t.Any:
        async with limit:
            return await soak_client.run_task(Login(**login_of(bmc)), task, options)

    async def everything() -> list[t.Any]:
        return list(await asyncio.gather(*map(one, emulator.bmcs)))

    return asyncio.run(everything())


def check_client(before: dict[str, int], report: dict[str, t.Any]) -> None:
    print(report["outcomes"])
    after = report["end"]
    for kind in ("tasks", "files", "sockets"):
        assert after[kind] == before[kind], kind
    assert after["memory"] <= before["memory"] * MEMORY_GROWTH + MEMORY_NOISE
    missing = EXPECTED_SOMETIMES - report["outcomes"].keys()
    assert not missing, report["outcomes"]
    assert "logged_in_with_a_wrong_password" not in report["outcomes"]


def check_emulator(emulator: RunningEmulator, begin: dict[str, t.Any]) -> None:
    """Nothing is open, and every BMC works."""
    control = emulator.control
    now = control.resources()
    assert now["sessions"] == now["pending_logins"] == now["timers"] == now["scheduled"] == 0
    for kind in ("tasks", "files", "sockets"):
        assert now[kind] == begin["resources"][kind], kind
    assert looks(emulator) == begin["said"]
    absent = {"name": soak_client.ACCOUNT, "state": "absent"}
    on_all(emulator, USER, absent)
    assert not any(outcome.changed for outcome in on_all(emulator, USER, absent))
    assert control.resources()["sessions"] == 0


def test_loss_restarts_and_killed_clients_leave_nothing(emulator: RunningEmulator, begin: dict[str, t.Any]) -> None:
    steady, rest = emulator.bmcs[FOR_VICTIMS:], emulator.bmcs[:FOR_VICTIMS]
    with working(steady, seed=1) as client:
        before = client.wait_until_it_works()
        with faults(emulator, *REORDERED, *LOST):
            warm = _kill_again_and_again(emulator, rest, until=time.monotonic() + SECONDS / 2)
        report = client.stop()
    check_client(before, report)
    emulator.control.advance(SESSION_TIMEOUT + 1)
    check_emulator(emulator, begin)
    assert emulator.control.resources()["memory"] <= warm * MEMORY_GROWTH + MEMORY_NOISE


def _kill_again_and_again(emulator: RunningEmulator, bmcs: t.Sequence[RunningBmc], until: float) -> int:
    """Start clients and kill them at work; return the emulator's memory when it was warm."""
    warm = 0
    seed = 1000
    while time.monotonic() < until:
        seed += len(bmcs)
        with working(bmcs, seed) as victim:
            victim.wait_until_it_works()
            time.sleep(SECONDS_BETWEEN_KILLS)
        warm = warm or emulator.control.resources()["memory"]
    return warm


def test_without_loss_every_session_is_closed(emulator: RunningEmulator, begin: dict[str, t.Any]) -> None:
    emulator.control.reset_counters()
    with working(emulator.bmcs, seed=2) as client:
        before = client.wait_until_it_works()
        with faults(emulator, *REORDERED):
            time.sleep(SECONDS / 2)
        report = client.stop()
    check_client(before, report)
    emulator.control.advance(LOGIN_TIMEOUT)
    counters = emulator.control.counters()
    assert counters["sessions_active"] == counters["sessions_timed_out"] == 0
    assert counters["sessions_opened"] == counters["sessions_closed"] > COUNT
    check_emulator(emulator, begin)

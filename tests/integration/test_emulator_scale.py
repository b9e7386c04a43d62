# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A large fleet in one emulator: its limits, its fairness, and what it holds and gives back. Nothing is timed here."""

from __future__ import annotations

import asyncio
import functools
import resource
import signal
import socket
import subprocess
import sys
import typing as t

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.client.asynchronous import AsyncClient
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.client.login import Login
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.user import GetUserNameRequest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.rmcp.asf import pack_ping
from ansible_collections.baremetal.ipmi.tests.emulator.running import (
    LAUNCHER,
    RunningBmc,
    RunningEmulator,
    running_emulator,
)

MANY = 1000
AT_A_TIME = 50
MEMORY_FOR_EACH = 2 * 1024**3 // 10_000
"""What ten thousand BMCs in 2 GiB leave for one."""
FLOOD = 200
QUIET = 20
SECONDS = 60


@pytest.fixture(autouse=True, scope="module")
def _enough_files() -> t.Iterator[None]:
    """The client of these tests has a socket for each session."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(4 * MANY, hard), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def login_of(bmc: RunningBmc) -> Login:
    return Login(host=bmc.host, port=bmc.port, username=bmc.username, password=bmc.password, timeout=SECONDS)


async def visit_all(emulator: RunningEmulator, when_all_are_open: t.Callable[[], None]) -> list[str]:
    """Log in to every BMC, stay there until all sessions are open, log out; return the name of user 2 on each."""
    limit = asyncio.Semaphore(AT_A_TIME)
    all_open = asyncio.Event()
    missing = {bmc.host for bmc in emulator.bmcs}

    async def visit(bmc: RunningBmc) -> str:
        client = AsyncClient(login_of(bmc))
        async with limit:
            await client.__aenter__()
            answer = await client.send(GetUserNameRequest(user_id=2))
        missing.discard(bmc.host)
        if not missing:
            when_all_are_open()
            all_open.set()
        await all_open.wait()
        async with limit:
            await client.__aexit__(None, None, None)
        return str(answer.user_name)

    return list(await asyncio.gather(*map(visit, emulator.bmcs)))


def test_a_thousand_sessions_at_once_and_then_none() -> None:
    options = {"per_address": True, "address": "127.62.0.1", "port": 62401, "personality": "generic,dell,supermicro"}
    with running_emulator(count=MANY, username="admin", password="Correct-Horse-1", **options) as emulator:
        idle = emulator.control.resources()
        busy: dict[str, int] = {}
        names = asyncio.run(visit_all(emulator, lambda: busy.update(emulator.control.resources())))
        after = emulator.control.resources()
    assert names == ["admin"] * MANY
    assert busy["sessions"] == MANY
    assert after["sessions"] == after["pending_logins"] == after["scheduled"] == 0
    for kind in ("tasks", "files", "sockets", "timers"):
        assert idle[kind] == busy[kind] == after[kind], kind
    assert idle["sockets"] >= MANY
    assert busy["memory_peak"] < MANY * MEMORY_FOR_EACH


def test_who_floods_one_bmc_does_not_hold_up_another() -> None:
    """All is there before the emulator gets to see any of it; so the order of the answers is the emulator's own."""
    with running_emulator(count=2) as emulator, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as console:
        console.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        console.settimeout(SECONDS)
        loud, quiet = ((bmc.host, bmc.port) for bmc in emulator.bmcs)
        emulator.process.send_signal(signal.SIGSTOP)
        try:
            for destination, amount in ((loud, FLOOD), (quiet, QUIET)):
                for number in range(amount):
                    console.sendto(pack_ping(number), destination)
        finally:
            emulator.process.send_signal(signal.SIGCONT)
        senders = [console.recvfrom(512)[1] for _answer in range(FLOOD + QUIET)]
        assert emulator.control.resources()["scheduled"] == 0
    assert senders.count(loud) == FLOOD
    last = max(index for index, sender in enumerate(senders) if sender == quiet)
    assert last <= 2 * QUIET


def test_what_is_held_back_is_seen() -> None:
    with running_emulator() as emulator, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as console:
        console.settimeout(SECONDS)
        emulator.control.add_fault("delay", direction="out", seconds=3600, count=1)
        console.connect((emulator.bmcs[0].host, emulator.bmcs[0].port))
        console.send(pack_ping(1))
        console.send(pack_ping(2))
        assert console.recv(512)[9] == 2
        assert emulator.control.resources()["scheduled"] == 1


def limited(soft: int, hard: int) -> t.Callable[[], None]:
    """Return what sets the limit of open files in a process that is being started."""
    return functools.partial(resource.setrlimit, resource.RLIMIT_NOFILE, (soft, hard))


def test_a_hard_limit_that_is_too_low_is_said_before_anything_is_bound() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        port = min(taken.getsockname()[1], 65000)
        done = subprocess.run(
            [sys.executable, str(LAUNCHER), "--count=200", f"--port={port}"],
            capture_output=True, text=True, timeout=SECONDS, check=False, preexec_fn=limited(100, 240),
        )  # fmt: skip
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr == (
        "bmc-emulator: 200 BMCs need 264 open files, and the hard limit is 240: raise it to 264 or more "
        "(as root, 'ulimit -Hn 264' in the shell that starts this)\n"
    )


def test_a_soft_limit_that_is_too_low_is_raised() -> None:
    process = subprocess.Popen(
        [sys.executable, str(LAUNCHER), "--count=200", "--port=0", "--exit-with-parent"],
        stdout=subprocess.PIPE, text=True, preexec_fn=limited(100, 264),
    )  # fmt: skip
    with process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline().count('"port"') == 200
        finally:
            process.terminate()

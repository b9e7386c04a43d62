# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ten thousand emulated BMCs in one process: memory, start, and what it does when all are asked.

The process starts with BMCs of six makes. Then each is logged in to and read (users, LAN, channel, SOL), all sessions
stay open until the last one is, and only then they are closed: there memory has its peak. Seconds and bytes are this
machine's; that is how the bars are given. For information: how many answers leave per second of the emulator's own
CPU, in sessions and without, and how much of a flood at one BMC is answered before another one's turn comes.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import resource
import signal
import socket
import time
import typing as t
from pathlib import Path

from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.client.asynchronous import AsyncClient
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.client.login import Login
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.codec.message import Request
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.channel import GetChannelInfoRequest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.lan import (
    GetLanConfigurationParametersRequest,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.sol import (
    GetSolConfigurationParametersRequest,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.user import (
    GetUserAccessRequest,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.rmcp.asf import pack_ping
from ansible_collections.baremetal.ipmi.tests.benchmarks.figure import Figure, at_most
from ansible_collections.baremetal.ipmi.tests.benchmarks.timed_playbook import CannotMeasure
from ansible_collections.baremetal.ipmi.tests.emulator.resources import memory_of
from ansible_collections.baremetal.ipmi.tests.emulator.running import (
    RunningBmc,
    RunningEmulator,
    running_emulator,
)

COUNT = 10_000
MAKES = "generic,supermicro,dell,hpe,lenovo,openbmc"
ADDRESS, PORT = "127.64.0.1", 62300
AT_A_TIME = 100
SPARE_FILES = 200
SECONDS = 120
SESSION_TIMEOUT = 600
GIB = 1024**3
MEMORY = at_most(2 * GIB, "2 GiB")
START = at_most(30, "30 s")

CURRENT_CHANNEL = 0x0E
READS: tuple[Request, ...] = (
    GetUserAccessRequest(channel_number=CURRENT_CHANNEL, user_id=2),
    GetLanConfigurationParametersRequest(channel_number=CURRENT_CHANNEL, parameter_selector=3),
    GetChannelInfoRequest(channel_number=CURRENT_CHANNEL),
    GetSolConfigurationParametersRequest(channel_number=CURRENT_CHANNEL, parameter_selector=1),
)
FLOOD, QUIET = 200, 20


def measure(directory: Path) -> list[Figure]:
    """Return the figures of this benchmark."""
    _allow_open_files(COUNT + SPARE_FILES)
    options: dict[str, t.Any] = {"per_address": True, "address": ADDRESS, "port": PORT, "personality": MAKES}
    options.update(username="admin", password="Correct-Horse-1", session_timeout=SESSION_TIMEOUT)
    began = time.monotonic()
    with running_emulator(COUNT, **options) as emulator:
        start = time.monotonic() - began
        idle = memory_of(emulator.process.pid)["memory"]
        with _work_of(emulator) as in_sessions:
            asyncio.run(_log_in_everywhere(emulator))
            if emulator.control.counters()["sessions_active"] or emulator.control.counters()["sessions_opened"] < COUNT:
                raise CannotMeasure("sessions were lost on the way")
        with _work_of(emulator) as without:
            _ping_everybody(emulator.bmcs)
        waited = _datagrams_that_others_wait_for(emulator)
        peak = memory_of(emulator.process.pid)["memory_peak"]
    return [
        Figure("emulator_memory", "Emulator, 10,000 BMCs: peak memory", peak, f"{peak / GIB:.2f} GiB", MEMORY),
        Figure("emulator_start", "Emulator, 10,000 BMCs: start", start, f"{start:.1f} s", START),
        Figure(
            "emulator_idle", "Emulator, memory per BMC before any work", idle / COUNT, f"{idle / COUNT / 1024:.0f} KiB"
        ),
        _throughput("emulator_in_sessions", "logins and reads", in_sessions),
        _throughput("emulator_without", "pings of all BMCs at once", without),
        Figure(
            "emulator_fairness",
            "Emulator, answers of a flooded BMC before another has given 20",
            waited,
            f"{waited} of {FLOOD}",
        ),
    ]


def _allow_open_files(wanted: int) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard < wanted:
        raise CannotMeasure(f"{wanted} files have to be open, and the hard limit is {hard}")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))


class Work:
    """What the emulator has done: datagrams, and seconds of its CPU."""

    def __init__(self) -> None:
        self.datagrams = 0
        self.seconds = 0.0


@contextlib.contextmanager
def _work_of(emulator: RunningEmulator) -> t.Iterator[Work]:
    work = Work()
    emulator.control.reset_counters()
    before = _cpu_of(emulator.process.pid)
    yield work
    work.seconds = _cpu_of(emulator.process.pid) - before
    work.datagrams = emulator.control.counters()["datagrams_out"]


def _cpu_of(pid: int) -> float:
    """Return user and system seconds of a process."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _throughput(key: str, title: str, work: Work) -> Figure:
    per_second = work.datagrams / work.seconds
    text = f"{per_second:.0f} ({work.datagrams} in {work.seconds:.1f} s)"
    return Figure(key, f"Emulator, answers per second of its CPU, {title}", per_second, text)


async def _log_in_everywhere(emulator: RunningEmulator) -> None:
    """Open all sessions, read in each, and close them when the last one was read."""
    limit = asyncio.Semaphore(AT_A_TIME)
    all_open = asyncio.Event()
    missing = {bmc.host for bmc in emulator.bmcs}

    async def visit(bmc: RunningBmc) -> None:
        login = Login(host=bmc.host, port=bmc.port, username=bmc.username, password=bmc.password, timeout=SECONDS)
        client = AsyncClient(login)
        async with limit:
            await client.__aenter__()
            for request in READS:
                await client.send(request)
        missing.discard(bmc.host)
        if not missing:
            all_open.set()
        await all_open.wait()
        async with limit:
            await client.__aexit__(None, None, None)

    await asyncio.gather(*map(visit, emulator.bmcs))


def _ping_everybody(bmcs: t.Sequence[RunningBmc]) -> None:
    """Send every BMC a ping without waiting, and count the answers."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as console:
        console.settimeout(SECONDS)
        waiting = set()
        for bmc in bmcs:
            console.sendto(pack_ping(1), (bmc.host, bmc.port))
            waiting.add(bmc.host)
            if len(waiting) >= AT_A_TIME:
                waiting.discard(console.recvfrom(512)[1][0])
        while waiting:
            waiting.discard(console.recvfrom(512)[1][0])


def _datagrams_that_others_wait_for(emulator: RunningEmulator) -> int:
    """Return how many answers a flooded BMC gives before another one has given all of its own.

    All requests are there before the emulator sees any of them.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as console:
        console.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        console.settimeout(SECONDS)
        loud, quiet = ((bmc.host, bmc.port) for bmc in emulator.bmcs[:2])
        emulator.process.send_signal(signal.SIGSTOP)
        try:
            for destination, amount in ((loud, FLOOD), (quiet, QUIET)):
                for _request in range(amount):
                    console.sendto(pack_ping(1), destination)
        finally:
            emulator.process.send_signal(signal.SIGCONT)
        senders = [console.recvfrom(512)[1] for _answer in range(FLOOD + QUIET)]
    last = max(index for index, sender in enumerate(senders) if sender == quiet)
    return senders[:last].count(loud)

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Both drivers over real sockets, to a small BMC on the loopback address."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
import threading
import typing as t
from pathlib import Path

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.client.asynchronous import AsyncClient, run_async
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.client.blocking import Client, run
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.client.login import Login
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.device import (
    GetDeviceIdRequest,
    GetDeviceIdResponse,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.effects import Procedure, Wait
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.errors import (
    NameNotResolved,
    NoAnswer,
    PortClosed,
    WrongPassword,
)

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tiny_bmc import CLOSE_SESSION, GET_DEVICE_ID, TinyBmc

DEVICE_ID = 0x20


class Served:
    """A BMC that answers on a socket of its own, in a thread."""

    def __init__(self, address: str = "127.0.0.1") -> None:
        self.bmc = TinyBmc()
        self.address = address
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        self.socket = socket.socket(family, socket.SOCK_DGRAM)
        self.socket.bind((address, 0))
        self.port = int(self.socket.getsockname()[1])
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            datagram, sender = self.socket.recvfrom(2048)
            if datagram == b"stop":
                return
            for answer in self.bmc.receive(datagram):
                self.socket.sendto(answer, sender)

    def login(self, **changes: t.Any) -> Login:
        fields: dict[str, t.Any] = {"host": self.address, "port": self.port, "username": "admin", "password": "secret"}
        return Login(**{**fields, **changes})

    def close(self) -> None:
        self.socket.sendto(b"stop", (self.address, self.port))
        self._thread.join()
        self.socket.close()


@pytest.fixture
def served() -> t.Iterator[Served]:
    served = Served()
    yield served
    served.close()


def read() -> Procedure[GetDeviceIdResponse]:
    return (yield GetDeviceIdRequest())


def read_and_wait() -> Procedure[None]:
    yield GetDeviceIdRequest()
    yield Wait(20)


def run_in_asyncio(login: Login, procedure: Procedure[t.Any]) -> t.Any:
    return asyncio.run(run_async(login, procedure))


RUNS = [run, run_in_asyncio]


@pytest.mark.parametrize("run_it", RUNS)
def test_a_procedure(served: Served, run_it: t.Callable[..., t.Any]) -> None:
    assert run_it(served.login(), read()).device_id == DEVICE_ID
    assert served.bmc.log == [GET_DEVICE_ID, CLOSE_SESSION]


@pytest.mark.parametrize("run_it", RUNS)
def test_ipmi_1_5(served: Served, run_it: t.Callable[..., t.Any]) -> None:
    assert run_it(served.login(interface="lan"), read()).device_id == DEVICE_ID


@pytest.mark.parametrize("run_it", RUNS)
def test_ipv6(run_it: t.Callable[..., t.Any]) -> None:
    try:
        served = Served("::1")
    except OSError:
        pytest.skip("this machine has no IPv6 loopback address")
    try:
        assert run_it(served.login(), read()).device_id == DEVICE_ID
        assert run_it(served.login(host="[::1]"), read()).device_id == DEVICE_ID
    finally:
        served.close()


@pytest.mark.parametrize("run_it", RUNS)
def test_a_name(served: Served, run_it: t.Callable[..., t.Any]) -> None:
    with pytest.raises(NameNotResolved, match=r"bmc_host: no-such-host\.invalid"):
        run_it(served.login(host="no-such-host.invalid"), read())
    with pytest.raises(NameNotResolved):
        run_it(served.login(host="a" * 70), read())


@pytest.mark.parametrize("run_it", RUNS)
def test_errors_pass_through(served: Served, run_it: t.Callable[..., t.Any]) -> None:
    with pytest.raises(WrongPassword):
        run_it(served.login(password="other"), read())


@pytest.mark.parametrize("run_it", RUNS)
def test_a_closed_port(run_it: t.Callable[..., t.Any]) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with pytest.raises(PortClosed):
        run_it(Login(host="127.0.0.1", port=port, timeout=10), read())


@pytest.mark.parametrize("run_it", RUNS)
def test_the_timeout_counts(served: Served, run_it: t.Callable[..., t.Any]) -> None:
    served.bmc.is_dead = True
    with pytest.raises(NoAnswer):
        run_it(served.login(timeout=0.3), read())


def test_a_client_kept_open(served: Served) -> None:
    with Client(served.login()) as client:
        assert client.send(GetDeviceIdRequest()).device_id == DEVICE_ID
        assert client.run(read()).device_id == DEVICE_ID
    assert served.bmc.log == [GET_DEVICE_ID, GET_DEVICE_ID, CLOSE_SESSION]


def test_an_asynchronous_client_kept_open(served: Served) -> None:
    async def use() -> None:
        async with AsyncClient(served.login()) as client:
            assert (await client.send(GetDeviceIdRequest())).device_id == DEVICE_ID
            assert (await client.run(read())).device_id == DEVICE_ID

    asyncio.run(use())
    assert served.bmc.log == [GET_DEVICE_ID, GET_DEVICE_ID, CLOSE_SESSION]


def test_many_bmcs_at_once() -> None:
    fleet = [Served() for _number in range(20)]

    async def read_all() -> list[GetDeviceIdResponse]:
        return await asyncio.gather(*(run_async(served.login(), read()) for served in fleet))

    assert len(asyncio.run(read_all())) == len(fleet)
    for served in fleet:
        assert served.bmc.open_sessions == 0
        served.close()


def test_two_tasks_for_one_bmc_take_turns(served: Served) -> None:
    most = []
    answer = served.bmc.handlers[GET_DEVICE_ID]

    def count_sessions(data: bytes) -> bytes:
        most.append(served.bmc.open_sessions)
        return answer(data)

    served.bmc.handlers[GET_DEVICE_ID] = count_sessions

    async def read_twice() -> None:
        await asyncio.gather(*(run_async(served.login(), read()) for _number in range(3)))

    asyncio.run(read_twice())
    assert most == [1, 1, 1]


def test_a_cancelled_task_logs_out(served: Served) -> None:
    async def cancel() -> None:
        arrived = asyncio.Event()
        loop = asyncio.get_running_loop()
        answer = served.bmc.handlers[GET_DEVICE_ID]

        def tell(data: bytes) -> bytes:
            loop.call_soon_threadsafe(arrived.set)
            return answer(data)

        served.bmc.handlers[GET_DEVICE_ID] = tell
        task = asyncio.ensure_future(run_async(served.login(), read_and_wait()))
        await arrived.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(cancel())
    assert served.bmc.log[-1] == CLOSE_SESSION
    assert served.bmc.open_sessions == 0


@pytest.fixture
def interruptible() -> t.Iterator[None]:
    """SIGINT is ignored in what a shell runs in the background, and the tests may be that."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_a_signal_logs_out(served: Served, interruptible: None) -> None:
    answer = served.bmc.handlers[GET_DEVICE_ID]

    def interrupt(data: bytes) -> bytes:
        os.kill(os.getpid(), signal.SIGINT)
        return answer(data)

    served.bmc.handlers[GET_DEVICE_ID] = interrupt
    with pytest.raises(KeyboardInterrupt):
        run(served.login(), read_and_wait())
    assert served.bmc.log[-1] == CLOSE_SESSION
    assert served.bmc.open_sessions == 0

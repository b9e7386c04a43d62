# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A process that works on many BMCs at once over asyncio, without a pause, for ``test_soak.py``.

It reads one line of JSON, ``{"bmcs": [{"host": ...}], "seed": N}``, prints what it holds when it begins, and works:
tasks as playbooks have them, some with a wrong password, some cancelled at any moment. With the end of its input it
finishes what it is at, and prints what it holds then and how often what came out. An error that is none of the
protocol's ends it with a traceback.
"""

from __future__ import annotations

import asyncio
import collections
import gc
import json
import random
import sys
import typing as t
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from collection_path import make_importable

make_importable()

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator  # noqa: E402
from ansible_collections.baremetal.ipmi.plugins.module_utils._ansible.run import full_argument_spec  # noqa: E402
from ansible_collections.baremetal.ipmi.plugins.module_utils._desired.outcome import Outcome  # noqa: E402
from ansible_collections.baremetal.ipmi.plugins.module_utils._desired.task import Task  # noqa: E402
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.client.asynchronous import run_async  # noqa: E402
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.client.login import Login  # noqa: E402
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.effects import Procedure  # noqa: E402
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.errors import IpmiError  # noqa: E402
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.bmc import Bmc  # noqa: E402
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.config import CONFIG  # noqa: E402
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.info import INFO  # noqa: E402
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.user import USER  # noqa: E402
from ansible_collections.baremetal.ipmi.tests.emulator.resources import own_resources  # noqa: E402

TASK_SECONDS = 20.0
LONGEST_BEFORE_CANCEL = 0.3
TURNS_TO_CLOSE = 3
"""Turns of the event loop; asyncio needs one."""
ACCOUNT = "soak"
PASSWORD = "Soak-Through-1"
WRONG_PASSWORD = "Soak-Through-2"

Options = dict[str, t.Any]


async def run_task(login: Login, task: Task, given: Options) -> Outcome:
    """Run a module's task on one BMC, as the module would."""
    own = dict.fromkeys(("bmc_host", "bmc_username", "bmc_password"), "given")
    validation = ArgumentSpecValidator(full_argument_spec(task), **task.rules).validate({**own, **given})
    assert not validation.error_messages, validation.error_messages
    options = task.check(validation.validated_parameters)

    def procedure() -> Procedure[Outcome]:
        bmc = Bmc()
        yield from bmc.identify()
        return (yield from task.perform(bmc, options, False))

    return await run_async(login, procedure())


def _any_work(generator: random.Random) -> tuple[Task, Options]:
    """Return a task: looking, changing, removing."""
    account = {
        "name": ACCOUNT,
        "password": PASSWORD,
        "privilege": generator.choice(["user", "operator"]),
        "enabled": generator.random() < 0.8,
    }
    policy = generator.choice(["always_off", "previous", "always_on"])
    document = {"users": [account], "chassis": {"power_restore_policy": policy}, "unsupported": "skip"}
    return generator.choice([(INFO, {}), (CONFIG, document), (USER, {"name": ACCOUNT, "state": "absent"})])


class Worker:
    """Works on one BMC."""

    def __init__(self, login: Login, generator: random.Random, outcomes: collections.Counter[str]) -> None:
        self._login = login
        self._generator = generator
        self._outcomes = outcomes

    async def run(self, stop: asyncio.Event) -> None:
        steps = [self._work, self._work, self._with_a_wrong_password, self._cancelled]
        while not stop.is_set():
            try:
                result = await self._generator.choice(steps)()
            except IpmiError as error:
                result = error.error_code
            self._outcomes[result] += 1

    async def _work(self) -> str:
        outcome = await run_task(self._login, *_any_work(self._generator))
        return "changed" if outcome.changed else "unchanged"

    async def _with_a_wrong_password(self) -> str:
        await run_task(self._login.replace(username=ACCOUNT, password=WRONG_PASSWORD), INFO, {})
        return "logged_in_with_a_wrong_password"

    async def _cancelled(self) -> str:
        work = asyncio.create_task(self._work())
        await asyncio.sleep(self._generator.uniform(0, LONGEST_BEFORE_CANCEL))
        work.cancel()
        try:
            return await work
        except asyncio.CancelledError:
            return "cancelled"


async def _holdings() -> dict[str, int]:
    """Return what this process holds once asyncio has closed the sockets that it was told to close."""
    for _turn in range(TURNS_TO_CLOSE):
        await asyncio.sleep(0)
    gc.collect()
    return own_resources()


async def _run(orders: Options) -> None:
    logins = [Login(timeout=TASK_SECONDS, **bmc) for bmc in orders["bmcs"]]
    await run_task(logins[0], INFO, {})
    print(json.dumps(await _holdings()), flush=True)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_reader(sys.stdin.fileno(), stop.set)
    outcomes: collections.Counter[str] = collections.Counter()
    workers = [
        Worker(login, random.Random(orders["seed"] + number), outcomes).run(stop) for number, login in enumerate(logins)
    ]
    await asyncio.gather(*workers)
    loop.remove_reader(sys.stdin.fileno())
    print(json.dumps({"outcomes": outcomes, "end": await _holdings()}), flush=True)


if __name__ == "__main__":
    asyncio.run(_run(json.loads(sys.stdin.readline())))

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Exchanges with the BMC: each one is a wait, of 5 to 200 ms with real hardware.

Counted by the emulator: datagrams that it received, from the first of the login to the close. The task runs as the
action plugin runs it, options validated by the argument spec. Every module is asked twice for the same state; the
second run, with nothing to change, is the one that counts.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import typing as t
from pathlib import Path

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible_collections.baremetal.ipmi.plugins.module_utils._ansible.run import execute, full_argument_spec
from ansible_collections.baremetal.ipmi.plugins.module_utils._desired.task import Task
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.boot import BOOT
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.channel import CHANNEL
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.chassis import CHASSIS
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.config import CONFIG, CONFIG_INFO
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.firewall import FIREWALL
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.info import INFO
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.lan import LAN
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.power import POWER
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.raw import RAW
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.sol import SOL
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.user import USER
from ansible_collections.baremetal.ipmi.tests.benchmarks.baseline import DOCUMENT
from ansible_collections.baremetal.ipmi.tests.benchmarks.figure import Figure, at_most
from ansible_collections.baremetal.ipmi.tests.benchmarks.timed_playbook import CannotMeasure
from ansible_collections.baremetal.ipmi.tests.emulator.running import RunningEmulator, running_emulator

BAR = at_most(6, "6")
SECONDS = 60
READ_POWER_WITH_PYGHMI = Path(__file__).with_name("pyghmi_power.py")

MODULES: tuple[tuple[Task, dict[str, t.Any]], ...] = (
    (POWER, {"state": "on"}),
    (USER, DOCUMENT["users"][0]),
    (LAN, DOCUMENT["lan"][0]),
    (CHANNEL, DOCUMENT["channels"][0]),
    (SOL, DOCUMENT["sol"][0]),
    (CHASSIS, DOCUMENT["chassis"]),
    (BOOT, DOCUMENT["boot"]),
    (FIREWALL, {"rules": [{"command": "Cold Reset", "enabled": False}], "channel": "system_interface"}),
    (CONFIG, DOCUMENT),
    (CONFIG_INFO, {}),
    (INFO, {}),
    (RAW, {"command": "Get Self Test Results"}),
)


def measure(directory: Path) -> list[Figure]:
    """Return the figures of this benchmark."""
    with running_emulator(username="admin", password="correct-horse") as emulator:
        power = _exchanges_of_task(emulator, *MODULES[0])
        peers = _exchanges_of_peers(emulator)
        modules = {task.name: _exchanges_of_task(emulator, task, options) for task, options in MODULES}
    return [
        Figure("exchanges", "Exchanges for login, one read (power), close", power, str(power), BAR),
        Figure("exchanges_of_peers", "Exchanges for the same read by peers", min(peers.values()), _listed(peers)),
        Figure(
            "exchanges_by_module", "Exchanges by module, with nothing to change", modules["config"], _listed(modules)
        ),
    ]


def _listed(counts: t.Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items())


def _exchanges_of_task(emulator: RunningEmulator, task: Task, options: t.Mapping[str, t.Any]) -> int:
    """Return how many datagrams a task sends that finds everything as it is to be."""
    bmc = emulator.bmcs[0]
    login = {"bmc_host": bmc.host, "bmc_port": bmc.port, "bmc_username": bmc.username, "bmc_password": bmc.password}
    validation = ArgumentSpecValidator(full_argument_spec(task), **task.rules).validate({**login, **options})
    if validation.error_messages:
        raise CannotMeasure(f"{task.name}: {validation.error_messages[0]}")
    for _run in range(2):
        emulator.control.reset_counters()
        result = execute(task, validation.validated_parameters, check=False)
        if result.get("failed"):
            raise CannotMeasure(f"{task.name}: {result['msg']}")
    counters = emulator.control.counters(0)
    if counters["writes"]:
        raise CannotMeasure(f"{task.name} has written again: {', '.join(counters['writes'])}")
    return int(counters["datagrams_in"])


def _exchanges_of_peers(emulator: RunningEmulator) -> dict[str, int]:
    """Return how many datagrams peers send to read the power state."""
    bmc = emulator.bmcs[0]
    if shutil.which("ipmitool") is None:
        raise CannotMeasure("ipmitool is not installed")
    login = ["-I", "lanplus", "-C", "17", "-H", bmc.host, "-p", str(bmc.port), "-U", bmc.username, "-P", bmc.password]
    commands = {
        "ipmitool": ["ipmitool", *login, "chassis", "power", "status"],
        "pyghmi": [
            sys.executable,
            str(READ_POWER_WITH_PYGHMI),
            bmc.host,
            str(bmc.port),
            bmc.username,
            bmc.password,
        ],
    }
    counts = {}
    for name, command in commands.items():
        emulator.control.reset_counters()
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
        if done.returncode:
            raise CannotMeasure(f"{name}: {done.stderr or done.stdout}")
        counts[name] = int(emulator.control.counters(0)["datagrams_in"])
    return counts

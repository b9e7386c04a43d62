# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Exchanges with the BMC, and waits: with real hardware each wait takes 5 to 200 ms.

An exchange is a datagram that the emulator receives, from the first of the login to the close. A wait is an answer that
takes its time; of two that are under way together the second one comes with the first. Waits are counted in the client,
against a BMC whose answers come 50 ms late.

Every module is asked for one state after the other: what is there, with one setting changed, with everything changed.
The task runs as the action plugin runs it, options validated by the argument spec.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import typing as t
from pathlib import Path

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible_collections.baremetal.ipmi.plugins.module_utils._ansible.connection import CONNECTION_OPTIONS, login_from
from ansible_collections.baremetal.ipmi.plugins.module_utils._ansible.run import full_argument_spec
from ansible_collections.baremetal.ipmi.plugins.module_utils._desired.options import check_options
from ansible_collections.baremetal.ipmi.plugins.module_utils._desired.outcome import Outcome
from ansible_collections.baremetal.ipmi.plugins.module_utils._desired.task import Task
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.client import blocking
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.client.conduct import conduct
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.client.operations import Exchange, Operations
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.effects import Procedure
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.errors import IpmiError
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.bmc import Bmc
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

LATE_SECONDS = 0.05


class Row(t.NamedTuple):
    """A module, and the options of three runs of it; what cannot be changed is left out."""

    task: Task
    unchanged: dict[str, t.Any]
    one: dict[str, t.Any] | None = None
    everything: dict[str, t.Any] | None = None

    def runs(self) -> list[dict[str, t.Any] | None]:
        return [self.unchanged, self.one, self.everything]


class Cost(t.NamedTuple):
    """What one run takes."""

    exchanges: int
    waits: int


USER_ROW = Row(
    USER,
    {**DOCUMENT["users"][0], "enabled": True},
    {**DOCUMENT["users"][0], "privilege": "user"},
    {"name": "provision", "password": "Correct-Horse-9", "privilege": "user", "enabled": False, "sol": False},
)
LAN_ROW = Row(
    LAN,
    DOCUMENT["lan"][0],
    {**DOCUMENT["lan"][0], "gratuitous_arp": True},
    {
        "authentication_types": {"callback": ["md5"], "user": [], "operator": ["md2"], "administrator": ["md2"]},
        "gratuitous_arp": True,
        "community": "other-alerts",
    },
)
CHANNEL_ROW = Row(
    CHANNEL,
    DOCUMENT["channels"][0],
    {**DOCUMENT["channels"][0], "per_message_authentication": False},
    {"per_message_authentication": False, "user_level_authentication": False},
)
SOL_ROW = Row(
    SOL,
    DOCUMENT["sol"][0],
    {**DOCUMENT["sol"][0], "privilege": "administrator"},
    {"enabled": False, "force_encryption": False, "force_authentication": False, "privilege": "administrator"},
)
CHASSIS_ROW = Row(CHASSIS, DOCUMENT["chassis"], {"power_restore_policy": "always_on"})
BOOT_ROW = Row(
    BOOT,
    DOCUMENT["boot"],
    {"device": "pxe"},
    {"device": "pxe", "persistent": True, "firmware": "uefi", "lock_reset_button": True},
)
CONFIG_ROW = Row(
    CONFIG,
    DOCUMENT,
    {**DOCUMENT, "chassis": CHASSIS_ROW.one},
    {
        "users": [
            USER_ROW.everything,
            {"name": "monitor", "password": "Correct-Horse-8", "privilege": "operator", "sol": True},
        ],
        "lan": [LAN_ROW.everything],
        "channels": [CHANNEL_ROW.everything],
        "sol": [SOL_ROW.everything],
        "chassis": CHASSIS_ROW.one,
        "boot": BOOT_ROW.everything,
    },
)
FIREWALL_RULES = {"channel": "system_interface", "rules": [{"command": "Cold Reset", "enabled": False}]}
ROWS = (
    Row(POWER, {"state": "on"}, {"state": "off"}),
    Row(RAW, {"command": "Get Self Test Results"}),
    CHASSIS_ROW,
    BOOT_ROW,
    Row(FIREWALL, FIREWALL_RULES, {**FIREWALL_RULES, "rules": [{"command": "Cold Reset", "enabled": True}]}),
    CHANNEL_ROW,
    SOL_ROW,
    LAN_ROW,
    Row(INFO, {}),
    USER_ROW,
    CONFIG_ROW,
    Row(CONFIG_INFO, {}),
)
HEADINGS = ("module", "nothing to change", "one setting", "everything")


def measure(directory: Path) -> list[Figure]:
    """Return the figures of this benchmark."""
    with running_emulator(username="admin", password="correct-horse") as emulator:
        peers = _exchanges_of_peers(emulator)
        costs = {row.task.name: _costs(emulator, row) for row in ROWS}
    power, config = t.cast(Cost, costs["power"][0]), t.cast(Cost, costs["config"][0])
    return [
        Figure(
            "exchanges", "Exchanges for login, one read (power), close", power.exchanges, str(power.exchanges), BAR
        ),
        Figure("exchanges_of_peers", "Exchanges for the same read by peers", min(peers.values()), _listed(peers)),
        Figure("exchanges_by_module", "Exchanges by module, waits in brackets", config.exchanges, _table(costs)),
        Figure(
            "waits_of_config", "Waits of config with nothing to change", config.waits,
            f"{config.waits} for {config.exchanges} exchanges",
        ),
    ]  # fmt: skip


def _listed(counts: t.Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items())


def _table(costs: t.Mapping[str, list[Cost | None]]) -> str:
    """Return a table in Markdown."""
    lines = [HEADINGS, ["---"] * len(HEADINGS)]
    for name, several in costs.items():
        lines.append([f"`{name}`", *("" if one is None else f"{one.exchanges} ({one.waits})" for one in several)])
    return "\n\n" + "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def _costs(emulator: RunningEmulator, row: Row) -> list[Cost | None]:
    """Return what the runs of a row take, each one from the state where nothing is to be changed."""
    costs: list[Cost | None] = []
    for options in row.runs():
        if options is None:
            costs.append(None)
            continue
        counts = []
        for is_late in (False, True):
            _run(emulator, row.task, row.unchanged)
            number = emulator.control.add_fault("delay", direction="out", seconds=LATE_SECONDS) if is_late else None
            emulator.control.reset_counters()
            outcome, waits = _run(emulator, row.task, options)
            counts.append((int(emulator.control.counters(0)["datagrams_in"]), waits))
            if outcome.changed != (options is not row.unchanged):
                raise CannotMeasure(f"{row.task.name} {'has' if outcome.changed else 'has not'} changed something")
            if number is not None:
                emulator.control.remove_fault(number)
        costs.append(Cost(counts[0][0], counts[1][1]))
    return costs


def _run(emulator: RunningEmulator, task: Task, options: t.Mapping[str, t.Any]) -> tuple[Outcome, int]:
    """Do what ``run.execute`` does, and count the waits."""
    bmc = emulator.bmcs[0]
    given = {"bmc_host": bmc.host, "bmc_port": bmc.port, "bmc_username": bmc.username, "bmc_password": bmc.password}
    validation = ArgumentSpecValidator(full_argument_spec(task), **task.rules).validate({**given, **options})
    if validation.error_messages:
        raise CannotMeasure(f"{task.name}: {validation.error_messages[0]}")
    values = validation.validated_parameters
    try:
        checked = task.check(values)
        login = login_from(check_options(CONNECTION_OPTIONS, values), task.privilege_for(checked))
        waits: list[float] = []
        operations = conduct(login, _identified(task, checked), os.urandom)
        return blocking.drive(_noting_waits(operations, waits)), sum(wait > LATE_SECONDS / 2 for wait in waits)
    except IpmiError as error:
        raise CannotMeasure(f"{task.name}: {error}") from None


def _identified(task: Task, options: t.Mapping[str, t.Any]) -> Procedure[Outcome]:
    bmc = Bmc()
    yield from bmc.identify()
    return (yield from task.perform(bmc, options, False))


def _noting_waits(operations: Operations[Outcome], waits: list[float]) -> Operations[Outcome]:
    """Pass operations on, and note how long each datagram was waited for."""
    result: t.Any = None
    now = 0.0
    while True:
        try:
            operation = operations.send(result)
        except StopIteration as done:
            return t.cast(Outcome, done.value)
        before = now
        result = yield operation
        now = result[0]
        if isinstance(operation, Exchange):
            waits.append(now - before)


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

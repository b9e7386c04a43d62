# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A whole baseline with nothing to change: one ``config`` task beside the same checks as ipmitool command tasks.

Wall time, without what the same playbook takes with no task in it. ipmitool is told the cipher suite and the users'
slots, which saves it a query and a search. For information, the same with a BMC that takes 20 ms for each answer.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import typing as t
from pathlib import Path

from ansible_collections.baremetal.ipmi.tests.benchmarks.baseline import DOCUMENT, LAN_CHANNEL, ipmitool_commands
from ansible_collections.baremetal.ipmi.tests.benchmarks.figure import Figure, at_most, fraction
from ansible_collections.baremetal.ipmi.tests.benchmarks.rounds import in_turn, median_of
from ansible_collections.baremetal.ipmi.tests.benchmarks.timed_playbook import NOTHING, CannotMeasure, Play, Stage
from ansible_collections.baremetal.ipmi.tests.emulator.running import RunningBmc, running_emulator
from ansible_collections.baremetal.ipmi.tests.integration.playbook import host_variables

HOSTS = 10
FORKS = 10
ROUNDS = 2
ROUNDS_WITH_DELAY = 1
SECONDS_PER_ANSWER = 0.02
SECONDS = 60
BAR = at_most(1 / 20, "1/20")

CONFIG = Play([{"baremetal.ipmi.config": DOCUMENT}])
IPMITOOL = ("ipmitool", "-I", "lanplus", "-C", "17")


def measure(directory: Path) -> list[Figure]:
    """Return the figures of this benchmark."""
    if shutil.which("ipmitool") is None:
        raise CannotMeasure("ipmitool is not installed")
    with running_emulator(count=HOSTS, username="admin", password="correct-horse") as emulator:
        hosts = {f"bmc{number}": host_variables(bmc) for number, bmc in enumerate(emulator.bmcs)}
        stage = Stage(directory / "baseline", hosts, FORKS)
        stage.run(CONFIG, changes=True)
        plays = {"nothing": NOTHING, "config": CONFIG, "ipmitool": ipmitool_play(emulator.bmcs[0])}
        stage.warm_up(plays.values())
        at_once = _seconds(stage, plays, ROUNDS)
        emulator.control.add_fault("delay", direction="out", seconds=SECONDS_PER_ANSWER)
        delayed = _seconds(stage, plays, ROUNDS_WITH_DELAY)
    title = "Baseline unchanged, wall time to ipmitool tasks"
    return [
        _figure("baseline_time", title, at_once["work"])._replace(required=BAR),
        _figure("baseline_time_with_start", f"{title}, with Ansible's start", at_once["with start"]),
        _figure("baseline_time_delayed", f"{title}, 20 ms for each answer", delayed["work"]),
        _figure("baseline_cpu", "Baseline unchanged, CPU to ipmitool tasks", at_once["cpu"]),
    ]


class Seconds(t.NamedTuple):
    """What the same checks take in both ways."""

    config: float
    ipmitool: float


def _figure(key: str, title: str, seconds: Seconds) -> Figure:
    ratio = seconds.config / seconds.ipmitool
    return Figure(key, title, ratio, f"{fraction(ratio)} ({seconds.config:.1f} s to {seconds.ipmitool:.1f} s)")


def _seconds(stage: Stage, plays: t.Mapping[str, Play], rounds: int) -> dict[str, Seconds]:
    """Return wall time without and with what a playbook takes that does nothing, and CPU without."""
    spent = in_turn(rounds, stage.runs(plays), short=("nothing", "config"))
    wall = {name: median_of(run.wall for run in runs) for name, runs in spent.items()}
    cpu = {name: median_of(run.cpu for run in runs) for name, runs in spent.items()}
    return {
        "work": Seconds(wall["config"] - wall["nothing"], wall["ipmitool"] - wall["nothing"]),
        "with start": Seconds(wall["config"], wall["ipmitool"]),
        "cpu": Seconds(cpu["config"] - cpu["nothing"], cpu["ipmitool"] - cpu["nothing"]),
    }


def ipmitool_play(bmc: RunningBmc) -> Play:
    """Return the checks as a person would write them: one command task each."""
    login = ["-E", "-H", "{{ bmc_host }}", "-p", "{{ bmc_port }}", "-U", "{{ bmc_username }}"]
    tasks = [
        {"ansible.builtin.command": {"argv": [*IPMITOOL, *login, *command]}, "changed_when": False}
        for command in ipmitool_commands(_slots(bmc))
    ]
    keywords = {
        "connection": "local",
        "environment": {"IPMI_PASSWORD": "{{ bmc_password }}"},
        "vars": {"ansible_python_interpreter": sys.executable},
    }
    return Play(tasks, keywords)


def _slots(bmc: RunningBmc) -> dict[str, str]:
    """Return the users' slots by name; on emulated BMCs of one make they are the same."""
    login = ["-H", bmc.host, "-p", str(bmc.port), "-U", bmc.username, "-P", bmc.password]
    listing = subprocess.run(
        [*IPMITOOL, *login, "-c", "user", "list", LAN_CHANNEL],
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=True,
    )
    rows = (line.split(",") for line in listing.stdout.splitlines())
    return {row[1]: row[0] for row in rows if len(row) > 1}

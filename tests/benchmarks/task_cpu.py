# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""CPU per host and task: ``power`` in the wanted state, beside ``community.general.ipmi_power`` and ``debug``.

What is counted is user and system time of ``ansible-playbook`` and everything that it starts, without what the same
playbook costs with no task in it, divided by the number of hosts. ``ipmi_power`` is measured on fewer of the hosts,
since it takes so long; its cost per host does not depend on how many there are. It is spared the discovery of an
interpreter, and gets one that has pyghmi.
"""

from __future__ import annotations

import sys
import typing as t
from pathlib import Path

from ansible_collections.baremetal.ipmi.tests.benchmarks.figure import Figure, at_most, fraction
from ansible_collections.baremetal.ipmi.tests.benchmarks.rounds import in_turn, median_of
from ansible_collections.baremetal.ipmi.tests.benchmarks.timed_playbook import NOTHING, Play, Stage
from ansible_collections.baremetal.ipmi.tests.emulator.running import running_emulator
from ansible_collections.baremetal.ipmi.tests.integration.playbook import host_variables

HOSTS = 100
PEER_HOSTS = 20
FORKS = 10
ROUNDS = 4
PEER_ROUNDS = 3

BAR_TO_PEER = at_most(1 / 10, "1/10")
BAR_TO_DEBUG = at_most(2.5, "2.5 times")

DEBUG = Play([{"ansible.builtin.debug": {"msg": "on"}}])
POWER = Play([{"baremetal.ipmi.power": {"state": "on"}}])
PEER = Play(
    [
        {
            "community.general.ipmi_power": {
                "name": "{{ bmc_host }}",
                "port": "{{ bmc_port }}",
                "user": "{{ bmc_username }}",
                "password": "{{ bmc_password }}",
                "state": "on",
            }
        }
    ],
    {"connection": "local", "vars": {"ansible_python_interpreter": sys.executable}},
)


def measure(directory: Path) -> list[Figure]:
    """Return the figures of this benchmark."""
    with running_emulator(count=HOSTS, username="admin", password="correct-horse") as emulator:
        hosts = {f"bmc{number}": host_variables(bmc) for number, bmc in enumerate(emulator.bmcs)}
        stage = Stage(directory / "all", hosts, FORKS)
        peer_stage = Stage(directory / "peer", dict(list(hosts.items())[:PEER_HOSTS]), FORKS)
        stage.warm_up([DEBUG, POWER])
        peer_stage.warm_up([PEER])
        cpu = _cpu_by_play(stage, ROUNDS, HOSTS, {"power": POWER, "debug": DEBUG})
        cpu.update(_cpu_by_play(peer_stage, PEER_ROUNDS, PEER_HOSTS, {"ipmi_power": PEER}))
    to_peer, to_debug = cpu["power"] / cpu["ipmi_power"], cpu["power"] / cpu["debug"]
    each = ", ".join(f"{name} {1000 * seconds:.1f} ms" for name, seconds in cpu.items())
    return [
        Figure("task_cpu_to_peer", "CPU per host and task, to ipmi_power", to_peer, fraction(to_peer), BAR_TO_PEER),
        Figure("task_cpu_to_debug", "CPU per host and task, to debug", to_debug, f"{to_debug:.2f} times", BAR_TO_DEBUG),
        Figure("task_cpu", "CPU per host and task", to_debug, each),
    ]


def _cpu_by_play(stage: Stage, rounds: int, hosts: int, plays: t.Mapping[str, Play]) -> dict[str, float]:
    """Return CPU seconds per host of each play, without those of a play that does nothing."""
    spent = in_turn(rounds, stage.runs({"nothing": NOTHING, **plays}))
    cpu = {name: median_of(run.cpu for run in runs) for name, runs in spent.items()}
    return {name: (cpu[name] - cpu["nothing"]) / hosts for name in plays}

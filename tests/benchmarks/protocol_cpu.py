# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The protocol layer in one session, one request after the other: requests per CPU second, beside pyghmi.

Each client has a process of its own, and only that process's CPU is counted. Both send Get Device ID to the same
emulated BMC and wait for the answer; ours unpacks it too.
"""

from __future__ import annotations

import functools
import importlib.util
import json
import subprocess
import sys
import typing as t
from pathlib import Path

from ansible_collections.baremetal.ipmi.tests.benchmarks.figure import Figure, more_than
from ansible_collections.baremetal.ipmi.tests.benchmarks.rounds import in_turn, median_of
from ansible_collections.baremetal.ipmi.tests.benchmarks.timed_playbook import CannotMeasure
from ansible_collections.baremetal.ipmi.tests.emulator.running import RunningBmc, running_emulator

MAKES = {3: "dell", 17: "generic"}
"""A make of BMC for each suite: pyghmi takes suite 3 only from one that has no suite 17."""
LOGINS = 40
REQUESTS = 1000
ROUNDS = 5
SECONDS = 120
BAR = more_than(1, "pyghmi")
PROGRAMS = {"us": "requests_with_us.py", "pyghmi": "requests_with_pyghmi.py"}
COSTS = ("login", "request")

Cost = dict[str, float]


def measure(directory: Path) -> list[Figure]:
    """Return the figures of this benchmark."""
    if importlib.util.find_spec("pyghmi") is None:
        raise CannotMeasure("pyghmi is not installed")
    figures = []
    for suite, make in MAKES.items():
        with running_emulator(personality=make, username="admin", password="correct-horse") as emulator:
            figures += _figures(suite, *_costs(emulator.bmcs[0], suite))
    return figures


def _figures(suite: int, ours: Cost, peers: Cost) -> list[Figure]:
    gain = peers["request"] / ours["request"]
    per_second = f"{1 / ours['request']:.0f} to {1 / peers['request']:.0f}"
    logins = f"{1000 * ours['login']:.2f} ms, pyghmi {1000 * peers['login']:.2f} ms"
    return [
        Figure(
            f"protocol_cpu_suite_{suite}",
            f"Commands per CPU second, suite {suite}",
            gain,
            f"{gain:.1f} times pyghmi ({per_second})",
            BAR,
        ),
        Figure(
            f"login_cpu_suite_{suite}",
            f"CPU of login and close, suite {suite}",
            ours["login"] / peers["login"],
            logins,
        ),
    ]


def _costs(bmc: RunningBmc, suite: int) -> tuple[Cost, Cost]:
    """Return CPU seconds by kind of work, ours and pyghmi's."""
    variants = {name: functools.partial(_run, program, bmc, suite) for name, program in PROGRAMS.items()}
    measured = in_turn(ROUNDS, variants)
    ours, peers = ({kind: median_of(cost[kind] for cost in measured[name]) for kind in COSTS} for name in PROGRAMS)
    return ours, peers


def _run(program: str, bmc: RunningBmc, suite: int) -> Cost:
    login = [bmc.host, str(bmc.port), bmc.username, bmc.password]
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name(program)), *login, str(suite), str(LOGINS), str(REQUESTS)],
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    if done.returncode:
        raise CannotMeasure(f"{program}: {done.stderr or done.stdout}")
    return t.cast(Cost, json.loads(done.stdout))

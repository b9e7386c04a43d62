# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Playbooks at scale: what a host costs when there are a hundred, a thousand or five thousand of them.

Real ``ansible-playbook`` runs, each without what the same playbook takes that has no task. ``config`` has nothing to
change, or everything: two documents that differ in every setting take turns. Peers are measured on a hundred hosts.
"""

from __future__ import annotations

import json
import shutil
import typing as t
from pathlib import Path

from ansible_collections.baremetal.ipmi.tests.benchmarks.baseline import DOCUMENT
from ansible_collections.baremetal.ipmi.tests.benchmarks.baseline_time import ipmitool_play
from ansible_collections.baremetal.ipmi.tests.benchmarks.exchanges import CONFIG_ROW
from ansible_collections.baremetal.ipmi.tests.benchmarks.figure import Figure, as_table, at_most
from ansible_collections.baremetal.ipmi.tests.benchmarks.task_cpu import DEBUG, PEER, POWER
from ansible_collections.baremetal.ipmi.tests.benchmarks.timed_playbook import (
    NOTHING,
    CannotMeasure,
    Play,
    Spent,
    Stage,
)
from ansible_collections.baremetal.ipmi.tests.emulator.running import RunningEmulator, running_emulator
from ansible_collections.baremetal.ipmi.tests.integration.playbook import host_variables

SIZES = (100, 1000, 5000)
# Ten for each core: emulated BMCs answer at once, so more workers would only wait for a core.
FORKS = 20
ROUNDS = {100: 3}
"""How often a size is measured; once where it is not said. The least disturbed round counts."""
GROWTH = at_most(1.15, "1.15 times")
RESULTS = Path(__file__).with_name("scale.json")
MIB = 1024**2

CONFIGS = (Play([{"baremetal.ipmi.config": CONFIG_ROW.everything}]), Play([{"baremetal.ipmi.config": DOCUMENT}]))
HEADINGS = ("task", "hosts", "wall per host", "CPU per host", "to the smallest fleet", "peak memory", "per host")


class Row(t.NamedTuple):
    """What one host costs in a fleet of some size: seconds, and bytes of the whole tree of processes at its peak."""

    kind: str
    hosts: int
    wall: float
    cpu: float
    memory: int

    def as_json(self) -> dict[str, t.Any]:
        return {
            "kind": self.kind,
            "hosts": self.hosts,
            "wall_ms": round(1000 * self.wall, 1),
            "cpu_ms": round(1000 * self.cpu, 1),
            "memory_mib": round(self.memory / MIB),
        }


def measure(directory: Path) -> list[Figure]:
    """Return how the cost of a host grows with their number: the part of the table that has a bar.

    Ansible's own cost grows too, as ``debug`` shows, whose task does nothing. So what is judged is how much more ours
    grows. The few have their turn before the many and after them, since a machine is not the same all the time.
    """
    plays = {"nothing": NOTHING, "debug": DEBUG, "power": POWER}
    with running_emulator(count=SIZES[1], username="admin", password="correct-horse") as emulator:
        inventory = _inventory(emulator)
        many = Stage(directory / "many", inventory, FORKS)
        few = Stage(directory / "few", dict(list(inventory.items())[: SIZES[0]]), FORKS)
        spent: dict[Stage, list[dict[str, Spent]]] = {few: [], many: []}
        for stage in spent:
            stage.warm_up([DEBUG, POWER])
        for stage in (few, few, many, few, few):
            spent[stage].append({kind: stage.run(play) for kind, play in plays.items()})
    costs = {stage: _cpu_per_host(hosts, spent[stage]) for hosts, stage in zip(SIZES, (few, many))}
    own, ansible = (costs[many][kind] / costs[few][kind] for kind in ("power", "debug"))
    title = f"CPU per host and task, {SIZES[1]} hosts to {SIZES[0]}"
    each = f"{own:.2f} times ({1000 * costs[few]['power']:.1f} ms to {1000 * costs[many]['power']:.1f} ms)"
    return [
        Figure("growth", title, own, each),
        Figure("growth_to_debug", f"{title}, to debug's", own / ansible, f"{own / ansible:.2f} times", GROWTH),
    ]


def _cpu_per_host(hosts: int, rounds: t.Sequence[t.Mapping[str, Spent]]) -> dict[str, float]:
    """Return the CPU seconds of each kind of task, of its least disturbed round."""
    nothing = _least([one["nothing"] for one in rounds])
    return {kind: _row(kind, hosts, _least([one[kind] for one in rounds]), nothing).cpu for kind in ("debug", "power")}


def measure_all(directory: Path) -> t.Iterator[list[Row]]:
    """Return the rows that are there after each size, the peers' last: they take as long as all the others."""
    rows: list[Row] = []
    plays = {"debug": DEBUG, "power": POWER}
    for hosts in SIZES:
        rows += _rows_of(directory / str(hosts), hosts, plays, with_config=True)
        yield rows
    yield [*rows, *_rows_of_peers(directory / "peers", SIZES[0])]


def keep(rows: t.Sequence[Row]) -> None:
    """Write the rows for the plot and for those who look later."""
    RESULTS.write_text(json.dumps([row.as_json() for row in rows], indent=2) + "\n", encoding="utf-8")


def table(rows: t.Sequence[Row]) -> str:
    """Return the rows as Markdown, the sizes of one kind below each other."""
    smallest = {row.kind: row.cpu for row in sorted(rows, key=lambda row: -row.hosts)}
    kinds = list(dict.fromkeys(row.kind for row in rows))
    ordered = sorted(rows, key=lambda row: (kinds.index(row.kind), row.hosts))
    return as_table([HEADINGS, *(_cells(row, row.cpu / smallest[row.kind]) for row in ordered)])


def _cells(row: Row, growth: float) -> tuple[str, ...]:
    memory = (f"{row.memory / MIB:.0f} MiB", f"{row.memory / row.hosts / 1024:.0f} KiB")
    return (row.kind, str(row.hosts), _ms(row.wall), _ms(row.cpu), f"{growth:.2f} times", *memory)


def _ms(seconds: float) -> str:
    return f"{1000 * seconds:.1f} ms"


def _rows_of(directory: Path, hosts: int, plays: t.Mapping[str, Play], with_config: bool = False) -> list[Row]:
    """Return a row for each kind of play, measured on a fleet of its own."""
    with running_emulator(count=hosts, username="admin", password="correct-horse") as emulator:
        stage = Stage(directory, _inventory(emulator), FORKS)
        documents = _documents(ROUNDS.get(hosts, 1))
        # What all is tried on first is to be as the first round does not want it.
        other = CONFIGS[1 - CONFIGS.index(documents[0])]
        stage.warm_up([*plays.values(), *([documents[0], other] if with_config else [])])
        spent: dict[str, list[Spent]] = {}
        for document in documents:
            for kind, play, changes in _runs(plays, document if with_config else None):
                spent.setdefault(kind, []).append(stage.run(play, changes))
    nothing = _least(spent.pop("nothing"))
    return [_row(kind, hosts, _least(runs), nothing) for kind, runs in spent.items()]


def _rows_of_peers(directory: Path, hosts: int) -> list[Row]:
    """Return what the peers cost that do the same as ``power`` and as ``config`` with nothing to change."""
    if shutil.which("ipmitool") is None:
        raise CannotMeasure("ipmitool is not installed")
    with running_emulator(count=hosts, username="admin", password="correct-horse") as emulator:
        stage = Stage(directory, _inventory(emulator), FORKS)
        stage.run(CONFIGS[1], changes=True)
        stage.warm_up([PEER])
        nothing = stage.run(NOTHING)
        peers = {"ipmi_power": PEER, "ipmitool, 12 tasks": ipmitool_play(emulator.bmcs[0])}
        return [_row(kind, hosts, stage.run(play), nothing) for kind, play in peers.items()]


def _inventory(emulator: RunningEmulator) -> dict[str, dict[str, t.Any]]:
    return {f"bmc{number}": host_variables(bmc) for number, bmc in enumerate(emulator.bmcs)}


def _documents(rounds: int) -> list[Play]:
    """Return the document of each round: they take turns."""
    return [CONFIGS[number % len(CONFIGS)] for number in range(rounds)]


def _runs(plays: t.Mapping[str, Play], document: Play | None) -> t.Iterator[tuple[str, Play, bool]]:
    """Return kind and play of each run of a round, and whether it changes every host."""
    yield "nothing", NOTHING, False
    for kind, play in plays.items():
        yield kind, play, False
    if document is not None:
        yield "config, everything to change", document, True
        yield "config, nothing to change", document, False


def _least(runs: t.Sequence[Spent]) -> Spent:
    return Spent(min(run.wall for run in runs), min(run.cpu for run in runs), max(run.memory for run in runs))


def _row(kind: str, hosts: int, spent: Spent, nothing: Spent) -> Row:
    return Row(kind, hosts, (spent.wall - nothing.wall) / hosts, (spent.cpu - nothing.cpu) / hosts, spent.memory)

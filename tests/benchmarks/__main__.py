# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures, and prints what design and issues ask for as a table: ``python tests/benchmarks [NAME ...]``.

Names are those of the files here; without any, all are run and the result is kept in ``results.json``, with a picture
beside it. ``--scale`` measures playbooks on up to 5,000 hosts instead, which takes a quarter of an hour, and keeps that
in ``scale.json``. Ends with 1 when a bar is missed, with 2 when something could not be measured.
"""

from __future__ import annotations

import json
import platform
import sys
import tempfile
import time
import traceback
import typing as t
from importlib import metadata
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from collection_path import make_importable  # noqa: E402

make_importable()

from ansible_collections.baremetal.ipmi.tests.benchmarks import (  # noqa: E402
    audit_time,
    baseline_time,
    emulator_scale,
    exchanges,
    fleet_reads,
    playbook_scale,
    plot,
    protocol_cpu,
    sweep_time,
    task_cpu,
)
from ansible_collections.baremetal.ipmi.tests.benchmarks.figure import Figure, format_figures  # noqa: E402
from ansible_collections.baremetal.ipmi.tests.benchmarks.timed_playbook import CannotMeasure  # noqa: E402

BENCHMARKS: dict[str, t.Callable[[Path], list[Figure]]] = {
    "task_cpu": task_cpu.measure,
    "baseline_time": baseline_time.measure,
    "audit_time": audit_time.measure,
    "exchanges": exchanges.measure,
    "protocol_cpu": protocol_cpu.measure,
    "playbook_scale": playbook_scale.measure,
    "sweep_time": sweep_time.measure,
    "fleet_reads": fleet_reads.measure,
    "emulator_scale": emulator_scale.measure,
}
SCALE = "--scale"
RESULTS = HERE / "results.json"

PACKAGES = ("ansible-core", "cryptography", "pyghmi")

MISSED, NOT_MEASURED = 1, 2


def measure(names: t.Iterable[str]) -> tuple[list[Figure], list[str]]:
    """Return the figures of these benchmarks, and what could not be measured; one that fails leaves the others be."""
    figures, problems = [], []
    for name in names:
        print(f"{name}: {sys.modules[BENCHMARKS[name].__module__].__doc__}".splitlines()[0], flush=True)
        started = time.monotonic()
        try:
            with tempfile.TemporaryDirectory(prefix="bench-", ignore_cleanup_errors=True) as directory:
                figures += BENCHMARKS[name](Path(directory))
        except CannotMeasure as error:
            problems.append(f"{name}: {error}")
        except Exception:
            problems.append(f"{name}: {traceback.format_exc(limit=-3)}")
        print(f"  {time.monotonic() - started:.0f} s", flush=True)
    return figures, problems


def keep(figures: t.Iterable[Figure]) -> None:
    """Write the result for those who look at it later; only what does not depend on the machine."""
    result = {
        "python": platform.python_version(),
        "versions": {name: metadata.version(name) for name in PACKAGES},
        "figures": {figure.key: figure.as_json() for figure in figures},
    }
    RESULTS.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    plot.draw_bars(result["figures"], RESULTS.with_suffix(".svg"))


def measure_scale() -> int:
    """Print the table of playbooks at scale and keep it, as far as it is there."""
    try:
        with tempfile.TemporaryDirectory(prefix="bench-", ignore_cleanup_errors=True) as directory:
            for rows in playbook_scale.measure_all(Path(directory)):
                print(playbook_scale.table(rows), flush=True)
                playbook_scale.keep(rows)
                plot.draw_scale([row.as_json() for row in rows], playbook_scale.RESULTS.with_suffix(".svg"))
    except CannotMeasure as error:
        print(f"Not measured: {error}", file=sys.stderr)
        return NOT_MEASURED
    return 0


def main(names: list[str]) -> int:
    if names == [SCALE]:
        return measure_scale()
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        print(f"There is no {', '.join(unknown)}. There are: {', '.join(BENCHMARKS)}", file=sys.stderr)
        return NOT_MEASURED
    figures, problems = measure(names or BENCHMARKS)
    print(f"\n{format_figures(figures)}")
    for problem in problems:
        print(f"\nNot measured: {problem}", file=sys.stderr)
    if not names and not problems:
        keep(figures)
    if problems:
        return NOT_MEASURED
    return 0 if all(figure.is_met for figure in figures) else MISSED


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs real emulator processes for tests, benchmarks and demonstrations::

    with running_emulator(count=2, personality="supermicro", username="u", password="p") as emulator:
        bmc = emulator.bmcs[0]              # .host .port .username .password .personality .guid
        emulator.control.advance(60)        # see control_client.py

Options are those of ``bmc-emulator --help`` with underscores; ``faults`` may be a list of rules, and what can be given
several times a list of texts. The process ends with
the ``with`` block, and also when the test run dies. If it has met an unforeseen error, leaving the block raises.
"""

from __future__ import annotations

import contextlib
import json
import select
import shutil
import subprocess
import sys
import tempfile
import typing as t
from dataclasses import dataclass
from pathlib import Path

from .control_client import ControlClient
from .personality import load_personality

LAUNCHER = Path(__file__).resolve().parent / "bmc-emulator"
START_SECONDS = 60.0
STOP_SECONDS = 10.0


class EmulatorFailed(Exception):
    """The emulator did not start, or met an error; the text is what it said."""


class RunningBmc(t.NamedTuple):
    """How to log in to one emulated BMC with its factory account."""

    host: str
    port: int
    username: str
    password: str
    personality: str
    guid: str


@dataclass
class RunningEmulator:
    """A running emulator process."""

    bmcs: list[RunningBmc]
    control: ControlClient
    process: subprocess.Popen[str]
    directory: Path

    @property
    def log(self) -> str:
        """What the process has written to its standard error so far."""
        return (self.directory / "log").read_text(encoding="utf-8", errors="replace")


def _as_arguments(options: t.Mapping[str, t.Any]) -> list[str]:
    arguments = []
    for name, given in options.items():
        flag = "--" + name.replace("_", "-")
        for value in given if isinstance(given, list) else [given]:
            if value is True:
                arguments.append(flag)
            elif value is not None and value is not False:
                arguments.append(f"{flag}={value}")
    return arguments


def _read_ready_line(process: subprocess.Popen[str], directory: Path) -> list[dict[str, t.Any]]:
    """Wait until all endpoints are bound. Raises EmulatorFailed with what the process had to say."""
    assert process.stdout is not None
    readable, _writable, _exceptional = select.select([process.stdout], [], [], START_SECONDS)
    line = process.stdout.readline() if readable else ""
    if not line:
        process.kill()
        process.wait()
        raise EmulatorFailed((directory / "log").read_text(encoding="utf-8") or "the emulator did not start in time")
    return t.cast("list[dict[str, t.Any]]", json.loads(line))


def _password(ready: t.Mapping[str, t.Any], options: t.Mapping[str, t.Any]) -> str:
    if options.get("password") is not None:
        return str(options["password"])
    administrator = load_personality(ready["personality"]).administrator
    return "" if administrator is None else administrator.password


@contextlib.contextmanager
def running_emulator(count: int = 1, personality: str = "generic", **options: t.Any) -> t.Iterator[RunningEmulator]:
    """Run an emulator on free ports of the loopback interface until the block is left."""
    directory = Path(tempfile.mkdtemp(prefix="bmc-"))
    try:
        given: dict[str, t.Any] = {"count": count, "personality": personality, "port": 0, **options}
        given.setdefault("control", directory / "control")
        if isinstance(given.get("faults"), list):
            rules = directory / "faults.json"
            rules.write_text(json.dumps(given["faults"]), encoding="utf-8")
            given["faults"] = rules
        command = [sys.executable, str(LAUNCHER), "--exit-with-parent", *_as_arguments(given)]
        with (directory / "log").open("w", encoding="utf-8") as log:
            process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)
        try:
            ready = _read_ready_line(process, directory)
            bmcs = [RunningBmc(password=_password(one, options), **one) for one in ready]
            with contextlib.closing(ControlClient(given["control"])) as control:
                emulator = RunningEmulator(bmcs, control, process, directory)
                yield emulator
            if "Traceback" in emulator.log:
                raise EmulatorFailed(emulator.log)
        finally:
            _stop(process)
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def _stop(process: subprocess.Popen[str]) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout is not None:
        process.stdout.close()

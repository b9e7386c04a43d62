# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role ``bmc_credentials`` is killed after each of its changes, and in the middle of a write."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
import typing as t
from pathlib import Path

import pytest
from ansible_collections.baremetal.ipmi.tests.emulator.running import running_emulator
from ansible_collections.baremetal.ipmi.tests.integration.conftest import Bench
from ansible_collections.baremetal.ipmi.tests.integration.credentials import (
    ROTATE,
    SECONDS,
    logs_in,
    record,
    rotate,
    secrets_of,
    variables,
)
from ansible_collections.baremetal.ipmi.tests.integration.playbook import ANSIBLE_PLAYBOOK, environment

KILLED = -signal.SIGKILL
SESSION_TIMEOUT = 61
MOST_CHANGES = 40
"""Far more than the role makes; the end of the loop is a run that was not killed."""


@pytest.fixture
def one(tmp_path: Path) -> t.Iterator[Bench]:
    with running_emulator(username="admin", password="correct-horse") as emulator:
        yield Bench(emulator, tmp_path)


def killed_run(bench: Bench, hosts: dict[str, t.Any], after: int) -> int:
    """Run the playbook and have it killed after its change number ``after``; return how it ended."""
    inventory = bench.directory / "inventory.json"
    inventory.write_text(json.dumps({"all": {"hosts": hosts}}), encoding="utf-8")
    done = subprocess.run(
        [str(ANSIBLE_PLAYBOOK), "-i", str(inventory), str(ROTATE)],
        cwd=bench.directory,
        env=environment(
            bench.directory,
            ANSIBLE_CALLBACKS_ENABLED="killed_after",
            KILLED_AFTER=str(after),
            KILLED_CONTROL=str(bench.emulator.directory / "control"),
            KILLED_STORE=str(bench.directory / "store"),
        ),
        capture_output=True,
        timeout=SECONDS,
        check=False,
        start_new_session=True,
    )
    return done.returncode


def check_somebody_knows(bench: Bench) -> None:
    """One password of the store, or the one from before, with one key of it, logs in.

    A login with the wrong key leaves a session on the BMC until it times out, and the BMC has few.
    """
    bench.emulator.control.advance(SESSION_TIMEOUT)
    path = bench.directory / "store" / "bmc0.yml"
    kept = record(bench) if path.exists() else {}
    passwords = ["correct-horse", *secrets_of(kept.get("accounts", {}).get("admin", {}))]
    keys = ["", *secrets_of(kept.get("kg", {}))]
    assert any(logs_in(bench.bmc, "admin", password, key) for password in passwords[::-1] for key in keys[::-1])


def test_killed_after_any_change_it_leaves_nothing_unknown_and_goes_on(one: Bench) -> None:
    hosts = variables(one, bmc_credentials_force=True, bmc_credentials_kg=True)
    _kill_one_after_the_other(one, hosts)
    assert rotate(one, bmc_credentials_kg=True).returncode == 0
    kept = record(one)
    assert (kept["accounts"]["admin"]["pending"], kept["kg"]["pending"]) == ("", "")
    assert logs_in(one.bmc, "admin", kept["accounts"]["admin"]["current"], kept["kg"]["current"])


def _kill_one_after_the_other(bench: Bench, hosts: dict[str, t.Any]) -> None:
    """Kill one run after the other, each one change later, until one comes to its end.

    Each run finds what the one before has left, as a person's second try would.
    """
    for after in range(1, MOST_CHANGES):
        returncode = killed_run(bench, hosts, after)
        check_somebody_knows(bench)
        if returncode == 0:
            assert after > 5, "the role makes more changes: a password and a key, each pending, written, and current"
            return
        assert returncode == KILLED, after
    raise AssertionError("the role does not end")


@pytest.mark.parametrize("writes", [1, 2])
def test_killed_in_the_middle_of_a_write_it_leaves_nothing_unknown(one: Bench, writes: int) -> None:
    assert rotate(one).returncode == 0
    one.emulator.control.reset_counters()
    one.emulator.control.add_fault("work", probability=1, seconds=0.1)
    inventory = one.directory / "inventory.json"
    hosts = variables(one, bmc_credentials_force=True, bmc_credentials_kg=True)
    inventory.write_text(json.dumps({"all": {"hosts": hosts}}), encoding="utf-8")
    process = subprocess.Popen(
        [str(ANSIBLE_PLAYBOOK), "-i", str(inventory), str(ROTATE)],
        cwd=one.directory,
        env=environment(one.directory),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    deadline = time.monotonic() + SECONDS
    while sum(one.emulator.control.counters(0)["writes"].values()) < writes:
        assert process.poll() is None, "it ended before"
        assert time.monotonic() < deadline
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    one.emulator.control.clear_faults()
    check_somebody_knows(one)
    play = rotate(one, bmc_credentials_kg=True)
    assert play.returncode == 0, play.output
    kept = record(one)
    kg = kept.get("kg", {}).get("current", "")
    assert logs_in(one.bmc, "admin", kept["accounts"]["admin"]["current"], kg)

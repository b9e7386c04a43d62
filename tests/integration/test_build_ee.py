# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What ``tools/build-ee`` asks of which container engine; a program that notes how it was called stands for one."""

from __future__ import annotations

import shutil
import subprocess
import sys
import typing as t
from pathlib import Path

import pytest
from ansible_collections.baremetal.ipmi.tests.containers.images import one_at_a_time
from collection_path import ROOT

PROGRAMS = ("dirname", "mv", "rm", "sh")
RECORDING = '#!/bin/sh\necho "$0" "$@" >"$0.called"\n'


class Machine(t.NamedTuple):
    """A machine with the programs in one folder and no others."""

    programs: Path

    def install(self, engine: str) -> None:
        (self.programs / engine).write_text(RECORDING, encoding="utf-8")
        (self.programs / engine).chmod(0o755)

    def build(self, **variables: str) -> subprocess.CompletedProcess[str]:
        path = f"{self.programs}:{Path(sys.executable).parent}"
        with one_at_a_time():
            return subprocess.run(
                [ROOT / "tools" / "build-ee"],
                env={"PATH": path, "HOME": str(self.programs), **variables},
                capture_output=True,
                text=True,
                timeout=120,
                check=False,
            )

    def called(self, engine: str) -> str:
        """Return how the engine was called, or nothing."""
        record = self.programs / f"{engine}.called"
        return record.read_text(encoding="utf-8") if record.exists() else ""


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    for program in PROGRAMS:
        (tmp_path / program).symlink_to(t.cast(str, shutil.which(program)))
    return Machine(tmp_path)


def test_without_an_engine_it_says_what_is_missing(machine: Machine) -> None:
    done = machine.build()
    assert done.returncode == 1
    assert done.stderr == "Neither podman nor docker is installed: one of them has to build the image.\n"


def test_what_is_not_said_is_decided(machine: Machine) -> None:
    machine.install("docker")
    done = machine.build()
    assert done.returncode == 0, done.stdout + done.stderr
    assert "-t baremetal-ipmi-ee" in machine.called("docker")
    assert "EE_BASE_IMAGE" not in machine.called("docker")
    assert done.stdout.splitlines()[-1] == "Built baremetal-ipmi-ee with docker."


def test_what_is_said_is_done(machine: Machine) -> None:
    machine.install("docker")
    machine.install("podman")
    said = {
        "EE_IMAGE": "example/ee:1",
        "EE_BASE_IMAGE": "example/base:2",
        "EE_BUILD_OPTIONS": "--network=host --pull=never",
    }
    done = machine.build(**said)
    assert done.returncode == 0, done.stdout + done.stderr
    assert machine.called("docker") == ""
    for option in ("-t example/ee:1", "EE_BASE_IMAGE=example/base:2", "--network=host --pull=never"):
        assert option in machine.called("podman")

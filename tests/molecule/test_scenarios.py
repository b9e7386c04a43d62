# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each molecule scenario as a test of its own, so that they run side by side."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from ansible_collections.baremetal.ipmi.tests.containers.emulator_container import CONTAINERS_CONF
from ansible_collections.baremetal.ipmi.tests.integration.playbook import environment
from collection_path import ROOT

SCENARIOS = sorted(file.parent.name for file in (ROOT / "extensions" / "molecule").glob("*/molecule.yml"))
MOLECULE = Path(sys.executable).with_name("molecule")
NEEDED = ("podman", "buildah", "mmdebstrap", "ipmitool", "ipmi-config")
WITHOUT_BMC = ("awx_job_templates",)
"""Roles that speak with no BMC, so that containers with BMCs would show nothing. This one speaks with AWX; it is tested
in tests/integration/test_role_awx.py, and its job templates in test_awx_jobs.py."""
PATIENCE = 540
"""Seconds: several times what the longest one takes, and less than pytest's own patience."""


@pytest.fixture(scope="module", autouse=True)
def _programs() -> None:
    missing = [program for program in NEEDED if shutil.which(program) is None]
    if not MOLECULE.exists():
        missing.append("molecule")
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_scenario(scenario: str, tmp_path: Path) -> None:
    said = tmp_path / "output"
    with said.open("w") as output:
        process = subprocess.Popen(
            [MOLECULE, "test", "--scenario-name", scenario],
            cwd=ROOT,
            env=environment(
                tmp_path,
                CONTAINERS_CONF=str(CONTAINERS_CONF),
                MOLECULE_EPHEMERAL_DIRECTORY=str(tmp_path / "scenario"),
                NO_COLOR="1",
                PATH=f"{MOLECULE.parent}{os.pathsep}{os.environ['PATH']}",
            ),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        status = process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        status = "not ended"
    finally:
        # Containers that are left then are removed by the next run.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    assert status == 0, said.read_text(encoding="utf-8", errors="replace")


def test_every_role_has_a_scenario() -> None:
    roles = {path.name for path in (ROOT / "roles").iterdir()} if (ROOT / "roles").is_dir() else set()
    assert roles - set(WITHOUT_BMC) <= set(SCENARIOS)

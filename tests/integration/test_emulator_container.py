# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulator in an image and a container of its own, talked to from outside."""

from __future__ import annotations

import os
import shutil
import subprocess
import typing as t
from pathlib import Path

import pytest
from ansible_collections.baremetal.ipmi.tests.containers.emulator_container import (
    EmulatorContainer,
    emulator_container,
)
from ansible_collections.baremetal.ipmi.tests.integration.playbook import run_tasks

USERNAME = "operations"
PASSWORD = "a-Passw0rd-for-it"  # 17 bytes: only an IPMI 2.0 login works with it
NEEDED = ("podman", "buildah", "mmdebstrap", "ipmitool")


@pytest.fixture(scope="module")
def container() -> t.Iterator[EmulatorContainer]:
    missing = [program for program in NEEDED if shutil.which(program) is None]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")
    with emulator_container("--personality=dell", f"--username={USERNAME}", f"--password={PASSWORD}") as running:
        yield running


def ipmitool(container: EmulatorContainer, *arguments: str) -> str:
    command = ["ipmitool", "-I", "lanplus", "-C", "3", "-H", container.host, "-p", str(container.port)]
    command += ["-U", USERNAME, "-E", *arguments]
    environment = {**os.environ, "IPMI_PASSWORD": PASSWORD}
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=True).stdout


def test_answers_from_outside(container: EmulatorContainer) -> None:
    assert "Manufacturer ID           : 674" in ipmitool(container, "mc", "info")


def test_takes_writes(container: EmulatorContainer) -> None:
    ipmitool(container, "chassis", "power", "off")
    assert "Chassis Power is off" in ipmitool(container, "chassis", "power", "status")


def test_our_modules_reach_it(container: EmulatorContainer, tmp_path: Path) -> None:
    login = {"bmc_username": USERNAME, "bmc_password": PASSWORD, "bmc_cipher_suites": [3]}
    hosts = {"bmc": {"bmc_host": container.host, "bmc_port": container.port, **login}}
    on = {"baremetal.ipmi.boot": {"device": "pxe"}}
    play = run_tasks(tmp_path, hosts, [on, on])
    assert play.returncode == 0, play.output
    assert [result["changed"] for result in play.only("bmc")] == [True, False]


def test_keeps_secrets_out_of_its_log(container: EmulatorContainer) -> None:
    assert PASSWORD not in container.logs()

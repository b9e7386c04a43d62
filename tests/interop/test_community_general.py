# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``community.general.ipmi_power`` and ``ipmi_boot`` in a playbook against emulated BMCs, seen again by ipmitool."""

from __future__ import annotations

import sysconfig
import typing as t
from pathlib import Path

import pytest
from ansible_collections.baremetal.ipmi.tests.emulator.running import RunningEmulator, running_emulator
from ansible_collections.baremetal.ipmi.tests.integration.playbook import host_variables, run_tasks
from ansible_collections.baremetal.ipmi.tests.interop.ipmitool.program import LANPLUS, Ipmitool

pytest.importorskip("pyghmi", reason="pyghmi is not installed")
if not (Path(sysconfig.get_path("purelib")) / "ansible_collections/community/general").is_dir():
    pytest.skip("community.general is not installed", allow_module_level=True)

MAKES = {"generic": LANPLUS, "dell": ("-I", "lanplus", "-C", "3")}
LOGIN = {
    "name": "{{ bmc_host }}",
    "port": "{{ bmc_port }}",
    "user": "{{ bmc_username }}",
    "password": "{{ bmc_password }}",
}
ON_THE_CONTROLLER = {"ansible_connection": "local", "ansible_python_interpreter": "{{ ansible_playbook_python }}"}


@pytest.fixture(scope="module")
def emulator() -> t.Iterator[RunningEmulator]:
    with running_emulator(len(MAKES), ",".join(MAKES), username="admin", password="correct-horse") as running:
        yield running


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("play")


def run_twice(emulator: RunningEmulator, directory: Path, module: str, **options: t.Any) -> None:
    """Run a task on all BMCs two times: the second one finds everything done.

    These modules close no session: afterwards the time passes in which the BMCs give them up.
    """
    hosts = {bmc.personality: host_variables(bmc, **ON_THE_CONTROLLER) for bmc in emulator.bmcs}
    task = {f"community.general.{module}": {**LOGIN, **options}}
    play = run_tasks(directory, hosts, [task, task])
    emulator.control.advance(61)
    assert play.returncode == 0, play.output
    for name in MAKES:
        assert [result["changed"] for result in play.only(name)] == [True, False]


def ipmitools(emulator: RunningEmulator) -> list[Ipmitool]:
    return [
        Ipmitool.of(bmc, emulator.control).using(interface=interface)
        for bmc, interface in zip(emulator.bmcs, MAKES.values())
    ]


@pytest.mark.parametrize("state", ["off", "on"])
def test_ipmi_power(emulator: RunningEmulator, directory: Path, state: str) -> None:
    run_twice(emulator, directory, "ipmi_power", state=state, timeout=10)
    for ipmitool in ipmitools(emulator):
        assert ipmitool.ok("chassis", "power", "status") == f"Chassis Power is {state}\n"


@pytest.mark.parametrize("persistent", [False, True])
def test_ipmi_boot(emulator: RunningEmulator, directory: Path, persistent: bool) -> None:
    run_twice(emulator, directory, "ipmi_boot", bootdev="network", uefiboot=True, persistent=persistent)
    for ipmitool in ipmitools(emulator):
        flags = ipmitool.ok("chassis", "bootparam", "get", "5")
        assert "Force PXE" in flags
        assert "BIOS EFI boot" in flags
        assert ("apply to all future boots" in flags) is persistent


def test_ipmi_boot_absent(emulator: RunningEmulator, directory: Path) -> None:
    run_twice(emulator, directory, "ipmi_boot", bootdev="network", state="absent")
    for ipmitool in ipmitools(emulator):
        assert "No override" in ipmitool.ok("chassis", "bootparam", "get", "5")

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``bmc_interface: open`` on a real kernel: Ansible ships the modules to a QEMU guest, whose BMC QEMU simulates.

That BMC has some forty commands: no user, no LAN channel, no boot option, no system GUID. So this is also the test of
a BMC that has next to nothing.
"""

from __future__ import annotations

import contextlib
import json
import typing as t
from pathlib import Path

import pytest
from ansible_collections.baremetal.ipmi.tests.integration.playbook import PlayResult, run_tasks
from ansible_collections.baremetal.ipmi.tests.interop import qemu_machine
from ansible_collections.baremetal.ipmi.tests.interop.qemu_initramfs import EXCHANGES, find_python
from ansible_collections.baremetal.ipmi.tests.interop.qemu_machine import Machine

CONNECTION_PLUGINS = Path(__file__).resolve().parent / "connection_plugins"
DEVICE_ID = bytes.fromhex("20 00 02 34 02 07 7c2a00 2301")

Result = dict[str, t.Any]


@pytest.fixture(scope="module")
def machines() -> t.Iterator[t.Callable[[], Machine]]:
    """Return a function that returns a machine that runs: the last one, as long as no test has ended it."""
    missing = qemu_machine.what_is_missing()
    if missing:
        pytest.skip(missing)
    with contextlib.ExitStack() as stack:
        started: list[Machine] = []

        def running() -> Machine:
            if not started or not started[-1].is_running:
                started.append(stack.enter_context(qemu_machine.running_machine()))
            return started[-1]

        yield running


@pytest.fixture
def machine(machines: t.Callable[[], Machine]) -> Machine:
    return machines()


def play(machine: Machine, directory: Path, *tasks: Result, verbosity: tuple[str, ...] = ()) -> PlayResult:
    """Run tasks in the guest, each whatever became of the one before."""
    variables = {
        "ansible_connection": "qemu_guest",
        "ansible_pipelining": True,
        "ansible_python_interpreter": str(find_python().program),
        "bmc_interface": "open",
        "qemu_port": str(machine.port("ansible")),
    }
    environment = {"ANSIBLE_CONNECTION_PLUGINS": str(CONNECTION_PLUGINS)}
    tasks = tuple({**task, "ignore_errors": True} for task in tasks)
    return run_tasks(directory, {"managed": variables}, list(tasks), *verbosity, extra_environment=environment)


def run(machine: Machine, directory: Path, *tasks: Result) -> list[Result]:
    """Run tasks in the guest and return their results."""
    played = play(machine, directory, *tasks)
    assert len(played.only("managed")) == len(tasks), played.output
    return played.only("managed")


def task(module: str, check: bool = False, **options: t.Any) -> Result:
    return {f"baremetal.ipmi.{module}": options, "check_mode": check}


def test_what_the_bmc_is_and_what_it_lacks(machine: Machine, tmp_path: Path) -> None:
    subsets = ["device", "guid", "device_guid", "chassis", "lan"]
    (result,) = run(machine, tmp_path, task("info", gather=subsets))
    assert not result["failed"], result
    assert result["bmc"] == {
        "address": "/dev/ipmi0",
        "channel": None,
        "cipher_suite": None,
        "firmware": "2.34",
        "manufacturer": "Supermicro",
        "manufacturer_id": qemu_machine.MANUFACTURER_ID,
        "product_id": qemu_machine.PRODUCT_ID,
        "system_guid": None,
    }
    assert result["device"]["functions"] == ["sensor_device", "sdr_repository_device", "sel_device"]
    assert result["device_guid"]["rfc4122"] == qemu_machine.DEVICE_GUID
    assert result["chassis"]["power"] == "on"
    assert (result["guid"], result["lan"]) == (None, [])
    assert {"guid", "chassis.power_on_minutes"} <= set(result["not_supported"])


def test_the_trace_comes_from_the_host(machine: Machine, tmp_path: Path) -> None:
    played = play(machine, tmp_path, task("info", gather=["device"]), verbosity=("-vvvv",))
    lines = [line for line in played.output.splitlines() if line.startswith("<managed> IPMI ")]
    assert any(" ms -> Get Device ID" in line for line in lines), played.output
    assert any(" ms <- Get Device ID: 00h (ok) after " in line for line in lines)
    assert "trace" not in played.last("managed")


def test_raw_commands_to_the_bmc_and_past_it(machine: Machine, tmp_path: Path) -> None:
    written, behind = run(
        machine,
        tmp_path,
        task("raw", command="Set Watchdog Timer", data="04 00 00 00 2c 01"),
        # QEMU has a controller on the IPMB that answers this one command.
        task("raw", command="Get Device ID", changes=False, bmc_target={"address": 0x40}),
    )
    assert (written["changed"], written["completion_code"]) == (True, 0), written
    assert behind["data_hex"] == "0000000051000000000000", behind
    assert exchanges(machine)["watchdog"] == "00" + "040000002c01" + "0000"


def exchanges(machine: Machine) -> Result:
    """Return what ``qemu_guest_exchanges.py`` found."""
    return t.cast("Result", json.loads(machine.execute(f"{find_python().program} {EXCHANGES}")))


def test_a_late_answer_and_a_second_process(machine: Machine) -> None:
    found = exchanges(machine)
    no_answer, enables = found["late"]
    assert no_answer is None
    assert (enables[:2], len(enables)) == ("00", 4)
    assert found["together"] == [["00" + DEVICE_ID.hex()], [enables]]


def test_what_the_bmc_cannot_do_is_a_failure_that_says_so(machine: Machine, tmp_path: Path) -> None:
    boot, cycle = run(machine, tmp_path, task("boot", device="pxe"), task("power", state="cycle"))
    assert (boot["changed"], boot["error_code"]) == (False, "not_supported"), boot
    assert (cycle["changed"], cycle["error_code"], cycle["completion_code"]) == (False, "refused_by_bmc", 0xD5), cycle


def test_check_mode_resets_nothing(machine: Machine, tmp_path: Path) -> None:
    (result,) = run(machine, tmp_path, task("power", check=True, state="reset"))
    assert (result["changed"], result["power"]) == (True, "on"), result
    assert machine.is_running


@pytest.mark.parametrize(("state", "reason"), [("reset", "guest-reset"), ("off", "guest-shutdown")])
def test_power_has_the_last_word(machine: Machine, tmp_path: Path, state: str, reason: str) -> None:
    """The host is gone in the middle of the task."""
    played = play(machine, tmp_path, task("power", state=state))
    assert played.last("managed").get("unreachable"), played.output
    assert machine.await_end() == reason
    # It was the BMC, not the system itself.
    assert "reboot:" not in machine.console()

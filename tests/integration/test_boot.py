# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``boot`` through ansible-playbook, confirmed with ipmitool. The tests build on each other."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.baremetal.ipmi.tests.emulator.running import running_emulator
from ansible_collections.baremetal.ipmi.tests.integration.conftest import Bench
from ansible_collections.baremetal.ipmi.tests.integration.ipmitool import run_ipmitool

PXE = {"device": "pxe", "persistent": True, "firmware": "uefi"}


def flags(bench: Bench) -> str:
    """Return the boot flags as ipmitool reads them: five bytes as hexadecimal digits."""
    lines = run_ipmitool(bench.bmc, "chassis", "bootparam", "get", "5").splitlines()
    return next(line.split(":")[1].strip() for line in lines if "parameter data" in line)


BAD_ARGUMENTS: list[tuple[dict[str, t.Any], str]] = [
    ({"device": "usb"}, "device"),
    ({"firmware": "bios"}, "firmware"),
    ({"device": "default", "persistent": True}, "persistent"),
    ({"device": "disk", "device_instance": 16}, "device_instance"),
    ({"colour": "red"}, "colour"),
]


def test_bad_arguments_are_named_and_cost_no_traffic(bench: Bench) -> None:
    bench.names_bad_arguments("boot", BAD_ARGUMENTS)


def test_check_mode_changes_nothing(bench: Bench) -> None:
    result = bench.result("boot", "--check", "--diff", **PXE)
    assert result["diff"]["before"]["device"] == "default"
    assert result["diff"]["after"] == PXE
    assert flags(bench) == "0000000000"


def test_an_override_is_made(bench: Bench) -> None:
    assert bench.result("boot", **PXE)["changed"]
    assert flags(bench) == "e004000000"
    assert "set complete" in run_ipmitool(bench.bmc, "chassis", "bootparam", "get", "0")


def test_a_second_run_changes_nothing_two_minutes_later_too(bench: Bench) -> None:
    bench.emulator.control.reset_counters()
    bench.emulator.control.advance(120)
    assert not bench.result("boot", **PXE)["changed"]
    assert bench.emulator.control.counters(0)["writes"] == {}


def test_one_flag_is_changed_and_the_rest_kept(bench: Bench) -> None:
    result = bench.result("boot", console_redirection="enable")
    assert result["diff"] == {
        "before": {"console_redirection": "default"},
        "after": {"console_redirection": "enable"},
    }
    assert flags(bench) == "e004020000"
    assert bench.result("boot", device="disk")["changed"]
    assert flags(bench) == "e008020000"


def test_what_ipmitool_sets_is_what_is_read(bench: Bench) -> None:
    run_ipmitool(bench.bmc, "chassis", "bootdev", "bios", "options=persistent")
    assert not bench.result("boot", device="bios_setup", persistent=True, firmware="legacy")["changed"]


def test_default_takes_the_override_away(bench: Bench) -> None:
    default = {"device": "default"}
    assert [result["changed"] for result in bench.results("boot", default, default)] == [True, False]
    assert flags(bench) == "0000000000"


def test_a_bmc_that_ignores_the_firmware_type_is_caught(bench: Bench) -> None:
    number = bench.emulator.control.add_fault("ignore_write", command="Set System Boot Options", data="05")
    failure = bench.failure("boot", device="pxe", firmware="uefi")
    bench.emulator.control.remove_fault(number)
    assert failure["error_code"] == "write_ignored"
    assert "'pxe', but has 'default'" in failure["msg"]


def test_no_session_is_left(bench: Bench) -> None:
    assert bench.active_sessions() == 0


def test_the_disk_of_a_supermicro_server_in_uefi_mode(tmp_path_factory: pytest.TempPathFactory) -> None:
    account = {"username": "admin", "password": "correct-horse"}
    with running_emulator(personality="supermicro", **account) as emulator:
        bench = Bench(emulator, tmp_path_factory.mktemp("play"))
        disk = {"device": "disk", "firmware": "uefi", "persistent": True}
        assert [result["changed"] for result in bench.results("boot", disk, disk)] == [True, False]
        assert flags(bench) == "e024000000"
        document = bench.result("config_info", sections=["boot"])["document"]
        assert document == {"boot": {"device": "disk", "persistent": True, "firmware": "uefi"}}

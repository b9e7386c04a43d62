# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Our modules on a BMC made from pyghmi's class, as VirtualBMC is: power, boot, and clear words about the rest."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.baremetal.ipmi.tests.interop import pyghmi_bmc
from ansible_collections.baremetal.ipmi.tests.interop.foreign_bench import ForeignBench

pytest.importorskip("pyghmi", reason="pyghmi is not installed")

FROM_FIRST_TO_LAST = {
    "pxe": "network",
    "disk": "hd",
    "disk_safe_mode": "safe",
    "cdrom": "optical",
    "bios_setup": "setup",
    "floppy": "floppy",
    "default": "default",
}
"""Our words and pyghmi's for each boot device that it knows."""


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> t.Iterator[ForeignBench]:
    with pyghmi_bmc.running_pyghmi_bmc() as bmc:
        yield ForeignBench(bmc, tmp_path_factory.mktemp("play"))


def test_power(bench: ForeignBench) -> None:
    states = ["on", "on", "reset", "cycle", "diag", "soft", "soft", "cycle", "off", "off", "on"]
    results = bench.each("power", *({"state": state} for state in states))
    changes = [True, False, True, True, True, True, False, True, True, False, True]
    assert [result["changed"] for result in results] == changes
    happened = ["on", "reset", "cycle", "diagnostic interrupt", "shutdown", "on", "off", "on"]
    assert [bench.bmc.next_event() for _event in happened] == happened
    assert bench.ipmitool.ok("chassis", "power", "status") == "Chassis Power is on\n"


def test_boot(bench: ForeignBench) -> None:
    """Each device twice. The class knows no persistence and no UEFI, and its flags are always valid."""
    bench.settle("boot", *({"device": device} for device in FROM_FIRST_TO_LAST))
    for word in FROM_FIRST_TO_LAST.values():
        assert bench.bmc.next_event() == f"boot {word}"
    assert "No override" in bench.ipmitool.ok("chassis", "bootparam", "get", "5")


@pytest.mark.parametrize("option", [{"persistent": True}, {"firmware": "uefi"}])
def test_what_it_does_not_keep_is_named(bench: ForeignBench, option: dict[str, t.Any]) -> None:
    (result,) = bench.refused(("boot", {"device": "cdrom", **option}))
    assert result["error_code"] == "write_ignored"
    assert bench.bmc.next_event() == "boot optical"
    assert "Force Boot from CD/DVD" in bench.ipmitool.ok("chassis", "bootparam", "get", "5")


def test_info(bench: ForeignBench) -> None:
    (result,) = bench.each("info", {})
    assert result["bmc"]["system_guid"] == pyghmi_bmc.GUID.bytes.hex()
    assert result["guid"]["rfc4122"] == str(pyghmi_bmc.GUID)
    assert result["device"]["firmware"] == "1.00"
    assert result["chassis"]["power"] == "on"
    assert "self_test" in result["not_supported"]


def test_what_it_does_not_have_is_named(bench: ForeignBench) -> None:
    results = bench.run(
        {"baremetal.ipmi.user": {"name": "alice"}},
        {"baremetal.ipmi.lan": {"vlan_id": 5}},
        {"baremetal.ipmi.channel": {"privilege_limit": "operator"}},
        {"baremetal.ipmi.sol": {"enabled": True}},
        {"baremetal.ipmi.chassis": {"power_restore_policy": "always_on"}},
    )
    for result in results:
        assert result["error_code"] == "not_supported", result
        assert "This BMC" in result["msg"]


def test_suites(bench: ForeignBench) -> None:
    """It answers every proposal with suite 3: a session is never opened with another suite than one of the list."""
    state = {"baremetal.ipmi.power": {"state": "on"}}
    (passed_over,) = bench.run(state, bmc_cipher_suites=[17, 3])
    assert passed_over["bmc"]["cipher_suite"] == 3
    (refused,) = bench.run(state, bmc_cipher_suites=[17])
    assert refused["error_code"] == "suite_refused", refused


def test_wrong_password(bench: ForeignBench) -> None:
    (result,) = bench.run({"baremetal.ipmi.power": {"state": "on"}}, bmc_password="battery-staple")
    assert result["error_code"] == "wrong_password", result

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``info`` through ansible-playbook against emulated BMCs, confirmed with ipmitool."""

from __future__ import annotations

import re
import typing as t

import pytest
from ansible_collections.baremetal.ipmi.tests.emulator.running import running_emulator
from ansible_collections.baremetal.ipmi.tests.integration.conftest import Bench
from ansible_collections.baremetal.ipmi.tests.integration.ipmitool import run_ipmitool

SUBSETS = [
    "device", "guid", "device_guid", "self_test", "channels", "authentication", "cipher_suites", "lan", "fru",
    "chassis", "sessions", "features",
]  # fmt: skip


@pytest.fixture(scope="module")
def supermicro(tmp_path_factory: pytest.TempPathFactory) -> t.Iterator[Bench]:
    """A BMC of a make that does not have everything."""
    with running_emulator(personality="supermicro", username="admin", password="correct-horse") as emulator:
        yield Bench(emulator, tmp_path_factory.mktemp("play"))


def test_a_bad_argument_is_named_and_costs_no_traffic(bench: Bench) -> None:
    bench.emulator.control.reset_counters()
    failure = bench.failure("info", gather=["device", "fans"])
    assert "fans" in failure["msg"]
    assert failure["error_code"] == "invalid_option"
    assert bench.emulator.control.counters(0)["datagrams_in"] == 0


def test_the_default_is_a_few_requests(bench: Bench) -> None:
    bench.emulator.control.reset_counters()
    result = bench.result("info")
    assert not result["changed"]
    assert result["self_test"]["result"] == "passed"
    assert result["chassis"]["power"] == "on"
    counters = bench.emulator.control.counters(0)
    assert counters["writes"] == {}
    assert sum(counters["requests"].values()) <= 7


def test_what_ipmitool_says_too(bench: Bench) -> None:
    result = bench.result("info", gather=["device", "guid", "cipher_suites"])
    said = run_ipmitool(bench.bmc, "mc", "info")
    assert re.search(r"Firmware Revision\s+: 2.10", said)
    assert result["device"]["firmware"] == "2.10"
    # ipmitool shows its own choice of a reading when asked for rfc4122.
    for reading in ("ipmi", "smbios"):
        assert result["guid"][reading] in run_ipmitool(bench.bmc, "mc", "guid", reading).lower()
    listed = re.findall(r"^(\d+)\s+", run_ipmitool(bench.bmc, "channel", "getciphers", "ipmi", "1"), re.MULTILINE)
    assert [str(suite) for suite in result["cipher_suites"][0]["cipher_suites"]] == listed


def test_serial_numbers_that_ipmitool_prints_too(bench: Bench) -> None:
    fru = bench.result("info", gather=["fru"])["fru"]
    said = run_ipmitool(bench.bmc, "fru", "print", "0")
    assert re.search(rf"Board Serial +: {fru['board_serial_number']}$", said, re.MULTILINE)
    assert re.search(rf"Board Mfg +: {fru['manufacturer']}$", said, re.MULTILINE)


def test_check_mode_reads_the_same(bench: Bench) -> None:
    gather = ["device", "channels", "features"]
    assert bench.result("info", "--check", gather=gather)["channels"] == bench.result("info", gather=gather)["channels"]


def test_every_subset_of_a_make_that_has_not_everything(supermicro: Bench) -> None:
    result = supermicro.result("info", gather=SUBSETS)
    assert set(SUBSETS) <= set(result)
    assert result["device"]["manufacturer"] == "Supermicro"
    assert result["sessions"]["own"]["privilege"] == "operator"
    assert result["lan"][0]["mac_address"]


def test_an_account_of_the_level_user_is_enough(bench: Bench) -> None:
    account = {"bmc_username": "user", "bmc_password": "user"}
    play = bench.run("info", variables=account, gather=["device", "self_test", "channels", "sessions"])
    assert play.returncode == 0, play.output
    result = play.last()
    assert "not_supported" not in result
    assert result["sessions"]["own"]["privilege"] == "user"


def test_a_controller_behind_the_bmc(bench: Bench) -> None:
    target = {"address": 0x82, "channel": 0}
    behind, itself = bench.results("info", {"gather": ["device"], "bmc_target": target}, {"gather": ["device"]})
    assert behind["device"] != itself["device"]


def test_no_session_is_left(bench: Bench, supermicro: Bench) -> None:
    assert bench.active_sessions() == 0
    assert supermicro.active_sessions() == 0

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role ``bmc_hardening`` and its playbook, on factory BMCs of every make, looked at by other tools."""

from __future__ import annotations

import typing as t
from pathlib import Path

import pytest
from ansible_collections.baremetal.ipmi.tests.emulator.running import RunningBmc, running_emulator
from ansible_collections.baremetal.ipmi.tests.integration.conftest import Bench
from ansible_collections.baremetal.ipmi.tests.integration.ipmitool import run_ipmitool, try_ipmitool
from ansible_collections.baremetal.ipmi.tests.integration.playbook import PlayResult, run_playbook
from collection_path import ROOT

MAKES = ("generic", "supermicro", "dell", "hpe", "lenovo", "openbmc")
HARDEN = ROOT / "playbooks" / "harden.yml"
SECRETS = {"ops": "Correct-Horse-1", "rescue": "Battery-Staple-2", "monitor": "Quiet-Window-3"}
COMMUNITY = "Traps-Of-Ours"
DOCUMENT = {"lan": [{"community": COMMUNITY}], "chassis": {"power_restore_policy": "previous"}}
SECOND_CHANNEL = {"channel": 8, "community": COMMUNITY}
BAD = ("fail", "conflict")


def variables(**more: t.Any) -> dict[str, t.Any]:
    return {
        "bmc_hardening_administrators": [{"name": name, "password": SECRETS[name]} for name in ("ops", "rescue")],
        "bmc_hardening_users": [{"name": "monitor", "password": SECRETS["monitor"], "privilege": "user"}],
        "bmc_hardening_declared": {"break_glass": "rescue", "alert_destinations": [], "channels": [1, 2, 8]},
        "bmc_hardening_document": DOCUMENT,
        "bmc_hardening_remove_undeclared_accounts": True,
        **more,
    }


@pytest.fixture(scope="module")
def fleet(tmp_path_factory: pytest.TempPathFactory) -> t.Iterator[Bench]:
    with running_emulator(count=len(MAKES), personality=",".join(MAKES)) as emulator:
        yield Bench(emulator, tmp_path_factory.mktemp("fleet"))


def harden(bench: Bench, *arguments: str, hosts: dict[str, t.Any] | None = None, **more: t.Any) -> PlayResult:
    if hosts is None:
        hosts = bench.hosts(**variables(**more))
        for number, bmc in enumerate(bench.emulator.bmcs):
            if bmc.personality == "lenovo":  # Its second channel has a community of its own.
                hosts[f"bmc{number}"]["bmc_hardening_document"] = {
                    **DOCUMENT,
                    "lan": [*DOCUMENT["lan"], SECOND_CHANNEL],
                }
    return run_playbook(bench.directory, hosts, HARDEN, *arguments)


def recap(play: PlayResult, host: str) -> dict[str, int]:
    line = next(line for line in play.output.splitlines()[::-1] if line.split(" ")[0] == host)
    return {name: int(value) for name, value in (pair.split("=") for pair in line.split(":")[1].split())}


def logs_in(bmc: RunningBmc, username: str, password: str) -> bool:
    """Tell whether ipmitool gets in as an administrator, with whatever cipher suite the make has."""
    account = bmc._replace(username=username, password=password)
    return try_ipmitool(account, "mc", "info", suite=None).returncode == 0


def test_check_mode_writes_nothing_and_says_what_would_be_written(fleet: Bench) -> None:
    fleet.emulator.control.reset_counters()
    play = harden(fleet, "--check", "--diff")
    assert play.returncode == 0, play.output
    for number, make in enumerate(MAKES):
        assert fleet.emulator.control.counters(number)["writes"] == {}, make
        assert recap(play, f"bmc{number}")["changed"] >= 3, make
        planned = [one["diff"]["after"] for one in play.only(f"bmc{number}") if isinstance(one.get("diff"), dict)]
        accounts = {name for after in planned for name in after.get("users", {})}
        # The account of the factory, with which the plan was made, is in it.
        assert {"ops", "rescue", "monitor", fleet.emulator.bmcs[number].username} <= accounts, make
    assert not (fleet.directory / "bmc-snapshots").exists()


def test_factory_bmcs_meet_the_baseline_after_one_run_and_nothing_is_left_for_a_second(fleet: Bench) -> None:
    first = harden(fleet)
    assert first.returncode == 0, first.output
    second = harden(fleet)
    assert second.returncode == 0, second.output
    for number, make in enumerate(MAKES):
        host = f"bmc{number}"
        assert recap(first, host)["changed"] >= 3, make
        assert recap(second, host)["changed"] == 0, (make, second.output[-6000:])
        final = [one for one in second.only(host) if "findings" in one][-1]
        failing = [one["id"] for one in final["findings"] if one["state"] in BAD]
        assert set(failing) <= {"BMC-CIPH-002", "BMC-CIPH-003", "BMC-CIPH-005"}, (make, failing)
        assert all(not one["mend"] for one in final["findings"] if one["state"] == "fail"), make
    for secret in (*SECRETS.values(), COMMUNITY):
        assert secret not in first.output
    assert sorted(path.stem for path in (fleet.directory / "bmc-snapshots").iterdir()) == [
        f"bmc{number}" for number in range(len(MAKES))
    ]


def test_another_tool_finds_the_site_s_accounts_and_not_the_factory_s(fleet: Bench) -> None:
    for number, bmc in enumerate(fleet.emulator.bmcs):
        assert logs_in(bmc, "ops", SECRETS["ops"]), MAKES[number]
        assert logs_in(bmc, "rescue", SECRETS["rescue"]), MAKES[number]
        assert not logs_in(bmc, bmc.username, bmc.password), MAKES[number]
        own = bmc._replace(username="ops", password=SECRETS["ops"])
        assert "previous" in run_ipmitool(own, "chassis", "status", suite=None)


@pytest.fixture
def one(tmp_path: Path) -> t.Iterator[Bench]:
    with running_emulator(username="admin", password="correct-horse") as emulator:
        yield Bench(emulator, tmp_path)


def nothing_written(bench: Bench) -> bool:
    return bool(bench.emulator.control.counters(0)["writes"] == {})


def test_one_administrator_is_refused(one: Bench) -> None:
    alone = [{"name": "ops", "password": "Ops-Word-1"}]
    play = harden(one, bmc_hardening_administrators=alone)
    assert play.returncode == 2
    assert "there is no second administrator" in play.output
    assert nothing_written(one)
    play = harden(one, bmc_hardening_administrators=alone, bmc_hardening_allow_single_administrator=True)
    assert play.returncode == 0, play.output


def test_another_machine_is_left_alone(one: Bench) -> None:
    identity = {"system_guid": "00" * 16}
    play = harden(one, bmc_hardening_declared={"identity": identity})
    assert play.returncode == 2
    assert "This is another machine than declared: its system_guid differs. Nothing was written." in play.output
    assert nothing_written(one)


def test_a_snapshot_that_cannot_be_written_ends_the_run_before_any_change(one: Bench) -> None:
    place = one.directory / "in-the-way"
    place.write_text("a file", encoding="utf-8")
    play = harden(one, bmc_hardening_snapshot_path=str(place))
    assert play.returncode == 2
    assert str(place) in play.output
    assert nothing_written(one)


def test_unknown_profiles_and_checks_are_named(one: Bench) -> None:
    for wrong, message in (
        ({"bmc_hardening_profile": "hard"}, "value of bmc_hardening_profile must be one of"),
        ({"bmc_hardening_unmended": ["BMC-NO-1"]}, "unmended: there is no check 'BMC-NO-1'"),
        ({"bmc_hardening_waivers": [{"check": "BMC-SOL-002", "expires": "2099-01-01"}]}, "reason"),
    ):
        play = harden(one, **wrong)
        assert play.returncode == 2, play.output
        assert message in play.output
        assert nothing_written(one)


def test_what_is_waived_is_left_as_it_is_and_so_are_accounts(one: Bench) -> None:
    one.result("user", name="eve", password="Not-Declared-1", privilege="user")
    waiver = {"check": "BMC-SOL-002", "reason": "The lab reads along.", "expires": "2099-12-31"}
    # From the command line, a boolean comes as text.
    play = harden(one, bmc_hardening_waivers=[waiver], bmc_hardening_remove_undeclared_accounts="false")
    assert play.returncode == 0, play.output
    own = one.bmc._replace(username="ops", password=SECRETS["ops"])
    assert "eve" in run_ipmitool(own, "user", "list", "1")
    assert "Force Encryption                : false" in run_ipmitool(own, "sol", "info", "1")
    assert "Force Authentication            : true" in run_ipmitool(own, "sol", "info", "1")


def test_the_first_bmc_that_does_not_come_back_stops_the_others(tmp_path: Path) -> None:
    with running_emulator(count=4, username="admin", password="correct-horse") as emulator:
        bench = Bench(emulator, tmp_path)
        # All four are of one model: one is the canary, and it is gone as soon as its accounts are made.
        canary = {"fault": "reboot", "command": "Set User Access", "when": "after", "seconds": 600}
        emulator.control.add_fault(**canary)
        play = harden(bench, bmc_timeout=20)
        assert play.returncode == 2
        touched = [number for number in range(4) if emulator.control.counters(number)["writes"]]
        assert len(touched) == 1, play.output

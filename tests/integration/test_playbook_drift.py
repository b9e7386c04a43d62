# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documents through the shipped playbooks: kept, compared, brought back, on a BMC of every make."""

from __future__ import annotations

import shutil
import typing as t

import pytest
from ansible_collections.baremetal.ipmi.tests.emulator.running import running_emulator
from ansible_collections.baremetal.ipmi.tests.integration.documents import (
    INTRUDER,
    INTRUDER_PASSWORD,
    MAKES,
    PASSWORD,
    Fleet,
    changed_hosts,
    messages,
)

pytestmark = pytest.mark.skipif(shutil.which("ipmitool") is None, reason="ipmitool is not installed")


@pytest.fixture(scope="module")
def fleet(tmp_path_factory: pytest.TempPathFactory) -> t.Iterator[Fleet]:
    with running_emulator(count=len(MAKES), personality=",".join(MAKES), password=PASSWORD) as emulator:
        yield Fleet(emulator, tmp_path_factory.mktemp("fleet"))


def test_a_bmc_without_a_document_is_not_verified(fleet: Fleet) -> None:
    play = fleet.run("drift")
    assert play.returncode == 2, play.output
    for make in MAKES:
        assert any("has no document" in line for line in messages(play, make)), play.output
    assert "6 BMCs: 0 as documented, 0 drifted, 6 not verified" in play.output


def test_all_are_kept_and_nothing_has_drifted(fleet: Fleet) -> None:
    first, second, drift = fleet.run("backup"), fleet.run("backup"), fleet.run("drift")
    for play in (first, second, drift):
        assert play.returncode == 0, play.output
    assert changed_hosts(first) == dict.fromkeys(MAKES, True)
    assert changed_hosts(second) == changed_hosts(drift) == dict.fromkeys(MAKES, False)
    assert "6 BMCs: 6 as documented, 0 drifted, 0 not verified" in drift.output
    for number in range(len(MAKES)):
        assert fleet.emulator.control.counters(number)["writes"] == {}


def test_what_another_tool_does_is_found_and_named(fleet: Fleet) -> None:
    for make in MAKES:
        fleet.let_somebody_in(make)
    play = fleet.run("drift")
    assert play.returncode == 2, play.output
    assert "6 BMCs: 0 as documented, 6 drifted, 0 not verified" in play.output
    for make in MAKES:
        said = messages(play, make)
        assert any(line.startswith(f"users.{INTRUDER}: (nothing) -> ") and "administrator" in line for line in said)
        assert any(line.startswith("chassis.power_restore_policy: ") for line in said), (make, said)
        assert len([line for line in said if line.startswith(("users.", "chassis."))]) == 2, said
        assert f"{make}: 2 differences" in play.output
    assert changed_hosts(play) == dict.fromkeys(MAKES, False)


def test_the_plan_shows_it_and_writes_nothing(fleet: Fleet) -> None:
    fleet.emulator.control.reset_counters()
    play = fleet.run("restore")
    assert play.returncode == 0, play.output
    for make in MAKES:
        said = messages(play, make)
        assert any(line.startswith(f"users.{INTRUDER}.") for line in said), (make, said)
        assert any(line.startswith("chassis.power_restore_policy: always_off -> ") for line in said), (make, said)
    assert changed_hosts(play) == dict.fromkeys(MAKES, False)
    for number in range(len(MAKES)):
        assert fleet.emulator.control.counters(number)["writes"] == {}


def test_brought_back_it_is_as_documented(fleet: Fleet) -> None:
    predicted = fleet.run("restore", "--check", bmc_restore_apply=True)
    applied = fleet.run("restore", bmc_restore_apply=True)
    again = fleet.run("restore", bmc_restore_apply=True)
    drift = fleet.run("drift")
    for play in (predicted, applied, again, drift):
        assert play.returncode == 0, play.output
    assert changed_hosts(predicted) == changed_hosts(applied) == dict.fromkeys(MAKES, True)
    assert changed_hosts(again) == dict.fromkeys(MAKES, False)
    for make in MAKES:
        assert INTRUDER not in fleet.other_tool(make, "user", "list", "2" if make == "hpe" else "1")


def test_one_that_does_not_answer_is_named_and_the_others_are_compared(fleet: Fleet) -> None:
    fault = fleet.emulator.control.add_fault("drop", bmc=fleet.number("dell"))
    try:
        play = fleet.run("drift", bmc_timeout=3)
        backup = fleet.run("backup", bmc_timeout=3)
    finally:
        fleet.emulator.control.remove_fault(fault)
    assert (play.returncode, backup.returncode) == (2, 2), play.output
    assert "6 BMCs: 5 as documented, 0 drifted, 1 not verified" in play.output
    assert "6 BMCs: 5 kept, 1 not" in backup.output
    assert any(line.startswith("dell: not verified: ") for line in messages(play, "dell"))


def test_what_is_ignored_is_no_drift(fleet: Fleet) -> None:
    fleet.other_tool("dell", "chassis", "policy", "always-off")
    ignoring = fleet.run("drift", limit="dell", bmc_backup_ignore=["chassis.*"])
    assert ignoring.returncode == 0, ignoring.output
    assert fleet.run("drift", limit="dell").returncode == 2
    assert fleet.run("restore", limit="dell", bmc_restore_apply=True).returncode == 0


def test_no_secret_is_in_a_file_or_on_the_screen(fleet: Fleet) -> None:
    plays = [fleet.run(playbook, "-vvv", "--diff") for playbook in ("backup", "drift", "restore")]
    texts = [play.output for play in plays] + [path.read_text() for path in fleet.documents.iterdir()]
    for secret in (PASSWORD, INTRUDER_PASSWORD):
        assert [text for text in texts if secret in text] == []

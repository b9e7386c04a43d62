# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role bmc_restore: what it refuses before it writes, and what it brings back."""

from __future__ import annotations

import shutil
import typing as t
from pathlib import Path

import pytest
import yaml
from ansible_collections.baremetal.ipmi.tests.emulator.running import running_emulator
from ansible_collections.baremetal.ipmi.tests.integration.documents import PASSWORD, Fleet, changed_hosts, messages

pytestmark = pytest.mark.skipif(shutil.which("ipmitool") is None, reason="ipmitool is not installed")

MAKES = ("generic", "openbmc")
NEW_PASSWORD = "N3w-Secret-5"


@pytest.fixture(scope="module")
def emulated(tmp_path_factory: pytest.TempPathFactory) -> t.Iterator[Fleet]:
    with running_emulator(count=len(MAKES), personality=",".join(MAKES), password=PASSWORD) as emulator:
        yield Fleet(emulator, tmp_path_factory.mktemp("fleet"))


@pytest.fixture
def fleet(emulated: Fleet, tmp_path: Path) -> Fleet:
    """The same BMCs, with new documents of theirs."""
    fleet = emulated._replace(directory=tmp_path)
    assert fleet.run("backup").returncode == 0
    fleet.emulator.control.reset_counters()
    return fleet


def rewrite(fleet: Fleet, host: str, change: t.Callable[[dict[str, t.Any]], None]) -> None:
    """Change a document as somebody with an editor does."""
    content = fleet.content(host)
    change(content)
    (fleet.documents / f"{host}.yml").write_text(yaml.safe_dump(content), encoding="utf-8")


def empty(fleet: Fleet, *user_ids: int) -> None:
    """Take accounts off the generic BMC."""
    for user_id in user_ids:
        nobody = {"name": "", "enabled": False, "ipmi_messaging": False, "privilege": 15}
        fleet.emulator.control.do("set_user", bmc=0, user_id=user_id, **nobody)


def refusal(fleet: Fleet, **variables: t.Any) -> str:
    """Run a restore of the generic BMC that must be refused before anything is written, and return the sentence."""
    play = fleet.run("restore", limit="generic", bmc_restore_apply=True, **variables)
    assert play.returncode == 2, play.output
    assert fleet.emulator.control.counters(0)["writes"] == {}
    return str(play.last("generic")["msg"])


def test_the_document_of_another_bmc_is_refused(fleet: Fleet) -> None:
    shutil.copy(fleet.documents / "openbmc.yml", fleet.documents / "generic.yml")
    sentence = refusal(fleet)
    assert sentence.startswith(f"This is not the BMC of {fleet.documents / 'generic.yml'}: identity.system_guid: ")
    assert sentence.count("\n") == 0


@pytest.mark.parametrize(
    ("option", "value", "named"),
    [
        ("mac_addresses", {"1": "02:00:00:00:00:01"}, "identity.mac_addresses.1"),
        ("manufacturer_id", 674, "identity.manufacturer_id"),
        ("product_id", 9, "identity.product_id"),
    ],
)
def test_a_bmc_that_differs_in_one_way_is_refused(fleet: Fleet, option: str, value: t.Any, named: str) -> None:
    rewrite(fleet, "generic", lambda content: content["identity"].update({option: value}))
    assert named in refusal(fleet)


def test_a_document_that_names_no_machine_is_refused(fleet: Fleet) -> None:
    rewrite(fleet, "generic", lambda content: content["identity"].update(system_guid=None, mac_addresses={}))
    assert refusal(fleet).startswith("Nothing tells whether this is the BMC of ")


def test_newer_firmware_is_the_same_bmc(fleet: Fleet) -> None:
    rewrite(fleet, "generic", lambda content: content["identity"].update(firmware="0.01"))
    play = fleet.run("restore", limit="generic", bmc_restore_apply=True)
    assert play.returncode == 0, play.output


def test_a_board_that_was_replaced_takes_the_document_if_told_so(fleet: Fleet) -> None:
    rewrite(fleet, "generic", lambda content: content["identity"].update(system_guid="00" * 16))
    play = fleet.run("restore", limit="generic", bmc_restore_apply=True, bmc_restore_check_identity=False)
    assert play.returncode == 0, play.output


def test_an_account_that_went_needs_its_password(fleet: Fleet) -> None:
    def add_account(content: dict[str, t.Any]) -> None:
        access = [{"channel": 1, "privilege": "user", "ipmi_messaging": True}]
        content["document"]["users"].append({"name": "lost", "user_id": 6, "enabled": True, "access": access})

    rewrite(fleet, "generic", add_account)
    sentence = refusal(fleet)
    assert sentence.startswith("lost would have to be made anew on generic")
    assert "bmc_restore_passwords" in sentence

    variables = {"bmc_restore_apply": True, "bmc_restore_passwords": {"lost": NEW_PASSWORD}}
    play = fleet.run("restore", "-vvv", "--diff", limit="generic", **variables)
    try:
        assert play.returncode == 0, play.output
        assert NEW_PASSWORD not in play.output
        assert "6   lost" in fleet.other_tool("generic", "user", "list", "1")
        fleet.other_tool("generic", "user", "test", "6", "16", NEW_PASSWORD)
        assert changed_hosts(fleet.run("restore", limit="generic", **variables)) == {"generic": False}
    finally:
        empty(fleet, 6)


def test_an_account_that_was_renamed_comes_back(fleet: Fleet) -> None:
    fleet.other_tool("generic", "user", "set", "name", "5", "monitor")
    fleet.other_tool("generic", "user", "set", "password", "5", NEW_PASSWORD)
    fleet.other_tool("generic", "channel", "setaccess", "1", "5", "ipmi=on", "privilege=2")
    fleet.other_tool("generic", "user", "enable", "5")
    assert fleet.run("backup", limit="generic").returncode == 0
    fleet.other_tool("generic", "user", "set", "name", "5", "eve")
    variables = {"bmc_restore_apply": True, "bmc_restore_passwords": {"monitor": NEW_PASSWORD}}
    play = fleet.run("restore", limit="generic", **variables)
    try:
        assert play.returncode == 0, play.output
        listed = fleet.other_tool("generic", "user", "list", "1")
        assert "eve" not in listed
        assert "monitor" in listed
    finally:
        empty(fleet, *range(3, 8))


def test_the_address_in_use_is_not_moved_by_accident(fleet: Fleet) -> None:
    def move(content: dict[str, t.Any]) -> None:
        content["document"]["lan"][0].update(ip_source="static", ip_address="127.62.9.9", netmask="255.0.0.0")

    rewrite(fleet, "generic", move)
    assert "lan.1.ip_address" in refusal(fleet)


def test_only_the_sections_asked_for_are_brought_back(fleet: Fleet) -> None:
    fleet.let_somebody_in("generic")
    play = fleet.run("restore", limit="generic", bmc_restore_apply=True, bmc_restore_sections=["chassis"])
    assert play.returncode == 0, play.output
    left = fleet.run("drift", limit="generic")
    assert [line.split(":")[0] for line in messages(left, "generic") if ": (nothing) -> " in line] == ["users.eve"]
    assert "generic: 1 differences" in messages(left, "generic")
    assert fleet.run("restore", limit="generic", bmc_restore_apply=True).returncode == 0
    assert fleet.run("drift", limit="generic").returncode == 0


def test_no_further_batch_after_a_failure(fleet: Fleet) -> None:
    shutil.copy(fleet.documents / "openbmc.yml", fleet.documents / "generic.yml")
    fleet.other_tool("openbmc", "chassis", "policy", "always-off")
    fleet.emulator.control.reset_counters()
    play = fleet.run("restore", bmc_restore_apply=True)
    assert play.returncode == 2
    assert fleet.emulator.control.counters(1)["writes"] == {}
    assert messages(play, "openbmc") == []


@pytest.mark.parametrize(("state", "power"), [("off", False), ("on", True)])
def test_the_power_playbook_brings_all_into_a_state(fleet: Fleet, state: str, power: bool) -> None:
    predicted = fleet.run("power", "--check", bmc_power_state=state)
    done = fleet.run("power", "-e", "bmc_batches=1", bmc_power_state=state)
    again = fleet.run("power", bmc_power_state=state)
    for play in (predicted, done, again):
        assert play.returncode == 0, play.output
    assert changed_hosts(predicted) == changed_hosts(done)
    assert changed_hosts(again) == dict.fromkeys(MAKES, False)
    for number in range(len(MAKES)):
        assert fleet.emulator.control.state(number)["power_is_on"] is power


def test_a_power_state_has_to_be_given(fleet: Fleet) -> None:
    play = fleet.run("power")
    assert play.returncode == 2
    assert play.last("generic")["msg"].startswith("bmc_power_state is missing")

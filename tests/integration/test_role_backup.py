# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role bmc_backup: what is in its files, what it does when one cannot be written, and git."""

from __future__ import annotations

import stat
import subprocess
import typing as t
from pathlib import Path

import pytest
from ansible_collections.baremetal.ipmi.tests.emulator.running import running_emulator
from ansible_collections.baremetal.ipmi.tests.integration.documents import PASSWORD, Fleet, changed_hosts, messages
from ansible_collections.baremetal.ipmi.tests.integration.playbook import host_variables, run_tasks

ROLE = {"ansible.builtin.include_role": {"name": "baremetal.ipmi.bmc_backup"}}
MAKES = ("generic", "hpe")
GIT = {name: f"{name.lower()}@example.com" for name in ("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL")}
GIT |= {name.replace("AUTHOR", "COMMITTER"): value for name, value in GIT.items()}


@pytest.fixture(scope="module")
def emulated(tmp_path_factory: pytest.TempPathFactory) -> t.Iterator[Fleet]:
    with running_emulator(count=len(MAKES), personality=",".join(MAKES), password=PASSWORD) as emulator:
        yield Fleet(emulator, tmp_path_factory.mktemp("fleet"))


@pytest.fixture
def fleet(emulated: Fleet, tmp_path: Path) -> Fleet:
    """The same BMCs, and a folder without documents."""
    return emulated._replace(directory=tmp_path)


def test_a_document_says_which_bmc_it_is_of_and_what_it_has(fleet: Fleet) -> None:
    assert fleet.run("backup").returncode == 0
    for make in MAKES:
        content = fleet.content(make)
        assert list(content) == ["format", "identity", "sections", "not_supported", "document"]
        assert content["identity"]["system_guid"] == fleet.bmc(make).guid.replace("-", "")
        assert content["identity"]["mac_addresses"]
        assert content["identity"]["manufacturer_id"] == {"generic": 7154, "hpe": 11}[make]
        assert {"users", "channels", "lan"} <= set(content["document"])
        assert not set(content["document"]) & set(content["not_supported"])


def test_files_and_folder_are_for_their_owner_alone(fleet: Fleet) -> None:
    assert fleet.run("backup").returncode == 0
    assert stat.S_IMODE(fleet.documents.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in fleet.documents.iterdir()} == {0o600}
    assert fleet.run("backup", bmc_backup_file_mode="0640").returncode == 0
    assert {stat.S_IMODE(path.stat().st_mode) for path in fleet.documents.iterdir()} == {0o640}


def test_check_mode_writes_no_file(fleet: Fleet) -> None:
    play = fleet.run("backup", "--check")
    assert play.returncode == 0, play.output
    assert changed_hosts(play) == dict.fromkeys(MAKES, True)
    assert not fleet.documents.exists()


def test_files_may_be_named_by_guid(fleet: Fleet) -> None:
    assert fleet.run("backup", bmc_backup_by_guid=True).returncode == 0
    assert {path.stem for path in fleet.documents.iterdir()} == {
        fleet.bmc(make).guid.replace("-", "") for make in MAKES
    }
    assert fleet.run("drift", bmc_backup_by_guid=True).returncode == 0


def test_a_section_that_cannot_be_read_is_named_in_the_file(fleet: Fleet) -> None:
    fault = fleet.emulator.control.add_fault("completion_code", command="Get System Boot Options", code=0xD4)
    try:
        play = fleet.run("backup", limit="generic", bmc_backup_sections=["boot", "chassis"])
    finally:
        fleet.emulator.control.remove_fault(fault)
    assert play.returncode == 0, play.output
    content = fleet.content("generic")
    assert (content["sections"], content["not_supported"]) == (["boot", "chassis"], ["boot"])
    assert list(content["document"]) == ["chassis"]
    # Now it can be read, and that is a difference.
    drift = fleet.run("drift", limit="generic")
    assert drift.returncode == 2
    assert any(line.startswith("boot: (nothing) -> ") for line in messages(drift, "generic"))


def test_what_cannot_be_read_any_more_is_drift(fleet: Fleet) -> None:
    assert fleet.run("backup", limit="generic").returncode == 0
    fault = fleet.emulator.control.add_fault("completion_code", command="Get System Boot Options", code=0xD4)
    try:
        drift = fleet.run("drift", limit="generic")
    finally:
        fleet.emulator.control.remove_fault(fault)
    assert drift.returncode == 2
    assert any(line.startswith("boot: ") and line.endswith(" -> (nothing)") for line in messages(drift, "generic"))


@pytest.mark.parametrize("path", ["/proc/bmc-documents", "{blocked}/bmc-documents", "{blocked}"])
def test_what_comes_after_a_document_that_cannot_be_written_is_not_done(fleet: Fleet, path: str) -> None:
    blocked = fleet.directory / "a-file"
    blocked.write_text("", encoding="utf-8")
    fleet.emulator.control.reset_counters()
    play = run_tasks(
        fleet.directory,
        {"generic": host_variables(fleet.bmc("generic"), bmc_backup_path=path.format(blocked=blocked))},
        [ROLE, {"baremetal.ipmi.chassis": {"power_restore_policy": "always_off"}}],
    )
    assert play.returncode == 2, play.output
    sentence = play.last("generic")["msg"]
    assert sentence.startswith("The settings of generic cannot be written to "), sentence
    assert "\n" not in sentence
    assert fleet.emulator.control.counters(0)["writes"] == {}


def test_later_tasks_know_the_path(fleet: Fleet) -> None:
    hosts = {"generic": host_variables(fleet.bmc("generic"))}
    play = run_tasks(fleet.directory, hosts, [ROLE, {"ansible.builtin.debug": {"var": "bmc_backup_document_path"}}])
    assert play.last("generic")["bmc_backup_document_path"] == str(fleet.documents / "generic.yml")


def test_an_account_whose_name_is_a_template_stays_a_name(fleet: Fleet) -> None:
    name = "{{bmc_password}}"
    fleet.emulator.control.do("set_user", bmc=0, user_id=6, name=name, enabled=True)
    try:
        assert fleet.run("backup", limit="generic").returncode == 0
        drift = fleet.run("drift", limit="generic")
        fleet.emulator.control.do("set_user", bmc=0, user_id=6, name=name, enabled=False)
        changed = fleet.run("drift", limit="generic")
        restore = fleet.run("restore", limit="generic")
    finally:
        fleet.emulator.control.do("set_user", bmc=0, user_id=6, name="", enabled=False)
    assert (drift.returncode, changed.returncode, restore.returncode) == (0, 2, 0), changed.output + restore.output
    assert 'users."{{bmc_password}}".enabled: true -> false' in messages(changed, "generic")
    assert 'users."{{bmc_password}}".enabled: false -> true' in messages(restore, "generic")
    assert name in {user["name"] for user in fleet.content("generic")["document"]["users"]}
    assert PASSWORD not in drift.output + changed.output + restore.output


def git(directory: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=directory, capture_output=True, text=True, check=True)
    return done.stdout


def test_a_run_is_one_commit_of_its_own_files(fleet: Fleet, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in GIT.items():
        monkeypatch.setenv(name, value)
    fleet.documents.mkdir()
    git(fleet.documents, "init", "--quiet")
    other = fleet.documents / "notes"
    other.write_text("somebody's work\n", encoding="utf-8")
    git(fleet.documents, "add", "notes")
    for _run in range(2):
        play = fleet.run("backup", bmc_backup_commit=True)
        assert play.returncode == 0, play.output
    assert git(fleet.documents, "log", "--format=%s").splitlines() == ["Settings of BMCs"]
    assert git(fleet.documents, "ls-tree", "--name-only", "HEAD").split() == ["generic.yml", "hpe.yml"]
    assert git(fleet.documents, "status", "--porcelain").split() == ["A", "notes"]
    assert changed_hosts(play) == dict.fromkeys(MAKES, False)


def test_a_folder_without_git_is_a_sentence(fleet: Fleet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(fleet.directory))  # The tests' own may be in a checkout.
    play = fleet.run("backup", bmc_backup_commit=True)
    assert play.returncode == 2
    assert "2 BMCs: 2 kept, 0 not" in play.output
    assert "The documents are written, and git does not take them: fatal: not a git repository" in play.output
    assert {path.name for path in fleet.documents.iterdir()} == {"generic.yml", "hpe.yml"}


def test_what_could_be_kept_is_committed(fleet: Fleet, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in GIT.items():
        monkeypatch.setenv(name, value)
    fleet.documents.mkdir()
    git(fleet.documents, "init", "--quiet")
    fault = fleet.emulator.control.add_fault("drop", bmc=0)
    try:
        play = fleet.run("backup", bmc_backup_commit=True, bmc_timeout=3)
    finally:
        fleet.emulator.control.remove_fault(fault)
    assert play.returncode == 2
    assert "2 BMCs: 1 kept, 1 not" in play.output
    assert git(fleet.documents, "ls-tree", "--name-only", "HEAD").split() == ["hpe.yml"]


def test_a_broken_document_is_named(fleet: Fleet) -> None:
    fleet.documents.mkdir()
    (fleet.documents / "generic.yml").write_text("users: []\n", encoding="utf-8")
    play = fleet.run("drift", limit="generic")
    assert play.returncode == 2
    assert any("not a document that baremetal.ipmi.bmc_backup wrote" in line for line in messages(play, "generic"))


def test_accounts_come_in_the_order_of_their_slots_and_begin_with_their_name(fleet: Fleet) -> None:
    assert fleet.run("backup", limit="generic").returncode == 0
    users = fleet.content("generic")["document"]["users"]
    assert [user["user_id"] for user in users] == sorted(user["user_id"] for user in users)
    assert all(next(iter(user)) == "name" for user in users)

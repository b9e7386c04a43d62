# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whole documents through ansible-playbook: read, taken back, applied, on a BMC of every make."""

from __future__ import annotations

import subprocess
import sys
import typing as t

import pytest
from ansible_collections.baremetal.ipmi.tests.collection_path import ROOT
from ansible_collections.baremetal.ipmi.tests.emulator.running import running_emulator
from ansible_collections.baremetal.ipmi.tests.integration.conftest import Bench
from ansible_collections.baremetal.ipmi.tests.integration.playbook import run_playbook, run_tasks

MAKES = ("generic", "supermicro", "old-supermicro", "dell", "hpe", "lenovo", "openbmc", "quanta")
WITHOUT_PASSWORD_TEST = {"old-supermicro"}
"""A password is written each time where the BMC cannot be asked whether it holds; the result says so."""
HIDDEN = "********"
SECTIONS = ("users", "channels", "lan", "sol", "firewall", "chassis", "boot")


@pytest.fixture(scope="module")
def fleet(tmp_path_factory: pytest.TempPathFactory) -> t.Iterator[Bench]:
    """One BMC of each make, in factory state."""
    with running_emulator(count=len(MAKES), personality=",".join(MAKES)) as emulator:
        yield Bench(emulator, tmp_path_factory.mktemp("fleet"))


def names(bench: Bench) -> dict[str, str]:
    """Return the inventory names of the fleet with the make of each."""
    return {f"bmc{number}": bmc.personality for number, bmc in enumerate(bench.emulator.bmcs)}


def test_what_is_read_is_taken_back_unchanged(fleet: Bench) -> None:
    tasks = [
        {"baremetal.ipmi.config_info": {}, "register": "read"},
        {"baremetal.ipmi.config": {name: f"{{{{ read.document.{name} | default(omit) }}}}" for name in SECTIONS}},
    ]
    play = run_tasks(fleet.directory, fleet.hosts(), tasks)
    assert play.returncode == 0, play.output
    for host, make in names(fleet).items():
        read, taken_back = play.only(host)
        assert {"users", "channels", "lan", "boot"} <= set(read["document"]), make
        assert not taken_back["changed"], (make, taken_back)
    for number in range(len(MAKES)):
        assert fleet.emulator.control.counters(number)["writes"] == {}, MAKES[number]


def test_the_shipped_playbook_converges_on_every_make(fleet: Bench) -> None:
    secrets = {"bmc_provision_password": "Correct-Horse-1", "bmc_monitor_password": "Correct-Horse-2"}
    playbook = ROOT / "playbooks" / "configure.yml"
    hosts = fleet.hosts(**secrets)
    predicted = run_playbook(fleet.directory, hosts, playbook, "--check")
    first = run_playbook(fleet.directory, hosts, playbook)
    second = run_playbook(fleet.directory, hosts, playbook)
    for play in (predicted, first, second):
        assert play.returncode == 0, play.output
    for host, make in names(fleet).items():
        assert predicted.last(host)["diff"] == first.last(host)["diff"], make
        assert first.last(host)["changed"], make
        left = second.last(host).get("diff", {}).get("after", {})
        if make in WITHOUT_PASSWORD_TEST:
            assert left == {"users": {"provision": {"password": HIDDEN}, "monitor": {"password": HIDDEN}}}
        else:
            assert not second.last(host)["changed"], (make, left)
    read = fleet.run("config_info", "-vvv")
    for shown in (first.output, read.output, fleet.emulator.log):
        assert "Correct-Horse" not in shown


BAD_ENTRIES: list[tuple[dict[str, t.Any], str]] = [
    ({"users": [{"name": "ok"}, {"name": "x" * 17}]}, "users[1].name"),
    ({"users": [{"name": "twice"}, {"name": "twice"}]}, "users: 'twice' is described twice"),
    ({"lan": [{"vlan_id": 4095}]}, "lan[0].vlan_id"),
    ({"lan": [{"vlan_id": 0}]}, "lan[0].vlan_id"),
    ({"lan": [{"netmask": "255.0.255.0"}]}, "lan[0].netmask"),
    ({"sol": [{"retry_interval": 15}]}, "sol[0].retry_interval"),
    ({"users": [{"name": "gone", "state": "absent", "enabled": True}]}, "users[0].enabled"),
]


def test_bad_entries_are_named_by_their_place(bench: Bench) -> None:
    failures = bench.names_bad_arguments("config", BAD_ENTRIES)
    for (_document, named), failure in zip(BAD_ENTRIES, failures):
        assert failure["msg"].startswith(named)


def test_all_sections_are_written_in_one_session(bench: Bench) -> None:
    bench.emulator.control.reset_counters()
    result = bench.result(
        "config",
        lan=[{"gratuitous_arp": False, "bad_password_threshold": 5}],
        users=[{"name": "old", "state": "absent"}, {"name": "new", "password": "A-Secret-1", "privilege": "operator"}],
        chassis={"power_restore_policy": "always_off"},
    )
    counters = bench.emulator.control.counters(0)
    assert result["changed"]
    assert counters["sessions_opened"] == 1
    assert bench.active_sessions() == 0


def test_no_secret_of_any_section_is_printed(bench: Bench) -> None:
    document = {
        "users": [{"name": "quiet", "password": "Hidden-Word-1", "privilege": "user"}],
        "lan": [{"community": "Hidden-Word-2"}],
    }
    for arguments in (["--check", "-vvvv", "--diff"], ["-vvvv", "--diff"]):
        play = bench.run("config", *arguments, **document)
        assert play.returncode == 0, play.output
        assert play.last()["changed"]
        assert "Hidden-Word" not in play.output
    assert "Hidden-Word" not in bench.emulator.log


def test_one_refused_section_stops_all_of_them(bench: Bench) -> None:
    bench.emulator.control.reset_counters()
    failure = bench.failure(
        "config",
        chassis={"power_restore_policy": "previous"},
        users=[{"name": "admin", "enabled": False}],
    )
    assert failure["error_code"] == "lockout_refused"
    assert bench.emulator.control.counters(0)["writes"] == {}


def test_a_section_that_cannot_be_read_is_left_out_and_named(bench: Bench) -> None:
    number = bench.emulator.control.add_fault("completion_code", command="Get System Boot Options", code=0xD4)
    result = bench.result("config_info", sections=["boot", "chassis"])
    bench.emulator.control.remove_fault(number)
    assert list(result["document"]) == ["chassis"]
    assert result["not_supported"] == ["boot"]


def test_exclusive_users_leave_only_the_declared_and_the_excepted(bench: Bench) -> None:
    wanted = {
        "users": [{"name": "only", "password": "Only-Secret-1", "privilege": "user"}],
        "users_exclusive": True,
        "users_except": ["admin"],
    }
    predicted = bench.result("config", "--check", **wanted)
    done = bench.result("config", **wanted)
    assert predicted["diff"] == done["diff"]
    document = bench.result("config_info", sections=["users"])["document"]
    enabled = {user["name"] for user in document["users"] if user["enabled"]}
    assert enabled == {"only", "admin"}
    assert not bench.result("config", **wanted)["changed"]


def test_exclusive_never_takes_the_account_in_use(bench: Bench) -> None:
    failure = bench.failure("config", users_exclusive=True)
    assert failure["error_code"] == "lockout_refused"
    assert "users.admin" in failure["msg"]


def test_the_documentation_of_the_sections_is_up_to_date() -> None:
    command = [sys.executable, str(ROOT / "tools" / "write-config-docs"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr

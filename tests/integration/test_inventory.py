# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The inventory plugin on a fleet of four makes: what is found, what hosts are called and know, and who was asked."""

from __future__ import annotations

import subprocess
import typing as t
from pathlib import Path

import pytest
from ansible_collections.baremetal.ipmi.tests.emulator.running import RunningEmulator, running_emulator
from ansible_collections.baremetal.ipmi.tests.integration.inventory import Inventory, free_port, network
from ansible_collections.baremetal.ipmi.tests.integration.playbook import ANSIBLE_PLAYBOOK

MAKES = ("supermicro", "dell", "openbmc", "old-supermicro")
USERNAME, PASSWORD = "admin", "correct-horse"
FROM_ENVIRONMENT = "{{ lookup('ansible.builtin.env', 'SITE_PASSWORD') }}"
SITE = {"name": "site", "username": USERNAME, "password": FROM_ENVIRONMENT}
WRONG = {"name": "wrong", "username": USERNAME, "password": "wrong-horse"}
UNKNOWN = {"name": "unknown", "username": "nobody", "password": "x"}
ENVIRONMENT = {"SITE_PASSWORD": PASSWORD}


class Fleet(t.NamedTuple):
    """One emulated BMC of each make, at addresses that count up from .10, all on one port."""

    emulator: RunningEmulator
    network: str
    port: int
    inventory: Inventory

    def source(self, *addresses: str, **options: t.Any) -> dict[str, t.Any]:
        """Return a source of addresses whose first parts are left out."""
        return {"addresses": [f"{self.network}.{text}" for text in addresses], "port": self.port, **options}

    def at(self, last: int) -> str:
        return f"{self.network}.{last}"

    def datagrams(self) -> list[int]:
        """Return how many datagrams each BMC got since the last call."""
        control = self.emulator.control
        counts = [int(control.counters(number)["datagrams_in"]) for number in range(len(MAKES))]
        control.reset_counters()
        return counts


@pytest.fixture(scope="module")
def running() -> t.Iterator[tuple[RunningEmulator, str, int]]:
    prefix, port = network(), free_port()
    with running_emulator(
        len(MAKES),
        ",".join(MAKES),
        address=f"{prefix}.10",
        port=port,
        per_address=True,
        username=USERNAME,
        password=PASSWORD,
    ) as emulator:
        yield emulator, prefix, port


@pytest.fixture
def fleet(running: tuple[RunningEmulator, str, int], tmp_path: Path) -> Fleet:
    emulator, prefix, port = running
    emulator.control.reset_counters()
    return Fleet(emulator, prefix, port, Inventory(tmp_path))


def test_a_network_is_swept_without_a_login(fleet: Fleet) -> None:
    said = fleet.inventory.write(fleet.source("0/27")).run()
    assert sorted(said.hosts) == [fleet.at(number) for number in range(10, 14)]
    host = said.hosts[fleet.at(10)]
    assert host["bmc_state"] == "found"
    assert (host["bmc_host"], host["bmc_port"]) == (fleet.at(10), fleet.port)
    assert host["bmc_ipmi_versions"] == ["1.5", "2.0"]
    assert "bmc_username" not in host
    assert "bmc_guid" not in host
    assert "bmc_interface" not in host
    assert said.group("bmcs") == sorted(said.hosts)
    assert said.group("bmc_ipmi_1_5") == [
        name for name in sorted(said.hosts) if "1.5" in said.hosts[name]["bmc_ipmi_versions"]
    ]
    assert all(counters["sessions_active"] == 0 for counters in map(fleet.emulator.control.counters, range(4)))
    assert max(fleet.datagrams()) <= 4


def test_each_bmc_that_is_logged_in_to_says_what_it_is(fleet: Fleet) -> None:
    said = fleet.inventory.write(fleet.source("10-13"), credentials=[SITE]).run(**ENVIRONMENT)
    dell = said.hosts[fleet.at(11)]
    guid = fleet.emulator.bmcs[1].guid
    assert dell["bmc_state"] == "identified"
    assert dell["bmc_guid"] == guid
    assert dell["bmc_manufacturer"] == "Dell"
    assert dell["bmc_power"] in ("on", "off")
    assert dell["bmc_serial"] == "EMULATED000001"
    assert dell["bmc_product"] == "dell"
    assert dell["bmc_channel"] == 1
    assert len(dell["bmc_mac"]) == len("00:00:00:00:00:00")
    assert dell["bmc_users"]["enabled"] >= 1
    assert dell["bmc_users"]["possible"] >= 10
    assert dell["bmc_cipher_suite"] in (3, 17)
    assert dell["bmc_credential"] == "site"
    assert said.group("bmc_vendor_dell") == [fleet.at(11)]
    assert said.group("bmc_product_openbmc") == [fleet.at(12)]
    assert said.group("bmc_state_identified") == [fleet.at(number) for number in range(10, 14)]
    assert sorted(said.group("bmc_power_on") + said.group("bmc_power_off")) == sorted(said.hosts)


def test_the_modules_connect_with_it_and_nobody_sees_the_password(fleet: Fleet) -> None:
    fleet.inventory.write(fleet.source("10-13"), credentials=[SITE])
    said = fleet.inventory.run(**ENVIRONMENT)
    assert PASSWORD not in said.output + said.errors
    playbook = fleet.inventory.directory / "power.yml"
    playbook.write_text(
        "- hosts: bmcs\n  gather_facts: false\n  tasks:\n    - baremetal.ipmi.power: {state: 'on'}\n", encoding="utf-8"
    )
    done = subprocess.run(
        [str(ANSIBLE_PLAYBOOK), "-vvv", "-i", str(fleet.inventory.path), str(playbook)],
        env=fleet.inventory.environment(**ENVIRONMENT),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert done.stdout.count("failed=0") == len(MAKES)
    assert PASSWORD not in done.stdout + done.stderr


def test_a_board_without_ipmi_2_0_is_reached_with_1_5(fleet: Fleet) -> None:
    """Its login brings no GUID, and all the rest is there."""
    place = {"address": fleet.at(16), "port": fleet.port, "per_address": True}
    with running_emulator(1, MAKES[0], username=USERNAME, password=PASSWORD, without_ipmi_2=True, **place):
        said = fleet.inventory.write(fleet.source("10", "16"), credentials=[SITE]).run(**ENVIRONMENT)
    board, other = said.hosts[fleet.at(16)], said.hosts[fleet.at(10)]
    assert (board["bmc_state"], board["bmc_interface"]) == ("identified", "lan")
    assert board["bmc_ipmi_versions"] == ["1.5"]
    assert "no_ipmi_2_0" in board["bmc_weak_points"]
    assert board["bmc_manufacturer"] == "Supermicro"
    assert "bmc_interface" not in other
    assert said.group("bmc_weak_no_ipmi_2_0") == [fleet.at(16)]


def test_ipv6_and_names(fleet: Fleet) -> None:
    with running_emulator(1, MAKES[1], address="::1", port=0, username=USERNAME, password=PASSWORD) as emulator:
        port = emulator.bmcs[0].port
        sources = [{"addresses": ["::1-::2", "localhost"], "port": port}]
        said = fleet.inventory.write(*sources, credentials=[SITE]).run(**ENVIRONMENT)
    assert said.hosts["::1"]["bmc_state"] == "identified"
    assert said.hosts["localhost"]["bmc_host"] == "localhost"


def test_graph_shows_the_groups(fleet: Fleet) -> None:
    said = fleet.inventory.write(fleet.source("10-11")).run("--graph")
    assert said.returncode == 0
    assert "--@bmcs:" in said.output
    assert f"--{fleet.at(11)}" in said.output


def test_accounts_are_tried_in_order_and_the_first_that_logs_in_is_used(fleet: Fleet) -> None:
    fleet.inventory.write(fleet.source("11"), credentials=[UNKNOWN, WRONG, SITE])
    host = fleet.inventory.run(**ENVIRONMENT).hosts[fleet.at(11)]
    assert (host["bmc_state"], host["bmc_credential"], host["bmc_username"]) == ("identified", "site", USERNAME)


def test_an_account_that_a_source_does_not_name_is_not_tried(fleet: Fleet) -> None:
    sources = [fleet.source("10", credentials=["wrong"]), fleet.source("11", credentials=[]), fleet.source("12")]
    hosts = fleet.inventory.write(*sources, credentials=[WRONG, SITE]).run(**ENVIRONMENT).hosts
    assert hosts[fleet.at(10)]["bmc_state"] == "failed"
    assert hosts[fleet.at(10)]["bmc_error_code"] == "wrong_password"
    assert hosts[fleet.at(10)]["bmc_error"].startswith("no login with wrong: ")
    assert hosts[fleet.at(11)]["bmc_state"] == "found"
    assert hosts[fleet.at(12)]["bmc_credential"] == "site"


def test_nobody_is_asked_who_is_not_written_there(fleet: Fleet) -> None:
    said = fleet.inventory.write(fleet.source("0/27", exclude=[fleet.at(11)])).run()
    assert fleet.at(11) not in said.hosts
    assert len(said.hosts) == 3
    datagrams = fleet.datagrams()
    assert datagrams[1] == 0
    assert all(datagrams[number] for number in (0, 2, 3))


def test_what_is_named_by_itself_is_listed_when_it_is_silent(fleet: Fleet) -> None:
    said = fleet.inventory.write(fleet.source("20", "11", "30-40"), credentials=[SITE]).run(**ENVIRONMENT)
    assert sorted(said.hosts) == [fleet.at(11), fleet.at(20)]
    assert said.hosts[fleet.at(20)]["bmc_state"] == "silent"
    assert said.group("bmc_state_silent") == [fleet.at(20)]


def test_a_rack_list_gives_names_and_variables_and_is_compared(fleet: Fleet) -> None:
    (fleet.inventory.directory / "racks.csv").write_text(
        "address;name;rack;serial\n"
        f"{fleet.at(10)};node10;7;EMULATED000000\n"
        f"{fleet.at(11)};node11;8;SOMETHING-ELSE\n"
        f"{fleet.at(12)};;;\n",
        encoding="utf-8",
    )
    said = fleet.inventory.write(
        {"file": "racks.csv", "port": fleet.port, "variables": {"room": "a"}}, credentials=[SITE]
    ).run(**ENVIRONMENT)
    assert sorted(said.hosts) == [fleet.at(12), "node10", "node11"]
    node = said.hosts["node10"]
    assert (node["bmc_rack"], node["room"], node["bmc_host"]) == ("7", "a", fleet.at(10))
    assert "bmc_mismatches" not in node
    assert said.hosts["node11"]["bmc_mismatches"] == ["serial"]
    assert said.group("bmc_mismatch_serial") == ["node11"]
    assert "node11" in said.errors
    assert "SOMETHING-ELSE" in said.errors


def test_the_account_of_a_row_is_for_this_bmc_alone(fleet: Fleet) -> None:
    (fleet.inventory.directory / "racks.yml").write_text(
        f"node10: {{address: {fleet.at(10)}, username: {USERNAME}, password: {PASSWORD}}}\n"
        f"node11: {{address: {fleet.at(11)}}}\n",
        encoding="utf-8",
    )
    fleet.inventory.write({"file": "racks.yml", "port": fleet.port}, credentials=[WRONG])
    said = fleet.inventory.run()
    assert said.hosts["node10"]["bmc_state"] == "identified"
    assert said.hosts["node11"]["bmc_error_code"] == "wrong_password"
    assert PASSWORD not in said.output + said.errors
    fleet.inventory.write({"file": "racks.yml", "port": fleet.port}, credentials=[WRONG], plain_passwords="show")
    assert fleet.inventory.run().hosts["node10"]["bmc_password"] == PASSWORD


def encrypted(directory: Path, *arguments: str) -> dict[str, str]:
    """Run ``ansible-vault``; return the environment in which what it encrypts can be read, and its output as "text"."""
    key = directory / "vault-key"
    key.write_text("key-of-the-vault", encoding="utf-8")
    variables = {"ANSIBLE_VAULT_PASSWORD_FILE": str(key)}
    done = subprocess.run(
        [str(ANSIBLE_PLAYBOOK.with_name("ansible-vault")), *arguments],
        cwd=directory,
        env=Inventory(directory).environment(**variables),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return {**variables, "text": done.stdout}


def test_an_encrypted_password_is_handed_on_encrypted(fleet: Fleet) -> None:
    directory = fleet.inventory.directory
    variables = encrypted(directory, "encrypt_string", PASSWORD, "--name", "    password")
    fleet.inventory.write(fleet.source("11"))
    with fleet.inventory.path.open("a", encoding="utf-8") as stream:
        stream.write(f"credentials:\n  - name: site\n    username: {USERNAME}\n{variables.pop('text')}\n")
    said = fleet.inventory.run(**variables)
    host = said.hosts[fleet.at(11)]
    assert host["bmc_state"] == "identified"
    assert "$ANSIBLE_VAULT;1.1;AES256" in str(host["bmc_password"])
    assert PASSWORD not in said.output + said.errors


def test_more_accounts_come_from_an_encrypted_file(fleet: Fleet) -> None:
    directory = fleet.inventory.directory
    (directory / "accounts.yml").write_text(
        f"- {{name: late, username: {USERNAME}, password: {PASSWORD}}}\n", encoding="utf-8"
    )
    variables = encrypted(directory, "encrypt", "accounts.yml")
    fleet.inventory.write(fleet.source("11"), credentials=[WRONG], credentials_file="accounts.yml")
    said = fleet.inventory.run(**variables)
    host = said.hosts[fleet.at(11)]
    assert (host["bmc_state"], host["bmc_credential"]) == ("identified", "late")
    assert "bmc_password" not in host
    assert PASSWORD not in said.output + said.errors


@pytest.mark.parametrize(("plain_passwords", "expected"), [("omit", None), ("show", PASSWORD)])
def test_a_password_in_clear_text_is_handed_on_only_if_that_is_wanted(
    fleet: Fleet, plain_passwords: str, expected: str | None
) -> None:
    plain = {**SITE, "password": PASSWORD}
    fleet.inventory.write(fleet.source("11"), credentials=[plain], plain_passwords=plain_passwords)
    host = fleet.inventory.run().hosts[fleet.at(11)]
    assert host["bmc_state"] == "identified"
    assert host.get("bmc_password") == expected


def test_names_and_groups_of_ones_own(fleet: Fleet) -> None:
    said = fleet.inventory.write(
        fleet.source("10-12"),
        credentials=[SITE],
        hostnames=["bmc_nothing", "'node-' ~ bmc_serial | lower", "bmc_host"],
        groups={"blue": "bmc_manufacturer == 'Dell'"},
        keyed_groups=[{"key": "bmc_manufacturer", "prefix": "made_by"}],
        compose={"console": "bmc_host ~ ':22'"},
        group_by=["state"],
        strict=True,
    ).run(**ENVIRONMENT)
    assert sorted(said.hosts) == [f"node-emulated00000{number}" for number in range(3)]
    assert said.group("blue") == said.group("made_by_Dell") == ["node-emulated000001"]
    assert said.hosts["node-emulated000001"]["console"] == f"{fleet.at(11)}:22"
    assert {name for name in said.listing if name.startswith("bmc_")} == {"bmc_state_identified"}


def test_one_name_for_several_is_given_to_none_of_them_alone(fleet: Fleet) -> None:
    said = fleet.inventory.write(fleet.source("10-11"), hostnames=["'node'"]).run()
    assert sorted(said.hosts) == [f"node@{fleet.at(number)}-{fleet.port}" for number in (10, 11)]
    assert "would all be called 'node'" in said.errors


def test_two_bmcs_with_one_guid_are_two_hosts_and_a_warning(fleet: Fleet) -> None:
    with running_emulator(
        1, MAKES[0], address=fleet.at(15), port=fleet.port, per_address=True, username=USERNAME, password=PASSWORD
    ):
        said = fleet.inventory.write(fleet.source("10-15"), credentials=[SITE]).run(**ENVIRONMENT)
    assert said.hosts[fleet.at(10)]["bmc_guid"] == said.hosts[fleet.at(15)]["bmc_guid"]
    assert said.hosts[fleet.at(10)]["bmc_guid_also_at"] == [f"{fleet.at(15)}:{fleet.port}"]
    assert f"{fleet.at(10)}:{fleet.port}, {fleet.at(15)}:{fleet.port} have one GUID" in said.errors


def test_loss_changes_nothing(fleet: Fleet) -> None:
    sure = fleet.inventory.write(fleet.source("0/27"), credentials=[SITE], tries=8).run(**ENVIRONMENT).listing
    rules = [
        fleet.emulator.control.add_fault("drop", direction=direction, probability=0.1) for direction in ("in", "out")
    ]
    try:
        assert fleet.inventory.run(**ENVIRONMENT).listing == sure
    finally:
        fleet.emulator.control.clear_faults()
    assert len(rules) == 2

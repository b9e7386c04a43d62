# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What tools that nobody here wrote say about a BMC, before and after it was hardened.

The emulated board is one of those that let anybody in with cipher suite 0 and leave the factory with ADMIN/ADMIN. It is
at UDP 623 of a loopback address of its own, since nmap's scripts and FreeIPMI look nowhere else.
"""

from __future__ import annotations

import os
import shutil
import typing as t
from pathlib import Path
from xml.etree import ElementTree

import pytest
from ansible_collections.baremetal.ipmi.tests.emulator.running import RunningBmc, running_emulator
from ansible_collections.baremetal.ipmi.tests.integration.playbook import host_variables, run_tasks
from ansible_collections.baremetal.ipmi.tests.interop.freeipmi.program import FreeIpmi, rmcp_plus
from ansible_collections.baremetal.ipmi.tests.interop.freeipmi.program import run as run_program

RMCP_PORT = 623
FACTORY_NAME, FACTORY_PASSWORD = "ADMIN", "ADMIN"
OWN_NAME, OWN_PASSWORD = "ops", "Winter-Coal-71"
SECOND_NAME, SECOND_PASSWORD = "rescue", "Summer-Hay-38"
EXPECTATION = Path(__file__).with_name("proof_from_outside.conf")
TOO_SHORT = "data string too short"
"""What is wrong with a refused session, for nmap 7.93: its script reads on after the status, which is the last thing
that a BMC has to say then. IPMI v2.0 §13.18."""
PROGRAMS = ("nmap", "ipmitool", "ipmi-config")

DOCUMENT: dict[str, t.Any] = {
    "users": [
        {"name": OWN_NAME, "password": OWN_PASSWORD, "privilege": "administrator"},
        {"name": SECOND_NAME, "password": SECOND_PASSWORD, "privilege": "administrator"},
        {"name": FACTORY_NAME, "state": "absent"},
    ],
    "lan": [
        {
            "authentication_types": {
                "callback": [],
                "user": ["md5"],
                "operator": ["md5"],
                "administrator": ["md5"],
                "oem": [],
            },
            "cipher_suite_privileges": [
                {"suite": 3, "privilege": "administrator"},
                *({"suite": suite, "privilege": "unused"} for suite in (0, 1, 2, 6, 7, 8, 11, 12)),
            ],
            # This make counts by the number of the suite, and lets one read it the other way too.
            "cipher_suite_order": "by_id",
            "community": "fleet-alerts",
            "gratuitous_arp": False,
        }
    ],
    "sol": [{"force_encryption": True, "force_authentication": True, "privilege": "operator"}],
    "channels": [{"per_message_authentication": True, "user_level_authentication": True}],
    "chassis": {"power_restore_policy": "previous"},
    "unsupported": "skip",
}


def own_address() -> str:
    """Return a loopback address that no other process of these tests has."""
    number = os.getpid()
    return f"127.{128 + (number >> 16) % 64}.{number >> 8 & 0xFF}.{number & 0xFF}"


class Sight(t.NamedTuple):
    """What was seen at one time."""

    channel: dict[str, list[str]]
    """nmap's ipmi-version."""
    cipher_zero: str
    """The verdict of nmap's ipmi-cipher-zero."""
    suites: set[int]
    """Cipher suites with which ipmitool gets in."""
    suite_zero: dict[str, bool]
    """Whether ipmitool gets in with suite 0 and a wrong password, by account."""
    factory_account: bool
    """Whether ipmitool gets in with what the maker has published."""
    differences: list[str]
    """Where FreeIPMI finds it to be otherwise than the written expectation."""


def nmap(bmc: RunningBmc, listing: Path) -> tuple[dict[str, list[str]], str]:
    """Return what the two scripts of nmap about IPMI say."""
    command = ["nmap", "-sU", "-n", "-Pn", "-d", f"-p{RMCP_PORT}", "--script=ipmi-version,ipmi-cipher-zero"]
    outcome = run_program([*command, "--script-args=vulns.showall", "-oX", str(listing), bmc.host])
    assert outcome.returncode == 0, outcome
    scripts = {script.get("id"): script for script in ElementTree.parse(listing).iter("script")}
    tables = {table.get("key", ""): table for table in scripts["ipmi-version"].iter("table")}
    channel = {key: [element.text or "" for element in table.iter("elem")] for key, table in tables.items()}
    if "ipmi-cipher-zero" not in scripts:
        assert TOO_SHORT in outcome.output, outcome.output
        return channel, TOO_SHORT
    return channel, scripts["ipmi-cipher-zero"].findtext(".//elem[@key='state']", "none")


def gets_in(bmc: RunningBmc, suite: int, username: str, password: str) -> bool:
    """Tell whether ipmitool opens a session and is answered in it."""
    login = ["-I", "lanplus", "-C", str(suite), "-N", "1", "-R", "2", "-H", bmc.host, "-U", username, "-P", password]
    outcome = run_program(["ipmitool", *login, "mc", "guid"])
    assert outcome.returncode == 0 or "Unable to establish IPMI v2 / RMCP+ session" in outcome.errors, outcome
    return outcome.returncode == 0


def differences(bmc: RunningBmc, username: str, password: str) -> list[str]:
    """Return what ``ipmi-config --diff`` names."""
    tool = FreeIpmi(bmc, username, password, interface=rmcp_plus(3))
    said = tool.run("ipmi-config", "-g", "core", "--diff", "-n", str(EXPECTATION))
    assert said.errors == "", said
    return said.output.splitlines()


def look(bmc: RunningBmc, username: str, password: str, directory: Path) -> Sight:
    channel, cipher_zero = nmap(bmc, directory / "nmap.xml")
    return Sight(
        channel=channel,
        cipher_zero=cipher_zero,
        suites={suite for suite in (0, 1, 2, 3, 6, 7, 8) if gets_in(bmc, suite, username, password)},
        suite_zero={name: gets_in(bmc, 0, name, "a wrong one") for name in (FACTORY_NAME, username)},
        factory_account=gets_in(bmc, 3, FACTORY_NAME, FACTORY_PASSWORD),
        differences=differences(bmc, username, password),
    )


def harden(bmc: RunningBmc, directory: Path) -> None:
    """Bring the BMC into the state of the document: the new accounts first, then all of it with one of them."""
    own = host_variables(bmc, bmc_username=OWN_NAME, bmc_password=OWN_PASSWORD)
    accounts = {"baremetal.ipmi.config": {"users": DOCUMENT["users"][:2]}}
    play = run_tasks(directory, {"board": host_variables(bmc)}, [accounts])
    assert play.returncode == 0, play.output
    play = run_tasks(directory, {"board": own}, [{"baremetal.ipmi.config": DOCUMENT}])
    assert play.returncode == 0, play.output


@pytest.fixture(scope="module")
def board() -> t.Iterator[RunningBmc]:
    missing = [program for program in PROGRAMS if shutil.which(program) is None]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")
    if os.geteuid() != 0:
        pytest.skip("nmap's UDP scan, and a BMC at port 623, need root")
    with running_emulator(personality="old_supermicro", address=own_address(), port=RMCP_PORT) as emulator:
        yield emulator.bmcs[0]


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("proof")


@pytest.fixture(scope="module")
def before(board: RunningBmc, directory: Path) -> Sight:
    return look(board, FACTORY_NAME, FACTORY_PASSWORD, directory)


@pytest.fixture(scope="module")
def after(board: RunningBmc, before: Sight, directory: Path) -> Sight:
    harden(board, directory)
    return look(board, OWN_NAME, OWN_PASSWORD, directory)


def test_nmap_finds_cipher_zero_and_then_not(before: Sight, after: Sight) -> None:
    assert (before.cipher_zero, after.cipher_zero) == ("VULNERABLE", TOO_SHORT)


def test_nmap_sees_what_a_login_takes(before: Sight, after: Sight) -> None:
    assert before.channel["UserAuth"] == ["password", "md5", "md2"]
    assert after.channel["UserAuth"] == ["md5"]
    assert after.channel["Level"] == before.channel["Level"] == ["1.5", "2.0"]


def test_suite_zero_lets_anybody_in_and_then_nobody(before: Sight, after: Sight) -> None:
    assert before.suite_zero == {FACTORY_NAME: True}
    assert after.suite_zero == {FACTORY_NAME: False, OWN_NAME: False}


def test_only_an_encrypted_and_authenticated_suite_is_left(before: Sight, after: Sight) -> None:
    assert before.suites == {0, 1, 2, 3, 6, 7, 8}
    assert after.suites == {3}


def test_the_factory_account_gets_in_and_then_not(before: Sight, after: Sight) -> None:
    assert (before.factory_account, after.factory_account) == (True, False)


def test_freeipmi_finds_the_written_expectation(before: Sight, after: Sight) -> None:
    assert len(before.differences) > 20
    assert after.differences == []

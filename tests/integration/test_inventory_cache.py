# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ansible's inventory cache: nobody is asked twice, no secret is kept, other sources are asked anew."""

from __future__ import annotations

import typing as t
from pathlib import Path

import pytest
from ansible_collections.baremetal.ipmi.tests.emulator.running import RunningEmulator, running_emulator
from ansible_collections.baremetal.ipmi.tests.integration.inventory import Inventory

USERNAME, PASSWORD = "admin", "correct-horse"
SITE = {"name": "site", "username": USERNAME, "password": PASSWORD}


@pytest.fixture
def emulator() -> t.Iterator[RunningEmulator]:
    with running_emulator(username=USERNAME, password=PASSWORD) as running:
        yield running


def source(emulator: RunningEmulator, **options: t.Any) -> dict[str, t.Any]:
    bmc = emulator.bmcs[0]
    return {"addresses": [bmc.host], "port": bmc.port, **options}


def kept(directory: Path) -> dict[str, t.Any]:
    return {"cache": True, "cache_plugin": "ansible.builtin.jsonfile", "cache_connection": str(directory / "kept")}


def datagrams(emulator: RunningEmulator) -> int:
    count = int(emulator.control.counters(0)["datagrams_in"])
    emulator.control.reset_counters()
    return count


def test_what_is_in_the_cache_is_not_asked_for_again(emulator: RunningEmulator, tmp_path: Path) -> None:
    inventory = Inventory(tmp_path).write(
        source(emulator), credentials=[SITE], plain_passwords="show", **kept(tmp_path)
    )
    first = inventory.run()
    assert datagrams(emulator)
    second = inventory.run()
    assert second.listing == first.listing
    assert second.hosts[emulator.bmcs[0].host]["bmc_password"] == PASSWORD
    assert datagrams(emulator) == 0
    assert inventory.run("--list", "--flush-cache").listing == first.listing
    assert datagrams(emulator)


def test_no_secret_is_in_the_cache(emulator: RunningEmulator, tmp_path: Path) -> None:
    rows = tmp_path / "racks.csv"
    rows.write_text(f"address,username,password\n127.0.0.1,{USERNAME},{PASSWORD}\n", encoding="utf-8")
    port = emulator.bmcs[0].port
    Inventory(tmp_path).write(
        {"file": "racks.csv", "port": port}, credentials=[SITE], plain_passwords="show", **kept(tmp_path)
    ).run()
    files = [path.read_text(encoding="utf-8") for path in (tmp_path / "kept").iterdir()]
    assert any("identified" in text for text in files)
    assert not any(PASSWORD in text for text in files)


def test_other_sources_are_asked_anew(emulator: RunningEmulator, tmp_path: Path) -> None:
    Inventory(tmp_path).write(source(emulator), **kept(tmp_path)).run()
    assert datagrams(emulator)
    changed = Inventory(tmp_path).write(source(emulator, variables={"room": "b"}), **kept(tmp_path)).run()
    assert changed.hosts[emulator.bmcs[0].host]["room"] == "b"
    assert datagrams(emulator)

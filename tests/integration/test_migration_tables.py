# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tables that translate from other tools: both sides of each row are run, and come to the same.

For FreeIPMI, ``ipmi-config`` itself says that the BMC is as the key wants it once the task has run. For
``community.general``, ipmitool compares a BMC that its module was at with one that ours was at.
"""

from __future__ import annotations

import re
import subprocess
import typing as t
from pathlib import Path

import pytest
import yaml
from ansible_collections.baremetal.ipmi.tests.emulator.running import RunningBmc, running_emulator
from ansible_collections.baremetal.ipmi.tests.integration.ipmitool import run_ipmitool
from ansible_collections.baremetal.ipmi.tests.integration.playbook import host_variables, run_playbook
from collection_path import ROOT

GUIDES = ROOT / "docs" / "guides"
USERNAME, PASSWORD = "ADMIN", "correct-horse"
ROW = re.compile(r"^\| `(?P<theirs>[^`]+)` \| `(?P<ours>\w+: {.*})` \|$", re.MULTILINE)
SECONDS = 60


def rows(page: str) -> list[tuple[str, dict[str, t.Any]]]:
    """Return what the other tool says, and our task, for each row of a page."""
    found = ROW.findall((GUIDES / page).read_text(encoding="utf-8"))
    return [(theirs, task(f"baremetal.ipmi.{ours}")) for theirs, ours in found]


def task(text: str) -> dict[str, t.Any]:
    return t.cast("dict[str, t.Any]", yaml.safe_load(text.replace("192.0.2.", "127.62.9.")))


FREEIPMI = rows("from-freeipmi.md")
COMMUNITY = [row for row in rows("from-community-general.md") if row[0].startswith("ipmi_")]


def play_of(host: str, content: dict[str, t.Any]) -> dict[str, t.Any]:
    return {"hosts": host, "gather_facts": False, "tasks": [content]}


def switched(power: str) -> dict[str, t.Any]:
    return play_of("all", {"baremetal.ipmi.power": {"state": power}})


def run_each(
    directory: Path, bmcs: t.Sequence[RunningBmc], contents: t.Sequence[dict[str, t.Any]], *first: dict[str, t.Any]
) -> None:
    """Run plays, then one task on each BMC, all of which have to succeed."""
    hosts = {f"row{number}": host_variables(bmc) for number, bmc in enumerate(bmcs)}
    playbook = directory / "rows.yml"
    plays = [*first, *(play_of(*one) for one in zip(hosts, contents))]
    playbook.write_text(yaml.safe_dump(plays), encoding="utf-8")
    play = run_playbook(directory, hosts, playbook)
    assert play.returncode == 0, play.output


def ipmi_config(bmc: RunningBmc, host: str, key: str) -> str:
    """Return what FreeIPMI finds different from a key with its value."""
    category = "chassis" if key.startswith("Chassis_") else "core"
    login = ["-D", "LAN_2_0", "-I", "17", "-l", "ADMIN", "-h", f"{host}:{bmc.port}", "-u", USERNAME, "-p", PASSWORD]
    done = subprocess.run(
        ["ipmi-config", *login, f"--category={category}", "--diff", "-e", key.replace("192.0.2.", "127.62.9.")],
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, (key, done.stderr)
    return done.stdout.strip()


def test_freeipmi_finds_each_key_as_its_task_has_left_it(tmp_path: Path) -> None:
    assert len(FREEIPMI) > 30
    with running_emulator(len(FREEIPMI), username=USERNAME, password=PASSWORD) as emulator:
        before = [ipmi_config(bmc, bmc.host, key) for bmc, (key, _task) in zip(emulator.bmcs, FREEIPMI)]
        run_each(tmp_path, emulator.bmcs, [content for _key, content in FREEIPMI])
        after = {key: ipmi_config(bmc, bmc.host, key) for bmc, (key, _task) in zip(emulator.bmcs, FREEIPMI)}
    assert {key: difference for key, difference in after.items() if difference} == {}
    # Most rows are about something that was otherwise, so that the task has done it.
    assert sum(map(bool, before)) > len(FREEIPMI) // 2


def their_task(text: str, bmc: RunningBmc) -> dict[str, t.Any]:
    ((module, options),) = yaml.safe_load(text).items()
    login = {"name": bmc.host, "port": bmc.port, "user": USERNAME, "password": PASSWORD}
    return {f"community.general.{module}": {**login, **options}, "delegate_to": "localhost"}


def state(bmc: RunningBmc) -> tuple[str, list[str]]:
    """Return power and boot device as ipmitool sees them."""
    boot = run_ipmitool(bmc, "chassis", "bootparam", "get", "5").splitlines()
    return run_ipmitool(bmc, "chassis", "power", "status"), [line for line in boot if "parameter data" not in line]


OFF = [row for row in COMMUNITY if "ipmi_power" in row[0] and "reset" not in row[0]]


@pytest.mark.parametrize(("power", "compared"), [("on", COMMUNITY), ("off", OFF)], ids=["on", "off"])
def test_the_modules_of_community_general_come_to_the_same(
    tmp_path: Path, power: str, compared: list[tuple[str, dict[str, t.Any]]]
) -> None:
    count = len(compared)
    with running_emulator(2 * count, username=USERNAME, password=PASSWORD) as emulator:
        theirs, ours = emulator.bmcs[:count], emulator.bmcs[count:]
        contents = [their_task(text, bmc) for bmc, (text, _task) in zip(theirs, compared)]
        run_each(tmp_path, emulator.bmcs, [*contents, *(content for _text, content in compared)], switched(power))
        states = {text: (state(one), state(other)) for (text, _task), one, other in zip(compared, theirs, ours)}
    assert len(states) >= 4
    assert {text: pair for text, pair in states.items() if pair[0] != pair[1]} == {}

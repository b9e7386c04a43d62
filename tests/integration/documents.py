# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A fleet with one BMC of every make, the playbooks about documents, and what another tool does behind their back."""

from __future__ import annotations

import typing as t
from pathlib import Path

import yaml
from ansible_collections.baremetal.ipmi.tests.collection_path import ROOT
from ansible_collections.baremetal.ipmi.tests.emulator.running import RunningBmc, RunningEmulator
from ansible_collections.baremetal.ipmi.tests.integration.ipmitool import run_ipmitool
from ansible_collections.baremetal.ipmi.tests.integration.playbook import PlayResult, host_variables, run_playbook

MAKES = ("generic", "supermicro", "dell", "hpe", "lenovo", "openbmc")
WITHOUT_SUITE_17 = {"dell"}
LAN_CHANNEL = {"hpe": "2"}
PASSWORD = "Fl33t-Secret-7"
"""Of the account that every make has from the factory."""
INTRUDER, INTRUDER_SLOT, INTRUDER_PASSWORD = "eve", "5", "Ev1l-Secret-9"
TIMEOUT_SECONDS = 60


class Fleet(t.NamedTuple):
    """Hosts named after their make, and a directory in which the playbooks are run and keep documents."""

    emulator: RunningEmulator
    directory: Path

    @property
    def documents(self) -> Path:
        return self.directory / "bmc-documents"

    def bmc(self, host: str) -> RunningBmc:
        return next(bmc for bmc in self.emulator.bmcs if bmc.personality == host)

    def number(self, host: str) -> int:
        return self.emulator.bmcs.index(self.bmc(host))

    def run(self, playbook: str, *arguments: str, limit: str = "", **variables: t.Any) -> PlayResult:
        """Run one of the playbooks that come with the collection."""
        hosts = {bmc.personality: host_variables(bmc, **variables) for bmc in self.emulator.bmcs}
        limits = ["--limit", limit] if limit else []
        return run_playbook(self.directory, hosts, ROOT / "playbooks" / f"{playbook}.yml", *arguments, *limits)

    def content(self, host: str) -> dict[str, t.Any]:
        return dict(yaml.safe_load((self.documents / f"{host}.yml").read_text(encoding="utf-8")))

    def other_tool(self, host: str, *command: str) -> str:
        """Run ipmitool, which knows nothing of us."""
        return run_ipmitool(self.bmc(host), *command, suite=3 if host in WITHOUT_SUITE_17 else 17)

    def let_somebody_in(self, host: str) -> None:
        """Make an administrator that nobody declared, and change what happens after a power cut."""
        channel = LAN_CHANNEL.get(host, "1")
        self.other_tool(host, "user", "set", "name", INTRUDER_SLOT, INTRUDER)
        self.other_tool(host, "user", "set", "password", INTRUDER_SLOT, INTRUDER_PASSWORD)
        self.other_tool(host, "channel", "setaccess", channel, INTRUDER_SLOT, "ipmi=on", "privilege=4")
        self.other_tool(host, "user", "enable", INTRUDER_SLOT)
        self.other_tool(host, "chassis", "policy", "always-off")


def changed_hosts(play: PlayResult) -> dict[str, bool]:
    """Return for each host whether a task changed something."""
    return {host: any(result.get("changed") for result in results) for host, results in play.results.items()}


def messages(play: PlayResult, host: str) -> list[str]:
    """Return all lines that tasks of a host said."""
    found: list[str] = []
    for result in play.only(host):
        said = result.get("msg", [])
        found += [said] if isinstance(said, str) else said
    return found

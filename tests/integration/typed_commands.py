# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A directory in which the commands of a page are typed into one shell, one after the other, against emulated BMCs.

The addresses of the documentation become loopback addresses, where emulated BMCs are; its ports become free ones.
Nothing else about a command is changed.
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import typing as t
from dataclasses import dataclass, field
from pathlib import Path

import yaml
from ansible_collections.baremetal.ipmi.tests.emulator.running import running_emulator
from ansible_collections.baremetal.ipmi.tests.integration import pages
from ansible_collections.baremetal.ipmi.tests.integration.inventory import PLUGIN, network
from ansible_collections.baremetal.ipmi.tests.integration.playbook import collections_path
from collection_path import ROOT

FIRST_BMC = 10
USERNAME, PASSWORD = "ADMIN", "correct-horse"
SECRET = re.compile(r"\bvault_\w+")
OF_THE_FACTORY = ("vault_bmc_password", "vault_first_password", "vault_label_password")
"""What pages call the password that a BMC has before its commands are run."""
PORT = re.compile(r"\b62[34]\d\b")
DOCUMENTED_PORTS = (6230, 6249)
MARK = "@@ "
LIMIT_SECONDS = 540


@dataclass(frozen=True)
class Stage:
    """What a page takes for granted: which BMCs there are, which files, and what has been typed before."""

    bmcs: int = 1
    username: str = USERNAME
    password: str = PASSWORD
    hosts: tuple[str, ...] = ("node1",)
    """Hosts of the inventory, where the page does not show one."""
    variables_of_page: tuple[int, ...] = ()
    """Which of the page's blocks with a mapping are variables of that inventory."""
    inventory: str = "inventory.yml"
    inventory_of_page: int | None = None
    """Which of them is the inventory itself."""
    files: t.Mapping[str, str] = field(default_factory=dict)
    before: tuple[str, ...] = ()
    environment: t.Mapping[str, str] = field(default_factory=dict)
    replaced: t.Mapping[str, str] = field(default_factory=dict)


class Typed(t.NamedTuple):
    """How a command ended, and what it and those before it in the same breath printed."""

    command: str
    status: int
    output: str


def _free_port() -> int:
    """Return the first of twenty UDP ports in a row that are free now."""
    for first in range(20000 + os.getpid() % 1000 * 20, 60000, 20):
        try:
            for port in range(first, first + 20):
                with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
                    probe.bind(("0.0.0.0", port))
        except OSError:
            continue
        return first
    raise RuntimeError("no free ports")


class Shell:
    """Runs the commands of one page."""

    def __init__(self, stage: Stage, page: Path, directory: Path) -> None:
        self.stage, self.page, self.directory = stage, page, directory
        prefix = network().rpartition(".")[0]
        self.networks = {"192.0.2.": f"{prefix}.247.", "198.51.100.": f"{prefix}.248."}
        self.port = _free_port()

    def moved(self, text: str) -> str:
        """Return a text of the page with addresses and ports that are here."""
        for documented, ours in {**self.networks, **self.stage.replaced}.items():
            text = text.replace(documented, ours)
        return PORT.sub(lambda port: str(self.port + 1 + int(port[0]) - DOCUMENTED_PORTS[0]), text)

    def run(self, commands: t.Sequence[str]) -> list[Typed]:
        """Type commands, and return those that came to an end."""
        self._prepare()
        script = self.directory / "typed.sh"
        script.write_text("".join(map(self._typed, [*self.stage.before, *commands])), encoding="utf-8")
        first = f"{self.networks['192.0.2.']}{FIRST_BMC}"
        options = {"address": first, "port": self.port, "per_address": True, "follow_address": True}
        with running_emulator(self.stage.bmcs, username=self.stage.username, password=self.stage.password, **options):
            done = subprocess.run(
                ["bash", str(script)],
                cwd=self.directory,
                env=self._environment(),
                input=f"{self.stage.password}\n",
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                timeout=LIMIT_SECONDS,
                check=False,
            )
        parts = re.split(rf"^{MARK}(\d+)\n", done.stdout, flags=re.MULTILINE)
        ended = zip([*self.stage.before, *commands], map(int, parts[1::2]), parts[0::2])
        return [Typed(*one) for one in ended][len(self.stage.before) :]

    def _typed(self, command: str) -> str:
        """Return what the shell does for a command. One that stays is waited for until it has said something."""
        said = "said.fifo"
        line = self.moved(command)
        if line.endswith(" &"):
            line = f"mkfifo {said}; {line.removesuffix('&')} > {said} & read -r _ < {said}; rm {said}"
        return f"{line}\nstatus=$?; echo; echo {MARK}$status\n"

    def _prepare(self) -> None:
        for name in ("tests", "plugins", "galaxy.yml", "README.md", "meta"):
            (self.directory / name).symlink_to(ROOT / name)
        (self.directory / ".venv").symlink_to(sys.prefix)
        (self.directory / ".cache").mkdir()
        (self.directory / ".cache" / "collections").symlink_to(collections_path(self.directory))
        for name, text in {**self._inventory(), **pages.files(self.page), **self.stage.files}.items():
            path = self.directory / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(self._with_port(self.moved(text)), encoding="utf-8")
        variables = self.directory / "group_vars" / "all"
        if not variables.with_suffix(".yml").exists():
            variables.mkdir(parents=True)
            (variables / "secrets.yml").write_text(yaml.safe_dump(self._secrets()), encoding="utf-8")

    def _secrets(self) -> dict[str, str]:
        text = "".join([self.page.read_text(encoding="utf-8"), *self.stage.files.values()])
        names = sorted(set(SECRET.findall(text)))
        others = {name: f"Secret-{number}-of-1" for number, name in enumerate(names)}
        return {**others, **dict.fromkeys(OF_THE_FACTORY, self.stage.password)}

    def _inventory(self) -> dict[str, str]:
        """Return the inventory, where the page has its reader's own in mind."""
        mappings = pages.mappings(self.page)
        if self.stage.inventory_of_page is not None:
            return {self.stage.inventory: yaml.safe_dump(mappings[self.stage.inventory_of_page])}
        hosts = {name: {"bmc_host": f"192.0.2.{FIRST_BMC + number}"} for number, name in enumerate(self.stage.hosts)}
        variables = {"bmc_username": self.stage.username, "bmc_password": "{{ vault_bmc_password }}"}
        for number in self.stage.variables_of_page:
            variables.update(mappings[number])
        return {"inventory.yml": yaml.safe_dump({"all": {"hosts": hosts, "vars": variables}})}

    def _with_port(self, text: str) -> str:
        """Return a configuration of the inventory plugin with the port at which the BMCs are here."""
        if f"plugin: {PLUGIN}" not in text:
            return text
        content = yaml.safe_load(text)
        for source in content["sources"]:
            source.setdefault("port", self.port)
        return yaml.safe_dump(content)

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("ANSIBLE_", "BMC_"))}
        return {
            **kept,
            "PATH": f"{Path(sys.prefix, 'bin')}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(self.directory),
            "ANSIBLE_COLLECTIONS_PATH": str(self.directory / "links"),
            "ANSIBLE_HOME": str(self.directory / "home"),
            "ANSIBLE_NOCOLOR": "true",
            "ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED": "true",
            "BMC_PORT": str(self.port),
            "PYTHONDONTWRITEBYTECODE": "1",
            **{name: self.moved(value) for name, value in self.stage.environment.items()},
        }

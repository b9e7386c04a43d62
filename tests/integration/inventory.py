# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the real ``ansible-inventory`` with a configuration of the plugin ``baremetal.ipmi.bmc``."""

from __future__ import annotations

import json
import os
import resource
import socket
import subprocess
import typing as t
from pathlib import Path

import yaml
from ansible_collections.baremetal.ipmi.tests.integration.playbook import ANSIBLE_PLAYBOOK, environment

ANSIBLE_INVENTORY = ANSIBLE_PLAYBOOK.with_name("ansible-inventory")
TIMEOUT_SECONDS = 120
PLUGIN = "baremetal.ipmi.bmc"


def network() -> str:
    """Return the first three parts of loopback addresses that no other process of the test run uses."""
    return f"127.{100 + os.getpid() // 250 % 100}.{os.getpid() % 250}"


def free_port() -> int:
    """Return a UDP port that is free on all addresses now."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("0.0.0.0", 0))
        return int(probe.getsockname()[1])


def _text(value: dict[str, t.Any]) -> t.Any:
    """Return the text that Ansible marks as not to be taken for a template, as all that a BMC says."""
    return value["__ansible_unsafe"] if list(value) == ["__ansible_unsafe"] else value


class Said(t.NamedTuple):
    """What ``ansible-inventory`` printed and how it ended."""

    returncode: int
    output: str
    errors: str

    @property
    def listing(self) -> dict[str, t.Any]:
        assert self.returncode == 0, self.errors
        return dict(json.loads(self.output, object_hook=_text))

    @property
    def hosts(self) -> dict[str, dict[str, t.Any]]:
        return dict(self.listing["_meta"]["hostvars"])

    def group(self, name: str) -> list[str]:
        return sorted(self.listing.get(name, {}).get("hosts", []))


class Inventory:
    """A configuration file in a directory of its own."""

    def __init__(self, directory: Path, name: str = "fleet.bmc.yml") -> None:
        self.directory = directory
        self.path = directory / name

    def write(self, *sources: t.Mapping[str, t.Any], **options: t.Any) -> Inventory:
        """Write a configuration with these sources and options."""
        # A sweep that waits for silent addresses is not what most tests are about.
        content = {"plugin": PLUGIN, "tries": 2, "sources": list(sources), **options}
        self.path.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
        return self

    def run(self, *arguments: str, open_files: int | None = None, **variables: str) -> Said:
        """Run ``ansible-inventory``, with more environment variables, and at most so many open files.

        A source that cannot be parsed is an error.
        """

        def limit() -> None:
            if open_files is not None:
                resource.setrlimit(resource.RLIMIT_NOFILE, (open_files, open_files))

        done = subprocess.run(
            [str(ANSIBLE_INVENTORY), "-i", str(self.path), *(arguments or ["--list"])],
            cwd=self.directory,
            env=self.environment(**variables),
            stdin=subprocess.DEVNULL,
            preexec_fn=limit,
            capture_output=True,
            text=True,
            timeout=TIMEOUT_SECONDS,
            check=False,
        )
        # Ansible wraps warnings at some column.
        return Said(done.returncode, done.stdout, " ".join(done.stderr.split()))

    def environment(self, **variables: str) -> dict[str, str]:
        """Return the environment for Ansible's programs."""
        own = {"ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED": "true", "COLUMNS": "10000"}
        return environment(self.directory, **{**own, **variables})

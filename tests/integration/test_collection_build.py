# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The collection as a user gets it: built, installed from the archive, and complete without the checkout."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from ansible_collections.baremetal.ipmi.tests.integration.conftest import Bench
from ansible_collections.baremetal.ipmi.tests.integration.playbook import run_playbook
from collection_path import ROOT

SHIPPED = [
    r"(CHANGELOG|CODE_OF_CONDUCT|CONTRIBUTING|MAINTAINERS|README|SECURITY)\.md",
    r"COPYING",
    r"LICENSES/GPL-3\.0-or-later\.txt",
    r"REUSE\.toml",
    r"(FILES|MANIFEST)\.json",
    r"changelogs/(changelog\.yaml|config\.yaml|fragments/[\w.-]+\.yml)",
    r"docs/(\w+/)?[\w-]+\.md",
    r"extensions/audit/event_query\.yml",
    r"extensions/patterns/\w+/(README\.md|meta/pattern\.json|playbooks/\w+\.(meta\.)?yml)",
    r"docs/schema/[\w.-]+\.json",
    r"meta/[\w-]+\.yml",
    r"playbooks/(vars/)?\w+\.yml",
    r"plugins/(action|callback|doc_fragments|filter|inventory|modules|plugin_utils|test)/\w+\.py",
    r"plugins/module_utils/(\w+/)*\w+\.py",
    r"roles/\w+/README\.md",
    r"roles/\w+/(defaults|meta|tasks|vars)/(\w+/)*\w+\.yml",
    r"roles/\w+/templates/[\w.]+\.j2",
]
"""Every file of the archive is one of these."""

NEEDED = ("meta", "playbooks", "plugins", "roles")
"""What the collection works with; the rest is for people."""

FOLDERS = {
    "callback": "plugins/callback",
    "filter": "plugins/filter",
    "inventory": "plugins/inventory",
    "module": "plugins/modules",
    "role": "roles",
}
"""What ansible-doc lists, and where it lies."""

WITHOUT_BMC = {"baremetal.ipmi.audit_report"}
"""Modules that speak with no BMC, and have no options of the connection."""


def run(*command: str, collections: Path | None = None) -> str:
    """Run a program of ansible-core; ``collections`` is the only place where it finds collections."""
    environment = {**os.environ, "ANSIBLE_COLLECTIONS_PATH": str(collections), "PYTHONPATH": ""}
    program = [str(Path(sys.executable).with_name(command[0])), *command[1:]]
    done = subprocess.run(program, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def collections(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a directory where the collection is installed from its archive."""
    archives = tmp_path_factory.mktemp("archives")
    installed = tmp_path_factory.mktemp("collections")
    run("ansible-galaxy", "collection", "build", "--output-path", str(archives))
    (archive,) = archives.iterdir()
    version = yaml.safe_load((ROOT / "galaxy.yml").read_text(encoding="utf-8"))["version"]
    assert archive.name == f"baremetal-ipmi-{version}.tar.gz"
    install = ("ansible-galaxy", "collection", "install", "--offline", "-p", str(installed), str(archive))
    run(*install, collections=installed)
    return installed


def test_holds_what_belongs_there_and_nothing_else(collections: Path) -> None:
    collection = collections / "ansible_collections" / "baremetal" / "ipmi"
    paths = {path.relative_to(collection).as_posix(): path for path in collection.rglob("*")}
    files = [name for name, path in paths.items() if path.is_file()]
    assert [name for name in files if not any(re.fullmatch(pattern, name) for pattern in SHIPPED)] == []
    assert [name for name, path in paths.items() if path.is_dir() and not any(path.iterdir())] == []
    wanted = {path.relative_to(ROOT).as_posix() for part in NEEDED for path in (ROOT / part).rglob("*.*")}
    assert {name for name in wanted if "__pycache__" not in name} - set(paths) == set()


def test_modules_are_documented_from_the_archive(collections: Path) -> None:
    listed = json.loads(run("ansible-doc", "--list", "--json", "baremetal.ipmi", collections=collections))
    assert sorted(listed) == sorted(f"baremetal.ipmi.{path.stem}" for path in (ROOT / "plugins/modules").glob("*.py"))
    documentation = json.loads(run("ansible-doc", "--json", *listed, collections=collections))
    for name, module in documentation.items():
        assert ("bmc_host" in module["doc"]["options"]) is (name not in WITHOUT_BMC), name


@pytest.fixture(scope="module")
def reduced(collections: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a directory where the collection is installed, and only what it needs was kept."""
    whole = collections / "ansible_collections" / "baremetal" / "ipmi"
    kept = tmp_path_factory.mktemp("reduced")
    for part in NEEDED:
        shutil.copytree(whole / part, kept / "ansible_collections" / "baremetal" / "ipmi" / part)
    return kept


@pytest.mark.parametrize("kind", FOLDERS)
def test_what_is_needed_is_documented_without_the_rest(reduced: Path, kind: str) -> None:
    listed = json.loads(run("ansible-doc", "-t", kind, "--list", "--json", "baremetal.ipmi", collections=reduced))
    names = {path.stem for path in (ROOT / FOLDERS[kind]).iterdir() if path.name != "__pycache__"}
    assert set(listed) == {f"baremetal.ipmi.{name}" for name in names}


def test_what_is_needed_works_without_the_rest(bench: Bench, reduced: Path, tmp_path: Path) -> None:
    """A role, a module and reports, through the playbooks that are shipped, all by their full names."""
    play = run_playbook(
        bench.directory,
        bench.hosts(bmc_audit_report_path=str(tmp_path), bmc_power_state="off"),
        "baremetal.ipmi.audit",
        "baremetal.ipmi.power",
        extra_environment={"ANSIBLE_COLLECTIONS_PATH": str(reduced)},
    )
    assert play.returncode == 0, play.output
    assert play.last()["power"] == "off"
    assert not bench.emulator.control.state()["power_is_on"]
    assert (tmp_path / "bmc-audit.html").is_file()

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The collection as a user gets it: built, installed from the archive, and complete without the checkout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from collection_path import ROOT

SHIPPED = """
CHANGELOG.md CODE_OF_CONDUCT.md CONTRIBUTING.md COPYING FILES.json LICENSES MAINTAINERS.md MANIFEST.json README.md
REUSE.toml SECURITY.md changelogs docs extensions meta playbooks plugins roles
"""

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
    assert {path.name for path in collection.iterdir()} <= set(SHIPPED.split())
    names = {path.relative_to(collection).as_posix() for path in collection.rglob("*")}
    assert {"meta/runtime.yml", "plugins/module_utils/_ipmi/codec/message.py", "README.md"} <= names
    caches = [name for name in names if "__pycache__" in name or Path(name).name.startswith(".")]
    assert [name for name in caches if not name.endswith(".gitkeep")] == []


def test_modules_are_documented_from_the_archive(collections: Path) -> None:
    listed = json.loads(run("ansible-doc", "--list", "--json", "baremetal.ipmi", collections=collections))
    assert sorted(listed) == sorted(f"baremetal.ipmi.{path.stem}" for path in (ROOT / "plugins/modules").glob("*.py"))
    documentation = json.loads(run("ansible-doc", "--json", *listed, collections=collections))
    for name, module in documentation.items():
        assert ("bmc_host" in module["doc"]["options"]) is (name not in WITHOUT_BMC), name

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The development container, built and entered as an editor does it."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
from ansible_collections.baremetal.ipmi.tests.containers.emulator_container import CONTAINERS_CONF, LABEL
from ansible_collections.baremetal.ipmi.tests.containers.images import base_image, one_at_a_time, run
from ansible_collections.baremetal.ipmi.tests.integration.committed_copy import committed_copy
from collection_path import ROOT

FOLDER = ROOT / ".devcontainer"
IMAGE = "localhost/baremetal-ipmi-development"
NEEDED = ("podman", "buildah", "mmdebstrap")


@pytest.fixture(scope="module")
def image() -> str:
    """The image, built as ``devcontainer.json`` says, on a base that needs no registry. It stays, as a cache."""
    missing = [program for program in NEEDED if shutil.which(program) is None]
    if missing:
        pytest.skip(f"not installed: {', '.join(missing)}")
    os.environ.setdefault("CONTAINERS_CONF", str(CONTAINERS_CONF))
    build = json.loads((FOLDER / "devcontainer.json").read_text(encoding="utf-8"))["build"]
    assert list(build["args"]) == ["BASE_IMAGE"]
    with one_at_a_time():
        options = ("--network=host", "--pull=never", f"--build-arg=BASE_IMAGE={base_image('podman')}", f"--tag={IMAGE}")
        run("podman", "build", *options, f"--file={FOLDER / build['dockerfile']}", FOLDER / build["context"])
    return IMAGE


def enter(image: str, checkout: Path, command: str) -> str:
    """Run a command in a new container, in the checkout, as the user that the editor would be."""
    settings = json.loads((FOLDER / "devcontainer.json").read_text(encoding="utf-8"))
    user = f"--user={settings['remoteUser']}"
    place = (f"--volume={checkout}:/workspaces/ipmi", "--workdir=/workspaces/ipmi")
    return run("podman", "run", "--rm", f"--label={LABEL}", "--network=none", user, *place, image, "sh", "-ec", command)


def test_what_is_run_after_it_is_made_finds_its_programs(image: str, tmp_path: Path) -> None:
    checkout = committed_copy(tmp_path / "checkout")
    command = json.loads((FOLDER / "devcontainer.json").read_text(encoding="utf-8"))["postCreateCommand"]
    steps = enter(image, checkout, f"{command} --dry-run")
    assert "tools/make-venv" in steps
    # Its first step, which installs nothing where there is nothing to install.
    made = enter(
        image, checkout, "cp tools/make-venv /tmp && cd /tmp && touch none.txt && ./make-venv python3 .venv none.txt"
    )
    assert made == "Installing none.txt into .venv"


def test_one_is_not_root_and_may_become_it(image: str, tmp_path: Path) -> None:
    told = enter(image, committed_copy(tmp_path / "checkout"), "id -un; sudo -n id -un; tools/install-packages")
    user, administrator, packages = told.split("\n", 2)
    assert (user, administrator) == ("developer", "root")
    assert "sudo apt-get install" in packages

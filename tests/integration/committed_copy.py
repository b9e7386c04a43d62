# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A git checkout of its own with what lies in this one, for tests of what works on a checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import typing as t
from pathlib import Path

import pytest
from checkout_copy import copy_files
from collection_path import ROOT

COMMITTER = {
    f"GIT_{role}_{part}": value
    for role in ("AUTHOR", "COMMITTER")
    for part, value in (("NAME", "Test"), ("EMAIL", "test@example.org"))
}


def environment(**more: str) -> dict[str, str]:
    """Return an environment that depends on no settings of the user's, with the programs of this Python first."""
    dropped = ("ANSIBLE_", "GIT_", "MAKE", "MFLAGS", "PRE_COMMIT", "PYTHONPATH", "VIRTUAL_ENV")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return {**kept, "PATH": path, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", **COMMITTER, **more}


def git(directory: Path, *arguments: str) -> str:
    command = ["git", *arguments]
    done = subprocess.run(command, cwd=directory, env=environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command}: {done.stderr}"
    return done.stdout.strip()


def committed_copy(directory: Path) -> Path:
    """Return a new repository on the branch main with one commit: what git lists here, committed or not."""
    if not (ROOT / ".git").exists():
        pytest.skip("this is not a git checkout")
    copy_files(directory)
    git(directory, "init", "--quiet", "--initial-branch=main")
    git(directory, "add", "--all")
    git(directory, "commit", "--quiet", "--message", "All of it")
    return directory


def clone(origin: Path, directory: Path) -> Path:
    """Return a clone, which is quicker than another copy."""
    git(origin, "clone", "--quiet", "--shared", str(origin), str(directory))
    return directory


def run(directory: Path, *command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a program there, with more environment variables; what it prints is in the result's ``stdout``."""
    return subprocess.run(
        command,
        cwd=directory,
        env=environment(**variables),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=300,
        check=False,
    )


def successful(done: subprocess.CompletedProcess[t.Any]) -> str:
    """Return what a program printed that must have succeeded."""
    assert done.returncode == 0, done.stdout
    return str(done.stdout)

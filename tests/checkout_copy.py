# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Copies what belongs to the checkout: what git lists, committed or not, and nothing that is ignored."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from collection_path import ROOT


def _git(directory: Path, *arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=directory, check=True, stdout=subprocess.PIPE, text=True).stdout


def copy_files(copy: Path) -> None:
    """Copy the files into a directory that is there, or is made."""
    for name in _git(ROOT, "ls-files", "--cached", "--others", "--exclude-standard", "-z").split("\0"):
        source, target = ROOT / name, copy / name
        if name and os.path.lexists(source):
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target, follow_symlinks=False)


def copy_checkout(copy: Path) -> None:
    """Make ``copy`` anew, as a git tree of its own."""
    shutil.rmtree(copy, ignore_errors=True)
    copy_files(copy)
    _git(copy, "init", "--quiet")
    _git(copy, "add", "--all")

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an interrupted run left is removed before the next one, and nothing else."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from collection_path import ROOT


def test_ends_what_carries_the_mark_of_its_checkout(tmp_path: Path) -> None:
    # A checkout of its own: the sweep of this one would end this very run.
    (tmp_path / "tools").mkdir()
    sweep = shutil.copy(ROOT / "tools" / "sweep", tmp_path / "tools" / "sweep")
    (tmp_path / ".cache" / "tmp" / "left").mkdir(parents=True)
    unmarked = {name: value for name, value in os.environ.items() if name != "BAREMETAL_IPMI_TEST_RUN"}
    marked = {**unmarked, "BAREMETAL_IPMI_TEST_RUN": str(tmp_path)}
    ours = subprocess.Popen(["sleep", "60"], env=marked)
    other = subprocess.Popen(["sleep", "60"], env=unmarked)
    try:
        subprocess.run([sys.executable, sweep], check=True, timeout=30, env=unmarked, stdout=subprocess.DEVNULL)
        assert ours.wait(timeout=10) != 0
        assert other.poll() is None
        assert not (tmp_path / ".cache" / "tmp").exists()
    finally:
        ours.kill()
        other.kill()
        ours.wait()
        other.wait()

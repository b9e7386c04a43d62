# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""In CI nothing is left out quietly."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from collection_path import ROOT

SKIPPING = """
import pytest

def test_that_skips():
    pytest.skip("no such program")

@pytest.mark.skip(reason="not today")
def test_marked():
    pass

@pytest.mark.xfail
def test_expected_to_fail():
    assert False
"""
SKIPPING_FILE = "import pytest; pytest.importorskip('no_such_module')"


@pytest.mark.parametrize(
    ("in_ci", "closing"),
    [("true", "1 failed, 1 xfailed, 2 errors"), ("false", "3 skipped, 1 xfailed")],
)
def test_a_skip_is_a_failure_in_ci_only(tmp_path: Path, in_ci: str, closing: str) -> None:
    (tmp_path / "test_one.py").write_text(SKIPPING)
    (tmp_path / "test_two.py").write_text(SKIPPING_FILE)
    environment = {**os.environ, "CI": in_ci, "PYTHONPATH": str(ROOT / "tests")}
    command = [sys.executable, "-m", "pytest", "-p", "no_skips", "-p", "no:cacheprovider", "--rootdir=.", "."]
    command += ["--continue-on-collection-errors"]
    done = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert closing in done.stdout, done.stdout
    assert (done.returncode != 0) == (in_ci == "true")

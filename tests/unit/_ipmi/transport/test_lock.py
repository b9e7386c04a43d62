# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One task per BMC at a time, across processes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.errors import TransportError
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.transport.lock import BmcLocks

TESTS = Path(__file__).resolve().parents[3]
OTHER_PROCESS = """
import sys
sys.path.insert(0, sys.argv[1])
import collection_path
collection_path.make_importable()
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.transport.lock import BmcLocks
locks = BmcLocks(sys.argv[2])
for name in sys.stdin:
    print(locks.try_lock(name.strip()), flush=True)
"""


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "lock")


class Other:
    """Another process that takes locks and keeps them."""

    def __init__(self, path: str) -> None:
        command = [sys.executable, "-c", OTHER_PROCESS, str(TESTS), path]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def try_lock(self, name: str) -> bool:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(name + "\n")
        self._process.stdin.flush()
        return self._process.stdout.readline() == "True\n"

    def kill(self) -> None:
        self._process.kill()
        self._process.communicate()


def test_within_a_process(path: str) -> None:
    locks = BmcLocks(path)
    assert locks.try_lock("one:623")
    assert not locks.try_lock("one:623")
    assert locks.try_lock("two:623")
    locks.unlock("one:623")
    locks.unlock("one:623")
    assert locks.try_lock("one:623")


def test_between_processes(path: str) -> None:
    locks = BmcLocks(path)
    other = Other(path)
    try:
        assert other.try_lock("one:623")
        assert not locks.try_lock("one:623")
        assert locks.try_lock("two:623")
        assert not other.try_lock("two:623")
        locks.unlock("two:623")
        assert other.try_lock("two:623")
    finally:
        other.kill()
    assert locks.try_lock("one:623"), "a process that dies gives its locks back"


def test_a_file_that_is_not_ours_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "theirs").write_text("precious")
    (tmp_path / "lock").symlink_to(tmp_path / "theirs")
    with pytest.raises(TransportError, match="cannot be opened"):
        BmcLocks(str(tmp_path / "lock")).try_lock("one:623")
    with pytest.raises(TransportError, match="cannot be opened"):
        BmcLocks(str(tmp_path / "no" / "such" / "place")).try_lock("one:623")

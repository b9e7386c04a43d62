# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Notes on cipher suites, across processes, and files that cannot be used."""

from __future__ import annotations

import multiprocessing
import os
from pathlib import Path

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.transport import suite_notes
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.transport.suite_notes import (
    LASTS_SECONDS,
    SuiteNotes,
)

NOW = 1_800_000_000.0


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "suites")


def test_a_note_is_for_one_bmc(path: str) -> None:
    notes = SuiteNotes(path)
    assert notes.recall("one:623") is None
    notes.note("one:623", 3)
    notes.note("two:623", 17)
    assert [notes.recall(name) for name in ("one:623", "two:623", "one:624")] == [3, 17, None]
    notes.note("one:623", None)
    assert [notes.recall(name) for name in ("one:623", "two:623")] == [None, 17]


def test_other_processes_read_it(path: str) -> None:
    """Ansible forks a worker for each task, with whatever its main process has open."""
    notes = SuiteNotes(path)
    notes.note("one:623", 3)
    worker = multiprocessing.get_context("fork").Process(target=notes.note, args=("two:623", 12))
    worker.start()
    worker.join()
    assert [SuiteNotes(path).recall(name) for name in ("one:623", "two:623")] == [3, 12]
    assert notes.recall("two:623") == 12


def test_a_note_is_forgotten_after_a_day(path: str) -> None:
    clock = Clock()
    notes = SuiteNotes(path, clock)
    notes.note("one:623", 3)
    clock.now = NOW + LASTS_SECONDS - 1
    assert notes.recall("one:623") == 3
    clock.now = NOW + LASTS_SECONDS
    assert notes.recall("one:623") is None
    clock.now = NOW - 1
    assert notes.recall("one:623") is None, "the clock was put back"


def test_two_bmcs_in_one_place_push_each_other_out(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suite_notes, "_PLACES", 1)
    notes = SuiteNotes(path)
    notes.note("one:623", 3)
    notes.note("two:623", 12)
    assert [notes.recall(name) for name in ("one:623", "two:623")] == [None, 12]


def test_ten_thousand_bmcs_take_a_few_megabytes(path: str) -> None:
    notes = SuiteNotes(path)
    names = [f"192.0.2.{number % 250}:{1000 + number}" for number in range(10_000)]
    for name in names:
        notes.note(name, 3)
    assert sum(notes.recall(name) == 3 for name in names) > 9_900
    status = Path(path).stat()
    assert status.st_size <= 16 << 20
    assert status.st_mode & 0o077 == 0


@pytest.mark.parametrize("content", [b"", b"\xff" * 100, b"\x00" * (16 << 20)])
def test_whatever_the_file_holds(path: str, content: bytes) -> None:
    Path(path).write_bytes(content)
    notes = SuiteNotes(path)
    assert notes.recall("one:623") is None
    notes.note("one:623", 3)
    assert notes.recall("one:623") == 3


def test_without_a_file_there_are_no_notes(tmp_path: Path) -> None:
    (tmp_path / "theirs").write_text("precious")
    (tmp_path / "link").symlink_to(tmp_path / "theirs")
    (tmp_path / "directory").mkdir()
    os.mkfifo(tmp_path / "pipe")
    for place in ("link", "directory", "pipe", "no/such/place"):
        notes = SuiteNotes(str(tmp_path / place))
        notes.note("one:623", 3)
        assert notes.recall("one:623") is None, place
    assert (tmp_path / "theirs").read_text() == "precious"


def test_somebody_elses_file_is_not_used(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    SuiteNotes(path).note("one:623", 3)
    somebody = os.getuid() + 1
    monkeypatch.setattr(os, "getuid", lambda: somebody)
    assert SuiteNotes(path).recall("one:623") is None

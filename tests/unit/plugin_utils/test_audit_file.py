# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The file of an audit log: added to, never broken, by several processes at once."""

from __future__ import annotations

import fcntl
import multiprocessing
import os
import stat
import typing as t
from pathlib import Path

import pytest
from ansible_collections.baremetal.ipmi.plugins.plugin_utils import audit_file
from ansible_collections.baremetal.ipmi.plugins.plugin_utils.audit_file import AuditFile
from ansible_collections.baremetal.ipmi.plugins.plugin_utils.hash_chain import NotALine, find_flaws

TIMES = 40


@pytest.fixture
def log(tmp_path: Path) -> AuditFile:
    return AuditFile(str(tmp_path / "log.jsonl"))


def content(log: AuditFile) -> str:
    return Path(log.path).read_text()


def test_it_is_nobody_elses_and_goes_on(log: AuditFile) -> None:
    lines = [line for number in range(3) for line in AuditFile(log.path).append([{"a": number}, {"b": number}])]
    assert content(log).splitlines() == lines
    assert find_flaws(content(log)) == []
    assert stat.S_IMODE(os.stat(log.path).st_mode) == 0o600


def test_a_check_writes_nothing(log: AuditFile) -> None:
    log.check()
    assert content(log) == ""


def append_often(path: str, name: int) -> None:
    for number in range(TIMES):
        AuditFile(path).append([{"process": name, "number": number}, {"more": True}])


def test_processes_share_one_chain(log: AuditFile) -> None:
    context = multiprocessing.get_context("fork")
    processes = [context.Process(target=append_often, args=(log.path, name)) for name in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0] * 4
    assert len(content(log).splitlines()) == 4 * TIMES * 2
    assert find_flaws(content(log)) == []


def test_a_log_that_was_moved_away_is_begun_anew(log: AuditFile) -> None:
    log.append([{"a": 1}])
    os.rename(log.path, log.path + ".1")
    log.append([{"a": 2}])
    assert find_flaws(content(log)) == []


@pytest.mark.parametrize("text", ["#!/bin/sh\n", '{"a": 1}\n', '{"hash":"0", "previous', "\n"])
def test_what_is_no_log_is_not_added_to(log: AuditFile, text: str) -> None:
    Path(log.path).write_text(text)
    with pytest.raises(NotALine):
        log.append([{"a": 1}])
    assert content(log) == text


def test_what_is_no_file_is_refused(log: AuditFile) -> None:
    os.mkfifo(log.path)
    with pytest.raises(OSError, match="not a regular file"):
        log.check()


def test_a_lock_is_not_waited_for_for_ever(log: AuditFile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit_file, "LOCK_SECONDS", 0.05)
    with open(log.path, "w") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(OSError, match="locked"):
            log.check()


def write_beyond_the_limit(path: str, results: t.Any) -> None:
    import resource
    import signal

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
    try:
        AuditFile(path).append([{"long": "x" * 2000}])
    except OSError as error:
        results.put(str(error))
    else:
        results.put("written")


def test_half_a_line_is_taken_back(log: AuditFile) -> None:
    log.append([{"a": 1}])
    before = content(log)
    context = multiprocessing.get_context("fork")
    results = context.Queue()
    process = context.Process(target=write_beyond_the_limit, args=(log.path, results))
    process.start()
    assert results.get(timeout=30) != "written"
    process.join(30)
    assert content(log) == before

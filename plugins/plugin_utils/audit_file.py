# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A file that lines are only ever added to, by any number of runs at the same time, in one hash chain."""

from __future__ import annotations

import errno
import fcntl
import os
import stat
import time
import typing as t

from .hash_chain import BEGINNING, NotALine, chained, parse_line

LOCK_SECONDS = 10.0
"""Others hold the lock for one write and one fsync."""
LOCK_POLL_SECONDS = 0.01
LARGEST_LINE = 1 << 20
_MODE = 0o600
_FLAGS = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NONBLOCK


class AuditFile:
    """Opened anew for each append: a file that was moved away by log rotation is not written to any more."""

    def __init__(self, path: str) -> None:
        self.path = path

    def check(self) -> None:
        """Raise OSError, or NotALine, where the next append would."""
        self.append([])

    def append(self, records: t.Sequence[t.Mapping[str, t.Any]]) -> list[str]:
        """Write records to the disk as the next lines of the chain, all or none, and return the lines.

        Raises OSError, or NotALine when the last line of the file is not one of an audit log.
        """
        file = os.open(self.path, _FLAGS, _MODE)
        try:
            if not stat.S_ISREG(os.fstat(file).st_mode):
                raise OSError(errno.EINVAL, "it is not a regular file")
            _lock(file)
            end = os.fstat(file).st_size
            lines, _last = chained(records, _last_hash(file, end))
            if lines:
                _write(file, end, "".join(f"{line}\n" for line in lines).encode("ascii"))
            return lines
        finally:
            os.close(file)


def _lock(file: int) -> None:
    """Wait for the lock, which closing the file gives back."""
    deadline = time.monotonic() + LOCK_SECONDS
    while True:
        try:
            return fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise OSError(
                    errno.EWOULDBLOCK, f"another process has kept it locked for {LOCK_SECONDS:.0f} s"
                ) from None
        time.sleep(LOCK_POLL_SECONDS)


def _last_hash(file: int, end: int) -> str:
    """Return the hash of the last line, reading no more of the file than its end."""
    if end == 0:
        return BEGINNING
    start = max(0, end - LARGEST_LINE)
    tail = os.pread(file, end - start, start)
    if not tail.endswith(b"\n"):
        raise NotALine("its last line has no end")
    return str(parse_line(tail[:-1].rsplit(b"\n", 1)[-1].decode("utf-8", "replace"))["hash"])


def _write(file: int, end: int, data: bytes) -> None:
    """Write all of ``data`` and wait until it is on the disk, or leave the file as it was."""
    try:
        if os.write(file, data) != len(data):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        os.fsync(file)
    except OSError:
        os.ftruncate(file, end)
        raise

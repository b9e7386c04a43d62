# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One task per BMC at a time, across the processes of a user on this controller.

A BMC has few session slots and little patience, so tasks take turns. Every BMC has one byte of one file, found by a
hash of its name, and a lock on that byte: the kernel gives it back when a process dies, and a thousand BMCs need one
file descriptor. Such locks belong to a process, so within the process a set keeps track. The file descriptor stays
open: closing it would give back all locks of the process.
"""

from __future__ import annotations

import fcntl
import os
import threading

from ..errors import TransportError
from .own_file import digest_of, open_own_file, own_path

_OFFSET_SIZE = 7
"""Bytes of the hash that make the offset; lock offsets are signed 64-bit numbers."""


class BmcLocks:
    """The locks of this process."""

    def __init__(self, path: str | None = None) -> None:
        self._path = path or own_path("lock")
        self._guard = threading.Lock()
        self._file: int | None = None
        self._process = 0
        self._held: set[str] = set()

    def try_lock(self, name: str) -> bool:
        """Take the lock of a BMC if nobody has it; return whether it was taken."""
        with self._guard:
            descriptor = self._open()
            if name in self._held:
                return False
            try:
                fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, _offset(name))
            except (BlockingIOError, PermissionError):
                return False
            except OSError as error:
                raise TransportError(f"{self._path} cannot be locked ({error.strerror})") from None
            self._held.add(name)
            return True

    def unlock(self, name: str) -> None:
        """Give a lock back; does nothing when it is not held."""
        with self._guard:
            if name in self._held and self._file is not None and self._process == os.getpid():
                self._held.discard(name)
                fcntl.lockf(self._file, fcntl.LOCK_UN, 1, _offset(name))

    def _open(self) -> int:
        if self._process != os.getpid():
            # After a fork the parent's locks are the parent's.
            self._held = set()
            self._process = os.getpid()
        if self._file is None:
            self._file = open_own_file(self._path, "lock file")
        return self._file


def _offset(name: str) -> int:
    return int.from_bytes(digest_of(name)[:_OFFSET_SIZE], "big")


LOCKS = BmcLocks()

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which cipher suite let a task in last, for each BMC, across the processes of a user on this controller.

Suites are tried in the order of ``bmc_cipher_suites``. A BMC that has only the second one refuses the first at every
login, which costs an exchange, or does not answer for it, which costs five seconds; Ansible forks a process for each
task, so it would be found out anew each time. Here a task leaves a note for the next ones.

Is that a way to weaker security? The order of the list is the only thing that a note changes:

* It names a suite of the task's own list, or it is not heeded. Whoever does not want a suite used does not list it.
* Whoever can keep a BMC's answers away, or forge refusals, can move a login down the list, with notes or without: what
  comes before the login is protected by nothing. With a note that lasts until it is forgotten, a day after it was
  written at the latest: logins do not renew it. The same day ends it for a BMC that has learned a stronger suite.
* Only suites that authenticate and encrypt every packet are worth a note. A list that ends with one that does not, such
  as ``[17, 0]``, is gone through from its start at every login.
* The file holds no secret. Others can neither write nor swap it (``own_file.py``), and what it says wrongly costs a
  refusal.

A record is found by a hash of the BMC's name, and holds more of the hash: two BMCs in one place push each other out.
Without a file that can be used, there are no notes.
"""

from __future__ import annotations

import os
import struct
import threading
import time
import typing as t

from ..errors import TransportError
from .own_file import digest_of, open_own_file, own_path

LASTS_SECONDS = 86_400
_PLACES = 1 << 20
_RECORD = struct.Struct("<8sIB3x")
"""Rest of the hash, seconds since 1970, suite. No record crosses a page, so that a write is whole or not there."""
_NO_SUITE = 0


class SuiteNotes:
    """The notes of this user. ``clock`` counts seconds since 1970."""

    def __init__(self, path: str | None = None, clock: t.Callable[[], float] = time.time) -> None:
        self._path = path or own_path("suites")
        self._clock = clock
        self._guard = threading.Lock()
        self._file: int | None = None
        self._is_usable = True

    def recall(self, name: str) -> int | None:
        """Return the suite noted for a BMC, or None."""
        descriptor = self._open()
        if descriptor is None:
            return None
        mark, place = _mark_and_place(name)
        try:
            data = os.pread(descriptor, _RECORD.size, place)
        except OSError:
            return None
        if len(data) < _RECORD.size:
            return None
        noted_mark, noted_at, suite = _RECORD.unpack(data)
        is_fresh = 0 <= self._clock() - noted_at < LASTS_SECONDS
        return int(suite) if noted_mark == mark and is_fresh and suite != _NO_SUITE else None

    def note(self, name: str, suite: int | None) -> None:
        """Note the suite of a BMC; None forgets it."""
        descriptor = self._open()
        if descriptor is None:
            return
        mark, place = _mark_and_place(name)
        try:
            os.pwrite(descriptor, _RECORD.pack(mark, int(self._clock()), suite or _NO_SUITE), place)
        except OSError:
            return

    def _open(self) -> int | None:
        with self._guard:
            if self._file is None and self._is_usable:
                try:
                    self._file = open_own_file(self._path, "file")
                except TransportError:
                    self._is_usable = False
            return self._file


def _mark_and_place(name: str) -> tuple[bytes, int]:
    digest = digest_of(name)
    return digest[:8], int.from_bytes(digest[8:12], "big") % _PLACES * _RECORD.size


SUITE_NOTES = SuiteNotes()

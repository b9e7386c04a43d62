# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One line on the terminal that says how far something long is."""

from __future__ import annotations

import sys
import time
import types
import typing as t

QUIET_SECONDS = 2.0
"""What is over by then needs no line."""
BETWEEN_SECONDS = 0.2
_ERASE = "\r\x1b[K"


class ProgressLine:
    """Writes over itself, and is gone at the end. Writes nothing where nobody watches."""

    def __init__(self, stream: t.TextIO | None = None, clock: t.Callable[[], float] = time.monotonic) -> None:
        self._stream = sys.stderr if stream is None else stream
        self._clock = clock
        self._next = clock() + QUIET_SECONDS
        self._is_watched = self._stream.isatty()
        self._is_there = False

    def show(self, what: str, done: int, total: int | None) -> None:
        """Say that ``done`` of ``total`` BMCs or addresses are done; ``what`` is the verb."""
        now = self._clock()
        if not self._is_watched or now < self._next:
            return
        self._next = now + BETWEEN_SECONDS
        self._is_there = True
        of_total = "" if total is None else f" of {total}"
        self._stream.write(f"{_ERASE}baremetal.ipmi.bmc: {what} {done}{of_total}")
        self._stream.flush()

    def __enter__(self) -> ProgressLine:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: types.TracebackType | None,
    ) -> None:
        if self._is_there:
            self._stream.write(_ERASE)
            self._stream.flush()

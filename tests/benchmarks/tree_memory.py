# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The most memory that a process and all its descendants held together, looked at a few times a second.

Workers are forks and share most pages with their parent, so each page is counted once, divided among those that share
it: the proportional set size of Linux.
"""

from __future__ import annotations

import contextlib
import threading
import types
import typing as t
from pathlib import Path

INTERVAL_SECONDS = 0.3
_PROC = Path("/proc")


class TreeMemory:
    """Looks at a tree of processes while the block lasts; ``peak`` is in bytes."""

    def __init__(self, process_id: int) -> None:
        self._process_id = process_id
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self.peak = 0

    def __enter__(self) -> TreeMemory:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: types.TracebackType | None,
    ) -> None:
        self._is_over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._is_over.wait(INTERVAL_SECONDS):
            self.peak = max(self.peak, sum(map(proportional_size, _with_descendants(self._process_id))))


def proportional_size(process_id: int) -> int:
    """Return the proportional set size of a process in bytes, 0 for one that has ended."""
    with contextlib.suppress(OSError):
        for line in (_PROC / str(process_id) / "smaps_rollup").read_text(encoding="ascii").splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0


def _with_descendants(process_id: int) -> t.Iterator[int]:
    yield process_id
    with contextlib.suppress(OSError):
        children = (_PROC / str(process_id) / "task" / str(process_id) / "children").read_text(encoding="ascii")
        for child in children.split():
            yield from _with_descendants(int(child))

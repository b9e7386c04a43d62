# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a process holds at the moment: by this, tests see what was not given back. For Linux, from ``/proc``."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

MEMORY = {"VmRSS": "memory", "VmHWM": "memory_peak"}


def memory_of(pid: int | str = "self") -> dict[str, int]:
    """Return the memory that a process has in use now (``memory``) and had at most (``memory_peak``), in bytes."""
    found = {}
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace").splitlines():
        name, _colon, value = line.partition(":")
        if name in MEMORY:
            found[MEMORY[name]] = int(value.split()[0]) * 1024
    return found


def own_files() -> dict[str, int]:
    """Return how many file descriptors this process has open, and how many of them are sockets."""
    targets = []
    for number in os.listdir("/proc/self/fd"):
        try:
            targets.append(os.readlink(f"/proc/self/fd/{number}"))
        except FileNotFoundError:
            continue  # The descriptor by which the directory was read.
    return {"files": len(targets), "sockets": sum(target.startswith("socket:") for target in targets)}


def own_resources() -> dict[str, int]:
    """Return memory, file descriptors and, in an event loop, tasks of this process."""
    return {**memory_of(), **own_files(), "tasks": len(asyncio.all_tasks())}

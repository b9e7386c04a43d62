# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A client of the emulator's control socket, for tests and benchmarks."""

from __future__ import annotations

import json
import socket
import typing as t
from pathlib import Path


class ControlFailed(Exception):
    """The emulator refused a request; the text is its own."""


class ControlClient:
    """Talks to one emulator. ``control.do("advance", seconds=60)`` sends ``{"do": "advance", "seconds": 60}``."""

    def __init__(self, path: str | Path, timeout: float = 10.0) -> None:
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.settimeout(timeout)
        self._socket.connect(str(path))
        self._lines = self._socket.makefile("rb")

    def close(self) -> None:
        """Hang up."""
        self._lines.close()
        self._socket.close()

    def request(self, request: t.Mapping[str, t.Any]) -> t.Any:
        """Send a request and return its result. Raises ControlFailed."""
        self.send_only(request)
        line = self._lines.readline()
        if not line:
            raise ControlFailed("the emulator has hung up")
        answer = json.loads(line)
        if not answer["ok"]:
            raise ControlFailed(answer["error"])
        return answer["result"]

    def send_only(self, request: t.Mapping[str, t.Any]) -> None:
        """Send a request without waiting for its answer, for tests that end the emulator in the middle."""
        self._socket.sendall(json.dumps(request).encode() + b"\n")

    def do(self, action: str, /, **arguments: t.Any) -> t.Any:
        """Send a request by its name; see ``control.ACTIONS`` for the names."""
        return self.request({"do": action, **arguments})

    def counters(self, bmc: int | list[int] | None = None) -> dict[str, t.Any]:
        """Return the counters of the named BMCs, or of all, added up."""
        return t.cast("dict[str, t.Any]", self.do("counters", bmc=bmc))

    def resources(self) -> dict[str, int]:
        """Return sessions, timers, tasks, files, memory and the like of the whole emulator."""
        return t.cast("dict[str, int]", self.do("resources"))

    def reset_counters(self) -> None:
        """Set all counters to zero."""
        self.do("reset_counters")

    def add_fault(self, fault: str, **fields: t.Any) -> int:
        """Add a fault rule (see ``faults.py``) and return its number."""
        return t.cast(int, self.do("add_fault", rule={"fault": fault, **fields}))

    def remove_fault(self, number: int) -> None:
        """Remove one rule."""
        self.do("remove_fault", number=number)

    def clear_faults(self) -> None:
        """Remove all rules."""
        self.do("clear_faults")

    def advance(self, seconds: float, bmc: int | None = None) -> None:
        """Let emulated time jump ahead."""
        self.do("advance", seconds=seconds, bmc=bmc)

    def state(self, bmc: int = 0) -> dict[str, t.Any]:
        """Return power, identify, sessions and the like of one BMC."""
        return t.cast("dict[str, t.Any]", self.do("state", bmc=bmc))

    def raw(self, net_fn: int, command: int, data: bytes = b"", bmc: int = 0) -> bytes:
        """Send a command as the managed host would; the completion code comes first."""
        return bytes.fromhex(self.do("raw", net_fn=net_fn, command=command, data=data.hex(), bmc=bmc))

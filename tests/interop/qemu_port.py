# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The host's end of a virtio port of the QEMU guest; ``qemu_guest_agent.py`` is the other."""

from __future__ import annotations

import base64
import json
import socket
import types
import typing as t
from pathlib import Path


class GuestGone(Exception):
    """The guest ended, or said nothing in time."""


class Completed(t.NamedTuple):
    """How a command in the guest ended."""

    returncode: int
    stdout: bytes
    stderr: bytes


class GuestPort:
    """A connection to a port. A port serves one connection at a time."""

    def __init__(self, path: Path | str, seconds: float) -> None:
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.settimeout(seconds)
        self._socket.connect(str(path))
        self._lines = self._socket.makefile("rb")

    def __enter__(self) -> GuestPort:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: types.TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._lines.close()
        self._socket.close()

    def read(self) -> dict[str, t.Any]:
        """Return the next line. Raises GuestGone when there will be none."""
        try:
            line = self._lines.readline()
        except OSError as error:
            raise GuestGone(f"the guest does not answer ({error})") from None
        if not line.endswith(b"\n"):
            raise GuestGone("the guest has ended")
        return t.cast("dict[str, t.Any]", json.loads(line))

    def write(self, content: dict[str, t.Any]) -> None:
        try:
            self._socket.sendall(json.dumps(content).encode() + b"\n")
        except OSError as error:
            raise GuestGone(f"the guest takes nothing ({error})") from None

    def execute(self, command: str, data: bytes = b"") -> Completed:
        """Run a command in the guest's shell, as root. Raises GuestGone."""
        self.write({"command": command, "input": base64.b64encode(data).decode()})
        answer = self.read()
        return Completed(answer["returncode"], base64.b64decode(answer["stdout"]), base64.b64decode(answer["stderr"]))

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who watches a task: the trace that -vvvv shows, and the capture file. Nobody, nearly always."""

from __future__ import annotations

import typing as t

from .._ipmi.errors import InvalidOption

if t.TYPE_CHECKING:
    from .._ipmi.client.witness import Watcher
    from .._ipmi.transport.capture import CaptureFile

Say = t.Callable[[str], None]


class Watch:
    """The watchers of one task. What they need is imported only when somebody watches."""

    def __init__(self, say: Say | None) -> None:
        self.watchers: tuple[Watcher, ...] = ()
        self.warnings: list[str] = []
        self._file: CaptureFile | None = None
        if say is not None:
            from .._ipmi.client.trace import tracing

            self.watchers = (tracing(say),)

    def capture(self, path: str | None) -> None:
        """Record every datagram in a file. Raises InvalidOption for one that cannot be written."""
        if path is None:
            return
        from .._ipmi.client.recording import capturing
        from .._ipmi.transport.capture import CaptureFile

        self._file = CaptureFile(path)
        self.watchers = (*self.watchers, capturing(self._file))

    def refuse_capture(self, path: str | None) -> None:
        """Raise InvalidOption where a file is asked for and there are no datagrams."""
        if path is not None:
            raise InvalidOption("bmc_capture: with bmc_interface open there are no datagrams to write")

    def end(self) -> None:
        """Close the file, and note in ``warnings`` what is missing in it."""
        if self._file is not None:
            self._file.close()
            if self._file.trouble:
                self.warnings.append(f"bmc_capture: not everything could be written ({self._file.trouble}).")

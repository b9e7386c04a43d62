# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What one emulated BMC was asked, for tests and benchmarks that state round trips. No secret enters here."""

from __future__ import annotations

import typing as t


class Counters:
    """Plain numbers; ``as_dict`` is what the control socket shows."""

    __slots__ = (
        "active_sessions_peak",
        "datagrams_in",
        "datagrams_out",
        "duplicates_answered",
        "failed_logins",
        "refused_datagrams",
        "requests",
        "sessions_closed",
        "sessions_opened",
        "sessions_timed_out",
        "state_writes",
        "writes",
    )

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Set everything to zero."""
        self.datagrams_in = 0
        self.datagrams_out = 0
        self.refused_datagrams = 0
        self.duplicates_answered = 0
        self.sessions_opened = 0
        self.sessions_closed = 0
        self.sessions_timed_out = 0
        self.active_sessions_peak = 0
        self.failed_logins = 0
        self.state_writes = 0
        self.requests: dict[str, int] = {}
        self.writes: dict[str, int] = {}

    def count_request(self, title: str, is_write: bool) -> None:
        """Count a request that reached a command, by the command's title."""
        self.requests[title] = self.requests.get(title, 0) + 1
        if is_write:
            self.writes[title] = self.writes.get(title, 0) + 1

    def as_dict(self) -> dict[str, t.Any]:
        """Return all counters by name; ``requests`` and ``writes`` are numbers by command title."""
        return {name: _copy(getattr(self, name)) for name in self.__slots__}


def _copy(value: t.Any) -> t.Any:
    return dict(sorted(value.items())) if isinstance(value, dict) else value


def add_up(counters: t.Iterable[t.Mapping[str, t.Any]]) -> dict[str, t.Any]:
    """Return the sum of several ``Counters.as_dict()``."""
    total = Counters().as_dict()
    for one in counters:
        for name, value in one.items():
            if isinstance(value, dict):
                for title, number in value.items():
                    total[name][title] = total[name].get(title, 0) + number
            else:
                total[name] += value
    return total

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a session tells the one who drives it."""

from __future__ import annotations

import typing as t

from ..errors import IpmiError


class SessionOpened(t.NamedTuple):
    """The BMC let us in. ``cipher_suite`` and ``system_guid`` are known with RMCP+ only."""

    privilege_limit: int
    cipher_suite: int | None = None
    system_guid: bytes | None = None
    authentication_type: int | None = None


class Answered(t.NamedTuple):
    """A request was answered. ``hop_failed``: the code is that of Send Message, the request did not get through."""

    token: int
    completion_code: int
    data: bytes
    tries: int
    hop_failed: bool = False


class Unanswered(t.NamedTuple):
    """A request was given up: its time, or the session's, is over. ``error`` says what seems to be the matter."""

    token: int
    error: IpmiError


class SessionFailed(t.NamedTuple):
    """The session could not be opened, or is gone."""

    error: IpmiError


class SessionClosed(t.NamedTuple):
    """The session is closed, or at least the BMC was told so."""


class SentAgain(t.NamedTuple):
    """A request was not answered for so long that it went out once more. Only for who asked for such news."""

    token: int
    tries: int


class Dropped(t.NamedTuple):
    """A datagram was no answer to anything. Only for who asked for such news."""

    reason: str


Event = t.Union[SessionOpened, Answered, Unanswered, SessionFailed, SessionClosed, SentAgain, Dropped]

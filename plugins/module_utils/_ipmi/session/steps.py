# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The steps in which a session is opened, whichever the version.

A handshake is a generator. It yields a :class:`Step`, which is sent until it is answered, and is resumed with the
answer, or with None when the step's tries are used up. It yields a :class:`Pause` to let time pass. It returns an
:class:`Established` session or raises the error that ends it. So the order of things is written as code from top to
bottom, while sending, waiting and sending again happen elsewhere.
"""

from __future__ import annotations

import typing as t

from ..errors import IpmiError, NoSessionSlot
from .envelope import Envelope

_FIRST_PAUSE = 1.0
_SHORTEST_PAUSE = 0.5
_LONGEST_PAUSE = 4.0
_SHARE_FOR_SLOTS = 0.5


class Step:
    """One message of a handshake that wants an answer. ``tries`` 0 means until the time is over."""

    title = ""
    tries = 0
    may_open = False
    """Whether the BMC opens the session when it gets this message, so that it is to be told should we give up."""

    def transmit(self) -> bytes:
        """Return the datagram, made anew for each transmission."""
        raise NotImplementedError

    def receive(self, datagram: bytes) -> t.Any:
        """Return the answer in a datagram, or None or DecodeError when it is not the answer to this step."""
        raise NotImplementedError


class Pause(t.NamedTuple):
    """Do nothing for a while. ``obstacle`` is what to report should the time be over meanwhile."""

    seconds: float
    obstacle: IpmiError


class Established(t.NamedTuple):
    """What a handshake ends with."""

    envelope: Envelope
    privilege_limit: int
    cipher_suite: int | None = None
    system_guid: bytes | None = None
    authentication_type: int | None = None


Handshake = t.Generator[t.Union[Step, Pause], t.Any, Established]


class SlotPatience:
    """How long to wait for a session slot: longer each time, and no more than half of the whole time."""

    def __init__(self, timeout: float) -> None:
        self._left = timeout * _SHARE_FOR_SLOTS
        self._next = _FIRST_PAUSE

    def wait(self, obstacle: NoSessionSlot) -> t.Generator[Pause, t.Any, None]:
        """Pause before the next attempt. Raises ``obstacle`` when there was waiting enough."""
        if self._left < _SHORTEST_PAUSE:
            raise obstacle
        seconds = min(self._next, self._left)
        self._left -= seconds
        self._next = min(2 * seconds, _LONGEST_PAUSE)
        yield Pause(seconds, obstacle)

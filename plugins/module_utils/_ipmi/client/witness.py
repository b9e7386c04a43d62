# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may watch a login: told of every datagram and request, and asked for nothing.

A ``Login`` may have ``watchers``. Each of them is called for every link that is made for it, a second login to prove
something included, and returns the witness of that link.
"""

from __future__ import annotations

import typing as t

from ..codec.message import Request
from ..session.events import Event

Address = tuple[t.Any, ...]
"""Of a socket: host and port first, more with IPv6."""


class Witness:
    """Sees one link. All times are those of the driver. What is of no interest is left as it is here."""

    def connected(self, now: float, local: Address, peer: Address) -> None:
        """Say between which addresses the datagrams will go."""

    def sent(self, now: float, datagram: bytes) -> None:
        """Show a datagram on its way out."""

    def received(self, now: float, datagram: bytes) -> None:
        """Show a datagram that came, whatever will be made of it."""

    def asked(self, now: float, token: int, request: Request) -> None:
        """Show a request that is sent for the first time; events about it carry ``token``."""

    def told(self, now: float, event: Event) -> None:
        """Show an event of the session."""

    def closed(self, now: float) -> None:
        """Say that the link is no more."""


Watcher = t.Callable[[str], Witness]
"""Returns the witness for a new link to the BMC of this name."""


class Witnesses(Witness):
    """Several that see the same."""

    def __init__(self, witnesses: t.Sequence[Witness]) -> None:
        self._witnesses = tuple(witnesses)

    def connected(self, now: float, local: Address, peer: Address) -> None:
        for witness in self._witnesses:
            witness.connected(now, local, peer)

    def sent(self, now: float, datagram: bytes) -> None:
        for witness in self._witnesses:
            witness.sent(now, datagram)

    def received(self, now: float, datagram: bytes) -> None:
        for witness in self._witnesses:
            witness.received(now, datagram)

    def asked(self, now: float, token: int, request: Request) -> None:
        for witness in self._witnesses:
            witness.asked(now, token, request)

    def told(self, now: float, event: Event) -> None:
        for witness in self._witnesses:
            witness.told(now, event)

    def closed(self, now: float) -> None:
        for witness in self._witnesses:
            witness.closed(now)

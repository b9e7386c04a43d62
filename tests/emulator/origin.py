# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a command came from."""

from __future__ import annotations

import typing as t

if t.TYPE_CHECKING:
    from .sessions import Address, Pending, Session

SYSTEM_INTERFACE_CHANNEL = 0x0F


class Origin(t.NamedTuple):
    """The way one request took to the BMC.

    ``session`` is None outside a session and on the system interface. ``privilege`` is the level the request may use
    (0 before a session). ``address`` is the remote console's (host, port, ...), None on the system interface.
    ``pending`` is the login that an Activate Session is about to complete.
    """

    channel: int
    session: Session | None = None
    privilege: int = 0
    user_id: int = 0
    address: Address | None = None
    lun: int = 0
    pending: Pending | None = None

    @property
    def is_system_interface(self) -> bool:
        """True for the managed host's own interface, where privileges do not apply."""
        return self.channel == SYSTEM_INTERFACE_CHANNEL

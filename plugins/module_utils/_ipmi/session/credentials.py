# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a session is opened with, as it goes over the wire."""

from __future__ import annotations

import typing as t

from ..spec.authentication_type import AuthenticationType
from ..spec.command import PrivilegeLevel


class Credentials(t.NamedTuple):
    """Who wants in, how far and by which means.

    ``bmc`` is how error messages call the other side (host and port). ``timeout`` is the time for everything, in
    seconds; only a share of it is spent on waiting for a session slot.
    """

    bmc: str
    username: bytes
    password: bytes
    kg: bytes = b""
    privilege: PrivilegeLevel = PrivilegeLevel.ADMINISTRATOR
    cipher_suites: tuple[int, ...] = (17, 3)
    authentication_types: tuple[AuthenticationType, ...] = (AuthenticationType.MD5,)
    name_only_lookup: bool = True
    timeout: float = 30.0

    @property
    def user(self) -> str:
        """The user as error messages call them."""
        return f"user {self.username.decode('latin-1')!r}" if self.username else "the null user"

    def __repr__(self) -> str:
        return f"Credentials(bmc={self.bmc!r}, username={self.username!r}, password=****, kg=****)"

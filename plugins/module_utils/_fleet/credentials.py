# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who a BMC is asked as: accounts in the order in which they are tried."""

from __future__ import annotations

import typing as t

from .._desired.options import Kind, Option
from .._ipmi.client.login import LANPLUS, Login
from .._ipmi.errors import InvalidOption
from .._ipmi.spec.command import PrivilegeLevel

OWN = "(own)"
"""The name of an account that a file gives for one BMC alone."""

CREDENTIAL_OPTIONS = (
    Option("name", Kind({"type": "str"}), required=True),
    Option("username", Kind({"type": "str"}), required=True),
    Option("password", Kind({"type": "str"}), required=True, no_log=True),
    Option("kg", Kind({"type": "str"}), no_log=True),
)


class Credential(t.NamedTuple):
    """An account. Its secrets are never shown and never kept in a cache: a finding knows it by its name."""

    name: str
    username: str
    password: str
    kg: bytes | None = None

    def __repr__(self) -> str:
        return f"Credential(name={self.name!r})"


class LoginSettings(t.NamedTuple):
    """What all logins of a discovery have in common. ``timeout`` in seconds, for one BMC and one account."""

    cipher_suites: tuple[int, ...] = (17, 3)
    timeout: float = 20.0

    def login(
        self, credential: Credential, host: str, port: int, *, interface: str, privilege: PrivilegeLevel
    ) -> Login:
        """Return a login, checked before any traffic. Raises InvalidOption."""
        return Login(
            interface=interface,
            host=host,
            port=port,
            username=credential.username,
            password=credential.password,
            kg=credential.kg,
            privilege=privilege,
            cipher_suites=self.cipher_suites,
            timeout=self.timeout,
        )


class CredentialBook:
    """All named accounts of a discovery, in their order."""

    def __init__(self, credentials: t.Sequence[Credential]) -> None:
        """Raises InvalidOption for a name that is given twice, or an account that could not log in anywhere."""
        self._by_name: dict[str, Credential] = {}
        for credential in credentials:
            if credential.name in self._by_name or credential.name == OWN:
                raise InvalidOption(f"credentials: the name {credential.name!r} is given twice or reserved")
            self._by_name[credential.name] = credential
            try:
                LoginSettings().login(credential, "-", 1, interface=LANPLUS, privilege=PrivilegeLevel.OPERATOR)
            except InvalidOption as error:
                raise InvalidOption(f"credentials.{credential.name}: {error}") from None

    def chosen(self, names: t.Sequence[str] | None, place: str) -> list[Credential]:
        """Return the accounts of these names, all for None. Raises InvalidOption naming ``place``."""
        if names is None:
            return list(self._by_name.values())
        for name in names:
            if name not in self._by_name:
                known = ", ".join(self._by_name) or "none"
                raise InvalidOption(f"{place}: there are no credentials of the name {name!r}; there are: {known}")
        return [self._by_name[name] for name in names]

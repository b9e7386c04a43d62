# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How one BMC is reached and who logs in."""

from __future__ import annotations

import dataclasses
import typing as t

from ..errors import InvalidOption
from ..rmcp.authcode import PASSWORD_SIZE
from ..rmcp.rakp import LONGEST_PASSWORD, LONGEST_USERNAME
from ..session.bridging import Target
from ..session.credentials import Credentials
from ..spec.authentication_type import AuthenticationType
from ..spec.bmc_key import BMC_KEY_SIZE, parse_bmc_key
from ..spec.cipher_suite import CIPHER_SUITES, XRC4_SUITES
from ..spec.command import PrivilegeLevel
from .witness import Watcher

__all__ = ["Login", "Target"]

LANPLUS = "lanplus"
LAN = "lan"

_STRONGEST_FIRST = (AuthenticationType.MD5, AuthenticationType.MD2, AuthenticationType.STRAIGHT_PASSWORD)


@dataclasses.dataclass(frozen=True)
class Login:
    """Everything that is needed to log in; checked when it is made, before any traffic.

    ``interface`` is ``lanplus`` (IPMI 2.0) or ``lan`` (IPMI 1.5). A name of None or "" is the null user: whether that
    is meant is for the caller to know. ``timeout`` (seconds) is for everything: login, work, retries. ``lookup``
    ``name`` finds the user by name, ``role`` by name and privilege level, or by the level alone for the null user.
    ``authentication_types`` (``lan`` only) are tried in the order given; NONE, a login without a password, only if
    it is among them. ``watchers`` see all that goes back and forth. Raises InvalidOption naming the option.
    """

    interface: str = LANPLUS
    host: str = ""
    port: int = 623
    username: str | bytes | None = None
    password: str | bytes | None = dataclasses.field(default=None, repr=False)
    kg: bytes | None = dataclasses.field(default=None, repr=False)
    privilege: PrivilegeLevel = PrivilegeLevel.ADMINISTRATOR
    cipher_suites: tuple[int, ...] = (17, 3)
    timeout: float = 30.0
    target: Target | None = None
    authentication_types: tuple[AuthenticationType, ...] = _STRONGEST_FIRST
    lookup: str = "name"
    watchers: tuple[Watcher, ...] = dataclasses.field(default=(), repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.interface not in (LANPLUS, LAN):
            raise InvalidOption(f"bmc_interface: {self.interface!r} is neither {LANPLUS} nor {LAN}")
        if not self.host:
            raise InvalidOption("bmc_host is not set")
        if not 0 < self.port < 1 << 16:
            raise InvalidOption(f"bmc_port: {self.port} is not a port number")
        if self.lookup not in ("name", "role"):
            raise InvalidOption(f"lookup: {self.lookup!r} is neither name nor role")
        if not PrivilegeLevel.CALLBACK <= self.privilege <= PrivilegeLevel.OEM:
            raise InvalidOption(f"bmc_privilege: nobody logs in as {PrivilegeLevel(self.privilege).name.lower()}")
        if not self.timeout > 0:
            raise InvalidOption("bmc_timeout: must be more than 0 seconds")
        self._check_secrets()
        if self.interface == LANPLUS:
            self._check_suites()

    def _check_secrets(self) -> None:
        _check_size("bmc_username", username_bytes(self.username), LONGEST_USERNAME, "")
        if self.interface == LAN:
            _check_size("bmc_password", secret_bytes(self.password), PASSWORD_SIZE, " with bmc_interface lan")
        _check_size("bmc_password", secret_bytes(self.password), LONGEST_PASSWORD, "")
        _check_size("bmc_kg", self.kg or b"", BMC_KEY_SIZE, "")

    def _check_suites(self) -> None:
        if not self.cipher_suites:
            raise InvalidOption("bmc_cipher_suites: the list is empty")
        for number in self.cipher_suites:
            if number not in CIPHER_SUITES:
                raise InvalidOption(f"bmc_cipher_suites: {number} is no cipher suite")
            if number in XRC4_SUITES:
                raise InvalidOption(
                    f"bmc_cipher_suites: {number} encrypts with RC4, which is broken and therefore not supported"
                )

    @property
    def bmc(self) -> str:
        """Host and port as messages show them."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    def replace(self, **changes: t.Any) -> Login:
        """Return a copy with some fields changed, checked again."""
        return dataclasses.replace(self, **changes)

    def credentials(self) -> Credentials:
        """Return what the session needs of it."""
        return Credentials(
            bmc=self.bmc,
            username=username_bytes(self.username),
            password=secret_bytes(self.password),
            kg=self.kg or b"",
            privilege=PrivilegeLevel(self.privilege),
            cipher_suites=tuple(self.cipher_suites),
            authentication_types=tuple(self.authentication_types),
            name_only_lookup=self.lookup == "name",
            timeout=self.timeout,
        )


def username_bytes(username: str | bytes | None) -> bytes:
    """Return a user name as the BMC stores it: Latin-1, as in the user commands."""
    if isinstance(username, str):
        try:
            return username.encode("latin-1")
        except UnicodeEncodeError:
            raise InvalidOption("bmc_username: has a character that no BMC can store") from None
    return username or b""


def secret_bytes(secret: str | bytes | None) -> bytes:
    """Return a password as bytes: UTF-8, as any tool on a modern terminal sets it."""
    return secret.encode("utf-8") if isinstance(secret, str) else secret or b""


def _check_size(option: str, value: bytes, longest: int, where: str) -> None:
    if len(value) > longest:
        raise InvalidOption(f"{option}: {len(value)} bytes are more than the {longest} that IPMI allows{where}")
    if b"\x00" in value and option != "bmc_kg":
        raise InvalidOption(f"{option}: contains a NUL character")


def parse_kg(value: str | None) -> bytes | None:
    """Return the key of a two-key login, given as text or as hexadecimal digits after ``0x``."""
    if not value:
        return None
    try:
        return parse_bmc_key(value)
    except ValueError as error:
        raise InvalidOption(f"bmc_kg: {error}") from None

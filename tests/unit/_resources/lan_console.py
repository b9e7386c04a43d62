# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A remote console for the LAN tests, on a network that has a say: it reaches an emulated BMC only where that one is.

The session ends as soon as the BMC is elsewhere, and logins succeed only with a suite that the BMC lets in.
"""

from __future__ import annotations

import ipaddress
import typing as t

from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi import effects
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.codec.message import Request
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.lan import (
    SetLanConfigurationParametersRequest,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.errors import NoAnswer, SessionLost, SuiteRefused
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.command import PrivilegeLevel
from ansible_collections.baremetal.ipmi.tests.emulator.cipher_suites import highest_privilege
from ansible_collections.baremetal.ipmi.tests.unit.in_memory import Console

ADDRESS, VLAN = 3, 20
HOST = "192.0.2.1"


class LanConsole(Console):
    """``vlans`` are the VLANs that the console can reach (None: all). ``names`` are what it can resolve."""

    def __init__(self, personality: str = "generic", *, host: str = HOST, cipher_suite: int | None = 17) -> None:
        super().__init__(personality)
        self.host = host
        self.port = 623
        self.interface = "lanplus"
        self.authentication_type: int | None = None
        self.cipher_suite = cipher_suite
        self.privilege_limit = PrivilegeLevel.ADMINISTRATOR
        self.names: dict[str, str] = {}
        self.translated: set[str] = set()
        self.vlans: set[int] | None = None
        self.other_guids: dict[str, bytes] = {}
        self.on_failed_login: t.Callable[[], t.Any] = lambda: None
        self.is_open = True
        self.store(ADDRESS, ipaddress.IPv4Address(HOST).packed)

    @property
    def lan(self) -> t.Any:
        return self.bmc.stored.channels[self.channel].lan

    def store(self, selector: int, data: bytes, set_selector: int = 0) -> None:
        """Give the BMC a LAN parameter, as if it always had it."""
        self.lan.write(selector, data, set_selector)

    def stored(self, selector: int, set_selector: int = 0) -> str:
        """Return a LAN parameter of the BMC as hexadecimal digits."""
        return str(self.lan.read(selector, set_selector).hex())

    @property
    def written(self) -> list[tuple[int, str]]:
        """Selector and data of each LAN parameter written."""
        return [
            (request.parameter_selector, request.data.hex())
            for request in self.sent
            if isinstance(request, SetLanConfigurationParametersRequest)
        ]

    @property
    def selectors(self) -> list[int]:
        return [selector for selector, _data in self.written]

    def answers_at(self, host: str) -> bool:
        tag = self.lan.read(VLAN) or b"\x00\x00"
        vlan = tag[0] | (tag[1] & 0x0F) << 8 if tag[1] & 0x80 else 0
        if self.vlans is not None and vlan not in self.vlans:
            return False
        address = str(ipaddress.IPv4Address(self.lan.read(ADDRESS)))
        return host in self.translated or self.names.get(host, host) == address or ":" in host

    def _perform(self, asked: t.Any) -> t.Any:
        if isinstance(asked, effects.Relogin):
            self.is_open = False
            super()._perform(asked._replace(changes={"host": self.host, **asked.changes}))
            self.is_open = True
            self.host = asked.changes.get("host", self.host)
            self.port = asked.changes.get("port", self.port)
            return self._facts()
        if isinstance(asked, effects.Send):
            return self._send_to_the_end(asked.request)
        if isinstance(asked, Request) and not (self.is_open and self.answers_at(self.host)):
            raise SessionLost("the BMC does not answer any more")
        if isinstance(asked, effects.Facts) and not self.is_open:
            raise SessionLost("there is no session any more")
        return super()._perform(asked)

    def _send_to_the_end(self, request: Request) -> t.Any:
        if not (self.is_open and self.answers_at(self.host)):
            return None
        response = self._send(request)
        return response if self.answers_at(self.host) else None

    def _facts(self) -> effects.SessionFacts:
        facts = super()._facts()
        return facts._replace(
            interface=self.interface,
            host=self.host,
            port=self.port,
            privilege_limit=self.privilege_limit,
            cipher_suite=self.cipher_suite,
            authentication_type=self.authentication_type,
            system_guid=self.other_guids.get(self.host, b"\x07" * 16),
        )

    def _check_login(self, changes: t.Mapping[str, t.Any]) -> None:
        super()._check_login(changes)
        host = changes.get("host", self.host)
        if not self.answers_at(host) and host not in self.other_guids:
            raise NoAnswer(f"no answer from {host}")
        for suite in changes.get("cipher_suites", (self.cipher_suite,)):
            if suite is not None and highest_privilege(self.bmc, suite) < self.privilege_limit:
                self.on_failed_login()
                raise SuiteRefused(f"suite {suite} was refused")

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A fleet of emulated BMCs in one process.

Each BMC has an endpoint of its own; personalities, fault rules, random generator, clock and state directory are shared.
"""

from __future__ import annotations

import ipaddress
import random
import resource
import time
import typing as t
from dataclasses import replace

from .bmc import Bmc
from .endpoint import Endpoint
from .factory import LAN_IP_ADDRESS
from .faults import Faults
from .personality import Personality, load_personality
from .registry import load_handlers
from .store import Store
from .switchboard import Switchboard

if t.TYPE_CHECKING:
    import argparse

SPARE_FILES = 64
"""File descriptors that are needed besides one per BMC."""


class Fleet:
    """All BMCs of this process."""

    def __init__(self, options: argparse.Namespace) -> None:
        load_handlers()
        self._options = options
        self.faults = Faults(options.seed)
        if options.faults is not None:
            self.faults.load(options.faults)
        self._store = None if options.state_dir is None else Store(options.state_dir, options.sync)
        self._random_bytes = random.Random(options.seed).randbytes
        self._personalities = [self._personality(name) for name in options.personalities]
        self._switchboard: Switchboard | None = None
        self.endpoints: list[Endpoint] = []

    def _personality(self, name: str) -> Personality:
        options = self._options
        personality = load_personality(name)
        if options.username is not None or options.password is not None:
            factory = personality.administrator
            personality = personality.with_account(
                options.username if options.username is not None else (factory.name if factory else ""),
                options.password if options.password is not None else (factory.password if factory else ""),
            )
        for quirk in options.quirk:
            personality = personality.with_quirk(quirk)
        if options.without_ipmi_2:
            personality = replace(personality, supports_v20=False)
        if options.power_seconds is not None:
            personality = replace(personality, power_transition_seconds=options.power_seconds)
        return personality

    async def open(self) -> None:
        """Bind all endpoints. Raises OSError naming the address that cannot be had, ValueError for too many BMCs."""
        _allow_open_files(self._options.count)
        self._switchboard = Switchboard()
        for number in range(self._options.count):
            endpoint = self._new_endpoint(number, self._switchboard)
            endpoint.bind()
            self.endpoints.append(endpoint)

    def _new_endpoint(self, number: int, switchboard: Switchboard) -> Endpoint:
        options = self._options
        host = options.address
        port = options.port
        if options.per_address:
            host = str(ipaddress.ip_address(host) + number)
        elif port:
            port += number
        bmc = Bmc(
            self._personalities[number % len(self._personalities)],
            number,
            host,
            seed=options.seed,
            clock=time.monotonic,
            random_bytes=self._random_bytes,
            faults=self.faults,
            store=self._store,
            kg=options.kg,
        )
        bmc.sessions.inactivity_timeout = options.session_timeout
        return Endpoint(switchboard, bmc, self._wanted_host(bmc, host), port, self.settle)

    def _wanted_host(self, bmc: Bmc, present: str) -> str:
        """Return where the BMC's endpoint belongs: with --follow-address, its LAN address if that is a loopback one."""
        if not self._options.follow_address:
            return present
        value = bmc.stored.channels[bmc.personality.lan_channel].lan.read(*LAN_IP_ADDRESS)
        address = str(ipaddress.IPv4Address(value)) if value else present
        return address if ipaddress.ip_address(address).is_loopback else present

    def settle(self, endpoint: Endpoint) -> None:
        """Move the endpoint if a command has given its BMC another address."""
        if not self._options.follow_address:
            return
        host = self._wanted_host(endpoint.bmc, endpoint.host)
        if host != endpoint.host:
            endpoint.move(host)

    def scheduled(self) -> int:
        """Return how many things are still to happen: datagrams held back by faults, commands being carried out."""
        return 0 if self._switchboard is None else self._switchboard.scheduled

    def describe(self) -> list[dict[str, t.Any]]:
        """Return what ``--ready-file`` holds."""
        result = []
        for endpoint in self.endpoints:
            administrator = endpoint.bmc.personality.administrator
            result.append(
                {
                    "host": endpoint.host,
                    "port": endpoint.port,
                    "personality": endpoint.bmc.personality.name,
                    "username": None if administrator is None else administrator.name,
                    "guid": endpoint.bmc.stored.system_guid.hex(),
                }
            )
        return result

    def close(self) -> None:
        """Close all sockets and give the state directory free."""
        for endpoint in self.endpoints:
            endpoint.close()
        if self._switchboard is not None:
            self._switchboard.close()
        if self._store is not None:
            self._store.close()


def _allow_open_files(bmcs: int) -> None:
    """Raise the soft limit as far as needed. Raises ValueError when the hard limit is in the way."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = bmcs + SPARE_FILES
    if hard != resource.RLIM_INFINITY and hard < wanted:
        raise ValueError(
            f"{bmcs} BMCs need {wanted} open files, and the hard limit is {hard}: raise it to {wanted} or more "
            f"(as root, 'ulimit -Hn {wanted}' in the shell that starts this)"
        )
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a sweep asks, and what it has found out about an address."""

from __future__ import annotations

import ipaddress
import typing as t

from ..commands.session import GetChannelAuthenticationCapabilitiesResponse
from ..rmcp.asf import PresencePong


class Target(t.NamedTuple):
    """One address to ask. Equal to the (address, port) that a socket gives with what comes from there."""

    address: str
    port: int = 623

    @property
    def order(self) -> tuple[int, int, str, int]:
        """What to sort by: IPv4 first, then by number rather than by spelling."""
        bare, _percent, scope = self.address.partition("%")
        number = ipaddress.ip_address(bare)
        return number.version, int(number), scope, self.port


class Sighting(t.NamedTuple):
    """An address that has answered something.

    ``capabilities`` are those for an administrator; ``refusal`` says why there are none though IPMI was answered.
    ``trouble`` is what the network said about other datagrams to this address.
    """

    target: Target
    pong: PresencePong | None = None
    capabilities: GetChannelAuthenticationCapabilitiesResponse | None = None
    refusal: str = ""
    trouble: str = ""

    @property
    def answers_ping(self) -> bool:
        return self.pong is not None

    @property
    def answers_ipmi(self) -> bool:
        """Whether Get Channel Authentication Capabilities was answered, be it by a refusal."""
        return self.capabilities is not None or bool(self.refusal)

    @property
    def is_bmc(self) -> bool:
        """Whether IPMI is spoken here: it answered IPMI, or its pong says so (IPMI over LAN may be switched off)."""
        return self.answers_ipmi or (self.pong is not None and self.pong.supports_ipmi)

    @property
    def speaks_garbage(self) -> bool:
        """Whether something came from there, and nothing of it made sense."""
        return not self.answers_ping and not self.answers_ipmi

    @property
    def speaks_ipmi_2_0(self) -> bool:
        known = self.capabilities
        return known is not None and known.extended_capabilities and known.supports_ipmi_2_0

    @property
    def speaks_ipmi_1_5(self) -> bool:
        """Whether IPMI 1.5 sessions are to be had; a BMC that knows nothing of 2.0 does not say so in so many words."""
        known = self.capabilities
        return known is not None and (known.supports_ipmi_1_5 or not known.extended_capabilities)

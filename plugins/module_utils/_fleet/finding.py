# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a discovery has found at one place, in a form that a cache can keep: no secret is in it."""

from __future__ import annotations

import dataclasses
import typing as t

from .._ipmi.commands.session import GetChannelAuthenticationCapabilitiesResponse as Capabilities
from .variables import PREFIX

IDENTIFIED = "identified"
FOUND = "found"
FAILED = "failed"
SILENT = "silent"
NOT_IPMI = "not_ipmi"
"""States: somebody logged in and read; a BMC, not logged in to; the login failed or the reading did; no answer;
answers something else."""


@dataclasses.dataclass
class Finding:
    """One place. ``facts`` are by the names of variables without their prefix, ``variables`` are from the source."""

    host: str
    address: str
    port: int
    source: int
    state: str
    facts: dict[str, t.Any] = dataclasses.field(default_factory=dict)
    variables: dict[str, t.Any] = dataclasses.field(default_factory=dict)
    credential: str | None = None
    username: str | None = None
    interface: str | None = None

    @property
    def place(self) -> str:
        """Host and port for messages."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    def host_variables(self) -> dict[str, t.Any]:
        """Return all variables but the secrets."""
        connection = {"host": self.host, "port": self.port, "username": self.username, "interface": self.interface}
        found = {**connection, "state": self.state, "credential": self.credential, **self.facts}
        named = {PREFIX + name: value for name, value in found.items() if value is not None}
        return {**self.variables, **named}

    def as_data(self) -> dict[str, t.Any]:
        """Return it as JSON can hold it."""
        return dataclasses.asdict(self)


def seen_from_outside(answers_ping: bool, capabilities: Capabilities | None) -> dict[str, t.Any]:
    """Return the facts that a BMC tells everybody."""
    facts: dict[str, t.Any] = {"answers_ping": answers_ping}
    if capabilities is not None:
        facts["ipmi_versions"] = ipmi_versions(capabilities)
        facts["weak_points"] = weak_points(capabilities)
        facts["kg_is_set"] = capabilities.kg_is_set
    return facts


def ipmi_versions(capabilities: Capabilities) -> list[str]:
    """Return the versions of IPMI whose sessions a BMC offers."""
    if not capabilities.extended_capabilities:
        return ["1.5"]
    offered = (("1.5", capabilities.supports_ipmi_1_5), ("2.0", capabilities.supports_ipmi_2_0))
    return [version for version, is_offered in offered if is_offered]


def weak_points(capabilities: Capabilities) -> list[str]:
    """Return what anybody can see that a BMC should not offer. IPMI v2.0 §22.13."""
    found = {
        "anonymous_login": capabilities.anonymous_login,
        "null_user": capabilities.null_user_names,
        "no_authentication": capabilities.authentication_none,
        "straight_password": capabilities.authentication_straight_password,
        "no_ipmi_2_0": "2.0" not in ipmi_versions(capabilities),
    }
    return [name for name, is_so in found.items() if is_so]

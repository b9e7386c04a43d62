# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The connection options, written once, and how they become a login."""

from __future__ import annotations

import typing as t

from .._desired.options import Kind, Option, argument_spec, choice, integer, mapping
from .._ipmi.client.login import Login, Target, parse_kg
from .._ipmi.errors import InvalidOption
from .._ipmi.spec.command import PrivilegeLevel

DEVICE_INTERFACE = "open"

CONNECTION_OPTIONS = (
    Option("bmc_interface", choice("lanplus", "lan", DEVICE_INTERFACE), default="lanplus"),
    Option("bmc_host", Kind({"type": "str"})),
    Option("bmc_port", integer(1, 65535), default=623),
    Option("bmc_username", Kind({"type": "str"})),
    Option("bmc_password", Kind({"type": "str"}), no_log=True),
    Option("bmc_kg", Kind({"type": "str"}), no_log=True),
    Option("bmc_privilege", choice("callback", "user", "operator", "administrator", "oem")),
    Option("bmc_cipher_suites", Kind({"type": "list", "elements": "int"}), default=[17, 3]),
    Option("bmc_timeout", integer(1, 86400), default=30),
    Option("bmc_capture", Kind({"type": "path"})),
    Option(
        "bmc_target",
        mapping(
            Option("address", integer(1, 255), required=True),
            Option("channel", integer(0, 15), default=0),
            Option("transit_address", integer(1, 255)),
            Option("transit_channel", integer(0, 15)),
        ),
    ),
)

CONNECTION_NAMES = tuple(option.name for option in CONNECTION_OPTIONS)


def connection_spec() -> dict[str, dict[str, t.Any]]:
    """Return the argument spec of the connection options; an environment variable of the same name is the fallback."""
    from ansible.module_utils.basic import env_fallback

    spec = argument_spec(CONNECTION_OPTIONS)
    for name, entry in spec.items():
        if name != "bmc_target":
            entry["fallback"] = (env_fallback, [name.upper()])
    return spec


def login_from(values: t.Mapping[str, t.Any], privilege: PrivilegeLevel) -> Login:
    """Return the login that checked connection options describe; ``privilege`` is what the task needs at most.

    Raises InvalidOption naming the option, before any traffic.
    """
    for name in ("bmc_host", "bmc_username", "bmc_password"):
        if values.get(name) is None:
            raise InvalidOption(_missing(name))
    named = values.get("bmc_privilege")
    if values.get("bmc_target") is not None:
        # Send Message to another controller is for operators. IPMI v2.0 appendix G.
        privilege = max(privilege, PrivilegeLevel.OPERATOR)
    return Login(
        interface=values["bmc_interface"],
        host=values["bmc_host"],
        port=values["bmc_port"],
        username=values["bmc_username"],
        password=values["bmc_password"],
        kg=parse_kg(values.get("bmc_kg")),
        privilege=PrivilegeLevel[named.upper()] if named else privilege,
        cipher_suites=tuple(values["bmc_cipher_suites"]),
        timeout=float(values["bmc_timeout"]),
        target=target_from(values.get("bmc_target")),
    )


def _missing(name: str) -> str:
    if name == "bmc_host":
        return "bmc_host is not set"
    what = "for the null user" if name == "bmc_username" else "for an empty password"
    return f'{name} is not set; write {name}: "" {what}'


def target_from(values: t.Mapping[str, t.Any] | None) -> Target | None:
    """Return the controller that ``bmc_target`` describes."""
    if values is None:
        return None
    return Target(
        address=values["address"],
        channel=values["channel"],
        transit_address=values.get("transit_address"),
        transit_channel=values.get("transit_channel"),
    )

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""LAN settings that do not decide where the BMC is: ARP, trap community, lock-out policy, login types."""

from __future__ import annotations

import typing as t

from .._desired.facet import Aspect, Attribute, Unsupported, Values
from .._desired.options import Option, boolean, choices, integer, mapping, text
from .._ipmi.commands.lan_parameters import (
    ArpControl,
    AuthenticationTypeEnables,
    AuthenticationTypeSupport,
    BadPasswordThreshold,
    CommunityString,
    GratuitousArpInterval,
    Ipv4HeaderParameters,
    VlanPriority,
)
from .._ipmi.effects import Procedure
from .._ipmi.spec.authentication_type import AuthenticationType
from .._ipmi.spec.command import PrivilegeLevel
from . import order
from .bmc import Bmc
from .lan_facets import NOT_OFFERED, Guard, LanTarget, parameter_facet
from .lan_parameters_io import read_parameter
from .parameter_options import Spelling, counted
from .words import word

ARP_STEP = 500
"""Milliseconds; one byte counts them, 0 meaning one. IPMI v2.0 §23.2 parameter 11."""
POLICY_STEP = 10
"""Seconds. IPMI v2.0 §23.2 parameter 26."""
COMMUNITY_SIZE = 18
FEWEST_SAFE_HOPS = 32
"""Routers that a way has at most, by far; the specification's default is 64."""

LEVELS = ("callback", "user", "operator", "administrator", "oem")
TYPES = {
    "none": AuthenticationType.NONE,
    "md2": AuthenticationType.MD2,
    "md5": AuthenticationType.MD5,
    "password": AuthenticationType.STRAIGHT_PASSWORD,
    "oem": AuthenticationType.OEM,
}


def _guard_arp(bmc: Bmc, target: LanTarget, current: Values, merged: Values) -> Procedure[str | None]:
    """A BMC that neither answers ARP nor announces itself cannot be found any more."""
    gives_up_answers = current["arp_responses"] and not merged["arp_responses"]
    is_silent = not merged["arp_responses"] and not merged["gratuitous_arp"]
    if not (gives_up_answers or is_silent) or target.channel != (yield from bmc.session_channel()):
        return None
    return "without ARP responses the BMC cannot be found on the network that the session uses"


def guard_hops(option: str) -> Guard:
    """Return a guard against packets that end on their way to a console some routers away."""

    def guard(bmc: Bmc, target: LanTarget, current: Values, merged: Values) -> Procedure[str | None]:
        if merged[option] >= min(current[option], FEWEST_SAFE_HOPS):
            return None
        if target.channel != (yield from bmc.session_channel()):
            return None
        return f"the answers of the BMC may not reach the session over so few routers ({merged[option]})"

    return guard


ARP_FACET = parameter_facet(
    ArpControl,
    [Spelling("arp_responses", "arp_responses"), Spelling("gratuitous_arp", "gratuitous_arps")],
    order.NETWORK,
    guard=_guard_arp,
)
ARP_INTERVAL_FACET = parameter_facet(
    GratuitousArpInterval,
    [
        Spelling(
            "gratuitous_arp_interval",
            "interval",
            lambda raw: (raw + 1) * ARP_STEP,
            lambda milliseconds: milliseconds // ARP_STEP - 1,
        )
    ],
    order.NETWORK,
)
IPV4_HEADER_FACET = parameter_facet(
    Ipv4HeaderParameters,
    [Spelling("time_to_live", "time_to_live")],
    order.NETWORK,
    guard=guard_hops("time_to_live"),
)
VLAN_PRIORITY_FACET = parameter_facet(VlanPriority, [Spelling("vlan_priority", "priority")], order.NETWORK)
COMMUNITY_FACET = parameter_facet(CommunityString, [Spelling("community", "community_string")], order.ALERT_AND_CONSOLE)


POLICY_FACET = parameter_facet(
    BadPasswordThreshold,
    [
        Spelling("bad_password_threshold", "threshold"),
        counted("bad_password_reset_interval", "attempt_count_reset_interval", step=POLICY_STEP),
        counted("bad_password_lockout_interval", "user_lockout_interval", step=POLICY_STEP),
        Spelling("bad_password_event", "generate_session_audit_event"),
    ],
    order.BAD_PASSWORD_POLICY,
)

SETTINGS = (
    Attribute("vlan_priority", integer(0, 7), VLAN_PRIORITY_FACET),
    Attribute("arp_responses", boolean(), ARP_FACET),
    Attribute("gratuitous_arp", boolean(), ARP_FACET),
    Attribute("gratuitous_arp_interval", integer(ARP_STEP, 256 * ARP_STEP, step=ARP_STEP), ARP_INTERVAL_FACET),
    Attribute("time_to_live", integer(1, 255), IPV4_HEADER_FACET),
    Attribute("community", text(COMMUNITY_SIZE), COMMUNITY_FACET, secret=True),
    Attribute("bad_password_threshold", integer(0, 255), POLICY_FACET),
    Attribute("bad_password_reset_interval", integer(0, 65535 * POLICY_STEP, step=POLICY_STEP), POLICY_FACET),
    Attribute("bad_password_lockout_interval", integer(0, 65535 * POLICY_STEP, step=POLICY_STEP), POLICY_FACET),
    Attribute("bad_password_event", boolean(), POLICY_FACET),
)

AUTHENTICATION_TYPES = Option("authentication_types", mapping(*(Option(level, choices(*TYPES)) for level in LEVELS)))


def _type_words(numbers: t.Iterable[int]) -> list[str]:
    """Return the words in the order that the option's check brings them into."""
    held = frozenset(numbers)
    return sorted(name for name, number in TYPES.items() if number in held)


def _type_numbers(names: t.Iterable[str]) -> frozenset[int]:
    return frozenset(int(TYPES[name]) for name in names)


def _guard_types(bmc: Bmc, target: LanTarget, current: Values, merged: Values) -> Procedure[str | None]:
    """An IPMI 1.5 session needs its type at its own level; RMCP+ logins do not ask for these types."""
    facts = yield from bmc.facts()
    if facts.interface != "lan" or target.channel != (yield from bmc.session_channel()):
        return None
    level = word(PrivilegeLevel(facts.privilege_limit))
    for name, number in TYPES.items():
        if number == facts.authentication_type and name in current[level] and name not in merged[level]:
            return f"the session is authenticated by {name} at the level {level}"
    return None


TYPES_FACET = parameter_facet(
    AuthenticationTypeEnables,
    [Spelling(level, level, _type_words, _type_numbers) for level in LEVELS],
    order.AUTHENTICATION_TYPES,
    guard=_guard_types,
    place="authentication_types.",
)


def bind_authentication_types(
    bmc: Bmc, wanted: Values | None, path: tuple[t.Any, ...], target: LanTarget
) -> Procedure[list[Aspect]]:
    """Return the aspects of the login types per privilege level; types that the BMC does not have stand apart."""
    levels = {level: types for level, types in (wanted or {}).items() if types is not None}
    if not levels:
        return []
    path = (*path, AUTHENTICATION_TYPES.name)
    current = yield from TYPES_FACET.read(bmc, target)
    missing: dict[str, list[str]] = {}
    if not isinstance(current, Unsupported):
        missing = yield from _missing_types(bmc, target.channel, current, levels)
    aspects = []
    for level, names in missing.items():
        reason = f"the BMC has no authentication type {', '.join(names)}"
        aspects.append(Aspect(path, NOT_OFFERED, reason, {level: levels.pop(level)}))
    if levels:
        aspects.append(Aspect(path, TYPES_FACET, target, levels))
    return aspects


def _missing_types(bmc: Bmc, channel: int, current: Values, levels: Values) -> Procedure[dict[str, list[str]]]:
    """Return, by level, the types to be enabled that the BMC does not have."""
    added = {level: [name for name in types if name not in current[level]] for level, types in levels.items()}
    if not any(added.values()):
        return {}
    support = yield from read_parameter(bmc, channel, AuthenticationTypeSupport)
    if isinstance(support, Unsupported):
        return {}
    missing = {
        level: [name for name in names if TYPES[name] not in support.authentication_types]
        for level, names in added.items()
    }
    return {level: names for level, names in missing.items() if names}


def every_authentication_type(path: tuple[t.Any, ...], target: LanTarget) -> Aspect:
    """Return the aspect of all privilege levels, for reading."""
    return Aspect(path, TYPES_FACET, target, dict.fromkeys(LEVELS))

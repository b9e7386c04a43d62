# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks of where a BMC is on the network. IPMI v2.0 §23.2."""

from __future__ import annotations

import ipaddress
import typing as t

from .check import Check, Severity, Verdict, failed, fixed, passed, undeclared, undetectable, unsupported
from .facts import Facts, listed
from .settings import every_channel, everywhere, setting_mended

IPMI_PORT = 623


def _vlan(facts: Facts, declared: t.Any) -> Verdict:
    wanted = declared.get("vlan_id")
    if wanted is None:
        return undeclared("vlan_id")
    number = facts.session.channel
    lan = _lan_in_use(facts)
    if lan is None or "vlan_enabled" not in lan:
        return unsupported("The VLAN of the channel in use cannot be read.")
    found = lan.get("vlan_id", 0) if lan["vlan_enabled"] else 0
    if found == wanted:
        return passed(f"Channel {number} is in VLAN {wanted}." if wanted else f"Channel {number} is in no VLAN.")
    entry = {"channel": number, "vlan_id": wanted} if wanted else {"channel": number, "vlan_enabled": False}
    reason = f"Channel {number} is in VLAN {found or 'none'}, not in {wanted or 'none'}."
    return failed(reason, {"lan": [entry]}, found=found, declared=wanted)


def _lan_in_use(facts: Facts) -> dict[str, t.Any] | None:
    return next((entry for entry in facts["lan"] if entry["channel"] == facts.session.channel), None)


def _source(facts: Facts, declared: t.Any) -> Verdict:
    wanted = declared.get("address_source")
    if wanted is None:
        return undeclared("address_source")
    lan = _lan_in_use(facts)
    if lan is None or "ip_source" not in lan:
        return unsupported("The source of the address of the channel in use cannot be read.")
    if lan["ip_source"] == wanted:
        return passed(f"The address comes from {wanted}.")
    mend = setting_mended("lan", "ip_source", wanted, [lan["channel"]])
    return failed(f"The address comes from {lan['ip_source']}, not from {wanted}.", mend, found=lan["ip_source"])


def _address(facts: Facts, declared: t.Any) -> Verdict:
    """Loopback and the like are no addresses that anybody reaches; a public one is wrong unless it is declared."""
    networks = [ipaddress.ip_network(text, strict=False) for text in declared.get("management_networks") or []]
    addresses = {entry["channel"]: entry["address"] for entry in facts["addresses"] if entry["address"]}
    used = {channel: ipaddress.ip_address(text) for channel, text in addresses.items()}
    used = {channel: address for channel, address in used.items() if not address.is_unspecified}
    if not used:
        return unsupported("No LAN channel tells its address.")
    evidence = {"addresses": {str(channel): str(address) for channel, address in used.items()}}
    if networks:
        outside = [str(a) for a in used.values() if not any(a in network for network in networks)]
        if outside:
            return failed(
                f"{listed(outside)} is in none of declared.management_networks.",
                remedy="Move the BMC with the module lan, from a place that reaches both.",
                **evidence,
            )
        return passed("Every address is in a management network.", **evidence)
    public = [str(address) for address in used.values() if address.is_global]
    if public:
        return failed(f"{listed(public)} is a public address.", remedy="Move it to a private network.", **evidence)
    return passed("No address is public; declared.management_networks would say which are right.", **evidence)


def _gratuitous_arp(facts: Facts, declared: t.Any) -> Verdict:
    verdict = every_channel(
        facts, "lan", "gratuitous_arp", lambda value: value is False, False,
        (
            "Channel {channel} announces itself unasked.",
            "No LAN channel announces itself unasked.",
            "No LAN channel tells whether it announces itself unasked.",
        ),
    )  # fmt: skip
    silent = [channel for channel, value in facts.of_channels("lan", "arp_responses").items() if not value]
    if verdict.mend and silent:
        # A BMC that neither announces itself nor answers cannot be found any more.
        return verdict._replace(mend=None, remedy="Switch ARP responses on first (BMC-NET-006).")
    return verdict


def _ipv6(facts: Facts, declared: t.Any) -> Verdict:
    wanted = bool(declared.get("ipv6"))
    found = facts.of_channels("lan", "ipv6_addressing")
    if not found:
        return unsupported("This BMC has no setting for IPv6.")
    wrong = [channel for channel, value in found.items() if (value != "ipv4_only") != wanted]
    evidence: dict[str, t.Any] = {"found": {str(channel): value for channel, value in found.items()}}
    if not wrong:
        return passed("IPv6 is as declared." if wanted else "IPv6 is off.", **evidence)
    if wanted:
        mend = setting_mended("lan", "ipv6_addressing", "dual_stack", wrong)
        return failed(f"Channel {listed(wrong)} has no IPv6.", mend, **evidence)
    mend = setting_mended("lan", "ipv6_addressing", "ipv4_only", wrong)
    return failed(f"Channel {listed(wrong)} has IPv6, which is not declared.", mend, **evidence)


def _gateway(facts: Facts, declared: t.Any) -> Verdict:
    wanted = declared.get("gateway")
    if wanted is None:
        return undeclared("gateway")
    lan = _lan_in_use(facts)
    found = (lan or {}).get("gateway_address")
    if found is None:
        return unsupported("The gateway of the channel in use cannot be read.")
    if found == wanted:
        return passed(f"The gateway is {wanted}.")
    mend = setting_mended("lan", "gateway_address", wanted, [t.cast(int, facts.session.channel)])
    return failed(f"The gateway is {found}, not {wanted}.", mend)


_PARAMETERS = "IPMI v2.0 §23.2 parameter"
_FROM_OUTSIDE = "It can only be seen from another place on the network; the sweep of the inventory plugin is one way."
CHECKS = (
    Check(
        "BMC-NET-001", "The VLAN is as declared", Severity.HIGH, "standard", (f"{_PARAMETERS} 20",), ("lan",), _vlan,
    ),
    Check(
        "BMC-NET-002", "The BMC has a network port of its own", Severity.HIGH, "standard", (), (),
        fixed(undetectable("Each vendor has a command of its own for it; the collection has none of them yet.")),
    ),
    Check(
        "BMC-NET-003", "The address comes from where it should", Severity.LOW, "standard",
        (f"{_PARAMETERS} 4",), ("lan",), _source,
    ),
    Check(
        "BMC-NET-004", "The address is in a management network", Severity.HIGH, "essential",
        ("TA13-207A", f"{_PARAMETERS} 3"), ("addresses",), _address,
    ),
    Check(
        "BMC-NET-005", "The BMC does not announce itself", Severity.LOW, "standard",
        (f"{_PARAMETERS} 10",), ("lan",), _gratuitous_arp,
    ),
    Check(
        "BMC-NET-006", "The BMC answers ARP", Severity.LOW, "standard", (f"{_PARAMETERS} 10",), ("lan",),
        everywhere(
            "lan", "arp_responses", True, "Channel {channel} does not answer ARP.", "Every LAN channel answers ARP.",
            "No LAN channel tells whether it answers ARP.",
        ),
    ),
    Check(
        "BMC-NET-007", "IPv6 is off unless used", Severity.MEDIUM, "standard", (f"{_PARAMETERS} 51",), ("lan",), _ipv6,
    ),
    Check(
        "BMC-NET-008", "The BMC cannot be reached from elsewhere", Severity.HIGH, "standard", ("TA13-207A",), (),
        fixed(undetectable(_FROM_OUTSIDE)),
    ),
    Check(
        "BMC-NET-009", "The gateway is as declared", Severity.LOW, "strict", (f"{_PARAMETERS} 12",), ("lan",), _gateway,
    ),
    Check(
        "BMC-NET-010", "The port is the usual one", Severity.LOW, "strict", (f"{_PARAMETERS} 8",), ("lan",),
        everywhere(
            "lan", "rmcp_port", IPMI_PORT, f"Channel {{channel}} listens elsewhere than on port {IPMI_PORT}.",
            f"Every LAN channel listens on port {IPMI_PORT}.", "No LAN channel tells its port.",
        ),
    ),
    Check(
        "BMC-NET-011", "The host has no network to its BMC", Severity.MEDIUM, "strict", ("DISA ESXi 8 V-265977",), (),
        fixed(undetectable("The host's own settings say so.")),
    ),
)  # fmt: skip

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks of alerts and of the event log. IPMI v2.0 §17, §23.2 parameters 16-19, §31."""

from __future__ import annotations

import typing as t

from .check import Check, Severity, Verdict, failed, fixed, passed, undetectable, unsupported
from .facts import Facts, listed
from .settings import everywhere

GUESSED_COMMUNITIES = ("", "public", "private")


def _community(facts: Facts, declared: t.Any) -> Verdict:
    guessed = facts["guessed_communities"]
    if not guessed:
        return unsupported("No LAN channel has an SNMP community.")
    bad = [channel for channel, is_guessed in guessed.items() if is_guessed]
    evidence = {"empty_public_or_private": {str(channel): found for channel, found in guessed.items()}}
    if bad:
        remedy = "Give the option community of the module lan a string of your own, which trap receivers know."
        return failed(f"The SNMP community of channel {listed(bad)} is a usual one.", remedy=remedy, **evidence)
    return passed("No SNMP community is a usual one.", **evidence)


def _destinations(facts: Facts, declared: t.Any) -> Verdict:
    found = facts["alert_destinations"]
    if not found:
        return unsupported("No LAN channel has alert destinations.")
    wanted = declared.get("alert_destinations")
    used = {str(channel): addresses for channel, addresses in found.items() if addresses}
    if wanted is not None:
        extra = sorted({address for addresses in used.values() for address in addresses} - set(wanted))
        if extra:
            return failed(f"Alerts go to {listed(extra)}, which is not declared.", remedy=_BY_RAW, destinations=used)
    if wanted == [] and not used:
        return passed("Alerts go nowhere, as declared.", destinations={})
    if not used:
        return failed("Alerts go nowhere.", remedy=_BY_RAW, destinations={})
    return passed("Alerts have somewhere to go.", destinations=used)


_BY_RAW = "The collection has no option for LAN parameters 18 and 19 yet; the module raw can write them."


def _needs(command: str) -> t.Callable[[Facts, t.Any], Verdict]:
    """Return the judgement of a check whose command the collection does not have."""
    return fixed(undetectable(f"It needs {command}, which the collection does not have yet."))


_PEF = "Get PEF Configuration Parameters (04h/13h)"
_SEL_INFO = "Get SEL Info (0Ah/40h)"
CHECKS = (
    Check(
        "BMC-ALRT-001", "The SNMP community is not a usual one", Severity.MEDIUM, "standard",
        ("IPMI v2.0 §23.2 parameter 16",), ("guessed_communities",), _community,
    ),
    Check(
        "BMC-ALRT-002", "Events are filtered and alerts sent", Severity.LOW, "standard",
        ("IPMI v2.0 §30.4",), (), _needs(_PEF),
    ),
    Check(
        "BMC-ALRT-003", "No event switches the host off", Severity.MEDIUM, "strict",
        ("IPMI v2.0 §30.4",), (), _needs(_PEF),
    ),
    Check(
        "BMC-ALRT-004", "Alerts go where they should", Severity.MEDIUM, "standard",
        ("IPMI v2.0 §23.2 parameters 17-19",), ("alert_destinations",), _destinations,
    ),
    Check(
        "BMC-ALRT-005", "A policy sends alerts", Severity.LOW, "standard", ("IPMI v2.0 §30.4",), (), _needs(_PEF),
    ),
    Check(
        "BMC-ALRT-006", "Channels let alerts through", Severity.LOW, "standard", ("IPMI v2.0 §22.23",), ("channels",),
        everywhere(
            "channels", "pef_alerting", True, "Channel {channel} lets no alerts through.",
            "Every channel lets alerts through.", "No channel tells whether it lets alerts through.",
        ),
    ),
    Check(
        "BMC-ALRT-007", "Security events are filtered", Severity.LOW, "strict", ("IPMI v2.0 §30.4",), (), _needs(_PEF),
    ),
    Check(
        "BMC-LOG-001", "Events are logged", Severity.HIGH, "standard", ("IPMI v2.0 §22.2",), (),
        _needs("Get BMC Global Enables (06h/2Fh)"),
    ),
    Check(
        "BMC-LOG-002", "The event log has room", Severity.MEDIUM, "standard", ("IPMI v2.0 §31.2",), (),
        _needs(_SEL_INFO),
    ),
    Check(
        "BMC-LOG-003", "The clock of the event log is right", Severity.MEDIUM, "standard", ("IPMI v2.0 §31.10",), (),
        _needs("Get SEL Time (0Ah/48h)"),
    ),
    Check(
        "BMC-LOG-004", "The event log was not cleared", Severity.HIGH, "standard", ("IPMI v2.0 §31.2",), (),
        _needs(_SEL_INFO),
    ),
    Check(
        "BMC-LOG-005", "No security event is unexplained", Severity.HIGH, "standard", ("IPMI v2.0 §31.5",), (),
        _needs("Get SEL Entry (0Ah/43h)"),
    ),
)  # fmt: skip

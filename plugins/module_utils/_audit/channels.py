# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks of channels: who may use them, and what they insist on. IPMI v2.0 §22.22-§22.24."""

from __future__ import annotations

import typing as t

from .check import Check, Severity, Verdict, failed, fixed, passed, undeclared, undetectable, unsupported
from .facts import Facts, listed
from .settings import everywhere, setting_mended

OPEN, CLOSED = "always_available", "disabled"
_COPIES = ("active", "stored")
_SETTINGS = (
    "access_mode", "per_message_authentication", "user_level_authentication", "pef_alerting", "privilege_limit",
)  # fmt: skip


def _in_use(facts: Facts, declared: t.Any) -> set[int | None] | None:
    """Return the channels that are meant to be used, or None where nobody says so."""
    channels = declared.get("channels")
    return None if channels is None else {*channels, facts.session.channel}


def _known(facts: Facts, declared: t.Any) -> Verdict:
    found = sorted({entry["channel"] for entry in facts["channels"] if entry.get("access_mode") != CLOSED})
    in_use = _in_use(facts, declared)
    if in_use is None:
        return undeclared("channels")
    unknown = [channel for channel in found if channel not in in_use]
    if unknown:
        return failed(
            f"Channel {listed(unknown)} carries sessions and is not declared.",
            remedy="Find out what it is for, then disable or declare it.",
            channels=found,
        )
    return passed("Every channel that carries sessions is declared.", channels=found)


def _unused(facts: Facts, declared: t.Any) -> Verdict:
    in_use = _in_use(facts, declared)
    meant = {facts.session.channel} if in_use is None else in_use
    others = [
        entry["channel"] for entry in facts["channels"]
        if entry["channel"] not in meant and entry.get("access_mode") not in (None, CLOSED)
    ]  # fmt: skip
    others = sorted(set(others))
    if not others:
        return passed("No other channel than those in use lets anybody in.")
    mend = setting_mended("channels", "access_mode", CLOSED, others) if in_use is not None else None
    remedy = None if mend else "declared.channels says which channels are in use; the others can then be disabled."
    return failed(f"Channel {listed(others)} is open and not known to be in use.", mend, remedy, channels=others)


def _mode(facts: Facts, declared: t.Any) -> Verdict:
    wanted = declared.get("access_mode") or OPEN
    number = facts.session.channel
    found = {
        entry["access_mode"] for entry in facts["channels"] if entry["channel"] == number and "access_mode" in entry
    }
    if number is None or not found:
        return unsupported("The access mode of the channel in use cannot be read.")
    if found != {wanted}:
        mend = setting_mended("channels", "access_mode", wanted, [number])
        return failed(f"Channel {number} is {listed(sorted(found))}, not {wanted}.", mend, found=sorted(found))
    return passed(f"Channel {number} is {wanted}.", found=sorted(found))


def _limit(facts: Facts, declared: t.Any) -> Verdict:
    wanted = declared.get("privilege_limit")
    if wanted is None:
        return undeclared("privilege_limit")
    number = facts.session.channel
    found = {entry["privilege_limit"] for entry in facts["channels"]
             if entry["channel"] == number and "privilege_limit" in entry}  # fmt: skip
    if not found:
        return unsupported("The privilege limit of the channel in use cannot be read.")
    if found != {wanted}:
        mend = setting_mended("channels", "privilege_limit", wanted, [t.cast(int, number)])
        return failed(f"The limit of channel {number} is {listed(sorted(found))}, not {wanted}.", mend)
    return passed(f"The limit of channel {number} is {wanted}.")


def _copies(facts: Facts, declared: t.Any) -> Verdict:
    """``config_info`` shows a channel twice where its two copies differ."""
    differing: dict[int, dict[str, t.Any]] = {}
    entries = []
    for active in (entry for entry in facts["channels"] if entry.get("copies") == "active"):
        stored: dict[str, t.Any] = next(
            (one for one in facts["channels"] if one["channel"] == active["channel"] and one is not active), {}
        )
        names = [name for name in _SETTINGS if name in active and name in stored and active[name] != stored[name]]
        if names:
            differing[active["channel"]] = {name: {"active": active[name], "stored": stored[name]} for name in names}
            entries.append({"channel": active["channel"], **{name: active[name] for name in names}})
    if not facts["channels"]:
        return unsupported("No channel has access settings.")
    if differing:
        reason = f"On channel {listed(differing)} the next restart of the BMC changes the settings."
        return failed(reason, {"channels": entries}, differing=differing)
    return passed("The active and the stored settings of every channel are the same.")


_ACCESS = ("IPMI v2.0 §22.22", "IPMI v2.0 §22.23")
_AUTHENTICATION_ABSENT = "No channel tells whether it does."
CHECKS = (
    Check(
        "BMC-CHAN-001", "Every channel with sessions is known", Severity.MEDIUM, "standard",
        ("IPMI v2.0 §6.3",), ("channels",), _known,
    ),
    Check(
        "BMC-CHAN-002", "Each message is authenticated", Severity.HIGH, "standard", _ACCESS, ("channels",),
        everywhere(
            "channels", "per_message_authentication", True, "Channel {channel} does not authenticate each message.",
            "Every channel authenticates each message.", _AUTHENTICATION_ABSENT,
        ),
    ),
    Check(
        "BMC-CHAN-003", "Messages at the level user are authenticated", Severity.MEDIUM, "standard",
        _ACCESS, ("channels",),
        everywhere(
            "channels", "user_level_authentication", True,
            "Channel {channel} does not authenticate messages at the level user.",
            "Every channel authenticates messages at the level user.", _AUTHENTICATION_ABSENT,
        ),
    ),
    Check(
        "BMC-CHAN-004", "Channels not in use are disabled", Severity.HIGH, "standard", _ACCESS, ("channels",), _unused,
    ),
    Check(
        "BMC-CHAN-005", "The channel in use is available as declared", Severity.MEDIUM, "standard",
        _ACCESS, ("channels",), _mode,
    ),
    Check(
        "BMC-CHAN-006", "The channel's privilege limit is as declared", Severity.MEDIUM, "strict",
        _ACCESS, ("channels",), _limit,
    ),
    Check(
        "BMC-CHAN-007", "A restart does not change channel settings", Severity.MEDIUM, "standard",
        _ACCESS, ("channels",), _copies,
    ),
    Check(
        "BMC-CHAN-008", "IPMI over LAN is off where Redfish does it all", Severity.HIGH, "strict", _ACCESS, (),
        fixed(undetectable("Not asked for: this audit came over IPMI, and nothing else would be left.")),
    ),
    Check(
        "BMC-CHAN-009", "Messages cannot be bridged to gain privilege", Severity.LOW, "strict",
        ("IPMI v2.0 §6.13",), (),
        fixed(undetectable("The module firewall reads and writes whether Send Message is enabled; it is not judged.")),
    ),
)  # fmt: skip

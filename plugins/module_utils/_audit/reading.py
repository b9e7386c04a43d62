# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads what checks judge by. Reads only; what a BMC does not have, or refuses, is noted with the reason."""

from __future__ import annotations

import typing as t

from .._desired.facet import Unsupported
from .._desired.outcome import Outcome
from .._ipmi.commands.lan_parameters import (
    CipherSuitePrivilegeLevels,
    CommunityString,
    DestinationAddresses,
    DestinationCount,
    Ipv4DestinationAddress,
)
from .._ipmi.commands.session import GetSessionInfoRequest
from .._ipmi.effects import Procedure
from .._ipmi.errors import CompletionCodeError, DecodeError, NotSupported, StateError
from .._ipmi.procedures.fru import read_fru_identity
from .._ipmi.spec.completion_code import ABSENT
from .._ipmi.spec.lan import AlertAddressFormat
from .._resources.bmc import Bmc
from .._resources.config import SECTIONS
from .._resources.info_subsets import SUBSETS, Reader
from .._resources.lan_parameters_io import read_parameter
from .alerts import GUESSED_COMMUNITIES
from .facts import Facts, Session

Read = t.Callable[[Bmc], Procedure[t.Any]]

_SECTIONS = ("users", "channels", "lan", "sol", "boot")
"""Sections of ``config_info``, by their names there."""
_SUBSETS = {
    "authentication": "authentication", "cipher_suites": "cipher_suites", "device": "device", "guid": "guid",
    "self_test": "self_test", "chassis": "chassis", "sessions": "sessions", "channel_infos": "channels",
    "addresses": "lan",
}  # fmt: skip
"""Subsets of ``info``, by the names that checks know them by."""
_UNUSED_ADDRESS = "0.0.0.0"


class Refused(StateError):
    """The BMC may have it, and did not say."""


def read_facts(bmc: Bmc, needs: t.Iterable[str], mending_account: str | None) -> Procedure[Facts]:
    """Read what is needed, and nothing else."""
    session = yield from bmc.facts()
    channel = yield from bmc.session_channel()
    own = Session(session.interface, session.username, channel, session.cipher_suite)
    facts = Facts(own, bmc.manufacturer_id, bmc.product_id, mending_account)
    wanted = set(needs)
    for name in SOURCES:
        if name in wanted:
            yield from note(facts, name, SOURCES[name](bmc))
    return facts


def note(facts: Facts, name: str, procedure: Procedure[t.Any]) -> Procedure[None]:
    """Put what a procedure returns into the facts, or the reason why it is not there."""
    try:
        facts.sources[name] = yield from procedure
    except NotSupported as error:
        facts.absent[name] = str(error)
    except CompletionCodeError as error:
        reasons = facts.absent if error.completion_code in ABSENT else facts.refused
        reasons[name] = str(error)
    except (DecodeError, Refused) as error:
        facts.refused[name] = str(error)


def _section(name: str) -> Read:
    resource = next(section.resource for section in SECTIONS if section.name == name)

    def read(bmc: Bmc) -> Procedure[t.Any]:
        return (yield from resource.read_all(bmc))

    return read


def _subset(name: str) -> Read:
    def read(bmc: Bmc) -> Procedure[t.Any]:
        outcome = Outcome()
        found = yield from SUBSETS[name](Reader(bmc, outcome))
        if found:
            return found
        if outcome.warnings:
            raise Refused("; ".join(outcome.warnings))
        raise NotSupported(f"This BMC does not tell its {name.replace('_', ' ')}")

    return read


def _tables(bmc: Bmc) -> Procedure[list[int]]:
    """Return the LAN channels that have a table of privileges for cipher suites."""
    found = []
    for channel in (yield from bmc.lan_channels()):
        table = yield from read_parameter(bmc, channel, CipherSuitePrivilegeLevels)
        found += [] if isinstance(table, Unsupported) else [channel]
    return found


def _other_sessions(bmc: Bmc) -> Procedure[list[dict[str, t.Any]] | None]:
    """Return the sessions that are not the audit's; None where the BMC does not tell."""
    own = yield from bmc.read(GetSessionInfoRequest())
    others = []
    for index in range(1, own.current_active_sessions + 1):
        try:
            found = yield from bmc.read(GetSessionInfoRequest(session_index=index))
        except CompletionCodeError:
            return None
        if found.session_handle != own.session_handle and found.user_id is not None:
            others.append({"user_id": found.user_id, "address": found.remote_console_ip_address})
    return others


def _communities(bmc: Bmc) -> Procedure[dict[int, bool]]:
    """Return for each LAN channel whether anybody would guess its community, which itself is a secret."""
    found = {}
    for channel in (yield from bmc.lan_channels()):
        parameter = yield from read_parameter(bmc, channel, CommunityString)
        if not isinstance(parameter, Unsupported):
            found[channel] = parameter.community_string in GUESSED_COMMUNITIES
    return found


def _destinations(bmc: Bmc) -> Procedure[dict[int, list[str]]]:
    """Return the addresses that each LAN channel sends alerts to."""
    found: dict[int, list[str]] = {}
    for channel in (yield from bmc.lan_channels()):
        count = yield from read_parameter(bmc, channel, DestinationCount)
        if isinstance(count, Unsupported):
            continue
        found[channel] = []
        for selector in range(1, count.count + 1):
            entry = yield from read_parameter(bmc, channel, DestinationAddresses, selector)
            if not isinstance(entry, Unsupported) and entry.address_format == AlertAddressFormat.IPV4:
                address = Ipv4DestinationAddress.unpack(entry.address).ip_address
                found[channel] += [] if address == _UNUSED_ADDRESS else [address]
    return found


def _serials(bmc: Bmc) -> Procedure[list[str]]:
    fru = yield from read_fru_identity()
    serials = (fru.product_serial_number, fru.chassis_serial_number, fru.board_serial_number)
    return [serial for serial in serials if serial]


SOURCES: t.Mapping[str, Read] = {
    **{name: _section(name) for name in _SECTIONS},
    **{name: _subset(subset) for name, subset in _SUBSETS.items()},
    "cipher_suite_tables": _tables,
    "other_sessions": _other_sessions,
    "guessed_communities": _communities,
    "alert_destinations": _destinations,
    "serials": _serials,
}

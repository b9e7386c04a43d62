# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""LAN configuration, ARP and statistics. IPMI v2.0 §23."""

from __future__ import annotations

import typing as t

from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.lan import (
    GetIpUdpRmcpStatisticsRequest,
    GetIpUdpRmcpStatisticsResponse,
    GetLanConfigurationParametersRequest,
    GetLanConfigurationParametersResponse,
    SetLanConfigurationParametersRequest,
    SuspendBmcArpsRequest,
    SuspendBmcArpsResponse,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.completion_code import (
    CompletionCode as Code,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.lan import AddressSource
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.parameter import SetInProgress

from ..model import LanStatistics
from ..registry import CompletionCode, handles
from .configuration_parameters import (
    NOT_SUPPORTED,
    READ_ONLY,
    SET_IN_PROGRESS,
    check_write,
    read_parameter,
    read_set_in_progress,
    write_set_in_progress,
)
from .lan_rules import LAN_RULES

if t.TYPE_CHECKING:
    from ..bmc import Bmc
    from ..model import Parameters
    from ..origin import Origin

AUTHENTICATION_SUPPORT = 1
AUTHENTICATION_ENABLES = 2
ADDRESS_SOURCE = 4
ARP_CONTROL = 10
VLAN_ID = 20
CIPHER_PRIVILEGES = 24
IPV6_STATIC_ADDRESS = 56
STATIC_ADDRESSES = frozenset({3, 6, 12})
"""Address, subnet mask and default gateway: what DHCP would set."""

GRATUITOUS_ARPS = 0x01
ARP_RESPONSES = 0x02
STATISTICS_WORDS = 9
SATURATED = 0xFFFF
_ENABLED = 0x80
_ACTIVE, _DISABLED = 0, 1


@handles(GetLanConfigurationParametersRequest)
def get_lan_configuration_parameters(
    bmc: Bmc, request: GetLanConfigurationParametersRequest, origin: Origin
) -> GetLanConfigurationParametersResponse:
    channel = bmc.lan_channel(request.channel_number, origin).number
    selector = request.parameter_selector
    if selector in bmc.personality.unsupported_lan_parameters:
        raise CompletionCode(NOT_SUPPORTED)
    table = bmc.stored.channels[channel].lan
    value = read_parameter(table, LAN_RULES, selector, request.set_selector, request.block_selector)
    if request.revision_only:
        return GetLanConfigurationParametersResponse()
    if selector == SET_IN_PROGRESS:
        value = read_set_in_progress(bmc, "lan", channel)
    return GetLanConfigurationParametersResponse(data=value)


@handles(SetLanConfigurationParametersRequest)
def set_lan_configuration_parameters(bmc: Bmc, request: SetLanConfigurationParametersRequest, origin: Origin) -> None:
    channel = bmc.lan_channel(request.channel_number, origin).number
    selector, data = request.parameter_selector, request.data
    personality = bmc.personality
    table = bmc.stored.channels[channel].lan
    if selector in personality.unsupported_lan_parameters:
        raise CompletionCode(NOT_SUPPORTED)
    if selector in personality.read_only_lan_parameters:
        raise CompletionCode(READ_ONLY)
    if selector == SET_IN_PROGRESS:
        write_set_in_progress(bmc, "lan", data, channel)
        return
    set_selector, block_selector = check_write(table, LAN_RULES, selector, data)
    _check_state(bmc, channel, table, selector, data)
    if selector == VLAN_ID and personality.quirks.vlan_writes_ignored:
        return
    table.write(selector, _as_stored(selector, data), set_selector, block_selector)


def _check_state(bmc: Bmc, channel: int, table: Parameters, selector: int, data: bytes) -> None:
    """Raise CompletionCode for a write that other parameters forbid."""
    quirks = bmc.personality.quirks
    if quirks.lan_writes_need_set_in_progress:
        state = bmc.volatile.set_in_progress.get(("lan", channel))
        if state != SetInProgress.SET_IN_PROGRESS:
            raise CompletionCode(Code.NOT_IN_PRESENT_STATE)
    if selector == AUTHENTICATION_ENABLES:
        supported = (table.read(AUTHENTICATION_SUPPORT) or b"\x00")[0]
        if any(enabled & ~supported for enabled in data):
            raise CompletionCode(Code.INVALID_FIELD)
    if selector in STATIC_ADDRESSES and quirks.address_needs_static_source:
        source = (table.read(ADDRESS_SOURCE) or b"\x00")[0] & 0x0F
        if source != AddressSource.STATIC:
            raise CompletionCode(bmc.personality.address_not_static_code)


def _as_stored(selector: int, data: bytes) -> bytes:
    """Return what is read back: reserved bits are zero, and the status of an IPv6 address is the BMC's own."""
    if selector == CIPHER_PRIVILEGES:
        return b"\x00" + data[1:]
    if selector == VLAN_ID:
        return bytes([data[0], data[1] & (_ENABLED | 0x0F)])
    if selector == IPV6_STATIC_ADDRESS:
        return data[:19] + bytes([_ACTIVE if data[1] & _ENABLED else _DISABLED])
    return data


@handles(SuspendBmcArpsRequest)
def suspend_bmc_arps(bmc: Bmc, request: SuspendBmcArpsRequest, origin: Origin) -> SuspendBmcArpsResponse:
    """Suspend what ARP control allows. Only a running watchdog timer suspends anything, and it never runs here."""
    channel = bmc.lan_channel(request.channel_number, origin).number
    control = (bmc.stored.channels[channel].lan.read(ARP_CONTROL) or b"\x00")[0]
    return SuspendBmcArpsResponse(
        gratuitous_arps_occur=bool(control & GRATUITOUS_ARPS), arp_responses_occur=bool(control & ARP_RESPONSES)
    )


@handles(GetIpUdpRmcpStatisticsRequest)
def get_ip_udp_rmcp_statistics(
    bmc: Bmc, request: GetIpUdpRmcpStatisticsRequest, origin: Origin
) -> GetIpUdpRmcpStatisticsResponse:
    """Return what the endpoint's counters have gained since the last clearing, and clear again if asked to."""
    channel = bmc.lan_channel(request.channel_number, origin).number
    total = _datagram_counts(bmc) if channel == bmc.personality.lan_channel else [0] * STATISTICS_WORDS
    cleared = bmc.volatile.lan_statistics.get(channel, LanStatistics()).words
    words = [min(max(now - before, 0), SATURATED) for now, before in zip(total, cleared)]
    if request.clear_all_statistics:
        bmc.volatile.lan_statistics[channel] = LanStatistics(total)
    return GetIpUdpRmcpStatisticsResponse.unpack(b"".join(word.to_bytes(2, "little") for word in words))


def _datagram_counts(bmc: Bmc) -> list[int]:
    """Return the nine statistics in wire order; one datagram is one IP packet here, and all arrive intact."""
    counters = bmc.counters
    received, sent, refused = counters.datagrams_in, counters.datagrams_out, counters.refused_datagrams
    return [received, 0, 0, 0, sent, received, received - refused, 0, 0]

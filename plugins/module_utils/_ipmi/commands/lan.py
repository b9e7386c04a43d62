# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""LAN commands. IPMI v2.0 §23. The parameters themselves are in ``lan_parameters`` and ``lan_ipv6_parameters``."""

from __future__ import annotations

from ..codec.fields import bits, flag, reserved, rest, u8, u16
from ..codec.message import Parameter, Request, Response
from ..spec import transport
from ..spec.channel import CURRENT_CHANNEL
from ..spec.parameter import PARAMETER_REVISION
from .secret import HidesSecrets


class LanParameter(Parameter):
    """One LAN configuration parameter: the ``data`` of the two commands below."""


class SetLanConfigurationParametersRequest(HidesSecrets, Request, command=transport.SET_LAN_CONFIGURATION_PARAMETERS):
    """Set LAN Configuration Parameters. IPMI v2.0 §23.1. The data may be the community string."""

    secret_fields = frozenset({"data"})

    channel_number: int = bits(4, default=CURRENT_CHANNEL)
    _r1: int = reserved(4)
    parameter_selector: int = u8()
    data: bytes = rest()


class GetLanConfigurationParametersResponse(HidesSecrets, Response):
    """Get LAN Configuration Parameters. IPMI v2.0 §23.2. The data may be the community string."""

    secret_fields = frozenset({"data"})

    parameter_revision: int = u8(default=PARAMETER_REVISION)
    data: bytes = rest()


class GetLanConfigurationParametersRequest(
    Request,
    command=transport.GET_LAN_CONFIGURATION_PARAMETERS,
    response=GetLanConfigurationParametersResponse,
):
    """Get LAN Configuration Parameters. IPMI v2.0 §23.2."""

    channel_number: int = bits(4, default=CURRENT_CHANNEL)
    _r1: int = reserved(3)
    revision_only: bool = flag(default=False)
    parameter_selector: int = u8()
    set_selector: int = u8(default=0)
    block_selector: int = u8(default=0)


class SuspendBmcArpsResponse(Response):
    """Suspend BMC ARPs. IPMI v2.0 §23.3. What the BMC does after the request."""

    gratuitous_arps_occur: bool = flag()
    arp_responses_occur: bool = flag()
    _r1: int = reserved(6)


class SuspendBmcArpsRequest(Request, command=transport.SUSPEND_BMC_ARPS, response=SuspendBmcArpsResponse):
    """Suspend BMC ARPs. IPMI v2.0 §23.3. Lasts only while the watchdog timer runs."""

    channel_number: int = bits(4, default=CURRENT_CHANNEL)
    _r1: int = reserved(4)
    suspend_gratuitous_arps: bool = flag(default=False)
    suspend_arp_responses: bool = flag(default=False)
    _r2: int = reserved(6)


class GetIpUdpRmcpStatisticsResponse(Response):
    """Get IP/UDP/RMCP Statistics. IPMI v2.0 §23.4. The counters stop at FFFFh."""

    ip_packets_received: int = u16()
    ip_header_errors: int = u16()
    ip_address_errors: int = u16()
    fragmented_ip_packets_received: int = u16()
    ip_packets_transmitted: int = u16()
    udp_packets_received: int = u16()
    valid_rmcp_packets_received: int = u16()
    udp_proxy_packets_received: int = u16()
    udp_proxy_packets_dropped: int = u16()


class GetIpUdpRmcpStatisticsRequest(
    Request, command=transport.GET_IP_UDP_RMCP_STATISTICS, response=GetIpUdpRmcpStatisticsResponse
):
    """Get IP/UDP/RMCP Statistics. IPMI v2.0 §23.4."""

    channel_number: int = bits(4, default=CURRENT_CHANNEL)
    _r1: int = reserved(4)
    clear_all_statistics: bool = flag(default=False)
    _r2: int = reserved(7)

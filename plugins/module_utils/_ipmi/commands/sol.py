# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Serial over LAN commands. IPMI v2.0 §26. The parameters themselves are in ``sol_parameters``."""

from __future__ import annotations

from ..codec.fields import bits, flag, reserved, rest, u8
from ..codec.message import Parameter, Request, Response
from ..spec import transport
from ..spec.channel import CURRENT_CHANNEL
from ..spec.parameter import PARAMETER_REVISION


class SolParameter(Parameter):
    """One SOL configuration parameter: the ``data`` of Set and Get SOL Configuration Parameters."""


class SolActivatingRequest(Request, command=transport.SOL_ACTIVATING):
    """SOL Activating. IPMI v2.0 §26.1. Sent by the BMC to the serial port."""

    session_state: int = u8()
    payload_instance: int = u8()
    format_version_major: int = u8()
    format_version_minor: int = u8()


class SetSolConfigurationParametersRequest(Request, command=transport.SET_SOL_CONFIGURATION_PARAMETERS):
    """Set SOL Configuration Parameters. IPMI v2.0 §26.2."""

    channel_number: int = bits(4, default=CURRENT_CHANNEL)
    _r1: int = reserved(4)
    parameter_selector: int = u8()
    data: bytes = rest()


class GetSolConfigurationParametersResponse(Response):
    """Get SOL Configuration Parameters. IPMI v2.0 §26.3."""

    parameter_revision: int = u8(default=PARAMETER_REVISION)
    data: bytes = rest()


class GetSolConfigurationParametersRequest(
    Request,
    command=transport.GET_SOL_CONFIGURATION_PARAMETERS,
    response=GetSolConfigurationParametersResponse,
):
    """Get SOL Configuration Parameters. IPMI v2.0 §26.3."""

    channel_number: int = bits(4, default=CURRENT_CHANNEL)
    _r1: int = reserved(3)
    revision_only: bool = flag(default=False)
    parameter_selector: int = u8()
    set_selector: int = u8(default=0)
    block_selector: int = u8(default=0)

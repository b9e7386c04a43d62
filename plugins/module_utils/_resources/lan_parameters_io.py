# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading and writing LAN configuration parameters. IPMI v2.0 §23.1, §23.2."""

from __future__ import annotations

import typing as t

from .._ipmi.codec.message import Request
from .._ipmi.commands.lan import (
    GetLanConfigurationParametersRequest,
    LanParameter,
    SetLanConfigurationParametersRequest,
)
from .._ipmi.effects import Procedure
from . import parameter_options
from .bmc import Bmc


def parameter_request(channel: int, parameter: type[LanParameter], set_selector: int = 0) -> Request:
    """Return the request that reads a parameter."""
    return GetLanConfigurationParametersRequest(
        channel_number=channel, parameter_selector=parameter.selector, set_selector=set_selector
    )


def read_parameter(bmc: Bmc, channel: int, parameter: type[LanParameter], set_selector: int = 0) -> Procedure[t.Any]:
    """Return a parameter of a channel, or Unsupported where the BMC does not have it, or has it in no usable form."""
    request = parameter_request(channel, parameter, set_selector)
    return (yield from parameter_options.read_parameter(bmc, request, parameter))


def set_parameter(channel: int, parameter: LanParameter) -> SetLanConfigurationParametersRequest:
    """Return the request that writes a parameter."""
    return SetLanConfigurationParametersRequest(
        channel_number=channel, parameter_selector=parameter.selector, data=parameter.pack()
    )

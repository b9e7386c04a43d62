# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading and writing LAN configuration parameters. IPMI v2.0 §23.1, §23.2."""

from __future__ import annotations

import typing as t

from .._desired.facet import Unsupported
from .._ipmi.commands.lan import (
    GetLanConfigurationParametersRequest,
    LanParameter,
    SetLanConfigurationParametersRequest,
)
from .._ipmi.effects import Procedure
from .._ipmi.errors import CompletionCodeError, DecodeError, IpmiError
from .._ipmi.spec.completion_code import ABSENT, CompletionCode
from .bmc import Bmc

PARAMETER_NOT_SUPPORTED = 0x80
NOT_THERE = ABSENT | {
    PARAMETER_NOT_SUPPORTED,
    CompletionCode.OUT_OF_RANGE,
    CompletionCode.NOT_PRESENT,
    CompletionCode.INVALID_FIELD,
}
"""What a Get is answered with where there is no such parameter, or no such set of it."""


class ParameterRefused(CompletionCodeError):
    """The BMC refused a write; the message names the options that were to be written."""

    def __init__(self, options: str, error: CompletionCodeError) -> None:
        IpmiError.__init__(self, f"{options}: {error}")
        self.command = error.command
        self.completion_code = error.completion_code


def read_parameter(bmc: Bmc, channel: int, parameter: type[LanParameter], set_selector: int = 0) -> Procedure[t.Any]:
    """Return a parameter of a channel, or Unsupported where the BMC does not have it, or has it in no usable form."""
    request = GetLanConfigurationParametersRequest(
        channel_number=channel, parameter_selector=parameter.selector, set_selector=set_selector
    )
    try:
        response = yield from bmc.read(request)
    except CompletionCodeError as error:
        if error.completion_code in NOT_THERE:
            return Unsupported(f"LAN parameter {parameter.selector} is not there, {error}")
        raise
    try:
        return parameter.unpack(response.data)
    except DecodeError as error:
        return Unsupported(f"LAN parameter {parameter.selector} makes no sense, {error}")


def set_parameter(channel: int, parameter: LanParameter) -> SetLanConfigurationParametersRequest:
    """Return the request that writes a parameter."""
    return SetLanConfigurationParametersRequest(
        channel_number=channel, parameter_selector=parameter.selector, data=parameter.pack()
    )

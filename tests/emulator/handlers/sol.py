# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""SOL configuration. IPMI v2.0 §26.2, §26.3."""

from __future__ import annotations

import typing as t

from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.sol import (
    GetSolConfigurationParametersRequest,
    GetSolConfigurationParametersResponse,
    SetSolConfigurationParametersRequest,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.sol_parameters import (
    SOL_PARAMETERS,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.command import PrivilegeLevel
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.sol import BitRate

from ..registry import CompletionCode, handles
from .configuration_parameters import (
    NOT_SUPPORTED,
    READ_ONLY,
    SET_IN_PROGRESS,
    Check,
    Rules,
    check_write,
    one_byte_up_to,
    read_parameter,
    read_set_in_progress,
    rule_of,
    write_set_in_progress,
)

if t.TYPE_CHECKING:
    from ..bmc import Bmc
    from ..model import Parameters
    from ..origin import Origin

VOLATILE_BIT_RATE = 6


def _is_bit_rate(value: bytes) -> bool:
    return value[0] & 0x0F in tuple(BitRate)


_CHECKS: dict[int, Check] = {
    1: one_byte_up_to(1),
    2: lambda value: PrivilegeLevel.CALLBACK <= value[0] & 0x0F <= PrivilegeLevel.OEM,
    3: all,
    5: _is_bit_rate,
    6: _is_bit_rate,
}
SOL_RULES: Rules = {
    selector: rule_of(parameter, _CHECKS.get(selector)) for selector, parameter in SOL_PARAMETERS.items()
}


def _sol_table(bmc: Bmc, number: int, origin: Origin) -> tuple[int, Parameters]:
    channel = bmc.lan_channel(number, origin).number
    return channel, bmc.stored.channels[channel].sol


@handles(GetSolConfigurationParametersRequest)
def get_sol_configuration_parameters(
    bmc: Bmc, request: GetSolConfigurationParametersRequest, origin: Origin
) -> GetSolConfigurationParametersResponse:
    channel, table = _sol_table(bmc, request.channel_number, origin)
    selector = request.parameter_selector
    if selector in bmc.personality.unsupported_sol_parameters:
        raise CompletionCode(NOT_SUPPORTED)
    value = read_parameter(table, SOL_RULES, selector)
    if request.revision_only:
        return GetSolConfigurationParametersResponse()
    if selector == SET_IN_PROGRESS:
        value = read_set_in_progress(bmc, "sol", channel)
    elif selector == VOLATILE_BIT_RATE:
        value = bytes([bmc.volatile.sol_volatile_bit_rate.get(channel, value[0])])
    return GetSolConfigurationParametersResponse(data=value)


@handles(SetSolConfigurationParametersRequest)
def set_sol_configuration_parameters(bmc: Bmc, request: SetSolConfigurationParametersRequest, origin: Origin) -> None:
    channel, table = _sol_table(bmc, request.channel_number, origin)
    selector, data = request.parameter_selector, request.data
    if selector in bmc.personality.unsupported_sol_parameters:
        raise CompletionCode(NOT_SUPPORTED)
    if selector in bmc.personality.read_only_sol_parameters:
        raise CompletionCode(READ_ONLY)
    if selector == SET_IN_PROGRESS:
        write_set_in_progress(bmc, "sol", data, channel)
        return
    check_write(table, SOL_RULES, selector, data)
    if selector == VOLATILE_BIT_RATE:
        bmc.volatile.sol_volatile_bit_rate[channel] = data[0]
    else:
        table.write(selector, data)

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""System info parameters: names and versions that the managed system leaves with the BMC. IPMI v2.0 §22.14a, §22.14b.

Each is a string in blocks: the first has the encoding, the length and 14 bytes of text, the others 16 bytes each.
"""

from __future__ import annotations

import typing as t

from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.codec.fields import (
    flag,
    reserved,
    rest,
    u8,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.codec.message import Request, Response
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec import app
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.parameter import PARAMETER_REVISION

from ..model import Parameters
from ..registry import CompletionCode, handles
from .configuration_parameters import (
    NOT_SUPPORTED,
    SET_IN_PROGRESS,
    Rule,
    Rules,
    check_write,
    read_parameter,
    read_set_in_progress,
    write_set_in_progress,
)

if t.TYPE_CHECKING:
    from ..bmc import Bmc
    from ..origin import Origin

BLOCK_SIZE = 16
CURRENT_OPERATING_SYSTEM = 4
"""The one string that a restart clears."""
_VOLATILE = "volatile_system_info"
_STRING = Rule(range(2, 2 + BLOCK_SIZE), selectors=1)
SYSTEM_INFO_RULES: Rules = {SET_IN_PROGRESS: Rule((1,)), **dict.fromkeys(range(1, 8), _STRING)}


class GetSystemInfoParametersResponse(Response):
    parameter_revision: int = u8(default=PARAMETER_REVISION)
    data: bytes = rest()


class GetSystemInfoParametersRequest(
    Request, command=app.GET_SYSTEM_INFO_PARAMETERS, response=GetSystemInfoParametersResponse
):
    _r1: int = reserved(7)
    revision_only: bool = flag(default=False)
    parameter_selector: int = u8()
    set_selector: int = u8(default=0)
    block_selector: int = u8(default=0)


class SetSystemInfoParametersRequest(Request, command=app.SET_SYSTEM_INFO_PARAMETERS):
    parameter_selector: int = u8()
    data: bytes = rest()


def _table(bmc: Bmc, selector: int) -> Parameters:
    if selector != CURRENT_OPERATING_SYSTEM:
        return bmc.stored.system_info
    fresh = Parameters(defaults=bmc.personality.system_info_defaults)
    return t.cast(Parameters, bmc.volatile.oem.setdefault(_VOLATILE, fresh))


@handles(GetSystemInfoParametersRequest)
def get_system_info_parameters(
    bmc: Bmc, request: GetSystemInfoParametersRequest, origin: Origin
) -> GetSystemInfoParametersResponse:
    selector = request.parameter_selector
    value = read_parameter(_table(bmc, selector), SYSTEM_INFO_RULES, selector, request.set_selector)
    if request.revision_only:
        return GetSystemInfoParametersResponse()
    if selector == SET_IN_PROGRESS:
        value = read_set_in_progress(bmc, "system_info")
    return GetSystemInfoParametersResponse(data=value)


@handles(SetSystemInfoParametersRequest)
def set_system_info_parameters(bmc: Bmc, request: SetSystemInfoParametersRequest, origin: Origin) -> None:
    selector, data = request.parameter_selector, request.data
    if selector == SET_IN_PROGRESS:
        if not bmc.stored.system_info.has_selector(SET_IN_PROGRESS):
            raise CompletionCode(NOT_SUPPORTED)
        write_set_in_progress(bmc, "system_info", data)
        return
    table = _table(bmc, selector)
    block, _data = check_write(table, SYSTEM_INFO_RULES, selector, data)
    table.write(selector, data.ljust(1 + BLOCK_SIZE, b"\x00"), block)

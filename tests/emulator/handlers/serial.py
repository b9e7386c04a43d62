# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Serial/modem configuration of a directly connected port: no modem, no dial-out destinations. IPMI v2.0 §25.

Every make that has a serial channel has the same parameters. What was written is kept in ``stored.oem``.
"""

from __future__ import annotations

import typing as t

from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.codec.fields import (
    bits,
    flag,
    reserved,
    rest,
    u8,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.codec.message import Request, Response
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec import transport
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.channel import (
    CURRENT_CHANNEL,
    ChannelMedium,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.completion_code import (
    CompletionCode as Code,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.parameter import PARAMETER_REVISION

from ..model import Parameters
from ..registry import CompletionCode, handles
from .configuration_parameters import (
    SET_IN_PROGRESS,
    Check,
    Rule,
    Rules,
    check_write,
    one_byte_up_to,
    read_parameter,
    read_set_in_progress,
    write_set_in_progress,
)

if t.TYPE_CHECKING:
    from ..bmc import Bmc
    from ..origin import Origin

_FACTORY = {
    0: b"\x00",
    1: b"\x16",
    2: b"\x16\x16\x16\x16\x16",
    3: b"\x84",
    4: b"\x02",
    5: bytes(5),
    6: b"\x02",
    7: b"\x00\x0a",
    8: b"\x00\x08",
    9: b"\x0c\x00",
    11: b"+++\x00\x00",
    12: b"ATH\x00\x00\x00\x00\x00",
    13: b"ATD\x00\x00\x00\x00\x00",
    14: b"\x00",
    15: b"public".ljust(18, b"\x00"),
    16: b"\x00",
    18: b"\x0f",
    29: b"\x2c\x11",
}
"""Direct connection in terminal mode at 115.2 kbit/s, one minute of inactivity."""
_READ_ONLY = frozenset({1, 16})
_CHECKS: dict[int, Check] = {4: one_byte_up_to(0x0F), 6: one_byte_up_to(3)}
SERIAL_DEFAULTS = {(selector, 0, 0): data for selector, data in _FACTORY.items()}
SERIAL_RULES: Rules = {
    selector: Rule((len(data),), check=_CHECKS.get(selector), read_only=selector in _READ_ONLY)
    for selector, data in _FACTORY.items()
}


class GetSerialModemConfigurationResponse(Response):
    parameter_revision: int = u8(default=PARAMETER_REVISION)
    data: bytes = rest()


class GetSerialModemConfigurationRequest(
    Request, command=transport.GET_SERIAL_MODEM_CONFIGURATION, response=GetSerialModemConfigurationResponse
):
    channel_number: int = bits(4, default=CURRENT_CHANNEL)
    _r1: int = reserved(3)
    revision_only: bool = flag(default=False)
    parameter_selector: int = u8()
    set_selector: int = u8(default=0)
    block_selector: int = u8(default=0)


class SetSerialModemConfigurationRequest(Request, command=transport.SET_SERIAL_MODEM_CONFIGURATION):
    channel_number: int = bits(4, default=CURRENT_CHANNEL)
    _r1: int = reserved(4)
    parameter_selector: int = u8()
    data: bytes = rest()


def _serial_channel(bmc: Bmc, number: int, origin: Origin) -> int:
    description = bmc.channel(number, origin)
    if description.medium != ChannelMedium.SERIAL:
        raise CompletionCode(Code.INVALID_FIELD)
    return description.number


def _key(channel: int, selector: int) -> str:
    return f"serial {channel} {selector}"


def _table(bmc: Bmc, channel: int, selector: int) -> Parameters:
    written = bmc.stored.oem.get(_key(channel, selector))
    return Parameters({} if written is None else {(selector, 0, 0): written}, SERIAL_DEFAULTS)


@handles(GetSerialModemConfigurationRequest)
def get_serial_modem_configuration(
    bmc: Bmc, request: GetSerialModemConfigurationRequest, origin: Origin
) -> GetSerialModemConfigurationResponse:
    channel = _serial_channel(bmc, request.channel_number, origin)
    selector = request.parameter_selector
    value = read_parameter(_table(bmc, channel, selector), SERIAL_RULES, selector)
    if request.revision_only:
        return GetSerialModemConfigurationResponse()
    if selector == SET_IN_PROGRESS:
        value = read_set_in_progress(bmc, "serial", channel)
    return GetSerialModemConfigurationResponse(data=value)


@handles(SetSerialModemConfigurationRequest)
def set_serial_modem_configuration(bmc: Bmc, request: SetSerialModemConfigurationRequest, origin: Origin) -> None:
    channel = _serial_channel(bmc, request.channel_number, origin)
    selector, data = request.parameter_selector, request.data
    if selector == SET_IN_PROGRESS:
        write_set_in_progress(bmc, "serial", data, channel)
        return
    check_write(_table(bmc, channel, selector), SERIAL_RULES, selector, data)
    bmc.stored.oem[_key(channel, selector)] = data

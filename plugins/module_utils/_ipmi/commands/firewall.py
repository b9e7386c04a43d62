# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Firmware firewall and command discovery. IPMI v2.0 §21.

Every request but the first names a set of commands the same way: channel, network function (with the half of the
256 commands that a mask stands for), LUN. Commands of the group extension and OEM group network functions also
need their ``defining_body`` (:func:`~..spec.firewall.defining_body_size`), at the end of the request; ipmitool never
sends it. The one exception is Set Command Sub-function Enables, which has it before the mask.

Discovery says 0 for "available" where configuration says 1: the masks below are sets of numbers, always of those
that are available, configurable or enabled.

Sub-functions 32-63 are in a second mask that BMCs may leave out; its set starts again at 0.
"""

from __future__ import annotations

import typing as t

from ..codec.fields import bits, mask, reserved, rest, u8
from ..codec.message import Request, Response
from ..errors import EncodeError
from ..spec import app
from ..spec.channel import CURRENT_CHANNEL
from ..spec.firewall import SUB_FUNCTIONS_PER_MASK, CommandRange, LunSupport, SpecificationType, defining_body_size

_NET_FN_MASK = 0x3F


def _join(low: frozenset[int], high: frozenset[int] | None) -> frozenset[int]:
    return low | frozenset(number + SUB_FUNCTIONS_PER_MASK for number in high or ())


class GetNetFnSupportResponse(Response):
    """Get NetFn Support. IPMI v2.0 §21.2. Number *n* of a set stands for the network functions 2n and 2n + 1."""

    lun_0_support: LunSupport = bits(2, LunSupport)
    lun_1_support: LunSupport = bits(2, LunSupport, default=LunSupport.NONE)
    lun_2_support: LunSupport = bits(2, LunSupport, default=LunSupport.NONE)
    lun_3_support: LunSupport = bits(2, LunSupport, default=LunSupport.NONE)
    lun_0_net_fn_pairs: frozenset[int] = mask(4)
    lun_1_net_fn_pairs: frozenset[int] = mask(4, default=frozenset())
    lun_2_net_fn_pairs: frozenset[int] = mask(4, default=frozenset())
    lun_3_net_fn_pairs: frozenset[int] = mask(4, default=frozenset())


class GetNetFnSupportRequest(Request, command=app.GET_NETFN_SUPPORT, response=GetNetFnSupportResponse):
    """Get NetFn Support. IPMI v2.0 §21.2."""

    channel_number: int = bits(4, default=CURRENT_CHANNEL)
    _r1: int = reserved(4)


class GetCommandSupportResponse(Response):
    """Get Command Support. IPMI v2.0 §21.3."""

    available: frozenset[int] = mask(16, inverted=True)


class GetCommandSupportRequest(Request, command=app.GET_COMMAND_SUPPORT, response=GetCommandSupportResponse):
    """Get Command Support. IPMI v2.0 §21.3."""

    channel_number: int = bits(4, default=CURRENT_CHANNEL)
    _r1: int = reserved(4)
    net_fn: int = bits(6)
    command_range: CommandRange = bits(2, CommandRange, default=CommandRange.LOWER)
    lun: int = bits(2, default=0)
    _r2: int = reserved(6)
    defining_body: bytes = rest()


class GetCommandSubFunctionSupportResponse(Response):
    """Get Command Sub-function Support. IPMI v2.0 §21.4.

    For a defining body the first byte as a whole is that body's own errata number. ipmitool takes the first four
    bytes for the mask.
    """

    errata_number: int = bits(4, default=0)
    specification_type: SpecificationType = bits(4, SpecificationType, default=SpecificationType.IPMI)
    specification_version: int = u8(default=0)
    specification_revision: int = u8(default=0)
    available: frozenset[int] = mask(4, inverted=True)
    available_above_31: frozenset[int] | None = mask(4, inverted=True, optional=True)

    @property
    def available_sub_functions(self) -> frozenset[int]:
        return _join(self.available, self.available_above_31)


class GetCommandSubFunctionSupportRequest(
    Request, command=app.GET_COMMAND_SUB_FUNCTION_SUPPORT, response=GetCommandSubFunctionSupportResponse
):
    """Get Command Sub-function Support. IPMI v2.0 §21.4."""

    channel_number: int = bits(4, default=CURRENT_CHANNEL)
    _r1: int = reserved(4)
    net_fn: int = bits(6)
    _r2: int = reserved(2)
    lun: int = bits(2, default=0)
    _r3: int = reserved(6)
    command_number: int = u8()
    defining_body: bytes = rest()


class GetConfigurableCommandsResponse(Response):
    """Get Configurable Commands. IPMI v2.0 §21.5."""

    configurable: frozenset[int] = mask(16)


class GetConfigurableCommandsRequest(
    Request, command=app.GET_CONFIGURABLE_COMMANDS, response=GetConfigurableCommandsResponse
):
    """Get Configurable Commands. IPMI v2.0 §21.5."""

    channel_number: int = bits(4, default=CURRENT_CHANNEL)
    _r1: int = reserved(4)
    net_fn: int = bits(6)
    command_range: CommandRange = bits(2, CommandRange, default=CommandRange.LOWER)
    lun: int = bits(2, default=0)
    _r2: int = reserved(6)
    defining_body: bytes = rest()


class GetConfigurableCommandSubFunctionsResponse(Response):
    """Get Configurable Command Sub-functions. IPMI v2.0 §21.6."""

    configurable: frozenset[int] = mask(4)
    configurable_above_31: frozenset[int] | None = mask(4, optional=True)

    @property
    def configurable_sub_functions(self) -> frozenset[int]:
        return _join(self.configurable, self.configurable_above_31)


class GetConfigurableCommandSubFunctionsRequest(
    Request,
    command=app.GET_CONFIGURABLE_COMMAND_SUB_FUNCTIONS,
    response=GetConfigurableCommandSubFunctionsResponse,
):
    """Get Configurable Command Sub-functions. IPMI v2.0 §21.6."""

    channel_number: int = bits(4, default=CURRENT_CHANNEL)
    _r1: int = reserved(4)
    net_fn: int = bits(6)
    _r2: int = reserved(2)
    lun: int = bits(2, default=0)
    _r3: int = reserved(6)
    command_number: int = u8()
    defining_body: bytes = rest()


class SetCommandEnablesRequest(Request, command=app.SET_COMMAND_ENABLES):
    """Set Command Enables. IPMI v2.0 §21.7. Commands outside ``enabled`` are disabled, as far as configurable."""

    channel_number: int = bits(4, default=CURRENT_CHANNEL)
    _r1: int = reserved(4)
    net_fn: int = bits(6)
    command_range: CommandRange = bits(2, CommandRange, default=CommandRange.LOWER)
    lun: int = bits(2, default=0)
    _r2: int = reserved(6)
    enabled: frozenset[int] = mask(16)
    defining_body: bytes = rest()


class GetCommandEnablesResponse(Response):
    """Get Command Enables. IPMI v2.0 §21.8."""

    enabled: frozenset[int] = mask(16)


class GetCommandEnablesRequest(Request, command=app.GET_COMMAND_ENABLES, response=GetCommandEnablesResponse):
    """Get Command Enables. IPMI v2.0 §21.8."""

    channel_number: int = bits(4, default=CURRENT_CHANNEL)
    _r1: int = reserved(4)
    net_fn: int = bits(6)
    command_range: CommandRange = bits(2, CommandRange, default=CommandRange.LOWER)
    lun: int = bits(2, default=0)
    _r2: int = reserved(6)
    defining_body: bytes = rest()


class SetCommandSubFunctionEnablesRequest(Request, command=app.SET_COMMAND_SUB_FUNCTION_ENABLES):
    """Set Command Sub-function Enables. IPMI v2.0 §21.9.

    ``pack`` and ``unpack`` move ``defining_body`` from the end of the layout to its place before the masks: its size
    depends on ``net_fn``, and a layout has fixed sizes.
    """

    _HEADER_SIZE: t.ClassVar[int] = 4

    channel_number: int = bits(4, default=CURRENT_CHANNEL)
    _r1: int = reserved(4)
    net_fn: int = bits(6)
    _r2: int = reserved(2)
    lun: int = bits(2, default=0)
    _r3: int = reserved(6)
    command_number: int = u8()
    enabled: frozenset[int] = mask(4)
    enabled_above_31: frozenset[int] | None = mask(4, optional=True)
    defining_body: bytes = rest()

    @property
    def enabled_sub_functions(self) -> frozenset[int]:
        return _join(self.enabled, self.enabled_above_31)

    def pack(self) -> bytes:
        size = len(self.defining_body)
        if size != defining_body_size(self.net_fn):
            raise EncodeError(type(self).__name__, "defining_body", f"{size} bytes for NetFn {self.net_fn:02X}h")
        data = super().pack()
        masks_end = len(data) - size
        return data[: self._HEADER_SIZE] + data[masks_end:] + data[self._HEADER_SIZE : masks_end]

    @classmethod
    def unpack(cls, data: bytes) -> SetCommandSubFunctionEnablesRequest:
        net_fn = data[1] & _NET_FN_MASK if len(data) > 1 else 0
        masks_start = cls._HEADER_SIZE + defining_body_size(net_fn)
        message = super().unpack(data[: cls._HEADER_SIZE] + data[masks_start:])
        return message.replace(defining_body=bytes(data[cls._HEADER_SIZE : masks_start]))


class GetCommandSubFunctionEnablesResponse(Response):
    """Get Command Sub-function Enables. IPMI v2.0 §21.10."""

    enabled: frozenset[int] = mask(4)
    enabled_above_31: frozenset[int] | None = mask(4, optional=True)

    @property
    def enabled_sub_functions(self) -> frozenset[int]:
        return _join(self.enabled, self.enabled_above_31)


class GetCommandSubFunctionEnablesRequest(
    Request, command=app.GET_COMMAND_SUB_FUNCTION_ENABLES, response=GetCommandSubFunctionEnablesResponse
):
    """Get Command Sub-function Enables. IPMI v2.0 §21.10."""

    channel_number: int = bits(4, default=CURRENT_CHANNEL)
    _r1: int = reserved(4)
    net_fn: int = bits(6)
    _r2: int = reserved(2)
    lun: int = bits(2, default=0)
    _r3: int = reserved(6)
    command_number: int = u8()
    defining_body: bytes = rest()


class GetOemNetFnIanaSupportResponse(Response):
    """Get OEM NetFn IANA Support. IPMI v2.0 §21.11. ``defining_body`` is a body code or an IANA number."""

    last_list_index: int = bits(7)
    _r1: int = reserved(1)
    lun_0_support: LunSupport = bits(2, LunSupport)
    lun_1_support: LunSupport = bits(2, LunSupport, default=LunSupport.NONE)
    lun_2_support: LunSupport = bits(2, LunSupport, default=LunSupport.NONE)
    lun_3_support: LunSupport = bits(2, LunSupport, default=LunSupport.NONE)
    defining_body: bytes = rest()


class GetOemNetFnIanaSupportRequest(
    Request, command=app.GET_OEM_NETFN_IANA_SUPPORT, response=GetOemNetFnIanaSupportResponse
):
    """Get OEM NetFn IANA Support. IPMI v2.0 §21.11."""

    channel_number: int = bits(4, default=CURRENT_CHANNEL)
    _r1: int = reserved(4)
    net_fn: int = bits(6)
    _r2: int = reserved(2)
    list_index: int = bits(6, default=0)
    _r3: int = reserved(2)

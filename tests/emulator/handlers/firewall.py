# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Firmware firewall and command discovery. IPMI v2.0 §21.

What exists is what has a handler and is not missing in the personality, on LUN 0. What is switched off is kept per
channel; ``dispatch.py`` refuses it.
"""

from __future__ import annotations

import typing as t

from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands import firewall as messages
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.completion_code import (
    CompletionCode as Code,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.firewall import (
    COMMANDS_PER_MASK,
    SUB_FUNCTIONS_PER_MASK,
    LunSupport,
    defining_body_size,
)

from ..registry import CompletionCode, handles
from .command_inventory import (
    configurable_commands,
    configurable_sub_functions,
    defining_bodies,
    sub_functions,
    supported_commands,
    supported_net_fns,
)

if t.TYPE_CHECKING:
    from ..bmc import Bmc
    from ..model import FirewallKey
    from ..origin import Origin

NOT_CONFIGURABLE = 0x80
SPECIFICATION_VERSION = 0x20
"""IPMI 2.0, as the byte of Get Command Sub-function Support has it: major and minor number."""
SPECIFICATION_REVISION = 0x10


def _key(bmc: Bmc, request: t.Any, origin: Origin) -> FirewallKey:
    """Return what a request is about. Raises CompletionCode C7h when its defining body is missing or too long."""
    channel = bmc.channel(request.channel_number, origin).number
    if len(request.defining_body) != defining_body_size(request.net_fn):
        raise CompletionCode(Code.LENGTH_INVALID)
    return channel, request.lun, request.net_fn & ~1, request.defining_body


def _half(numbers: t.Iterable[int], command_range: int) -> frozenset[int]:
    """Return the part of a set of commands that one mask shows, counted from 0. Raises CompletionCode CCh."""
    if command_range > 1:
        raise CompletionCode(Code.INVALID_FIELD)
    first = command_range * COMMANDS_PER_MASK
    return frozenset(number - first for number in numbers if first <= number < first + COMMANDS_PER_MASK)


def _bits(numbers: t.Iterable[int]) -> int:
    return sum(1 << number for number in numbers)


def _numbers(bits: int) -> frozenset[int]:
    return frozenset(number for number in range(bits.bit_length()) if bits >> number & 1)


def _two_masks(numbers: t.Iterable[int]) -> tuple[frozenset[int], frozenset[int] | None]:
    """Return the sub-functions 0-31 and, counted from 0 again, 32-63; None when there are none of those."""
    numbers = frozenset(numbers)
    high = frozenset(number - SUB_FUNCTIONS_PER_MASK for number in numbers if number >= SUB_FUNCTIONS_PER_MASK)
    return frozenset(number for number in numbers if number < SUB_FUNCTIONS_PER_MASK), high or None


@handles(messages.GetNetFnSupportRequest)
def get_netfn_support(
    bmc: Bmc, request: messages.GetNetFnSupportRequest, origin: Origin
) -> messages.GetNetFnSupportResponse:
    bmc.channel(request.channel_number, origin)
    return messages.GetNetFnSupportResponse(
        lun_0_support=LunSupport.BASE,
        lun_0_net_fn_pairs=frozenset(net_fn // 2 for net_fn in supported_net_fns(bmc.personality)),
    )


@handles(messages.GetCommandSupportRequest)
def get_command_support(
    bmc: Bmc, request: messages.GetCommandSupportRequest, origin: Origin
) -> messages.GetCommandSupportResponse:
    supported = supported_commands(bmc.personality, _key(bmc, request, origin))
    return messages.GetCommandSupportResponse(available=_half(supported, request.command_range))


@handles(messages.GetConfigurableCommandsRequest)
def get_configurable_commands(
    bmc: Bmc, request: messages.GetConfigurableCommandsRequest, origin: Origin
) -> messages.GetConfigurableCommandsResponse:
    configurable = configurable_commands(bmc.personality, _key(bmc, request, origin))
    return messages.GetConfigurableCommandsResponse(configurable=_half(configurable, request.command_range))


def _enabled_commands(bmc: Bmc, key: FirewallKey) -> frozenset[int]:
    return supported_commands(bmc.personality, key) - _numbers(bmc.stored.firewall_disabled.get(key, 0))


@handles(messages.GetCommandEnablesRequest)
def get_command_enables(
    bmc: Bmc, request: messages.GetCommandEnablesRequest, origin: Origin
) -> messages.GetCommandEnablesResponse:
    enabled = _enabled_commands(bmc, _key(bmc, request, origin))
    return messages.GetCommandEnablesResponse(enabled=_half(enabled, request.command_range))


@handles(messages.SetCommandEnablesRequest)
def set_command_enables(bmc: Bmc, request: messages.SetCommandEnablesRequest, origin: Origin) -> None:
    """Enable and disable one half of the commands. A 0 for one that cannot be disabled is passed over."""
    key = _key(bmc, request, origin)
    configurable = _half(configurable_commands(bmc.personality, key), request.command_range)
    fixed = _half(_enabled_commands(bmc, key), request.command_range) - configurable
    if not request.enabled <= configurable | fixed:
        raise CompletionCode(NOT_CONFIGURABLE)
    shift = request.command_range * COMMANDS_PER_MASK
    disabled = bmc.stored.firewall_disabled.pop(key, 0) & ~(_bits(range(COMMANDS_PER_MASK)) << shift)
    disabled |= _bits(configurable - request.enabled) << shift
    if disabled:
        bmc.stored.firewall_disabled[key] = disabled


@handles(messages.GetCommandSubFunctionSupportRequest)
def get_command_sub_function_support(
    bmc: Bmc, request: messages.GetCommandSubFunctionSupportRequest, origin: Origin
) -> messages.GetCommandSubFunctionSupportResponse:
    low, high = _two_masks(sub_functions(bmc.personality, _key(bmc, request, origin), request.command_number))
    return messages.GetCommandSubFunctionSupportResponse(
        specification_version=SPECIFICATION_VERSION,
        specification_revision=SPECIFICATION_REVISION,
        available=low,
        available_above_31=high,
    )


@handles(messages.GetConfigurableCommandSubFunctionsRequest)
def get_configurable_command_sub_functions(
    bmc: Bmc, request: messages.GetConfigurableCommandSubFunctionsRequest, origin: Origin
) -> messages.GetConfigurableCommandSubFunctionsResponse:
    key = _key(bmc, request, origin)
    low, high = _two_masks(configurable_sub_functions(bmc.personality, key, request.command_number))
    return messages.GetConfigurableCommandSubFunctionsResponse(configurable=low, configurable_above_31=high)


def _enabled_sub_functions(bmc: Bmc, key: FirewallKey, command: int) -> frozenset[int]:
    disabled = bmc.stored.sub_functions_disabled.get((*key, command), 0)
    return sub_functions(bmc.personality, key, command) - _numbers(disabled)


@handles(messages.GetCommandSubFunctionEnablesRequest)
def get_command_sub_function_enables(
    bmc: Bmc, request: messages.GetCommandSubFunctionEnablesRequest, origin: Origin
) -> messages.GetCommandSubFunctionEnablesResponse:
    low, high = _two_masks(_enabled_sub_functions(bmc, _key(bmc, request, origin), request.command_number))
    return messages.GetCommandSubFunctionEnablesResponse(enabled=low, enabled_above_31=high)


@handles(messages.SetCommandSubFunctionEnablesRequest)
def set_command_sub_function_enables(
    bmc: Bmc, request: messages.SetCommandSubFunctionEnablesRequest, origin: Origin
) -> None:
    """Enable and disable sub-functions; without the second mask those above 31 keep their state."""
    key = _key(bmc, request, origin)
    command = request.command_number
    configurable = configurable_sub_functions(bmc.personality, key, command)
    fixed = _enabled_sub_functions(bmc, key, command) - configurable
    if not request.enabled_sub_functions <= configurable | fixed:
        raise CompletionCode(NOT_CONFIGURABLE)
    if request.enabled_above_31 is None:
        configurable, _above_31 = _two_masks(configurable)
    stored = bmc.stored.sub_functions_disabled
    disabled = stored.pop((*key, command), 0) & ~_bits(configurable)
    disabled |= _bits(configurable - request.enabled_sub_functions)
    if disabled:
        stored[(*key, command)] = disabled


@handles(messages.GetOemNetFnIanaSupportRequest)
def get_oem_netfn_iana_support(
    bmc: Bmc, request: messages.GetOemNetFnIanaSupportRequest, origin: Origin
) -> messages.GetOemNetFnIanaSupportResponse:
    bmc.channel(request.channel_number, origin)
    bodies = defining_bodies(bmc.personality, request.net_fn & ~1)
    if request.list_index >= len(bodies):
        raise CompletionCode(Code.OUT_OF_RANGE)
    return messages.GetOemNetFnIanaSupportResponse(
        last_list_index=len(bodies) - 1,
        lun_0_support=LunSupport.RESTRICTED,
        defining_body=bodies[request.list_index],
    )

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""System boot options. IPMI v2.0 §28.12, §28.13."""

from __future__ import annotations

import typing as t

from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.boot import (
    GetSystemBootOptionsRequest,
    GetSystemBootOptionsResponse,
    SetSystemBootOptionsRequest,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.boot_parameters import (
    BOOT_PARAMETERS,
    BootFlags,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.completion_code import (
    CompletionCode as Code,
)

from ..registry import CompletionCode, handles
from .boot_flags import BOOT_FLAGS, PERSISTENT, watch_valid_bit
from .configuration_parameters import (
    SET_IN_PROGRESS,
    Check,
    Rule,
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
    from ..origin import Origin

ACKNOWLEDGE = 4
MAILBOX = 7
MAILBOX_BLOCK_SIZE = 16
LOCKED = "locked_boot_parameters"
"""In ``volatile.oem``: the selectors of the parameters that were marked invalid."""
_UEFI = 0x20

_CHECKS: dict[int, Check] = {2: one_byte_up_to(3), 3: one_byte_up_to(0x1F)}
BOOT_RULES: Rules = {
    **{selector: rule_of(parameter, _CHECKS.get(selector)) for selector, parameter in BOOT_PARAMETERS.items()},
    MAILBOX: Rule(range(2, 2 + MAILBOX_BLOCK_SIZE), selectors=1),
}


def _locked(bmc: Bmc) -> set[int]:
    return t.cast("set[int]", bmc.volatile.oem.setdefault(LOCKED, set()))


def _check_supported(bmc: Bmc, selector: int) -> None:
    if selector in bmc.personality.unsupported_boot_parameters:
        raise CompletionCode(bmc.personality.unsupported_boot_parameter_code)


@handles(GetSystemBootOptionsRequest)
def get_system_boot_options(
    bmc: Bmc, request: GetSystemBootOptionsRequest, origin: Origin
) -> GetSystemBootOptionsResponse:
    """Return a parameter. The mailbox's block may stand in either selector: ipmitool and FreeIPMI differ."""
    selector = request.parameter_selector
    _check_supported(bmc, selector)
    value = read_parameter(bmc.stored.boot, BOOT_RULES, selector, request.set_selector or request.block_selector)
    if selector == SET_IN_PROGRESS:
        value = read_set_in_progress(bmc, "boot")
    return GetSystemBootOptionsResponse(
        parameter_selector=selector, parameter_valid=selector not in _locked(bmc), data=value
    )


@handles(SetSystemBootOptionsRequest)
def set_system_boot_options(bmc: Bmc, request: SetSystemBootOptionsRequest, origin: Origin) -> None:
    """Write a parameter, or with no data only its validity."""
    selector, data = request.parameter_selector, request.data
    _check_supported(bmc, selector)
    read_parameter(bmc.stored.boot, BOOT_RULES, selector)
    if data:
        _write(bmc, selector, data)
    locked = _locked(bmc)
    if request.parameter_valid:
        locked.discard(selector)
    else:
        locked.add(selector)


def _write(bmc: Bmc, selector: int, data: bytes) -> None:
    table = bmc.stored.boot
    if selector == SET_IN_PROGRESS:
        write_set_in_progress(bmc, "boot", data)
        return
    block, _data = check_write(table, BOOT_RULES, selector, data)
    if selector == ACKNOWLEDGE:
        data = _acknowledge(table.read(ACKNOWLEDGE) or bytes(2), data)
    elif selector == MAILBOX:
        kept = table.read(MAILBOX, block) or bytes(1 + MAILBOX_BLOCK_SIZE)
        data = data + kept[len(data) :]
    elif selector == BOOT_FLAGS:
        data = _accepted_flags(bmc, data)
    table.write(selector, data, block)
    if selector == BOOT_FLAGS:
        watch_valid_bit(bmc)


def _acknowledge(stored: bytes, data: bytes) -> bytes:
    """Write only the bits of the mask; the mask itself always reads as zero."""
    mask = data[0]
    return bytes([0, (stored[1] & ~mask & 0xFF) | (data[1] & mask)])


def _accepted_flags(bmc: Bmc, data: bytes) -> bytes:
    personality = bmc.personality
    accepted = personality.accepted_boot_devices
    if accepted is not None and BootFlags.unpack(data).boot_device not in accepted:
        raise CompletionCode(Code.INVALID_FIELD)
    ignored = 0
    if personality.quirks.boot_persistent_ignored:
        ignored |= PERSISTENT
    if personality.quirks.boot_uefi_flag_ignored:
        ignored |= _UEFI
    return bytes([data[0] & ~ignored & 0xFF]) + data[1:]

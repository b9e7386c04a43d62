# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Carrying out one command: from NetFn, number and data to a completion code and data.

The order is that of a BMC: is there such a command, may this one be asked for here and now, does it make sense, then
the handler. What it changed is on disk before this returns.
"""

from __future__ import annotations

import typing as t

from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.errors import DecodeError
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec import app, chassis, transport
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.command import NetFn
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.command_index import find_command
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.completion_code import CompletionCode as Code

from . import registry

if t.TYPE_CHECKING:
    from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.codec.message import Request
    from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.command import Command

    from .bmc import Bmc
    from .faults import Fault
    from .origin import Origin
    from .personality import OemCommand
    from .registry import Registered

Result = tuple[int, bytes]


def _number(command: Command) -> tuple[int, int]:
    return command.net_fn, command.number


SESSION_COMMANDS = frozenset(
    map(
        _number,
        (
            app.ACTIVATE_SESSION,
            app.SET_SESSION_PRIVILEGE_LEVEL,
            app.CLOSE_SESSION,
            app.SEND_MESSAGE,
            app.ACTIVATE_PAYLOAD,
            app.DEACTIVATE_PAYLOAD,
        ),
    )
)
"""Neither "Get ..." nor a change of the BMC's settings."""

SELECTOR_BYTE: dict[tuple[int, int], tuple[int, int]] = {
    _number(transport.SET_LAN_CONFIGURATION_PARAMETERS): (1, 0xFF),
    _number(transport.GET_LAN_CONFIGURATION_PARAMETERS): (1, 0xFF),
    _number(transport.SET_SOL_CONFIGURATION_PARAMETERS): (1, 0xFF),
    _number(transport.GET_SOL_CONFIGURATION_PARAMETERS): (1, 0xFF),
    _number(chassis.SET_SYSTEM_BOOT_OPTIONS): (0, 0x7F),
    _number(chassis.GET_SYSTEM_BOOT_OPTIONS): (0, 0x7F),
    _number(chassis.CHASSIS_CONTROL): (0, 0x0F),
    _number(app.SET_SYSTEM_INFO_PARAMETERS): (0, 0xFF),
    _number(app.GET_SYSTEM_INFO_PARAMETERS): (1, 0xFF),
}
"""Where a command has its sub-function number: (byte of the request data, mask). The rule of appendix H is that
commands with a parameter selector use it as the number; Chassis Control uses its control value."""

_PASSWORD_TEST = 3
_KEY_READ = 0


def execute(bmc: Bmc, net_fn: int, lun: int, number: int, data: bytes, origin: Origin) -> Result | None:
    """Carry out a request and return (completion code, data); None when no answer leaves."""
    registered = registry.find_handler(net_fn, number, data)
    command = find_command(net_fn, number) if registered is None else registered.request.command
    title = f"NetFn {net_fn:02X}h command {number:02X}h" if command is None else command.title
    writes = command is not None and is_write(command, data)
    bmc.counters.count_request(title, writes)

    fault = bmc.faults.on_command(bmc, net_fn, number, data, only_reads=command is not None and not writes)
    if fault is not None and not fault.lets_through:
        return _refuse(bmc, fault)
    result = _execute(bmc, registered, net_fn, lun, number, data, origin)
    if writes or command is None:
        bmc.save()
    return result if fault is None else _restart_after(bmc, fault, result)


def is_write(command: Command, data: bytes) -> bool:
    """Tell whether a command changes something, going by its title; the exceptions ask within a "Set ..."."""
    if command.title.startswith(("Get ", "Read ")):
        return False
    key = _number(command)
    if key in SESSION_COMMANDS:
        return False
    if key == _number(app.SET_USER_PASSWORD):
        return len(data) < 2 or data[1] & 3 != _PASSWORD_TEST
    if key == _number(app.SET_CHANNEL_SECURITY_KEYS):
        return len(data) < 2 or data[1] & 3 != _KEY_READ
    if key == _number(chassis.SET_POWER_RESTORE_POLICY):
        return not data or data[0] & 7 != chassis.RESTORE_POLICY_NO_CHANGE
    return True


def _refuse(bmc: Bmc, fault: Fault) -> Result | None:
    """Do what a fault does instead of the command."""
    if fault.kind == "reboot":
        bmc.restart(fault.seconds)
        return None
    return (Code.OK if fault.kind == "ignore_write" else fault.code), b""


def _restart_after(bmc: Bmc, fault: Fault, result: Result) -> Result | None:
    if fault.answered:
        bmc.after_answer(lambda: bmc.restart(fault.seconds))
        return result
    bmc.take_after_answer()
    bmc.restart(fault.seconds)
    return None


def _execute(
    bmc: Bmc, registered: Registered | None, net_fn: int, lun: int, number: int, data: bytes, origin: Origin
) -> Result:
    try:
        oem = _find_oem_command(bmc, net_fn, number, data)
        if oem is not None:
            return _execute_oem(bmc, oem, data, origin)
        if registered is None or (net_fn, number) in bmc.personality.unsupported_commands:
            return Code.INVALID_COMMAND, b""
        if lun:
            return Code.INVALID_FOR_LUN, b""
        command = registered.request.command
        privilege = bmc.personality.command_privileges.get((net_fn, number), command.privilege)
        _check_allowed(bmc, command, privilege, data, origin)
        request = _decode(registered.request, data[len(command.prefix) :])
        response = registered.handler(bmc, request, origin)
        return Code.OK, command.prefix + (b"" if response is None else response.pack())
    except registry.CompletionCode as refusal:
        return refusal.code, refusal.data


def _find_oem_command(bmc: Bmc, net_fn: int, number: int, data: bytes) -> OemCommand | None:
    if not bmc.personality.oem_commands:
        return None
    candidates = bmc.personality.oem_commands_by_number.get((net_fn, number), ())
    return next((oem for oem in candidates if data.startswith(oem.prefix)), None)


def _execute_oem(bmc: Bmc, oem: OemCommand, data: bytes, origin: Origin) -> Result:
    if not oem.sessionless and not origin.is_system_interface and origin.privilege < oem.privilege:
        return Code.INSUFFICIENT_PRIVILEGE, b""
    return Code.OK, oem.function(bmc, data, origin) or b""


def _check_allowed(bmc: Bmc, command: Command, privilege: int, data: bytes, origin: Origin) -> None:
    """Raise CompletionCode D4h for too low a privilege, D4h or D6h for what the firmware firewall has switched off."""
    if not command.sessionless and not origin.is_system_interface and origin.privilege < privilege:
        raise registry.CompletionCode(Code.INSUFFICIENT_PRIVILEGE)
    if not bmc.stored.firewall_disabled and not bmc.stored.sub_functions_disabled:
        return
    body = _defining_body(command.net_fn, data)
    key = (origin.channel, origin.lun, command.net_fn, body)
    if bmc.stored.firewall_disabled.get(key, 0) >> command.number & 1:
        raise registry.CompletionCode(Code.INSUFFICIENT_PRIVILEGE)
    disabled = bmc.stored.sub_functions_disabled.get((*key, command.number), 0)
    if disabled and _number(command) in SELECTOR_BYTE:
        position, mask = SELECTOR_BYTE[_number(command)]
        if len(data) > position and disabled >> (data[position] & mask) & 1:
            raise registry.CompletionCode(Code.SUB_FUNCTION_DISABLED)


def _defining_body(net_fn: int, data: bytes) -> bytes:
    if net_fn == NetFn.GROUP_EXTENSION:
        return data[:1]
    return data[:3] if net_fn == NetFn.OEM_GROUP else b""


def _decode(request: type[Request], data: bytes) -> Request:
    """Return the request; a length that its layout does not have is C7h."""
    layout = request.layout
    if layout.tail is None and len(data) > layout.fixed_size:
        raise registry.CompletionCode(Code.LENGTH_INVALID)
    try:
        return request.unpack(data)
    except DecodeError:
        raise registry.CompletionCode(Code.LENGTH_INVALID) from None

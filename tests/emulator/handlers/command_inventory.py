# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which commands and sub-functions an emulated BMC has, and which of them may be switched off.

The sub-function numbers follow the rule of appendix H: the parameter selector for the configuration commands, the
control value for Chassis Control. IPMI v2.0 §21.1, appendix H.
"""

from __future__ import annotations

import typing as t

from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec import app, chassis, transport
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.chassis import ChassisControl
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.command import NetFn
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.firewall import SUB_FUNCTIONS_PER_MASK

from ..registry import handled_commands

if t.TYPE_CHECKING:
    from ..model import FirewallKey
    from ..personality import ParameterTable, Personality

Numbers = frozenset[int]

FIRST_OEM_NET_FN = 0x30
_OEM_NET_FNS = (NetFn.GROUP_EXTENSION, NetFn.OEM_GROUP)

ALWAYS_ON = frozenset(
    (command.net_fn, command.number)
    for command in (
        app.GET_DEVICE_ID,
        app.GET_NETFN_SUPPORT,
        app.GET_COMMAND_SUPPORT,
        app.GET_COMMAND_SUB_FUNCTION_SUPPORT,
        app.GET_CONFIGURABLE_COMMANDS,
        app.GET_CONFIGURABLE_COMMAND_SUB_FUNCTIONS,
        app.GET_SYSTEM_GUID,
        app.GET_CHANNEL_AUTHENTICATION_CAPABILITIES,
        app.GET_SESSION_CHALLENGE,
        app.ACTIVATE_SESSION,
        app.SET_SESSION_PRIVILEGE_LEVEL,
        app.CLOSE_SESSION,
        app.GET_CHANNEL_ACCESS,
        app.GET_CHANNEL_INFO,
        app.GET_CHANNEL_CIPHER_SUITES,
        app.SET_COMMAND_ENABLES,
        app.GET_COMMAND_ENABLES,
        app.SET_COMMAND_SUB_FUNCTION_ENABLES,
        app.GET_COMMAND_SUB_FUNCTION_ENABLES,
        app.GET_OEM_NETFN_IANA_SUPPORT,
    )
)
"""Identity, sessions and discovery: what a conformant BMC never lets anyone switch off.

The BMC owns this list. The two commands that set enables are on it as well, so that the firewall can be undone from
where it was set: ipmitool without ``force`` clears all of 60h-67h at each write.
"""


def supported_net_fns(personality: Personality) -> frozenset[int]:
    """Return the even network functions in use on LUN 0."""
    present = handled_commands() - personality.unsupported_commands
    return frozenset(net_fn for net_fn, _number in present) | {oem.net_fn for oem in personality.oem_commands}


def supported_commands(personality: Personality, key: FirewallKey) -> Numbers:
    """Return the commands of a network function (and defining body) on a LUN."""
    _channel, lun, net_fn, body = key
    if lun:
        return frozenset()
    declared = {
        number
        for handled, number in handled_commands() - personality.unsupported_commands
        if handled == net_fn and not body
    }
    oem = {
        command.number
        for command in personality.oem_commands
        if command.net_fn == net_fn and command.prefix[: len(body)] == body
    }
    return frozenset(declared | oem)


def configurable_commands(personality: Personality, key: FirewallKey) -> Numbers:
    """Return the commands that may be switched off."""
    net_fn = key[2]
    fixed = ALWAYS_ON if personality.unconfigurable_commands is None else personality.unconfigurable_commands
    return frozenset(number for number in supported_commands(personality, key) if (net_fn, number) not in fixed)


def sub_functions(personality: Personality, key: FirewallKey, command: int) -> Numbers:
    """Return the sub-functions 0-63 of a command, empty for a command without any."""
    if command not in supported_commands(personality, key):
        return frozenset()
    net_fn = key[2]
    if (net_fn, command) == (NetFn.CHASSIS, chassis.CHASSIS_CONTROL.number):
        return frozenset(ChassisControl) - personality.unsupported_chassis_controls
    numbers = _parameter_selectors(personality).get((net_fn, command), frozenset())
    return frozenset(number for number in numbers if number < 2 * SUB_FUNCTIONS_PER_MASK)


def _parameter_selectors(personality: Personality) -> dict[tuple[int, int], Numbers]:
    lan = _selectors(*personality.lan_defaults.values()) - personality.unsupported_lan_parameters
    sol = _selectors(*personality.sol_defaults.values()) - personality.unsupported_sol_parameters
    boot = _selectors(personality.boot_defaults) - personality.unsupported_boot_parameters
    system_info = _selectors(personality.system_info_defaults)
    return {
        (command.net_fn, command.number): numbers
        for numbers, commands in (
            (lan, (transport.SET_LAN_CONFIGURATION_PARAMETERS, transport.GET_LAN_CONFIGURATION_PARAMETERS)),
            (sol, (transport.SET_SOL_CONFIGURATION_PARAMETERS, transport.GET_SOL_CONFIGURATION_PARAMETERS)),
            (boot, (chassis.SET_SYSTEM_BOOT_OPTIONS, chassis.GET_SYSTEM_BOOT_OPTIONS)),
            (system_info, (app.SET_SYSTEM_INFO_PARAMETERS, app.GET_SYSTEM_INFO_PARAMETERS)),
        )
        for command in commands
    }


def _selectors(*tables: ParameterTable) -> Numbers:
    return frozenset(key[0] for table in tables for key in table)


def configurable_sub_functions(personality: Personality, key: FirewallKey, command: int) -> Numbers:
    """Return the sub-functions that may be switched off: all of a command that may be switched off itself."""
    if command not in configurable_commands(personality, key):
        return frozenset()
    return sub_functions(personality, key, command)


def defining_bodies(personality: Personality, net_fn: int) -> list[bytes]:
    """Return who defines the commands of a group-extension or OEM network function, in order, without repeats."""
    if net_fn not in _OEM_NET_FNS and net_fn < FIRST_OEM_NET_FN:
        return []
    manufacturer = personality.identity.manufacturer_id.to_bytes(3, "little")
    bodies = {
        command.prefix if net_fn in _OEM_NET_FNS else manufacturer
        for command in personality.oem_commands
        if command.net_fn == net_fn
    }
    return sorted(bodies)

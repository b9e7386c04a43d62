# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Commands of the network function Bridge (ICMB). IPMI v2.0 appendix G; ICMB v1.0."""

from __future__ import annotations

from .command import Command, NetFn, PrivilegeLevel

_USER = PrivilegeLevel.USER
_OPERATOR = PrivilegeLevel.OPERATOR
_ADMINISTRATOR = PrivilegeLevel.ADMINISTRATOR

BRIDGE_COMMANDS = tuple(
    Command(NetFn.BRIDGE, number, title, privilege)
    for number, title, privilege in (
        (0x00, "Get Bridge State", _USER),
        (0x01, "Set Bridge State", _OPERATOR),
        (0x02, "Get ICMB Address", _USER),
        (0x03, "Set ICMB Address", _OPERATOR),
        (0x04, "Set Bridge Proxy Address", _OPERATOR),
        (0x05, "Get Bridge Statistics", _USER),
        (0x06, "Get ICMB Capabilities", _USER),
        (0x08, "Clear Bridge Statistics", _OPERATOR),
        (0x09, "Get Bridge Proxy Address", _USER),
        (0x0A, "Get ICMB Connector Info", _USER),
        (0x0B, "Get ICMB Connection ID", _USER),
        (0x0C, "Send ICMB Connection ID", _USER),
        (0x10, "Prepare For Discovery", _OPERATOR),
        (0x11, "Get Addresses", _USER),
        (0x12, "Set Discovered", _OPERATOR),
        (0x13, "Get Chassis Device ID", _USER),
        (0x14, "Set Chassis Device ID", _OPERATOR),
        (0x20, "Bridge Request", _OPERATOR),
        (0x21, "Bridge Message", _OPERATOR),
        (0x30, "Get Event Count", _USER),
        (0x31, "Set Event Destination", _OPERATOR),
        (0x32, "Set Event Reception State", _OPERATOR),
        (0x33, "Send ICMB Event Message", _OPERATOR),
        (0x34, "Get Event Destination", _USER),
        (0x35, "Get Event Reception State", _USER),
        (0xFF, "Error Report", _ADMINISTRATOR),
    )
)

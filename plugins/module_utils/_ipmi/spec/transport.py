# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Commands of the network function Transport. IPMI v2.0 §23, §25, §26 and appendix G."""

from __future__ import annotations

from .command import Command, NetFn, PrivilegeLevel

_USER = PrivilegeLevel.USER
_OPERATOR = PrivilegeLevel.OPERATOR
_ADMINISTRATOR = PrivilegeLevel.ADMINISTRATOR

_SET_PARAMETER_CODES = {
    0x80: "parameter not supported",
    0x81: "another party holds set in progress",
    0x82: "parameter is read-only",
    0x83: "parameter is write-only",
}
_GET_PARAMETER_CODES = {0x80: "parameter not supported"}

SET_LAN_CONFIGURATION_PARAMETERS = Command(
    NetFn.TRANSPORT, 0x01, "Set LAN Configuration Parameters", _ADMINISTRATOR, _SET_PARAMETER_CODES
)
GET_LAN_CONFIGURATION_PARAMETERS = Command(
    NetFn.TRANSPORT, 0x02, "Get LAN Configuration Parameters", _OPERATOR, _GET_PARAMETER_CODES
)
SUSPEND_BMC_ARPS = Command(NetFn.TRANSPORT, 0x03, "Suspend BMC ARPs", _ADMINISTRATOR)
GET_IP_UDP_RMCP_STATISTICS = Command(NetFn.TRANSPORT, 0x04, "Get IP/UDP/RMCP Statistics", _USER)
SET_SERIAL_MODEM_CONFIGURATION = Command(
    NetFn.TRANSPORT, 0x10, "Set Serial/Modem Configuration", _ADMINISTRATOR, _SET_PARAMETER_CODES
)
GET_SERIAL_MODEM_CONFIGURATION = Command(
    NetFn.TRANSPORT, 0x11, "Get Serial/Modem Configuration", _OPERATOR, _GET_PARAMETER_CODES
)
SET_SERIAL_MODEM_MUX = Command(NetFn.TRANSPORT, 0x12, "Set Serial/Modem Mux", _OPERATOR)
GET_TAP_RESPONSE_CODES = Command(NetFn.TRANSPORT, 0x13, "Get TAP Response Codes", _USER)
SET_PPP_UDP_PROXY_TRANSMIT_DATA = Command(NetFn.TRANSPORT, 0x14, "Set PPP UDP Proxy Transmit Data", _ADMINISTRATOR)
GET_PPP_UDP_PROXY_TRANSMIT_DATA = Command(NetFn.TRANSPORT, 0x15, "Get PPP UDP Proxy Transmit Data", _ADMINISTRATOR)
SEND_PPP_UDP_PROXY_PACKET = Command(
    NetFn.TRANSPORT, 0x16, "Send PPP UDP Proxy Packet", _ADMINISTRATOR,
    {0x80: "the PPP link is not up", 0x81: "the IP protocol is not up"},
)  # fmt: skip
GET_PPP_UDP_PROXY_RECEIVE_DATA = Command(NetFn.TRANSPORT, 0x17, "Get PPP UDP Proxy Receive Data", _ADMINISTRATOR)
SERIAL_MODEM_CONNECTION_ACTIVE = Command(NetFn.TRANSPORT, 0x18, "Serial/Modem Connection Active", _USER)
CALLBACK = Command(
    NetFn.TRANSPORT, 0x19, "Callback", PrivilegeLevel.CALLBACK,
    {0x81: "an alert is in progress", 0x82: "an IPMI messaging session is active"},
)  # fmt: skip
SET_USER_CALLBACK_OPTIONS = Command(NetFn.TRANSPORT, 0x1A, "Set User Callback Options", _ADMINISTRATOR)
GET_USER_CALLBACK_OPTIONS = Command(NetFn.TRANSPORT, 0x1B, "Get User Callback Options", _USER)
SOL_ACTIVATING = Command(NetFn.TRANSPORT, 0x20, "SOL Activating", _USER)
SET_SOL_CONFIGURATION_PARAMETERS = Command(
    NetFn.TRANSPORT, 0x21, "Set SOL Configuration Parameters", _ADMINISTRATOR, _SET_PARAMETER_CODES
)
GET_SOL_CONFIGURATION_PARAMETERS = Command(
    NetFn.TRANSPORT, 0x22, "Get SOL Configuration Parameters", _USER, _GET_PARAMETER_CODES
)
FORWARDED_COMMAND = Command(NetFn.TRANSPORT, 0x30, "Forwarded Command", _ADMINISTRATOR)
SET_FORWARDED_COMMANDS = Command(NetFn.TRANSPORT, 0x31, "Set Forwarded Commands", _ADMINISTRATOR)
GET_FORWARDED_COMMANDS = Command(NetFn.TRANSPORT, 0x32, "Get Forwarded Commands", _USER)
ENABLE_FORWARDED_COMMANDS = Command(NetFn.TRANSPORT, 0x33, "Enable Forwarded Commands", _ADMINISTRATOR)

TRANSPORT_COMMANDS = (
    SET_LAN_CONFIGURATION_PARAMETERS, GET_LAN_CONFIGURATION_PARAMETERS, SUSPEND_BMC_ARPS, GET_IP_UDP_RMCP_STATISTICS,
    SET_SERIAL_MODEM_CONFIGURATION, GET_SERIAL_MODEM_CONFIGURATION, SET_SERIAL_MODEM_MUX, GET_TAP_RESPONSE_CODES,
    SET_PPP_UDP_PROXY_TRANSMIT_DATA, GET_PPP_UDP_PROXY_TRANSMIT_DATA, SEND_PPP_UDP_PROXY_PACKET,
    GET_PPP_UDP_PROXY_RECEIVE_DATA, SERIAL_MODEM_CONNECTION_ACTIVE, CALLBACK, SET_USER_CALLBACK_OPTIONS,
    GET_USER_CALLBACK_OPTIONS, SOL_ACTIVATING, SET_SOL_CONFIGURATION_PARAMETERS, GET_SOL_CONFIGURATION_PARAMETERS,
    FORWARDED_COMMAND, SET_FORWARDED_COMMANDS, GET_FORWARDED_COMMANDS, ENABLE_FORWARDED_COMMANDS,
)  # fmt: skip

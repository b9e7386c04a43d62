# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Commands of the network function App. IPMI v2.0 §20-§24 and appendix G."""

from __future__ import annotations

from .command import Command, NetFn, PrivilegeLevel

_USER = PrivilegeLevel.USER
_OPERATOR = PrivilegeLevel.OPERATOR
_ADMINISTRATOR = PrivilegeLevel.ADMINISTRATOR

_ENABLES_CODES = {0x80: "a command or sub-function that is unsupported or cannot be configured"}
_BUS_CODES = {0x81: "lost arbitration", 0x82: "bus error", 0x83: "NAK on write"}
_PARAMETER_CODES = {
    0x80: "parameter not supported",
    0x81: "another party holds set in progress",
    0x82: "parameter is read-only",
    0x83: "parameter is write-only",
}

GET_DEVICE_ID = Command(NetFn.APP, 0x01, "Get Device ID", _USER)
COLD_RESET = Command(NetFn.APP, 0x02, "Cold Reset", _ADMINISTRATOR)
WARM_RESET = Command(NetFn.APP, 0x03, "Warm Reset", _ADMINISTRATOR)
GET_SELF_TEST_RESULTS = Command(NetFn.APP, 0x04, "Get Self Test Results", _USER)
MANUFACTURING_TEST_ON = Command(NetFn.APP, 0x05, "Manufacturing Test On", _ADMINISTRATOR)
SET_ACPI_POWER_STATE = Command(NetFn.APP, 0x06, "Set ACPI Power State", _ADMINISTRATOR)
GET_ACPI_POWER_STATE = Command(NetFn.APP, 0x07, "Get ACPI Power State", _USER)
GET_DEVICE_GUID = Command(NetFn.APP, 0x08, "Get Device GUID", _USER)
GET_NETFN_SUPPORT = Command(NetFn.APP, 0x09, "Get NetFn Support", _USER)
GET_COMMAND_SUPPORT = Command(NetFn.APP, 0x0A, "Get Command Support", _USER)
GET_COMMAND_SUB_FUNCTION_SUPPORT = Command(NetFn.APP, 0x0B, "Get Command Sub-function Support", _USER)
GET_CONFIGURABLE_COMMANDS = Command(NetFn.APP, 0x0C, "Get Configurable Commands", _USER)
GET_CONFIGURABLE_COMMAND_SUB_FUNCTIONS = Command(NetFn.APP, 0x0D, "Get Configurable Command Sub-functions", _USER)
RESET_WATCHDOG_TIMER = Command(
    NetFn.APP, 0x22, "Reset Watchdog Timer", _OPERATOR, {0x80: "the watchdog was never set up"}
)
SET_WATCHDOG_TIMER = Command(NetFn.APP, 0x24, "Set Watchdog Timer", _OPERATOR)
GET_WATCHDOG_TIMER = Command(NetFn.APP, 0x25, "Get Watchdog Timer", _USER)
SET_BMC_GLOBAL_ENABLES = Command(NetFn.APP, 0x2E, "Set BMC Global Enables", _ADMINISTRATOR)
GET_BMC_GLOBAL_ENABLES = Command(NetFn.APP, 0x2F, "Get BMC Global Enables", _USER)
CLEAR_MESSAGE_FLAGS = Command(NetFn.APP, 0x30, "Clear Message Flags", _ADMINISTRATOR)
GET_MESSAGE_FLAGS = Command(NetFn.APP, 0x31, "Get Message Flags", _ADMINISTRATOR)
ENABLE_MESSAGE_CHANNEL_RECEIVE = Command(NetFn.APP, 0x32, "Enable Message Channel Receive", _ADMINISTRATOR)
GET_MESSAGE = Command(NetFn.APP, 0x33, "Get Message", _ADMINISTRATOR, {0x80: "the receive queue is empty"})
SEND_MESSAGE = Command(NetFn.APP, 0x34, "Send Message", _USER, {0x80: "invalid session handle", **_BUS_CODES})
READ_EVENT_MESSAGE_BUFFER = Command(
    NetFn.APP, 0x35, "Read Event Message Buffer", _ADMINISTRATOR, {0x80: "the event message buffer is empty"}
)
GET_BT_INTERFACE_CAPABILITIES = Command(NetFn.APP, 0x36, "Get BT Interface Capabilities", _USER)
GET_SYSTEM_GUID = Command(NetFn.APP, 0x37, "Get System GUID", _USER, sessionless=True)
GET_CHANNEL_AUTHENTICATION_CAPABILITIES = Command(
    NetFn.APP, 0x38, "Get Channel Authentication Capabilities", _USER, sessionless=True
)
GET_SESSION_CHALLENGE = Command(
    NetFn.APP, 0x39, "Get Session Challenge", _USER,
    {0x81: "invalid user name", 0x82: "null user name not enabled"}, sessionless=True,
)  # fmt: skip
ACTIVATE_SESSION = Command(
    NetFn.APP, 0x3A, "Activate Session", _USER,
    {
        0x81: "no session slot available",
        0x82: "no session slot available for this user",
        0x83: "no session slot available at this privilege level",
        0x84: "session sequence number out of range",
        0x85: "invalid session ID",
        0x86: "the privilege level exceeds the limit of the user or the channel",
    },
    sessionless=True,
)  # fmt: skip
SET_SESSION_PRIVILEGE_LEVEL = Command(
    NetFn.APP, 0x3B, "Set Session Privilege Level", _USER,
    {
        0x80: "the privilege level is not available to this user",
        0x81: "the privilege level exceeds the limit of the user or the channel",
        0x82: "user level authentication cannot be disabled",
    },
)  # fmt: skip
CLOSE_SESSION = Command(
    NetFn.APP, 0x3C, "Close Session", PrivilegeLevel.CALLBACK,
    {0x87: "invalid session ID", 0x88: "invalid session handle"},
)  # fmt: skip
GET_SESSION_INFO = Command(NetFn.APP, 0x3D, "Get Session Info", _USER)
GET_AUTHCODE = Command(NetFn.APP, 0x3F, "Get AuthCode", _OPERATOR)
SET_CHANNEL_ACCESS = Command(
    NetFn.APP, 0x40, "Set Channel Access", _ADMINISTRATOR,
    {0x82: "not supported on this channel", 0x83: "access mode not supported"},
)  # fmt: skip
GET_CHANNEL_ACCESS = Command(NetFn.APP, 0x41, "Get Channel Access", _USER, {0x82: "not supported on this channel"})
GET_CHANNEL_INFO = Command(NetFn.APP, 0x42, "Get Channel Info", _USER)
SET_USER_ACCESS = Command(NetFn.APP, 0x43, "Set User Access", _ADMINISTRATOR)
GET_USER_ACCESS = Command(NetFn.APP, 0x44, "Get User Access", _OPERATOR)
SET_USER_NAME = Command(NetFn.APP, 0x45, "Set User Name", _ADMINISTRATOR)
GET_USER_NAME = Command(NetFn.APP, 0x46, "Get User Name", _OPERATOR)
SET_USER_PASSWORD = Command(
    NetFn.APP, 0x47, "Set User Password", _ADMINISTRATOR,
    {0x80: "the password does not match", 0x81: "the password was stored with another size"},
)  # fmt: skip
ACTIVATE_PAYLOAD = Command(
    NetFn.APP, 0x48, "Activate Payload", _USER,
    {
        0x80: "the payload is already active on another session",
        0x81: "the payload type is disabled",
        0x82: "the payload activation limit is reached",
        0x83: "the payload cannot be activated with encryption",
        0x84: "the payload requires encryption",
    },
)  # fmt: skip
DEACTIVATE_PAYLOAD = Command(
    NetFn.APP, 0x49, "Deactivate Payload", _USER,
    {0x80: "the payload is already deactivated", 0x81: "the payload type is disabled"},
)  # fmt: skip
GET_PAYLOAD_ACTIVATION_STATUS = Command(NetFn.APP, 0x4A, "Get Payload Activation Status", _USER)
GET_PAYLOAD_INSTANCE_INFO = Command(NetFn.APP, 0x4B, "Get Payload Instance Info", _USER)
SET_USER_PAYLOAD_ACCESS = Command(NetFn.APP, 0x4C, "Set User Payload Access", _ADMINISTRATOR)
GET_USER_PAYLOAD_ACCESS = Command(NetFn.APP, 0x4D, "Get User Payload Access", _OPERATOR)
GET_CHANNEL_PAYLOAD_SUPPORT = Command(NetFn.APP, 0x4E, "Get Channel Payload Support", _USER)
GET_CHANNEL_PAYLOAD_VERSION = Command(
    NetFn.APP, 0x4F, "Get Channel Payload Version", _USER, {0x80: "payload type not available on this channel"}
)
GET_CHANNEL_OEM_PAYLOAD_INFO = Command(
    NetFn.APP, 0x50, "Get Channel OEM Payload Info", _USER, {0x80: "OEM payload not available on this channel"}
)
MASTER_WRITE_READ = Command(NetFn.APP, 0x52, "Master Write-Read", _OPERATOR, {**_BUS_CODES, 0x84: "truncated read"})
GET_CHANNEL_CIPHER_SUITES = Command(NetFn.APP, 0x54, "Get Channel Cipher Suites", _USER, sessionless=True)
SUSPEND_RESUME_PAYLOAD_ENCRYPTION = Command(
    NetFn.APP, 0x55, "Suspend/Resume Payload Encryption", _USER,
    {
        0x80: "operation not supported for this payload type",
        0x81: "operation not allowed by the configuration of the payload",
        0x82: "the session has no encryption",
        0x83: "the payload instance is not active",
    },
)  # fmt: skip
SET_CHANNEL_SECURITY_KEYS = Command(
    NetFn.APP, 0x56, "Set Channel Security Keys", _ADMINISTRATOR,
    {
        0x80: "the key is locked",
        0x81: "too few key bytes",
        0x82: "too many key bytes",
        0x83: "the key does not meet the criteria of the BMC",
        0x84: "Kr is not used",
    },
)  # fmt: skip
GET_SYSTEM_INTERFACE_CAPABILITIES = Command(NetFn.APP, 0x57, "Get System Interface Capabilities", _USER)
SET_SYSTEM_INFO_PARAMETERS = Command(NetFn.APP, 0x58, "Set System Info Parameters", _ADMINISTRATOR, _PARAMETER_CODES)
GET_SYSTEM_INFO_PARAMETERS = Command(NetFn.APP, 0x59, "Get System Info Parameters", _USER, _PARAMETER_CODES)
SET_COMMAND_ENABLES = Command(NetFn.APP, 0x60, "Set Command Enables", _ADMINISTRATOR, _ENABLES_CODES)
GET_COMMAND_ENABLES = Command(NetFn.APP, 0x61, "Get Command Enables", _USER)
SET_COMMAND_SUB_FUNCTION_ENABLES = Command(
    NetFn.APP, 0x62, "Set Command Sub-function Enables", _ADMINISTRATOR, _ENABLES_CODES
)
GET_COMMAND_SUB_FUNCTION_ENABLES = Command(NetFn.APP, 0x63, "Get Command Sub-function Enables", _USER, _ENABLES_CODES)
GET_OEM_NETFN_IANA_SUPPORT = Command(NetFn.APP, 0x64, "Get OEM NetFn IANA Support", _USER)

APP_COMMANDS = (
    GET_DEVICE_ID, COLD_RESET, WARM_RESET, GET_SELF_TEST_RESULTS, MANUFACTURING_TEST_ON, SET_ACPI_POWER_STATE,
    GET_ACPI_POWER_STATE, GET_DEVICE_GUID, GET_NETFN_SUPPORT, GET_COMMAND_SUPPORT, GET_COMMAND_SUB_FUNCTION_SUPPORT,
    GET_CONFIGURABLE_COMMANDS, GET_CONFIGURABLE_COMMAND_SUB_FUNCTIONS, RESET_WATCHDOG_TIMER, SET_WATCHDOG_TIMER,
    GET_WATCHDOG_TIMER, SET_BMC_GLOBAL_ENABLES, GET_BMC_GLOBAL_ENABLES, CLEAR_MESSAGE_FLAGS, GET_MESSAGE_FLAGS,
    ENABLE_MESSAGE_CHANNEL_RECEIVE, GET_MESSAGE, SEND_MESSAGE, READ_EVENT_MESSAGE_BUFFER,
    GET_BT_INTERFACE_CAPABILITIES, GET_SYSTEM_GUID, GET_CHANNEL_AUTHENTICATION_CAPABILITIES, GET_SESSION_CHALLENGE,
    ACTIVATE_SESSION, SET_SESSION_PRIVILEGE_LEVEL, CLOSE_SESSION, GET_SESSION_INFO, GET_AUTHCODE, SET_CHANNEL_ACCESS,
    GET_CHANNEL_ACCESS, GET_CHANNEL_INFO, SET_USER_ACCESS, GET_USER_ACCESS, SET_USER_NAME, GET_USER_NAME,
    SET_USER_PASSWORD, ACTIVATE_PAYLOAD, DEACTIVATE_PAYLOAD, GET_PAYLOAD_ACTIVATION_STATUS, GET_PAYLOAD_INSTANCE_INFO,
    SET_USER_PAYLOAD_ACCESS, GET_USER_PAYLOAD_ACCESS, GET_CHANNEL_PAYLOAD_SUPPORT, GET_CHANNEL_PAYLOAD_VERSION,
    GET_CHANNEL_OEM_PAYLOAD_INFO, MASTER_WRITE_READ, GET_CHANNEL_CIPHER_SUITES, SUSPEND_RESUME_PAYLOAD_ENCRYPTION,
    SET_CHANNEL_SECURITY_KEYS, GET_SYSTEM_INTERFACE_CAPABILITIES, SET_SYSTEM_INFO_PARAMETERS,
    GET_SYSTEM_INFO_PARAMETERS, SET_COMMAND_ENABLES, GET_COMMAND_ENABLES, SET_COMMAND_SUB_FUNCTION_ENABLES,
    GET_COMMAND_SUB_FUNCTION_ENABLES, GET_OEM_NETFN_IANA_SUPPORT,
)  # fmt: skip

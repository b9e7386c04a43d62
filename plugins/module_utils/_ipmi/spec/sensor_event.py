# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Commands of the network function Sensor/Event. IPMI v2.0 §29, §30, §35 and appendix G."""

from __future__ import annotations

from .command import Command, NetFn, PrivilegeLevel

_USER = PrivilegeLevel.USER
_OPERATOR = PrivilegeLevel.OPERATOR
_ADMINISTRATOR = PrivilegeLevel.ADMINISTRATOR

_PARAMETER_CODES = {
    0x80: "parameter not supported",
    0x81: "another party holds set in progress",
    0x82: "parameter is read-only",
    0x83: "parameter is write-only",
}

SET_EVENT_RECEIVER = Command(NetFn.SENSOR_EVENT, 0x00, "Set Event Receiver", _ADMINISTRATOR)
GET_EVENT_RECEIVER = Command(NetFn.SENSOR_EVENT, 0x01, "Get Event Receiver", _USER)
PLATFORM_EVENT_MESSAGE = Command(NetFn.SENSOR_EVENT, 0x02, "Platform Event Message", _OPERATOR)
GET_PEF_CAPABILITIES = Command(NetFn.SENSOR_EVENT, 0x10, "Get PEF Capabilities", _USER)
ARM_PEF_POSTPONE_TIMER = Command(NetFn.SENSOR_EVENT, 0x11, "Arm PEF Postpone Timer", _ADMINISTRATOR)
SET_PEF_CONFIGURATION_PARAMETERS = Command(
    NetFn.SENSOR_EVENT, 0x12, "Set PEF Configuration Parameters", _ADMINISTRATOR, _PARAMETER_CODES
)
GET_PEF_CONFIGURATION_PARAMETERS = Command(
    NetFn.SENSOR_EVENT, 0x13, "Get PEF Configuration Parameters", _OPERATOR, _PARAMETER_CODES
)
SET_LAST_PROCESSED_EVENT_ID = Command(
    NetFn.SENSOR_EVENT, 0x14, "Set Last Processed Event ID", _ADMINISTRATOR, {0x81: "SEL erase in progress"}
)
GET_LAST_PROCESSED_EVENT_ID = Command(
    NetFn.SENSOR_EVENT, 0x15, "Get Last Processed Event ID", _ADMINISTRATOR, {0x81: "SEL erase in progress"}
)
ALERT_IMMEDIATE = Command(
    NetFn.SENSOR_EVENT, 0x16, "Alert Immediate", _ADMINISTRATOR,
    {0x81: "an alert is already in progress", 0x82: "an IPMI messaging session is active"},
)  # fmt: skip
PET_ACKNOWLEDGE = Command(NetFn.SENSOR_EVENT, 0x17, "PET Acknowledge", _USER, sessionless=True)
GET_DEVICE_SDR_INFO = Command(NetFn.SENSOR_EVENT, 0x20, "Get Device SDR Info", _USER)
GET_DEVICE_SDR = Command(
    NetFn.SENSOR_EVENT, 0x21, "Get Device SDR", _USER, {0x80: "the record changed while it was read"}
)
RESERVE_DEVICE_SDR_REPOSITORY = Command(NetFn.SENSOR_EVENT, 0x22, "Reserve Device SDR Repository", _USER)
GET_SENSOR_READING_FACTORS = Command(NetFn.SENSOR_EVENT, 0x23, "Get Sensor Reading Factors", _USER)
SET_SENSOR_HYSTERESIS = Command(NetFn.SENSOR_EVENT, 0x24, "Set Sensor Hysteresis", _OPERATOR)
GET_SENSOR_HYSTERESIS = Command(NetFn.SENSOR_EVENT, 0x25, "Get Sensor Hysteresis", _USER)
SET_SENSOR_THRESHOLDS = Command(NetFn.SENSOR_EVENT, 0x26, "Set Sensor Thresholds", _OPERATOR)
GET_SENSOR_THRESHOLDS = Command(NetFn.SENSOR_EVENT, 0x27, "Get Sensor Thresholds", _USER)
SET_SENSOR_EVENT_ENABLE = Command(NetFn.SENSOR_EVENT, 0x28, "Set Sensor Event Enable", _OPERATOR)
GET_SENSOR_EVENT_ENABLE = Command(NetFn.SENSOR_EVENT, 0x29, "Get Sensor Event Enable", _USER)
REARM_SENSOR_EVENTS = Command(NetFn.SENSOR_EVENT, 0x2A, "Re-arm Sensor Events", _OPERATOR)
GET_SENSOR_EVENT_STATUS = Command(NetFn.SENSOR_EVENT, 0x2B, "Get Sensor Event Status", _USER)
GET_SENSOR_READING = Command(NetFn.SENSOR_EVENT, 0x2D, "Get Sensor Reading", _USER)
SET_SENSOR_TYPE = Command(NetFn.SENSOR_EVENT, 0x2E, "Set Sensor Type", _OPERATOR)
GET_SENSOR_TYPE = Command(NetFn.SENSOR_EVENT, 0x2F, "Get Sensor Type", _USER)
SET_SENSOR_READING_AND_EVENT_STATUS = Command(
    NetFn.SENSOR_EVENT, 0x30, "Set Sensor Reading And Event Status", _OPERATOR,
    {0x80: "the reading cannot be set", 0x81: "the event data bytes cannot be set"},
)  # fmt: skip

SENSOR_EVENT_COMMANDS = (
    SET_EVENT_RECEIVER, GET_EVENT_RECEIVER, PLATFORM_EVENT_MESSAGE, GET_PEF_CAPABILITIES, ARM_PEF_POSTPONE_TIMER,
    SET_PEF_CONFIGURATION_PARAMETERS, GET_PEF_CONFIGURATION_PARAMETERS, SET_LAST_PROCESSED_EVENT_ID,
    GET_LAST_PROCESSED_EVENT_ID, ALERT_IMMEDIATE, PET_ACKNOWLEDGE, GET_DEVICE_SDR_INFO, GET_DEVICE_SDR,
    RESERVE_DEVICE_SDR_REPOSITORY, GET_SENSOR_READING_FACTORS, SET_SENSOR_HYSTERESIS, GET_SENSOR_HYSTERESIS,
    SET_SENSOR_THRESHOLDS, GET_SENSOR_THRESHOLDS, SET_SENSOR_EVENT_ENABLE, GET_SENSOR_EVENT_ENABLE,
    REARM_SENSOR_EVENTS, GET_SENSOR_EVENT_STATUS, GET_SENSOR_READING, SET_SENSOR_TYPE, GET_SENSOR_TYPE,
    SET_SENSOR_READING_AND_EVENT_STATUS,
)  # fmt: skip

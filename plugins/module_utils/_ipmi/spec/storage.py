# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Commands of the network function Storage. IPMI v2.0 §31, §33, §34 and appendix G."""

from __future__ import annotations

from .command import Command, NetFn, PrivilegeLevel

_USER = PrivilegeLevel.USER
_OPERATOR = PrivilegeLevel.OPERATOR

_FRU_CODES = {0x81: "the FRU device is busy"}
_SEL_ERASE_CODES = {0x81: "SEL erase in progress"}

GET_FRU_INVENTORY_AREA_INFO = Command(NetFn.STORAGE, 0x10, "Get FRU Inventory Area Info", _USER)
READ_FRU_DATA = Command(NetFn.STORAGE, 0x11, "Read FRU Data", _USER, _FRU_CODES)
WRITE_FRU_DATA = Command(
    NetFn.STORAGE, 0x12, "Write FRU Data", _OPERATOR, {0x80: "write-protected offset", **_FRU_CODES}
)
GET_SDR_REPOSITORY_INFO = Command(NetFn.STORAGE, 0x20, "Get SDR Repository Info", _USER)
GET_SDR_REPOSITORY_ALLOCATION_INFO = Command(NetFn.STORAGE, 0x21, "Get SDR Repository Allocation Info", _USER)
RESERVE_SDR_REPOSITORY = Command(NetFn.STORAGE, 0x22, "Reserve SDR Repository", _USER)
GET_SDR = Command(NetFn.STORAGE, 0x23, "Get SDR", _USER)
ADD_SDR = Command(NetFn.STORAGE, 0x24, "Add SDR", _OPERATOR)
PARTIAL_ADD_SDR = Command(
    NetFn.STORAGE, 0x25, "Partial Add SDR", _OPERATOR, {0x80: "the data length does not match the record header"}
)
DELETE_SDR = Command(NetFn.STORAGE, 0x26, "Delete SDR", _OPERATOR)
CLEAR_SDR_REPOSITORY = Command(NetFn.STORAGE, 0x27, "Clear SDR Repository", _OPERATOR)
GET_SDR_REPOSITORY_TIME = Command(NetFn.STORAGE, 0x28, "Get SDR Repository Time", _USER)
SET_SDR_REPOSITORY_TIME = Command(NetFn.STORAGE, 0x29, "Set SDR Repository Time", _OPERATOR)
ENTER_SDR_REPOSITORY_UPDATE_MODE = Command(NetFn.STORAGE, 0x2A, "Enter SDR Repository Update Mode", _OPERATOR)
EXIT_SDR_REPOSITORY_UPDATE_MODE = Command(NetFn.STORAGE, 0x2B, "Exit SDR Repository Update Mode", _OPERATOR)
RUN_INITIALIZATION_AGENT = Command(NetFn.STORAGE, 0x2C, "Run Initialization Agent", _OPERATOR)
GET_SEL_INFO = Command(NetFn.STORAGE, 0x40, "Get SEL Info", _USER, _SEL_ERASE_CODES)
GET_SEL_ALLOCATION_INFO = Command(NetFn.STORAGE, 0x41, "Get SEL Allocation Info", _USER)
RESERVE_SEL = Command(NetFn.STORAGE, 0x42, "Reserve SEL", _USER, _SEL_ERASE_CODES)
GET_SEL_ENTRY = Command(NetFn.STORAGE, 0x43, "Get SEL Entry", _USER, _SEL_ERASE_CODES)
ADD_SEL_ENTRY = Command(
    NetFn.STORAGE, 0x44, "Add SEL Entry", _OPERATOR, {0x80: "record type not supported", **_SEL_ERASE_CODES}
)
PARTIAL_ADD_SEL_ENTRY = Command(
    NetFn.STORAGE, 0x45, "Partial Add SEL Entry", _OPERATOR,
    {0x80: "the data length does not match the record header", **_SEL_ERASE_CODES},
)  # fmt: skip
DELETE_SEL_ENTRY = Command(
    NetFn.STORAGE, 0x46, "Delete SEL Entry", _OPERATOR, {0x80: "record type not supported", **_SEL_ERASE_CODES}
)
CLEAR_SEL = Command(NetFn.STORAGE, 0x47, "Clear SEL", _OPERATOR)
GET_SEL_TIME = Command(NetFn.STORAGE, 0x48, "Get SEL Time", _USER)
SET_SEL_TIME = Command(NetFn.STORAGE, 0x49, "Set SEL Time", _OPERATOR)
GET_AUXILIARY_LOG_STATUS = Command(NetFn.STORAGE, 0x5A, "Get Auxiliary Log Status", _USER)
SET_AUXILIARY_LOG_STATUS = Command(NetFn.STORAGE, 0x5B, "Set Auxiliary Log Status", PrivilegeLevel.ADMINISTRATOR)
GET_SEL_TIME_UTC_OFFSET = Command(NetFn.STORAGE, 0x5C, "Get SEL Time UTC Offset", _USER)
SET_SEL_TIME_UTC_OFFSET = Command(NetFn.STORAGE, 0x5D, "Set SEL Time UTC Offset", _OPERATOR)

STORAGE_COMMANDS = (
    GET_FRU_INVENTORY_AREA_INFO, READ_FRU_DATA, WRITE_FRU_DATA, GET_SDR_REPOSITORY_INFO,
    GET_SDR_REPOSITORY_ALLOCATION_INFO, RESERVE_SDR_REPOSITORY, GET_SDR, ADD_SDR, PARTIAL_ADD_SDR, DELETE_SDR,
    CLEAR_SDR_REPOSITORY, GET_SDR_REPOSITORY_TIME, SET_SDR_REPOSITORY_TIME, ENTER_SDR_REPOSITORY_UPDATE_MODE,
    EXIT_SDR_REPOSITORY_UPDATE_MODE, RUN_INITIALIZATION_AGENT, GET_SEL_INFO, GET_SEL_ALLOCATION_INFO, RESERVE_SEL,
    GET_SEL_ENTRY, ADD_SEL_ENTRY, PARTIAL_ADD_SEL_ENTRY, DELETE_SEL_ENTRY, CLEAR_SEL, GET_SEL_TIME, SET_SEL_TIME,
    GET_AUXILIARY_LOG_STATUS, SET_AUXILIARY_LOG_STATUS, GET_SEL_TIME_UTC_OFFSET, SET_SEL_TIME_UTC_OFFSET,
)  # fmt: skip

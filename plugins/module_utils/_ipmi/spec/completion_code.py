# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Completion codes that mean the same for every command. IPMI v2.0 §5.2."""

from __future__ import annotations

import enum


class CompletionCode(enum.IntEnum):
    """The generic completion codes."""

    OK = 0x00
    NODE_BUSY = 0xC0
    INVALID_COMMAND = 0xC1
    INVALID_FOR_LUN = 0xC2
    TIMEOUT = 0xC3
    OUT_OF_SPACE = 0xC4
    RESERVATION_INVALID = 0xC5
    REQUEST_TRUNCATED = 0xC6
    LENGTH_INVALID = 0xC7
    LENGTH_LIMIT_EXCEEDED = 0xC8
    OUT_OF_RANGE = 0xC9
    CANNOT_RETURN_BYTES = 0xCA
    NOT_PRESENT = 0xCB
    INVALID_FIELD = 0xCC
    ILLEGAL_FOR_TYPE = 0xCD
    NO_RESPONSE = 0xCE
    DUPLICATE_REQUEST = 0xCF
    SDR_IN_UPDATE = 0xD0
    FIRMWARE_IN_UPDATE = 0xD1
    INITIALIZING = 0xD2
    DESTINATION_UNAVAILABLE = 0xD3
    INSUFFICIENT_PRIVILEGE = 0xD4
    NOT_IN_PRESENT_STATE = 0xD5
    SUB_FUNCTION_DISABLED = 0xD6
    UNSPECIFIED = 0xFF


GENERIC_COMPLETION_CODES = {
    0x00: "ok",
    0xC0: "node busy",
    0xC1: "invalid or unsupported command",
    0xC2: "command invalid for this LUN",
    0xC3: "timeout while processing",
    0xC4: "out of space",
    0xC5: "reservation cancelled or invalid",
    0xC6: "request data truncated",
    0xC7: "request data length invalid",
    0xC8: "request data field length limit exceeded",
    0xC9: "parameter out of range",
    0xCA: "cannot return the number of requested bytes",
    0xCB: "requested sensor, data or record not present",
    0xCC: "invalid data field in request",
    0xCD: "command illegal for this sensor or record type",
    0xCE: "response could not be provided",
    0xCF: "duplicated request",
    0xD0: "SDR repository in update mode",
    0xD1: "device in firmware update mode",
    0xD2: "BMC initialization in progress",
    0xD3: "destination unavailable",
    0xD4: "insufficient privilege or other security restriction",
    0xD5: "not supported in present state",
    0xD6: "sub-function disabled or unavailable",
    0xFF: "unspecified error",
}

BUSY = frozenset({CompletionCode.NODE_BUSY, CompletionCode.TIMEOUT, CompletionCode.SDR_IN_UPDATE,
                  CompletionCode.FIRMWARE_IN_UPDATE, CompletionCode.INITIALIZING})  # fmt: skip
"""Codes that pass: the same request is worth sending again after a while."""

ABSENT = frozenset({CompletionCode.INVALID_COMMAND, CompletionCode.INVALID_FOR_LUN,
                    CompletionCode.SUB_FUNCTION_DISABLED})  # fmt: skip
"""Codes that say the BMC does not have this command (D4h and D5h depend on the session and the moment)."""

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a BMC's refusal means, in words and as an error. IPMI v2.0 §13.24 for the status codes of RMCP+."""

from __future__ import annotations

import typing as t

from ..errors import NoSessionSlot, PrivilegeTooLow, SessionError, UnknownUser, WrongPassword
from ..spec.rmcp_plus import RmcpPlusStatus as Status
from .credentials import Credentials

_TEXTS: dict[int, str] = {
    Status.INSUFFICIENT_RESOURCES: "no free session slot",
    Status.INVALID_SESSION_ID: "invalid session ID",
    Status.INVALID_PAYLOAD_TYPE: "invalid payload type",
    Status.INVALID_AUTHENTICATION_ALGORITHM: "authentication algorithm not accepted",
    Status.INVALID_INTEGRITY_ALGORITHM: "integrity algorithm not accepted",
    Status.NO_MATCHING_AUTHENTICATION_PAYLOAD: "no matching authentication payload",
    Status.NO_MATCHING_INTEGRITY_PAYLOAD: "no matching integrity payload",
    Status.INACTIVE_SESSION_ID: "inactive session ID",
    Status.INVALID_ROLE: "invalid role",
    Status.UNAUTHORIZED_ROLE: "role or privilege level not allowed",
    Status.INSUFFICIENT_RESOURCES_FOR_ROLE: "no free session slot for this role",
    Status.INVALID_NAME_LENGTH: "invalid name length",
    Status.UNAUTHORIZED_NAME: "unauthorized name",
    Status.UNAUTHORIZED_GUID: "unauthorized GUID",
    Status.INVALID_INTEGRITY_CHECK_VALUE: "invalid integrity check value",
    Status.INVALID_CONFIDENTIALITY_ALGORITHM: "confidentiality algorithm not accepted",
    Status.NO_CIPHER_SUITE_MATCH: "no cipher suite match",
    Status.ILLEGAL_PARAMETER: "illegal parameter",
}

SUITE_REFUSED = frozenset(
    {
        Status.INVALID_AUTHENTICATION_ALGORITHM,
        Status.INVALID_INTEGRITY_ALGORITHM,
        Status.NO_MATCHING_AUTHENTICATION_PAYLOAD,
        Status.NO_MATCHING_INTEGRITY_PAYLOAD,
        Status.INVALID_CONFIDENTIALITY_ALGORITHM,
        Status.NO_CIPHER_SUITE_MATCH,
    }
)
"""Not with these algorithms; perhaps with others."""

STARTS_OVER = frozenset({Status.INVALID_SESSION_ID, Status.INACTIVE_SESSION_ID})
"""The BMC no longer knows the session that is being opened."""

_ERRORS: dict[int, tuple[type[SessionError], str]] = {
    Status.INSUFFICIENT_RESOURCES: (NoSessionSlot, "{bmc} has no free session slot"),
    Status.INSUFFICIENT_RESOURCES_FOR_ROLE: (NoSessionSlot, "{bmc} has no free session slot for {privilege}"),
    Status.INVALID_ROLE: (
        PrivilegeTooLow,
        "{bmc} lets {user} not log in as {privilege}: user or role is disabled, or has no access on this channel",
    ),
    Status.UNAUTHORIZED_ROLE: (PrivilegeTooLow, "{bmc} does not grant {user} the privilege level {privilege}"),
    Status.ILLEGAL_PARAMETER: (PrivilegeTooLow, "{bmc} does not accept a login of {user} as {privilege}"),
    Status.INVALID_NAME_LENGTH: (UnknownUser, "{bmc} does not know {user}"),
    Status.UNAUTHORIZED_NAME: (
        UnknownUser,
        "{bmc} does not know {user}, or has it disabled or locked, or limited to less than {privilege}",
    ),
    Status.INVALID_INTEGRITY_CHECK_VALUE: (WrongPassword, "{bmc} does not accept the password of {user}"),
}

_CHALLENGE_ERRORS: dict[int, tuple[type[SessionError], str]] = {
    0x81: (UnknownUser, "{bmc} does not know {user}, or has it disabled or limited to less than {privilege}"),
    0x82: (UnknownUser, "{bmc} does not let the null user in"),
}

_ACTIVATION_ERRORS: dict[int, tuple[type[SessionError], str]] = {
    0x81: (NoSessionSlot, "{bmc} has no free session slot"),
    0x82: (NoSessionSlot, "{bmc} has no free session slot for {user}"),
    0x83: (NoSessionSlot, "{bmc} has no free session slot for {privilege}"),
    0x86: (PrivilegeTooLow, "{bmc} does not grant {user} the privilege level {privilege}"),
    0xD4: (PrivilegeTooLow, "{bmc} does not grant {user} the privilege level {privilege}"),
}


def describe_status(status: int) -> str:
    """Return a status as text, such as ``status 11h, no cipher suite match``."""
    return f"status {status:02X}h, {_TEXTS.get(status, 'unknown')}"


def error_for_status(status: int, credentials: Credentials) -> SessionError:
    """Return the error for a status of Open Session or RAKP that ends the attempt."""
    kind, text = _ERRORS.get(status, (SessionError, "{bmc} does not open a session for {user}"))
    return _error(kind, text, credentials, describe_status(status))


def error_for_challenge(completion_code: int, code: str, credentials: Credentials) -> SessionError:
    """Return the error for a Get Session Challenge that was answered with ``code``."""
    return _from_table(_CHALLENGE_ERRORS, completion_code, code, credentials)


def error_for_activation(completion_code: int, code: str, credentials: Credentials) -> SessionError:
    """Return the error for an Activate Session that was answered with ``code``."""
    return _from_table(_ACTIVATION_ERRORS, completion_code, code, credentials)


def _from_table(
    table: t.Mapping[int, tuple[type[SessionError], str]], completion_code: int, code: str, credentials: Credentials
) -> SessionError:
    kind, text = table.get(completion_code, (SessionError, "{bmc} does not open a session for {user}"))
    return _error(kind, text, credentials, f"completion code {code}")


def _error(kind: type[SessionError], text: str, credentials: Credentials, code: str) -> SessionError:
    sentence = text.format(bmc=credentials.bmc, user=credentials.user, privilege=credentials.privilege.name.lower())
    return kind(f"{sentence} ({code})")

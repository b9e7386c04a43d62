# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that can go wrong, split by who is to blame.

``IpmiError`` is the root. Each class has a stable ``error_code``, which playbooks may test for; the message is
one sentence for a person. Only ``_ansible`` turns these into a failed task.
"""

from __future__ import annotations

import typing as t

if t.TYPE_CHECKING:
    from .spec.command import Command


class IpmiError(Exception):
    """Root of all errors of this collection.

    One that ends the writing of options names those that were ``written`` and those that were ``not_written``.
    """

    error_code = "ipmi_error"
    written: t.Sequence[str] = ()
    not_written: t.Sequence[str] = ()


class EncodeError(IpmiError):
    """Ours: a value that has no wire form."""

    error_code = "value_out_of_range"

    def __init__(self, message: str, field: str, reason: str) -> None:
        super().__init__(f"{message}.{field} cannot be packed: {reason}")
        self.message = message
        self.field = field


class DecodeError(IpmiError):
    """Theirs: bytes that are not the message they claim to be."""

    error_code = "malformed_response"

    def __init__(self, message: str, field: str, reason: str) -> None:
        super().__init__(f"{message}.{field} cannot be read: {reason}")
        self.message = message
        self.field = field


class CompletionCodeError(IpmiError):
    """The BMC understood the message and answered with a completion code other than 00h."""

    error_code = "refused_by_bmc"

    def __init__(self, command: Command, completion_code: int) -> None:
        super().__init__(f"{command.title} was answered with {command.explain(completion_code)}")
        self.command = command
        self.completion_code = completion_code


class SessionError(IpmiError):
    """A session could not be opened, or was lost."""

    error_code = "session_failed"


class UnknownUser(SessionError):
    error_code = "unknown_user"


class WrongPassword(SessionError):
    error_code = "wrong_password"


class WrongKg(SessionError):
    error_code = "wrong_kg"


class SuiteRefused(SessionError):
    error_code = "suite_refused"


class PrivilegeTooLow(SessionError):
    error_code = "privilege_too_low"


class NoSessionSlot(SessionError):
    error_code = "no_session_slot"


class SessionLost(SessionError):
    """The BMC no longer knows the session (it restarted, or timed the session out)."""

    error_code = "session_lost"


class IpmiDisabled(SessionError):
    """The BMC answers pings, but no session can be opened on this channel."""

    error_code = "ipmi_disabled"


class TransportError(IpmiError):
    """Datagrams do not reach the BMC or come back."""

    error_code = "transport_failed"


class NoAnswer(TransportError):
    error_code = "no_answer"


class NameNotResolved(TransportError):
    error_code = "name_not_resolved"


class PortClosed(TransportError):
    error_code = "port_closed"


class DeadlineExceeded(TransportError):
    """The time of the whole task is used up."""

    error_code = "deadline_exceeded"


class BmcLocked(TransportError):
    """Another task of this controller holds this BMC, and went on holding it until the deadline."""

    error_code = "bmc_locked"


class StateError(IpmiError):
    """The wanted state was not reached, or was refused before anything was written."""

    error_code = "state_not_reached"


class InvalidOption(StateError):
    """An option's value is wrong, found before or without any write."""

    error_code = "invalid_option"


class NotSupported(StateError):
    """This BMC does not have what an option needs."""

    error_code = "not_supported"


class Ambiguous(StateError):
    """The BMC's state can be read in two ways, or two things match."""

    error_code = "ambiguous"


class LockoutRefused(StateError):
    """The change would cut off the session that makes it."""

    error_code = "lockout_refused"


class WriteIgnored(StateError):
    """The BMC acknowledged a write and kept the old value."""

    error_code = "write_ignored"

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A line of the audit log as a syslog message. RFC 5424; over a stream, framed by RFC 6587."""

from __future__ import annotations

import typing as t

FACILITIES = {
    "user": 1,
    "daemon": 3,
    "auth": 4,
    "authpriv": 10,
    "audit": 13,
    **{f"local{number}": 16 + number for number in range(8)},
}
"""RFC 5424 §6.2.1, table 1, as far as it suits an audit log."""
WARNING, NOTICE = 4, 5
"""Severities. RFC 5424 §6.2.1, table 2."""
_APPLICATION = "ansible-bmc"
_MESSAGE_ID = "change"
_NOTHING = "-"


class Sender(t.NamedTuple):
    """Who sends: the header of every message has it."""

    host: str
    process_id: int
    facility: str


def pack_message(line: str, *, sender: Sender, time: str, severity: int) -> bytes:
    """Return the message with ``line``, which is ASCII, as its text. ``time`` is in ISO 8601, with milliseconds."""
    priority = FACILITIES[sender.facility] * 8 + severity
    host = "".join(char for char in sender.host if "!" <= char <= "~")[:255] or _NOTHING
    header = f"<{priority}>1 {time} {host} {_APPLICATION} {sender.process_id} {_MESSAGE_ID} {_NOTHING}"
    return f"{header} {line}".encode("ascii")


def frame(message: bytes) -> bytes:
    """Return a message with its length in front, for a stream. RFC 6587 §3.4.1."""
    return b"%d %b" % (len(message), message)

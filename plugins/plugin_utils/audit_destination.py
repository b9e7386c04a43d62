# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the audit log goes: a file, a syslog receiver, or both with the same lines."""

from __future__ import annotations

import typing as t

from .audit_file import AuditFile
from .hash_chain import BEGINNING, NotALine, chained
from .syslog_message import NOTICE, WARNING, Sender, pack_message
from .syslog_socket import SyslogSocket, parse_address

Record = t.Mapping[str, t.Any]


class NotRecorded(Exception):
    """Says in one sentence which destination cannot be written, and has the lines that are missing there."""

    def __init__(self, sentence: str, lines: t.Sequence[str] = ()) -> None:
        super().__init__(sentence)
        self.lines = lines


class AuditDestination:
    """The chain is that of the file; with syslog alone, it is that of this run.

    ``path_option`` is what a sentence about the file calls the option that named it.
    """

    def __init__(self, path: str | None, syslog: str | None, sender: Sender, path_option: str = "path") -> None:
        self._file = AuditFile(path) if path else None
        self._path_option = path_option
        self._syslog_name = syslog
        self._syslog: SyslogSocket | None = None
        self._sender = sender
        self._last = BEGINNING
        if syslog:
            try:
                self._syslog = SyslogSocket(parse_address(syslog))
            except ValueError as error:
                raise NotRecorded(f"syslog: {error}.") from None

    def check(self) -> None:
        """Raise NotRecorded if a line could not be written now."""
        if self._file is not None:
            self._append([])
        if self._syslog is not None:
            try:
                self._syslog.connect()
            except OSError as error:
                raise self._not_sent(error, []) from None

    def write(self, records: t.Sequence[Record]) -> None:
        """Write one line for each record, all lines to the file first. Raises NotRecorded."""
        if self._file is None:
            lines, self._last = chained(records, self._last)
            problem = None
        else:
            lines, problem = self._try_file(records)
        if self._syslog is not None:
            self._send(records, lines)
        if problem is not None:
            raise problem

    def _try_file(self, records: t.Sequence[Record]) -> tuple[list[str], NotRecorded | None]:
        """Append to the file. Where that fails, the receiver still gets the lines, in a chain that begins anew."""
        try:
            return self._append(records), None
        except NotRecorded as problem:
            return list(problem.lines), problem

    def _append(self, records: t.Sequence[Record]) -> list[str]:
        file = t.cast(AuditFile, self._file)
        try:
            return file.append(records)
        except NotALine as error:
            reason = f"{error}; move it away to begin a new log"
        except OSError as error:
            reason = error.strerror or str(error)
        sentence = f"{self._path_option}: the audit log {file.path} cannot be written: {reason}."
        raise NotRecorded(sentence, chained(records, BEGINNING)[0])

    def _send(self, records: t.Sequence[Record], lines: t.Sequence[str]) -> None:
        syslog = t.cast(SyslogSocket, self._syslog)
        for number, (record, line) in enumerate(zip(records, lines)):
            severity = NOTICE if record["result"] == "ok" else WARNING
            message = pack_message(line, sender=self._sender, time=record["time"], severity=severity)
            try:
                syslog.send(message)
            except OSError as error:
                raise self._not_sent(error, lines[number:]) from None

    def _not_sent(self, error: OSError, lines: t.Sequence[str]) -> NotRecorded:
        reason = error.strerror or str(error)
        return NotRecorded(f"syslog: the receiver {self._syslog_name} cannot be reached: {reason}.", lines)

    def close(self) -> None:
        if self._syslog is not None:
            self._syslog.close()

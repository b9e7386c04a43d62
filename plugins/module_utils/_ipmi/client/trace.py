# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A readable trace of what goes back and forth: one line for each datagram of a login, and for each request and answer.

::

        0.0 ms    connected to 192.0.2.10:623 from 192.0.2.1:51362
        0.1 ms -> Open Session Request: ...
        1.4 ms <- Open Session Response: status=ok, ...
        6.2 ms    session open
        6.3 ms -> Get Device ID
        7.9 ms <- Get Device ID: 00h (ok) after 1.6 ms: device_id=32, ...
      512.4 ms .. Get Channel Access, try 2
      513.0 ms    session closed

Times are counted from the beginning of the task.
"""

from __future__ import annotations

import typing as t

from ..codec.message import Request
from ..session.events import Answered, Dropped, Event, SentAgain, SessionFailed, SessionOpened, Unanswered
from ..spec.command import PrivilegeLevel
from .opening_words import describe_opening, describe_presence
from .witness import Address, Watcher, Witness
from .wording import describe_answer, describe_request

Say = t.Callable[[str], None]


def tracing(say: Say) -> Watcher:
    """Return a watcher that says everything, one line at a time, of all the links of one task."""
    clock = _Clock()
    return lambda bmc: Trace(say, clock)


class _Clock:
    """Counts from the first time that it is asked."""

    def __init__(self) -> None:
        self._start: float | None = None

    def milliseconds(self, now: float) -> float:
        if self._start is None:
            self._start = now
        return (now - self._start) * 1000


class Trace(Witness):
    """What is said of one link."""

    def __init__(self, say: Say, clock: _Clock) -> None:
        self._say = say
        self._clock = clock
        self._is_open = False
        self._in_flight: dict[int, tuple[Request, float]] = {}

    def _line(self, now: float, mark: str, text: str) -> None:
        self._say(f"{self._clock.milliseconds(now):9.1f} ms {mark:2} {text}")

    def connected(self, now: float, local: Address, peer: Address) -> None:
        self._line(now, "", f"connected to {_shown(peer)} from {_shown(local)}")

    def sent(self, now: float, datagram: bytes) -> None:
        text = describe_presence(datagram) if self._is_open else describe_opening(datagram)
        if text:
            self._line(now, "->", text)

    def received(self, now: float, datagram: bytes) -> None:
        text = describe_presence(datagram) if self._is_open else describe_opening(datagram)
        if text:
            self._line(now, "<-", text)

    def asked(self, now: float, token: int, request: Request) -> None:
        self._in_flight[token] = (request, now)
        self._line(now, "->", describe_request(request))

    def told(self, now: float, event: Event) -> None:
        if isinstance(event, SessionOpened):
            self._is_open = True
            self._line(now, "", f"session open: {_describe_session(event)}")
        elif isinstance(event, Answered):
            self._answered(now, event)
        elif isinstance(event, SentAgain) and event.token in self._in_flight:
            self._line(now, "..", f"{self._title(event.token)}, try {event.tries}")
        elif isinstance(event, Unanswered) and event.token in self._in_flight:
            self._line(now, "!!", f"{self._title(event.token)}: no answer; {event.error}")
            del self._in_flight[event.token]
        elif isinstance(event, Dropped):
            self._line(now, "!!", f"a datagram was dropped: {event.reason}")
        elif isinstance(event, SessionFailed):
            self._line(now, "!!", f"no session: {event.error}")

    def _title(self, token: int) -> str:
        return self._in_flight[token][0].command.title

    def _answered(self, now: float, event: Answered) -> None:
        if event.token not in self._in_flight:
            return
        request, sent_at = self._in_flight.pop(event.token)
        text = f"{request.command.title}: {request.command.explain(event.completion_code)}"
        if event.hop_failed:
            text += " from the controller in between"
        text += f" after {(now - sent_at) * 1000:.1f} ms"
        fields = "" if event.completion_code else describe_answer(request, event.data)
        self._line(now, "<-", f"{text}: {fields}" if fields else text)

    def closed(self, now: float) -> None:
        self._line(now, "", "session closed" if self._is_open else "gave up")


def _shown(address: Address) -> str:
    host, port = address[:2]
    return f"[{host}]:{port}" if ":" in str(host) else f"{host}:{port}"


def _describe_session(opened: SessionOpened) -> str:
    said = [] if opened.cipher_suite is None else [f"cipher suite {opened.cipher_suite}"]
    return ", ".join([*said, f"privilege limit {PrivilegeLevel(opened.privilege_limit).name.lower()}"])

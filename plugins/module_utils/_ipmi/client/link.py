# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One session over one endpoint: turns a session's datagrams and times into operations of the driver."""

from __future__ import annotations

import typing as t

from ..codec.message import Request
from ..errors import IpmiError
from ..session.bridging import Target
from ..session.credentials import Credentials
from ..session.envelope import RandomBytes
from ..session.events import Answered, Dropped, Event, SentAgain, SessionFailed, SessionOpened, Unanswered
from ..session.session import Session, State, lan_session, lanplus_session
from .login import LANPLUS, Login
from .operations import Connect, Disconnect, Endpoint, Exchange, Now, Operations
from .witness import Witness, Witnesses


class Link:
    """A login that was made, or is being made. All methods that do something are generators of operations.

    ``first_suite`` is the one of the login's cipher suites to begin with, if it is not to be the first of them.
    """

    def __init__(self, login: Login, random_bytes: RandomBytes, first_suite: int | None = None) -> None:
        self.login = login
        self.now = 0.0
        self.opened = SessionOpened(login.privilege)
        make = lanplus_session if login.interface == LANPLUS else lan_session
        self._session: Session = make(_credentials(login, first_suite), random_bytes)
        self._endpoint: Endpoint = None
        self._witness: Witness | None = None
        if login.watchers:
            self._witness = Witnesses([watch(login.bmc) for watch in login.watchers])
            self._session.tells_all = True

    @property
    def is_open(self) -> bool:
        return self._session.state is State.OPEN

    @property
    def one_at_a_time(self) -> bool:
        """Whether the BMC has shown that two requests in flight are too many."""
        return self._session.one_at_a_time

    @property
    def last_activity(self) -> float:
        """When something was last sent."""
        return self._session.last_activity

    def set_deadline(self, deadline: float) -> None:
        """Change when everything has to be over."""
        self._session.deadline = deadline

    def open(self, deadline: float) -> Operations[None]:
        """Log in. Raises the error that says why not."""
        self.now, self._endpoint = yield Connect(self.login.host, self.login.port)
        if self._witness is not None:
            self._witness.connected(self.now, *self._endpoint.addresses())
        self._session.start(self.now, deadline)
        event = yield from self._next_event()
        if isinstance(event, SessionOpened):
            self.opened = event
        elif isinstance(event, SessionFailed):
            raise event.error

    def request(
        self, request: Request, target: Target | None = None, patience: float | None = None
    ) -> Operations[Answered | IpmiError]:
        """Return the answer, or the error that says why none came. Raises the error that ended the session."""
        self.now, _none = yield Now()
        token = self._send(request, target, patience)
        while True:
            event = yield from self._next_outcome()
            if event.token == token:
                return event if isinstance(event, Answered) else event.error

    def request_together(
        self, requests: t.Sequence[Request], answers: list[Answered | IpmiError | None]
    ) -> Operations[None]:
        """Send requests, two in flight as long as the BMC can do that, and put each answer into its place.

        Raises the error that ended the session, or that says why an answer did not come in time; ``answers`` holds
        those that came before it.
        """
        self.now, _none = yield Now()
        places: dict[int, int] = {}
        unsent = iter(enumerate(requests))
        following = next(unsent, None)
        while places or following:
            while following and self._session.has_room:
                place, request = following
                places[self._send(request)] = place
                following = next(unsent, None)
            event = yield from self._next_outcome()
            if event.token not in places:
                continue
            if isinstance(event, Unanswered):
                raise event.error
            answers[places.pop(event.token)] = event

    def _send(self, request: Request, target: Target | None = None, patience: float | None = None) -> int:
        command, data, lun = request.command, request.pack(), request.responder_lun
        token = self._session.send_request(
            command.net_fn, command.number, command.prefix + data, self.now, target, patience, lun
        )
        if self._witness is not None:
            self._witness.asked(self.now, token, request)
        return token

    def _next_outcome(self) -> Operations[Answered | Unanswered]:
        """Return what became of a request, the next one of which that is known."""
        while True:
            event = yield from self._next_event()
            if isinstance(event, SessionFailed):
                raise event.error
            if isinstance(event, (Answered, Unanswered)):
                return event

    def close(self) -> Operations[None]:
        """Log out, as far as that can be done, and let go of the endpoint. Never raises an IpmiError.

        An interrupt that comes meanwhile waits until that is done: a BMC that was busy would keep the session. A
        second one does not.
        """
        if self._endpoint is None:
            return
        try:
            yield from self._close_session()
        except BaseException:
            yield from self._close_session()
            raise
        finally:
            endpoint, self._endpoint = self._endpoint, None
            self.now, _none = yield Disconnect(endpoint)
            if self._witness is not None:
                self._witness.closed(self.now)

    def _close_session(self) -> Operations[None]:
        self.now, _none = yield Now()
        if self._session.state is not State.CLOSING:
            self._session.close(self.now)
        while self._session.state is not State.CLOSED:
            yield from self._exchange()

    def _next_event(self) -> Operations[Event]:
        while True:
            event = self._session.next_event()
            if event is None:
                yield from self._exchange()
                continue
            if self._witness is not None:
                self._witness.told(self.now, event)
            if not isinstance(event, (SentAgain, Dropped)):
                return event

    def _exchange(self) -> Operations[None]:
        session = self._session
        until = session.next_timeout()
        outgoing = session.datagrams_to_send(self.now)
        if self._witness is not None:
            for datagram in outgoing:
                self._witness.sent(self.now, datagram)
        self.now, incoming = yield Exchange(self._endpoint, outgoing, until)
        if self._witness is not None and isinstance(incoming, bytes):
            self._witness.received(self.now, incoming)
        if isinstance(incoming, bytes):
            session.receive_datagram(incoming, self.now)
        elif incoming is not None:
            session.receive_error(incoming, self.now)
        if self.now >= until:
            session.handle_timeout(self.now)


def _credentials(login: Login, first_suite: int | None) -> Credentials:
    credentials = login.credentials()
    if first_suite is None:
        return credentials
    others = (suite for suite in credentials.cipher_suites if suite != first_suite)
    return credentials._replace(cipher_suites=(first_suite, *others))

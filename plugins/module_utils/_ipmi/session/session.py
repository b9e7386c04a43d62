# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A session with one BMC: bytes and time in, bytes and events out.

No sockets, no clock. The driver passes datagrams and the time in, and takes datagrams, the next time it wants to be
called, and events out, much as in aioquic::

    session.start(now, deadline)
    while not finished:
        transport.send(session.datagrams_to_send(now))
        datagram = transport.receive(until=session.next_timeout())
        session.receive_datagram(datagram, now)      # or session.handle_timeout(now)
        event = session.next_event()

===========  ==========================================  ==================
state        what happens                                left with
===========  ==========================================  ==================
``IDLE``     nothing                                     ``start``
``OPENING``  the steps of a handshake, one at a time     opened or failed
``OPEN``     requests, told apart by sequence number     ``close`` or failed
``CLOSING``  Close Session, sent at most twice           answered or not
``CLOSED``   nothing                                     never
===========  ==========================================  ==================

Everything that is not an answer to what is open is dropped without a word: what is late, damaged, doubled or
somebody else's. A request is sent again, in a new packet with the same sequence number, until it is answered, its
time is over, or the silence has lasted so long that the session must be gone.

Several requests may be in flight. Not every BMC can do that: one with a single buffer loses the second request, or says
that it is busy. So a request that had company and is refused as busy or has to be sent again makes the session
``one_at_a_time`` from then on, and only the oldest one in flight is sent again, so that they do not get into each
other's way anew. One that is overtaken, which means that a request sent later is answered before it, is most likely
lost: it is sent again soon, and nothing new beside it (``has_room``). Lost packets look like lost requests, and then
all this costs a little time only.
"""

from __future__ import annotations

import collections
import enum
import typing as t

from ..commands.session import CloseSessionRequest
from ..errors import DeadlineExceeded, DecodeError, IpmiError, SessionError
from ..rmcp.header import RmcpClass
from ..rmcp.ipmi_message import SEQUENCE_COUNT, IpmiMessage
from ..spec.completion_code import BUSY, CompletionCode
from . import bridging
from .bridging import Target
from .credentials import Credentials
from .envelope import Envelope, RandomBytes
from .events import Answered, Dropped, Event, SentAgain, SessionClosed, SessionFailed, SessionOpened, Unanswered
from .handshake_v15 import LanHandshake
from .handshake_v20 import RmcpPlusHandshake
from .presence import TRIES_BEFORE_PING, Presence
from .steps import Established, Pause, Step
from .timing import Retransmission, RoundTrip

_SILENCE = (16, 25.0)
"""Tries and seconds without an answer after which a session counts as lost. A lossy network swallows several in a
row, and some commands take a BMC ten seconds."""
_SILENCE_WITHIN_REACH = (12, 12.0)
"""The same for a BMC that answers presence pings meanwhile, so that it is not the network."""
MOST_IN_FLIGHT = 2
"""For who asks ``has_room``. Nothing else keeps a user of a session from sending more."""
_CLOSE_TRIES = 2
_CLOSE_PATIENCE = 1.0
_CLOSE_PAUSE = 0.1
"""Seconds after which a busy BMC is told again."""
_ASF = bytes((RmcpClass.ASF,))


class State(enum.Enum):
    """See the table above."""

    IDLE = "idle"
    OPENING = "opening"
    OPEN = "open"
    CLOSING = "closing"
    CLOSED = "closed"


class _Pending:
    """A request in flight; ``had_company`` if another one was at the same time."""

    __slots__ = ("expected", "give_up_at", "had_company", "is_bridged", "is_overtaken", "retransmission", "wire")

    def __init__(self, message: IpmiMessage, target: Target | None, retransmission: Retransmission, end: float) -> None:
        self.expected = (message.net_fn | 1, message.command)
        self.is_bridged = target is not None
        self.wire = (message if target is None else bridging.wrap(message, target)).pack()
        self.retransmission = retransmission
        self.give_up_at = end
        self.had_company = False
        self.is_overtaken = False


class Session:
    """One session of either version, from nothing to closed. It is used once."""

    def __init__(self, handshake: t.Callable[..., t.Any], credentials: Credentials, random_bytes: RandomBytes) -> None:
        self._presence = Presence(credentials.bmc)
        self._bmc = credentials.bmc
        self._steps = handshake(credentials, random_bytes, self._presence).steps()
        self._step: Step | Pause | None = None
        self._obstacle: IpmiError | None = None
        self._round_trip = RoundTrip()
        self._retransmission = Retransmission(self._round_trip, 0.0)
        self._pending: dict[int, _Pending] = {}
        self._sequence = 0
        self._envelope = Envelope()
        self._outbox: list[bytes] = []
        self._events: collections.deque[Event] = collections.deque()
        self.state = State.IDLE
        self._gives_up = False
        self.deadline = 0.0
        self.last_activity = 0.0
        self.one_at_a_time = False
        self.tells_all = False
        """Whether events also say what is sent again and what is dropped."""

    # --- what the driver calls

    def start(self, now: float, deadline: float) -> None:
        """Begin to open the session. ``deadline`` may be changed later on."""
        self.deadline = deadline
        self.state = State.OPENING
        self._advance(None, now)

    def datagrams_to_send(self, now: float) -> list[bytes]:
        """Return the datagrams to send now, in order; each is returned once."""
        outbox = self._outbox
        if outbox:
            self._outbox = []
            self.last_activity = now
        return outbox

    def receive_datagram(self, datagram: bytes, now: float) -> None:
        """Take in whatever came from the BMC's address."""
        if datagram[3:4] == _ASF:
            self._presence.receive_pong(datagram, now)
        elif self.state is State.OPENING:
            self._receive_step(datagram, now)
        elif self._pending:
            self._receive_message(datagram, now)

    def receive_error(self, error: OSError, now: float) -> None:
        """Take in what the operating system says instead of a datagram."""
        self._presence.refused(error, now)
        if not self._presence.is_refused(now):
            return
        if self.state is State.OPENING:
            self._fail(self._presence.port_closed())
        elif self.state is State.OPEN and self._pending:
            self._fail(self._presence.went_silent(self._oldest_unanswered(now), now))

    def next_timeout(self) -> float:
        """Return when :meth:`handle_timeout` wants to be called."""
        if self.state is State.OPENING:
            return min(self._retransmission.due, self.deadline)
        due = [min(pending.retransmission.due, pending.give_up_at) for pending in self._pending.values()]
        return min(due) if due else self.deadline

    def handle_timeout(self, now: float) -> None:
        """Do what is due: send again, give up."""
        if self.state is State.OPENING:
            self._handle_step_timeout(now)
            return
        for token, pending in list(self._pending.items()):
            if token in self._pending and now >= min(pending.retransmission.due, pending.give_up_at):
                self._handle_request_timeout(token, pending, now)

    def next_event(self) -> Event | None:
        """Return the oldest event not yet returned."""
        return self._events.popleft() if self._events else None

    @property
    def has_room(self) -> bool:
        """Whether one more request may be sent beside those in flight."""
        alone = self.one_at_a_time or any(pending.is_overtaken for pending in self._pending.values())
        return len(self._pending) < (1 if alone else MOST_IN_FLIGHT)

    # --- what the user of the session calls

    def send_request(
        self,
        net_fn: int,
        command: int,
        data: bytes,
        now: float,
        target: Target | None = None,
        patience: float | None = None,
        lun: int = 0,
    ) -> int:
        """Send a request and return the token that its event will carry. ``patience`` in seconds.

        Raises SessionError when the session is not open.
        """
        if self.state is not State.OPEN:
            raise SessionError(f"there is no open session with {self._bmc}")
        end = self.deadline if patience is None else min(now + patience, self.deadline)
        message = IpmiMessage(net_fn, command, data, self._next_sequence(), to_lun=lun)
        return self._send(message, now, end, target)

    def close(self, now: float) -> None:
        """Tell the BMC that we are done; a session that is not open is simply given up.

        One that the BMC may just be opening is waited for a little: nobody could close it later on.
        """
        if self.state is State.OPENING and isinstance(self._step, Step) and self._step.may_open:
            self._gives_up = True
            self.deadline = min(self.deadline, now + _CLOSE_PATIENCE)
            return
        if self.state is not State.OPEN:
            self._end(SessionClosed())
            return
        self._pending.clear()
        self.state = State.CLOSING
        self._send(self._close_message(), now, now + _CLOSE_PATIENCE, None)

    def _close_message(self) -> IpmiMessage:
        request = CloseSessionRequest(session_id=self._envelope.session_id)
        return IpmiMessage(request.command.net_fn, request.command.number, request.pack(), self._next_sequence())

    # --- opening

    def _advance(self, answer: t.Any, now: float) -> None:
        """Resume the handshake, and begin the step that it asks for."""
        try:
            self._step = self._steps.send(answer)
        except StopIteration as done:
            self._opened(done.value)
            if self._gives_up:
                self.close(now)
        except IpmiError as error:
            self._fail(error)
        else:
            if self._gives_up:
                self._end(SessionClosed())
                return
            self._retransmission = Retransmission(self._round_trip, now)
            if isinstance(self._step, Pause):
                self._obstacle = self._step.obstacle
                self._retransmission.due = now + self._step.seconds
            else:
                self._transmit_step(self._step, now)

    def _transmit_step(self, step: Step, now: float) -> None:
        self._outbox.append(step.transmit())
        if self._retransmission.tries >= TRIES_BEFORE_PING:
            self._outbox.append(self._presence.ping())
        self._retransmission.sent(now)

    def _receive_step(self, datagram: bytes, now: float) -> None:
        if not isinstance(self._step, Step):
            return
        try:
            answer = self._step.receive(datagram)
        except DecodeError:
            return
        if answer is None:
            return
        self._presence.answered(now)
        self._obstacle = None
        self._retransmission.answered(now)
        self._advance(answer, now)

    def _handle_step_timeout(self, now: float) -> None:
        if now >= self.deadline:
            self._fail(self._obstacle or self._presence.never_opened())
        elif now < self._retransmission.due:
            return
        elif isinstance(self._step, Step) and not 0 < self._step.tries <= self._retransmission.tries:
            self._transmit_step(self._step, now)
        else:
            self._advance(None, now)

    def _opened(self, established: Established) -> None:
        self._envelope = established.envelope
        self._step = None
        self.state = State.OPEN
        self._events.append(SessionOpened(*established[1:]))

    # --- requests

    def _next_sequence(self) -> int:
        for _attempt in range(SEQUENCE_COUNT):
            self._sequence = (self._sequence + 1) % SEQUENCE_COUNT
            if self._sequence not in self._pending:
                return self._sequence
        raise SessionError(f"all {SEQUENCE_COUNT} sequence numbers are in use in the session with {self._bmc}")

    def _send(self, message: IpmiMessage, now: float, end: float, target: Target | None) -> int:
        pending = _Pending(message, target, Retransmission(self._round_trip, now), end)
        for other in self._pending.values():
            other.had_company = pending.had_company = True
        self._pending[message.sequence] = pending
        self._outbox.append(self._envelope.seal(pending.wire))
        pending.retransmission.sent(now)
        return message.sequence

    def _receive_message(self, datagram: bytes, now: float) -> None:
        try:
            response = IpmiMessage.unpack(self._envelope.open(datagram))
        except DecodeError as error:
            self._tell(Dropped(str(error)))
            return
        pending = self._pending.get(response.sequence)
        if pending is None:
            self._tell(Dropped("it answers nothing that is still open"))
            return
        if pending.is_bridged:
            self._receive_bridged(response, pending, now)
        elif (response.net_fn, response.command) == pending.expected:
            self._finish(response.sequence, pending, now, response.data[0], response.data[1:])

    def _receive_bridged(self, response: IpmiMessage, pending: _Pending, now: float) -> None:
        reply = bridging.unwrap(response, pending.expected)
        if reply is bridging.ACKNOWLEDGED:
            self._presence.answered(now)
        elif reply is not None:
            self._finish(response.sequence, pending, now, *reply)

    def _finish(
        self, token: int, pending: _Pending, now: float, code: int, data: bytes, hop_failed: bool = False
    ) -> None:
        del self._pending[token]
        self._presence.answered(now)
        pending.retransmission.answered(now)
        self._judge_company(pending.retransmission, now)
        if self.state is State.CLOSING:
            if code not in BUSY or now + _CLOSE_PAUSE >= pending.give_up_at:
                self._end(SessionClosed())
                return
            # It is still there, and takes up a slot until it times out.
            again, retransmission = self._close_message(), Retransmission(self._round_trip, now + _CLOSE_PAUSE)
            self._pending[again.sequence] = _Pending(again, None, retransmission, pending.give_up_at)
        else:
            self.one_at_a_time |= pending.had_company and code == CompletionCode.NODE_BUSY
            self._events.append(Answered(token, code, data, pending.retransmission.tries, hop_failed))

    def _judge_company(self, answered: Retransmission, now: float) -> None:
        """See what an answer says of the other requests in flight."""
        for other in self._pending.values():
            if other.retransmission.last_sent < answered.first_sent:
                other.is_overtaken = True
                other.retransmission.overtaken(now)
            else:
                other.retransmission.comes_next(now)

    def _handle_request_timeout(self, token: int, pending: _Pending, now: float) -> None:
        retransmission = pending.retransmission
        if self.state is State.CLOSING:
            if retransmission.tries >= _CLOSE_TRIES or now >= pending.give_up_at:
                self._end(SessionClosed())
                return
        elif now >= pending.give_up_at:
            del self._pending[token]
            self._events.append(Unanswered(token, self._why_unanswered(retransmission, now)))
            return
        elif self._is_lost(retransmission, now):
            self._fail(self._presence.went_silent(retransmission.first_sent, now))
            return
        elif self.one_at_a_time and token != next(iter(self._pending)):
            retransmission.comes_next(now)
            return
        self.one_at_a_time |= pending.had_company
        self._outbox.append(self._envelope.seal(pending.wire))
        if retransmission.tries >= TRIES_BEFORE_PING and self.state is State.OPEN:
            self._outbox.append(self._presence.ping())
        retransmission.sent(now)
        self._tell(SentAgain(token, retransmission.tries))

    def _tell(self, news: Event) -> None:
        if self.tells_all:
            self._events.append(news)

    def _is_lost(self, retransmission: Retransmission, now: float) -> bool:
        tries, seconds = _SILENCE_WITHIN_REACH if self._presence.is_within_reach else _SILENCE
        return retransmission.tries >= tries and now - retransmission.first_sent >= seconds

    def _why_unanswered(self, retransmission: Retransmission, now: float) -> IpmiError:
        if retransmission.tries > TRIES_BEFORE_PING:
            return self._presence.went_silent(retransmission.first_sent, now)
        return DeadlineExceeded(f"the time for the work on {self._bmc} is over")

    def _oldest_unanswered(self, now: float) -> float:
        return min((pending.retransmission.first_sent for pending in self._pending.values()), default=now)

    # --- the end

    def _fail(self, error: IpmiError) -> None:
        self._end(SessionFailed(error))

    def _end(self, event: Event) -> None:
        self._pending.clear()
        self._step = None
        self.state = State.CLOSED
        self._events.append(event)


def lanplus_session(credentials: Credentials, random_bytes: RandomBytes) -> Session:
    """Return a session of RMCP+ (IPMI 2.0)."""
    return Session(RmcpPlusHandshake, credentials, random_bytes)


def lan_session(credentials: Credentials, random_bytes: RandomBytes) -> Session:
    """Return a session of IPMI 1.5."""
    return Session(LanHandshake, credentials, random_bytes)

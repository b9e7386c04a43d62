# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a procedure is carried out, whatever the way to the BMC: the one copy of the logic.

A procedure yields requests and effects (see ``effects.py``). Here they become transactions with a BMC, with what any
request needs and no procedure wants to know: the privilege level is raised just before the first command that needs
more, a busy BMC is asked again after a while, a deadline holds for everything. Every error is thrown into the
procedure at its ``yield``, and ends the work if the procedure does not handle it.

What differs between a session and a local device is in ``conduct.py`` and ``device.py``.
"""

from __future__ import annotations

import typing as t

from ..codec.message import Request, Response
from ..commands.device import GetDeviceIdRequest
from ..effects import (
    Bridged,
    Facts,
    Grace,
    Procedure,
    Prove,
    Relogin,
    Send,
    SessionFacts,
    Together,
    Wait,
    WithLoginPassword,
)
from ..errors import (
    CompletionCodeError,
    DeadlineExceeded,
    DecodeError,
    IpmiError,
    NotSupported,
    SessionLost,
    TransportError,
)
from ..session.bridging import Target
from ..session.events import Answered
from ..spec.app import SEND_MESSAGE
from ..spec.command import Command
from ..spec.completion_code import BUSY, CompletionCode
from .operations import Now, Operations, Sleep

_KEEP_ALIVE_PATIENCE = 3.0
_SHORTEST_BUSY_PAUSE = 0.25
_LONGEST_BUSY_PAUSE = 2.0

T = t.TypeVar("T")


class Work:
    """Carries out procedures. ``bmc`` is how messages call the other side."""

    def __init__(self, bmc: str, target: Target | None = None) -> None:
        self.bmc = bmc
        self._target = target
        self._deadline = 0.0

    def set_deadline(self, deadline: float) -> None:
        """Change when everything has to be over."""
        self._deadline = deadline

    # --- what a way to the BMC must provide

    def _transact(
        self, request: Request, target: Target | None, patience: float | None
    ) -> Operations[Answered | IpmiError]:
        """Return the answer of the BMC, or the error that says why none came in time."""
        raise NotImplementedError

    def _session_facts(self) -> SessionFacts:
        """Return what is known without asking."""
        raise NotImplementedError

    def _transact_together(self, requests: t.Sequence[Request]) -> Operations[list[Answered | IpmiError | None]]:
        """Return what ``_transact`` would for each request; None for one that has to be asked on its own."""
        yield from ()
        return [None] * len(requests)

    def _raise_level(self, command: Command) -> Operations[bool]:
        """Raise the privilege level if that can help ``command``. Return whether it rose."""
        yield from ()
        return False

    def _keep_alive_at(self) -> float | None:
        """Return when an idle connection has to be used for something; None for never."""
        return None

    # --- procedures

    def perform(self, procedure: Procedure[T]) -> Operations[T]:
        """Carry out a procedure and return what it returns."""
        answer: t.Any = None
        error: IpmiError | None = None
        try:
            while True:
                try:
                    effect = procedure.send(answer) if error is None else procedure.throw(error)
                except StopIteration as done:
                    return t.cast(T, done.value)
                try:
                    answer, error = (yield from self._carry_out(effect)), None
                except IpmiError as problem:
                    answer, error = None, problem
        finally:
            procedure.close()

    def _carry_out(self, effect: t.Any) -> Operations[t.Any]:
        if isinstance(effect, Request):
            return (yield from self._ask(effect, self._target))
        return (yield from _EFFECTS[type(effect)](self, effect))

    def _wait(self, effect: Wait) -> Operations[None]:
        now, _none = yield Now()
        end = now + effect.seconds
        if end > self._deadline:
            raise DeadlineExceeded(f"the time for the work on {self.bmc} ends while waiting")
        while now < end:
            keep_alive_at = self._keep_alive_at()
            if keep_alive_at is not None and keep_alive_at <= now:
                yield from self._keep_alive()
                now, _none = yield Now()
            else:
                now, _none = yield Sleep(end if keep_alive_at is None else min(end, keep_alive_at))

    def _grace(self, effect: Grace) -> Operations[None]:
        now, _none = yield Now()
        self.set_deadline(max(self._deadline, now + effect.seconds))

    def _keep_alive(self) -> Operations[None]:
        """Use the session for something. Should it turn out to be gone, the next request will tell."""
        try:
            yield from self._transact(GetDeviceIdRequest(), None, _KEEP_ALIVE_PATIENCE)
        except IpmiError:
            return

    def _send(self, effect: Send) -> Operations[Response | None]:
        try:
            return (yield from self._ask(effect.request, self._target, effect.patience))
        except (SessionLost, TransportError):
            return None

    def _together(self, effect: Together) -> Operations[list[Response | IpmiError | None]]:
        """Ask all at once, then settle them in order: what was not plainly answered is gone after on its own."""
        answers = yield from self._transact_together(effect.requests)
        results: list[Response | IpmiError | None] = []
        for request, answer in zip(effect.requests, answers):
            try:
                results.append((yield from self._ask(request, self._target, answer=answer)))
            except (CompletionCodeError, DecodeError) as error:
                results.append(error)
        return results

    def _bridged(self, effect: Bridged) -> Operations[Response | None]:
        return (yield from self._ask(effect.request, effect.target))

    def _facts(self, effect: Facts) -> Operations[SessionFacts]:
        yield from ()
        return self._session_facts()

    def _prove(self, effect: Prove) -> Operations[t.Any]:
        yield from ()
        raise NotSupported(f"a second login cannot be tried on {self.bmc}")

    def _relogin(self, effect: Relogin) -> Operations[SessionFacts]:
        yield from ()
        raise NotSupported(f"there is no login to repeat on {self.bmc}")

    def _with_login_password(self, effect: WithLoginPassword) -> Operations[Response | None]:
        yield from ()
        raise NotSupported(f"nobody logs in with a password on {self.bmc}")

    # --- requests

    def _ask(
        self,
        request: Request,
        target: Target | None,
        patience: float | None = None,
        answer: Answered | IpmiError | None = None,
    ) -> Operations[Response | None]:
        """Return the response, None when ``patience`` is over without one. Raises CompletionCodeError and the rest.

        ``answer`` is what the request was answered with, if it was sent already.
        """
        command = request.command
        pause = _SHORTEST_BUSY_PAUSE
        while True:
            if answer is None:
                if self._level_is_below(command):
                    yield from self._raise_level(command)
                answer = yield from self._transact(request, target, patience)
            if not isinstance(answer, Answered):
                if patience is None:
                    raise answer
                return None
            code = answer.completion_code
            if not code and not answer.hop_failed:
                return _unpack(request, answer.data)
            if _is_worth_repeating(answer):
                now, _none = yield Now()
                if now + pause < self._deadline:
                    yield Sleep(now + pause)
                    pause = min(2 * pause, _LONGEST_BUSY_PAUSE)
                    answer = None
                    continue
            elif code == CompletionCode.INSUFFICIENT_PRIVILEGE and (yield from self._raise_level(command)):
                answer = None
                continue
            raise CompletionCodeError(SEND_MESSAGE if answer.hop_failed else command, code)

    def _level_is_below(self, command: Command) -> bool:
        return False


_EFFECTS: dict[type, t.Callable[[t.Any, t.Any], Operations[t.Any]]] = {
    Wait: lambda work, effect: work._wait(effect),
    Grace: lambda work, effect: work._grace(effect),
    Send: lambda work, effect: work._send(effect),
    Together: lambda work, effect: work._together(effect),
    Bridged: lambda work, effect: work._bridged(effect),
    Prove: lambda work, effect: work._prove(effect),
    Relogin: lambda work, effect: work._relogin(effect),
    WithLoginPassword: lambda work, effect: work._with_login_password(effect),
    Facts: lambda work, effect: work._facts(effect),
}


def _is_worth_repeating(answer: Answered) -> bool:
    """Tell whether the same request may succeed later. CFh says that an earlier try arrived and its answer was lost."""
    if answer.hop_failed:
        return answer.completion_code == CompletionCode.NODE_BUSY
    return answer.completion_code in BUSY or (
        answer.completion_code == CompletionCode.DUPLICATE_REQUEST and answer.tries > 1
    )


def _unpack(request: Request, data: bytes) -> Response:
    prefix = request.command.prefix
    return request.response.unpack(data[len(prefix) :] if data.startswith(prefix) else data)


def single(request: Request) -> Procedure[t.Any]:
    """Return the procedure of one request and nothing else."""
    return (yield request)

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a procedure is carried out on a BMC: the one copy of the logic, for every driver.

A procedure yields requests and effects (see ``effects.py``); here they become requests of a session, with what any
request needs and no procedure wants to know:

* the session starts at the level User and is raised just before the first command that needs more, once;
* a busy BMC is asked again after a while, until the deadline;
* a lost answer is noticed and explained by the session.

Every error is thrown into the procedure at its ``yield``, and ends the work if the procedure does not handle it.
Whatever happens, the session is closed: exceptions that come from outside (a keyboard interrupt, a cancelled task)
pass through here like any other.
"""

from __future__ import annotations

import typing as t

from ..codec.message import Request, Response
from ..commands.device import GetDeviceIdRequest
from ..commands.session import SetSessionPrivilegeLevelRequest
from ..effects import Bridged, Facts, Procedure, Prove, Relogin, Send, SessionFacts, Wait, WithLoginPassword
from ..errors import (
    BmcLocked,
    CompletionCodeError,
    DeadlineExceeded,
    IpmiError,
    PrivilegeTooLow,
    SessionError,
    SessionLost,
    SuiteRefused,
    TransportError,
    UnknownUser,
    WrongKg,
    WrongPassword,
)
from ..session.bridging import Target
from ..session.envelope import RandomBytes
from ..session.events import Answered
from ..spec.app import SEND_MESSAGE
from ..spec.command import Command, PrivilegeLevel
from ..spec.completion_code import BUSY, CompletionCode
from .link import Link
from .login import Login, secret_bytes
from .operations import Now, Operations, Sleep, TryLock, Unlock

KEEP_ALIVE_AFTER = 25.0
"""Seconds of idleness after which a session is used for something; BMCs drop it after 60."""
_KEEP_ALIVE_PATIENCE = 3.0
_SHORTEST_BUSY_PAUSE = 0.25
_LONGEST_BUSY_PAUSE = 2.0
_LONGEST_PROOF = 20.0
"""Seconds for a second login at most, and half of what is left: a failed proof must leave time to go back."""
_PAUSE_BEFORE_RELOGIN = 1.0
_PAUSE_BEFORE_LOCK = 0.1
_FINAL = (UnknownUser, WrongPassword, WrongKg, SuiteRefused, PrivilegeTooLow)
"""Refusals that another attempt would only repeat, or that would lock the user out."""
_LEVEL_REFUSED = frozenset({0x80, 0x81})
"""Completion codes of Set Session Privilege Level: not for this user, not on this channel."""

T = t.TypeVar("T")


class Conduct:
    """The work on one BMC, from login to logout."""

    def __init__(self, login: Login, random_bytes: RandomBytes) -> None:
        self.login = login
        self._random_bytes = random_bytes
        self._link: Link | None = None
        self._locked = ""
        self._level: int = PrivilegeLevel.USER
        self._deadline = 0.0

    # --- opening and closing

    def open(self) -> Operations[None]:
        """Wait for the lock of this BMC and log in. On failure nothing is left open."""
        now, _ = yield Now()
        self._deadline = now + self.login.timeout
        try:
            yield from self._lock()
            yield from self._log_in(self.login, self._deadline)
        except BaseException:
            yield from self.close()
            raise

    def close(self) -> Operations[None]:
        """Log out and give back the lock."""
        try:
            if self._link is not None:
                link, self._link = self._link, None
                yield from link.close()
        finally:
            if self._locked:
                name, self._locked = self._locked, ""
                yield Unlock(name)

    def _lock(self) -> Operations[None]:
        name = self.login.bmc.lower()
        while True:
            now, is_ours = yield TryLock(name)
            if is_ours:
                self._locked = name
                return
            if now >= self._deadline:
                raise BmcLocked(f"another task of this controller was busy with {self.login.bmc} all the time")
            yield Sleep(min(now + _PAUSE_BEFORE_LOCK, self._deadline))

    def _log_in(self, login: Login, deadline: float) -> Operations[None]:
        link = Link(login, self._random_bytes)
        try:
            yield from link.open(deadline)
        except BaseException:
            yield from link.close()
            raise
        link.set_deadline(self._deadline)
        self.login = login
        self._link = link
        self._level = min(PrivilegeLevel.USER, link.opened.privilege_limit)

    # --- procedures

    def perform(self, procedure: Procedure[T], *, deadline: float | None = None) -> Operations[T]:
        """Carry out a procedure in the open session. ``deadline`` replaces the one that began with the login."""
        if deadline is not None:
            self._deadline = deadline
            if self._link is not None:
                self._link.set_deadline(deadline)
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
            return (yield from self._ask(effect, self.login.target))
        return (yield from _EFFECTS[type(effect)](self, effect))

    def _wait(self, effect: Wait) -> Operations[None]:
        now, _ = yield Now()
        end = now + effect.seconds
        if end > self._deadline:
            raise DeadlineExceeded(f"the time for the work on {self.login.bmc} ends while waiting")
        while now < end:
            keep_alive_at = self._link.last_activity + KEEP_ALIVE_AFTER if self._is_open() and self._link else end
            now, _ = yield Sleep(min(end, max(keep_alive_at, now)))
            if keep_alive_at <= now < end:
                yield from self._keep_alive()

    def _keep_alive(self) -> Operations[None]:
        """Use the session for something. If it turns out to be gone, the next request will tell."""
        try:
            yield from self._transact(GetDeviceIdRequest(), None, _KEEP_ALIVE_PATIENCE)
        except IpmiError:
            return

    def _send(self, effect: Send) -> Operations[Response | None]:
        try:
            return (yield from self._ask(effect.request, self.login.target, effect.patience))
        except (SessionLost, TransportError):
            return None

    def _bridged(self, effect: Bridged) -> Operations[Response | None]:
        return (yield from self._ask(effect.request, effect.target))

    def _prove(self, effect: Prove) -> Operations[t.Any]:
        now, _ = yield Now()
        other = Conduct(self.login.replace(**effect.changes), self._random_bytes)
        other._deadline = now + min((self._deadline - now) / 2, _LONGEST_PROOF)
        try:
            yield from other._log_in(other.login, other._deadline)
            if effect.check is None:
                return None
            return (yield from other.perform(effect.check()))
        finally:
            yield from other.close()

    def _relogin(self, effect: Relogin) -> Operations[SessionFacts]:
        login = self.login.replace(**effect.changes)
        if self._link is not None:
            link, self._link = self._link, None
            yield from link.close()
        now, _ = yield Now()
        end = min(now + effect.patience, self._deadline)
        while True:
            try:
                yield from self._log_in(login, end)
                return self._session_facts()
            except _FINAL:
                raise
            except (SessionError, TransportError):
                now, _ = yield Sleep(now + _PAUSE_BEFORE_RELOGIN)
                if now >= end:
                    raise

    def _with_login_password(self, effect: WithLoginPassword) -> Operations[Response | None]:
        return (yield from self._ask(effect.build(secret_bytes(self.login.password)), self.login.target))

    def _facts(self, effect: Facts) -> Operations[SessionFacts]:
        return self._session_facts()
        yield  # makes this a generator like the others

    def _session_facts(self) -> SessionFacts:
        opened = self._require_link().opened
        return SessionFacts(
            interface=self.login.interface,
            host=self.login.host,
            port=self.login.port,
            username=self.login.credentials().username.decode("latin-1"),
            privilege_limit=opened.privilege_limit,
            cipher_suite=opened.cipher_suite,
            system_guid=opened.system_guid,
            authentication_type=opened.authentication_type,
        )

    # --- requests

    def _ask(
        self, request: Request, target: Target | None, patience: float | None = None
    ) -> Operations[Response | None]:
        """Return the response, None when ``patience`` is over without one. Raises CompletionCodeError and the rest."""
        if request.command.privilege > self._level:
            yield from self._raise_level(request.command)
        pause = _SHORTEST_BUSY_PAUSE
        while True:
            answer = yield from self._transact(request, target, patience)
            if not isinstance(answer, Answered):
                if patience is None:
                    raise answer
                return None
            code = answer.completion_code
            if not code and not answer.hop_failed:
                return _unpack(request, answer.data)
            if _is_worth_repeating(answer):
                now, _ = yield Now()
                if now + pause < self._deadline:
                    yield Sleep(now + pause)
                    pause = min(2 * pause, _LONGEST_BUSY_PAUSE)
                    continue
            elif code == CompletionCode.INSUFFICIENT_PRIVILEGE and (yield from self._raise_level(request.command)):
                continue
            raise CompletionCodeError(SEND_MESSAGE if answer.hop_failed else request.command, code)

    def _transact(
        self, request: Request, target: Target | None, patience: float | None
    ) -> Operations[Answered | IpmiError]:
        command = request.command
        return (
            yield from self._require_link().request(
                command.net_fn, command.number, command.prefix + request.pack(), target, patience
            )
        )

    def _raise_level(self, command: Command) -> Operations[bool]:
        """Raise the session to its limit, or to what the command needs. Return whether the level rose."""
        limit = self._require_link().opened.privilege_limit
        before = self._level
        for level in sorted({limit, min(limit, command.privilege)}, reverse=True):
            if level <= self._level:
                break
            request = SetSessionPrivilegeLevelRequest(privilege_level=PrivilegeLevel(level))
            answer = yield from self._transact(request, None, None)
            if not isinstance(answer, Answered):
                raise answer
            if not answer.completion_code:
                self._level = level
                break
            if answer.completion_code not in _LEVEL_REFUSED:
                raise CompletionCodeError(request.command, answer.completion_code)
        else:
            raise PrivilegeTooLow(
                f"{self.login.bmc} does not raise the session of {self.login.credentials().user} to the level that "
                f"{command.title} needs ({command.privilege.name.lower()})"
            )
        return self._level > before

    def _is_open(self) -> bool:
        return self._link is not None and self._link.is_open

    def _require_link(self) -> Link:
        if self._link is None:
            raise SessionLost(f"there is no session with {self.login.bmc} any more")
        return self._link


_EFFECTS: dict[type, t.Callable[[Conduct, t.Any], Operations[t.Any]]] = {
    Wait: Conduct._wait,
    Send: Conduct._send,
    Bridged: Conduct._bridged,
    Prove: Conduct._prove,
    Relogin: Conduct._relogin,
    WithLoginPassword: Conduct._with_login_password,
    Facts: Conduct._facts,
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


def conduct(login: Login, procedure: Procedure[T], random_bytes: RandomBytes) -> Operations[T]:
    """Log in, carry out a procedure, log out. Returns what the procedure returned."""
    work = Conduct(login, random_bytes)
    yield from work.open()
    try:
        return (yield from work.perform(procedure))
    finally:
        yield from work.close()


def single(request: Request) -> Procedure[t.Any]:
    """Return the procedure of one request and nothing else."""
    return (yield request)

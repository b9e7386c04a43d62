# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The work on one BMC over the network, from login to logout.

A session starts at the level User and is raised to its limit just before the first command that needs more, so that
work that only reads at User level costs no exchange for it. Whatever happens, the session is closed: exceptions that
come from outside (a keyboard interrupt, a cancelled task) pass through here like any other.
"""

from __future__ import annotations

import typing as t

from ..codec.message import Request, Response
from ..commands.session import SetSessionPrivilegeLevelRequest
from ..effects import Procedure, Prove, Relogin, SessionFacts, WithLoginPassword
from ..errors import (
    BmcLocked,
    CompletionCodeError,
    IpmiDisabled,
    IpmiError,
    NameNotResolved,
    NoSessionSlot,
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
from ..spec.command import Command, PrivilegeLevel
from ..spec.completion_code import CompletionCode
from .first_suite import note_suite, recall_suite
from .link import Link
from .login import Login, secret_bytes
from .operations import Now, Operations, Sleep, TryLock, Unlock
from .work import Work

KEEP_ALIVE_AFTER = 25.0
"""Seconds of idleness after which a session is used for something; BMCs drop it after 60."""
_LONGEST_PROOF = 20.0
"""Seconds for a second login at most, and half of what is left: a failed proof must leave time to go back."""
_PAUSE_BEFORE_RELOGIN = 1.0
_PATIENCE_FOR_RETURN = 5.0
"""Seconds; a BMC that has only dropped the session is there at once, one that restarts is not to be waited for."""
_PAUSE_BEFORE_LOCK = 0.1
_FINAL = (UnknownUser, WrongPassword, WrongKg, SuiteRefused, PrivilegeTooLow, NameNotResolved)
"""Refusals that another attempt would only repeat, or that would lock the user out."""
_SAME_WITH_ANY_SUITE = (UnknownUser, WrongPassword, WrongKg, SuiteRefused, IpmiDisabled)
"""Why a login failed that began with a suite recalled: not because of the suite, or each one was tried."""
_LEVEL_REFUSED = frozenset({0x80, 0x81})
"""Completion codes of Set Session Privilege Level: not for this user, not on this channel."""

T = t.TypeVar("T")


class Conduct(Work):
    """One login at a time to one BMC."""

    def __init__(self, login: Login, random_bytes: RandomBytes) -> None:
        super().__init__(login.bmc, login.target)
        self.login = login
        self._random_bytes = random_bytes
        self._link: Link | None = None
        self._locked = ""
        self._level: int = PrivilegeLevel.USER
        self._one_at_a_time = False

    def set_deadline(self, deadline: float) -> None:
        super().set_deadline(deadline)
        if self._link is not None:
            self._link.set_deadline(deadline)

    def open(self) -> Operations[None]:
        """Wait for the lock of this BMC and log in, in the login's ``timeout``. On failure nothing is left open."""
        now, _none = yield Now()
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
            yield from self._log_out()
        finally:
            if self._locked:
                name, self._locked = self._locked, ""
                yield Unlock(name)

    def _lock(self) -> Operations[None]:
        name = self.bmc.lower()
        while True:
            now, is_ours = yield TryLock(name)
            if is_ours:
                self._locked = name
                return
            if now >= self._deadline:
                raise BmcLocked(f"another task of this controller was busy with {self.bmc} all the time")
            yield Sleep(min(now + _PAUSE_BEFORE_LOCK, self._deadline))

    def _log_in(self, login: Login, deadline: float) -> Operations[None]:
        first_suite = yield from recall_suite(login)
        try:
            link = yield from self._open_link(login, deadline, first_suite)
        except SessionError as error:
            if first_suite is None or isinstance(error, NoSessionSlot):
                raise
            yield from note_suite(login, first_suite, None)
            if isinstance(error, _SAME_WITH_ANY_SUITE):
                raise
            first_suite = None
            link = yield from self._open_link(login, deadline)
        yield from note_suite(login, first_suite, link.opened.cipher_suite)
        link.set_deadline(self._deadline)
        self.login = login
        self.bmc = login.bmc
        self._target = login.target
        self._link = link
        self._level = min(PrivilegeLevel.USER, link.opened.privilege_limit)

    def _open_link(self, login: Login, deadline: float, first_suite: int | None = None) -> Operations[Link]:
        link = Link(login, self._random_bytes, first_suite)
        try:
            yield from link.open(deadline)
        except BaseException:
            yield from link.close()
            raise
        return link

    def _log_out(self) -> Operations[None]:
        link, self._link = self._link, None
        if link is not None:
            yield from link.close()

    # --- what Work wants to know of a way to the BMC

    def _require_link(self) -> Link:
        if self._link is None:
            raise SessionLost(f"there is no session with {self.bmc} any more")
        return self._link

    def _transact(
        self, request: Request, target: Target | None, patience: float | None
    ) -> Operations[Answered | IpmiError]:
        return (yield from self._require_link().request(request, target, patience))

    def _transact_together(self, requests: t.Sequence[Request]) -> Operations[list[Answered | IpmiError | None]]:
        """Send requests, two in flight; one after the other to a controller behind the BMC, and after trouble.

        IPMB is slow, and the controllers on it are small.
        """
        answers: list[Answered | IpmiError | None] = [None] * len(requests)
        if self._one_at_a_time or self._target is not None or len(requests) < 2:
            return answers
        try:
            yield from self._raise_level_for(requests)
        except CompletionCodeError:
            return answers
        link = self._require_link()
        try:
            yield from link.request_together(requests, answers)
        except SessionLost as lost:
            yield from self._return_after(lost)
        self._one_at_a_time = self._one_at_a_time or link.one_at_a_time
        yield from self._raise_level_after(requests, answers)
        return answers

    def _raise_level_for(self, requests: t.Iterable[Request]) -> Operations[None]:
        highest = max((request.command for request in requests), key=lambda command: command.privilege)
        if self._level_is_below(highest):
            yield from self._raise_level(highest)

    def _raise_level_after(
        self, requests: t.Sequence[Request], answers: list[Answered | IpmiError | None]
    ) -> Operations[None]:
        """Where the level was too low for some, raise it once for all of them, and have them asked again."""
        too_low = [
            place
            for place, answer in enumerate(answers)
            if isinstance(answer, Answered) and answer.completion_code == CompletionCode.INSUFFICIENT_PRIVILEGE
        ]
        if too_low and (yield from self._raise_level(requests[too_low[0]].command)):
            for place in too_low:
                answers[place] = None

    def _return_after(self, lost: SessionLost) -> Operations[None]:
        """Log in again where two requests in flight may have cost the session; raise ``lost`` if that fails."""
        self._one_at_a_time = True
        try:
            yield from self._relogin(Relogin({}, _PATIENCE_FOR_RETURN))
        except IpmiError:
            raise lost from None

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

    def _keep_alive_at(self) -> float | None:
        if self._link is None or not self._link.is_open:
            return None
        return self._link.last_activity + KEEP_ALIVE_AFTER

    def _level_is_below(self, command: Command) -> bool:
        return command.privilege > self._level

    def _raise_level(self, command: Command) -> Operations[bool]:
        """Raise the session to its limit or, where the BMC does not grant that, to what the command needs."""
        limit = self._require_link().opened.privilege_limit
        wanted = [level for level in (limit, min(limit, command.privilege)) if level > self._level]
        for level in wanted:
            request = SetSessionPrivilegeLevelRequest(privilege_level=PrivilegeLevel(level))
            answer = yield from self._transact(request, None, None)
            if not isinstance(answer, Answered):
                raise answer
            if not answer.completion_code:
                self._level = level
                return True
            if answer.completion_code not in _LEVEL_REFUSED:
                raise CompletionCodeError(request.command, answer.completion_code)
        if wanted:
            raise PrivilegeTooLow(
                f"{self.bmc} does not raise the session of {self.login.credentials().user} to the level that "
                f"{command.title} needs ({command.privilege.name.lower()})"
            )
        return False

    # --- effects that need a login

    def _prove(self, effect: Prove) -> Operations[t.Any]:
        now, _none = yield Now()
        other = Conduct(self.login.replace(**effect.changes), self._random_bytes)
        other.set_deadline(now + min((self._deadline - now) / 2, _LONGEST_PROOF))
        try:
            yield from other._log_in(other.login, other._deadline)
            if effect.check is None:
                return None
            return (yield from other.perform(effect.check()))
        finally:
            yield from other.close()

    def _relogin(self, effect: Relogin) -> Operations[SessionFacts]:
        login = self.login.replace(**effect.changes)
        yield from self._log_out()
        now, _none = yield Now()
        end = min(now + effect.patience, self._deadline)
        while True:
            try:
                yield from self._log_in(login, end)
            except _FINAL:
                raise
            except (SessionError, TransportError):
                now, _none = yield Sleep(now + _PAUSE_BEFORE_RELOGIN)
                if now >= end:
                    raise
            else:
                return self._session_facts()

    def _with_login_password(self, effect: WithLoginPassword) -> Operations[Response | None]:
        return (yield from self._ask(effect.build(secret_bytes(self.login.password)), self._target))


def conduct(login: Login, procedure: Procedure[T], random_bytes: RandomBytes) -> Operations[T]:
    """Log in, carry out a procedure, log out. Returns what the procedure returned."""
    work = Conduct(login, random_bytes)
    yield from work.open()
    try:
        return (yield from work.perform(procedure))
    finally:
        yield from work.close()

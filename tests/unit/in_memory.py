# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Drives a procedure against an emulated BMC's commands, without sockets and without waiting.

Bytes go both ways, so messages are packed and unpacked as on the wire; what a session adds is left out. A second
login (``Prove``, ``Relogin``) succeeds when the emulated BMC would let that account in.
"""

from __future__ import annotations

import typing as t

from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi import effects
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.codec.message import Request
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.errors import (
    CompletionCodeError,
    DeadlineExceeded,
    DecodeError,
    IpmiError,
    PrivilegeTooLow,
    UnknownUser,
    WrongPassword,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.command import PrivilegeLevel
from ansible_collections.baremetal.ipmi.tests.emulator import logins, registry
from ansible_collections.baremetal.ipmi.tests.emulator import personality as personalities
from ansible_collections.baremetal.ipmi.tests.emulator.bmc import Bmc as EmulatedBmc
from ansible_collections.baremetal.ipmi.tests.emulator.dispatch import execute, is_write
from ansible_collections.baremetal.ipmi.tests.emulator.origin import Origin
from ansible_collections.baremetal.ipmi.tests.emulator.sessions import Session

PERSONALITIES = ("generic", "supermicro", "old-supermicro", "dell", "hpe", "lenovo", "openbmc", "quanta")
MAXIMUM_STEPS = 20_000
REQUESTS_IN_FLIGHT = 2
SESSION_ID = 1
ADDRESS = ("192.0.2.200", 49152)


class Console:
    """A remote console that is logged in as an administrator of an emulated BMC; remembers what it sent.

    ``waits`` is how many answers it waited for, two that are under way at a time being one wait.
    """

    def __init__(self, personality: str = "generic", channel: int | None = None, seed: int = 1) -> None:
        registry.load_handlers()
        self.bmc = EmulatedBmc(personalities.load_personality(personality), seed=seed)
        self.time = 0.0
        self.deadline = float("inf")
        self.bmc.clock = lambda: self.time
        lan = [description.number for description in self.bmc.personality.channels if description.medium == 4]
        self.channel = lan[0] if channel is None else channel
        account = self.bmc.personality.administrator
        assert account is not None, f"{personality} has no administrator"
        self.username, self.password = account.name, account.password
        self.user_id = account.user_id
        self.sent: list[Request] = []
        self.waits = 0
        self.proofs: list[dict[str, t.Any]] = []
        self.logins: list[dict[str, t.Any]] = []

    @property
    def writes(self) -> list[Request]:
        """The requests sent so far that change something."""
        return [request for request in self.sent if is_write(request.command, request.pack())]

    def forget_traffic(self) -> None:
        self.sent.clear()
        self.waits = 0

    def run(self, procedure: t.Generator[t.Any, t.Any, t.Any]) -> t.Any:
        """Run a procedure to its end and return its value, or raise what it raises."""
        answer: t.Any = None
        error: Exception | None = None
        for _step in range(MAXIMUM_STEPS):
            try:
                asked = procedure.send(answer) if error is None else procedure.throw(error)
            except StopIteration as stop:
                answer = stop.value
                break
            answer, error = None, None
            try:
                answer = self._perform(asked)
            except IpmiError as raised:
                error = raised
        else:
            raise AssertionError(f"the procedure did not end within {MAXIMUM_STEPS} steps")
        return answer

    def _perform(self, asked: t.Any) -> t.Any:
        if isinstance(asked, Request):
            return self._send(asked)
        if isinstance(asked, effects.Together):
            return self._send_together(asked.requests)
        if isinstance(asked, effects.Send):
            return self._send(asked.request)
        if isinstance(asked, effects.Grace):
            self.deadline = max(self.deadline, self.time + asked.seconds)
            return None
        if isinstance(asked, effects.Wait):
            self.time += asked.seconds
            self.bmc.run_timers()
            return None
        if isinstance(asked, effects.Facts):
            return self._facts()
        if isinstance(asked, effects.Prove):
            self.proofs.append(dict(asked.changes))
            self._check_login(asked.changes)
            return None if asked.check is None else self.run(asked.check())
        if isinstance(asked, effects.Relogin):
            self.logins.append(dict(asked.changes))
            self._check_login(asked.changes)
            return self._facts()
        if isinstance(asked, effects.WithLoginPassword):
            return self._send(asked.build(self.password.encode()))
        raise AssertionError(f"{asked!r} is neither a request nor an effect")

    def _send(self, request: Request) -> t.Any:
        if self.time >= self.deadline:
            raise DeadlineExceeded("the time of the task is over")
        command = request.command
        self.sent.append(request)
        self.waits += 1
        self.bmc.run_timers()
        session = Session(SESSION_ID, self.channel, self.user_id, PrivilegeLevel.ADMINISTRATOR, ADDRESS, self.time)
        origin = Origin(self.channel, session, PrivilegeLevel.ADMINISTRATOR, self.user_id)
        result = execute(
            self.bmc, command.net_fn, request.responder_lun, command.number, command.prefix + request.pack(), origin
        )
        for action in self.bmc.take_after_answer():
            action()
        assert result is not None, f"{command.title} was not answered"
        completion_code, data = result
        if completion_code:
            raise CompletionCodeError(command, completion_code)
        return request.response.unpack(data[len(command.prefix) :])

    def _send_together(self, requests: t.Sequence[Request]) -> list[t.Any]:
        writes = [request for request in requests if is_write(request.command, request.pack())]
        assert not writes, f"{writes} would be in flight together with others"
        results: list[t.Any] = []
        before = self.waits
        for request in requests:
            try:
                results.append(self._send(request))
            except (CompletionCodeError, DecodeError) as error:
                results.append(error)
        self.waits = before + -(-len(requests) // REQUESTS_IN_FLIGHT)
        return results

    def _facts(self) -> effects.SessionFacts:
        return effects.SessionFacts(
            interface="lanplus",
            host="192.0.2.1",
            port=623,
            username=self.username,
            privilege_limit=PrivilegeLevel.ADMINISTRATOR,
            cipher_suite=17,
            system_guid=bytes(16),
        )

    def _check_login(self, changes: t.Mapping[str, t.Any]) -> None:
        username = changes.get("username", self.username)
        password = changes.get("password", self.password)
        user = logins.find_user(self.bmc, self.channel, username.encode())
        if user is None or not logins.may_message(user, self.channel):
            raise UnknownUser(f"{username!r} is nobody who may log in")
        if user.password.rstrip(b"\x00") != password.encode():
            raise WrongPassword(f"{username!r} cannot log in with this password")
        if logins.privilege_limit(self.bmc, user, self.channel) < PrivilegeLevel.ADMINISTRATOR:
            raise PrivilegeTooLow(f"{username!r} is no administrator any more")
        self.username, self.password = username, password

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a procedure may ask for besides sending a request.

A procedure is a generator. It yields a ``Request`` and is resumed with the ``Response`` (a completion code other
than 00h is raised at the ``yield``), or it yields one of the effects below. Whoever drives it, the sync or the
asyncio client or a test with a dictionary, decides how they happen::

    def chassis_is_on():
        status = yield GetChassisStatusRequest()
        return status.power_is_on
"""

from __future__ import annotations

import typing as t

from .codec.message import Request

T = t.TypeVar("T")
Procedure = t.Generator[t.Any, t.Any, T]


def _name_changes(effect: Prove | Relogin) -> str:
    """Return an effect for a trace, without the values of its changes: one of them may be a password."""
    return f"{type(effect).__name__}({', '.join(sorted(effect.changes))})"


class Wait(t.NamedTuple):
    """Let ``seconds`` pass; the session is kept alive. Resumed with None, or DeadlineExceeded is raised."""

    seconds: float


class Grace(t.NamedTuple):
    """Have at least ``seconds`` left from now, even when the work's time is over: to release what is held on the BMC.

    Resumed with None.
    """

    seconds: float


class Send(t.NamedTuple):
    """Send a request that may never be answered because it cuts the session (a reset, a new address).

    Resumed with the response, or with None when none came within ``patience`` seconds.
    """

    request: Request
    patience: float = 3.0


class Together(t.NamedTuple):
    """Send requests that only read, two in flight at a time: each answer is a wait, and so two waits become one.

    Resumed with a list in the order of the requests: the response or, where a request would have raised it, the
    CompletionCodeError or DecodeError. Anything else that goes wrong is raised.

    Two is what OpenIPMI has always had as its default, with the remark that it may be too much for some systems
    (``ipmi_lan.h``); which ones, no source says. So the client finds out, and goes on one at a time where it has to.
    """

    requests: t.Sequence[Request]


class Bridged(t.NamedTuple):
    """Send a request to another controller than the session's target: ``target`` as in the option ``bmc_target``."""

    request: Request
    target: t.Any


class Prove(t.NamedTuple):
    """Log in a second time, beside the running session, with some login fields changed, then log out again.

    ``changes`` are fields of :class:`~.client.login.Login` (``username``, ``password``, ``kg``, ``host``,
    ``cipher_suites``, ``privilege``). ``check`` is a procedure run in the second session. Resumed with what ``check``
    returned, or the session error is raised.
    """

    changes: t.Mapping[str, t.Any]
    check: t.Callable[[], Procedure[t.Any]] | None = None

    def __repr__(self) -> str:
        return _name_changes(self)


class Relogin(t.NamedTuple):
    """Give up the running session and open a new one with some login fields changed, retrying for ``patience`` s.

    Resumed with the new :class:`SessionFacts`, or the last session error is raised.
    """

    changes: t.Mapping[str, t.Any]
    patience: float = 60.0

    def __repr__(self) -> str:
        return _name_changes(self)


class WithLoginPassword(t.NamedTuple):
    """Send the request that ``build`` makes from the password (bytes) of the running session's login.

    Only the client knows it; a procedure that has to put an old password back never holds it.
    """

    build: t.Callable[[bytes], Request]


class Facts(t.NamedTuple):
    """Ask for the :class:`SessionFacts` of the running session; costs no traffic."""


class SessionFacts(t.NamedTuple):
    """What is known about the running session without asking the BMC."""

    interface: str
    host: str
    port: int
    username: str
    privilege_limit: int
    cipher_suite: int | None
    system_guid: bytes | None
    authentication_type: int | None = None

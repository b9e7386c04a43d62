# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The client for the machine's own BMC: the same procedures, without a session."""

from __future__ import annotations

import typing as t

from ..codec.message import Request
from ..effects import Procedure, SessionFacts
from ..errors import DeadlineExceeded, IpmiError
from ..session.bridging import Target
from ..session.events import Answered, Unanswered
from ..spec.command import PrivilegeLevel
from ..transport.device import DEFAULT_DEVICE
from .blocking import drive
from .operations import CloseDevice, DeviceExchange, Now, OpenDevice, Operations
from .witness import Watcher, Witnesses
from .work import Work

INTERFACE = "open"

T = t.TypeVar("T")


def run_on_device(
    procedure: Procedure[T],
    *,
    timeout: float = 30.0,
    device: str = DEFAULT_DEVICE,
    target: Target | None = None,
    watchers: t.Sequence[Watcher] = (),
) -> T:
    """Carry out a procedure on this machine's BMC within ``timeout`` seconds. Raises IpmiError."""
    return drive(_conduct(procedure, timeout, device, target, watchers))


def _conduct(
    procedure: Procedure[T], timeout: float, path: str, target: Target | None, watchers: t.Sequence[Watcher]
) -> Operations[T]:
    now, device = yield OpenDevice(path)
    work = DeviceWork(path, device, target, watchers)
    work.set_deadline(now + timeout)
    try:
        return (yield from work.perform(procedure))
    finally:
        yield CloseDevice(device)


class DeviceWork(Work):
    """Work through an open device. The system interface has every privilege and no session."""

    def __init__(
        self, path: str, device: t.Any, target: Target | None = None, watchers: t.Sequence[Watcher] = ()
    ) -> None:
        super().__init__(path, target)
        self._device = device
        self._witness = Witnesses([watch(path) for watch in watchers])

    def _transact(
        self, request: Request, target: Target | None, patience: float | None
    ) -> Operations[Answered | IpmiError]:
        now, _none = yield Now()
        until = self._deadline if patience is None else min(now + patience, self._deadline)
        command = request.command
        data = command.prefix + request.pack()
        self._witness.asked(now, 0, request)
        now, answer = yield DeviceExchange(
            self._device, command.net_fn, command.number, data, target, until, request.responder_lun
        )
        if answer is None:
            error = DeadlineExceeded(f"the BMC behind {self.bmc} did not answer {command.title} in time")
            self._witness.told(now, Unanswered(0, error))
            return error
        answered = Answered(0, answer[0], answer[1], tries=1)
        self._witness.told(now, answered)
        return answered

    def _session_facts(self) -> SessionFacts:
        return SessionFacts(
            interface=INTERFACE,
            host=self.bmc,
            port=0,
            username="",
            privilege_limit=PrivilegeLevel.ADMINISTRATOR,
            cipher_suite=None,
            system_guid=None,
        )

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Set in progress: the advisory lock around writes of configuration parameters (LAN, SOL, boot options).

It belongs to no session, so whoever takes it has to release it whatever happens. Many BMCs refuse it, or do not have
it; their writes work without. A BMC that can roll back undoes everything when it is released without a commit, as
OpenIPMI's simulator does; most BMCs write at once, and refuse the commit or do nothing. IPMI v2.0 §23.1 parameter 0.
"""

from __future__ import annotations

import typing as t

from .._desired.facet import Bracket
from .._ipmi.codec.message import Request
from .._ipmi.effects import Grace, Procedure, Wait
from .._ipmi.errors import CompletionCodeError, StateError
from .._ipmi.spec.parameter import SetInProgress

HELD_BY_ANOTHER = 0x81
"""Set ... Configuration Parameters: another party holds set in progress."""
ATTEMPTS = 6
PAUSE_SECONDS = 1.0
RELEASE_SECONDS = 5.0
"""Left for the release even when the task's time is over: a lock that stays would stop every later task."""


class SetInProgressHeld(StateError):
    """Another program holds the configuration, or left it held."""

    error_code = "set_in_progress"


class _SetInProgress:
    """Takes the lock of one configuration, and releases it if it was taken."""

    def __init__(self, what: str, message: t.Callable[[SetInProgress], Request]) -> None:
        self._what = what
        self._message = message
        self._taken = False

    def begin(self) -> Procedure[None]:
        for attempt in range(ATTEMPTS):
            if attempt:
                yield Wait(PAUSE_SECONDS)
            try:
                yield self._message(SetInProgress.SET_IN_PROGRESS)
            except CompletionCodeError as error:
                if error.completion_code == HELD_BY_ANOTHER:
                    continue
                # The lock is advisory: a BMC that does not have it, or refuses it, takes writes without it.
                return
            self._taken = True
            return
        raise SetInProgressHeld(
            f"Another program is changing {self._what}: the BMC says that a set is in progress, and went on saying so "
            f"for {ATTEMPTS - 1} seconds; if a program was ended in the middle, a restart of the BMC releases it"
        )

    def end(self) -> Procedure[None]:
        if not self._taken:
            return
        self._taken = False
        yield Grace(RELEASE_SECONDS)
        yield from self._commit()
        yield self._message(SetInProgress.SET_COMPLETE)

    def _commit(self) -> Procedure[None]:
        """Keep what was written, also after a failure: it is reported as written, and most BMCs cannot roll back."""
        try:
            yield self._message(SetInProgress.COMMIT_WRITE)
        except CompletionCodeError:
            return


def set_in_progress(key: t.Hashable, what: str, message: t.Callable[[SetInProgress], Request]) -> Bracket:
    """Return the bracket that holds set in progress around a run of writes.

    ``what`` names the configuration in an error, such as ``the LAN configuration of channel 1``; ``message`` makes the
    request that writes parameter 0. Nothing else than 81h, taken by someone else, keeps the writes from being tried.
    """
    lock = _SetInProgress(what, message)
    return Bracket(key, lock.begin, lock.end)

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One emulated BMC: what handlers work on.

A handler reads ``bmc.personality`` (shared, immutable), reads and assigns ``bmc.stored`` and ``bmc.volatile``, and
uses the methods below. It never needs to save: after a command that is not a "Get ..." the core compares the stored
state with what is on disk, and writes it before the answer leaves. Time is ``bmc.now()``: an emulated clock that tests
and the control socket can advance; what shall happen later is given to ``bmc.later(seconds, action)``.
"""

from __future__ import annotations

import heapq
import itertools
import typing as t

from .factory import new_stored, new_volatile
from .origin import Origin
from .registry import CompletionCode

if t.TYPE_CHECKING:
    from .model import ChannelAccess, User
    from .personality import ChannelDescription, Personality

CURRENT_CHANNEL = 0x0E
INVALID_FIELD = 0xCC
OUT_OF_RANGE = 0xC9

Action = t.Callable[[], None]


class Bmc:
    """The state and the clock of one BMC."""

    def __init__(self, personality: Personality, number: int = 0, address: str = "127.0.0.1", seed: int = 0) -> None:
        self.personality = personality
        self.number = number
        self.address = address
        self.seed = seed
        self.clock: t.Callable[[], float] = lambda: 0.0
        self.advanced = 0.0
        self.stored = new_stored(personality, number, address, seed)
        self.volatile = new_volatile(personality, self.stored, 0.0)
        self._timers: list[tuple[float, int, Action]] = []
        self._timer_order = itertools.count()
        self._after_answer: list[Action] = []
        self.silent_until = 0.0

    # Time

    def now(self) -> float:
        """Return the emulated time in seconds; it starts anywhere and never goes back."""
        return self.clock() + self.advanced

    def later(self, seconds: float, action: Action) -> None:
        """Do ``action`` once ``seconds`` of emulated time have passed, at the latest before the next command."""
        heapq.heappush(self._timers, (self.now() + seconds, next(self._timer_order), action))

    def run_timers(self) -> None:
        """Do everything whose time has come, in order."""
        while self._timers and self._timers[0][0] <= self.now():
            heapq.heappop(self._timers)[2]()

    # After the answer

    def after_answer(self, action: Action) -> None:
        """Do ``action`` when the answer to the present command has been sent."""
        self._after_answer.append(action)

    def take_after_answer(self) -> list[Action]:
        """Return and forget what is to be done now that the answer is out."""
        actions, self._after_answer = self._after_answer, []
        return actions

    def cold_reset(self) -> None:
        """Restart the BMC: volatile state and sessions are lost, no answers for ``personality.reset_seconds``.

        Handlers call it through ``after_answer``. The managed system's power is not touched.
        """
        self.restart(self.personality.reset_seconds)

    def restart(self, down_seconds: float) -> None:
        """Restart with a given time of silence (a fault may ask for another one than the personality's)."""
        now = self.now()
        before = self.volatile
        self._timers.clear()
        self.volatile = new_volatile(self.personality, self.stored, now)
        self.volatile.power_is_on = before.power_is_on
        self.volatile.power_on_since = before.power_on_since
        self.silent_until = now + down_seconds

    # Power of the managed system

    def set_power(self, on: bool) -> None:
        """Switch the managed system on or off at once, keeping the POH counter and the restore policy's memory."""
        volatile = self.volatile
        if volatile.power_is_on == on:
            return
        if on:
            volatile.power_on_since = self.now()
        else:
            self.stored.power_on_minutes = self.power_on_minutes()
            volatile.power_on_since = None
        volatile.power_is_on = on
        self.stored.power_was_on = on

    def power_on_minutes(self) -> int:
        """Return the POH counter in minutes."""
        since = self.volatile.power_on_since
        return self.stored.power_on_minutes + (0 if since is None else int((self.now() - since) // 60))

    # Looking things up; the completion codes are what a command with a bad channel or user number answers

    def channel(self, number: int, origin: Origin) -> ChannelDescription:
        """Return the channel named in a request, Eh meaning the one it came by. Raises CompletionCode CCh."""
        wanted = origin.channel if number == CURRENT_CHANNEL else number
        for description in self.personality.channels:
            if description.number == wanted:
                return description
        raise CompletionCode(INVALID_FIELD)

    def lan_channel(self, number: int, origin: Origin) -> ChannelDescription:
        """Return the LAN channel named in a request. Raises CompletionCode CCh for a channel of another medium."""
        description = self.channel(number, origin)
        if description.medium not in (4, 6):
            raise CompletionCode(INVALID_FIELD)
        return description

    def active_access(self, channel: int) -> ChannelAccess:
        """Return the active (volatile) access settings of a channel that has sessions."""
        return self.volatile.channel_access[channel]

    def user(self, user_id: int) -> User:
        """Return the user slot. Raises CompletionCode for a number that this BMC does not have."""
        if not 1 <= user_id <= self.personality.max_users:
            raise CompletionCode(OUT_OF_RANGE)
        if user_id in self.personality.reserved_user_ids:
            raise CompletionCode(self.personality.reserved_user_code)
        return self.stored.users[user_id]

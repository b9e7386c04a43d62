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
import random
import typing as t

from .counters import Counters
from .factory import new_stored, new_volatile
from .faults import Faults
from .model import User
from .registry import CompletionCode
from .sessions import SessionTable

if t.TYPE_CHECKING:
    from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.rmcp.ipmi_message import IpmiMessage

    from .model import ChannelAccess
    from .origin import Origin
    from .personality import ChannelDescription, Personality
    from .store import Store

CURRENT_CHANNEL = 0x0E
INVALID_FIELD = 0xCC
OUT_OF_RANGE = 0xC9
KG_SIZE = 20

Action = t.Callable[[], None]


class Bmc:
    """The state and the clock of one BMC."""

    def __init__(
        self,
        personality: Personality,
        number: int = 0,
        address: str = "127.0.0.1",
        *,
        seed: int = 0,
        clock: t.Callable[[], float] = lambda: 0.0,
        random_bytes: t.Callable[[int], bytes] | None = None,
        faults: Faults | None = None,
        store: Store | None = None,
        kg: bytes = b"",
    ) -> None:
        """``kg`` is part of the factory settings, as are the personality's accounts.

        ``clock`` gives the seconds on which ``now`` is built. ``random_bytes``, ``faults`` and ``store`` are the
        fleet's, shared by its BMCs.
        """
        self.personality = personality
        self.number = number
        self.address = address
        self.random_bytes = random_bytes or random.Random(seed).randbytes
        self.faults = faults or Faults(seed)
        self.counters = Counters()
        self.sessions = SessionTable(self)
        self.silent_until = float("-inf")
        self.clock = clock
        self._advanced = 0.0
        self._store = store
        self._timers: list[tuple[float, int, Action]] = []
        self._timer_order = itertools.count()
        self._after_answer: list[Action] = []
        self._bridged: list[IpmiMessage] = []
        self.stored = new_stored(personality, number, address, seed)
        if kg:
            self.stored.channels[personality.lan_channel].kg = kg.ljust(KG_SIZE, b"\x00")
        if store is not None:
            store.load(self)
        self.volatile = new_volatile(personality, self.stored, self.now())

    # Time

    def now(self) -> float:
        """Return the emulated time in seconds; it starts anywhere and never goes back."""
        return self.clock() + self._advanced

    def advance(self, seconds: float) -> None:
        """Let emulated time jump ahead; what was due in between happens now."""
        self._advanced += seconds
        self.run_timers()
        self.sessions.expire(self.now())

    def later(self, seconds: float, action: Action) -> None:
        """Do ``action`` once ``seconds`` of emulated time have passed, at the latest before the next command."""
        heapq.heappush(self._timers, (self.now() + seconds, next(self._timer_order), action))

    def run_timers(self) -> None:
        """Do everything whose time has come, in order."""
        while self._timers and self._timers[0][0] <= self.now():
            heapq.heappop(self._timers)[2]()

    @property
    def timer_count(self) -> int:
        """How many things are still to happen later."""
        return len(self._timers)

    # Flash

    def save(self) -> None:
        """Write the stored state to disk if it has changed. The core calls it after every command that is no read."""
        if self._store is not None and self._store.save(self):
            self.counters.state_writes += 1

    # After the answer

    def after_answer(self, action: Action) -> None:
        """Do ``action`` when the answer to the present command has been sent."""
        self._after_answer.append(action)

    def take_after_answer(self) -> list[Action]:
        """Return and forget what is to be done now that the answer is out."""
        actions, self._after_answer = self._after_answer, []
        return actions

    def send_bridged(self, message: IpmiMessage) -> None:
        """Send a message of another controller to the remote console, after the answer to the present command."""
        self._bridged.append(message)

    def take_bridged(self) -> list[IpmiMessage]:
        """Return and forget the messages of other controllers that are to be sent."""
        messages, self._bridged = self._bridged, []
        return messages

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
        self._after_answer.clear()
        self._bridged.clear()
        self.sessions.clear()
        self.volatile = new_volatile(self.personality, self.stored, now)
        self.volatile.power_is_on = before.power_is_on
        self.volatile.power_on_since = before.power_on_since
        self.silent_until = now + down_seconds

    def is_down(self) -> bool:
        """Tell whether a restart is still going on."""
        return self.now() < self.silent_until

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
        """Return the user slot, empty when nobody used it. Raises CompletionCode for a number that is not there.

        ``stored.users`` holds only the slots that were ever looked at, in any order.
        """
        if not 1 <= user_id <= self.personality.max_users:
            raise CompletionCode(OUT_OF_RANGE)
        if user_id in self.personality.reserved_user_ids:
            raise CompletionCode(self.personality.reserved_user_code)
        users = self.stored.users
        if user_id not in users:
            users[user_id] = User(user_id)
        return users[user_id]

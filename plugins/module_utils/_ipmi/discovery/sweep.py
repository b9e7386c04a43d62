# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Asks many addresses whether a BMC is there: datagrams and time in, datagrams and findings out.

No socket, no clock. The driver does, until ``is_done``::

    for datagram, address in sweep.datagrams_to_send(now):
        ...
    sweep.receive_datagram(datagram, address, now)       # or receive_error
    ...                                                  # and again at next_timeout(), or earlier

Targets are taken from their iterable one by one, as the pace and the window allow. An inquiry is in one place at a
time:

===============  =========================================================================================
``_waiting[n]``  a datagram is on its way, the n-th in a row without an answer; all of these are given the
                 same patience, so that they are due in the order in which they came in
``_ready``       the next datagram may leave as soon as the pace allows it
gone             answered, closed or silent; a ``Sighting`` is kept if anything came back
===============  =========================================================================================

So there is never more than one datagram on its way to an address (one that has outlasted its patience counts as lost),
and memory holds the window and the findings, however many targets there are. An answer counts as long as the inquiry
is there, whichever transmission it belongs to; what comes twice changes nothing.

How many tries: with 5 % of packets lost on each way, a try fails with a probability of 1 - 0.95² = 0.0975. A BMC
stays unseen when all of its tries fail:

=====  ================  ============================
tries  one BMC unseen    one of 1,000 BMCs unseen
=====  ================  ============================
4      0.000090          in one of 11 sweeps
5      0.0000088         in one of 114 sweeps
6      0.00000086        in one of 1,164 sweeps
=====  ================  ============================
"""

from __future__ import annotations

import collections
import typing as t

from ..errors import DecodeError
from .inquiry import Inquiry
from .pace import Pace
from .questions import DATAGRAMS, NUMBERS, read_answer
from .sighting import Sighting, Target

DEFAULT_TRIES = 6
"""See the table above."""

MOST_TRIES = NUMBERS // 4
"""An inquiry has at most four sets of tries: unheard, heard, without the bit of IPMI 2.0, and one begun in between."""

DEFAULT_PATIENCE = 1.0
"""Seconds for the first try: a BMC takes 5 to 200 ms, and more than a second when it is busy."""

PATIENCE_GROWTH = 1.25
"""Each further try waits so much longer: slow BMCs get their time, and six tries take 11 s."""

DEFAULT_RATE = 1000.0
"""Packets per second: less than 1 Mbit/s. A silent address takes six of them, a /16 of these six and a half minutes."""

WINDOW = 32768
"""Addresses asked at a time, at most; all of them take some 25 MB. It limits the pace only beyond 17,000 packets per
second, and there only if most addresses are silent."""

GROUP = 64
"""Datagrams handed out at a time: their answers fit into any receive buffer, the smallest of which holds some 270."""

Address = tuple[str, int]
Datagram = tuple[bytes, Target]
_Queue = t.OrderedDict[Target, Inquiry]


class Counts(t.NamedTuple):
    """What has become of the addresses; those ``asked`` are the sum of the others, ``packets_sent`` apart."""

    asked: int
    answered: int
    garbage: int
    closed: int
    troubled: int
    silent: int
    packets_sent: int


class Sweep:
    """One sweep. ``rate`` is in packets per second, None without limit; ``patience`` in seconds."""

    def __init__(
        self,
        targets: t.Iterable[Target],
        rate: float | None = DEFAULT_RATE,
        tries: int = DEFAULT_TRIES,
        patience: float = DEFAULT_PATIENCE,
        window: int = WINDOW,
    ) -> None:
        if not 1 <= tries <= MOST_TRIES:
            raise ValueError(f"an address is asked 1 to {MOST_TRIES} times")
        if patience <= 0 or window < 1:
            raise ValueError("patience and window have to be more than 0")
        self._targets = iter(targets)
        self._targets_left = True
        self._pace = Pace(rate)
        self._tries = tries
        self._patience = [patience * PATIENCE_GROWTH**number for number in range(tries)]
        self._window = window
        self._waiting: list[_Queue] = [collections.OrderedDict() for _try in range(tries)]
        self._ready: _Queue = collections.OrderedDict()
        self._inquiries: dict[Address, Inquiry] = {}
        self._asked = self._closed = self._packets_sent = 0
        self.sightings: dict[Target, Sighting] = {}
        self.troubles: dict[Target, str] = {}
        """What the network says of addresses from which nothing else has come."""

    # --- what the driver calls

    @property
    def is_done(self) -> bool:
        return not self._targets_left and not self._inquiries

    @property
    def done(self) -> int:
        """How many addresses are dealt with."""
        return self._asked - len(self._inquiries)

    def datagrams_to_send(self, now: float) -> list[Datagram]:
        """Return the datagrams to send now, at most ``GROUP``; each is returned once."""
        self._expire(now)
        outbox: list[Datagram] = []
        allowed = self._pace.allowance(now, GROUP)
        ready = self._ready
        while len(outbox) < allowed:
            if ready:
                _target, inquiry = ready.popitem(last=False)
            else:
                new = self._next_inquiry()
                if new is None:
                    break
                inquiry = new
            question, number = inquiry.next_question()
            outbox.append((DATAGRAMS[question][number], inquiry.target))
            self._wait(inquiry, now)
        self._pace.spend(len(outbox), now)
        self._packets_sent += len(outbox)
        return outbox

    def receive_datagram(self, datagram: bytes, address: Address, now: float) -> None:
        """Take in what came from an address; what comes from one that is not being asked is ignored."""
        inquiry = self._inquiries.get(address)
        if inquiry is None:
            return
        try:
            answer = read_answer(datagram)
        except DecodeError:
            inquiry.receive_garbage()
            return
        may_go_on = inquiry.receive(answer)
        if inquiry.is_answered:
            self._finish(inquiry)
        elif may_go_on:
            self._go_on(inquiry)

    def receive_error(self, address: Address, error: OSError, now: float) -> None:
        """Take in what the system says of a datagram to an address: the port is closed, there is no way there ...

        A closed port ends the inquiry. Anything else is kept in mind, and the address is asked again.
        """
        inquiry = self._inquiries.get(address)
        if inquiry is None:
            return
        if isinstance(error, ConnectionRefusedError):
            self._finish(inquiry, is_closed=True)
        else:
            inquiry.trouble = error.strerror or str(error)

    def next_timeout(self) -> float:
        """Return when :meth:`datagrams_to_send` wants to be called."""
        due = [next(iter(queue.values())).due for queue in self._waiting if queue]
        if self._ready or (self._targets_left and len(self._inquiries) < self._window):
            due.append(self._pace.next_at)
        return min(due) if due else float("-inf")

    def counts(self) -> Counts:
        """Return how many addresses have come to which end so far."""
        garbage = sum(sighting.speaks_garbage for sighting in self.sightings.values())
        seen, troubled = len(self.sightings), len(self.troubles)
        silent = self.done - seen - self._closed - troubled
        return Counts(self._asked, seen - garbage, garbage, self._closed, troubled, silent, self._packets_sent)

    # --- where an inquiry is

    def _next_inquiry(self) -> Inquiry | None:
        """Return an inquiry for a target that is not known yet, None when there is none or no room for it."""
        inquiries = self._inquiries
        while self._targets_left and len(inquiries) < self._window:
            target = next(self._targets, None)
            if target is None:
                self._targets_left = False
            elif target not in inquiries and target not in self.sightings:
                self._asked += 1
                inquiry = inquiries[target] = Inquiry(target)
                return inquiry
        return None

    def _wait(self, inquiry: Inquiry, now: float) -> None:
        level = inquiry.silences - 1
        inquiry.due = now + self._patience[level]
        inquiry.queue = queue = self._waiting[level]
        queue[inquiry.target] = inquiry

    def _go_on(self, inquiry: Inquiry) -> None:
        del inquiry.queue[inquiry.target]
        inquiry.queue = self._ready
        self._ready[inquiry.target] = inquiry

    def _expire(self, now: float) -> None:
        """Deal with the datagrams that were not answered in time."""
        for queue in self._waiting:
            while queue:
                inquiry = next(iter(queue.values()))
                if inquiry.due > now:
                    break
                if inquiry.silences >= self._tries:
                    inquiry.give_up()
                if inquiry.is_answered:
                    self._finish(inquiry)
                else:
                    self._go_on(inquiry)

    def _finish(self, inquiry: Inquiry, is_closed: bool = False) -> None:
        target = inquiry.target
        del inquiry.queue[target]
        del self._inquiries[target]
        sighting = inquiry.sighting()
        if sighting is not None:
            self.sightings[target] = sighting
        elif is_closed:
            self._closed += 1
        elif inquiry.trouble:
            self.troubles[target] = inquiry.trouble

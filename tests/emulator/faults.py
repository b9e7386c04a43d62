# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults on demand: what can be made to go wrong, by rules in a file or over the control socket.

A rule is a JSON object. ``fault`` names the kind; these fields narrow any rule down:

* ``bmc``: number of a BMC in the fleet, or a list of them (default: all),
* ``probability``: 0 to 1 (default 1), drawn from the fleet's seeded generator,
* ``skip``: let so many matches pass first (counted for each BMC),
* ``count``: act at most so many times (for each BMC; default: without end).

On datagrams, with ``direction`` ``in``, ``out`` or ``both`` (default):

* ``drop``; ``duplicate``; ``delay`` and ``reorder`` (later ones overtake it) with ``seconds``;
* ``corrupt``: one bit of one byte is flipped;
* ``silence``: nothing is heard or said, pings included.

On commands, with ``command`` (title, or number together with ``net_fn``; default: every command) and ``data`` (hex,
what the request data starts with):

* ``completion_code``: answered with ``code`` and not carried out; ``busy`` is the same with C0h as default;
* ``ignore_write``: answered with 00h and not carried out, unless it only reads;
* ``work``: carrying it out keeps the BMC busy for ``seconds``; what comes meanwhile waits and is answered in order, or
  is lost at a BMC with the quirk ``one_request_at_a_time``. A command given over the control socket takes no time;
* ``reboot``: the BMC restarts ``when`` (``before`` or ``after`` carrying it out; ``answered`` says whether the answer
  still leaves) and is silent for ``seconds``.

``sessions_exhausted``: no session can be opened.
"""

from __future__ import annotations

import json
import random
import typing as t
from dataclasses import dataclass, field
from pathlib import Path

from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.command_index import find_command_by_title

if t.TYPE_CHECKING:
    from .bmc import Bmc

WIRE_FAULTS = frozenset({"drop", "duplicate", "delay", "reorder", "corrupt"})
COMMAND_FAULTS = frozenset({"completion_code", "busy", "ignore_write", "reboot"})
"""One of them at most takes hold of a command."""
WORK_FAULTS = frozenset({"work"})
"""Make a command slow, whatever else happens to it."""
STATE_FAULTS = frozenset({"silence", "sessions_exhausted"})
DEFAULT_SECONDS = {"delay": 0.1, "reorder": 0.05, "reboot": 5.0, "work": 0.02}
NODE_BUSY = 0xC0
DATAGRAM_FIELDS = frozenset({"direction", "seconds"})
COMMAND_FIELDS = frozenset({"net_fn", "command", "data", "code", "when", "seconds", "answered"})
COMMON_FIELDS = frozenset({"fault", "bmc", "probability", "skip", "count"})


class FaultError(ValueError):
    """A rule that makes no sense; the text says which and why."""


@dataclass
class Fault:
    """One rule."""

    kind: str
    bmcs: frozenset[int] | None = None
    probability: float = 1.0
    skip: int = 0
    count: int | None = None
    direction: str = "both"
    seconds: float = 0.0
    net_fn: int | None = None
    command: int | None = None
    data: bytes = b""
    code: int = 0xFF
    when: str = "before"
    answered: bool = False
    matches: dict[int, int] = field(default_factory=dict)
    """BMC number -> how often the rule has matched there."""

    @classmethod
    def parse(cls, rule: t.Mapping[str, t.Any]) -> Fault:
        """Return the rule that a JSON object describes. Raises FaultError."""
        kind = rule.get("fault")
        allowed = set(COMMON_FIELDS)
        if kind in WIRE_FAULTS:
            allowed |= DATAGRAM_FIELDS
        elif kind in COMMAND_FAULTS | WORK_FAULTS:
            allowed |= COMMAND_FIELDS
        elif kind not in STATE_FAULTS:
            raise FaultError(f"there is no fault {kind!r}")
        unknown = set(rule) - allowed
        if unknown:
            raise FaultError(f"the fault {kind} has no {', '.join(sorted(unknown))}")
        fault = cls(kind=kind)
        try:
            fault._fill(rule)
        except (TypeError, ValueError) as error:
            raise FaultError(f"the fault {kind} is wrong: {error}") from None
        return fault

    def _fill(self, rule: t.Mapping[str, t.Any]) -> None:
        bmcs = rule.get("bmc")
        if bmcs is not None:
            self.bmcs = frozenset([bmcs] if isinstance(bmcs, int) else bmcs)
        self.probability = float(rule.get("probability", 1.0))
        self.skip = int(rule.get("skip", 0))
        self.count = None if rule.get("count") is None else int(rule["count"])
        self.direction = _one_of(rule.get("direction", "both"), ("in", "out", "both"))
        self.seconds = float(rule.get("seconds", DEFAULT_SECONDS.get(self.kind, 0.0)))
        self.net_fn, self.command = _command(rule)
        self.data = bytes.fromhex(rule.get("data", ""))
        self.code = int(rule.get("code", NODE_BUSY if self.kind == "busy" else self.code))
        self.when = _one_of(rule.get("when", "before"), ("before", "after"))
        self.answered = bool(rule.get("answered", False))

    def concerns(self, bmc: Bmc) -> bool:
        return self.bmcs is None or bmc.number in self.bmcs

    def fits(self, net_fn: int, command: int, data: bytes) -> bool:
        """Tell whether the rule is about this command."""
        return self.net_fn in (None, net_fn) and self.command in (None, command) and data.startswith(self.data)

    @property
    def lets_through(self) -> bool:
        """True for a fault on commands that strikes after the command was carried out."""
        return self.kind == "reboot" and self.when == "after"

    def strikes(self, bmc: Bmc, generator: random.Random) -> bool:
        """Count a match, and tell whether the rule acts on it."""
        if self.probability < 1.0 and generator.random() >= self.probability:
            return False
        number = self.matches.get(bmc.number, 0)
        self.matches[bmc.number] = number + 1
        return number >= self.skip and (self.count is None or number < self.skip + self.count)


def _one_of(value: t.Any, choices: tuple[str, ...]) -> str:
    if value not in choices:
        raise ValueError(f"{value!r} is none of {', '.join(choices)}")
    return str(value)


def _command(rule: t.Mapping[str, t.Any]) -> tuple[int | None, int | None]:
    command = rule.get("command")
    net_fn = rule.get("net_fn")
    if isinstance(command, str):
        found = find_command_by_title(command)
        if found is None:
            raise ValueError(f"there is no command {command!r}")
        return found.net_fn, found.number
    return (None if net_fn is None else int(net_fn)), (None if command is None else int(command))


class Faults:
    """The rules of a fleet. Most of the time there are none, and every datagram asks: so they are kept by what they
    strike."""

    def __init__(self, seed: int = 0) -> None:
        self._generator = random.Random(seed)
        self._rules: dict[int, Fault] = {}
        self._next_id = 1
        self._sort()

    def add(self, rule: t.Mapping[str, t.Any]) -> int:
        """Add a rule and return its number. Raises FaultError."""
        fault = Fault.parse(rule)
        number = self._next_id
        self._next_id += 1
        self._rules[number] = fault
        self._sort()
        return number

    def remove(self, number: int) -> None:
        """Remove one rule. Raises FaultError when it is not there."""
        if self._rules.pop(number, None) is None:
            raise FaultError(f"there is no rule {number}")
        self._sort()

    def clear(self) -> None:
        """Remove all rules."""
        self._rules.clear()
        self._sort()

    def load(self, path: Path) -> None:
        """Add the rules of a file, a JSON list. Raises FaultError."""
        try:
            rules = json.loads(path.read_text(encoding="utf-8"))
        except ValueError as error:
            raise FaultError(f"{path} is no JSON: {error}") from None
        if not isinstance(rules, list) or not all(isinstance(rule, dict) for rule in rules):
            raise FaultError(f"{path} is not a list of rules")
        for rule in rules:
            self.add(rule)

    def _sort(self) -> None:
        self._on_wire = self._of_kinds(WIRE_FAULTS)
        self._on_command = self._of_kinds(COMMAND_FAULTS)
        self._work = self._of_kinds(WORK_FAULTS)
        self._silence = self._of_kinds({"silence"})
        self._exhaustion = self._of_kinds({"sessions_exhausted"})

    def _of_kinds(self, kinds: t.Container[str]) -> tuple[Fault, ...]:
        return tuple(fault for fault in self._rules.values() if fault.kind in kinds)

    def _any_strikes(self, faults: tuple[Fault, ...], bmc: Bmc) -> bool:
        return any(fault.concerns(bmc) and fault.strikes(bmc, self._generator) for fault in faults)

    def silent(self, bmc: Bmc) -> bool:
        """Tell whether this BMC neither hears nor speaks."""
        return bool(self._silence) and self._any_strikes(self._silence, bmc)

    def sessions_exhausted(self, bmc: Bmc) -> bool:
        """Tell whether a login is to be refused for want of a session slot."""
        return self._any_strikes(self._exhaustion, bmc)

    def on_wire(self, bmc: Bmc, direction: str, datagram: bytes) -> list[tuple[float, bytes]]:
        """Return what becomes of a datagram: (seconds to wait, bytes), once, twice or not at all."""
        copies = [(0.0, datagram)]
        for fault in self._on_wire:
            if fault.direction in (direction, "both") and fault.concerns(bmc) and fault.strikes(bmc, self._generator):
                copies = self._bend(fault, copies)
        return copies

    def _bend(self, fault: Fault, copies: list[tuple[float, bytes]]) -> list[tuple[float, bytes]]:
        if fault.kind == "drop":
            return []
        if fault.kind == "duplicate":
            return copies + copies
        if fault.kind == "corrupt":
            return [(delay, self._flip_a_bit(data)) for delay, data in copies]
        return [(delay + fault.seconds, data) for delay, data in copies]

    def _flip_a_bit(self, data: bytes) -> bytes:
        position = self._generator.randrange(len(data))
        flipped = data[position] ^ 1 << self._generator.randrange(8)
        return data[:position] + bytes([flipped]) + data[position + 1 :]

    def on_command(self, bmc: Bmc, net_fn: int, command: int, data: bytes, only_reads: bool) -> Fault | None:
        """Return the rule that takes hold of a command, None when it may take its course."""
        if not self._on_command:
            return None
        faults = tuple(fault for fault in self._on_command if not (only_reads and fault.kind == "ignore_write"))
        return next(self._about_command(faults, bmc, net_fn, command, data), None)

    def work_seconds(self, bmc: Bmc, net_fn: int, command: int, data: bytes) -> float:
        """Return how long carrying out a command keeps the BMC busy."""
        if not self._work:
            return 0.0
        return sum(fault.seconds for fault in self._about_command(self._work, bmc, net_fn, command, data))

    def _about_command(
        self, faults: tuple[Fault, ...], bmc: Bmc, net_fn: int, command: int, data: bytes
    ) -> t.Iterator[Fault]:
        for fault in faults:
            if fault.concerns(bmc) and fault.fits(net_fn, command, data) and fault.strikes(bmc, self._generator):
                yield fault

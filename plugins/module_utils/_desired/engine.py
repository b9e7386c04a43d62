# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads, compares, writes and reads again: the one place where desired state happens.

The engine takes aspects (see ``facet.py``) and makes them hold:

1. *Plan*: read every aspect, keep what differs. What facets say they will ask for is asked for beforehand, several
   things at a time. Nothing is written while anything is still unread, so an option that the BMC does not have is
   refused before the first write.
2. *Guard*: ask each facet that would be written whether that cuts off the session. Refused unless allowed.
3. In check mode, stop here: the planned state is the answer.
4. *Apply*: in the order of the facets; a run of facets with the same bracket is written inside it, and the bracket
   is closed whatever happens.
5. *Verify*: read back what was written. A BMC that says 00h and keeps the old value is an error that names the option.

When something fails half way, the error carries what had been written and what had not.
"""

from __future__ import annotations

import itertools
import json
import typing as t

from .._ipmi.effects import Procedure
from .._ipmi.errors import CompletionCodeError, IpmiError, LockoutRefused, NotSupported, WriteIgnored
from .facet import Aspect, Bracket, StaysWritten, Unsupported
from .outcome import HIDDEN, Outcome

UNREADABLE: t.Any = type("Unreadable", (), {"__repr__": lambda self: "(not readable)"})()
"""The value in a facet's state of an option that is there but cannot be read."""


class Change(t.NamedTuple):
    """One aspect that has to be written: its state now, its state wanted, and the options that differ."""

    aspect: Aspect
    current: t.Mapping[str, t.Any]
    merged: t.Mapping[str, t.Any]
    names: tuple[str, ...]

    def __repr__(self) -> str:
        return f"Change({', '.join(self.labels())})"

    def labels(self) -> list[str]:
        return [self.aspect.label(name) for name in self.names]


class WriteRefused(CompletionCodeError):
    """The BMC refused a write; the message names the options that were to be written."""

    def __init__(self, labels: t.Sequence[str], error: CompletionCodeError) -> None:
        super().__init__(error.command, error.completion_code)
        self.args = (f"{', '.join(labels)}: {error}",)


class Plan(t.NamedTuple):
    """What has to be written, and what was learned on the way."""

    changes: list[Change]
    not_supported: dict[str, str]
    warnings: list[str]


def converge(
    aspects: t.Sequence[Aspect], bmc: t.Any, *, check: bool, allow_lockout: bool = False, skip_unsupported: bool = False
) -> Procedure[Outcome]:
    """Make aspects hold. Raises NotSupported, LockoutRefused, WriteIgnored, or what the BMC or the session raise."""
    plan = yield from make_plan(aspects, bmc)
    if plan.not_supported and not skip_unsupported:
        listing = "; ".join(f"{label}: {reason}" for label, reason in plan.not_supported.items())
        raise NotSupported(f"This BMC does not support {listing}. Nothing was written.")
    yield from _guard(plan.changes, bmc, allow_lockout)
    outcome = Outcome(warnings=plan.warnings, not_supported=sorted(plan.not_supported))
    for change in plan.changes:
        for name in change.names:
            _record(outcome, change, name)
    if plan.changes and not check:
        yield from _apply(plan.changes, bmc, outcome)
    return outcome


def make_plan(aspects: t.Sequence[Aspect], bmc: t.Any) -> Procedure[Plan]:
    """Read every aspect and return what differs."""
    plan = Plan([], {}, [])
    yield from read_ahead(aspects, bmc)
    for aspect in aspects:
        current = yield from aspect.facet.read(bmc, aspect.target)
        if isinstance(current, Unsupported):
            plan.not_supported.update({aspect.label(name): current.reason for name in aspect.wanted})
            continue
        change = yield from _compare(aspect, current, plan, bmc)
        if not change.names:
            continue
        reason = yield from _why_refused(change, bmc)
        if reason:
            plan.not_supported.update(dict.fromkeys(change.labels(), reason))
        else:
            plan.changes.append(change)
    plan.changes.sort(key=lambda change: change.aspect.facet.order)
    return plan


def read_ahead(aspects: t.Iterable[Aspect], bmc: t.Any) -> Procedure[None]:
    """Have the BMC asked for what aspects are going to read; ``bmc`` remembers the answers."""
    requests = list(requests_ahead(aspects, bmc))
    if requests:
        yield from bmc.read_ahead(requests)


def requests_ahead(aspects: t.Iterable[Aspect], bmc: t.Any) -> t.Iterator[t.Any]:
    """Return the requests that aspects are going to send in any case."""
    for aspect in aspects:
        if aspect.facet.ahead is not None:
            yield from aspect.facet.ahead(bmc, aspect.target)


def _compare(aspect: Aspect, current: t.Mapping[str, t.Any], plan: Plan, bmc: t.Any) -> Procedure[Change]:
    names = []
    merged = dict(current)
    for name, wanted in aspect.wanted.items():
        present = current.get(name, _NO_SUCH_SETTING)
        if isinstance(present, Unsupported):
            plan.not_supported[aspect.label(name)] = present.reason
            continue
        merged[name] = wanted
        if not (yield from _holds(aspect, name, present, wanted, bmc)):
            names.append(name)
    return Change(aspect, current, merged, tuple(names))


_NO_SUCH_SETTING = Unsupported("the BMC has no such setting")


def _why_refused(change: Change, bmc: t.Any) -> Procedure[t.Any]:
    facet = change.aspect.facet
    if facet.refuse is None:
        return None
    return (yield from facet.refuse(bmc, change.aspect.target, change.current, change.merged))


def _holds(aspect: Aspect, name: str, current: t.Any, wanted: t.Any, bmc: t.Any) -> Procedure[bool]:
    facet = aspect.facet
    if current is UNREADABLE:
        if facet.probe is None:
            return False
        return bool((yield from facet.probe(bmc, aspect.target, {name: wanted})))
    if facet.same is not None:
        return facet.same(name, current, wanted)
    return bool(current == wanted)


def _guard(changes: t.Iterable[Change], bmc: t.Any, allow_lockout: bool) -> Procedure[None]:
    """Raise LockoutRefused where a write would cut off the session, unless that is allowed.

    The guards are asked in any case, while what they look at is at hand: some writes ask them again.
    """
    reasons = []
    for change in changes:
        if change.aspect.facet.guard is None:
            continue
        reason = yield from change.aspect.facet.guard(bmc, change.aspect.target, change.current, change.merged)
        if reason:
            reasons.append(f"{', '.join(change.labels())}: {reason}")
    if reasons and not allow_lockout:
        listing = "; ".join(reasons)
        raise LockoutRefused(f"{listing}. Nothing was written. Set allow_lockout if you have another way in.")


def _apply(changes: list[Change], bmc: t.Any, outcome: Outcome) -> Procedure[None]:
    pending = [label for change in changes for label in change.labels()]
    try:
        for bracket, run in _runs(changes, bmc):
            yield from _write_run(bracket, run, bmc, outcome, pending)
            yield from read_ahead((change.aspect for change in run), bmc)
            for change in run:
                yield from _verify(change, bmc, outcome, pending)
    except IpmiError as error:
        error.written = list(outcome.written)
        error.not_written = pending
        raise


def _runs(changes: list[Change], bmc: t.Any) -> t.Iterator[tuple[Bracket | None, list[Change]]]:
    """Group neighbours that share a bracket; a change without one stands alone, so that it is verified at once."""
    alone = itertools.count()

    def bracket_of(change: Change) -> Bracket | None:
        return change.aspect.facet.bracket(bmc, change.aspect.target) if change.aspect.facet.bracket else None

    pairs = [(bracket_of(change), change) for change in changes]
    for _key, run in itertools.groupby(pairs, key=lambda pair: pair[0].key if pair[0] else ("alone", next(alone))):
        members = list(run)
        yield members[0][0], [change for _bracket, change in members]


def _write_run(
    bracket: Bracket | None, run: list[Change], bmc: t.Any, outcome: Outcome, pending: list[str]
) -> Procedure[None]:
    if bracket is not None:
        yield from bracket.begin()
    try:
        for change in run:
            try:
                yield from _write(change, bmc, outcome)
            except StaysWritten:
                _note_written(change, outcome, pending)
                raise
            _note_written(change, outcome, pending)
    except IpmiError:
        if bracket is not None:
            yield from quietly(bracket.end())
        raise
    if bracket is not None:
        yield from bracket.end()
    bmc.forget()


def _note_written(change: Change, outcome: Outcome, pending: list[str]) -> None:
    for label in change.labels():
        outcome.written.append(label)
        pending.remove(label)


def _write(change: Change, bmc: t.Any, outcome: Outcome) -> Procedure[None]:
    facet = change.aspect.facet
    try:
        yield from facet.write(bmc, change.aspect.target, change.current, change.merged)
    except CompletionCodeError as error:
        if not facet.best_effort:
            raise WriteRefused(change.labels(), error) from None
        outcome.warnings.append(f"{', '.join(change.labels())} was left as it is: {error}")


def quietly(procedure: Procedure[None]) -> Procedure[None]:
    """Run something while another error is on its way; a second one must not hide the first."""
    try:
        yield from procedure
    except IpmiError:
        return


def _verify(change: Change, bmc: t.Any, outcome: Outcome, pending: list[str]) -> Procedure[None]:
    aspect = change.aspect
    probe = aspect.facet.probe
    found = yield from aspect.facet.read(bmc, aspect.target)
    for name in change.names:
        value = UNREADABLE if isinstance(found, Unsupported) else found.get(name, UNREADABLE)
        if value is UNREADABLE:
            if probe is None:
                outcome.warnings.append(f"{aspect.label(name)} was written; this BMC gives no way to read it back")
                continue
            answer = yield from probe(bmc, aspect.target, {name: aspect.wanted[name]})
            if answer is None:
                outcome.warnings.append(f"{aspect.label(name)} was written; this BMC cannot test it")
            if answer is not False:
                continue
        elif (yield from _holds(aspect, name, value, aspect.wanted[name], bmc)):
            continue
        outcome.withdraw(aspect.path, name, aspect.label(name))
        if not aspect.facet.best_effort:
            pending.insert(0, aspect.label(name))
            raise WriteIgnored(_ignored(aspect, name, value))


def _ignored(aspect: Aspect, name: str, found: t.Any) -> str:
    if name in aspect.secrets:
        return f"{aspect.label(name)}: the BMC acknowledged the new value, but it does not hold"
    wanted = spelled(aspect.wanted[name])
    return f"{aspect.label(name)}: the BMC acknowledged {wanted}, but has {spelled(found)}"


def spelled(value: t.Any) -> str:
    """Return a value as a playbook spells it."""
    return repr(value) if isinstance(value, str) or value is UNREADABLE else json.dumps(value)


def _record(outcome: Outcome, change: Change, name: str) -> None:
    secret = name in change.aspect.secrets
    before: t.Any = change.current[name]
    after: t.Any = change.merged[name]
    if secret or before is UNREADABLE:
        before = "(another value)" if not secret else f"{HIDDEN} (another value)"
    outcome.record(change.aspect.path, name, before, HIDDEN if secret else after)


def describe(aspects: t.Sequence[Aspect], bmc: t.Any) -> Procedure[dict[str, t.Any]]:
    """Read aspects and return their options as one flat dictionary; what cannot be read is left out."""
    document: dict[str, t.Any] = {}
    yield from read_ahead(aspects, bmc)
    for aspect in aspects:
        state = yield from aspect.facet.read(bmc, aspect.target)
        if isinstance(state, Unsupported):
            continue
        for name in aspect.wanted:
            value = state.get(name, UNREADABLE)
            if value is not UNREADABLE and not isinstance(value, Unsupported) and name not in aspect.secrets:
                document[name] = value
    return document

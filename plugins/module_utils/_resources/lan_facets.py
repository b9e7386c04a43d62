# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How facets of the LAN configuration are made: one for each parameter.

Every option of one parameter is one facet: read once, merged, written once. The parameter as it was read travels in
the state (``_parameter``), so that fields which no option speaks of are written back as they were.
"""

from __future__ import annotations

import typing as t

from .._desired.engine import quietly
from .._desired.facet import Bracket, Facet, Unsupported, Values
from .._ipmi.codec.message import Request
from .._ipmi.commands.lan import LanParameter
from .._ipmi.commands.lan_parameters import LanSetInProgress
from .._ipmi.effects import Procedure
from .._ipmi.errors import CompletionCodeError, IpmiError, NotSupported
from .bmc import Bmc
from .lan_move import Move
from .lan_parameters_io import parameter_request, read_parameter, set_parameter
from .parameter_options import UNWRITABLE_CODES, Spelling, format_options, parse_options
from .set_in_progress import set_in_progress

PARAMETER = "_parameter"


class LanTarget(t.NamedTuple):
    """One LAN channel. ``move`` is there when the write may cut the session, ``set_selector`` where there are sets.

    ``old_mac`` is the MAC address of a gateway whose address is about to change without a new one being given.
    ``pinned`` are parameters that a change of the address source has to be followed by, to keep them as they are.
    """

    channel: int
    move: Move | None = None
    set_selector: int = 0
    old_mac: str | None = None
    pinned: tuple[LanParameter, ...] = ()


Cuts = t.Callable[[Move, Values, Values], t.Optional[str]]
"""``cuts(move, current, merged)`` returns why a write would cut the session, or None when it does not."""
Leads = t.Callable[[Move, Values, Values], None]
"""``leads(move, current, merged)`` notes where the BMC will be after a write."""
Guard = t.Callable[[t.Any, t.Any, Values, Values], Procedure[t.Any]]


def parameter_facet(
    parameter: type[LanParameter],
    spellings: t.Sequence[Spelling],
    order: int,
    *,
    guard: Guard | None = None,
    cuts: Cuts | None = None,
    leads: Leads | None = None,
    in_one_go: bool = False,
    place: str = "",
    afterwards: t.Callable[[Bmc, LanTarget], Procedure[None]] | None = None,
) -> Facet:
    """Return the facet of a parameter.

    ``cuts`` is asked when the target has a ``move``, and stands in for ``guard``. A write that is not ``in_one_go``
    with the writes before it waits for a session that works. ``afterwards`` runs after the write. ``place`` is what
    stands before the options' names in an error.
    """

    def ahead(bmc: Bmc, target: LanTarget) -> list[Request]:
        return [parameter_request(target.channel, parameter, target.set_selector)]

    def read(bmc: Bmc, target: LanTarget) -> Procedure[t.Any]:
        found = yield from read_parameter(bmc, target.channel, parameter, target.set_selector)
        if isinstance(found, Unsupported):
            return found
        return {PARAMETER: found, **format_options(found, spellings)}

    def write(bmc: Bmc, target: LanTarget, current: Values, merged: Values) -> Procedure[None]:
        differing = [entry.option for entry in spellings if merged[entry.option] != current[entry.option]]
        wanted = parse_options(merged, current[PARAMETER], spellings)
        reason = cuts(target.move, current, merged) if cuts and target.move else None
        names = [place + option for option in differing]
        yield from write_parameter(bmc, target, wanted, names, cut=bool(reason), in_one_go=in_one_go)
        if leads is not None and target.move is not None:
            leads(target.move, current, merged)
        if afterwards is not None:
            yield from afterwards(bmc, target)

    def cut_guard(bmc: Bmc, target: LanTarget, current: Values, merged: Values) -> Procedure[t.Any]:
        yield from ()
        return cuts(target.move, current, merged) if cuts and target.move else None

    name = parameter.__name__
    return Facet(name, read, write, order, guard=cut_guard if cuts else guard, bracket=lan_bracket, ahead=ahead)


def write_parameter(
    bmc: Bmc,
    target: LanTarget,
    parameter: LanParameter,
    options: t.Sequence[str],
    *,
    cut: bool = False,
    in_one_go: bool = False,
) -> Procedure[None]:
    """Write a parameter; ``cut`` says that the session may not survive it. Raises NotSupported or a completion code."""
    move = target.move
    what = ", ".join(options)
    request = set_parameter(target.channel, parameter)
    if move is not None and not in_one_go:
        yield from move.catch_up(bmc)
    try:
        if move is not None and cut:
            yield from move.write(request, what)
        else:
            yield request
    except CompletionCodeError as error:
        if error.completion_code in UNWRITABLE_CODES:
            raise NotSupported(f"{what}: this BMC does not let it be changed, {error}") from None
        raise


def lan_bracket(bmc: Bmc, target: LanTarget) -> Bracket:
    """Return set-in-progress of the channel; for writes that may cut the session also the login at the new place."""
    channel = target.channel
    lock = set_in_progress(
        ("lan", channel),
        f"the LAN configuration of channel {channel}",
        lambda state: set_parameter(channel, LanSetInProgress(set_in_progress=state)),
    )
    move = target.move
    if move is None:
        return lock

    def begin() -> Procedure[None]:
        yield from move.start(bmc)
        yield from lock.begin()

    def end() -> Procedure[None]:
        try:
            yield from move.finish(bmc)
        except IpmiError:
            if not move.is_lost:
                yield from quietly(lock.end())
            raise
        yield from lock.end()

    return Bracket(("lan", channel, "move"), begin, end)


def _read_reason(bmc: Bmc, target: str) -> Procedure[t.Any]:
    yield from ()
    return Unsupported(target)


def _never_written(bmc: Bmc, target: str, current: Values, merged: Values) -> Procedure[None]:
    yield from ()


NOT_OFFERED = Facet("not_offered", _read_reason, _never_written)
"""Stands for options that this BMC cannot hold; the target says why."""

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which privilege each cipher suite allows: LAN parameter 24, which can be read in two ways.

The parameter is a table of sixteen privilege levels. Its places are counted *by position* in the list of suites that
parameter 23 gives, says the specification; many BMCs count them *by suite id* instead, and a few do neither. Writing
under the wrong reading opens one suite and closes another, perhaps the only one that lets anybody in. So:

* where both readings agree on what is asked for, there is nothing to decide;
* the running session is evidence: a reading under which its suite is unused cannot be the right one;
* otherwise nobody guesses: the error says what each reading would mean, and ``cipher_suite_order`` decides.

Places of suites that are not named are never touched, and after a write on the session's channel its suite is proved
by a second login; if that fails, the old table is put back.
"""

from __future__ import annotations

import typing as t

from .._desired.facet import Aspect, Facet, Unsupported, Values
from .._desired.options import Kind, Option, choice, integer, listing
from .._ipmi.codec.message import Request
from .._ipmi.commands.lan_parameters import CipherSuiteEntries, CipherSuitePrivilegeLevels
from .._ipmi.commands.session import GetChannelCipherSuitesRequest, parse_cipher_suite_records
from .._ipmi.effects import Procedure, SessionFacts
from .._ipmi.errors import Ambiguous, CompletionCodeError
from .._ipmi.spec.command import PrivilegeLevel
from .._ipmi.spec.session import CIPHER_SUITE_LIST_INDEX_LIMIT, CIPHER_SUITE_PAGE_SIZE
from .._quirks.lan import cipher_suite_order, listed_cipher_suites
from . import order
from .bmc import Bmc
from .lan_facets import LanTarget, lan_bracket, write_parameter
from .lan_parameters_io import parameter_request, read_parameter, set_parameter
from .second_login import prove_or_put_back
from .words import word

PLACES = 16
UNUSED = "unused"
PRIVILEGES = (UNUSED, "callback", "user", "operator", "administrator", "oem")
BY_ID, BY_POSITION = "by_id", "by_position"

_NAME = "cipher_suite_privileges"
_TABLES = (CipherSuiteEntries, CipherSuitePrivilegeLevels)


def _suite_privileges() -> Kind:
    entries = listing(
        Option("suite", integer(0, 255), required=True), Option("privilege", choice(*PRIVILEGES), required=True)
    )

    def check(value: list[dict[str, t.Any]]) -> list[dict[str, t.Any]]:
        suites = [entry["suite"] for entry in value]
        for suite in suites:
            if suites.count(suite) > 1:
                raise ValueError(f"suite {suite} is named twice")
        return sorted(value, key=lambda entry: int(entry["suite"]))

    return entries._replace(check=check)


CIPHER_OPTIONS = (
    Option(_NAME, _suite_privileges()),
    Option("cipher_suite_order", choice(BY_ID, BY_POSITION)),
)


class Reading(t.NamedTuple):
    """One way to read the table: the place of each suite that the BMC offers, as far as it has one."""

    order: str
    places: t.Mapping[int, int]


class CipherTarget(t.NamedTuple):
    """The table of one channel. ``readings`` are those that may be right; the first one is written by.

    ``named`` are the suites that the task speaks of, with the privilege it wants. ``own_suite`` is the suite of the
    session, if it came in over this channel.
    """

    lan: LanTarget
    readings: tuple[Reading, ...]
    offered: tuple[int, ...]
    own_suite: int | None
    own_level: int
    named: t.Mapping[int, str] = {}


def bind_cipher_suites(
    bmc: Bmc, options: Values, path: tuple[t.Any, ...], target: LanTarget
) -> Procedure[list[Aspect]]:
    """Return the aspect of the suites named. Raises Ambiguous where it matters how the table is read."""
    wanted = {entry["suite"]: entry["privilege"] for entry in options.get(_NAME) or []}
    if not wanted:
        return []
    table = yield from _cipher_target(bmc, target, options.get("cipher_suite_order"))
    levels = yield from _read_levels(bmc, target)
    table = table._replace(named=wanted)
    if not isinstance(levels, Unsupported):
        table = table._replace(readings=_decided(table, levels, wanted))
    return [Aspect((*path, _NAME), TABLE, table, {str(suite): privilege for suite, privilege in wanted.items()})]


def cipher_suites_ahead(channel: int, options: Values) -> list[Request]:
    """Return what the options of cipher suites will be read with."""
    return [parameter_request(channel, one) for one in _TABLES] if options.get(_NAME) else []


def read_cipher_suites(bmc: Bmc, target: LanTarget) -> Procedure[dict[str, t.Any]]:
    """Return the privilege of each suite for which there is no doubt, as the options take it back.

    Where the session decides how the table is read, the document says so: another session may not be able to.
    """
    levels = yield from _read_levels(bmc, target)
    if isinstance(levels, Unsupported):
        return {}
    table = yield from _cipher_target(bmc, target, None)
    privileges = []
    for suite in sorted(table.offered):
        found = {_privilege(levels, reading, suite) for reading in table.readings}
        if len(found) == 1 and found <= set(PRIVILEGES):
            privileges.append({"suite": suite, "privilege": found.pop()})
    if not privileges:
        return {}
    decided = {"cipher_suite_order": table.readings[0].order} if len(table.readings) == 1 else {}
    return {_NAME: privileges, **decided}


def _cipher_target(bmc: Bmc, target: LanTarget, named_order: str | None) -> Procedure[CipherTarget]:
    """Return the table's readings that are possible, with what decides without asking what is wanted."""
    offered = yield from _offered_suites(bmc, target.channel)
    readings: tuple[Reading, ...] = (
        Reading(BY_ID, {suite: suite for suite in offered if suite < PLACES}),
        Reading(BY_POSITION, {suite: place for place, suite in enumerate(offered[:PLACES])}),
    )
    known = named_order or cipher_suite_order(bmc.manufacturer_id)
    if known:
        readings = tuple(reading for reading in readings if reading.order == known)
    facts = yield from _own_facts(bmc, target.channel)
    own_suite, own_level = (facts.cipher_suite, facts.privilege_limit) if facts else (None, 0)
    levels = yield from _read_levels(bmc, target)
    if known is None and not isinstance(levels, Unsupported):
        readings = _explaining(readings, levels, own_suite)
    return CipherTarget(target, readings, offered, own_suite, own_level)


def _own_facts(bmc: Bmc, channel: int) -> Procedure[SessionFacts | None]:
    """Return what is known of the session if it is an RMCP+ session on this channel."""
    facts = yield from bmc.facts()
    if facts.interface != "lanplus" or channel != (yield from bmc.session_channel()):
        return None
    return facts


def _offered_suites(bmc: Bmc, channel: int) -> Procedure[tuple[int, ...]]:
    """Return the suites in the BMC's order: parameter 23, or Get Channel Cipher Suites where it is missing."""
    entries = yield from read_parameter(bmc, channel, CipherSuiteEntries)
    if not isinstance(entries, Unsupported):
        return listed_cipher_suites(bmc.manufacturer_id, tuple(entries.cipher_suites))
    data = b""
    for index in range(CIPHER_SUITE_LIST_INDEX_LIMIT):
        try:
            page = yield from bmc.read(GetChannelCipherSuitesRequest(channel_number=channel, list_index=index))
        except CompletionCodeError:
            break
        data += page.record_data
        if len(page.record_data) < CIPHER_SUITE_PAGE_SIZE:
            break
    return tuple(record.suite.id for record in parse_cipher_suite_records(data))


def _read_levels(bmc: Bmc, target: LanTarget) -> Procedure[t.Any]:
    """Return the levels of the table's places, or Unsupported. Some BMCs return less than sixteen."""
    found = yield from read_parameter(bmc, target.channel, CipherSuitePrivilegeLevels)
    return found if isinstance(found, Unsupported) else tuple(found.privilege_levels)


def _privilege(levels: t.Sequence[int], reading: Reading, suite: int) -> str | None:
    """Return the privilege of a suite under a reading, None where that reading has no place for it."""
    place = reading.places.get(suite)
    if place is None or place >= len(levels):
        return None
    return UNUSED if levels[place] == PrivilegeLevel.UNSPECIFIED else word(levels[place])


def _explaining(readings: tuple[Reading, ...], levels: t.Sequence[int], own_suite: int | None) -> tuple[Reading, ...]:
    """Return the readings under which the session's suite can carry the session."""
    if own_suite is None:
        return readings
    too_low = (UNUSED, "callback")
    return tuple(reading for reading in readings if _privilege(levels, reading, own_suite) not in too_low)


def _decided(table: CipherTarget, levels: t.Sequence[int], wanted: t.Mapping[int, str]) -> tuple[Reading, ...]:
    """Return the readings, the one to write by first. Raises Ambiguous where they want different writes."""
    named = [suite for suite in wanted if suite in table.offered]
    if not table.readings and named:
        raise Ambiguous(
            f"{_NAME}: whether this BMC counts cipher suites by id or by position, suite {table.own_suite} would be "
            "unused, yet the session uses it. Nothing was written. Change it with the BMC's own tools, or insist on a "
            "reading with cipher_suite_order"
        )
    unclear = [suite for suite in named if not _is_clear(table, levels, suite, wanted[suite])]
    if not unclear:
        return table.readings
    first, second = table.readings
    raise Ambiguous(
        f"{_NAME}: this BMC's table of cipher suites can be read in two ways, and nothing tells which is right. "
        f"{_described(first, levels, unclear)}; {_described(second, levels, unclear)}. Nothing was written. "
        f"Set cipher_suite_order to {BY_ID} or {BY_POSITION} if you know"
    )


def _is_clear(table: CipherTarget, levels: t.Sequence[int], suite: int, wanted: str) -> bool:
    """Tell whether all readings put a suite in the same place, or all find it as wanted."""
    if len({reading.places.get(suite) for reading in table.readings}) == 1:
        return True
    found = {_privilege(levels, reading, suite) for reading in table.readings}
    if suite == table.own_suite and word(PrivilegeLevel(table.own_level)) == wanted:
        found.discard(None)
    return found == {wanted}


def _described(reading: Reading, levels: t.Sequence[int], suites: t.Iterable[int]) -> str:
    found = {suite: _privilege(levels, reading, suite) for suite in suites}
    listing_text = ", ".join(f"{suite} {privilege or 'has no place'}" for suite, privilege in found.items())
    return f"Read {reading.order}: {listing_text}"


def _read(bmc: Bmc, target: CipherTarget) -> Procedure[t.Any]:
    levels = yield from _read_levels(bmc, target.lan)
    if isinstance(levels, Unsupported) and not target.offered:
        return levels
    return {"_levels": levels, **{str(suite): _found(target, levels, suite) for suite in target.named}}


def _found(target: CipherTarget, levels: t.Any, suite: int) -> str | Unsupported:
    """Return what a suite has. One that is not offered is unused, one without a place is known by the session."""
    wanted = target.named[suite]
    if suite not in target.offered:
        return wanted if wanted == UNUSED else Unsupported("it does not offer the suite")
    found = None if isinstance(levels, Unsupported) else _privilege(levels, target.readings[0], suite)
    if found is not None:
        return found
    if suite == target.own_suite and word(PrivilegeLevel(target.own_level)) == wanted:
        return wanted
    return Unsupported("it has no place for the privilege of the suite")


def _written(target: CipherTarget, current: Values, merged: Values) -> tuple[int, ...]:
    """Return the table with the places of the differing suites changed."""
    levels = list(current["_levels"])
    for suite, privilege in merged.items():
        if suite == "_levels" or privilege == current[suite]:
            continue
        levels[target.readings[0].places[int(suite)]] = (
            PrivilegeLevel.UNSPECIFIED if privilege == UNUSED else PrivilegeLevel[privilege.upper()]
        )
    return tuple(levels)


def _filled(levels: tuple[int, ...]) -> tuple[int, ...]:
    """Return a whole table, as it is written: a BMC may have returned less."""
    return levels + (PrivilegeLevel.UNSPECIFIED,) * (PLACES - len(levels))


def _write(bmc: Bmc, target: CipherTarget, current: Values, merged: Values) -> Procedure[None]:
    names = [f"{_NAME}.{suite}" for suite in merged if suite != "_levels" and merged[suite] != current[suite]]
    levels = _filled(_written(target, current, merged))
    yield from write_parameter(bmc, target.lan, CipherSuitePrivilegeLevels(privilege_levels=levels), names)
    if target.own_suite is None or _reason_to_refuse(target, current, merged):
        return
    old = set_parameter(target.lan.channel, CipherSuitePrivilegeLevels(privilege_levels=_filled(current["_levels"])))
    suite = {"cipher_suites": (target.own_suite,)}
    yield from prove_or_put_back(bmc, suite, old, ", ".join(names), "the old privileges were put back")


def _reason_to_refuse(target: CipherTarget, current: Values, merged: Values) -> str | None:
    """Return why the session's suite would no longer carry it, under any reading that may be right."""
    before, after = current["_levels"], _written(target, current, merged)
    for reading in target.readings:
        place = reading.places.get(target.own_suite if target.own_suite is not None else -1)
        if place is not None and place < len(before) and after[place] < target.own_level <= before[place]:
            return (
                f"the session uses suite {target.own_suite}, which would fall below "
                f"{word(PrivilegeLevel(target.own_level))}"
            )
    return None


def _guard(bmc: Bmc, target: CipherTarget, current: Values, merged: Values) -> Procedure[str | None]:
    yield from ()
    return _reason_to_refuse(target, current, merged)


TABLE = Facet(
    "CipherSuitePrivilegeLevels",
    _read,
    _write,
    order.CIPHER_SUITES,
    guard=_guard,
    bracket=lambda bmc, target: lan_bracket(bmc, target.lan),
    ahead=lambda bmc, target: [parameter_request(target.lan.channel, CipherSuitePrivilegeLevels)],
)

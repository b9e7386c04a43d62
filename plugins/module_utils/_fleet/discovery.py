# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds the BMCs of some sources and looks at them, from one process.

1. Names become addresses.
2. A *sweep* asks every address, without a login, whether there is a BMC and what it offers.
3. A *look* logs in to each BMC that was found, where accounts are given, many at a time.

What goes wrong at one place is a sentence among the problems, or in the finding; the other places are found all the
same. Findings come in the order of the sources and addresses, whatever answered first.
"""

from __future__ import annotations

import itertools
import typing as t

from .._ipmi.client.fan_out import run_fleet
from .._ipmi.client.sweeping import SweepReport, sweep
from .._ipmi.discovery.sighting import Sighting, Target
from .._ipmi.discovery.sweep import DEFAULT_RATE, DEFAULT_TRIES
from .._ipmi.errors import IpmiError, NameNotResolved
from .._ipmi.transport.names import resolve_all
from .credentials import LoginSettings
from .finding import FOUND, NOT_IPMI, SILENT, Finding, seen_from_outside
from .look import look
from .naming import listing
from .sources import Candidate, Candidates, Source, names_to_resolve

Progress = t.Callable[[str, int, t.Optional[int]], None]
"""Told what is going on, how much of it is done, and of how much where that is known."""


_OTHERS_AT_MOST = 5
"""Places with the same GUID that a host is told of: some vendors give all boards the same."""


class Pace(t.NamedTuple):
    """How hard networks and BMCs are asked. ``rate`` in packets per second, None for no limit."""

    rate: float | None = DEFAULT_RATE
    tries: int = DEFAULT_TRIES
    at_once: int = 64


class Discovery(t.NamedTuple):
    """All that was found, and one sentence for each thing that went wrong."""

    findings: list[Finding]
    problems: list[str]


def discover(
    sources: t.Sequence[Source], settings: LoginSettings, pace: Pace, progress: Progress = lambda *_said: None
) -> Discovery:
    """Return everything that is found at the places that the sources name, and nothing else."""
    problems: list[str] = []
    candidates = Candidates(sources, _resolved(sources, problems))
    report = _sweep(candidates, pace, progress, problems)
    found = _findings(candidates, report, sources, problems)
    _look_at_all(found, settings, pace, progress, problems)
    problems += [sentence for candidate, finding in found for sentence in _mismatch(candidate, finding)]
    findings = [finding for _candidate, finding in found]
    problems += note_shared_guids(findings)
    return Discovery(findings, problems)


def _resolved(sources: t.Sequence[Source], problems: list[str]) -> dict[str, str]:
    answers = resolve_all(names_to_resolve(sources), sources[0].port)
    problems += [str(answer) for answer in answers.values() if isinstance(answer, NameNotResolved)]
    return {name: answer for name, answer in answers.items() if isinstance(answer, str)}


def _sweep(candidates: Candidates, pace: Pace, progress: Progress, problems: list[str]) -> SweepReport:
    report = sweep(
        _Targets(candidates),
        rate=pace.rate,
        tries=pace.tries,
        on_progress=lambda done, total, _found: progress("asked", done, total),
    )
    problems += _troubles(report)
    return report


class _Targets:
    """The candidates as a sweep wants them: made one at a time, and how many there are at most."""

    def __init__(self, candidates: Candidates) -> None:
        self._candidates = candidates

    def __iter__(self) -> t.Iterator[Target]:
        return itertools.starmap(Target, self._candidates.keys())

    def __len__(self) -> int:
        return self._candidates.at_most


def _troubles(report: SweepReport) -> t.Iterator[str]:
    """Return a sentence for each kind of trouble that kept packets from addresses; a whole network may have one."""
    by_reason: dict[str, list[str]] = {}
    for trouble in report.troubles:
        by_reason.setdefault(trouble.reason, []).append(trouble.target.address)
    for reason, addresses in by_reason.items():
        yield f"{listing(addresses)} could not be asked: {reason}"


def _findings(
    candidates: Candidates, report: SweepReport, sources: t.Sequence[Source], problems: list[str]
) -> list[tuple[Candidate, Finding]]:
    """Return what was sighted, and what was expected and is silent."""
    found = []
    unseen = {candidate.key: candidate for candidate in candidates.expected}
    for sighting in report.sightings:
        candidate = candidates.find(*sighting.target)
        if candidate is None:
            continue
        unseen.pop(candidate.key, None)
        state = FOUND if sighting.is_bmc else NOT_IPMI
        if sighting.speaks_garbage:
            problems.append(f"{candidate.host} port {candidate.port} answers, but what it says is not IPMI")
        if sighting.is_bmc or candidate.is_expected:
            found.append((candidate, _finding(candidate, sources, state, _seen(sighting))))
    found += [(candidate, _finding(candidate, sources, SILENT, {})) for candidate in unseen.values()]
    return sorted(found, key=lambda pair: (pair[1].source, Target(*pair[0].key).order))


def _seen(sighting: Sighting) -> dict[str, t.Any]:
    return seen_from_outside(sighting.answers_ping, sighting.capabilities) if sighting.is_bmc else {}


def _finding(candidate: Candidate, sources: t.Sequence[Source], state: str, facts: dict[str, t.Any]) -> Finding:
    row = candidate.row
    name = row.get("name") if row else None
    if name is None and candidate.host != candidate.address:
        name = candidate.host
    return Finding(
        host=candidate.host,
        address=candidate.address,
        port=candidate.port,
        source=sources.index(candidate.source),
        state=state,
        facts={**facts, "name": name},
        variables={**candidate.source.variables, **(row.variables if row else {})},
    )


def _look_at_all(
    found: list[tuple[Candidate, Finding]],
    settings: LoginSettings,
    pace: Pace,
    progress: Progress,
    problems: list[str],
) -> None:
    pairs = [(one, finding) for one, finding in found if finding.state == FOUND and one.credentials]
    done = 0

    def note(pair: tuple[Candidate, Finding], outcome: Finding | IpmiError) -> None:
        nonlocal done
        done += 1
        progress("looked at", done, len(pairs))

    run_fleet(
        pairs,
        lambda pair: look(*pair, settings),
        at_once=min(pace.at_once, max(len(pairs), 1)),
        done=note,
        warn=problems.append,
    )


def _mismatch(candidate: Candidate, finding: Finding) -> t.Iterator[str]:
    row = candidate.row
    if row is not None:
        for name in finding.facts.get("mismatches") or []:
            says, found = row.expected[name], finding.facts[name]
            yield f"{finding.facts.get('name') or finding.place}: by {row.where} its {name} is {says}, it says {found}"


def note_shared_guids(findings: t.Sequence[Finding]) -> list[str]:
    """Tell each of several BMCs with one GUID where the others are; return a sentence for each such GUID.

    It may be one BMC with two addresses, or a vendor that gives all boards the same: only a person can tell.
    """
    by_guid: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.facts.get("guid"):
            by_guid.setdefault(finding.facts["guid"], []).append(finding)
    problems = []
    for guid, holders in by_guid.items():
        if len(holders) > 1:
            places = [holder.place for holder in holders]
            for holder in holders:
                others = (place for place in places if place != holder.place)
                holder.facts["guid_also_at"] = list(itertools.islice(others, _OTHERS_AT_MOST))
            problems.append(f"{listing(places)} have one GUID, {guid}: is it one BMC with several addresses?")
    return problems

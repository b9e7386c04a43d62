# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The findings by check, worst first: what is wrong is said once, with the hosts that it is true of.

Reasons, remedies and fragments repeat on many hosts of a fleet, so hosts with the same ones are one group. What was
read differs more often; where it does, a few hosts stand for all, and the report as JSON has the rest.
"""

from __future__ import annotations

import typing as t

from ..fleet import BAD_STATES, STATES, Check, Finding, Fleet
from ..text import compact
from .markup import badge, meter, plural, state_badge, text

_SAMPLES = 5
"""Hosts whose evidence is shown where it differs within a group."""

_Pair = tuple[str, Finding]


def worst(fleet: Fleet) -> str:
    """Return the checks that fail or are in conflict somewhere: the most severe first, then the most frequent."""
    grouped = _by_check(fleet)
    bad = {check: _bad(grouped[check.id]) for check in fleet.checks}
    wrong = [check for check in fleet.checks if bad[check]]
    wrong.sort(key=lambda check: (check.rank[0], -len(bad[check]), check.id))
    if not wrong:
        nothing = "Nothing fails." if fleet.audited else "Nothing was audited."
        return f"<section aria-labelledby=worst><h2 id=worst>Worst findings</h2><p class=lead>{nothing}</p></section>"
    items = "".join(_check(check, grouped[check.id], len(fleet.audited)) for check in wrong)
    return f"<section aria-labelledby=worst><h2 id=worst>Worst findings</h2>{items}</section>"


def others(fleet: Fleet) -> str:
    """Return the checks that nothing is wrong with anywhere."""
    grouped = _by_check(fleet)
    right = sorted((check for check in fleet.checks if not _bad(grouped[check.id])), key=lambda check: check.rank)
    if not right:
        return ""
    items = "".join(_check(check, grouped[check.id], len(fleet.audited)) for check in right)
    return f"<section class=calm aria-labelledby=others><h2 id=others>Other checks</h2>{items}</section>"


def _by_check(fleet: Fleet) -> dict[str, list[_Pair]]:
    grouped: dict[str, list[_Pair]] = {check.id: [] for check in fleet.checks}
    for host in fleet.hosts:
        for finding in host.findings:
            grouped[finding.check].append((host.name, finding))
    return grouped


def _bad(pairs: list[_Pair]) -> list[_Pair]:
    return [pair for pair in pairs if pair[1].state in BAD_STATES]


def _check(check: Check, pairs: list[_Pair], audited: int) -> str:
    bad = len(_bad(pairs))
    summary = (
        f"{badge(check.severity)}<span class=id>{text(check.id)}</span><span class=title>{text(check.title)}</span>"
    )
    if bad:
        summary += f"<span class=share>{bad:,} of {audited:,}{meter(100 * bad / audited, 'poor')}</span>"
    else:
        present = [state for state in STATES if any(finding.state == state for _host, finding in pairs)]
        summary += f'<span class="share states">{"".join(map(state_badge, present))}</span>'
    references = "; ".join(check.references)
    body = f"<p class=refs>Profile {check.profile}{f'. {text(references)}' if references else ''}</p>"
    body += "".join(_group(group, pairs, audited) for group in _groups(pairs))
    return f'<details class=check id="{text(check.id)}"><summary>{summary}</summary>{body}</details>'


def _groups(pairs: list[_Pair]) -> list[list[_Pair]]:
    """Return the findings of one check, those together that say the same."""
    groups: dict[str, list[_Pair]] = {}
    for host, finding in pairs:
        same = compact([finding.state, finding.reason, finding.remedy, finding.mend, finding.waiver])
        groups.setdefault(same, []).append((host, finding))
    return sorted(groups.values(), key=lambda group: (STATES.index(group[0][1].state), -len(group), group[0][0]))


def _group(group: list[_Pair], pairs: list[_Pair], audited: int) -> str:
    finding = group[0][1]
    parts = [f"<div class=group><p>{state_badge(finding.state)} {text(finding.reason)}</p>"]
    if finding.remedy:
        parts.append(f"<p><b>Remedy</b> {text(finding.remedy)}</p>")
    if finding.waiver:
        parts.append(f"<p><b>Waiver</b> {_waiver(finding.waiver)}</p>")
    if finding.mend:
        parts.append(f"<p><b>Mended by</b> <code>{text(compact(finding.mend))}</code></p>")
    parts.append(_hosts([host for host, _finding in group], [host for host, _finding in pairs], audited))
    if finding.state != "pass":
        parts.append(_evidence(group))
    return "".join(parts) + "</div>"


def _waiver(waiver: t.Mapping[str, t.Any]) -> str:
    sentence = f"{waiver.get('reason') or 'without a reason'}, until {waiver.get('expires') or 'no date'}"
    owner = waiver.get("owner")
    return text(f"{sentence} ({owner})" if owner else sentence)


def _hosts(group: list[str], everywhere: list[str], audited: int) -> str:
    """Return which hosts a group is about, in the shorter way: those that are in it, or those that are not."""
    if len(group) == audited > 1:
        return f"<p class=hosts>All {audited:,} audited BMCs</p>"
    if len(everywhere) == audited and 2 * len(group) > audited:
        inside = set(group)
        rest = ", ".join(text(host) for host in everywhere if host not in inside)
        return f"<p class=hosts><b>{plural(len(group), 'BMC', 'BMCs')}</b>: all but {rest}</p>"
    names = ", ".join(map(text, group))
    return f"<p class=hosts><b>{plural(len(group), 'BMC', 'BMCs')}</b>: {names}</p>"


def _evidence(group: list[_Pair]) -> str:
    read = [(host, compact(finding.evidence)) for host, finding in group if finding.evidence]
    if not read:
        return ""
    if all(evidence == read[0][1] for _host, evidence in read):
        return f"<p><b>Read</b> <code>{text(read[0][1])}</code></p>"
    rows = "".join(f"<li>{text(host)} <code>{text(evidence)}</code>" for host, evidence in read[:_SAMPLES])
    more = len(read) - _SAMPLES
    rest = f"<li>{plural(more, 'more BMC', 'more BMCs')}: in the report as JSON" if more > 0 else ""
    return f"<p><b>Read</b></p><ul class=read>{rows}{rest}</ul>"

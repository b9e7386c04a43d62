# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The heat map: a table of hosts and checks, the worst in the upper left corner.

Hosts that could not be audited come first, then those with the lowest scores. Checks are in the order of their
severity. The script filters it; without the script it is a table to scroll.

A large fleet is several tables in one frame: a browser lays out those that are in sight, which takes a moment, where
one table of a hundred thousand cells takes many seconds.
"""

from __future__ import annotations

from itertools import groupby

from ..fleet import STATES, Check, Fleet, Host, natural
from .markup import MARKS, NO_FINDING, score_kind, score_text, state_class, text

_PREFIX = "BMC-"
_CHUNK = 100
"""Rows of one table."""


def heat_map(fleet: Fleet) -> str:
    """Return the section with the heat map, or nothing where no check was made."""
    if not fleet.hosts:
        return ""
    checks = sorted(fleet.checks, key=lambda check: check.rank)
    profiles = list(fleet.scores())
    hosts = worst_first(fleet)
    tables = "".join(
        _table(hosts[start : start + _CHUNK], start, len(hosts), checks, profiles)
        for start in range(0, len(hosts), _CHUNK)
    )
    return (
        "<section aria-labelledby=map><h2 id=map>Hosts and checks</h2>"
        f"{_filters(profiles)}{_legend()}"
        f'<div class="scroll map" id=heat tabindex=0 role=region aria-labelledby=map>{tables}</div></section>'
    )


def _table(hosts: list[Host], start: int, total: int, checks: list[Check], profiles: list[str]) -> str:
    lazy = " lazy" if total > _CHUNK else ""
    rows = "".join(_row(host, checks, profiles) for host in hosts)
    return (
        f'<div class="chunk{lazy}"><table><caption class=vh>What became of each check, hosts {start + 1} to '
        f"{start + len(hosts)} of {total}, worst scores first</caption>"
        f"{_columns(checks, profiles)}{_head(checks, profiles, linked=not start)}<tbody>{rows}</table></div>"
    )


def worst_first(fleet: Fleet) -> list[Host]:
    """Return the hosts in the order of the heat map."""

    def key(host: Host) -> tuple[int, int, object]:
        score = host.scores.get(fleet.run.profile)
        return int(host.failure is None), 101 if score is None else score, natural(host.name)

    return sorted(fleet.hosts, key=key)


def _filters(profiles: list[str]) -> str:
    severities = _options(["critical", "high", "medium", "low"], "All severities", "and worse")
    states = "".join(f"<option value={state}>{MARKS[state][1]}" for state in STATES)
    return (
        '<form id=filters hidden><label>Host <input type=search id=f-host placeholder="part of a name" '
        "autocomplete=off></label>"
        f'<label>Has <select id=f-state><option value="">anything{states}<option value=not_audited>not audited'
        "</select></label>"
        f"<label>Severity <select id=f-severity>{severities}</select></label>"
        f'<label>Profile <select id=f-profile><option value="">All profiles{"".join(f"<option>{p}" for p in profiles)}'
        "</select></label>"
        "<label>Order <select id=f-order><option value=worst>worst first<option value=name>by name</select></label>"
        "<button type=reset>Reset</button><output id=shown role=status aria-live=polite></output></form>"
    )


def _options(values: list[str], every: str, suffix: str) -> str:
    shown = [
        f"<option value={value}>{value}{'' if number == 0 else f' {suffix}'}" for number, value in enumerate(values)
    ]
    return f'<option value="">{every}{"".join(shown)}'


def _legend() -> str:
    keys = [
        f'<li><i class="key t-{state}" aria-hidden=true>{sign}</i> {words}' for state, (sign, words) in MARKS.items()
    ]
    return f'<ul class=legend aria-label="What the signs mean">{"".join(keys)}</ul>'


def _columns(checks: list[Check], profiles: list[str]) -> str:
    return f"<colgroup><col class=host><col class=num span={len(profiles)}>" + (
        f"<col class=c span={len(checks)}>" if checks else ""
    )


def _head(checks: list[Check], profiles: list[str], *, linked: bool) -> str:
    """Return the heads of the columns. Only those of the first table are links: one for each check is enough."""
    groups = "".join(
        f'<th scope=colgroup class="g s-{severity}" colspan={len(list(group))}><span>{severity}</span>'
        for severity, group in groupby(checks, key=lambda check: check.severity)
    )
    score_heads = "".join(f'<th scope=col class="v num"><span>{profile}</span>' for profile in profiles)
    check_heads = "".join(
        f'<th scope=col class=v data-s={check.severity} data-p={check.profile} title="{text(check.title)}">'
        + (
            f'<a href="#{text(check.id)}">{text(_short(check.id))}</a>'
            if linked
            else f"<span>{text(_short(check.id))}</span>"
        )
        for check in checks
    )
    return (
        f"<thead><tr><td><th scope=colgroup class=g colspan={len(profiles)}><span>score</span>{groups}"
        f"<tr><th scope=col class=corner>Host{score_heads}{check_heads}"
    )


def _short(check_id: str) -> str:
    """Return an id without what all of them begin with."""
    return check_id[len(_PREFIX) :] if check_id.startswith(_PREFIX) else check_id


def _row(host: Host, checks: list[Check], profiles: list[str]) -> str:
    about = " · ".join(str(host.bmc[name]) for name in ("manufacturer", "firmware", "address") if name in host.bmc)
    title = f' title="{text(about)}"' if about else ""
    start = f"<tr><th scope=row{title}>{text(host.name)}"
    if host.failure:
        return f"{start}<td class=x colspan={len(profiles) + len(checks)}>{text(host.failure.message)}\n"
    scores = "".join(
        f"<td class={score_kind(host.scores.get(name))}>{score_text(host.scores.get(name))}" for name in profiles
    )
    states = {finding.check: finding.state for finding in host.findings}
    return f"{start}{scores}{''.join(_cell(states.get(check.id), check.severity) for check in checks)}\n"


def _cell(state: str | None, severity: str) -> str:
    if state is None:
        return f"<td class={NO_FINDING}>"
    if state == "pass":
        return f"<td>{MARKS[state][0]}"
    return f"<td class={state_class(state, severity)}>{MARKS[state][0]}"

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The upper part of the page: the verdict, scores, and what there is of each state."""

from __future__ import annotations

import typing as t

from ..fleet import PROFILES, STATES, Fleet, Host
from .markup import MARKS, meter, plural, score_kind, score_text, text


def header(fleet: Fleet) -> str:
    """Return the title, the verdict in one sentence and where the report comes from."""
    run = fleet.run
    kind = "ok" if fleet.passed else "bad"
    return (
        f"<header><p class=kicker>BMC audit · profile <b>{text(run.profile)}</b> · "
        f'<time datetime="{text(run.ended)}">{text(_readable(run.ended))}</time></p>'
        f'<h1>{text(run.title)}</h1><p class="verdict {kind}">{verdict(fleet)}</p>{_contents(fleet)}</header>'
    )


def _contents(fleet: Fleet) -> str:
    places = {"worst": "Worst findings", "map": "Hosts and checks", "about": "About this report"}
    links = "".join(f'<a href="#{name}">{words}</a>' for name, words in places.items() if name != "map" or fleet.hosts)
    return f"<nav aria-label=Contents>{links}</nav>"


def verdict(fleet: Fleet) -> str:
    """Return how the fleet stands, in a sentence or two."""
    if not fleet.hosts:
        return "No BMC was audited."
    bad = sum(bool(host.bad()) for host in fleet.audited)
    sentences = []
    if fleet.audited:
        of = plural(len(fleet.audited), "audited BMC", "audited BMCs")
        if bad:
            verb = "does" if bad == 1 else "do"
            sentences.append(f"{bad:,} of {of} {verb} not meet the profile.")
        else:
            sentences.append(f"{of} {'meets' if len(fleet.audited) == 1 else 'meet'} the profile.")
    if fleet.failed:
        sentences.append(f"{plural(len(fleet.failed), 'BMC', 'BMCs')} could not be audited.")
    return " ".join(sentences)


def scores(fleet: Fleet) -> str:
    """Return a tile for each profile, and the share of each state."""
    tiles = "".join(_tile(fleet, profile, score) for profile, score in fleet.scores().items())
    return (
        '<section aria-labelledby=scores><h2 id=scores>At a glance</h2><div class="tiles">'
        f"{tiles}{_states(fleet)}</div></section>"
    )


def _tile(fleet: Fleet, profile: str, score: int | None) -> str:
    whole = sum(_meets(host, profile, fleet) for host in fleet.audited)
    number = score_text(score) + ("" if score is None else "<small>%</small>")
    return (
        f'<div class=tile><h3>{profile}</h3><p class="score {score_kind(score)}">{number}</p>'
        f"{meter(score or 0, score_kind(score))}"
        f"<p class=note>{whole:,} of {plural(len(fleet.audited), 'BMC meets', 'BMCs meet')} it in full</p></div>"
    )


def _meets(host: Host, profile: str, fleet: Fleet) -> bool:
    contained = PROFILES[: PROFILES.index(profile) + 1]
    inside = {check.id for check in fleet.checks if check.profile in contained}
    return not any(finding.check in inside for finding in host.bad())


def _states(fleet: Fleet) -> str:
    counts = fleet.counts()
    total = sum(counts.values())
    parts, left = [], 0.0
    for state in STATES:
        share = 100 * counts[state] / total if total else 0
        parts.append(f'<rect class="t-{state}" x={left:.2f} width={share:.2f} height=6 />')
        left += share
    rows = "".join(_state_row(state, counts[state]) for state in STATES)
    return (
        f'<div class="tile wide"><h3>{plural(total, "finding", "findings")}</h3>'
        f'<svg class=stack viewBox="0 0 100 6" preserveAspectRatio=none aria-hidden=true>{"".join(parts)}</svg>'
        f"<dl class=states>{rows}</dl></div>"
    )


def _state_row(state: str, count: int) -> str:
    sign, words = MARKS[state]
    empty = " class=zero" if not count else ""
    return f'<div{empty}><dt><i class="key t-{state}" aria-hidden=true>{sign}</i> {words}<dd>{count:,}</div>'


def failures(fleet: Fleet) -> str:
    """Return the hosts that could not be audited, if there are any."""
    if not fleet.failed:
        return ""
    rows = "".join(
        f"<tr><th scope=row>{text(host.name)}<td><code>{text(host.failure.error_code)}</code><td>"
        f"{text(host.failure.message)}"
        for host in fleet.failed
        if host.failure
    )
    return (
        "<section aria-labelledby=unaudited><h2 id=unaudited>Not audited</h2>"
        "<p class=lead>Nothing is known of these. They are not in any score.</p>"
        '<div class="scroll some" tabindex=0 role=region aria-labelledby=unaudited><table class=plain>'
        "<caption class=vh>BMCs that could not be audited, and why</caption>"
        f"<thead><tr><th scope=col>Host<th scope=col>Code<th scope=col>Why<tbody>{rows}</table></div></section>"
    )


def about(fleet: Fleet) -> str:
    """Return where the report comes from, and how to read it."""
    run = fleet.run
    facts: dict[str, t.Any] = {
        "Profile": run.profile,
        "Started": _readable(run.started),
        "Ended": _readable(run.ended),
        "Controller": run.controller.get("host"),
        "Run by": run.controller.get("user"),
        "ansible-core": run.controller.get("ansible_core"),
        "baremetal.ipmi": run.collection_version,
        "Inventory": run.inventory,
        "Digest of the policy": run.policy_digest,
    }
    rows = "".join(f"<div><dt>{name}<dd>{text(value)}</div>" for name, value in facts.items() if value)
    return (
        f"<section aria-labelledby=about><h2 id=about>About this report</h2><dl class=facts>{rows}</dl>"
        "<p class=lead>A score is the share of weight that passes: a critical check weighs 10, a high one 5, a medium "
        "one 2, a low one 1. Only what passes, fails or is in conflict counts. The score of the fleet is the mean of "
        "its BMCs. A BMC that could not be audited has none.</p></section>"
    )


def _readable(moment: str) -> str:
    return moment.replace("T", " ").replace("Z", " UTC")

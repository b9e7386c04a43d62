# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The results of a fleet's audits, in one order: what every format of the report is made from.

A host whose audit failed is a host of the fleet like the others, with a failure in place of findings. Hosts go by name,
findings by the id of their check, so that the reports of two runs can be compared line by line. Of a result only what
is named here is taken over: nothing else that Ansible or a module put into it reaches a report.
"""

from __future__ import annotations

import hashlib
import json
import re
import typing as t

PROFILES = ("essential", "standard", "strict")
"""Each contains those before it."""
SEVERITIES = ("critical", "high", "medium", "low")
"""Worst first."""
STATES = ("fail", "conflict", "not_detectable", "accepted_risk", "waived", "not_supported", "pass")
"""What wants attention first."""
BAD_STATES = ("fail", "conflict")

NOT_AUDITED = "not_audited"
"""Code of a failure where there is no result at all, and the state of a host without findings."""

IDENTITY = ("address", "manufacturer", "manufacturer_id", "product_id", "firmware", "system_guid")
"""What a report says of a BMC."""


class InvalidResults(Exception):
    """The results are not those of audits. The message names the host."""


class Check(t.NamedTuple):
    """What is the same for a check on all hosts."""

    id: str
    title: str
    severity: str
    profile: str
    references: tuple[str, ...]

    @property
    def rank(self) -> tuple[int, str]:
        """Sorts the worst first."""
        return SEVERITIES.index(self.severity), self.id


class Finding(t.NamedTuple):
    """What became of one check on one host."""

    check: str
    state: str
    reason: str
    evidence: dict[str, t.Any]
    mend: dict[str, t.Any] | None
    remedy: str | None
    waiver: dict[str, t.Any] | None


class Failure(t.NamedTuple):
    """Why a host has no findings."""

    error_code: str
    message: str


class Host(t.NamedTuple):
    """One host: its findings by id, or the failure of its audit."""

    name: str
    bmc: dict[str, t.Any]
    scores: dict[str, int | None]
    findings: tuple[Finding, ...]
    failure: Failure | None

    def counts(self) -> dict[str, int]:
        """Return how many findings there are of each state."""
        return {state: sum(finding.state == state for finding in self.findings) for state in STATES}

    def bad(self) -> list[Finding]:
        """Return the findings that are not as the profile wants them."""
        return [finding for finding in self.findings if finding.state in BAD_STATES]


class Run(t.NamedTuple):
    """Where a report comes from. Times are text in UTC, such as ``2026-01-31T12:00:00Z``."""

    title: str
    profile: str
    started: str
    ended: str
    controller: dict[str, str]
    collection_version: str
    inventory: str | None
    policy_digest: str | None


class Fleet(t.NamedTuple):
    """A run, the checks that were made on any host, and all hosts."""

    run: Run
    checks: tuple[Check, ...]
    hosts: tuple[Host, ...]

    @property
    def audited(self) -> list[Host]:
        return [host for host in self.hosts if host.failure is None]

    @property
    def failed(self) -> list[Host]:
        return [host for host in self.hosts if host.failure is not None]

    @property
    def passed(self) -> bool:
        """Whether every host was audited and none has anything bad."""
        return not self.failed and not any(host.bad() for host in self.hosts)

    def counts(self) -> dict[str, int]:
        """Return how many findings of all hosts there are of each state."""
        counts = dict.fromkeys(STATES, 0)
        for host in self.hosts:
            for finding in host.findings:
                counts[finding.state] += 1
        return counts

    def scores(self) -> dict[str, int | None]:
        """Return for each profile the mean of the hosts that have a score, rounded down."""
        means: dict[str, int | None] = {}
        for profile in PROFILES[: PROFILES.index(self.run.profile) + 1]:
            found = [score for score in (host.scores.get(profile) for host in self.hosts) if score is not None]
            means[profile] = sum(found) // len(found) if found else None
        return means


def fleet_from_results(results: t.Mapping[str, t.Any], run: Run) -> Fleet:
    """Return the fleet that ``results`` speak of: host names and what the audit of each returned.

    Raises InvalidResults for what no audit returns.
    """
    checks: dict[str, Check] = {}
    hosts = tuple(_host(str(name), results[name], checks) for name in sorted(results, key=natural))
    return Fleet(run, tuple(checks[check_id] for check_id in sorted(checks)), hosts)


def natural(name: str) -> tuple[list[tuple[int, t.Any]], str]:
    """Return what sorts names as a person does: node9 before node10."""
    parts = re.split(r"(\d+)", str(name).lower())
    return [(0, int(part)) if part.isdecimal() else (1, part) for part in parts if part], str(name)


def digest(value: t.Any) -> str:
    """Return a digest of data, whatever the order of its keys."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), default=str)
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def _host(name: str, result: t.Any, checks: dict[str, Check]) -> Host:
    result = result if isinstance(result, t.Mapping) else {}
    known = result.get("bmc") or {}
    bmc = {key: known[key] for key in IDENTITY if known.get(key) is not None}
    if result.get("failed") or result.get("unreachable") or "findings" not in result:
        return Host(name, bmc, {}, (), _failure(result))
    if not isinstance(result["findings"], (list, tuple)):
        raise InvalidResults(f"{name}: findings is not a list")
    findings = [_finding(name, entry, checks) for entry in result["findings"]]
    scores = {profile: result["scores"].get(profile) for profile in PROFILES if profile in result.get("scores", {})}
    return Host(name, bmc, scores, tuple(sorted(findings, key=lambda finding: finding.check)), None)


def _failure(result: t.Mapping[str, t.Any]) -> Failure:
    message = str(result.get("msg") or "There is no result of an audit.")
    return Failure(str(result.get("error_code") or NOT_AUDITED), message)


def _finding(host: str, entry: t.Any, checks: dict[str, Check]) -> Finding:
    try:
        check = Check(
            str(entry["id"]),
            str(entry["title"]),
            str(entry["severity"]),
            str(entry["profile"]),
            tuple(str(reference) for reference in entry.get("references") or ()),
        )
        state, reason = str(entry["state"]), str(entry["reason"])
    except (KeyError, TypeError, AttributeError):
        raise InvalidResults(f"{host}: a finding has to have id, title, severity, profile, state and reason") from None
    for value, known in ((check.severity, SEVERITIES), (check.profile, PROFILES), (state, STATES)):
        if value not in known:
            raise InvalidResults(f"{host}: {check.id} has {value!r}, which is none of {', '.join(known)}")
    checks.setdefault(check.id, check)
    return Finding(
        check.id,
        state,
        reason,
        dict(entry.get("evidence") or {}),
        entry.get("mend"),
        entry.get("remedy"),
        entry.get("waiver"),
    )

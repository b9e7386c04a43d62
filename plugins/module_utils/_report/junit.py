# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report as JUnit XML, for CI systems: a test suite for each host, a test case for each check.

``fail`` and ``conflict`` are failures. What the BMC does not have, what is waived and what is accepted is skipped, with
the reason. What nobody could find out is an error, and so is a host whose audit failed: neither is proof of anything.
"""

from __future__ import annotations

import typing as t
from xml.sax.saxutils import escape, quoteattr

from .fleet import BAD_STATES, Check, Finding, Fleet, Host
from .text import compact, printable

_ERRORS = ("not_detectable",)
_SKIPPED = ("not_supported", "waived", "accepted_risk")


class Tally(t.NamedTuple):
    """The numbers that JUnit wants of a suite."""

    tests: int
    failures: int
    errors: int
    skipped: int

    def attributes(self) -> str:
        return _attributes(self._asdict())


def render(fleet: Fleet) -> str:
    """Return the report."""
    checks = {check.id: check for check in fleet.checks}
    tallies = [tally(host) for host in fleet.hosts]
    total = Tally(*map(sum, zip(*tallies))) if tallies else Tally(0, 0, 0, 0)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f"<testsuites{_attributes({'name': fleet.run.title})}{total.attributes()}>",
    ]
    for host, numbers in zip(fleet.hosts, tallies):
        lines += _suite(fleet, host, numbers, checks)
    return "\n".join([*lines, "</testsuites>"]) + "\n"


def tally(host: Host) -> Tally:
    """Return the numbers of one host."""
    if host.failure:
        return Tally(tests=1, failures=0, errors=1, skipped=0)
    counts = host.counts()
    kinds = [sum(counts[state] for state in states) for states in (BAD_STATES, _ERRORS, _SKIPPED)]
    return Tally(len(host.findings), *kinds)


def _suite(fleet: Fleet, host: Host, numbers: Tally, checks: dict[str, Check]) -> t.Iterator[str]:
    run = fleet.run
    # JUnit has no time zone here: UTC, as its readers take it.
    named = {"name": host.name, "timestamp": run.ended, "hostname": run.controller.get("host", "")}
    yield f'<testsuite{_attributes(named)}{numbers.attributes()} time="0">'
    yield "<properties>"
    properties = {
        "collection_version": run.collection_version,
        "profile": run.profile,
        "policy_digest": run.policy_digest,
        "inventory": run.inventory,
        **{f"score_{profile}": score for profile, score in host.scores.items()},
        **{f"bmc_{name}": value for name, value in host.bmc.items()},
    }
    for name, value in properties.items():
        if value is not None:
            yield f"<property{_attributes({'name': name, 'value': value})}/>"
    yield "</properties>"
    if host.failure:
        error = {"message": host.failure.message, "type": host.failure.error_code}
        yield f'<testcase{_attributes({"classname": host.name, "name": "audit"})} time="0"><error{_attributes(error)}/>'
        yield "</testcase>"
    for finding in host.findings:
        yield _case(host, finding, checks[finding.check])
    yield "</testsuite>"


def _case(host: Host, finding: Finding, check: Check) -> str:
    start = f'<testcase{_attributes({"classname": host.name, "name": f"{check.id} {check.title}"})} time="0"'
    if finding.state == "pass":
        return start + "/>"
    message = _attributes({"message": finding.reason})
    if finding.state in _SKIPPED:
        return f"{start}><skipped{message}/></testcase>"
    element = "error" if finding.state in _ERRORS else "failure"
    type_ = _attributes({"type": f"{finding.state}: {check.severity}"})
    return f"{start}><{element}{message}{type_}>{escape(printable(_details(finding, check)))}</{element}></testcase>"


def _details(finding: Finding, check: Check) -> str:
    lines = [f"{check.severity}, profile {check.profile}"]
    if finding.remedy:
        lines.append(f"remedy: {finding.remedy}")
    if finding.mend:
        lines.append(f"mend: {compact(finding.mend)}")
    if finding.evidence:
        lines.append(f"evidence: {compact(finding.evidence)}")
    return "\n".join([*lines, *check.references])


def _attributes(values: t.Mapping[str, t.Any]) -> str:
    return "".join(f" {name}={quoteattr(printable(str(value)))}" for name, value in values.items())

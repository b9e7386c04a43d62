# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report as SARIF 2.1.0, for code scanning and its dashboards: checks are rules, findings are results.

A finding is in no file, so its logical location is the host; the file of the inventory, if it is known, stands in as
the artifact that many readers insist on. A finding keeps its fingerprint as long as host and check keep their names.

What passes has no result here, as there is none for a line of code that is in order: its check is among the rules. A
host whose audit failed has a result of a rule of its own, and a notification.
"""

from __future__ import annotations

import hashlib
import typing as t
from urllib.parse import quote

from .fleet import Check, Failure, Finding, Fleet, Host
from .text import compact, lines

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
NOT_AUDITED_RULE = "BMC-AUDIT"
_LEVELS = {"critical": "error", "high": "error", "medium": "warning", "low": "note"}
# What code scanning calls security-severity: a number as of CVSS, by which it says critical, high, medium or low.
_SECURITY_SEVERITY = {"critical": "9.5", "high": "8.0", "medium": "5.5", "low": "3.0"}
_KINDS = {"not_supported": "notApplicable", "not_detectable": "open"}
_SUPPRESSED = ("waived", "accepted_risk")


def render(fleet: Fleet) -> str:
    """Return the report."""
    rules = [_rule(check) for check in fleet.checks]
    if fleet.failed:
        rules.append(_rule_of_failures())
    places = {rule["id"]: number for number, rule in enumerate(rules)}
    checks = {check.id: check for check in fleet.checks}
    results = []
    for host in fleet.hosts:
        if host.failure:
            results.append(_result(fleet, host, NOT_AUDITED_RULE, places, "error", host.failure.message))
        results += [
            _finding(fleet, host, finding, checks[finding.check], places)
            for finding in host.findings
            if finding.state != "pass"
        ]
    run = {
        "tool": {"driver": _driver(fleet, rules)},
        "automationDetails": {"id": f"bmc-audit/{fleet.run.profile}/"},
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(fleet)],
        "properties": {"profile": fleet.run.profile, "policyDigest": fleet.run.policy_digest},
        **_artifacts(fleet),
    }
    members = [f'"{name}": {compact(value)}' for name, value in sorted(run.items())]
    members.append(f'"results": {lines(map(compact, results))}')
    inside = ",\n".join(members)
    return f'{{"$schema": "{SCHEMA}", "version": "2.1.0", "runs": [{{\n{inside}\n}}]}}\n'


def _driver(fleet: Fleet, rules: list[dict[str, t.Any]]) -> dict[str, t.Any]:
    version = fleet.run.collection_version
    return {"name": "baremetal.ipmi.audit", "version": version, "semanticVersion": version, "rules": rules}


def _rule(check: Check) -> dict[str, t.Any]:
    text = f"{check.title}. Severity {check.severity}, profile {check.profile}."
    references = "".join(f"\n{reference}" for reference in check.references)
    return {
        "id": check.id,
        "shortDescription": {"text": check.title},
        "fullDescription": {"text": text},
        "help": {"text": text + references},
        "defaultConfiguration": {"level": _LEVELS[check.severity]},
        "properties": {
            "security-severity": _SECURITY_SEVERITY[check.severity],
            "tags": ["security", "bmc", check.profile, check.severity],
        },
    }


def _rule_of_failures() -> dict[str, t.Any]:
    text = "The BMC could be audited"
    return {
        "id": NOT_AUDITED_RULE,
        "shortDescription": {"text": text},
        "defaultConfiguration": {"level": "error"},
        "properties": {"tags": ["bmc"]},
    }


def _finding(fleet: Fleet, host: Host, finding: Finding, check: Check, places: dict[str, int]) -> dict[str, t.Any]:
    kind = _KINDS.get(finding.state, "fail")
    level = _LEVELS[check.severity] if kind == "fail" else "none"
    result = _result(fleet, host, check.id, places, level, finding.reason)
    result["kind"] = kind
    result["properties"] = {
        "state": finding.state,
        "evidence": finding.evidence,
        "mend": finding.mend,
        "remedy": finding.remedy,
        "waiver": finding.waiver,
    }
    if finding.state in _SUPPRESSED:
        result["suppressions"] = [_suppression(finding)]
    return result


def _suppression(finding: Finding) -> dict[str, t.Any]:
    reason = (finding.waiver or {}).get("reason") or finding.reason
    return {"kind": "external", "status": "accepted", "justification": str(reason)}


def _result(fleet: Fleet, host: Host, rule: str, places: dict[str, int], level: str, text: str) -> dict[str, t.Any]:
    fingerprint = hashlib.sha256(f"{host.name}\0{rule}".encode("utf-8", "replace")).hexdigest()
    return {
        "ruleId": rule,
        "ruleIndex": places[rule],
        "level": level,
        "message": _message(host, text),
        "locations": [_location(fleet, host)],
        # The second name is the one that code scanning on a Git forge reads.
        "partialFingerprints": {"hostAndCheck/v1": fingerprint, "primaryLocationLineHash": f"{fingerprint[:16]}:1"},
    }


def _message(host: Host, text: str) -> dict[str, str]:
    # Braces hold places for arguments in SARIF, and have to be doubled where they are meant.
    return {"text": f"{host.name}: {text}".replace("{", "{{").replace("}", "}}")}


def _location(fleet: Fleet, host: Host) -> dict[str, t.Any]:
    logical = {"name": host.name, "fullyQualifiedName": host.name, "kind": "resource"}
    location: dict[str, t.Any] = {"logicalLocations": [logical]}
    if fleet.run.inventory:
        artifact = {"uri": _uri(fleet.run.inventory), "index": 0}
        location["physicalLocation"] = {"artifactLocation": artifact, "region": {"startLine": 1}}
    return location


def _artifacts(fleet: Fleet) -> dict[str, t.Any]:
    if not fleet.run.inventory:
        return {}
    return {"artifacts": [{"location": {"uri": _uri(fleet.run.inventory)}, "roles": ["userSpecifiedConfiguration"]}]}


def _uri(path: str) -> str:
    quoted = quote(path.replace("\\", "/"), safe="/-._~", errors="replace")
    return f"file://{quoted}" if quoted.startswith("/") else quoted


def _invocation(fleet: Fleet) -> dict[str, t.Any]:
    run = fleet.run
    invocation = {
        "executionSuccessful": not fleet.failed,
        "startTimeUtc": run.started,
        "endTimeUtc": run.ended,
        "machine": run.controller.get("host", ""),
        "account": run.controller.get("user", ""),
        "toolExecutionNotifications": [
            _notification(fleet, host, host.failure) for host in fleet.hosts if host.failure
        ],
    }
    return {name: value for name, value in invocation.items() if value != ""}


def _notification(fleet: Fleet, host: Host, failure: Failure) -> dict[str, t.Any]:
    return {
        "level": "error",
        "message": _message(host, failure.message),
        "locations": [_location(fleet, host)],
        "properties": {"error_code": failure.error_code},
    }

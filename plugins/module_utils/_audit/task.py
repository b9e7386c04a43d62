# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The audit of one BMC: reads in one session, writes nothing."""

from __future__ import annotations

import datetime
import typing as t

from .._desired.facet import Values
from .._desired.options import Kind, Option, boolean, choice, choices
from .._desired.outcome import Outcome
from .._desired.task import Task
from .._ipmi.effects import Procedure
from .._ipmi.errors import InvalidOption
from .._ipmi.spec.command import PrivilegeLevel
from .._resources.bmc import Bmc
from .catalogue import checks_of
from .check import PROFILES, State
from .declarations import DECLARED, WAIVERS, check_ids
from .facts import Facts
from .judging import count, findings_of, is_passed, scores
from .mending import merged
from .probing import CIPHER_SUITES, PROBES, probe, test_passwords
from .reading import note, read_facts

_PASSWORD_TESTS = "password_tests"


class Audit(Task):
    """Compare a BMC with a profile of checks."""

    name = "audit"
    privilege = PrivilegeLevel.ADMINISTRATOR
    options = (
        Option("profile", choice(*PROFILES), default="standard"),
        Option("checks", check_ids()),
        WAIVERS,
        DECLARED,
        Option("probes", choices(*PROBES), default=[]),
        Option("default_credentials", boolean(), default=False),
        Option("unmended", check_ids(), default=[]),
        Option("mending_account", Kind({"type": "str"})),
    )

    def check(self, values: Values) -> dict[str, t.Any]:
        options = super().check(values)
        waived = [waiver["check"] for waiver in options["waivers"]]
        for check_id in waived:
            if waived.count(check_id) > 1:
                raise InvalidOption(f"waivers: {check_id} is waived twice")
        options["declared"] = {name: value for name, value in options["declared"].items() if value is not None}
        return options

    def perform(self, bmc: Bmc, options: Values, check: bool) -> Procedure[Outcome]:
        checks = checks_of(options["profile"], options["checks"])
        facts = yield from self._facts(bmc, options, {need for one in checks for need in one.needs})
        today = datetime.date.today()
        findings = findings_of(checks, facts, options["declared"], options["waivers"], today)
        counts = count(findings)
        outcome = Outcome()
        outcome.values.update(
            profile=options["profile"],
            passed=is_passed(counts),
            counts=counts,
            scores=scores(checks, findings, options["profile"]),
            findings=findings,
            document=merged(
                finding["mend"] for finding in findings
                if finding["state"] == State.FAIL and finding["mend"] and finding["id"] not in options["unmended"]
            ),
        )  # fmt: skip
        outcome.warnings += _needless(options["waivers"], findings)
        return outcome

    def _facts(self, bmc: Bmc, options: Values, needs: set[str]) -> Procedure[Facts]:
        if CIPHER_SUITES in options["probes"]:
            needs = needs | {"cipher_suites"}
        facts = yield from read_facts(bmc, needs, options["mending_account"])
        if options["default_credentials"] and "users" in facts.sources:
            yield from note(facts, _PASSWORD_TESTS, test_passwords(bmc, facts))
        yield from probe(facts, options["probes"])
        return facts


def _needless(waivers: t.Iterable[t.Mapping[str, t.Any]], findings: t.Iterable[t.Mapping[str, t.Any]]) -> list[str]:
    """Return a warning for each waiver of a check that does not fail: it would hide a later failure."""
    states = {finding["id"]: finding["state"] for finding in findings}
    return [
        f"waivers: {waiver['check']} does not fail here, the waiver is not needed"
        for waiver in waivers
        if states.get(waiver["check"]) == State.PASS
    ]


AUDIT = Audit()

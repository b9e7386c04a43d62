# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Waivers and scores."""

from __future__ import annotations

import datetime
import sys
import typing as t
from pathlib import Path

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._audit.catalogue import CHECKS, checks_of
from ansible_collections.baremetal.ipmi.plugins.module_utils._audit.judging import count, findings_of, is_passed, scores
from ansible_collections.baremetal.ipmi.plugins.module_utils._audit.task import AUDIT
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.errors import InvalidOption

sys.path.insert(0, str(Path(__file__).resolve().parent))

from good_bmc import facts

TODAY = datetime.date(2026, 6, 15)
CONSOLE = "BMC-SOL-002"
BAD_CONSOLE = facts(sol=[{"channel": 1, "force_encryption": False}])


def waiver(expires: str, check: str = CONSOLE) -> dict[str, t.Any]:
    return {"check": check, "reason": "lab", "expires": expires, "owner": "me"}


def judge(*waivers: dict[str, t.Any]) -> dict[str, t.Any]:
    return findings_of([CHECKS[CONSOLE]], BAD_CONSOLE, {}, waivers, TODAY)[0]


@pytest.mark.parametrize(
    ("expires", "state"), [("2026-06-14", "fail"), ("2026-06-15", "waived"), ("2027-01-01", "waived")]
)
def test_a_waiver_holds_until_its_last_day(expires: str, state: str) -> None:
    finding = judge(waiver(expires))
    assert finding["state"] == state
    assert finding["waiver"] == waiver(expires)
    assert ("expired on 2026-06-14" in finding["reason"]) == (state == "fail")


def test_a_waiver_is_for_one_check() -> None:
    assert judge(waiver("2030-01-01", "BMC-SOL-003"))["state"] == "fail"


def test_a_waiver_does_not_change_what_passes() -> None:
    finding = findings_of([CHECKS[CONSOLE]], facts(), {}, [waiver("2030-01-01")], TODAY)[0]
    assert finding["state"] == "pass"


def test_what_is_waived_neither_passes_nor_fails() -> None:
    checks = checks_of("standard", [CONSOLE, "BMC-SOL-003"])
    findings = findings_of(checks, BAD_CONSOLE, {}, [waiver("2030-01-01")], TODAY)
    counts = count(findings)
    assert (counts["waived"], counts["not_supported"], is_passed(counts)) == (1, 1, True)
    assert scores(checks, findings, "standard") == {"essential": None, "standard": None}


def test_a_score_goes_by_weight_and_never_rounds_up_to_all() -> None:
    checks = checks_of("strict", ["BMC-CIPH-001", "BMC-SOL-002", "BMC-NET-010"])
    findings = findings_of(checks, facts(sol=BAD_CONSOLE["sol"]), {}, [], TODAY)
    # Critical and essential: 10, passes. High and standard: 5, fails. Low and strict: 1, passes.
    assert scores(checks, findings, "strict") == {"essential": 100, "standard": 66, "strict": 68}
    assert scores(checks, findings, "essential") == {"essential": 100}


def check_options(**options: t.Any) -> dict[str, t.Any]:
    defaults = {"profile": "standard", "waivers": [], "declared": {}, "probes": [], "default_credentials": False}
    return AUDIT.check({**defaults, "unmended": [], **options})


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"checks": ["BMC-SOL-999"]}, "checks: there is no check 'BMC-SOL-999'"),
        ({"unmended": ["SOL-002"]}, "unmended: there is no check"),
        ({"waivers": [waiver("2027-01-01", "X")]}, r"waivers\[0\]\.check: there is no check 'X'"),
        ({"waivers": [waiver("soon")]}, r"waivers\[0\]\.expires: 'soon' is not a date"),
        ({"waivers": [{**waiver("2027-01-01"), "reason": " "}]}, r"waivers\[0\]\.reason: it is empty"),
        ({"waivers": [waiver("2027-01-01"), waiver("2028-01-01")]}, "BMC-SOL-002 is waived twice"),
        ({"declared": {"management_networks": ["10.0.0.0/40"]}}, r"declared\.management_networks"),
        ({"declared": {"vlan_id": 4095}}, r"declared\.vlan_id"),
        ({"declared": {"identity": {"mac_address": "02:00"}}}, r"declared\.identity\.mac_address"),
    ],
)
def test_bad_input_names_the_option(options: dict[str, t.Any], message: str) -> None:
    with pytest.raises(InvalidOption, match=message):
        check_options(**options)

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Audits through ansible-playbook: of BMCs of every make, before and after their own document has mended them."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.baremetal.ipmi.tests.emulator.running import running_emulator
from ansible_collections.baremetal.ipmi.tests.integration.conftest import Bench
from ansible_collections.baremetal.ipmi.tests.integration.ipmitool import run_ipmitool
from ansible_collections.baremetal.ipmi.tests.integration.playbook import run_tasks

MAKES = ("generic", "supermicro", "old-supermicro", "dell", "hpe", "lenovo", "openbmc", "quanta")
SECTIONS = ("users", "channels", "lan", "sol", "chassis", "boot")
BAD = ("fail", "conflict")
AUDIT = {"profile": "standard", "declared": {"channels": [1]}}
MENDED_HERE = {"baremetal.ipmi.config": {
    **{name: f"{{{{ audit.document.{name} | default(omit) }}}}" for name in SECTIONS}, "unsupported": "skip",
}}  # fmt: skip


@pytest.fixture(scope="module")
def fleet(tmp_path_factory: pytest.TempPathFactory) -> t.Iterator[Bench]:
    """One BMC of each make, in factory state."""
    with running_emulator(count=len(MAKES), personality=",".join(MAKES)) as emulator:
        yield Bench(emulator, tmp_path_factory.mktemp("fleet"))


def states(result: t.Mapping[str, t.Any]) -> dict[str, str]:
    return {finding["id"]: finding["state"] for finding in result["findings"]}


def audit(bench: Bench, *arguments: str, **options: t.Any) -> dict[str, t.Any]:
    return bench.result("audit", *arguments, **options)


def state_of(bench: Bench, check: str, **options: t.Any) -> str:
    return states(audit(bench, checks=[check], **options))[check]


def test_an_audit_only_reads_and_takes_one_session(fleet: Bench) -> None:
    fleet.emulator.control.reset_counters()
    play = fleet.run("audit", profile="strict")
    assert play.returncode == 0, play.output
    for number, make in enumerate(MAKES):
        counters = fleet.emulator.control.counters(number)
        assert counters["writes"] == {}, make
        assert (counters["sessions_opened"], counters["sessions_active"]) == (1, 0), make
        result = play.last(f"bmc{number}")
        assert not result["changed"]
        assert sum(result["counts"].values()) == len(result["findings"])
        assert result["passed"] is False, make


def test_the_document_mends_what_it_says_on_every_make(fleet: Bench) -> None:
    tasks = [
        {"baremetal.ipmi.audit": AUDIT, "register": "audit"},
        MENDED_HERE,
        {"baremetal.ipmi.audit": AUDIT, "register": "audit"},
        MENDED_HERE,
    ]
    play = run_tasks(fleet.directory, fleet.hosts(), tasks)
    assert play.returncode == 0, play.output
    for number, make in enumerate(MAKES):
        before, mended, after, again = play.only(f"bmc{number}")
        skipped = set(mended.get("not_supported", []))
        # A remedy beside it says what the document cannot mend.
        mends = [one for one in before["findings"] if one["state"] == "fail" and one["mend"]]
        mendable = {one["id"] for one in mends if not one["remedy"]}
        assert mendable, make
        left = {check for check in mendable if states(after)[check] in BAD}
        assert not left or skipped, (make, left, after["document"])
        assert after["scores"]["standard"] > before["scores"]["standard"], make
        assert not again["changed"], (make, again.get("diff"))


def test_what_another_tool_changes_is_seen(bench: Bench) -> None:
    assert state_of(bench, "BMC-SYS-001") == "pass"
    run_ipmitool(bench.bmc, "chassis", "bootdev", "pxe", "options=persistent")
    finding = audit(bench, checks=["BMC-SYS-001"])["findings"][0]
    assert (finding["state"], finding["evidence"]["device"]) == ("fail", "pxe")
    run_ipmitool(bench.bmc, "lan", "set", "1", "arp", "generate", "on")
    assert state_of(bench, "BMC-NET-005") == "fail"
    run_ipmitool(bench.bmc, "lan", "set", "1", "arp", "generate", "off")
    assert state_of(bench, "BMC-NET-005") == "pass"
    # Its "lan set 1 auth" does not write the bit of NONE, so by number: parameter 2, users may log in with NONE or MD5.
    run_ipmitool(bench.bmc, *["raw", "0x0c", "0x01", "0x01", "0x02", "0x16", "0x05", "0x16", "0x16", "0x16"])
    finding = audit(bench, checks=["BMC-AUTH-001"])["findings"][0]
    assert (finding["state"], finding["severity"]) == ("fail", "critical")


def test_default_passwords_are_tested_without_a_failed_login(fleet: Bench) -> None:
    fleet.emulator.control.reset_counters()
    play = fleet.run("audit", checks=["BMC-USER-005", "BMC-PASS-006"], default_credentials=True)
    assert play.returncode == 0, play.output
    found = {make: states(play.last(f"bmc{number}")) for number, make in enumerate(MAKES)}
    # The factory accounts of these makes still have the password that their vendors publish.
    assert {make for make in found if found[make]["BMC-USER-005"] == "fail"} >= {"openbmc", "lenovo"}
    assert found["hpe"]["BMC-USER-005"] == "pass"  # Each board has one of its own.
    assert fleet.emulator.control.counters()["sessions_opened"] == len(MAKES)
    for password in ("0penBmc", "PASSW0RD", "calvin"):
        assert password not in play.output


def test_cipher_suites_are_tried_when_asked_for(bench: Bench) -> None:
    options = {"checks": ["BMC-CIPH-002", "BMC-CIPH-009"], "bmc_timeout": 60}
    assert state_of(bench, "BMC-CIPH-009") == "not_detectable"
    bench.emulator.control.reset_counters()
    result = audit(bench, probes=["cipher_suites"], **options)
    assert states(result) == {"BMC-CIPH-002": "fail", "BMC-CIPH-009": "pass"}
    assert result["findings"][0]["evidence"]["tried"] == {"1": True, "6": True, "15": True}
    counters = bench.emulator.control.counters(0)
    assert counters["sessions_opened"] == counters["sessions_closed"] > 3
    assert counters["writes"] == {}


def test_a_bmc_that_does_not_go_by_its_table_is_a_conflict(tmp_path_factory: pytest.TempPathFactory) -> None:
    with running_emulator(username="admin", password="correct-horse", quirk="cipher_suite_privileges_ignored") as one:
        bench = Bench(one, tmp_path_factory.mktemp("ignoring"))
        closed = [{"suite": suite, "privilege": "unused"} for suite in (1, 2)]
        bench.result("lan", cipher_suite_privileges=closed)
        assert state_of(bench, "BMC-CIPH-009", probes=["cipher_suites"], bmc_timeout=60) == "conflict"
        # What opens a session fails, whatever the table says.
        assert state_of(bench, "BMC-CIPH-003", probes=["cipher_suites"], bmc_timeout=60) == "fail"


def test_the_anonymous_login_is_tried_when_asked_for(bench: Bench) -> None:
    assert state_of(bench, "BMC-USER-001", probes=["anonymous"]) == "pass"
    run_ipmitool(bench.bmc, "channel", "setaccess", "1", "1", "ipmi=on", "privilege=4")
    run_ipmitool(bench.bmc, "user", "enable", "1")
    finding = audit(bench, checks=["BMC-USER-001"], probes=["anonymous"])["findings"][0]
    assert (finding["state"], finding["evidence"]["tried"]) == ("fail", True)
    assert finding["mend"] == {"users": [{"name": "", "user_id": 1, "state": "absent"}]}
    bench.result("config", users=finding["mend"]["users"])
    assert state_of(bench, "BMC-USER-001", probes=["anonymous"]) == "pass"
    assert state_of(bench, "BMC-USER-002") == "pass"


def test_a_waiver_says_who_answers_for_it_and_until_when(bench: Bench) -> None:
    waiver = {"check": "BMC-SOL-002", "reason": "The lab reads along.", "expires": "2099-12-31", "owner": "lab"}
    check = {"checks": ["BMC-SOL-002"]}
    assert audit(bench, **check)["passed"] is False
    waived = audit(bench, waivers=[waiver], **check)
    assert (waived["passed"], waived["counts"]["waived"], waived["document"]) == (True, 1, {})
    assert waived["findings"][0]["waiver"] == waiver
    expired = audit(bench, waivers=[{**waiver, "expires": "2020-01-01"}], **check)
    assert (expired["passed"], expired["findings"][0]["state"]) == (False, "fail")
    assert "expired on 2020-01-01" in expired["findings"][0]["reason"]
    needless = audit(bench, waivers=[{**waiver, "check": "BMC-SOL-004"}], checks=["BMC-SYS-002", "BMC-SOL-004"])
    assert "warnings" not in needless or "not needed" not in str(needless["warnings"])


def test_an_account_that_may_not_read_all_gets_no_silent_pass(bench: Bench) -> None:
    bench.result("user", name="reader", password="Reader-Word-1", privilege="user")
    play = bench.run(
        "audit", variables={"bmc_username": "reader", "bmc_password": "Reader-Word-1", "bmc_privilege": "user"}
    )
    assert play.returncode == 0, play.output
    result = play.last()
    finding = next(one for one in result["findings"] if one["id"] == "BMC-LOCK-001")
    assert finding["state"] == "not_detectable"
    assert "D4h" in finding["reason"]


def test_check_mode_is_the_same(bench: Bench) -> None:
    assert audit(bench, "--check")["counts"] == audit(bench)["counts"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"profile": "hard"}, "value of profile must be one of: essential, standard, strict"),
        ({"checks": ["BMC-XYZ-001"]}, "checks: there is no check 'BMC-XYZ-001'"),
        ({"waivers": [{"check": "BMC-SOL-002", "expires": "2099-01-01"}]}, "missing required arguments: reason"),
        ({"waivers": [{"check": "BMC-SOL-002", "reason": "x"}]}, "missing required arguments: expires"),
        ({"declared": {"management_networks": ["10/99"]}}, "declared.management_networks"),
        ({"declared": {"vlans": 4}}, "declared.vlans"),
    ],
)
def test_bad_input_costs_no_traffic(bench: Bench, options: dict[str, t.Any], message: str) -> None:
    bench.emulator.control.reset_counters()
    failure = bench.failure("audit", **options)
    assert message in failure["msg"]
    assert failure["error_code"] == "invalid_option"
    assert bench.emulator.control.counters(0)["datagrams_in"] == 0

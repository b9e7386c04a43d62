# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``audit_report`` and the role ``bmc_audit`` through ansible-playbook, against emulated BMCs of several makes."""

from __future__ import annotations

import json
import socket
import stat
import typing as t
from pathlib import Path

import jsonschema
import junitparser
import pytest
from ansible_collections.baremetal.ipmi.tests.emulator.running import running_emulator
from ansible_collections.baremetal.ipmi.tests.integration.playbook import (
    PlayResult,
    host_variables,
    run_playbook,
    run_tasks,
)
from ansible_collections.baremetal.ipmi.tests.unit._report.fleets import failed, finding, result
from collection_path import ROOT
from sarif_pydantic import Sarif

PASSWORD = "Correct-Horse-7"
MAKES = ("generic", "supermicro", "openbmc")
FILES = {
    "html": "bmc-audit.html",
    "json": "bmc-audit.json",
    "junit": "bmc-audit.junit.xml",
    "sarif": "bmc-audit.sarif",
    "csv": "bmc-audit.csv",
}
RESULTS = {"node1": result(finding()), "node2": failed("No answer.")}


def report_task(directory: Path, *arguments: str, **options: t.Any) -> PlayResult:
    """Run the module once, for a host that is nobody's BMC."""
    given = {"results": RESULTS, "path": str(directory / "report"), **options}
    return run_tasks(directory, {"bmc0": {}}, [{"baremetal.ipmi.audit_report": given}], *arguments)


def report(directory: Path, *arguments: str, **options: t.Any) -> dict[str, t.Any]:
    play = report_task(directory, *arguments, **options)
    assert play.returncode == 0, play.output
    return play.last()


def refusal(directory: Path, **options: t.Any) -> dict[str, t.Any]:
    play = report_task(directory, **options)
    assert play.returncode == 2, play.output
    return play.last()


def test_all_formats_are_written(tmp_path: Path) -> None:
    said = report(tmp_path)
    assert said["changed"]
    assert said["paths"] == {name: str(tmp_path / "report" / file) for name, file in FILES.items()}
    assert sorted(path.name for path in (tmp_path / "report").iterdir()) == sorted(FILES.values())
    assert (said["passed"], said["not_audited"], said["counts"]["fail"]) == (False, ["node2"], 1)


def test_only_what_is_asked_for_is_written(tmp_path: Path) -> None:
    said = report(tmp_path, formats=["csv", "json"])
    assert sorted(said["paths"]) == ["csv", "json"]
    assert sorted(path.name for path in (tmp_path / "report").iterdir()) == ["bmc-audit.csv", "bmc-audit.json"]


def test_the_same_again_is_no_change_and_tells_the_new_time(tmp_path: Path) -> None:
    report(tmp_path, started="2026-01-31T12:00:00Z")
    said = report(tmp_path, started="2026-02-28T12:00:00Z")
    assert not said["changed"]
    written = json.loads((tmp_path / "report" / "bmc-audit.json").read_text(encoding="utf-8"))
    assert written["run"]["started"] == "2026-02-28T12:00:00Z"


def test_another_finding_is_a_change(tmp_path: Path) -> None:
    report(tmp_path)
    assert report(tmp_path, results={**RESULTS, "node1": result(finding(state="pass"))})["changed"]


def test_check_mode_says_it_and_writes_nothing(tmp_path: Path) -> None:
    said = report(tmp_path, "--check")
    assert said["changed"]
    assert not (tmp_path / "report").exists()
    report(tmp_path)
    assert not report(tmp_path, "--check")["changed"]


def test_files_are_their_owners_and_keep_a_mode_that_was_given(tmp_path: Path) -> None:
    report(tmp_path)
    page = tmp_path / "report" / "bmc-audit.html"
    assert stat.S_IMODE(page.stat().st_mode) == 0o600
    page.chmod(0o644)
    report(tmp_path, title="Other")
    assert stat.S_IMODE(page.stat().st_mode) == 0o644


def test_of_the_policy_only_a_digest_is_kept(tmp_path: Path) -> None:
    said = [report(tmp_path, policy={"declared": {"vlan_id": vlan}, "token": PASSWORD}) for vlan in (7, 7, 8)]
    assert [one["changed"] for one in said] == [True, False, True]
    for path in (tmp_path / "report").iterdir():
        assert PASSWORD not in path.read_text(encoding="utf-8")


BAD_ARGUMENTS: list[tuple[dict[str, t.Any], str]] = [
    ({"formats": ["pdf"]}, "formats"),
    ({"profile": "all"}, "profile"),
    ({"started": "yesterday"}, "started: 'yesterday'"),
    ({"results": ["node1"]}, "results: names of hosts"),
    ({"results": {"node1": {"findings": [{"id": "x"}]}}}, "results: node1: a finding has to have"),
    ({"policy": "strict"}, "policy"),
    ({"colour": "red"}, "colour"),
    ({"path": None}, "path"),
]


def test_bad_arguments_are_named_and_nothing_is_written(tmp_path: Path) -> None:
    given = {"results": RESULTS, "path": str(tmp_path / "report")}
    tasks = [
        {"baremetal.ipmi.audit_report": {**given, **options}, "ignore_errors": True}
        for options, _named in BAD_ARGUMENTS
    ]
    play = run_tasks(tmp_path, {"bmc0": {}}, tasks)
    assert len(play.only()) == len(BAD_ARGUMENTS), play.output
    for said, (_options, named) in zip(play.only(), BAD_ARGUMENTS):
        assert said["failed"]
        assert named in said["msg"]
        assert said["error_code"] == "invalid_option"
    assert not (tmp_path / "report").exists()


@pytest.mark.parametrize("arguments", [(), ("--check",)])
def test_a_folder_that_cannot_be_written_is_named_with_the_option(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    (tmp_path / "file").write_text("kept", encoding="utf-8")
    play = report_task(tmp_path, *arguments, path=str(tmp_path / "file" / "report"))
    assert play.returncode == 2, play.output
    assert play.last()["msg"].startswith(f"path: no report can be written to {tmp_path}/file/report: ")
    assert (tmp_path / "file").read_text(encoding="utf-8") == "kept"


def test_one_file_that_cannot_be_replaced_leaves_no_other_behind(tmp_path: Path) -> None:
    (tmp_path / "report" / "bmc-audit.html").mkdir(parents=True)
    said = refusal(tmp_path)
    assert said["msg"].startswith(f"path: no report can be written to {tmp_path}/report: ")
    assert [path.name for path in (tmp_path / "report").iterdir()] == ["bmc-audit.html"]


class Fleet(t.NamedTuple):
    """Emulated BMCs of several makes in one inventory, with a host that is not there and one with a wrong password."""

    hosts: dict[str, dict[str, t.Any]]
    directory: Path

    def audit(self, *arguments: str, **variables: t.Any) -> PlayResult:
        """Run the shipped playbook."""
        extra = json.dumps({"bmc_audit_report_path": "report", **variables})
        return run_playbook(self.directory, self.hosts, "baremetal.ipmi.audit", "-e", extra, *arguments)

    def written(self, name: str) -> str:
        return (self.directory / "report" / FILES[name]).read_text(encoding="utf-8")

    def report(self) -> dict[str, t.Any]:
        return dict(json.loads(self.written("json")))


@pytest.fixture(scope="module")
def silent_port() -> t.Iterator[int]:
    """A port that takes datagrams and never answers."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silence:
        silence.bind(("127.0.0.1", 0))
        yield silence.getsockname()[1]


@pytest.fixture(scope="module")
def fleet(tmp_path_factory: pytest.TempPathFactory, silent_port: int) -> t.Iterator[Fleet]:
    # The last one is only ever asked with a wrong password: that may lock its account.
    makes = ",".join((*MAKES, "generic"))
    with running_emulator(len(MAKES) + 1, personality=makes, username="ADMIN", password=PASSWORD) as emulator:
        hosts = {make: host_variables(bmc) for make, bmc in zip(MAKES, emulator.bmcs)}
        hosts["locked-out"] = host_variables(emulator.bmcs[-1], bmc_password="another-Horse-7")
        hosts["silent"] = {**hosts["generic"], "bmc_port": silent_port, "bmc_timeout": 2}
        yield Fleet(hosts, tmp_path_factory.mktemp("fleet"))


def test_a_fleet_is_audited_and_who_fails_is_in_the_report(fleet: Fleet) -> None:
    play = fleet.audit(bmc_audit_profile="strict")
    assert play.returncode == 2, play.output
    report = fleet.report()
    failures = {host["name"]: host["failure"] and host["failure"]["error_code"] for host in report["hosts"]}
    assert failures == {**dict.fromkeys(MAKES), "locked-out": "wrong_password", "silent": "no_answer"}
    assert {host["name"] for host in report["hosts"] if host["findings"]} == set(MAKES)
    assert report["run"]["profile"] == "strict"
    assert report["run"]["policy_digest"]
    # The others went on, and did not fail: findings are no failure unless it was asked for.
    for make in MAKES:
        assert f"{make} " in play.output
        assert play.last(make).get("failed") is not True, play.output


def test_every_format_of_real_audits_is_read_by_others(fleet: Fleet) -> None:
    schema = json.loads((ROOT / "docs" / "schema" / "audit-report-1.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(fleet.report())
    Sarif.model_validate_json(fleet.written("sarif"))
    suites = junitparser.JUnitXml.fromstring(fleet.written("junit").encode())
    assert {suite.name for suite in suites} == set(fleet.hosts)


def test_no_password_is_in_any_file_or_on_the_screen(fleet: Fleet) -> None:
    play = fleet.audit("-vvv")
    texts = [play.output, *(fleet.written(name) for name in FILES)]
    assert not [text for text in texts if PASSWORD in text or "another-Horse-7" in text]


def test_a_second_audit_of_the_same_is_no_change(fleet: Fleet) -> None:
    fleet.audit()
    before = fleet.report()
    play = fleet.audit()
    assert f"{MAKES[0]} " in play.output
    assert "changed=1" not in play.output
    after = fleet.report()
    assert {**before, "run": None} == {**after, "run": None}


# The emulated BMC fails high checks, and no critical one.
@pytest.mark.parametrize(("fail_on", "fails"), [("none", False), ("critical", False), ("high", True), ("any", True)])
def test_findings_make_a_host_fail_where_it_was_asked_for(fleet: Fleet, fail_on: str, fails: bool) -> None:
    play = fleet.audit("--limit", "generic", bmc_audit_fail_on=fail_on, bmc_audit_report_formats=[])
    assert play.returncode == (2 if fails else 0), play.output


def test_waivers_and_checks_reach_the_audit(fleet: Fleet) -> None:
    fleet.audit("--limit", "generic")
    failing = next(one["check"] for one in fleet.report()["hosts"][0]["findings"] if one["state"] == "fail")
    waiver = {"check": failing, "reason": "The lab.", "expires": "2099-12-31", "owner": "lab"}
    play = fleet.audit("--limit", "generic", bmc_audit_checks=[failing], bmc_audit_waivers=[waiver])
    assert play.returncode == 0, play.output
    (host,) = fleet.report()["hosts"]
    (found,) = host["findings"]
    assert (found["state"], found["waiver"]["reason"]) == ("waived", "The lab.")


def test_batches_end_in_one_report(fleet: Fleet, tmp_path: Path) -> None:
    roles = [
        {"role": "baremetal.ipmi.bmc_audit", "bmc_audit_report_path": str(tmp_path), "bmc_audit_profile": "essential"}
    ]
    hosts = {make: fleet.hosts[make] for make in MAKES}
    play = run_tasks(fleet.directory, hosts, [], play={"roles": roles, "serial": 1})
    assert play.returncode == 0, play.output
    report = json.loads((tmp_path / "bmc-audit.json").read_text(encoding="utf-8"))
    assert report["summary"]["not_audited"] == []


def test_check_mode_audits_and_writes_nothing(fleet: Fleet, tmp_path: Path) -> None:
    play = fleet.audit("--check", "--limit", "generic", bmc_audit_report_path=str(tmp_path / "new"))
    assert play.returncode == 0, play.output
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("variables", "named"),
    [
        ({"bmc_audit_profile": "all"}, "bmc_audit_profile"),
        ({"bmc_audit_fail_on": "sometimes"}, "bmc_audit_fail_on"),
        ({"bmc_audit_report_formats": ["pdf"]}, "bmc_audit_report_formats"),
    ],
)
def test_a_bad_variable_of_the_role_is_named(fleet: Fleet, variables: dict[str, t.Any], named: str) -> None:
    play = fleet.audit("--limit", "generic", **variables)
    assert play.returncode == 2, play.output
    assert named in play.output

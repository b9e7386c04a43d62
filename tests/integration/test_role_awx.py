# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role ``awx_job_templates`` with the real modules of ``awx.awx``, and what it exports with the real ``awxkit``.

They speak with a stand-in for the API of AWX, see ``awx_stand_in.py``: AWX itself cannot be had in a test.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import typing as t
from pathlib import Path

import pytest
import yaml
from ansible_collections.baremetal.ipmi.tests.integration.awx_job import Templates
from ansible_collections.baremetal.ipmi.tests.integration.awx_stand_in import PASSWORD, USERNAME, StandIn, awx_stand_in
from ansible_collections.baremetal.ipmi.tests.integration.playbook import (
    ANSIBLE_PLAYBOOK,
    PlayResult,
    environment,
    run_playbook,
    run_tasks,
)
from collection_path import ROOT

ROLE = ROOT / "roles" / "awx_job_templates"
PATTERN = ROOT / "extensions" / "patterns" / "bmc_fleet"
LOGIN = {"username": "ops", "password": "Correct-Horse-1"}
ACCOUNTS = {"second_username": "rescue", "second_password": "Battery-Staple-2"}
SITE = {
    "awx_job_templates_execution_environment_image": "ee.example.com/bmc:1",
    "awx_job_templates_project_url": "https://git.example.com/bmc.git",
    "awx_job_templates_answers": {"bmc_audit_profile": "strict", "bmc_credentials_kg": True},
    "awx_job_templates_slices": 4,
    # There is no certificate, and without this every request would read all certificate authorities of the machine.
    "awx_job_templates_validate_certs": False,
}
SECRETS = {"awx_job_templates_login_inputs": LOGIN, "awx_job_templates_accounts_inputs": ACCOUNTS}
RULE = "DTSTART:20260101T000000Z RRULE:FREQ=WEEKLY;INTERVAL=1"
NOTIFICATION = {
    "name": "Page somebody",
    "notification_type": "webhook",
    "notification_configuration": {"url": "https://page.example.com", "headers": {}, "http_method": "POST"},
}


def run(directory: Path, awx: StandIn, *arguments: str, **variables: t.Any) -> PlayResult:
    """Run the playbook against a stand-in."""
    given = json.dumps({"awx_job_templates_host": awx.url, "awx_job_templates_token": awx.token, **SITE, **variables})
    return run_playbook(directory, {"localhost": {}}, "baremetal.ipmi.awx", "-e", given, *arguments)


class Made(t.NamedTuple):
    """A stand-in after two runs: what the second one wrote and printed."""

    awx: StandIn
    first: PlayResult
    second: PlayResult
    written_again: list[str]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> t.Iterator[Made]:
    directory = tmp_path_factory.mktemp("made")
    with awx_stand_in() as awx:
        first = run(directory, awx, **SECRETS)
        awx.store.writes.clear()
        second = run(directory, awx, **SECRETS)
        yield Made(awx, first, second, list(awx.store.writes))


def test_it_is_all_made_and_a_second_run_changes_nothing(made: Made) -> None:
    assert made.first.returncode == 0, made.first.output
    assert made.second.returncode == 0, made.second.output
    assert "changed=0" in made.second.output
    assert made.written_again == []
    kinds = [thing["type"] for kind in made.awx.store.things for thing in made.awx.store.listed(kind, [])]
    count = {kind: kinds.count(kind) for kind in kinds}
    assert count == {
        "organization": 1,
        "label": 1,
        "credential_type": 2,
        "credential": 2,
        "execution_environment": 1,
        "project": 1,
        "inventory": 1,
        "inventory_source": 1,
        "job_template": 7,
        "workflow_job_template": 1,
        "workflow_job_template_node": 3,
        "workflow_approval_template": 1,
        "schedule": 2,
    }


def test_no_secret_is_shown(made: Made) -> None:
    for secret in (LOGIN["password"], ACCOUNTS["second_password"], made.awx.token):
        assert secret not in made.first.output + made.second.output
    kept = made.awx.store.state()["credential BMC login"]["inputs"]
    assert kept == LOGIN


def test_a_login_reaches_jobs_by_environment_and_extra_variables(made: Made) -> None:
    state = made.awx.store.state()
    assert state["credential_type BMC login"]["injectors"] == {
        "env": {"BMC_USERNAME": "{{ username }}", "BMC_PASSWORD": "{{ password }}", "BMC_KG": "{{ kg }}"},
        "extra_vars": {"bmc_username": "{{ username }}", "bmc_password": "{{ password }}", "bmc_kg": "{{ kg }}"},
    }
    secret = {field["id"] for field in state["credential_type BMC login"]["inputs"]["fields"] if field.get("secret")}
    assert secret == {"password", "kg"}


def test_the_workflow_asks_between_check_and_apply(made: Made) -> None:
    state = made.awx.store.state()
    nodes = {name: state[f"workflow_job_template_node {name}"] for name in ("check", "approval", "apply")}
    assert nodes["check"]["related"] == {"success_nodes": ["approval"]}
    assert nodes["approval"]["related"] == {"success_nodes": ["apply"]}
    assert nodes["apply"]["related"] == {}
    assert (nodes["check"]["job_type"], nodes["apply"]["job_type"]) == ("check", "run")
    assert nodes["check"]["unified_job_template"] == nodes["apply"]["unified_job_template"] == "BMC harden"
    approval = state[f"workflow_approval_template {nodes['approval']['unified_job_template']}"]
    assert approval["timeout"] == 86400
    assert state["job_template BMC harden"]["job_type"] == "check"
    survey = state["workflow_job_template BMC harden with approval"]["survey_spec"]["spec"]
    assert survey == state["job_template BMC harden"]["survey_spec"]["spec"]


def test_a_large_inventory_is_sliced_where_hosts_do_not_depend_on_each_other(made: Made) -> None:
    slices = {template["name"]: template["job_slice_count"] for template in made.awx.store.listed("job_templates", [])}
    assert {name for name, count in slices.items() if count == 4} == {
        "BMC audit",
        "BMC provision",
        "BMC drift",
        "BMC power",
    }
    assert {count for name, count in slices.items()} == {1, 4}


def test_schedules_are_for_audit_and_drift(made: Made) -> None:
    schedules = {one["unified_job_template"]: one["rrule"] for one in made.awx.store.listed("schedules", [])}
    names = {made.awx.store.things["job_templates"][number]["name"] for number in schedules}
    assert names == {"BMC audit", "BMC drift"}
    assert all("FREQ=DAILY" in rule for rule in schedules.values())


def test_the_sites_answers_are_the_defaults_of_surveys(made: Made) -> None:
    state = made.awx.store.state()
    defaults = {
        question["variable"]: question.get("default")
        for name in ("audit", "rotate")
        for question in state[f"job_template BMC {name}"]["survey_spec"]["spec"]
    }
    assert defaults["bmc_audit_profile"] == "strict"
    assert defaults["bmc_credentials_kg"] == "true"


def test_what_is_exported_is_imported_as_the_same(made: Made, tmp_path: Path) -> None:
    data = {"awx_job_templates_data_path": "/var/lib/bmc"}
    templates = Templates(tmp_path, **{**SITE, **data})
    given = {"controller_host": "{{ host }}", "controller_oauthtoken": "{{ token }}", "validate_certs": False}
    # From the file, as a site does it: in a task, its templates would be taken for the play's own.
    assets = "{{ lookup('ansible.builtin.file', exported) | from_json }}"
    task = {"awx.awx.import": {"assets": assets, **given}}
    with awx_stand_in() as other:
        host = {
            "host": other.url,
            "token": other.token,
            "exported": str(templates.folder / "awx.json"),
            "ansible_connection": "local",
            "ansible_python_interpreter": sys.executable,
        }
        play = run_tasks(tmp_path, {"localhost": host}, [task])
        assert play.returncode == 0, play.output
        imported = other.store.state()
    written = made.awx.store.state()
    for credential in ("BMC login", "BMC accounts of the site"):
        written[f"credential {credential}"]["inputs"] = {}
    assert imported == written


def test_what_is_there_is_taken_over_and_a_schedule_without_a_rule_ends(tmp_path: Path) -> None:
    with awx_stand_in() as awx:
        project = awx.store.make("projects", {"name": "BMC", "organization": 1})
        template = awx.store.make(
            "job_templates", {"name": "BMC drift", "project": project["id"], "playbook": "old.yml"}
        )
        schedule = {"name": "BMC drift, by itself", "unified_job_template": template["id"], "rrule": RULE}
        awx.store.make("schedules", schedule)
        play = run(
            tmp_path,
            awx,
            awx_job_templates_token="",
            awx_job_templates_username=USERNAME,
            awx_job_templates_password=PASSWORD,
            awx_job_templates_selected=["drift"],
            awx_job_templates_accounts="",
            awx_job_templates_drift_rrule="",
            awx_job_templates_notification=NOTIFICATION,
        )
        assert play.returncode == 0, play.output
        assert PASSWORD not in play.output
        assert awx.store.listed("schedules", []) == []
        (drift,) = awx.store.listed("job_templates", [])
        assert (drift["id"], drift["playbook"]) == (template["id"], "playbooks/drift.yml")
        assert awx.store.state()["job_template BMC drift"]["related"] == {
            "credentials": ["BMC login"],
            "labels": ["bmc"],
            "notification_templates_error": ["Page somebody"],
        }


def sentence_of(play: PlayResult) -> str:
    """Return what the run ended with: the message of the one task that failed."""
    assert play.returncode == 2, play.output
    assert play.output.count("[ERROR]") == 1, play.output
    return str(play.results["localhost"][-1]["msg"])


def test_a_token_that_is_refused(tmp_path: Path) -> None:
    with awx_stand_in() as awx:
        play = run(tmp_path, awx, awx_job_templates_token="wrong-token")
    assert sentence_of(play) == (
        f"AWX at {awx.url} refuses the token (HTTP 401): give a valid one with write access in awx_job_templates_token."
    )
    assert "wrong-token" not in play.output


def test_a_user_who_is_refused(tmp_path: Path) -> None:
    user = {"awx_job_templates_username": USERNAME, "awx_job_templates_password": "wrong-password"}
    with awx_stand_in() as awx:
        play = run(tmp_path, awx, awx_job_templates_token="", **user)
    assert sentence_of(play) == (
        f"AWX at {awx.url} refuses the user name or password (HTTP 401): give a valid one with write access in "
        "awx_job_templates_username and awx_job_templates_password."
    )


def test_an_awx_that_is_not_there(tmp_path: Path) -> None:
    with awx_stand_in() as awx:
        pass
    said = sentence_of(run(tmp_path, awx))
    assert said.startswith(f"AWX cannot be reached at {awx.url} (")
    assert said.endswith("): see that awx_job_templates_host is right and that this machine gets there.")


def test_without_the_collection(tmp_path: Path) -> None:
    """Ansible finds collections that pip installed through Python's path, so this is a Python that has none there."""
    with awx_stand_in() as awx:
        given = json.dumps({"awx_job_templates_host": awx.url, "awx_job_templates_token": awx.token, **SITE})
        done = subprocess.run(
            [sys.executable, ANSIBLE_PLAYBOOK, "-i", "localhost,", "baremetal.ipmi.awx", "-e", given],
            cwd=tmp_path,
            env={**environment(tmp_path), "ANSIBLE_COLLECTIONS_SCAN_SYS_PATH": "false"},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
    said = " ".join((done.stdout + done.stderr).split())
    assert done.returncode == 2, said
    assert "The collection awx.awx is not installed, and AWX is spoken to with its modules: run ansible-galaxy" in said
    assert awx.store.writes == []


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        (
            {"awx_job_templates_answers": {"bmc_power_pause": 9999}},
            "awx_job_templates_answers: bmc_power_pause has to be a whole number from 0 to 3600, and is 9999.",
        ),
        (
            {"awx_job_templates_slices": 0},
            "awx_job_templates_slices has to be from 1 to 1000, and is 0.",
        ),
        (
            {"awx_job_templates_token": ""},
            "There is no way in to AWX: give awx_job_templates_token, or awx_job_templates_username and "
            "awx_job_templates_password.",
        ),
        (
            {"awx_job_templates_host": ""},
            "awx_job_templates_host is empty: say where AWX is, there or in the environment variable CONTROLLER_HOST.",
        ),
    ],
)
def test_bad_input_is_one_sentence(tmp_path: Path, variables: dict[str, t.Any], sentence: str) -> None:
    with awx_stand_in() as awx:
        assert sentence_of(run(tmp_path, awx, **variables)) == sentence
        assert awx.store.writes == []


def tasks_of_awx() -> list[tuple[str, dict[str, t.Any]]]:
    """Return every module of awx.awx that the role uses, with its options."""
    found = []
    for path in sorted((ROLE / "tasks" / "make").glob("*.yml")):
        for task in yaml.safe_load(path.read_text(encoding="utf-8")):
            found += [(key, value) for key, value in task.items() if key.startswith("awx.awx.")]
    return found


def test_every_option_is_one_of_the_installed_collection() -> None:
    """Checked by the collection's own documentation, so that a newer one that drops an option is noticed."""
    tasks = tasks_of_awx()
    names = sorted({name for name, _options in tasks})
    assert len(names) == 12, names
    command = [str(ANSIBLE_PLAYBOOK.with_name("ansible-doc")), "--json", "--type", "module", *names]
    documented = json.loads(subprocess.run(command, capture_output=True, text=True, timeout=120, check=True).stdout)
    for name, options in tasks:
        known = documented[name]["doc"]["options"]
        assert set(options) <= set(known), name
        assert {option for option, about in known.items() if about.get("required")} <= set(options), name
        for option, value in options.items():
            choices = known[option].get("choices")
            if choices and isinstance(value, str) and "{{" not in value:
                assert value in choices, (name, option)


def test_the_pattern_is_up_to_date() -> None:
    done = subprocess.run(
        [ROOT / "tools" / "write-awx-pattern", "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_pattern_describes_the_same_job_templates(made: Made) -> None:
    """What the specification of patterns demands, and what AWX was told above, but for this site's own answers."""
    pattern = json.loads((PATTERN / "meta" / "pattern.json").read_text(encoding="utf-8"))
    assert pattern["name"] == PATTERN.name
    assert re.fullmatch("[a-z0-9_]{1,64}", pattern["name"])
    assert len(pattern["title"]) <= 64
    resources = pattern["aap_resources"]
    templates = {one["name"]: one for one in resources["controller_job_templates"]}
    assert sum(one["primary"] for one in templates.values()) == 1
    state = made.awx.store.state()
    assert sorted(templates) == sorted(one["name"] for one in made.awx.store.listed("job_templates", []))
    for name, one in templates.items():
        told = state[f"job_template {name}"]
        assert one["description"] == told["description"]
        assert one["job_type"] == told["job_type"]
        assert json.loads(one["extra_vars"]) == json.loads(told["extra_vars"])
        assert set(one["labels"]) <= set(resources["controller_labels"])
        assert (PATTERN / "playbooks" / one["playbook"]).is_file()
        assert Path(told["playbook"]).name == one["playbook"]
        assert one["execution_environment"] == resources["controller_execution_environment"]["name"]
        assert all(isinstance(question.get("default", ""), str) for question in one["survey"]["spec"])
        assert list(map(asked, one["survey"]["spec"])) == list(map(asked, told["survey_spec"]["spec"]))


def test_the_playbooks_of_the_pattern_find_those_of_the_collection(made: Made, tmp_path: Path) -> None:
    """By their place: the project in Automation Platform is the collection's archive."""
    names = [Path(one["playbook"]).name for one in made.awx.store.listed("job_templates", [])]
    done = subprocess.run(
        [str(ANSIBLE_PLAYBOOK), "--syntax-check", *(str(PATTERN / "playbooks" / name) for name in names)],
        cwd=tmp_path,
        env=environment(tmp_path),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    imported = [yaml.safe_load((PATTERN / "playbooks" / name).read_text())[0] for name in names]
    assert [Path(one["ansible.builtin.import_playbook"]).name for one in imported] == names


def asked(question: dict[str, t.Any]) -> dict[str, t.Any]:
    return {name: value for name, value in question.items() if name != "default"}

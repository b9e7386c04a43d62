# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The description of the job templates holds together, and problems of a site are named before AWX is asked."""

from __future__ import annotations

import re
import typing as t

import pytest
import yaml
from ansible_collections.baremetal.ipmi.plugins.plugin_utils.awx_objects import problems
from collection_path import ROOT

ROLE = ROOT / "roles" / "awx_job_templates"


class Loader(yaml.SafeLoader):
    """Reads ``!unsafe`` as the text that it marks."""


Loader.add_constructor("!unsafe", lambda loader, node: loader.construct_scalar(node))


def read(name: str) -> dict[str, t.Any]:
    content = yaml.load((ROLE / name).read_text(encoding="utf-8"), Loader)
    return t.cast("dict[str, t.Any]", content)


KNOWN = read("vars/main/known.yml")["__awx_job_templates_known"]
TYPES = read("vars/main/credential_types.yml")
DEFAULTS = read("defaults/main.yml")
OPTIONS_OF_ROLES = {
    name
    for path in ROOT.glob("roles/*/meta/argument_specs.yml")
    for spec in yaml.safe_load(path.read_text(encoding="utf-8"))["argument_specs"].values()
    for name in spec["options"]
}


def test_each_job_template_is_a_playbook_that_is_there() -> None:
    assert [name for name in KNOWN if not (ROOT / "playbooks" / f"{KNOWN[name]['playbook']}.yml").is_file()] == []
    assert list(KNOWN) == DEFAULTS["awx_job_templates_selected"]


def test_what_is_asked_for_and_given_is_a_variable_of_a_playbook_or_a_role() -> None:
    used = {
        variable
        for template in KNOWN.values()
        for variable in [
            *template["folders"],
            *template["from_accounts"],
            *(question["variable"] for question in template["questions"]),
        ]
    }
    playbooks = "".join(path.read_text(encoding="utf-8") for path in ROOT.glob("playbooks/*.yml"))
    assert {name for name in used - OPTIONS_OF_ROLES if name not in playbooks} == set()


def test_what_templates_take_from_credentials_is_injected() -> None:
    injected = {name for described in TYPES.values() for name in described["extra_vars"]}
    taken = set(re.findall(r"\bbmc_(?:username|password|\w+_(?:username|password|secret))\b", repr(KNOWN)))
    keys = {name for template in KNOWN.values() for name in template["from_accounts"]}
    assert taken - keys == injected - {"bmc_kg"}


def test_no_survey_asks_for_a_secret() -> None:
    kinds = {question["type"] for template in KNOWN.values() for question in template["questions"]}
    assert kinds == {"integer", "multiplechoice", "multiselect"}


def test_the_defaults_of_the_role_are_right() -> None:
    assert problems(KNOWN, DEFAULTS) == []


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("slices", 0, "awx_job_templates_slices has to be from 1 to 1000, and is 0."),
        ("forks", 5000, "awx_job_templates_forks has to be from 1 to 1000, and is 5000."),
        ("approval_timeout", -1, "awx_job_templates_approval_timeout cannot be negative, and is -1."),
        (
            "data_path",
            "reports",
            "awx_job_templates_data_path has to begin with /, since a job starts in a folder that is thrown away, and "
            "is reports.",
        ),
        (
            "audit_rrule",
            "daily",
            "awx_job_templates_audit_rrule has to look like DTSTART:20270101T020000Z RRULE:FREQ=DAILY;INTERVAL=1, and "
            "is daily.",
        ),
        ("answers", {"colour": "red"}, "awx_job_templates_answers: colour is asked for by no survey."),
        (
            "answers",
            {"bmc_credentials_length": 8},
            "awx_job_templates_answers: bmc_credentials_length has to be a whole number from 16 to 20, and is 8.",
        ),
    ],
)
def test_a_problem_is_one_sentence_that_names_the_variable(name: str, value: t.Any, sentence: str) -> None:
    assert problems(KNOWN, {**DEFAULTS, f"awx_job_templates_{name}": value}) == [sentence]

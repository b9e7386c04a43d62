# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The questions of a survey: what answers they take, and what becomes of a site's own defaults."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.baremetal.ipmi.plugins.plugin_utils.survey import problem, with_defaults

AGE = {"variable": "age", "type": "integer", "min": 0, "max": 365, "default": 90}
PROFILE = {"variable": "profile", "type": "multiplechoice", "choices": ["standard", "strict"], "default": "standard"}
FORCE = {"variable": "force", "type": "multiplechoice", "choices": ["false", "true"], "default": "false"}
IGNORE = {"variable": "ignore", "type": "multiselect", "choices": ["boot.*", "sol.*"]}


@pytest.mark.parametrize(
    ("question", "answer"),
    [(AGE, 0), (AGE, 365), (PROFILE, "strict"), (FORCE, True), (FORCE, "true"), (IGNORE, []), (IGNORE, ["sol.*"])],
)
def test_what_is_taken(question: dict[str, t.Any], answer: t.Any) -> None:
    assert problem(question, answer) == ""


@pytest.mark.parametrize(
    ("question", "answer", "what"),
    [
        (AGE, -1, "has to be a whole number from 0 to 365, and is -1"),
        (AGE, 366, "has to be a whole number from 0 to 365, and is 366"),
        (AGE, True, "has to be a whole number from 0 to 365, and is True"),
        (AGE, "90", "has to be a whole number from 0 to 365, and is 90"),
        (PROFILE, "lax", "has to be one of standard, strict, and is lax"),
        (FORCE, 1, "has to be one of false, true, and is 1"),
        (IGNORE, "sol.*", "has to be a list of some of boot.*, sol.*, and is sol.*"),
        (IGNORE, ["lan.*"], "has to be a list of some of boot.*, sol.*, and is ['lan.*']"),
    ],
)
def test_what_is_refused(question: dict[str, t.Any], answer: t.Any, what: str) -> None:
    assert problem(question, answer) == what


def test_a_sites_answers_become_defaults_of_the_type_that_awx_wants() -> None:
    questions = [AGE, PROFILE, FORCE, IGNORE]
    asked = with_defaults(questions, {"age": 30, "force": True, "ignore": ["boot.*", "sol.*"]})
    assert [question.get("default") for question in asked] == [30, "standard", "true", "boot.*\nsol.*"]
    assert "default" not in IGNORE, "what was given is as it was"

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The questions of a job template's survey, as AWX has them, with the defaults of a site."""

from __future__ import annotations

import typing as t

Question = t.Mapping[str, t.Any]
Answers = t.Mapping[str, t.Any]


def with_defaults(questions: t.Sequence[Question], answers: Answers) -> list[dict[str, t.Any]]:
    """Return the questions with the site's answers as their defaults."""
    return [
        {**question, "default": _as_default(question, answers[question["variable"]])}
        if question["variable"] in answers
        else dict(question)
        for question in questions
    ]


def _as_default(question: Question, answer: t.Any) -> t.Any:
    if question["type"] == "multiselect":
        return "\n".join(map(str, answer))
    return answer if question["type"] == "integer" else _text(answer)


def _text(answer: t.Any) -> str:
    # YAML makes a truth value of what AWX offers as the texts "true" and "false".
    return str(answer).lower() if isinstance(answer, bool) else str(answer)


def problem(question: Question, answer: t.Any) -> str:
    """Return what is wrong with an answer, as the end of a sentence; empty if nothing is."""
    if question["type"] == "integer":
        low, high = question["min"], question["max"]
        right = isinstance(answer, int) and not isinstance(answer, bool) and low <= answer <= high
        return "" if right else f"has to be a whole number from {low} to {high}, and is {answer}"
    if question["type"] == "multiselect":
        wrong = [str(one) for one in answer] if isinstance(answer, list) else None
        if wrong is None or set(wrong) - set(question["choices"]):
            return f"has to be a list of some of {', '.join(question['choices'])}, and is {answer}"
        return ""
    if _text(answer) not in question["choices"]:
        return f"has to be one of {', '.join(question['choices'])}, and is {answer}"
    return ""

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What AWX is told, by name: the description of the job templates put together with the names and limits of a site.

The role ``awx_job_templates`` keeps the description, once. Tasks that speak with AWX and the files for its CLI are made
of what is returned here, so they cannot differ.
"""

from __future__ import annotations

import typing as t

from .survey import problem, with_defaults

Plain = dict[str, t.Any]
_MOST_SLICES = 1000
_RULE = "DTSTART:20270101T020000Z RRULE:FREQ=DAILY;INTERVAL=1"


class Site:
    """The role's variables, without the beginning that all their names have."""

    def __init__(self, variables: t.Mapping[str, t.Any]) -> None:
        self._variables = variables

    def __getattr__(self, name: str) -> t.Any:
        return self._variables[f"awx_job_templates_{name}"]


def objects(
    known: t.Mapping[str, t.Any], login_type: Plain, accounts_type: Plain, variables: t.Mapping[str, t.Any]
) -> Plain:
    """Return everything that AWX is to have, without secrets."""
    site = Site(variables)
    types = [_credential_type(site.login_type, login_type, site.injects)]
    credentials = [{"name": site.login, "credential_type": site.login_type}]
    if site.accounts:
        types.append(_credential_type(site.accounts_type, accounts_type, ["env", "extra_vars"]))
        credentials.append({"name": site.accounts, "credential_type": site.accounts_type})
    templates = [_template(site, name, known[name]) for name in known if name in site.selected]
    return {
        "organization": site.organization,
        "labels": list(site.labels),
        "credential_types": types,
        "credentials": credentials,
        "execution_environment": {
            "name": site.execution_environment,
            "image": site.execution_environment_image,
            "pull": site.execution_environment_pull,
        },
        "project": {
            "name": site.project,
            "scm_url": site.project_url,
            "scm_branch": site.project_branch,
            "credential": site.project_credential,
        },
        "inventory": {"name": site.inventory},
        "inventory_source": {
            "name": site.inventory_source,
            "source_path": site.inventory_file,
            "update_on_launch": _is_true(site.inventory_update_on_launch),
            "credential": site.login,
        },
        "job_templates": templates,
        "workflows": [_workflow(site, template) for template in templates if template["id"] == "harden"],
        "schedules": [
            {"name": f"{site.prefix}{name}, by itself", "job_template": f"{site.prefix}{name}", "rrule": rrule}
            for name, rrule in (("audit", site.audit_rrule), ("drift", site.drift_rrule))
            if name in site.selected
        ],
        "notification": dict(site.notification),
    }


def problems(known: t.Mapping[str, t.Any], variables: t.Mapping[str, t.Any]) -> list[str]:
    """Return what is wrong with the variables of a site, a sentence each."""
    site = Site(variables)
    found = []
    for name, most in (("slices", _MOST_SLICES), ("forks", _MOST_SLICES)):
        if not 1 <= int(getattr(site, name)) <= most:
            found.append(f"awx_job_templates_{name} has to be from 1 to {most}, and is {getattr(site, name)}.")
    if int(site.approval_timeout) < 0:
        found.append(f"awx_job_templates_approval_timeout cannot be negative, and is {site.approval_timeout}.")
    if not str(site.data_path).startswith("/"):
        found.append(
            f"awx_job_templates_data_path has to begin with /, since a job starts in a folder that is thrown away, and "
            f"is {site.data_path}."
        )
    for name in ("audit_rrule", "drift_rrule"):
        rule = getattr(site, name)
        if rule and not (rule.startswith("DTSTART") and " RRULE:" in rule):
            found.append(f"awx_job_templates_{name} has to look like {_RULE}, and is {rule}.")
    return found + _problems_of_answers(known, site.answers)


def _problems_of_answers(known: t.Mapping[str, t.Any], answers: t.Mapping[str, t.Any]) -> list[str]:
    questions: dict[str, t.Any] = {
        question["variable"]: question for template in known.values() for question in template["questions"]
    }
    found = []
    for name, answer in answers.items():
        wrong = problem(questions[name], answer) if name in questions else "is asked for by no survey"
        if wrong:
            found.append(f"awx_job_templates_answers: {name} {wrong}.")
    return found


def _is_true(value: t.Any) -> bool:
    return str(value).lower() in ("true", "yes", "on", "1")


def _credential_type(name: str, described: Plain, injects: t.Sequence[str]) -> Plain:
    return {
        "name": name,
        "description": described["description"],
        "inputs": {"fields": described["fields"], "required": described["required"]},
        "injectors": {how: described[how] for how in ("env", "extra_vars") if how in injects and described[how]},
    }


def _template(site: Site, name: str, described: Plain) -> Plain:
    needs_accounts = bool(described["from_accounts"]) and bool(site.accounts)
    folders = {variable: f"{site.data_path}/{below}" for variable, below in described["folders"].items()}
    return {
        "id": name,
        "name": f"{site.prefix}{name}",
        "description": described["description"],
        "job_type": described["job_type"],
        "playbook": f"{site.playbook_folder}/{described['playbook']}.yml",
        "runs": described["playbook"],
        "extra_vars": {**folders, **(described["from_accounts"] if needs_accounts else {})},
        "credentials": [site.login, *([site.accounts] if needs_accounts else []), *site.credentials],
        "forks": int(site.forks),
        "job_slice_count": int(site.slices) if described["sliced"] else 1,
        "survey_spec": _survey(f"{site.prefix}{name}", described["questions"], site.answers),
    }


def _survey(name: str, questions: t.Sequence[Plain], answers: t.Mapping[str, t.Any]) -> Plain:
    return {"name": name, "description": "", "spec": with_defaults(questions, answers)}


def _workflow(site: Site, template: Plain) -> Plain:
    """Return the workflow that hardens in check mode, asks, and hardens. The order of nodes is that of their making."""
    return {
        "name": site.workflow,
        "description": "Hardens in check mode, waits for an approval, and then hardens.",
        "survey_spec": {**template["survey_spec"], "name": site.workflow},
        "nodes": [
            {"identifier": "apply", "job_template": template["name"], "job_type": "run", "next": []},
            {
                "identifier": "approval",
                "approval": {
                    "name": f"{site.workflow}: apply the plan?",
                    "description": "The job before this one shows what would be written to which BMC.",
                    "timeout": int(site.approval_timeout),
                },
                "next": ["apply"],
            },
            {"identifier": "check", "job_template": template["name"], "job_type": "check", "next": ["approval"]},
        ],
    }

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The same objects in the form that ``awx export`` writes and ``awx import`` reads.

There, what belongs to an object is named by its *natural key*: its type, its name and, where names are not unique, what
it belongs to in turn.
"""

from __future__ import annotations

import json
import typing as t

Plain = dict[str, t.Any]


class Keys:
    """Natural keys of everything in one organization."""

    def __init__(self, wanted: Plain) -> None:
        self.organization = {"name": wanted["organization"], "type": "organization"}
        self._kinds = {one["name"]: one["credential_type"] for one in wanted["credentials"]}

    def of(self, kind: str, name: str) -> Plain:
        return {"organization": self.organization, "name": name, "type": kind}

    def credential_type(self, name: str) -> Plain:
        return {"name": name, "kind": "cloud", "type": "credential_type"}

    def credential(self, name: str) -> Plain:
        return {**self.of("credential", name), "credential_type": self.credential_type(self._kinds[name])}

    def of_credentials(self, names: t.Sequence[str]) -> list[Plain]:
        """Return the keys of those that this file has; what else a site names was not made by it."""
        return [self.credential(name) for name in names if name in self._kinds]

    def execution_environment(self, wanted: Plain) -> Plain:
        return {"name": wanted["execution_environment"]["name"], "type": "execution_environment"}

    def node(self, workflow: str, identifier: str) -> Plain:
        key = self.of("workflow_job_template", workflow)
        return {"workflow_job_template": key, "identifier": identifier, "type": "workflow_job_template_node"}


def assets(wanted: Plain) -> Plain:
    """Return the content of a file for ``awx import``."""
    keys = Keys(wanted)
    # Workflows are imported before job templates.
    first = next((one["name"] for one in [*wanted["workflows"], *wanted["job_templates"]]), "")
    return {
        "credential_types": [_credential_type(keys, one) for one in wanted["credential_types"]],
        "credentials": [_credential(keys, one) for one in wanted["credentials"]],
        "execution_environments": [_execution_environment(keys, wanted)],
        "projects": [_project(keys, wanted)],
        "inventory": [_inventory(keys, wanted)],
        "inventory_sources": [_inventory_source(keys, wanted)],
        "job_templates": [_job_template(keys, wanted, one, first) for one in wanted["job_templates"]],
        "workflow_job_templates": [_workflow(keys, wanted, one, first) for one in wanted["workflows"]],
    }


def _credential_type(keys: Keys, one: Plain) -> Plain:
    return {**one, "kind": "cloud", "natural_key": keys.credential_type(one["name"])}


def _credential(keys: Keys, one: Plain) -> Plain:
    return {
        "name": one["name"],
        "organization": keys.organization,
        "credential_type": keys.credential_type(one["credential_type"]),
        "inputs": {},
        "natural_key": keys.credential(one["name"]),
    }


def _execution_environment(keys: Keys, wanted: Plain) -> Plain:
    return {
        **wanted["execution_environment"],
        "organization": keys.organization,
        "natural_key": keys.execution_environment(wanted),
    }


def _project(keys: Keys, wanted: Plain) -> Plain:
    project = wanted["project"]
    return {
        "name": project["name"],
        "organization": keys.organization,
        "scm_type": "git",
        "scm_url": project["scm_url"],
        "scm_branch": project["scm_branch"],
        "default_environment": keys.execution_environment(wanted),
        "natural_key": keys.of("project", project["name"]),
    }


def _inventory(keys: Keys, wanted: Plain) -> Plain:
    name = wanted["inventory"]["name"]
    return {
        "name": name,
        "organization": keys.organization,
        "kind": "",
        "natural_key": keys.of("inventory", name),
    }


def _inventory_source(keys: Keys, wanted: Plain) -> Plain:
    source = wanted["inventory_source"]
    inventory = keys.of("inventory", wanted["inventory"]["name"])
    return {
        "name": source["name"],
        "source": "scm",
        "source_path": source["source_path"],
        "source_project": keys.of("project", wanted["project"]["name"]),
        "inventory": inventory,
        "credential": keys.credential(source["credential"]),
        "execution_environment": keys.execution_environment(wanted),
        "overwrite": True,
        "overwrite_vars": True,
        "update_on_launch": source["update_on_launch"],
        "natural_key": {**keys.of("inventory_source", source["name"]), "inventory": inventory},
    }


def _labels(keys: Keys, wanted: Plain, made_for: bool) -> list[Plain]:
    """Return the labels: to be made and attached for one object, for the others only to be attached.

    ``awx import`` attaches a label when it makes it. One that is there already it leaves unattached, unless it is given
    by its natural key alone.
    """
    key_of = {name: keys.of("label", name) for name in wanted["labels"]}
    if not made_for:
        return list(key_of.values())
    return [{"name": name, "organization": keys.organization, "natural_key": key} for name, key in key_of.items()]


def _job_template(keys: Keys, wanted: Plain, one: Plain, first: str) -> Plain:
    key = keys.of("job_template", one["name"])
    return {
        "name": one["name"],
        "description": one["description"],
        "job_type": one["job_type"],
        "inventory": keys.of("inventory", wanted["inventory"]["name"]),
        "project": keys.of("project", wanted["project"]["name"]),
        "playbook": one["playbook"],
        "execution_environment": keys.execution_environment(wanted),
        "forks": one["forks"],
        "job_slice_count": one["job_slice_count"],
        "extra_vars": json.dumps(one["extra_vars"]),
        "diff_mode": True,
        "ask_limit_on_launch": True,
        "ask_job_type_on_launch": True,
        "survey_enabled": True,
        "related": {
            "labels": _labels(keys, wanted, one["name"] == first),
            "survey_spec": one["survey_spec"],
            "credentials": keys.of_credentials(one["credentials"]),
            "schedules": [
                _schedule(key, schedule)
                for schedule in wanted["schedules"]
                if schedule["job_template"] == one["name"] and schedule["rrule"]
            ],
        },
        "natural_key": key,
    }


def _schedule(job_template: Plain, one: Plain) -> Plain:
    return {
        "name": one["name"],
        "rrule": one["rrule"],
        "enabled": True,
        "unified_job_template": job_template,
        "natural_key": {"unified_job_template": job_template, "name": one["name"], "type": "schedule"},
    }


def _workflow(keys: Keys, wanted: Plain, one: Plain, first: str) -> Plain:
    return {
        "name": one["name"],
        "description": one["description"],
        "organization": keys.organization,
        "ask_limit_on_launch": True,
        "survey_enabled": True,
        "related": {
            "labels": _labels(keys, wanted, one["name"] == first),
            "survey_spec": one["survey_spec"],
            "workflow_nodes": [_node(keys, one["name"], node) for node in one["nodes"]],
        },
        "natural_key": keys.of("workflow_job_template", one["name"]),
    }


def _node(keys: Keys, workflow: str, node: Plain) -> Plain:
    asset: Plain = {
        "identifier": node["identifier"],
        "workflow_job_template": keys.of("workflow_job_template", workflow),
        "related": {"success_nodes": [keys.node(workflow, name) for name in node["next"]]},
        "natural_key": keys.node(workflow, node["identifier"]),
    }
    if "approval" in node:
        asset["related"]["create_approval_template"] = node["approval"]
    else:
        asset["unified_job_template"] = keys.of("job_template", node["job_template"])
        asset["job_type"] = node["job_type"]
    return asset

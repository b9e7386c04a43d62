# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The kinds of objects that the stand-in for AWX has, with the fields of AWX 24 that are used here."""

from __future__ import annotations

import typing as t

Thing = dict[str, t.Any]


class Kind(t.NamedTuple):
    """One collection of objects: the type's name, what can be written, and what objects can be related to it."""

    type: str
    fields: Thing
    related: tuple[str, ...] = ()
    unique: tuple[str, ...] = ("organization", "name")


NOTIFIED = ("notification_templates_started", "notification_templates_success", "notification_templates_error")
PROMPTS = {"limit": "", "job_type": None, "scm_branch": "", "diff_mode": None, "extra_data": {}, "inventory": None}
ASKS = {f"ask_{what}_on_launch": False for what in ("limit", "job_type", "variables", "credential", "diff_mode")}
NAMED = {"name": "", "description": "", "organization": None}
SURVEYED = {"survey_enabled": False, "extra_vars": "", **ASKS}
KINDS = {
    "organizations": Kind("organization", {"name": "", "description": ""}, unique=("name",)),
    "labels": Kind("label", {"name": "", "organization": None}),
    "credential_types": Kind(
        "credential_type",
        {"name": "", "description": "", "kind": "cloud", "inputs": {}, "injectors": {}, "managed": False},
        unique=("name", "kind"),
    ),
    "credentials": Kind(
        "credential",
        {**NAMED, "credential_type": None, "inputs": {}},
        unique=("organization", "name", "credential_type"),
    ),
    "execution_environments": Kind(
        "execution_environment", {**NAMED, "image": "", "pull": "", "credential": None}, unique=("name",)
    ),
    "projects": Kind(
        "project",
        {**NAMED, "scm_type": "", "scm_url": "", "scm_branch": "", "credential": None, "default_environment": None},
        NOTIFIED,
    ),
    "inventories": Kind("inventory", {**NAMED, "kind": "", "host_filter": None, "variables": ""}),
    "inventory_sources": Kind(
        "inventory_source",
        {
            "name": "",
            "description": "",
            "inventory": None,
            "source": "",
            "source_path": "",
            "source_project": None,
            "credential": None,
            "execution_environment": None,
            "overwrite": False,
            "overwrite_vars": False,
            "update_on_launch": False,
        },
        NOTIFIED,
        unique=("inventory", "name"),
    ),
    "notification_templates": Kind(
        "notification_template", {**NAMED, "notification_type": "", "notification_configuration": {}}
    ),
    "job_templates": Kind(
        "job_template",
        {
            **NAMED,
            **SURVEYED,
            "job_type": "run",
            "inventory": None,
            "project": None,
            "playbook": "",
            "execution_environment": None,
            "forks": 0,
            "job_slice_count": 1,
            "diff_mode": False,
            "limit": "",
        },
        ("credentials", "labels", "schedules", "survey_spec", *NOTIFIED),
    ),
    "workflow_job_templates": Kind(
        "workflow_job_template",
        {**NAMED, **SURVEYED, "inventory": None, "limit": ""},
        ("labels", "schedules", "survey_spec", "workflow_nodes", "notification_templates_approvals", *NOTIFIED),
    ),
    "workflow_job_template_nodes": Kind(
        "workflow_job_template_node",
        {**PROMPTS, "identifier": "", "workflow_job_template": None, "unified_job_template": None},
        ("success_nodes", "failure_nodes", "always_nodes", "credentials", "labels", "create_approval_template"),
        unique=("workflow_job_template", "identifier"),
    ),
    "workflow_approval_templates": Kind(
        "workflow_approval_template", {"name": "", "description": "", "timeout": 0}, unique=("name",)
    ),
    "schedules": Kind(
        "schedule",
        {**PROMPTS, "name": "", "description": "", "rrule": "", "enabled": True, "unified_job_template": None},
        unique=("unified_job_template", "name"),
    ),
}
UNUSED = ("users", "teams", "applications", "system_job_templates")
"""What a client expects to be there, and puts nothing into here."""
UNIFIED = ("job_templates", "workflow_job_templates", "projects", "inventory_sources", "workflow_approval_templates")
FOREIGN = {
    **{name: name + "s" for name in ("organization", "credential_type", "credential", "project")},
    "execution_environment": "execution_environments",
    "default_environment": "execution_environments",
    "inventory": "inventories",
    "source_project": "projects",
    "workflow_job_template": "workflow_job_templates",
}
OWNER = {
    "workflow_nodes": ("workflow_job_template_nodes", "workflow_job_template"),
    "schedules": ("schedules", "unified_job_template"),
}
"""Lists below an object that make objects of their own, and the field that says whose they are."""

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Says by name what AWX is to have."""

from __future__ import annotations

import typing as t

from ..plugin_utils.awx_objects import objects
from ..plugin_utils.never_a_template import never_a_template

DOCUMENTATION = r"""
name: awx_objects
short_description: What the role awx_job_templates makes in AWX, by name
version_added: 0.1.0
author:
  - The baremetal.ipmi authors (@baremetal-ipmi)
description:
  - Puts the role's description of its job templates together with the names and limits of a site.
  - Nothing in the result is ever taken for a template here; templates in it are for the jobs. It has no secrets.
positional: login_type, accounts_type, variables
options:
  _input:
    description: The description of the job templates.
    type: dict
    required: true
  login_type:
    description: The description of the credential type for logins.
    type: dict
    required: true
  accounts_type:
    description: The description of the credential type for the accounts of a site.
    type: dict
    required: true
  variables:
    description: The variables of the role, by their names.
    type: dict
    required: true
"""

EXAMPLES = r"""
- name: Show the names of the job templates
  ansible.builtin.debug:
    msg: "{{ (known | baremetal.ipmi.awx_objects(login, accounts, variables)).job_templates | map(attribute='name') }}"
"""

RETURN = r"""
_value:
  description: Everything that is to be in AWX.
  type: dict
  contains:
    job_templates:
      description: The job templates, each with its survey, extra variables and credentials.
      type: list
      elements: dict
    workflows:
      description: The workflows, each with its nodes in the order of their making.
      type: list
      elements: dict
    schedules:
      description: The schedules. One with an empty rule is not to be there.
      type: list
      elements: dict
    credential_types:
      description: The credential types, each with its inputs and injectors.
      type: list
      elements: dict
    credentials:
      description: The credentials, without their inputs.
      type: list
      elements: dict
    labels:
      description: The labels.
      type: list
      elements: str
    organization:
      description: The organization.
      type: str
    execution_environment:
      description: The execution environment.
      type: dict
    project:
      description: The project.
      type: dict
    inventory:
      description: The inventory.
      type: dict
    inventory_source:
      description: Its source.
      type: dict
    notification:
      description: The notification template, if there is to be one.
      type: dict
"""


class FilterModule:
    """Names the filter for Ansible."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        return {"awx_objects": lambda *described: never_a_template(objects(*described))}

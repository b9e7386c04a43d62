# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds out what is wrong with the variables of the role awx_job_templates."""

from __future__ import annotations

import typing as t

from ..plugin_utils.awx_objects import problems

DOCUMENTATION = r"""
name: awx_problems
short_description: What is wrong with the variables of the role awx_job_templates
version_added: 0.1.0
author:
  - The baremetal.ipmi authors (@baremetal-ipmi)
description:
  - Looks for numbers that are out of range, and for default answers that their survey would not take.
positional: variables
options:
  _input:
    description: The description of the job templates.
    type: dict
    required: true
  variables:
    description: The variables of the role, by their names.
    type: dict
    required: true
"""

EXAMPLES = r"""
- name: Refuse what cannot work
  ansible.builtin.assert:
    that: known | baremetal.ipmi.awx_problems(variables) | length == 0
"""

RETURN = r"""
_value:
  description: A sentence for each problem.
  type: list
  elements: str
"""


class FilterModule:
    """Names the filter for Ansible."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        return {"awx_problems": problems}

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Turns what AWX is to have into what its command line imports."""

from __future__ import annotations

import typing as t

from ..plugin_utils.awx_assets import assets
from ..plugin_utils.never_a_template import never_a_template

DOCUMENTATION = r"""
name: awx_assets
short_description: What the command line of AWX imports
version_added: 0.1.0
author:
  - The baremetal.ipmi authors (@baremetal-ipmi)
description:
  - Gives objects the form in which C(awx export) writes them, and C(awx import) and the module C(awx.awx.import) read
    them.
  - Notification templates are left out, since they may hold secrets.
options:
  _input:
    description: What the filter P(baremetal.ipmi.awx_objects#filter) returns.
    type: dict
    required: true
"""

EXAMPLES = r"""
- name: Write a file for awx import
  ansible.builtin.copy:
    content: "{{ objects | baremetal.ipmi.awx_assets | to_nice_json }}"
    dest: awx.json
    mode: "0644"
"""

RETURN = r"""
_value:
  description: A list of objects for each kind of resource.
  type: dict
"""


class FilterModule:
    """Names the filter for Ansible."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        return {"awx_assets": lambda wanted: never_a_template(assets(wanted))}

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the text of a document that was kept."""

from __future__ import annotations

import typing as t

from ansible.errors import AnsibleError, AnsibleFilterError
from ansible.parsing.utils.yaml import from_yaml

from ..plugin_utils.never_a_template import never_a_template

DOCUMENTATION = r"""
name: bmc_document
short_description: The content of a file that the role bmc_backup wrote
version_added: 0.1.0
author:
  - The baremetal.ipmi authors (@baremetal-ipmi)
description:
  - Turns the text of a document into its content, and refuses text that is no such document.
  - Nothing in it is ever taken for a template, whatever accounts on a BMC are called.
options:
  _input:
    description: The text, in YAML or JSON.
    type: str
    required: true
"""

EXAMPLES = r"""
- name: Show which sections were kept
  ansible.builtin.debug:
    msg: "{{ (lookup('ansible.builtin.file', 'bmc0.yml') | baremetal.ipmi.bmc_document).sections }}"
"""

RETURN = r"""
_value:
  description: The content.
  type: dict
  contains:
    identity:
      description: Which BMC it is about. What the BMC did not tell is null.
      type: dict
    sections:
      description: The sections that were asked for.
      type: list
      elements: str
    not_supported:
      description: The sections among them that the BMC did not let one read.
      type: list
      elements: str
    document:
      description: The settings, as M(baremetal.ipmi.config) takes them.
      type: dict
"""

FORMAT = 1
PARTS = {"identity": dict, "sections": list, "not_supported": list, "document": dict}


def bmc_document(text: str) -> dict[str, t.Any]:
    """Return the content of a document. Raises AnsibleFilterError for what is none."""
    try:
        # A copy of the text alone: Ansible's marks on it would be on everything in it.
        content = from_yaml(str(text), show_content=False)
    except AnsibleError as error:
        raise AnsibleFilterError(f"It is not YAML: {' '.join(str(error).split())}") from None
    if not isinstance(content, dict) or "format" not in content:
        raise AnsibleFilterError("It is not a document that baremetal.ipmi.bmc_backup wrote.")
    if content["format"] != FORMAT:
        raise AnsibleFilterError(f"It is of format {content['format']}, this collection knows format {FORMAT}.")
    wrong = [name for name, kind in PARTS.items() if not isinstance(content.get(name), kind)]
    if wrong:
        raise AnsibleFilterError(f"It is damaged: {', '.join(wrong)} is missing, or is of another type.")
    return content


class FilterModule:
    """Names the filter for Ansible."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        return {"bmc_document": lambda text: never_a_template(bmc_document(text))}

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Asks whether a collection is there, without using it."""

from __future__ import annotations

import importlib.util
import typing as t

DOCUMENTATION = r"""
name: installed_collection
short_description: Whether a collection is installed
version_added: 0.1.0
author:
  - The baremetal.ipmi authors (@baremetal-ipmi)
description:
  - A task of a collection that is not installed ends a playbook before any of its tasks can say why. Ask first, and
    include such tasks.
options:
  _input:
    description: Name of the collection, with its namespace.
    type: str
    required: true
"""

EXAMPLES = r"""
- name: Say what is missing
  ansible.builtin.fail:
    msg: Install the collection awx.awx.
  when: "'awx.awx' is not baremetal.ipmi.installed_collection"
"""

RETURN = r"""
_value:
  description: Whether Ansible finds it.
  type: bool
"""


def installed_collection(name: str) -> bool:
    """Return whether Ansible finds a collection."""
    try:
        return importlib.util.find_spec(f"ansible_collections.{name}") is not None
    except ModuleNotFoundError:
        return False


class TestModule:
    """Names the test for Ansible."""

    def tests(self) -> dict[str, t.Callable[..., t.Any]]:
        return {"installed_collection": installed_collection}

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Asks whether a module is there, without using it."""

from __future__ import annotations

import typing as t

from ansible.plugins.loader import module_loader

DOCUMENTATION = r"""
name: installed_module
short_description: Whether a module is installed
version_added: 0.1.0
author:
  - The baremetal.ipmi authors (@baremetal-ipmi)
description:
  - A task of a collection that is not installed ends a playbook before any of its tasks can say why. Ask first, and
    include such tasks.
options:
  _input:
    description: Name of the module, with namespace and collection.
    type: str
    required: true
"""

EXAMPLES = r"""
- name: Say what is missing
  ansible.builtin.fail:
    msg: Install the collection awx.awx.
  when: "'awx.awx.job_template' is not baremetal.ipmi.installed_module"
"""

RETURN = r"""
_value:
  description: Whether Ansible finds it.
  type: bool
"""


def installed_module(name: str) -> bool:
    """Return whether Ansible finds a module."""
    return bool(module_loader.find_plugin_with_context(name).resolved)


class TestModule:
    """Names the test for Ansible."""

    def tests(self) -> dict[str, t.Callable[..., t.Any]]:
        return {"installed_module": installed_module}

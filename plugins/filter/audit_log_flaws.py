# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds out whether an audit log is as it was written."""

from __future__ import annotations

import typing as t

from ansible.errors import AnsibleFilterError

from ..plugin_utils.hash_chain import find_flaws

DOCUMENTATION = r"""
name: audit_log_flaws
short_description: What was done to an audit log
version_added: 0.1.0
author:
  - The baremetal.ipmi authors (@baremetal-ipmi)
description:
  - Checks the chain of hashes in a log that P(baremetal.ipmi.audit_log#callback) wrote.
  - A line that was changed, removed, inserted or moved is found. Lines that are missing at the end are found only by
    O(last_hash).
options:
  _input:
    description: The text of the log.
    type: str
    required: true
  last_hash:
    description: The C(hash) that the last line has to have, as it was kept in another place.
    type: str
"""

EXAMPLES = r"""
- name: The audit log is as it was written
  ansible.builtin.assert:
    that: flaws | length == 0
    fail_msg: "{{ flaws | join(' ') }}"
  vars:
    flaws: "{{ lookup('ansible.builtin.file', '/var/log/bmc-audit.jsonl') | baremetal.ipmi.audit_log_flaws }}"
"""

RETURN = r"""
_value:
  description: One sentence for each place where something is wrong, with the number of the line. Empty if nothing is.
  type: list
  elements: str
"""


def audit_log_flaws(text: t.Any, last_hash: str | None = None) -> list[str]:
    """Return one sentence for each flaw of a log."""
    if not isinstance(text, str):
        raise AnsibleFilterError("audit_log_flaws: the input is not the text of a log")
    return find_flaws(text, last_hash)


class FilterModule:
    """What Ansible looks for."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        return {"audit_log_flaws": audit_log_flaws}

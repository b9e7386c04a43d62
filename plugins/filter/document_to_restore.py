# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes what ``config`` is given out of a document that was kept and what the BMC has now.

A document names accounts with the slots that they had, and says nothing of passwords or of accounts that came later.
So it cannot be given to ``config`` as it is:

* An account that the BMC has by that name keeps the slot it has now. One that it does not have gets its old slot if
  that is free, else any.
* An account that the document does not have is taken away.
* A password that is given is set only where the account is new: those that are there keep theirs.
"""

from __future__ import annotations

import typing as t

from ..plugin_utils.never_a_template import never_a_template

DOCUMENTATION = r"""
name: document_to_restore
short_description: What the module config is given to bring a BMC back to a document
version_added: 0.1.0
author:
  - The baremetal.ipmi authors (@baremetal-ipmi)
description:
  - Takes a document that was kept and the one that the BMC has now, and returns options for M(baremetal.ipmi.config).
  - An account that the BMC has keeps its slot and its password. One that it does not have gets its old slot if that is
    free, and the password that is given for it. One that the document does not have is taken away.
options:
  _input:
    description: The document that was kept.
    type: dict
    required: true
  found:
    description: The document that the BMC has now.
    type: dict
    required: true
  passwords:
    description: Passwords of accounts that may have to be made, by name.
    type: dict
    default: {}
  sections:
    description: Only these sections. The default is all that the document has.
    type: list
    elements: str
positional: found
"""

EXAMPLES = r"""
- name: Read the BMC
  baremetal.ipmi.config_info:
    sections: [users]
  register: now

- name: Its accounts are what they were
  baremetal.ipmi.config:
    users: "{{ restore.options.users }}"
  vars:
    kept: "{{ lookup('ansible.builtin.file', 'bmc0.yml') | baremetal.ipmi.bmc_document }}"
    restore: "{{ kept.document | baremetal.ipmi.document_to_restore(now.document, sections=['users']) }}"
"""

RETURN = r"""
_value:
  description: What to do.
  type: dict
  contains:
    options:
      description: Sections of M(baremetal.ipmi.config). Holds the passwords.
      type: dict
    without_password:
      description: Names of accounts that would have to be made, and for which no password is given.
      type: list
      elements: str
"""

Entry = t.Mapping[str, t.Any]


def document_to_restore(
    document: t.Mapping[str, t.Any],
    found: t.Mapping[str, t.Any],
    passwords: t.Mapping[str, str] | None = None,
    sections: t.Sequence[str] | None = None,
) -> dict[str, t.Any]:
    """Return the sections for ``config``, and the accounts that cannot be made for want of a password."""
    options = {name: value for name, value in document.items() if sections is None or name in sections}
    without_password: list[str] = []
    if "users" in options:
        kept, present, given = options["users"], found.get("users", []), passwords or {}
        options["users"] = [_present(account, present, kept, given) for account in kept]
        options["users"] += [_absent(account) for account in present if not _counterpart(account, kept, present)]
        new = (account for account in kept if account["name"] and not _counterpart(account, present, kept))
        without_password = [
            account["name"] for account in new if account.get("enabled") is not False and account["name"] not in given
        ]
    return {"options": options, "without_password": without_password}


def _counterpart(account: Entry, others: t.Sequence[Entry], own: t.Sequence[Entry]) -> Entry | None:
    """Return the account on the other side: by name where a name is there once on both sides, else by slot as well."""
    named = [other for other in others if other["name"] == account["name"]]
    alike = [one for one in own if one["name"] == account["name"]]
    if account["name"] and len(named) == len(alike) == 1:
        return named[0]
    return next((other for other in named if other["user_id"] == account["user_id"]), None)


def _present(
    account: Entry, present: t.Sequence[Entry], kept: t.Sequence[Entry], passwords: t.Mapping[str, str]
) -> dict[str, t.Any]:
    there = _counterpart(account, present, kept)
    wanted = dict(account)
    if there is not None:
        wanted["user_id"] = there["user_id"]
    elif account["name"]:
        if any(other["user_id"] == account["user_id"] for other in present):
            del wanted["user_id"]
        if account["name"] in passwords:
            wanted.update(password=passwords[account["name"]], update_password="on_create")
    return wanted


def _absent(account: Entry) -> dict[str, t.Any]:
    return {"name": account["name"], "user_id": account["user_id"], "state": "absent"}


class FilterModule:
    """Names the filter for Ansible."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        return {"document_to_restore": lambda *given, **named: never_a_template(document_to_restore(*given, **named))}

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares two documents: in what does one BMC, or one BMC at two times, differ?"""

from __future__ import annotations

import json
import re
import typing as t
from fnmatch import fnmatchcase

from ..plugin_utils.never_a_template import never_a_template

DOCUMENTATION = r"""
name: document_difference
short_description: What differs between two documents
version_added: 0.1.0
author:
  - The baremetal.ipmi authors (@baremetal-ipmi)
description:
  - Compares two documents as M(baremetal.ipmi.config_info) returns them, option by option.
  - Entries of lists are told apart by what they are about (account, channel, cipher suite), not by their position.
  - An account, a channel or a section that only one of them has is one difference.
options:
  _input:
    description: The document before, such as the one that was kept.
    type: dict
    required: true
  after:
    description: The document after, such as the one that was read now.
    type: dict
    required: true
  ignore:
    description:
      - Patterns of options that may differ. V(*) stands for anything, also across dots.
    type: list
    elements: str
    default: []
positional: after
"""

EXAMPLES = r"""
- name: Read the BMC
  baremetal.ipmi.config_info:
  register: now

- name: Show what is not as it is in the file
  ansible.builtin.debug:
    msg: "{{ differences | map(attribute='text') }}"
  vars:
    differences: "{{ kept.document | baremetal.ipmi.document_difference(now.document, ignore=['boot.*']) }}"
    kept: "{{ lookup('ansible.builtin.file', 'bmc0.yml') | baremetal.ipmi.bmc_document }}"
"""

RETURN = r"""
_value:
  description: The differences, in the order of the documents.
  type: list
  elements: dict
  contains:
    option:
      description: The option, such as C(users.monitor.access.1.privilege).
      type: str
    text:
      description: The difference as one line, the value before at its left.
      type: str
      sample: "users.monitor.access.1.privilege: user -> administrator"
    before:
      description: The value before. Not there if there was none.
      type: raw
    after:
      description: The value after. Not there if there is none.
      type: raw
"""

IDENTITIES = (("name",), ("channel", "lun"), ("suite",), ("index",))
"""Options that say what an entry of a list is about."""
NOTHING: t.Any = type("Nothing", (), {"__repr__": lambda self: "(nothing)"})()
"""The value on the side that does not have an option."""
PLAIN = re.compile(r"[\w.:/@*+-]+(?: [\w.:/@*+-]+)*")
"""Text that needs no quotes, so that a name cannot be taken for a value or move the cursor."""
SHOWN_SETTINGS = 10
"""So many settings of a whole account, channel or section are shown in its line."""


def document_difference(
    before: t.Mapping[str, t.Any], after: t.Mapping[str, t.Any], ignore: t.Sequence[str] = ()
) -> list[dict[str, t.Any]]:
    """Return the differences between two documents, without the options that a pattern in ``ignore`` matches."""
    rows = []
    for path, one, other in _differences((), _by_name(before), _by_name(after)):
        option = ".".join(path)
        if any(fnmatchcase(option, pattern) for pattern in ignore):
            continue
        row = {"option": option, "text": f"{option}: {_shown(one)} -> {_shown(other)}"}
        row.update({side: value for side, value in (("before", one), ("after", other)) if value is not NOTHING})
        rows.append(row)
    return rows


def _differences(
    path: tuple[str, ...], before: t.Any, after: t.Any
) -> t.Iterator[tuple[tuple[str, ...], t.Any, t.Any]]:
    # Nobody can tell what an empty list would be a list of.
    if isinstance(before, dict) and after == []:
        after = {}
    if isinstance(after, dict) and before == []:
        before = {}
    if isinstance(before, dict) and isinstance(after, dict):
        for name in dict.fromkeys([*before, *after]):
            yield from _differences((*path, name), before.get(name, NOTHING), after.get(name, NOTHING))
    elif before != after:
        yield path, before, after


def _by_name(value: t.Any) -> t.Any:
    """Return a value in which every list of entries is a dictionary from what an entry is about to the rest of it."""
    if isinstance(value, t.Mapping):
        return {_spelled(name): _by_name(entry) for name, entry in value.items()}
    if not isinstance(value, (list, tuple)):
        return value
    identities = [_identity(entry) for entry in value]
    if not identities or {} in identities:
        return list(value)
    names = ["/".join(map(str, identity.values())) for identity in identities]
    return {
        _label(name, entry, names.count(name) > 1): _by_name({k: v for k, v in entry.items() if k not in identity})
        for name, entry, identity in zip(names, value, identities)
    }


def _identity(entry: t.Any) -> dict[str, t.Any]:
    """Return the options that say what an entry of a list is about; none for what is no such entry."""
    if isinstance(entry, t.Mapping):
        for options in IDENTITIES:
            found = {option: entry[option] for option in options if entry.get(option) is not None}
            if found:
                return found
    return {}


def _label(name: str, entry: t.Mapping[str, t.Any], is_there_twice: bool) -> str:
    """Return the name of an entry; accounts without one, or with one that others have too, are told apart by slot."""
    slot = f"(slot {entry.get('user_id')})"
    if not name:
        return slot
    return _spelled(f"{name} {slot}" if is_there_twice else name)


def _shown(value: t.Any) -> str:
    """Return a value for one line; of a whole entry, its first settings."""
    if not isinstance(value, dict):
        return repr(value) if value is NOTHING else _spelled(value)
    settings = [f"{name}={_spelled(setting)}" for name, setting in _settings("", value)]
    more = [f"{len(settings) - SHOWN_SETTINGS} more"] if len(settings) > SHOWN_SETTINGS else []
    return ", ".join(settings[:SHOWN_SETTINGS] + more) or "{}"


def _settings(path: str, value: t.Any) -> t.Iterator[tuple[str, t.Any]]:
    if isinstance(value, dict):
        for name, entry in value.items():
            yield from _settings(f"{path}.{name}" if path else name, entry)
    else:
        yield path, value


def _spelled(value: t.Any) -> str:
    if isinstance(value, str) and PLAIN.fullmatch(value):
        return str(value)
    return json.dumps(value)


class FilterModule:
    """Names the filter for Ansible."""

    def filters(self) -> dict[str, t.Callable[..., t.Any]]:
        return {"document_difference": lambda *given, **named: never_a_template(document_difference(*given, **named))}

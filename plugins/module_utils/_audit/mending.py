# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Puts the fragments that mend single findings together into one ``config`` document."""

from __future__ import annotations

import typing as t

from .check import Fragment

_TYPES, _SUITES = "authentication_types", "cipher_suite_privileges"


def merged(fragments: t.Iterable[Fragment]) -> Fragment:
    """Return one document that does what all fragments do. Each thing is in it once, in a stable order."""
    things: dict[tuple[str, tuple[t.Any, ...]], dict[str, t.Any]] = {}
    for fragment in fragments:
        for section, content in fragment.items():
            for entry in content if isinstance(content, list) else [content]:
                key = (section, _identity(entry))
                things[key] = _joined(things.get(key, {}), entry)
    document: Fragment = {}
    for (section, identity), entry in sorted(things.items(), key=lambda item: (item[0][0], str(item[0][1]))):
        if identity:
            document.setdefault(section, []).append(entry)
        else:
            document[section] = entry
    return document


def _identity(entry: t.Mapping[str, t.Any]) -> tuple[t.Any, ...]:
    if "user_id" in entry:
        return (entry["user_id"], entry["name"])
    return (entry["channel"],) if "channel" in entry else ()


def _joined(one: Fragment, other: Fragment) -> Fragment:
    if "absent" in (one.get("state"), other.get("state")):
        return {name: other.get(name, one.get(name)) for name in ("name", "user_id")} | {"state": "absent"}
    joined = {**one, **other}
    if one.get("device") == "default" or other.get("device") == "default":
        return {"device": "default"}  # Without an override its flags count for nothing, and cannot be given.
    for name, join in _JOINS.items():
        if name in one and name in other:
            joined[name] = join(one[name], other[name])
    return joined


def _by(key: str) -> t.Callable[[t.Any, t.Any], t.Any]:
    """Return what joins two lists of things that are told apart by a key."""

    def join(one: list[Fragment], other: list[Fragment]) -> list[Fragment]:
        entries: dict[t.Any, Fragment] = {}
        for entry in (*one, *other):
            entries[entry[key]] = {**entries.get(entry[key], {}), **entry}
        return [entries[value] for value in sorted(entries)]

    return join


def _common_types(one: t.Mapping[str, list[str]], other: t.Mapping[str, list[str]]) -> dict[str, list[str]]:
    """A type that either takes away is gone."""
    joined = {**one, **other}
    for level in one.keys() & other.keys():
        joined[level] = [name for name in one[level] if name in other[level]]
    return joined


_JOINS: dict[str, t.Callable[[t.Any, t.Any], t.Any]] = {
    _TYPES: _common_types, _SUITES: _by("suite"), "access": _by("channel"),
}  # fmt: skip

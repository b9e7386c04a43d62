# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Counts the managed nodes of a job as AWX does: the module's jq program on ``res`` of every event that has one.

AWX says nothing where a program is wrong; here it is an error.
"""

from __future__ import annotations

import json
import typing as t

import jq
import yaml
from collection_path import ROOT

QUERY_FILE = ROOT / "extensions" / "audit" / "event_query.yml"
# The column of AWX's table that the name goes into.
NAME_LENGTH = 255


class Node(t.NamedTuple):
    """A node, and the modules that had to do with it, each as often as it had."""

    name: str
    canonical_facts: dict[str, t.Any]
    facts: dict[str, t.Any]
    modules: list[str]


def managed_nodes(events: list[dict[str, t.Any]]) -> list[Node]:
    """Return the nodes of a job, told apart by their canonical facts. Raises AssertionError for what AWX loses."""
    queries = yaml.safe_load(QUERY_FILE.read_text(encoding="utf-8"))
    nodes: dict[str, Node] = {}
    for event in events:
        data = event.get("event_data", {})
        module = data.get("resolved_action")
        if "res" not in data or module not in queries:
            continue
        for found in jq.compile(queries[module]["query"]).input_value(data["res"]).all():
            check(found)
            node = Node(found["name"], found["canonical_facts"], found["facts"], [])
            key = json.dumps(found["canonical_facts"], sort_keys=True)
            nodes.setdefault(key, node).modules.append(module)
    names = [node.name for node in nodes.values()]
    assert len(names) == len(set(names)), f"AWX saves no node of a job in which two have one name: {names}"
    return list(nodes.values())


def check(found: t.Any) -> None:
    """Find fault with what AWX would lose."""
    assert isinstance(found, dict), found
    assert isinstance(found["name"], str) and 0 < len(found["name"]) <= NAME_LENGTH, found
    for part in ("canonical_facts", "facts"):
        assert isinstance(found[part], dict) and found[part], found
        assert "null" not in json.dumps(found[part]), found
    assert found["facts"]["device_type"] == "bare_metal", found

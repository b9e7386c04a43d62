# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page about error codes: every code that the source declares, with what ``docs/user/safety.md`` says about it."""

from __future__ import annotations

import ast
import re
import typing as t
from pathlib import Path

from . import pages

EXPLAINED_IN = "docs/user/safety.md"
PLACE = "reference/error_codes.md"
TABLE = re.compile(r"^(?P<when>[A-Z][^\n|]*):\n\n\| `error_code` \|.*\n\|[-|]+\n(?P<rows>(?:\|.*\n)+)", re.MULTILINE)
ROW = re.compile(r"^\| `(?P<code>\w+)` \| (?P<meaning>.+) \| (?P<remedy>.+) \|$", re.MULTILINE)
INTRODUCTION = """# Error codes

A task that fails has a sentence for a person in `msg`, and in `error_code` one of these, which stay the same
from version to version.
[Safety](../user/safety.md#error-codes) has them as one table, and shows how a playbook asks for one.
"""


class Explained(t.NamedTuple):
    """What the page says about one code."""

    when: str
    meaning: str
    remedy: str


def declared() -> set[str]:
    """Return the codes that classes of errors have, and those that are written into a result."""
    found = set()
    for path in (pages.ROOT / "plugins").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            found |= {value.value for value in _codes(node) if isinstance(value, ast.Constant)}
    return found


def _codes(node: ast.AST) -> list[ast.expr]:
    if isinstance(node, ast.ClassDef):
        assignments = [statement for statement in node.body if isinstance(statement, ast.Assign)]
        return [one.value for one in assignments if getattr(one.targets[0], "id", "") == "error_code"]
    if isinstance(node, ast.Dict):
        pairs = zip(node.keys, node.values)
        return [value for key, value in pairs if isinstance(key, ast.Constant) and key.value == "error_code"]
    return []


def explained() -> dict[str, Explained]:
    """Return what is said about each code, in the order in which it is said."""
    text = (pages.ROOT / EXPLAINED_IN).read_text(encoding="utf-8")
    return {
        row["code"]: Explained(table["when"], row["meaning"], row["remedy"])
        for table in TABLE.finditer(text)
        for row in ROW.finditer(table["rows"])
    }


def write(source: Path) -> None:
    codes, texts = declared(), explained()
    if codes != set(texts):
        raise pages.NotConsistent(f"{EXPLAINED_IN} and the source differ in {sorted(codes ^ set(texts))}")
    sections, when = [], ""
    for code, (time, meaning, remedy) in texts.items():
        heading = f"## {time}\n\n" if time != when else ""
        when = time
        sections.append(f"{heading}### `{code}`\n\n{meaning}\n\n**What to do:** {remedy}\n")
    body = pages.with_links("\n".join(sections), EXPLAINED_IN, PLACE, source)
    (source / PLACE).write_text(f"{INTRODUCTION}\n{body}", encoding="utf-8")

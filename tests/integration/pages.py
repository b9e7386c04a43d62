# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a page of the documentation tells its reader to type, and which files it tells them to write.

A command is a line that begins with ``$`` in a block of the kind ``console``. A block of YAML or CSV is a file when the
paragraph before it names one; the last name counts.
"""

from __future__ import annotations

import re
import typing as t
from pathlib import Path

import yaml

BLOCK = re.compile(r"^```(?P<kind>\w+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
NOTE = re.compile(r"<!-- [^\n]* -->\s*\Z")
NAME = re.compile(r"`([a-z0-9_./-]+\.(?:yml|csv))`")
REMARK = re.compile(r"\s{2,}# .*$")


class Block(t.NamedTuple):
    """A block of a page, and the paragraph before it."""

    kind: str
    text: str
    paragraph: str

    @property
    def file(self) -> str | None:
        names = NAME.findall(self.paragraph)
        return names[-1] if names and self.kind in ("yaml", "text") else None


def blocks(page: Path) -> list[Block]:
    text = page.read_text(encoding="utf-8")
    found, end = [], 0
    for block in BLOCK.finditer(text):
        paragraph = NOTE.sub("", text[end : block.start()]).rstrip().rpartition("\n\n")[2]
        found.append(Block(block["kind"], block["text"], paragraph))
        end = block.end()
    return found


def commands(page: Path) -> list[str]:
    """Return the commands of a page, in order, without what a reader is told about them after a ``#``."""
    lines = [line for block in blocks(page) if block.kind == "console" for line in block.text.splitlines()]
    return [REMARK.sub("", line[2:]) for line in lines if line.startswith("$ ")]


def files(page: Path) -> dict[str, str]:
    """Return the files that a page has its reader write, by name."""
    return {block.file: block.text for block in blocks(page) if block.file}


def mappings(page: Path) -> list[dict[str, t.Any]]:
    """Return the blocks of a page that are inventories or variables, in order."""
    contents = [yaml.safe_load(block.text) for block in blocks(page) if block.kind == "yaml"]
    return [content for content in contents if isinstance(content, dict)]

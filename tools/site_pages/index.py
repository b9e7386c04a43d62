# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the site lists beside each page: the sections and tables of ``docs/README.md``, then the reference."""

from __future__ import annotations

import re
from pathlib import Path

from . import pages

INDEX = "docs/README.md"
SECTION = re.compile(r"^## (?P<title>.+)\n(?P<text>(?:(?!## ).*\n?)*)", re.MULTILINE)
ROW = re.compile(r"^\| \[(?P<title>[^\]]+)\]\((?P<page>[^)#\s]+\.md)\) \|", re.MULTILINE)
REFERENCE = [
    "Modules, roles and plugins <reference/index>",
    "Error codes <reference/error_codes>",
    "Environment variables <reference/environment_variables>",
]


def sections() -> dict[str, list[str]]:
    """Return the entries of each section as Sphinx wants them, in the order of the index."""
    text = (pages.ROOT / INDEX).read_text(encoding="utf-8")
    return {section["title"]: list(map(_entry, ROW.finditer(section["text"]))) for section in SECTION.finditer(text)}


def _entry(row: re.Match[str]) -> str:
    name = Path(INDEX).parent.joinpath(row["page"])
    place = pages.place_of(str(Path(*_normal(name.parts))))
    return f"{row['title']} <{place.removesuffix('.md')}>"


def _normal(parts: tuple[str, ...]) -> list[str]:
    normal: list[str] = []
    for part in parts:
        if part == "..":
            normal.pop()
        else:
            normal.append(part)
    return normal


def complete(source: Path) -> None:
    """Add the lists of pages to the start page."""
    start = source / "index.md"
    lists = {title: entries for title, entries in sections().items() if entries}
    # The reference stands before what only those need who change the collection.
    *titles, last = lists
    ordered = {**{title: lists[title] for title in titles}, "Reference": REFERENCE, last: lists[last]}
    text = "".join(_toctree(title, entries) for title, entries in ordered.items())
    start.write_text(start.read_text(encoding="utf-8") + text, encoding="utf-8")


def _toctree(caption: str, entries: list[str]) -> str:
    lines = "\n".join(entries)
    return f"\n```{{toctree}}\n:hidden:\n:caption: {caption}\n\n{lines}\n```\n"

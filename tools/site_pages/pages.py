# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pages of the site: the Markdown of this checkout, with links that fit where the pages are in the site."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parent.parent.parent
ELSEWHERE = {
    "CONTRIBUTING.md": "dev/contributing.md",
    "CODE_OF_CONDUCT.md": "dev/code-of-conduct.md",
    "MAINTAINERS.md": "dev/maintainers.md",
    "SECURITY.md": "dev/security.md",
    "tests/emulator/README.md": "dev/emulator.md",
    # What these are for people who read in the repository, the start page is here.
    "README.md": "index.md",
    "docs/README.md": "index.md",
}
NOT_PAGES = {"README.md", "docs/README.md"}
FILES = PurePosixPath("files")
FENCED = re.compile(r"(^```.*?^```$)", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?P<target>[^)\s]+)\)")


class NotConsistent(Exception):
    """Two places that have to agree do not; the text says which."""


def write(source: Path) -> None:
    """Write all pages, and the files that they show or link to."""
    shutil.rmtree(source, ignore_errors=True)
    names = [path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").rglob("*.md")]
    for name in sorted({*names, *ELSEWHERE} - NOT_PAGES):
        page = source / place_of(name)
        page.parent.mkdir(parents=True, exist_ok=True)
        text = (ROOT / name).read_text(encoding="utf-8")
        page.write_text(with_links(text, name, place_of(name), source), encoding="utf-8")


def place_of(name: str) -> str:
    """Return where a page of the checkout is in the site."""
    return ELSEWHERE.get(name) or PurePosixPath(name).relative_to("docs").as_posix()


def with_links(text: str, name: str, place: str, source: Path) -> str:
    """Return the text of the page ``name`` with its links as they have to be at ``place`` in the site."""

    def moved(link: re.Match[str]) -> str:
        target, mark, anchor = link["target"].partition("#")
        here = not target and place == place_of(name)
        if here or "://" in target:
            return link[0]
        wanted = os.path.normpath(PurePosixPath(name).parent / target) if target else name
        return f"]({os.path.relpath(_in_the_site(wanted, name, source), PurePosixPath(place).parent)}{mark}{anchor})"

    parts = FENCED.split(text)
    return "".join(part if part.startswith("```") else LINK.sub(moved, part) for part in parts)


def _in_the_site(target: str, name: str, source: Path) -> str:
    if target.endswith(".md") and (target in ELSEWHERE or target.startswith("docs/")):
        return place_of(target)
    if not (ROOT / target).is_file():
        raise NotConsistent(f"{name} links to {target}, which the site does not have")
    copy = source / FILES / target
    copy.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(ROOT / target, copy)
    return (FILES / target).as_posix()

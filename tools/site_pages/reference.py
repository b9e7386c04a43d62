# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The reference: what antsibull-docs writes about modules, roles and plugins, without what is not so here."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from . import pages

COLLECTION = "baremetal.ipmi"
# It speaks of a place to download the collection from, and of a command that would ask there.
NOTE = re.compile(r"^\.\. Collection note\n.*?(?=^\.\. (?:version_added|contents::|_ansible_collections))", re.M | re.S)
# The theme has a table of contents of its own.
CONTENTS = re.compile(r"^\.\. contents::\n(?:   .*\n)+", re.MULTILINE)
ENTRY = re.compile(r"^    (?P<page>(?P<name>\w+)_(?:module|role|callback|filter|inventory))$", re.MULTILINE)


def write(directory: Path) -> None:
    directory.mkdir(parents=True)
    command = ["antsibull-docs", "collection", "--use-current", "--squash-hierarchy", "--fail-on-error"]
    command += ["--no-add-antsibull-docs-version", "--dest-dir", str(directory), COLLECTION]
    done = subprocess.run(command, cwd=pages.ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise pages.NotConsistent(f"antsibull-docs says: {done.stdout}{done.stderr}")
    for page in directory.glob("*.rst"):
        text = NOTE.sub("", page.read_text(encoding="utf-8"))
        page.write_text(CONTENTS.sub("", text), encoding="utf-8")
    index = directory / "index.rst"
    text = ENTRY.sub(r"    \g<name> <\g<page>>", index.read_text(encoding="utf-8"))
    index.write_text(text.replace("Baremetal.Ipmi\n==============", f"{COLLECTION}\n{'=' * len(COLLECTION)}"), "utf-8")

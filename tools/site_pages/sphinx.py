# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs Sphinx."""

from __future__ import annotations

import subprocess
import sys
import zlib
from pathlib import Path

SETTINGS = Path(__file__).resolve().parent
SETTINGS_PAGE = "reference_appendices/config.html"
ANSIBLE = {
    "action_plugins": "plugins/action.html",
    "ansible_configuration_settings": SETTINGS_PAGE,
    "callback_plugins": "plugins/callback.html",
    "common_return_values": "reference_appendices/common_return_values.html",
}
"""What the reference points at in Ansible's own documentation. With it nothing has to be fetched for a build."""
VARIABLES = ("", "_CONNECTION", "_PREFIX", "_TIMEOUT")
"""Ends of the names of Ansible's own variables for caches, which inventory plugins have too."""


def build(source: Path, html: Path) -> int:
    """Build the site and return the exit status."""
    _write_inventory(source / "ansible.inv")
    command = [sys.executable, "-m", "sphinx", "--fail-on-warning", "--keep-going", "--nitpicky", "--quiet"]
    command += ["--fresh-env", "--conf-dir", str(SETTINGS), "--doctree-dir", str(source.parent / "doctrees")]
    return subprocess.run([*command, str(source), str(html)], check=False).returncode


def _write_inventory(path: Path) -> None:
    """Write an inventory of another site, in Sphinx's format: four lines of text, then compressed ones."""
    entries = [f"{label} std:label -1 {page}#{label.replace('_', '-')} -" for label, page in ANSIBLE.items()]
    entries += [f"ANSIBLE_CACHE_PLUGIN{end} std:envvar -1 {SETTINGS_PAGE}#envvar-$ -" for end in VARIABLES]
    head = "# Sphinx inventory version 2\n# Project: Ansible\n# Version: \n"
    head += "# The remainder of this file is compressed using zlib.\n"
    path.write_bytes(head.encode() + zlib.compress("".join(f"{entry}\n" for entry in entries).encode()))

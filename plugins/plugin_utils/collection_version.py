# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The version of this collection, as it is installed."""

from __future__ import annotations

import json
import re
from pathlib import Path

_COLLECTION = Path(__file__).resolve().parents[2]


def collection_version(collection: Path = _COLLECTION) -> str | None:
    """Return the version: of a build from its manifest, of a checkout from what a build is made of."""
    manifest = collection / "MANIFEST.json"
    if manifest.exists():
        return str(json.loads(manifest.read_text(encoding="utf-8"))["collection_info"]["version"])
    found = re.search(r"^version: *(\S+)", (collection / "galaxy.yml").read_text(encoding="utf-8"), re.MULTILINE)
    return found.group(1) if found else None

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes ``ansible_collections.baremetal.ipmi`` importable from a plain checkout, wherever it lies."""

from __future__ import annotations

import sys
import types
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def make_importable() -> None:
    """Map the package ``ansible_collections.baremetal.ipmi`` to this checkout, unless it is there already."""
    parent = ""
    for name, path in (("ansible_collections", []), ("baremetal", []), ("ipmi", [str(ROOT)])):
        full = f"{parent}.{name}" if parent else name
        if full not in sys.modules:
            package = types.ModuleType(full)
            package.__path__ = path
            sys.modules[full] = package
            if parent:
                setattr(sys.modules[parent], name, package)
        parent = full

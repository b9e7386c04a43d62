# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report as one HTML page that needs nothing else: no other file, no request, no script for reading it.

A policy in the page itself forbids requests, and any script and style but those that stand here.
"""

from __future__ import annotations

import base64
import hashlib

from ..fleet import Fleet
from .findings import others, worst
from .heat_map import heat_map
from .markup import text
from .script import SCRIPT
from .style import STYLE
from .summary import about, failures, header, scores


def render(fleet: Fleet) -> str:
    """Return the report."""
    sources = f"style-src {_source(STYLE)}; script-src {_source(SCRIPT)}"
    policy = f"default-src 'none'; {sources}; base-uri 'none'; form-action 'none'"
    body = "".join(part(fleet) for part in (header, scores, failures, worst, heat_map, others, about))
    return (
        "<!DOCTYPE html>\n<html lang=en><head><meta charset=utf-8>"
        f'<meta http-equiv=Content-Security-Policy content="{policy}">'
        '<meta name=viewport content="width=device-width, initial-scale=1">'
        '<meta name=color-scheme content="light dark"><meta name=robots content="noindex">'
        f"<title>{text(fleet.run.title)}</title><style>{STYLE}</style></head><body>"
        f'<a class="vh skip" href="#worst">To the findings</a><main>{body}</main>'
        f"<script>{SCRIPT}</script></body></html>\n"
    )


def _source(content: str) -> str:
    digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
    return f"'sha256-{digest}'"

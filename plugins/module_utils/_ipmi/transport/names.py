# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many host names at once: a name server that does not answer must not hold up those that have one that does."""

from __future__ import annotations

import concurrent.futures
import typing as t

from ..errors import NameNotResolved
from .udp import resolve

_AT_ONCE = 16


def resolve_all(names: t.Sequence[str], port: int) -> dict[str, str | NameNotResolved]:
    """Return the first address of every name, or why it has none."""
    if not names:
        return {}
    with concurrent.futures.ThreadPoolExecutor(min(_AT_ONCE, len(names))) as threads:
        return dict(zip(names, threads.map(lambda name: _first_address(name, port), names)))


def _first_address(name: str, port: int) -> str | NameNotResolved:
    try:
        _family, address = resolve(name, port)[0]
    except NameNotResolved as error:
        return error
    return str(address[0])

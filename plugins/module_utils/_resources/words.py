# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How enumerations are spelled for people: the member's name in lower case, or the bare number when it has none."""

from __future__ import annotations

import enum


def word(value: int) -> str:
    """Return an enumeration member as playbooks write it."""
    return value.name.lower() if isinstance(value, enum.IntEnum) else str(value)


def words(enumeration: type[enum.IntEnum], *without: enum.IntEnum) -> tuple[str, ...]:
    """Return all members as playbooks write them, for an option's choices."""
    return tuple(member.name.lower() for member in enumeration if member not in without)

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What vendors do differently with user slots."""

from __future__ import annotations

EMPTY_NAMES = frozenset({"(Empty User)"})
"""Quirk: HP, some iLO firmware: an empty slot has an empty name; seen "(Empty User)". MAAS's IPMI notes."""

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All checks, by their ids. An id is never used for something else."""

from __future__ import annotations

import typing as t

from . import accounts, alerts, channels, chassis, cipher_suites, console, identity, lockout, login_types, network
from .check import PROFILES, Check

CHECKS: t.Mapping[str, Check] = {
    check.id: check
    for subject in (
        accounts, alerts, channels, chassis, cipher_suites, console, identity, lockout, login_types, network,
    )
    for check in subject.CHECKS
}  # fmt: skip


def checks_of(profile: str, only: t.Collection[str] | None = None) -> list[Check]:
    """Return the checks of a profile and of those that it contains, by id; or only some of all."""
    if only is not None:
        return [CHECKS[check_id] for check_id in sorted(set(only))]
    contained = PROFILES[: PROFILES.index(profile) + 1]
    return [check for _id, check in sorted(CHECKS.items()) if check.profile in contained]

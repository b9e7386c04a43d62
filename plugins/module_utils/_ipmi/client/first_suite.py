# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The suite to begin a login with: the one that let a task in before, see ``transport/suite_notes.py``."""

from __future__ import annotations

from ..spec.cipher_suite import CIPHER_SUITES, ConfidentialityAlgorithm, IntegrityAlgorithm
from .login import LANPLUS, Login
from .operations import NoteSuite, Operations, RecallSuite

_WORTH_NOTING = frozenset(
    suite.id
    for suite in CIPHER_SUITES.values()
    if suite.integrity != IntegrityAlgorithm.NONE and suite.confidentiality != ConfidentialityAlgorithm.NONE
)


def recall_suite(login: Login) -> Operations[int | None]:
    """Return the suite to begin with, None for the first of the login's list."""
    if login.interface != LANPLUS or len(login.cipher_suites) < 2:
        return None
    _now, noted = yield RecallSuite(_name(login))
    return noted if noted in login.cipher_suites[1:] and noted in _WORTH_NOTING else None


def note_suite(login: Login, recalled: int | None, used: int | None) -> Operations[None]:
    """Note the suite that was used where that is news; None for a login that failed with the one recalled.

    The first of the list needs no note. One that still holds is left alone: it shall grow old.
    """
    is_news = login.interface == LANPLUS and used != login.cipher_suites[0] and used in _WORTH_NOTING
    wanted = used if is_news else None
    if wanted != recalled:
        yield NoteSuite(_name(login), wanted)


def _name(login: Login) -> str:
    return login.bmc.lower()

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Proves the way in after a change to it: a second login beside the session, which can still take the change back."""

from __future__ import annotations

import typing as t

from .._desired.facet import StaysWritten
from .._ipmi.effects import Grace, Procedure, Prove
from .._ipmi.errors import IpmiError, StateError
from .bmc import Bmc

PUT_BACK_SECONDS = 5.0
"""Left for taking a change back, even when the task's time is over."""


def prove_or_put_back(
    bmc: Bmc, changes: t.Mapping[str, t.Any], put_back: t.Any, what: str, after: str
) -> Procedure[None]:
    """Log in a second time with ``changes`` to the login; where that fails, send ``put_back`` and raise StateError.

    ``what`` names the option or the thing, ``after`` says what the world is like once ``put_back`` was sent. Nothing is
    proved where the session's account was taken away on purpose before: it could not log in anyhow.
    """
    if bmc.login_is_given_up:
        return
    try:
        yield Prove(changes)
        return
    except IpmiError as error:
        failed = f"{what}: after the change no second login was possible ({error})"
    try:
        yield Grace(PUT_BACK_SECONDS)
        yield put_back
    except IpmiError as error:
        raise StaysWritten(f"{failed}, and the change could not be taken back ({error}): it stays") from None
    raise StateError(f"{failed}; {after}")

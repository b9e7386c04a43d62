# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Users: limits of the protocol and enumerations. IPMI v2.0 §6.9, §22.26-§22.30."""

from __future__ import annotations

import enum

MAXIMUM_USER_ID = 63
NULL_USER_ID = 1
"""User 1 has the permanent null user name."""
USER_NAME_SIZE = 16
SHORT_PASSWORD_SIZE = 16
"""A password stored with 16 bytes works for IPMI 1.5 and for 2.0 sessions."""
LONG_PASSWORD_SIZE = 20


class PasswordOperation(enum.IntEnum):
    """What Set User Password does."""

    DISABLE_USER = 0
    ENABLE_USER = 1
    SET_PASSWORD = 2
    TEST_PASSWORD = 3


class UserEnableStatus(enum.IntEnum):
    """Whether Set User Password enabled the user; older BMCs say UNSPECIFIED."""

    UNSPECIFIED = 0
    ENABLED = 1
    DISABLED = 2

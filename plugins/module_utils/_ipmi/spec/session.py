# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Numbers of the session commands. IPMI v2.0 §22.15-§22.21."""

from __future__ import annotations

import enum

CIPHER_SUITE_LIST_INDEX_LIMIT = 64
"""Get Channel Cipher Suites has a 6-bit list index; each index holds 16 bytes."""
CIPHER_SUITE_PAGE_SIZE = 16


class SessionIndex(enum.IntEnum):
    """The special values of the session index of Get Session Info; others are the n-th active session."""

    CURRENT = 0x00
    BY_HANDLE = 0xFE
    BY_ID = 0xFF


class SessionProtocol(enum.IntEnum):
    """The protocol of a LAN session."""

    IPMI_1_5 = 0
    IPMI_2_0 = 1


class AuthCodeAlgorithms(enum.IntEnum):
    """Which numbers ``algorithm`` of Get AuthCode is one of."""

    AUTHENTICATION_TYPE = 0
    INTEGRITY_ALGORITHM = 1

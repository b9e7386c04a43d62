# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How the packets of an IPMI 1.5 session are authenticated. IPMI v2.0 §13.6."""

from __future__ import annotations

import enum


class AuthenticationType(enum.IntEnum):
    """The authentication type in a session header; ``RMCP_PLUS`` marks a header of IPMI 2.0 instead."""

    NONE = 0
    MD2 = 1
    MD5 = 2
    STRAIGHT_PASSWORD = 4
    OEM = 5
    RMCP_PLUS = 6

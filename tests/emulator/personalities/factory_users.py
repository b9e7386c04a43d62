# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""User 1 as most makes have it."""

from __future__ import annotations

from ..personality import FactoryUser

NULL_USER = FactoryUser(1, privilege=15, enabled=False, ipmi_messaging=False, link_authentication=False, sol=False)
"""The null user: no name, no password, switched off, no access."""

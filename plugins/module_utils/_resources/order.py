# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where each kind of write stands in the order of one run, low first.

What cannot lock anyone out comes first, accounts are made before others are taken away, and what may cut the
session comes last. A document with many sections is written in this order, whatever the order of its sections.
"""

from __future__ import annotations

FIREWALL_ENABLING = 5
"""Before all else: the other writes may need the commands."""
HOST_SETTINGS = 10
ALERT_AND_CONSOLE = 12
USER_NAME = 20
USER_PASSWORD = 21
USER_ACCESS = 22
USER_ENABLED = 23
USER_PAYLOAD = 24
BAD_PASSWORD_POLICY = 30
CIPHER_SUITES = 40
AUTHENTICATION_TYPES = 50
USER_REMOVAL_ACCESS = 60
USER_REMOVAL_DISABLE = 61
USER_REMOVAL_NAME = 62
CHANNEL_ACCESS = 70
CHANNEL_ACCESS_STORED = 71
CHANNEL_KEY = 75
NETWORK = 80
NETWORK_DISRUPTIVE = 85
"""The session's own gateway, mask and address, then the VLAN: files that use it count up from here."""
BOOT = 95
FIREWALL_DISABLING = 97
"""After all else, for the same reason; the sub-functions, then the commands, then those that disable any."""

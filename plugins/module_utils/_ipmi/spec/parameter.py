# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What all configuration-parameter commands (LAN, SOL, boot options) share."""

from __future__ import annotations

import enum

PARAMETER_REVISION = 0x11
"""The present revision of the LAN and SOL parameters: 1.1 in two nibbles, and oldest compatible revision 1."""
BOOT_PARAMETER_VERSION = 1
"""The present version of the boot option parameters."""


class SetInProgress(enum.IntEnum):
    """Parameter 0 of every configuration: an advisory lock between writers."""

    SET_COMPLETE = 0
    SET_IN_PROGRESS = 1
    COMMIT_WRITE = 2

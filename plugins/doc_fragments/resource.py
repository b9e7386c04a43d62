# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation of the options of every module that writes settings."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  allow_lockout:
    description:
      - Allow changes that may cut off the session that makes them, such as disabling the account, the suite, the channel or
        the address in use.
      - Without it such a change is refused before anything is written.
    type: bool
    default: false
  unsupported:
    description:
      - What to do about an option that this BMC does not have.
      - V(fail) refuses the task before anything is written; V(skip) leaves the option out and lists it in RV(not_supported).
    type: str
    choices: [fail, skip]
    default: fail
"""

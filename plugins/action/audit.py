# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs ``baremetal.ipmi.audit`` on the controller."""

from __future__ import annotations

from ..module_utils._audit.task import AUDIT
from ..plugin_utils.bmc_action import BmcAction


class ActionModule(BmcAction):
    bmc_task = AUDIT

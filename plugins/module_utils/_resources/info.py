# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a BMC says of itself. Reads only, and only what is asked for."""

from __future__ import annotations

from .._desired.facet import Values
from .._desired.options import Option, choices
from .._desired.outcome import Outcome
from .._desired.task import Task
from .._ipmi.effects import Procedure
from .._ipmi.spec.command import PrivilegeLevel
from .bmc import Bmc
from .info_subsets import AHEAD, SUBSETS, Reader

DEFAULT_SUBSETS = ("device", "guid", "self_test", "chassis")
"""What nearly every BMC has, in a handful of requests."""


class Info(Task):
    """Subsets of what can be known; one that the BMC does not have is named, and is no failure."""

    name = "info"
    privilege = PrivilegeLevel.USER
    options = (Option("gather", choices(*SUBSETS), default=list(DEFAULT_SUBSETS)),)

    def privilege_for(self, options: Values) -> PrivilegeLevel:
        """LAN parameters are for operators; for all else a user will do."""
        return PrivilegeLevel.OPERATOR if "lan" in options["gather"] else self.privilege

    def perform(self, bmc: Bmc, options: Values, check: bool) -> Procedure[Outcome]:
        outcome = Outcome()
        reader = Reader(bmc, outcome)
        yield from bmc.read_ahead(request for name in options["gather"] for request in AHEAD.get(name, ()))
        for name, read in SUBSETS.items():
            if name in options["gather"]:
                outcome.values[name] = yield from read(reader)
        outcome.not_supported.sort()
        return outcome


INFO = Info()

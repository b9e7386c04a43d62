# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sub-functions of commands that have names; all others are known by number. IPMI v2.0 appendix H.

Where a command has a selector, its value is the number of the sub-function; Chassis Control and Chassis Identify are
the ones that people speak of by name.
"""

from __future__ import annotations

import typing as t

from .chassis import CHASSIS_CONTROL, CHASSIS_IDENTIFY, ChassisControl

LARGEST_SUB_FUNCTION = 63


SUB_FUNCTIONS: t.Mapping[tuple[int, int], t.Mapping[str, int]] = {
    (CHASSIS_CONTROL.net_fn, CHASSIS_CONTROL.number): {
        control.name.lower(): int(control) for control in ChassisControl if control != ChassisControl.POWER_DOWN
    },
    (CHASSIS_IDENTIFY.net_fn, CHASSIS_IDENTIFY.number): {"force_identify_on": 0},
}
"""(NetFn, command number) -> name -> sub-function number. No source gives power down a number of its own."""


def sub_function_name(net_fn: int, command_number: int, number: int) -> str | None:
    """Return the name of a sub-function, or None when it has none."""
    names = SUB_FUNCTIONS.get((net_fn, command_number), {})
    return next((name for name, known in names.items() if known == number), None)

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What vendors do differently with LAN parameters."""

from __future__ import annotations

INTEL = 343
OPENBMC = 49871

_ONE_TOO_HIGH = tuple(range(1, 17))


def cipher_suite_order(manufacturer_id: int) -> str | None:
    """Return how a vendor counts the places of LAN parameter 24, where its source code says so.

    Quirk: OpenBMC: by position in the list of suites; seen by suite id. phosphor-host-ipmid cipher_mgmt.cpp.
    """
    return "by_id" if manufacturer_id == OPENBMC else None


def listed_cipher_suites(manufacturer_id: int, entries: tuple[int, ...]) -> tuple[int, ...]:
    """Return the suites that LAN parameter 23 lists.

    Quirk: Intel, S2600JF: the ids of the suites; seen 1-16 where 0-15 is meant. FreeIPMI
    ipmi-config-category-core-rmcpplus-conf-privilege-section.c.
    """
    if manufacturer_id == INTEL and entries == _ONE_TOO_HIGH:
        return tuple(entry - 1 for entry in entries)
    return entries

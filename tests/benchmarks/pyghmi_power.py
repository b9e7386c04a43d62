# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the power state with pyghmi, as ``community.general.ipmi_power`` does, and logs out.

Arguments: host, port, user, password.
"""

from __future__ import annotations

import sys

from pyghmi.ipmi.command import Command

host, port, user, password = sys.argv[1:]
bmc = Command(bmc=host, port=int(port), userid=user, password=password)
if bmc.get_power()["powerstate"] != "on":
    sys.exit("the power is not on")
bmc.ipmi_session.logout()

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ipmitool, which knows nothing of us, says what a BMC's settings are."""

from __future__ import annotations

import os
import subprocess

from ansible_collections.baremetal.ipmi.tests.emulator.running import RunningBmc

TIMEOUT_SECONDS = 60


def run_ipmitool(bmc: RunningBmc, *command: str) -> str:
    """Run ipmitool over RMCP+ with the BMC's first account, and return what it prints."""
    login = ["-I", "lanplus", "-C", "17", "-H", bmc.host, "-p", str(bmc.port), "-U", bmc.username, "-E"]
    done = subprocess.run(
        ["ipmitool", *login, *command],
        env={**os.environ, "IPMI_PASSWORD": bmc.password},
        capture_output=True,
        text=True,
        timeout=TIMEOUT_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def ipmitool_table(bmc: RunningBmc, *command: str) -> dict[str, str]:
    """Return the lines ``name : value`` that ipmitool prints; of lines with the same name, the last."""
    pairs = (line.split(":", 1) for line in run_ipmitool(bmc, *command).splitlines() if ":" in line)
    return {name.strip(): value.strip() for name, value in pairs}

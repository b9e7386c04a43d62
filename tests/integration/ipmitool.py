# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ipmitool, which knows nothing of us, says what a BMC's settings are."""

from __future__ import annotations

import os
import subprocess

from ansible_collections.baremetal.ipmi.tests.emulator.running import RunningBmc

TIMEOUT_SECONDS = 60


def try_ipmitool(
    bmc: RunningBmc, *command: str, suite: int | None = 17, privilege: str = "administrator", kg: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run ipmitool over RMCP+ with the account of ``bmc``; without a ``suite`` it finds out which one to take."""
    login = ["-I", "lanplus", "-H", bmc.host, "-p", str(bmc.port), "-U", bmc.username, "-E", "-L", privilege]
    login += [] if suite is None else ["-C", str(suite)]
    login += ["-k", kg] if kg else []
    return subprocess.run(
        ["ipmitool", *login, *command],
        env={**os.environ, "IPMI_PASSWORD": bmc.password},
        capture_output=True,
        text=True,
        timeout=TIMEOUT_SECONDS,
        check=False,
    )


def run_ipmitool(bmc: RunningBmc, *command: str, suite: int | None = 17) -> str:
    """Run ipmitool with the account of ``bmc``, as its administrator, and return what it prints."""
    done = try_ipmitool(bmc, *command, suite=suite)
    assert done.returncode == 0, (bmc.personality, command, done.stderr)
    return done.stdout


def ipmitool_table(bmc: RunningBmc, *command: str) -> dict[str, str]:
    """Return the lines ``name : value`` that ipmitool prints; of lines with the same name, the last."""
    pairs = (line.split(":", 1) for line in run_ipmitool(bmc, *command).splitlines() if ":" in line)
    return {name.strip(): value.strip() for name, value in pairs}

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An audit of a fleet beside the same reads as ipmitool command tasks, and what it asks of each BMC.

Wall time per host, without what the same playbook takes with no task in it: the audit of the profile ``standard`` on a
hundred BMCs, ipmitool on ten of them, since it takes so long. ipmitool is told the cipher suite and the channel.
"""

from __future__ import annotations

import shutil
import sys
import typing as t
from pathlib import Path

from ansible_collections.baremetal.ipmi.tests.benchmarks.baseline import LAN_CHANNEL
from ansible_collections.baremetal.ipmi.tests.benchmarks.baseline_time import IPMITOOL
from ansible_collections.baremetal.ipmi.tests.benchmarks.figure import Figure, at_most, fraction
from ansible_collections.baremetal.ipmi.tests.benchmarks.timed_playbook import NOTHING, CannotMeasure, Play, Stage
from ansible_collections.baremetal.ipmi.tests.emulator.running import running_emulator
from ansible_collections.baremetal.ipmi.tests.integration.playbook import host_variables

HOSTS, HOSTS_OF_IPMITOOL = 100, 10
FORKS = 10
BAR = at_most(1 / 20, "1/20")
ADMINISTRATOR = "2"

AUDIT = Play([{"baremetal.ipmi.audit": {"profile": "standard"}}])
SAME_READS = (
    ("mc", "info"), ("mc", "selftest"), ("mc", "guid"), ("fru", "print", "0"), ("session", "info", "active"),
    ("channel", "info", LAN_CHANNEL), ("channel", "authcap", LAN_CHANNEL, "4"),
    ("channel", "getciphers", "ipmi", LAN_CHANNEL), ("channel", "getaccess", LAN_CHANNEL),
    ("user", "list", LAN_CHANNEL), ("sol", "payload", "status", LAN_CHANNEL, ADMINISTRATOR),
    ("sol", "info", LAN_CHANNEL), ("lan", "print", LAN_CHANNEL), ("lan", "alert", "print", LAN_CHANNEL),
    ("chassis", "status"), ("chassis", "bootparam", "get", "5"),
)  # fmt: skip


def measure(directory: Path) -> list[Figure]:
    """Return the figures of this benchmark."""
    if shutil.which("ipmitool") is None:
        raise CannotMeasure("ipmitool is not installed")
    with running_emulator(count=HOSTS, username="admin", password="correct-horse") as emulator:
        hosts = {f"bmc{number}": host_variables(bmc) for number, bmc in enumerate(emulator.bmcs)}
        fleet = Stage(directory / "fleet", hosts, FORKS)
        few = Stage(directory / "few", dict(list(hosts.items())[:HOSTS_OF_IPMITOOL]), FORKS)
        fleet.warm_up([AUDIT])
        emulator.control.reset_counters()
        audit = _wall_per_host(fleet, AUDIT, HOSTS)
        exchanges = emulator.control.counters()["datagrams_in"] / HOSTS
        ipmitool = _wall_per_host(few, _ipmitool_play(), HOSTS_OF_IPMITOOL)
    ratio = audit / ipmitool
    each = f"{fraction(ratio)} ({1000 * audit:.0f} ms to {1000 * ipmitool:.0f} ms for each BMC)"
    return [
        Figure("audit_time", f"Audit of {HOSTS} BMCs, wall time to ipmitool tasks", ratio, each, BAR),
        Figure("audit_exchanges", "Exchanges of an audit, login and logout included", exchanges, f"{exchanges:.0f}"),
    ]


def _wall_per_host(stage: Stage, play: Play, hosts: int) -> float:
    nothing = stage.run(NOTHING)
    return (stage.run(play).wall - nothing.wall) / hosts


def _ipmitool_play() -> Play:
    login = ["-E", "-H", "{{ bmc_host }}", "-p", "{{ bmc_port }}", "-U", "{{ bmc_username }}"]
    tasks: list[dict[str, t.Any]] = [
        # Some of these end with an error where the BMC does not have something; the reads were made all the same.
        {
            "ansible.builtin.command": {"argv": [*IPMITOOL, *login, *command]},
            "changed_when": False,
            "failed_when": False,
        }
        for command in SAME_READS
    ]
    keywords = {
        "connection": "local",
        "environment": {"IPMI_PASSWORD": "{{ bmc_password }}"},
        "vars": {"ansible_python_interpreter": sys.executable},
    }
    return Play(tasks, keywords)

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Identity, users, LAN and channels of 1,000 BMCs: our fan-out in one process, FreeIPMI's, and ipmitool under xargs.

FreeIPMI reads the same settings with ``bmc-info --get-device-id`` and ``ipmi-config --checkout``, both with their own
fan-out. ipmitool is one process for each BMC, in which ``exec`` runs the four commands that show the same, though
without the users' SOL access, IPv6 and the lockout. The peers are measured on fewer BMCs and scaled, since neither
costs anything once; our start-up is counted. CPU is that of the clients and all that they start; the emulator is
another process. Each of the three is told the cipher suite.

The emulator counts the requests, so that it is seen who asks for what: FreeIPMI asks again for each field of an answer.
"""

from __future__ import annotations

import functools
import json
import os
import shlex
import shutil
import socket
import subprocess
import sys
import threading
import time
import typing as t
from pathlib import Path

from ansible_collections.baremetal.ipmi.tests.benchmarks.figure import Figure, at_most, more_than
from ansible_collections.baremetal.ipmi.tests.benchmarks.rounds import in_turn, median_of
from ansible_collections.baremetal.ipmi.tests.benchmarks.timed_playbook import CannotMeasure, Spent
from ansible_collections.baremetal.ipmi.tests.emulator.control_client import ControlClient
from ansible_collections.baremetal.ipmi.tests.emulator.running import running_emulator

BMCS = 1000
PEER_BMCS = 100
AT_ONCE = 64
IPMITOOLS = 8
"""More of them at a time only get in each other's way on a few cores."""
PEER_TIMES = 2
SUITE = 17
USER, PASSWORD = "admin", "correct-horse"
FIRST_ADDRESS = "127.3.0.1"
PORT = 623
"""FreeIPMI takes a range of addresses only on this port."""
PATIENCE_SECONDS = 300.0

USER_SLOTS = 16
SECTIONS = (
    *(f"User{number}" for number in range(1, USER_SLOTS + 1)),
    "Lan_Channel", "Lan_Conf", "Lan6_Conf", "Lan_Conf_Auth", "Lan_Conf_User_Security", "Lan_Conf_Misc",
    "Rmcpplus_Conf_Privilege",
)  # fmt: skip
IPMITOOL_COMMANDS = ("mc info", "user list 1", "lan print 1", "channel info 1")

BAR_CPU = at_most(3, "3 times FreeIPMI")
BAR_WALL = more_than(1, "ipmitool")


class Cost(t.NamedTuple):
    """What one client takes for each BMC, in seconds; and how many datagrams it sends to it."""

    wall: float
    cpu: float
    exchanges: float


def measure(directory: Path) -> list[Figure]:
    """Return the figures of this benchmark."""
    for program in ("bmc-info", "ipmi-config", "ipmitool", "xargs"):
        if shutil.which(program) is None:
            raise CannotMeasure(f"{program} is not installed")
    _require_port()
    options: dict[str, t.Any] = {"address": FIRST_ADDRESS, "port": PORT, "per_address": True}
    with running_emulator(count=BMCS, username=USER, password=PASSWORD, **options) as emulator:
        memory: list[float] = []
        variants = {
            "us": functools.partial(_measure_us, directory, emulator.control, memory),
            "FreeIPMI": functools.partial(_measure_freeipmi, directory, emulator.control),
            "ipmitool": functools.partial(_measure_ipmitool, directory, emulator.control),
        }
        measured = in_turn(1, variants, short=("FreeIPMI", "ipmitool"), times=PEER_TIMES)
    costs = {name: Cost(*(median_of(column) for column in zip(*runs))) for name, runs in measured.items()}
    return _figures(costs, memory[0])


def _figures(costs: t.Mapping[str, Cost], mebibytes: float) -> list[Figure]:
    us, freeipmi, ipmitool = costs["us"], costs["FreeIPMI"], costs["ipmitool"]
    scaled = f"peers measured on {PEER_BMCS} and scaled"
    cpu, wall = us.cpu / freeipmi.cpu, ipmitool.wall / us.wall

    def listed(what: str, factor: float, unit: str) -> str:
        return ", ".join(f"{name} {factor * getattr(cost, what):.1f} {unit}" for name, cost in costs.items())

    return [
        Figure("fleet_cpu", f"{BMCS} BMCs read, CPU ({scaled})", cpu, f"{cpu:.2f} times FreeIPMI", BAR_CPU),
        Figure(
            "fleet_wall",
            f"{BMCS} BMCs read, speed ({scaled})",
            wall,
            f"{wall:.1f} times ipmitool under xargs ({us.wall * BMCS:.0f} s to {ipmitool.wall * BMCS:.0f} s)",
            BAR_WALL,
        ),
        Figure("fleet_cpu_each", "CPU for each BMC read", cpu, listed("cpu", 1000, "ms")),
        Figure("fleet_exchanges", "Datagrams to each BMC read", us.exchanges, listed("exchanges", 1, "")),
        Figure(
            "fleet_wall_to_freeipmi",
            f"{BMCS} BMCs read, wall time to FreeIPMI ({scaled})",
            us.wall / freeipmi.wall,
            f"{us.wall / freeipmi.wall:.2f} times",
        ),
        Figure("fleet_memory", f"Memory while {BMCS} BMCs are read", mebibytes, f"{mebibytes:.0f} MiB"),
    ]


def _require_port() -> None:
    """The port is one that only root may have, and another BMC may have it already."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.bind((FIRST_ADDRESS, PORT))
        except OSError as error:
            raise CannotMeasure(f"UDP port {PORT} of {FIRST_ADDRESS}, as FreeIPMI wants it: {error.strerror}") from None


def _measure_us(directory: Path, control: ControlClient, memory: list[float]) -> Cost:
    program = Path(__file__).with_name("fleet_with_us.py")
    arguments = [FIRST_ADDRESS, str(BMCS), USER, PASSWORD, str(SUITE), str(AT_ONCE)]
    cost, output = _run(directory, control, BMCS, [[sys.executable, str(program), *arguments]])
    if not output.startswith("{"):
        raise CannotMeasure(f"{program.name}: {output[-500:]}")
    outcome = json.loads(output)
    if outcome["read"] != BMCS:
        raise CannotMeasure(f"only {outcome['read']} of {BMCS} BMCs were read: {outcome['problems'][:3]}")
    memory.append(outcome["mebibytes"])
    return cost


def _measure_freeipmi(directory: Path, control: ControlClient) -> Cost:
    network, host = FIRST_ADDRESS.rsplit(".", 1)
    hosts = f"{network}.[{host}-{int(host) + PEER_BMCS - 1}]"
    login = ["-D", "LAN_2_0", "-I", str(SUITE), "-u", USER, "-p", PASSWORD, "-h", hosts, "-F", str(AT_ONCE)]
    sections = [word for section in SECTIONS for word in ("-S", section)]
    commands = [["bmc-info", "--get-device-id", *login], ["ipmi-config", "--checkout", *login, *sections]]
    cost, output = _run(directory, control, PEER_BMCS, commands)
    _expect(output, ": Device ID ", PEER_BMCS)
    _expect(output, "EndSection", PEER_BMCS * len(SECTIONS))
    return cost


def _measure_ipmitool(directory: Path, control: ControlClient) -> Cost:
    commands = directory / "commands"
    commands.write_text("".join(f"{command}\n" for command in IPMITOOL_COMMANDS), encoding="utf-8")
    network, host = FIRST_ADDRESS.rsplit(".", 1)
    addresses = directory / "addresses"
    addresses.write_text("".join(f"{network}.{int(host) + number}\n" for number in range(PEER_BMCS)), encoding="utf-8")
    login = ["-I", "lanplus", "-C", str(SUITE), "-U", USER, "-P", PASSWORD]
    each = shlex.join(["ipmitool", *login, "-H", "{}", "exec", str(commands)])
    under_xargs = f"xargs -a {shlex.quote(str(addresses))} -P {IPMITOOLS} -I {{}} {each}"
    cost, output = _run(directory, control, PEER_BMCS, [["sh", "-c", under_xargs]])
    _expect(output, "Device ID ", PEER_BMCS)
    _expect(output, "Access Mode ", 2 * PEER_BMCS)
    return cost


def _expect(output: str, text: str, times: int) -> None:
    if output.count(text) != times:
        raise CannotMeasure(f"{text!r} is {output.count(text)} times in the output, and not {times}: {output[-500:]}")


def _run(directory: Path, control: ControlClient, bmcs: int, commands: list[list[str]]) -> tuple[Cost, str]:
    """Run commands one after the other. Return what they took for each of so many BMCs, and what they printed."""
    control.reset_counters()
    spent, output = [], ""
    for command in commands:
        path = directory / "output"
        with path.open("w", encoding="utf-8") as stream:
            spent.append(_spent_by(command, stream))
        output += path.read_text(encoding="utf-8", errors="replace")
    exchanges = control.counters()["datagrams_in"]
    return Cost(sum(one.wall for one in spent) / bmcs, sum(one.cpu for one in spent) / bmcs, exchanges / bmcs), output


def _spent_by(command: list[str], output: t.TextIO) -> Spent:
    """Run a command to its end. How it ends says little: ipmi-config ends with 1 when one field is nothing it knows."""
    started = time.monotonic()
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT)
    watchdog = threading.Timer(PATIENCE_SECONDS, process.kill)
    watchdog.start()
    try:
        _process_id, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    finally:
        watchdog.cancel()
    return Spent(time.monotonic() - started, usage.ru_utime + usage.ru_stime)

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sweeps that ``sweep_time.py`` measures: ours, nmap's and that of FreeIPMI's ipmidetectd.

Each takes a network, a port, a directory for files, and how many BMCs there are: one that never ends by itself is done
when it has found these.
"""

from __future__ import annotations

import contextlib
import ipaddress
import json
import os
import resource
import socket
import subprocess
import sys
import time
import typing as t
from pathlib import Path

from ansible_collections.baremetal.ipmi.tests.benchmarks.timed_playbook import CannotMeasure

OURS = Path(__file__).with_name("sweep_with_us.py")

NMAP = ("nmap", "-sU", "-n", "-Pn", "-T5", "--max-retries", "6", "--min-hostgroup", "4096", "--min-parallelism", "1000")
"""The fastest way found in which it misses nobody. With ``--min-rate 20000`` it is no faster, and misses some BMCs."""

PING_PERIOD_MILLISECONDS = 1000
"""How often ipmidetectd asks everybody again; the same as our patience."""

PATIENCE_SECONDS = 120.0
_POLL_SECONDS = 0.2
_LOOK_SECONDS = 0.02


class Swept(t.NamedTuple):
    """What a sweep took and found. ``cpu`` in seconds, ``memory`` the peak in MB; ``packets`` 0 if it does not say."""

    wall: float
    cpu: float
    memory: float
    found: frozenset[str]
    packets: int = 0


def sweep_with_us(network: ipaddress.IPv4Network, port: int, directory: Path, expected: int) -> Swept:
    """Ping and capabilities of all, with the default tries and patience, and no limit of the rate."""
    output, swept = _run([sys.executable, str(OURS), str(network), str(port)], directory)
    result = json.loads(output)
    return swept._replace(found=frozenset(result["found"]), packets=result["packets_sent"])


def sweep_with_nmap(network: ipaddress.IPv4Network, port: int, directory: Path, expected: int) -> Swept:
    """One UDP port; at 623 nmap sends Get Channel Authentication Capabilities as we do, and no ping."""
    listing = directory / "nmap"
    _output, swept = _run([*NMAP, "-p", str(port), "-oG", str(listing), str(network)], directory)
    lines = listing.read_text(encoding="utf-8").splitlines()
    return swept._replace(found=frozenset(line.split()[1] for line in lines if f"{port}/open/" in line))


def _run(command: list[str], directory: Path) -> tuple[str, Swept]:
    """Return what a program printed, and what it took from its start to its end."""
    output = directory / "output"
    started = time.monotonic()
    with output.open("wb") as stream:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=stream, stderr=subprocess.STDOUT)
    with _ended(process):
        usage, memory = _wait(process)
    wall = time.monotonic() - started
    said = output.read_text(encoding="utf-8")
    if process.returncode:
        raise CannotMeasure(f"{command[0]} ended with {process.returncode}: {said[-1000:]}")
    return said, Swept(wall, usage.ru_utime + usage.ru_stime, memory, frozenset())


def sweep_with_ipmidetectd(network: ipaddress.IPv4Network, port: int, directory: Path, expected: int) -> Swept:
    """Pings alone. A daemon: its client ``ipmidetect`` is asked whom it has found."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        server_port = str(probe.getsockname()[1])
    configuration = directory / "ipmidetectd.conf"
    lines = [f"ipmiping_period {PING_PERIOD_MILLISECONDS}", f"ipmidetectd_server_port {server_port}"]
    lines += [f"host {_host_range(part)}:{port}" for part in network.subnets(new_prefix=24)]
    configuration.write_text("\n".join(lines) + "\n", encoding="utf-8")
    started = time.monotonic()
    command = ["ipmidetectd", "--debug", "--config-file", str(configuration)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with _ended(process):
        found = _await_detected(process, server_port, started, expected)
        wall = time.monotonic() - started
        memory = _peak_memory(process.pid)
        process.terminate()
        usage, _memory = _wait(process)
    return Swept(wall, usage.ru_utime + usage.ru_stime, memory, found)


def _host_range(part: ipaddress.IPv4Network) -> str:
    return str(part.network_address).rpartition(".")[0] + ".[0-255]"


def _await_detected(
    process: subprocess.Popen[bytes], server_port: str, started: float, expected: int
) -> frozenset[str]:
    command = ["ipmidetect", "--hostname", "127.0.0.1", "--port", server_port, "--detected", "--newline"]
    while time.monotonic() < started + PATIENCE_SECONDS and process.poll() is None:
        time.sleep(_POLL_SECONDS)
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False)
        found = frozenset(line.partition(":")[0] for line in done.stdout.split())
        if len(found) >= expected:
            return found
    raise CannotMeasure(f"ipmidetectd has not found all {expected} BMCs")


def _wait(process: subprocess.Popen[bytes]) -> tuple[resource.struct_rusage, float]:
    """Wait for the end of a process, at most ``PATIENCE_SECONDS``; return what it took, and its peak memory in MB."""
    give_up_at = time.monotonic() + PATIENCE_SECONDS
    memory = 0.0
    while time.monotonic() < give_up_at:
        memory = max(memory, _peak_memory(process.pid))
        process_id, status, usage = os.wait4(process.pid, os.WNOHANG)
        if process_id:
            process.returncode = os.waitstatus_to_exitcode(status)
            return usage, memory
        time.sleep(_LOOK_SECONDS)
    raise CannotMeasure(f"{process.args} has not ended")


def _peak_memory(process_id: int) -> float:
    """Return the peak memory of a running process in MB, 0 if it has just ended.

    What ``wait4`` says of it counts the memory of the process that forked, too.
    """
    status = Path(f"/proc/{process_id}/status").read_text(encoding="ascii", errors="replace")
    lines = [line.split() for line in status.splitlines() if line.startswith("VmHWM:")]
    return int(lines[0][1]) / 1024 if lines else 0.0


@contextlib.contextmanager
def _ended(process: subprocess.Popen[bytes]) -> t.Iterator[None]:
    try:
        yield
    finally:
        if process.returncode is None:
            process.kill()
            process.wait()

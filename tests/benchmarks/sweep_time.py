# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A sweep of a /16 with 1,000 BMCs in it, at an unlimited rate, beside nmap and FreeIPMI's ipmidetectd.

65,536 addresses of the loopback interface; the BMCs are in eight places among them, and lose 5 % of what they receive
and of what they send. The other addresses answer at once that nothing listens there, which is what makes the number of
packets per second count: with silent addresses, a sweep is mostly waiting. From the start of a process to its end,
Python's included. ipmidetectd pings everybody again every second, which is too much for it in the whole network; it is
given a quarter, and so are we beside it. Needs root: nmap sends IPMI only to port 623, and from a raw socket.
"""

from __future__ import annotations

import contextlib
import functools
import ipaddress
import os
import shutil
import typing as t
from pathlib import Path

from ansible_collections.baremetal.ipmi.tests.benchmarks.figure import Bar, Figure, at_most, fraction
from ansible_collections.baremetal.ipmi.tests.benchmarks.rounds import in_turn, median_of
from ansible_collections.baremetal.ipmi.tests.benchmarks.sweep_peers import (
    Swept,
    sweep_with_ipmidetectd,
    sweep_with_nmap,
    sweep_with_us,
)
from ansible_collections.baremetal.ipmi.tests.benchmarks.timed_playbook import CannotMeasure
from ansible_collections.baremetal.ipmi.tests.emulator.running import RunningEmulator, running_emulator

NETWORK = ipaddress.IPv4Network(f"127.{100 + os.getpid() % 100}.0.0/16")
QUARTER = next(NETWORK.subnets(prefixlen_diff=2))
PORT = 623
BMCS = 1000
PLACES = 8
MAKES = "generic,supermicro,dell,hpe,lenovo,openbmc"
LOSS = {"fault": "drop", "probability": 0.05}
ROUNDS = 2
PEER_FINDS = 0.99
"""On a busy machine, nmap misses a BMC now and then."""
PROGRAMS = ("nmap", "ipmidetectd", "ipmidetect")
TIME_BAR = at_most(1, "nmap's")
FOUND_BAR = Bar(">", BMCS - 1, "all")

Sweeper = t.Callable[[ipaddress.IPv4Network, int, Path, int], Swept]


def measure(directory: Path) -> list[Figure]:
    """Return the figures of this benchmark."""
    missing = [program for program in PROGRAMS if shutil.which(program) is None]
    if missing:
        raise CannotMeasure(f"not installed: {', '.join(missing)}")
    if os.geteuid() != 0:
        raise CannotMeasure("nmap's UDP scan, and BMCs at port 623, need root")
    with _fleet() as addresses:
        in_quarter = frozenset(address for address in addresses if ipaddress.ip_address(address) in QUARTER)
        whole = {
            "us": functools.partial(_sweep, sweep_with_us, NETWORK, directory, addresses),
            "nmap": functools.partial(_sweep, sweep_with_nmap, NETWORK, directory, addresses),
        }
        quarter = {
            "us": functools.partial(_sweep, sweep_with_us, QUARTER, directory, in_quarter),
            "ipmidetectd": functools.partial(_sweep, sweep_with_ipmidetectd, QUARTER, directory, in_quarter),
        }
        return _whole_figures(in_turn(ROUNDS, whole)) + _quarter_figures(in_turn(ROUNDS, quarter))


def _sweep(sweep: Sweeper, network: ipaddress.IPv4Network, directory: Path, addresses: frozenset[str]) -> Swept:
    """Sweep a network. Raises CannotMeasure when a peer misses many BMCs: then it would not be the same work."""
    swept = sweep(network, PORT, directory, len(addresses))
    if swept.found - addresses or (sweep is not sweep_with_us and len(swept.found) < PEER_FINDS * len(addresses)):
        raise CannotMeasure(f"{sweep.__name__} has found {len(swept.found)} BMCs, and there are {len(addresses)}")
    return swept


@contextlib.contextmanager
def _fleet() -> t.Iterator[frozenset[str]]:
    """Run the BMCs, and give the addresses that they have."""
    with contextlib.ExitStack() as stack:
        emulators = [stack.enter_context(_emulator(number)) for number in range(PLACES)]
        yield frozenset(bmc.host for emulator in emulators for bmc in emulator.bmcs)


def _emulator(number: int) -> contextlib.AbstractContextManager[RunningEmulator]:
    first = NETWORK[number * NETWORK.num_addresses // PLACES + 7]
    return running_emulator(
        BMCS // PLACES, MAKES, address=str(first), port=PORT, per_address=True, faults=[LOSS], seed=number
    )


def _whole_figures(swept: dict[str, list[Swept]]) -> list[Figure]:
    title = "Sweep of a /16 with 1,000 BMCs and 5 % loss"
    found, by_nmap = (min(len(run.found) for run in swept[name]) for name in ("us", "nmap"))
    packets = median_of(run.packets for run in swept["us"])
    memory = {name: max(run.memory for run in runs) for name, runs in swept.items()}
    return [
        Figure("sweep_found", f"{title}, found", found, f"{found} of {BMCS} (nmap {by_nmap})", FOUND_BAR),
        _ratio("sweep_time", f"{title}, wall time to nmap", swept, "nmap", "wall")._replace(required=TIME_BAR),
        _ratio("sweep_cpu", f"{title}, CPU to nmap", swept, "nmap", "cpu"),
        Figure(
            "sweep_memory",
            f"{title}, peak memory",
            memory["us"] / memory["nmap"],
            f"{memory['us']:.0f} MB, nmap {memory['nmap']:.0f} MB",
        ),
        Figure("sweep_packets", f"{title}, packets sent by us", packets, f"{packets:.0f}"),
    ]


def _quarter_figures(swept: dict[str, list[Swept]]) -> list[Figure]:
    title = "Sweep of a /18 with 250 BMCs and 5 % loss"
    return [
        _ratio("sweep_time_ipmidetectd", f"{title}, wall time to ipmidetectd", swept, "ipmidetectd", "wall"),
        _ratio("sweep_cpu_ipmidetectd", f"{title}, CPU to ipmidetectd", swept, "ipmidetectd", "cpu"),
    ]


def _ratio(key: str, title: str, swept: dict[str, list[Swept]], peer: str, what: str) -> Figure:
    ours, peers = (median_of(getattr(run, what) for run in swept[name]) for name in ("us", peer))
    ratio = ours / peers
    text = fraction(ratio) if ratio < 1 else f"{ratio:.2f} times"
    return Figure(key, title, ratio, f"{text} ({ours:.1f} s to {peers:.1f} s)")

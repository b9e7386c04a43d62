# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sweeps over real sockets: emulated BMCs of many makes, BMCs that nobody here wrote, and hosts that are no BMC."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import resource
import shutil
import socket
import subprocess
import sys
import threading
import typing as t
from pathlib import Path

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.client.sweeping import SweepReport, Trouble, sweep
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.discovery.sighting import Target
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.errors import TransportError
from ansible_collections.baremetal.ipmi.tests.emulator.personality import load_personality
from ansible_collections.baremetal.ipmi.tests.emulator.running import running_emulator

INTEROP = Path(__file__).resolve().parents[1] / "interop"
sys.path.insert(0, str(INTEROP))

import ipmi_sim  # noqa: E402
import pyghmi_bmc  # noqa: E402

MAKES = ("generic", "supermicro", "old-supermicro", "dell", "hpe", "lenovo", "openbmc", "quanta")
NET = f"127.{100 + os.getpid() % 100}"
"""Addresses of the loopback interface that no other test run uses."""
LOSS = {"fault": "drop", "probability": 0.05}
IN_CI = bool(os.environ.get("CI"))


def subnet(port: int, third: int = 0) -> list[Target]:
    return [Target(f"{NET}.{third}.{last}", port) for last in range(1, 255)]


def kinds(report: SweepReport) -> dict[str, tuple[bool, bool, bool]]:
    """Return what each address showed: answers to ping, to IPMI, garbage."""
    return {one.target.address: (one.answers_ping, one.answers_ipmi, one.speaks_garbage) for one in report.sightings}


# --- emulated BMCs


def test_a_fleet_of_all_makes_on_a_lossy_network() -> None:
    port = ipmi_sim.free_port()
    with running_emulator(
        count=48, personality=",".join(MAKES), address=f"{NET}.0.20", port=port, per_address=True, faults=[LOSS], seed=4
    ) as emulator:
        report = sweep(subnet(port), rate=None)
        again = sweep(reversed(subnet(port)), rate=2000.0)
    assert [one.target.address for one in report.sightings] == [bmc.host for bmc in emulator.bmcs]
    assert set(kinds(report).values()) == {(True, True, False)}
    for one, bmc in zip(report.sightings, emulator.bmcs):
        assert one.speaks_ipmi_2_0 == load_personality(bmc.personality).supports_v20, bmc.personality
    counts = report.counts
    assert counts[:-1] == (254, 48, 0, 206, 0, 0)
    assert counts.packets_sent > 206 + 2 * 48
    assert again.sightings == report.sightings


def test_weak_points_are_seen_from_outside() -> None:
    with running_emulator(personality="generic") as emulator:
        bmc = emulator.bmcs[0]
        report = sweep([Target(bmc.host, bmc.port)], rate=None)
        counters = emulator.control.counters(0)
    capabilities = report.sightings[0].capabilities
    assert capabilities is not None
    assert (capabilities.non_null_user_names, capabilities.kg_is_set) == (True, False)
    assert capabilities.authentication_md5
    assert counters["datagrams_in"] == report.counts.packets_sent == 2
    assert counters["sessions_active"] == 0


def test_a_bmc_that_says_nothing_of_its_capabilities() -> None:
    refusal = {"fault": "completion_code", "command": "Get Channel Authentication Capabilities", "code": 0xD5}
    with running_emulator(faults=[refusal]) as emulator:
        report = sweep([Target("127.0.0.1", emulator.bmcs[0].port)], rate=None)
    (found,) = report.sightings
    assert found.is_bmc and found.capabilities is None and "D5h" in found.refusal


def test_four_thousand_addresses_and_three_bmcs() -> None:
    port = ipmi_sim.free_port()
    targets = [target for third in range(16) for target in subnet(port, third)]
    with running_emulator(count=3, address=f"{NET}.7.254", port=port, per_address=True) as emulator:
        report = sweep(iter(targets), rate=None)
    # 7.255 is not in the list.
    assert [one.target.address for one in report.sightings] == [emulator.bmcs[0].host]
    assert report.counts.asked == 16 * 254 == report.counts.answered + report.counts.closed


def test_ipv6_however_it_is_spelled() -> None:
    with running_emulator(address="::1") as emulator:
        port = emulator.bmcs[0].port
        report = sweep([Target("0:0:0:0:0:0:0:1", port), Target("::1", 1), Target("127.0.0.1", port)], rate=None)
    assert kinds(report) == {"::1": (True, True, False)}
    assert report.counts[:-1] == (3, 1, 0, 2, 0, 0)


# --- BMCs that nobody here wrote


@pytest.mark.skipif(not ipmi_sim.is_installed() and not IN_CI, reason="ipmi_sim (package openipmi) is not installed")
def test_openipmis_bmc_is_found() -> None:
    with ipmi_sim.running_ipmi_sim() as bmc:
        report = sweep([Target(bmc.host, bmc.port)], rate=None)
    (found,) = report.sightings
    assert found.answers_ping and found.pong is not None and found.pong.supports_ipmi
    assert found.speaks_ipmi_2_0 and found.speaks_ipmi_1_5
    assert found.capabilities is not None and found.capabilities.authentication_md2
    assert report.counts.packets_sent == 2


@pytest.mark.skipif(importlib.util.find_spec("pyghmi") is None and not IN_CI, reason="pyghmi is not installed")
def test_pyghmis_bmc_is_found() -> None:
    with pyghmi_bmc.running_pyghmi_bmc() as bmc:
        report = sweep([Target(bmc.host, bmc.port)], rate=None, patience=0.1)
    (found,) = report.sightings
    # It does not know pings.
    assert (found.answers_ping, found.answers_ipmi, found.is_bmc) == (False, True, True)
    assert found.speaks_ipmi_2_0 and not found.speaks_ipmi_1_5


# --- hosts that are no BMC


@contextlib.contextmanager
def served(answer: t.Callable[[bytes], bytes]) -> t.Iterator[Target]:
    """A server on UDP that answers every datagram, with no respect for what it is."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as bound:
        bound.bind(("127.0.0.1", 0))

        def serve() -> None:
            while True:
                datagram, sender = bound.recvfrom(2048)
                if datagram == b"stop":
                    return
                bound.sendto(answer(datagram), sender)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield Target(*bound.getsockname())
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
            other.sendto(b"stop", bound.getsockname())
        thread.join()


@pytest.mark.parametrize("answer", [lambda datagram: datagram, lambda datagram: b"who are you?" * 100])
def test_another_service_on_this_port_is_garbage(answer: t.Callable[[bytes], bytes]) -> None:
    with served(answer) as target:
        report = sweep([target], rate=None, tries=2, patience=0.1)
    assert kinds(report) == {"127.0.0.1": (False, False, True)}
    assert not report.sightings[0].is_bmc
    assert report.counts == (1, 0, 1, 0, 0, 0, 2)


def test_a_service_that_takes_everything_and_says_nothing() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as bound:
        bound.bind(("127.0.0.1", 0))
        report = sweep([Target(*bound.getsockname())], rate=None, tries=3, patience=0.05)
    assert report.sightings == []
    assert report.counts == (1, 0, 0, 0, 0, 1, 3)


# --- trouble on the way


def test_a_broadcast_address_does_not_stop_the_rest() -> None:
    with running_emulator() as emulator:
        bmc = emulator.bmcs[0]
        targets = [Target("255.255.255.255"), Target("127.255.255.255"), Target(bmc.host, bmc.port)]
        report = sweep(targets, rate=None, tries=2, patience=0.1)
    assert len(report.sightings) == 1
    assert [trouble.target.address for trouble in report.troubles] == ["127.255.255.255", "255.255.255.255"]
    assert all("broadcast address" in trouble.reason for trouble in report.troubles)


FIREWALLS = """
ip link set lo up
iptables -A INPUT -d 127.7.0.1 -j REJECT --reject-with icmp-host-unreachable
iptables -A INPUT -d 127.7.0.2 -j REJECT --reject-with icmp-admin-prohibited
iptables -A INPUT -d 127.7.0.3 -j DROP
iptables -A OUTPUT -d 127.7.0.4 -j DROP
ip route add prohibit 192.0.2.5/32
exec "$0" - 127.7.0.1 127.7.0.2 127.7.0.3 127.7.0.4 127.7.0.6 192.0.2.5 192.0.2.7 2001:db8::7
"""
"""At 127.7.0.6 is a host with a closed port; there is no way to 192.0.2.7."""

THIN_LINE = """
ip link add thin type veth peer name other
ip link set thin up
ip link set other up
ip address add 10.9.0.1/24 dev thin
for last in $(seq 2 61); do
    ip neighbour add 10.9.0.$last lladdr 02:00:00:00:00:01 dev thin nud permanent
done
tc qdisc add dev thin root tbf rate 80kbit burst 1600 limit 1600
"$0" - $(seq --format 10.9.0.%g 2 61)
tc -json -statistics qdisc show dev thin
"""
"""Ten kilobytes per second, and no more than 1,600 bytes waiting; nobody at the other end."""

IN_NAMESPACE = f"""
import json, sys
sys.path.insert(0, {str(INTEROP.parent)!r})
from collection_path import make_importable
make_importable()
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.client.sweeping import sweep, Target
report = sweep([Target(address) for address in sys.argv[1:]], rate=None, tries=2, patience=0.2)
print(json.dumps([report.troubles, report.counts]), flush=True)
"""


def can_have_a_namespace() -> bool:
    return (
        os.getuid() == 0
        and all(shutil.which(program) for program in ("unshare", "ip", "tc", "iptables"))
        and subprocess.run(["unshare", "--net", "true"], check=False).returncode == 0
    )


NEEDS_NAMESPACE = pytest.mark.skipif(
    not can_have_a_namespace(), reason="a network of its own with firewalls needs root, iproute2 and iptables"
)


def in_namespace(script: str) -> list[str]:
    """Run a shell script in a network of its own, in which ``$0 -`` sweeps addresses; return the lines it prints."""
    done = subprocess.run(
        ["unshare", "--net", "sh", "-e", "-c", script, sys.executable],
        input=IN_NAMESPACE,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@NEEDS_NAMESPACE
def test_what_networks_and_firewalls_say() -> None:
    troubles, counts = json.loads(in_namespace(FIREWALLS)[0])
    assert {address: reason for (address, _port), reason in troubles} == {
        "127.7.0.1": "No route to host, says 127.7.0.1",
        "127.7.0.2": "No route to host, says 127.7.0.2",
        "127.7.0.4": "Operation not permitted: a firewall on this machine forbids it",
        "192.0.2.5": "Permission denied: it is a broadcast address, or this machine forbids sending there",
        "192.0.2.7": "Network is unreachable",
        "2001:db8::7": "Network is unreachable",
    }
    assert counts == [8, 0, 0, 1, 6, 1, 15]


@NEEDS_NAMESPACE
def test_a_line_that_takes_no_more_is_waited_for() -> None:
    report, *queue = in_namespace(THIN_LINE)
    assert json.loads(report) == [[], [60, 0, 0, 0, 0, 60, 120]]
    (state,) = json.loads("".join(queue))
    assert state["drops"] > 0, "the queue was never full"
    assert state["packets"] + state["qlen"] >= 120, "something was given up instead of being sent later"


def test_too_many_open_files() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with socket.socket() as newest:
        resource.setrlimit(resource.RLIMIT_NOFILE, (newest.fileno(), hard))
        try:
            with pytest.raises(TransportError, match=r"too many files open; raise the limit \(ulimit -n\)"):
                sweep([Target("127.0.0.1", 1)])
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.parametrize(
    ("target", "said"), [(Target("bmc.example"), "bmc.example"), (Target("127.0.0.1", 65536), "65536 is not a port")]
)
def test_a_target_that_is_none(target: Target, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        sweep([target])


# --- progress


def test_progress_is_told() -> None:
    port = ipmi_sim.free_port()
    seen: list[tuple[int, int | None, int]] = []
    with running_emulator(count=2, address=f"{NET}.9.10", port=port, per_address=True):
        sweep(subnet(port, 9), rate=500.0, on_progress=lambda *progress: seen.append(progress))
        assert seen[-1] == (254, 254, 2)
        assert 2 <= len(seen) <= 12
        assert [done for done, _total, _found in seen] == sorted(done for done, _total, _found in seen)
        sweep(iter(subnet(port, 9)), rate=None, on_progress=lambda *progress: seen.append(progress))
    assert seen[-1] == (254, None, 2)


def test_nothing_is_left_open() -> None:
    before = len(os.listdir("/proc/self/fd"))
    sweep([Target("127.0.0.1", 1), Target("::1", 1)], rate=None)
    with pytest.raises(RuntimeError):
        sweep(interrupted(), rate=None)
    assert len(os.listdir("/proc/self/fd")) == before
    assert sweep([]) == ([], [], (0, 0, 0, 0, 0, 0, 0))


def interrupted() -> t.Iterator[Target]:
    yield from (Target(f"{NET}.0.{last}", 1) for last in range(100))
    raise RuntimeError


def test_troubles_are_sorted_by_number() -> None:
    targets = [Target("127.255.255.255", port) for port in (700, 623)]
    report = sweep(targets, rate=None, tries=1, patience=0.05)
    assert report.troubles == [Trouble(target, report.troubles[0].reason) for target in reversed(targets)]

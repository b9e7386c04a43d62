# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulated BMC before clients that we did not write: ipmitool, FreeIPMI and pyghmi.

They tell whether its sessions, ciphers and bridging are those of a BMC, and not just what our own client expects.
"""

from __future__ import annotations

import shutil
import subprocess
import sys

import pytest
from ansible_collections.baremetal.ipmi.tests.emulator.running import RunningBmc, running_emulator

SECONDS = 60
KG = "the key of the bmc"


@pytest.fixture(scope="module")
def emulator():
    with running_emulator(seed=3) as running:
        yield running


@pytest.fixture(scope="module")
def bmc(emulator) -> RunningBmc:
    return emulator.bmcs[0]


def run(program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed")
    return subprocess.run([program, *arguments], capture_output=True, text=True, timeout=SECONDS, check=False)


def ipmitool(bmc: RunningBmc, *arguments: str, password: str | None = None) -> subprocess.CompletedProcess[str]:
    secret = bmc.password if password is None else password
    login = ("-H", bmc.host, "-p", str(bmc.port), "-U", bmc.username, "-P", secret, "-R", "1")
    return run("ipmitool", *login, *arguments)


def freeipmi(program: str, bmc: RunningBmc, *arguments: str) -> subprocess.CompletedProcess[str]:
    login = ("-h", f"{bmc.host}:{bmc.port}", "-u", bmc.username, "-p", bmc.password)
    return run(program, *login, *arguments)


def device_id(outcome: subprocess.CompletedProcess[str]) -> int:
    """Return the device ID that ``ipmitool mc info`` printed."""
    lines = [line for line in outcome.stdout.splitlines() if line.startswith("Device ID")]
    assert lines, outcome.stdout + outcome.stderr
    return int(lines[0].split(":")[1])


@pytest.mark.parametrize("suite", ["1", "2", "3", "6", "7", "8", "15", "16", "17"])
def test_ipmitool_with_every_suite_it_knows(bmc, suite):
    assert device_id(ipmitool(bmc, "-I", "lanplus", "-C", suite, "mc", "info")) == 0x20


@pytest.mark.parametrize("kind", ["MD5", "PASSWORD"])
def test_ipmitool_over_ipmi_1_5(bmc, kind):
    assert device_id(ipmitool(bmc, "-I", "lan", "-A", kind, "mc", "info")) == 0x20


@pytest.mark.parametrize("level", ["USER", "OPERATOR", "ADMINISTRATOR"])
def test_ipmitool_at_every_privilege(bmc, level):
    assert device_id(ipmitool(bmc, "-I", "lanplus", "-C", "17", "-L", level, "mc", "info")) == 0x20


def test_ipmitool_sees_that_a_password_is_wrong(bmc):
    outcome = ipmitool(bmc, "-v", "-I", "lanplus", "-C", "17", "mc", "info", password="wrong")
    assert outcome.returncode
    assert "RAKP 2 HMAC is invalid" in outcome.stdout + outcome.stderr


@pytest.mark.parametrize("suite", ["0", "4"])
def test_ipmitool_is_refused_with_a_suite_that_is_off(bmc, suite):
    assert ipmitool(bmc, "-I", "lanplus", "-C", suite, "mc", "info").returncode


def test_ipmitool_with_two_keys():
    with running_emulator(kg=KG) as emulator:
        two_keys = emulator.bmcs[0]
        assert device_id(ipmitool(two_keys, "-I", "lanplus", "-C", "3", "-k", KG, "mc", "info")) == 0x20
        assert ipmitool(two_keys, "-I", "lanplus", "-C", "3", "mc", "info").returncode


def test_ipmitool_bridges_once_and_twice(bmc):
    once = ("-I", "lanplus", "-C", "3", "-b", "0", "-t", "0x82")
    assert device_id(ipmitool(bmc, *once, "mc", "info")) == 0x82
    twice = ("-I", "lanplus", "-C", "3", "-B", "0", "-T", "0x82", "-b", "6", "-t", "0x84")
    assert device_id(ipmitool(bmc, *twice, "mc", "info")) == 0x84


def test_ipmitool_shows_its_own_session(bmc):
    shown = ipmitool(bmc, "-I", "lanplus", "-C", "3", "session", "info", "active").stdout
    assert "IPMIv2/RMCP+" in shown
    assert "console ip                    : 127.0.0.1" in shown


def test_ipmitool_lists_the_cipher_suites(bmc):
    shown = ipmitool(bmc, "-I", "lanplus", "-C", "3", "channel", "getciphers", "ipmi", "1").stdout
    listed = {int(line.split()[0]) for line in shown.splitlines() if line[:1].isdigit()}
    assert listed == {0, 1, 2, 3, 6, 7, 8, 11, 12, 15, 16, 17}


def test_ipmitool_gets_through_a_lossy_network(emulator, bmc):
    rules = [
        emulator.control.add_fault("drop", probability=0.1),
        emulator.control.add_fault("duplicate", probability=0.2),
    ]
    try:
        login = ("-H", bmc.host, "-p", str(bmc.port), "-U", bmc.username, "-P", bmc.password, "-R", "12", "-N", "1")
        outcome = run("ipmitool", *login, "-I", "lanplus", "-C", "17", "mc", "info")
    finally:
        for rule in rules:
            emulator.control.remove_fault(rule)
    assert device_id(outcome) == 0x20


@pytest.mark.parametrize("suite", ["1", "2", "3", "6", "7", "8", "11", "12", "15", "16", "17"])
def test_freeipmi_with_every_suite_it_knows(bmc, suite):
    outcome = freeipmi("ipmi-raw", bmc, "-D", "LAN_2_0", "-I", suite, "0", "6", "1")
    assert outcome.stdout.startswith("rcvd: 01 00 20"), outcome.stdout + outcome.stderr


@pytest.mark.parametrize("kind", ["MD2", "MD5", "STRAIGHT_PASSWORD_KEY"])
def test_freeipmi_over_ipmi_1_5(bmc, kind):
    outcome = freeipmi("ipmi-raw", bmc, "-D", "LAN", "-a", kind, "0", "6", "1")
    assert outcome.stdout.startswith("rcvd: 01 00 20"), outcome.stdout + outcome.stderr


def test_pyghmi_reads_power(bmc):
    pytest.importorskip("pyghmi", reason="pyghmi is not installed")
    program = (
        "import sys\n"
        "from pyghmi.ipmi.command import Command\n"
        "host, port, user, password = sys.argv[1:]\n"
        "bmc = Command(bmc=host, port=int(port), userid=user, password=password)\n"
        "print(bmc.get_power()['powerstate'])\n"
        "bmc.ipmi_session.logout()\n"
    )
    outcome = run(sys.executable, "-c", program, bmc.host, str(bmc.port), bmc.username, bmc.password)
    assert outcome.returncode == 0, outcome.stderr
    assert outcome.stdout.strip() == "on", outcome.stderr


def test_nobody_leaves_a_session_behind(emulator, bmc):
    counters = emulator.control.counters()
    before, active = counters["sessions_opened"], counters["sessions_active"]
    ipmitool(bmc, "-I", "lanplus", "-C", "17", "mc", "info")
    freeipmi("ipmi-raw", bmc, "-D", "LAN_2_0", "-I", "17", "0", "6", "1")
    counters = emulator.control.counters()
    assert counters["sessions_opened"] == before + 2
    assert counters["sessions_active"] == active

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""OpenIPMI's simulated BMC ``ipmi_sim`` as a peer that we did not write.

It speaks cipher suites 0 to 14, IPMI 1.5 with every authentication type, and bridges to controllers behind it. Sessions
with 7, 8 and 12 do not come about with our client; FreeIPMI and the emulated BMC agree with us on these suites.
"""

from __future__ import annotations

import contextlib
import shutil
import socket
import subprocess
import tempfile
import time
import typing as t
from pathlib import Path

PROGRAM = "ipmi_sim"
HOST = "127.0.0.1"
USERNAME = "admin"
PASSWORD = "correct-horse"
OPERATOR = ("operator", "battery-staple")
SYSTEM_GUID = bytes.fromhex("a123456789abcdefa123456789abcdef")
SECOND_CONTROLLER = 0x30
"""IPMB address of a second controller, on channel 0."""

CHASSIS = "chassis"
_CHASSIS_PROGRAM = """\
#!/bin/sh
# The server behind the simulator: each signal is a file. A shutdown is obeyed at once.
operation=$1
shift
while [ $# -gt 0 ]; do
    if [ "$operation" = get ]; then
        echo "$1:$(cat "$1")"
        shift
    else
        echo "$2" >"$1"
        [ "$1" != shutdown ] || echo 0 >power
        shift 2
    fi
done
"""
_START_SECONDS = 10.0
_TYPES = "none md2 md5 straight"
_PING = bytes.fromhex("0600ff06 000011be 80000000")


class IpmiSim(t.NamedTuple):
    """A running simulator."""

    host: str
    port: int
    username: str
    password: str
    directory: Path

    def chassis(self, signal: str) -> str:
        """Return what the simulator has last set ``power``, ``reset``, ``shutdown``, ``boot`` or ``identify`` to."""
        return (self.directory / signal).read_text().strip()


def is_installed() -> bool:
    """Tell whether the program is there."""
    return shutil.which(PROGRAM) is not None


@contextlib.contextmanager
def running_ipmi_sim(*, per_message_authentication: bool = True, port: int = 0) -> t.Iterator[IpmiSim]:
    """Run a simulator with fresh state on a free loopback port; it is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="ipmi-sim-") as name:
        directory = Path(name)
        port = port or free_port()
        _write_configuration(directory, port, per_message_authentication)
        command = [PROGRAM, "-n", "-p", "-c", "lan.conf", "-f", "sim.emu", "-s", str(directory)]
        with (directory / "log").open("wb") as log:
            process = subprocess.Popen(command, cwd=directory, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            _await_pong(process, directory, port)
            yield IpmiSim(HOST, port, USERNAME, PASSWORD, directory)
        finally:
            process.kill()
            process.wait()


def free_port() -> int:
    """Return a UDP port of the loopback address that is free just now."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _write_configuration(directory: Path, port: int, per_message_authentication: bool) -> None:
    levels = "\n".join(f"    allowed_auths_{level} {_TYPES}" for level in ("callback", "user", "operator", "admin"))
    (directory / "lan.conf").write_text(
        f'''name "peer"
set_working_mc 0x20
  chassis_control "./{CHASSIS}"
  startlan 1
    addr {HOST} {port}
    priv_limit admin
    per_msg_auth {"on" if per_message_authentication else "off"}
{levels}
    guid {SYSTEM_GUID.hex()}
  endlan
  user 2 true "{USERNAME}" "{PASSWORD}" admin 10 {_TYPES}
  user 3 true "{OPERATOR[0]}" "{OPERATOR[1]}" operator 10 {_TYPES}
'''
    )
    (directory / CHASSIS).write_text(_CHASSIS_PROGRAM)
    (directory / CHASSIS).chmod(0o755)
    for signal, value in {"power": "1", "boot": "default"}.items():
        (directory / signal).write_text(value)
    (directory / "sim.emu").write_text(
        f"""mc_setbmc 0x20
mc_add 0x20 0 no-device-sdrs 0x23 9 8 0x9f 0x1291 0xf02 persist_sdr
sel_enable 0x20 1000 0x0a
mc_enable 0x20
mc_add {SECOND_CONTROLLER:#x} 1 no-device-sdrs 0x00 3 1 0x01 0x1291 0xf03 persist_sdr
mc_enable {SECOND_CONTROLLER:#x}
"""
    )


def _await_pong(process: subprocess.Popen[bytes], directory: Path, port: int) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as console:
        console.settimeout(0.1)
        console.connect((HOST, port))
        end = time.monotonic() + _START_SECONDS
        while time.monotonic() < end and process.poll() is None:
            try:
                console.send(_PING)
                console.recv(64)
            except OSError:
                time.sleep(0.02)
            else:
                return
    raise RuntimeError(f"{PROGRAM} did not start: {(directory / 'log').read_text(errors='replace')}")

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A BMC made from pyghmi's class for BMCs, which VirtualBMC and others are made from too.

It speaks RMCP+ with suite 3 and nothing else, and knows power, boot device, GUID and Get Device ID. Run as a program
it serves on the port given until it is ended, and prints a line for all that happens to the server behind it.
"""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
import typing as t
import uuid

HOST = "127.0.0.1"
USERNAME = "admin"
PASSWORD = "correct-horse"
GUID = uuid.UUID("0f1e2d3c-4b5a-4978-8695-a4b3c2d1e0ff")
READY = "ready"
ON, OFF = "on", "off"


class PyghmiBmc(t.NamedTuple):
    """A running BMC."""

    host: str
    port: int
    username: str
    password: str
    process: subprocess.Popen[str]

    def next_event(self) -> str:
        """Return what has happened to the server, one thing at a time."""
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()


@contextlib.contextmanager
def running_pyghmi_bmc() -> t.Iterator[PyghmiBmc]:
    """Run a BMC, with its server off, on a free loopback port."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind((HOST, 0))
        port = probe.getsockname()[1]
    command = [sys.executable, __file__, str(port)]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
    try:
        bmc = PyghmiBmc(HOST, port, USERNAME, PASSWORD, process)
        if bmc.next_event() != READY:
            raise RuntimeError("pyghmi's BMC did not start")
        yield bmc
    finally:
        process.kill()
        process.communicate()


def serve(port: int) -> None:
    """Be the BMC."""
    from pyghmi.ipmi.bmc import Bmc
    from pyghmi.ipmi.private.serversession import ServerSession
    from pyghmi.ipmi.private.session import Session

    def forget(session: t.Any) -> None:
        """Remove a closed session: pyghmi keeps it, and takes a later client at the same port for the old one."""
        Session.bmc_handlers.pop(session.sockaddr, None)

    ServerSession.close_server_session = forget

    class Server(Bmc):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__({USERNAME: PASSWORD}, port=port, address=HOST, bmcuuid=GUID)
            self.power = OFF
            self.boot_device: t.Any = "default"

        def get_power_state(self) -> str:
            return self.power

        def get_boot_device(self) -> t.Any:
            return self.boot_device

        def set_boot_device(self, bootdevice: t.Any) -> None:
            self.boot_device = bootdevice
            report(f"boot {bootdevice}")

        def get_system_guid(self) -> uuid.UUID:
            return GUID

        def power_on(self) -> None:
            self.switch(ON, "on")

        def power_off(self) -> None:
            self.switch(OFF, "off")

        def power_cycle(self) -> None:
            self.switch(ON, "cycle")

        def power_reset(self) -> None:
            self.switch(ON, "reset")

        def power_shutdown(self) -> None:
            self.switch(OFF, "shutdown")

        def pulse_diag(self) -> None:
            self.switch(self.power, "diagnostic interrupt")

        def switch(self, power: str, event: str) -> None:
            self.power = power
            report(event)

    server = Server()
    report(READY)
    server.listen()


def report(event: str) -> None:
    print(event, flush=True)


if __name__ == "__main__":
    serve(int(sys.argv[1]))

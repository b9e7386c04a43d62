# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Emulated BMCs in a container on a network of podman's, reached through a port on loopback or from that network."""

from __future__ import annotations

import contextlib
import os
import secrets
import subprocess
import time
import typing as t
from pathlib import Path

from .images import ROOT, emulator_image, run

# ``tools/sweep`` removes what carries it.
LABEL = f"baremetal.ipmi.test={ROOT}"
# Exit status of "podman healthcheck run".
HEALTHY, UNHEALTHY = 0, 1
CONTAINERS_CONF = Path(__file__).with_name("containers.conf")


class EmulatorContainer(t.NamedTuple):
    """A running container; ``host`` and ``port`` are where its first BMC answers."""

    name: str
    host: str
    port: int

    def healthy(self) -> bool:
        """Return what the health check says. Raises RuntimeError when there is nothing to ask: it has ended."""
        check = subprocess.run(["podman", "healthcheck", "run", self.name], capture_output=True, check=False)
        if check.returncode not in (HEALTHY, UNHEALTHY):
            raise RuntimeError(f"the container cannot be asked for its health:\n{self.logs()}")
        return check.returncode == HEALTHY

    def address(self) -> str:
        """Return where its first BMC answers, at port 623, to whoever is in the same network."""
        each = "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}"
        return run("podman", "inspect", f"--format={each}", self.name)

    def logs(self) -> str:
        """Return all that the emulator has printed."""
        command = ["podman", "logs", self.name]
        return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=True).stdout


@contextlib.contextmanager
def container_network() -> t.Iterator[str]:
    """Make a network, whose name is returned, and remove it at the end with all that is in it."""
    os.environ.setdefault("CONTAINERS_CONF", str(CONTAINERS_CONF))
    name = f"bmc-{secrets.token_hex(6)}"
    run("podman", "network", "create", f"--label={LABEL}", name)
    try:
        yield name
    finally:
        run("podman", "network", "rm", "--force", name)


@contextlib.contextmanager
def emulator_container(*options: str, network: str = "bridge", patience: float = 60) -> t.Iterator[EmulatorContainer]:
    """Start the emulator in a container with ``options`` of its own command line, and remove it at the end.

    Raises RuntimeError when its health check does not pass within ``patience`` seconds.
    """
    os.environ.setdefault("CONTAINERS_CONF", str(CONTAINERS_CONF))
    image = emulator_image()
    arguments = ("--detach", f"--label={LABEL}", f"--network={network}", "--publish=127.0.0.1::623/udp")
    # The emulator is nobody in particular in there, and listens on a port below 1024.
    rights = ("--sysctl=net.ipv4.ip_unprivileged_port_start=0",)
    name = run("podman", "run", *arguments, *rights, image, *options)
    try:
        host, port = run("podman", "port", name, "623/udp").splitlines()[0].rsplit(":", 1)
        container = EmulatorContainer(name, host, int(port))
        deadline = time.monotonic() + patience
        while not container.healthy():
            if time.monotonic() > deadline:
                raise RuntimeError(f"the emulator did not become healthy:\n{container.logs()}")
            time.sleep(0.2)
        yield container
    finally:
        run("podman", "rm", "--force", "--volumes", "--time=0", name)

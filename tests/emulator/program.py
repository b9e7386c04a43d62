# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What ``bmc-emulator`` does: run a fleet, talk to a running one, or ask whether a BMC answers."""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import os
import signal
import socket
import sys
import typing as t
from pathlib import Path

from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.errors import DecodeError
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.rmcp import asf

from .control import Control, serve_control
from .control_client import ControlClient, ControlFailed
from .fleet import Fleet
from .options import parse_options
from .store import StateFileError

PARENT_CHECK_SECONDS = 0.25
HEALTH_TAG = 0x42


def main(arguments: t.Sequence[str]) -> int:
    """Run the program and return its exit code."""
    if arguments and arguments[0] == "ctl":
        return _send_control(arguments[1:])
    if arguments and arguments[0] == "health":
        return _check_health(arguments[1:])
    options = parse_options(arguments)
    try:
        return asyncio.run(_serve(options))
    except (OSError, ValueError, StateFileError) as error:
        print(f"bmc-emulator: {error}", file=sys.stderr)
        return 1


async def _serve(options: argparse.Namespace) -> int:
    fleet = Fleet(options)
    control = Control(fleet)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, control.stop_wanted.set)
    server = None
    try:
        await _open(fleet)
        if options.user is not None:
            _become(options.user)
        if options.control is not None:
            server = await serve_control(control, options.control)
        _announce(fleet, options.ready_file)
        watch = asyncio.create_task(_watch_parent(control.stop_wanted)) if options.exit_with_parent else None
        await control.stop_wanted.wait()
        if watch is not None:
            watch.cancel()
    finally:
        if server is not None:
            server.close()
            options.control.unlink(missing_ok=True)
        fleet.close()
    return 0


async def _open(fleet: Fleet) -> None:
    """Make the fleet, and have the garbage collector leave it alone: thousands of BMCs that are there for good would
    be looked through again and again, each time for a good part of a second.
    """
    gc.disable()
    await fleet.open()
    gc.freeze()
    gc.enable()


def _become(user: int) -> None:
    """Give up root's rights for good; only the sockets below port 1024 needed them."""
    os.setgroups([])
    os.setgid(user)
    os.setuid(user)


def _announce(fleet: Fleet, ready_file: Path | None) -> None:
    """Say that all endpoints are bound; the file appears complete or not at all."""
    line = json.dumps(fleet.describe()) + "\n"
    if ready_file is not None:
        fresh = ready_file.with_name(f"{ready_file.name}.new")
        fresh.write_text(line, encoding="ascii")
        fresh.replace(ready_file)
    sys.stdout.write(line)
    sys.stdout.flush()


async def _watch_parent(stop_wanted: asyncio.Event) -> None:
    parent = os.getppid()
    while os.getppid() == parent:
        await asyncio.sleep(PARENT_CHECK_SECONDS)
    stop_wanted.set()


def _send_control(arguments: t.Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="bmc-emulator ctl", description="Send one request to a control socket.")
    parser.add_argument("socket", type=Path)
    parser.add_argument("request", type=json.loads, help='such as \'{"do": "counters"}\'')
    options = parser.parse_args(arguments)
    try:
        client = ControlClient(options.socket)
        print(json.dumps(client.request(options.request), indent=2))
        client.close()
    except (OSError, ControlFailed) as error:
        print(f"bmc-emulator ctl: {error}", file=sys.stderr)
        return 1
    return 0


def _check_health(arguments: t.Sequence[str]) -> int:
    """Send presence pings; 0 when one is answered."""
    parser = argparse.ArgumentParser(prog="bmc-emulator health", description="Ask whether a BMC answers.")
    parser.add_argument("--address", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=623)
    parser.add_argument("--attempts", type=int, default=3)
    options = parser.parse_args(arguments)
    found = socket.getaddrinfo(options.address, options.port, type=socket.SOCK_DGRAM)
    family, kind, protocol, _name, address = found[0]
    with socket.socket(family, kind, protocol) as endpoint:
        endpoint.settimeout(1.0)
        endpoint.connect(address)
        for _attempt in range(options.attempts):
            try:
                endpoint.send(asf.pack_ping(HEALTH_TAG))
                answer = asf.unpack_presence(endpoint.recv(512))
            except (OSError, DecodeError):
                continue
            if isinstance(answer, asf.PresencePong):
                return 0
    print(f"bmc-emulator health: no answer from {options.address} port {options.port}", file=sys.stderr)
    return 1

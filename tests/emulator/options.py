# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line of the emulator."""

from __future__ import annotations

import argparse
import ipaddress
import typing as t
from pathlib import Path

LONGEST_PASSWORD = 20
LONGEST_NAME = 16
KG_SIZE = 20
HIGHEST_PORT = 65535
LOOPBACK = ipaddress.ip_network("127.0.0.0/8")
LAST_LOOPBACK_ADDRESS = ipaddress.ip_address("127.255.255.254")
"""The one after it is the broadcast address."""

DESCRIPTION = """\
Emulates the management controllers of a fleet of servers: one UDP endpoint each, IPMI 1.5 and 2.0 over LAN.
When all endpoints are bound, one line of JSON is printed: a list with host, port, personality, username and guid.

Other uses: "bmc-emulator ctl SOCKET '{"do": "counters"}'" talks to the control socket of a running emulator,
"bmc-emulator health --port PORT" asks whether a BMC answers.
"""


def parse_kg(text: str) -> bytes:
    """Return Kg given as text, or as hex after ``0x``."""
    value = bytes.fromhex(text[2:]) if text.lower().startswith("0x") else text.encode("latin-1")
    if len(value) > KG_SIZE:
        raise ValueError(f"Kg has more than {KG_SIZE} bytes")
    return value


def _username(text: str) -> str:
    if len(text.encode("latin-1")) > LONGEST_NAME:
        raise ValueError
    return text


def _password(text: str) -> str:
    if len(text.encode("latin-1")) > LONGEST_PASSWORD:
        raise ValueError
    return text


def _check_endpoints(options: argparse.Namespace) -> None:
    """Raise ValueError when addresses or ports run out before the BMCs do."""
    first = ipaddress.ip_address(options.address)
    if not 0 <= options.port <= HIGHEST_PORT:
        raise ValueError(f"--port {options.port}: ports end at {HIGHEST_PORT}")
    if options.per_address:
        last = int(LAST_LOOPBACK_ADDRESS) if first in LOOPBACK else (1 << first.max_prefixlen) - 1
        room = last - int(first) + 1
        if options.count > room:
            raise ValueError(f"--per-address: from {first} on there are only {room} addresses")
    elif options.port and options.port + options.count - 1 > HIGHEST_PORT:
        room = HIGHEST_PORT - options.port + 1
        raise ValueError(f"from --port {options.port} on there are only {room} ports; try --per-address")


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of ``bmc-emulator`` without a subcommand."""
    parser = argparse.ArgumentParser(
        prog="bmc-emulator", description=DESCRIPTION, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("--count", type=int, default=1, metavar="N", help="how many BMCs (default 1)")
    add("--address", default="127.0.0.1", help="address of the (first) BMC (default 127.0.0.1)")
    add("--port", type=int, default=623, help="UDP port of the first BMC, counting up; 0 = a free port each")
    add("--per-address", action="store_true", help="one address per BMC, counting up, all on the same port")
    add(
        "--follow-address",
        action="store_true",
        help="when a BMC's LAN address parameter is set to 127.x.y.z, its endpoint moves there after the answer",
    )
    add(
        "--personality",
        action="append",
        metavar="NAME[,NAME...]",
        help="make of the BMCs, several are dealt out in turn (default generic)",
    )
    add(
        "--quirk",
        action="append",
        default=[],
        metavar="NAME",
        help="a departure from the specification that all BMCs have besides their make's own (see personality.py)",
    )
    add("--state-dir", type=Path, metavar="DIR", help="keep the stored settings here, one file per BMC")
    add("--sync", action="store_true", help="let every change reach the disk (fsync) before it is acknowledged")
    add("--username", type=_username, help="replaces the name of the factory administrator")
    add("--password", type=_password, help="replaces the password of the factory administrator")
    add("--kg", type=parse_kg, default=b"", help="the BMC key as factory setting: text, or hex with 0x")
    add("--session-timeout", type=float, default=60.0, metavar="SECONDS", help="inactivity timeout (default 60)")
    add("--control", type=Path, metavar="PATH", help="Unix socket to control the emulator with JSON lines")
    add("--faults", type=Path, metavar="FILE", help="faults to begin with, a JSON list of rules (see faults.py)")
    add("--without-ipmi-2", action="store_true", help="IPMI 1.5 only, like a board from before 2004")
    add("--power-seconds", type=float, metavar="SECONDS", help="how long a power transition takes")
    add("--seed", type=int, default=0, help="seed of all that is random (default 0)")
    add("--ready-file", type=Path, metavar="FILE", help="write the line of JSON here as well")
    add(
        "--user",
        type=int,
        metavar="UID",
        help="once all endpoints are bound, go on as this user; state, control and ready files are then its own",
    )
    add("--exit-with-parent", action="store_true", help="end when the process that started this one has ended")
    return parser


def parse_options(arguments: t.Sequence[str]) -> argparse.Namespace:
    """Return the options; ``personalities`` is the list of names. Leaves the process on bad ones, as argparse does."""
    parser = make_parser()
    options = parser.parse_args(arguments)
    if options.count < 1:
        parser.error("--count must be at least 1")
    try:
        _check_endpoints(options)
    except ValueError as error:
        parser.error(str(error))
    options.personalities = [name for item in options.personality or ["generic"] for name in item.split(",") if name]
    return options

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Factory settings of the configuration parameters, as the tables that a personality takes.

Each function returns a table (selector, set selector, block selector) -> data as the Get command returns it. What a
make does otherwise is given as arguments, or merged over the table by its personality.
"""

from __future__ import annotations

import ipaddress
import typing as t

from ..model import ParameterKey

Table = dict[ParameterKey, bytes]

PRIVILEGE_LETTERS = "Xcuoa"
"""How ipmitool shows cipher suite privileges: unused, callback, user, operator, administrator."""
SET_COUNT = 2
"""How many static and dynamic IPv6 addresses the emulated BMC has."""


def pack_cipher_privileges(letters: str) -> bytes:
    """Return LAN parameter 24 for sixteen letters in ipmitool's notation. IPMI v2.0 §23.1, parameter 24."""
    levels = [PRIVILEGE_LETTERS.index(letter) for letter in letters.ljust(16, "X")]
    return b"\x00" + bytes(low | high << 4 for low, high in zip(levels[::2], levels[1::2]))


def lan_parameters(
    cipher_suites: t.Sequence[int],
    cipher_privileges: str,
    *,
    authentication_types: int = 0x16,
    authentication_support: int | None = None,
    address_source: int = 1,
    subnet_mask: str = "255.255.255.0",
    gateway: str = "0.0.0.0",
    community: bytes = b"public",
    alert_destinations: int = 4,
    bad_password_threshold: int = 0,
    bad_password_intervals: tuple[int, int] = (30, 30),
    arp_control: int = 0x02,
    without: t.Container[int] = (),
) -> Table:
    """Return the IPv4 half of the LAN parameters, 0-26.

    ``authentication_types`` is the same mask for every privilege level. ``bad_password_intervals`` are the reset and
    the lockout interval in units of 10 s. ``without`` are selectors that the make does not have.
    """
    support = authentication_types if authentication_support is None else authentication_support
    reset_interval, lockout_interval = bad_password_intervals
    values = {
        0: b"\x00",
        1: bytes([support]),
        2: bytes([authentication_types] * 5),
        3: bytes(4),
        4: bytes([address_source]),
        5: bytes(6),
        6: ipaddress.IPv4Address(subnet_mask).packed,
        7: b"\x40\x40\x10",
        8: (0x26F).to_bytes(2, "little"),
        9: (0x298).to_bytes(2, "little"),
        10: bytes([arp_control]),
        11: b"\x03",
        12: ipaddress.IPv4Address(gateway).packed,
        13: bytes(6),
        14: bytes(4),
        15: bytes(6),
        16: community.ljust(18, b"\x00"),
        17: bytes([alert_destinations]),
        20: bytes(2),
        21: b"\x00",
        22: bytes([len(cipher_suites)]),
        23: b"\x00" + bytes(cipher_suites),
        24: pack_cipher_privileges(cipher_privileges),
        26: bytes([0x00, bad_password_threshold])
        + reset_interval.to_bytes(2, "little")
        + lockout_interval.to_bytes(2, "little"),
    }
    table: Table = {(selector, 0, 0): data for selector, data in values.items()}
    for destination in range(alert_destinations + 1):
        table[18, destination, 0] = bytes([destination, 0x00, 0x03, 0x00])
        table[19, destination, 0] = bytes([destination]) + bytes(12)
        table[25, destination, 0] = bytes([destination]) + bytes(3)
    return {key: data for key, data in table.items() if key[0] not in without}


def lan_ipv6_parameters() -> Table:
    """Return the IPv6 half of the LAN parameters, 50-80, with IPv6 switched off."""
    values = {
        50: b"\x07",
        51: b"\x00",
        52: b"\x00",
        53: b"\x40",
        54: bytes(3),
        55: bytes([SET_COUNT, SET_COUNT, 0x03]),
        57: b"\x01",
        60: b"\x01",
        62: b"\x01",
        64: b"\x03",
        65: bytes(16),
        66: bytes(6),
        67: b"\x40",
        68: bytes(16),
        69: bytes(16),
        70: bytes(6),
        71: b"\x40",
        72: bytes(16),
        73: b"\x01",
        78: b"\x40",
        79: b"\x01",
    }
    table: Table = {(selector, 0, 0): data for selector, data in values.items()}
    for number in range(SET_COUNT):
        table[56, number, 0] = bytes([number, 0x00]) + bytes(16) + b"\x40\x01"
        table[59, number, 0] = bytes([number, 0x01]) + bytes(16) + b"\x40\x01"
    for block in range(2):
        table[63, 0, block] = bytes([0, block]) + bytes(16)
    for selector in (58, 61, 80):
        table[selector, 0, 0] = bytes([0, 0]) + bytes(16)
    for selector, size in ((74, 16), (75, 6), (76, 1), (77, 16)):
        table[selector, 0, 0] = bytes([0]) + bytes(size)
    return table


def sol_parameters(
    channel: int, *, authentication: int = 0x02, bit_rate: int = 0x0A, without: t.Container[int] = ()
) -> Table:
    """Return the SOL parameters 0-8; ``authentication`` is parameter 2 (bit 7 force encryption, 6 authentication)."""
    values = {
        0: b"\x00",
        1: b"\x01",
        2: bytes([authentication]),
        3: b"\x0c\x60",
        4: b"\x07\x32",
        5: bytes([bit_rate]),
        6: bytes([bit_rate]),
        7: bytes([channel]),
        8: (0x26F).to_bytes(2, "little"),
    }
    return {(selector, 0, 0): data for selector, data in values.items() if selector not in without}


def boot_parameters(*, without: t.Container[int] = ()) -> Table:
    """Return the boot options 0-7: no override, five blocks of mailbox. IPMI v2.0 §28.13."""
    values = {0: bytes(1), 1: bytes(1), 2: bytes(1), 3: bytes(1), 4: bytes(2), 5: bytes(5), 6: bytes(9)}
    table: Table = {(selector, 0, 0): data for selector, data in values.items()}
    for block in range(5):
        table[7, block, 0] = bytes([block]) + bytes(16)
    return {key: data for key, data in table.items() if key[0] not in without}


def system_info_parameters(*, firmware: str = "1.0", blocks: int = 4) -> Table:
    """Return the system info parameters 0-7; each string is ASCII and has ``blocks`` blocks. IPMI v2.0 §22.14b."""
    table: Table = {(0, 0, 0): b"\x00"}
    for selector in range(1, 8):
        text = firmware.encode("ascii") if selector == 1 else b""
        stored = (b"\x00" + bytes([len(text)]) + text).ljust(blocks * 16, b"\x00")
        for block in range(blocks):
            table[selector, block, 0] = bytes([block]) + stored[block * 16 : block * 16 + 16]
    return table

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Datagrams in a file that Wireshark and tcpdump read: pcap, each datagram with the IP and UDP headers it had.

The link type is RAW: a packet begins with its IP header. The headers are made here, since a socket does not show
those that the system makes; addresses, ports and sizes are the real ones. Encrypted payloads stay encrypted.
"""

from __future__ import annotations

import ipaddress
import os
import stat
import struct
import time
import typing as t

from ..errors import InvalidOption

_MAGIC = 0xA1B23C4D
"""Times in nanoseconds, in the byte order of this file, which is always little-endian here."""
_LINK_TYPE_RAW = 101
_LARGEST_PACKET = 65535
_FILE_HEADER = struct.pack("<IHHiIII", _MAGIC, 2, 4, 0, 0, _LARGEST_PACKET, _LINK_TYPE_RAW)
_UDP = 17
_HOPS = 64

Address = tuple[t.Any, ...]


class CaptureFile:
    """One file, of which others on the machine can read nothing. An existing one of the same kind is continued.

    ``trouble`` is why nothing more could be written, "" as long as all is well: a full disk must not end the work
    on a BMC in its middle.
    """

    def __init__(self, path: str) -> None:
        """Raises InvalidOption naming ``bmc_capture`` for a file that cannot be written or holds something else."""
        self.trouble = ""
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise InvalidOption(f"bmc_capture: {path} cannot be written ({error.strerror})") from None
        self._file = os.fdopen(descriptor, "r+b", buffering=0)
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            self._refuse(f"{path} is not a file")
        head = self._file.read(len(_FILE_HEADER))
        if head and head != _FILE_HEADER:
            self._refuse(f"{path} holds something else; name a new file")
        if not head:
            self._write(_FILE_HEADER)

    def _refuse(self, reason: str) -> t.NoReturn:
        self._file.close()
        raise InvalidOption(f"bmc_capture: {reason}")

    def record(self, source: Address, destination: Address, datagram: bytes) -> None:
        """Add a datagram, as of now."""
        packet = _ip_packet(source, destination, datagram)
        seconds, nanoseconds = divmod(time.time_ns(), 1_000_000_000)
        self._write(struct.pack("<IIII", seconds, nanoseconds, len(packet), len(packet)) + packet)

    def _write(self, data: bytes) -> None:
        if self.trouble:
            return
        try:
            self._file.write(data)
        except OSError as error:
            self.trouble = error.strerror or str(error)

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def _ip_packet(source: Address, destination: Address, datagram: bytes) -> bytes:
    """Return a datagram as it is in an IP packet. RFC 768, RFC 791, RFC 8200."""
    here, there = (ipaddress.ip_address(str(address[0]).split("%", maxsplit=1)[0]) for address in (source, destination))
    size = 8 + len(datagram)
    pseudo = here.packed + there.packed + struct.pack(">IHH", size, 0, _UDP)
    udp = struct.pack(">HHHH", source[1], destination[1], size, 0)
    udp = udp[:6] + struct.pack(">H", _checksum(pseudo + udp + datagram) or 0xFFFF)
    if here.version == 6:
        head = struct.pack(">IHBB", 6 << 28, size, _UDP, _HOPS) + here.packed + there.packed
    else:
        head = struct.pack(">BBHHHBBH", 0x45, 0, 20 + size, 0, 0, _HOPS, _UDP, 0) + here.packed + there.packed
        head = head[:10] + struct.pack(">H", _checksum(head)) + head[12:]
    return head + udp + datagram


def _checksum(data: bytes) -> int:
    """Return the checksum of the Internet protocols. RFC 1071."""
    if len(data) % 2:
        data += b"\x00"
    total: int = sum(struct.unpack(f">{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An IPMI message as it travels over LAN, and nearly the same over IPMB. IPMI v2.0 §13.8.

::

    to_address | net_fn, to_lun | checksum | from_address | sequence, from_lun | command | data ... | checksum

A request has an even network function, its response the next odd one and the completion code as first data byte.
On the hot path of every command, hence by hand instead of declared.
"""

from __future__ import annotations

import typing as t

from ..errors import DecodeError

BMC_ADDRESS = 0x20
REMOTE_CONSOLE_ADDRESS = 0x81
"""Software ID 40h, remote console 1, as an address byte."""

SEQUENCE_COUNT = 64
"""Sequence numbers of requests have six bits."""

_SMALLEST = 7
_HEAD = 3


def checksum(data: bytes) -> int:
    """Return the two's complement of the sum: with it, the bytes add up to zero modulo 256."""
    return -sum(data) & 0xFF


class IpmiMessage(t.NamedTuple):
    """A request (even ``net_fn``) or a response (odd; ``data[0]`` is the completion code)."""

    net_fn: int
    command: int
    data: bytes = b""
    sequence: int = 0
    to_address: int = BMC_ADDRESS
    from_address: int = REMOTE_CONSOLE_ADDRESS
    to_lun: int = 0
    from_lun: int = 0

    @property
    def is_response(self) -> bool:
        return bool(self.net_fn & 1)

    def pack(self) -> bytes:
        """Return the wire form with both checksums."""
        head = bytes((self.to_address, self.net_fn << 2 | self.to_lun))
        body = bytes((self.from_address, self.sequence << 2 | self.from_lun, self.command)) + self.data
        return b"%b%c%b%c" % (head, -sum(head) & 0xFF, body, -sum(body) & 0xFF)

    @classmethod
    def unpack(cls, data: bytes) -> IpmiMessage:
        """Return the message in ``data``. Raises DecodeError when it is too short or a checksum is wrong."""
        if len(data) < _SMALLEST:
            raise DecodeError("IpmiMessage", "command", f"only {len(data)} bytes came")
        if sum(data[:_HEAD]) & 0xFF:
            raise DecodeError("IpmiMessage", "checksum of the header", "is wrong")
        if sum(data[_HEAD:]) & 0xFF:
            raise DecodeError("IpmiMessage", "checksum of the data", "is wrong")
        to_address, net_fn_lun, _checksum, from_address, sequence_lun, command = data[:6]
        message = cls(
            net_fn_lun >> 2,
            command,
            data[6:-1],
            sequence_lun >> 2,
            to_address,
            from_address,
            net_fn_lun & 3,
            sequence_lun & 3,
        )
        if message.is_response and not message.data:
            raise DecodeError("IpmiMessage", "completion code", "is missing")
        return message

    def answer(self, completion_code: int, data: bytes = b"") -> IpmiMessage:
        """Return the response to this request: addresses, units and sequence number turned round."""
        return IpmiMessage(
            net_fn=self.net_fn | 1,
            command=self.command,
            data=bytes((completion_code,)) + data,
            sequence=self.sequence,
            to_address=self.from_address,
            from_address=self.to_address,
            to_lun=self.from_lun,
            from_lun=self.to_lun,
        )

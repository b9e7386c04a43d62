# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The BMC of this machine, through the kernel's ``/dev/ipmi0``: ``linux/ipmi.h`` in ctypes.

The kernel numbers requests, repeats them and bridges to IPMB controllers by itself. So this is a plain exchange: a
request with an address in, the response with its completion code out.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
import select
import time
import typing as t

from ..errors import NotSupported, TransportError

DEFAULT_DEVICE = "/dev/ipmi0"

_SYSTEM_INTERFACE_ADDRESS = 0x0C
_IPMB_ADDRESS = 0x01
_BMC_CHANNEL = 0x0F
_RESPONSE = 1
_LARGEST_MESSAGE = 1024
# How these machines put the direction into the number of an ioctl; all others have two bits for it.
_THREE_BITS_OF_DIRECTION = ("ppc", "mips", "sparc", "alpha")


class _Address(ctypes.Structure):
    """``struct ipmi_ipmb_addr``; ``struct ipmi_system_interface_addr`` is the same with ``slave`` as the LUN."""

    _fields_ = (
        ("type", ctypes.c_int),
        ("channel", ctypes.c_short),
        ("slave", ctypes.c_ubyte),
        ("lun", ctypes.c_ubyte),
    )


class _Message(ctypes.Structure):
    """``struct ipmi_msg``."""

    _fields_ = (
        ("net_fn", ctypes.c_ubyte),
        ("command", ctypes.c_ubyte),
        ("size", ctypes.c_ushort),
        ("data", ctypes.c_void_p),
    )


class _Request(ctypes.Structure):
    """``struct ipmi_req``."""

    _fields_ = (
        ("address", ctypes.c_void_p),
        ("address_size", ctypes.c_uint),
        ("number", ctypes.c_long),
        ("message", _Message),
    )


class _Received(ctypes.Structure):
    """``struct ipmi_recv``."""

    _fields_ = (
        ("kind", ctypes.c_int),
        ("address", ctypes.c_void_p),
        ("address_size", ctypes.c_uint),
        ("number", ctypes.c_long),
        ("message", _Message),
    )


def _ioctl_number(write: bool, number: int, structure: type[ctypes.Structure], machine: str) -> int:
    """Return ``_IOR('i', number, structure)`` of the kernel's headers, or ``_IOWR`` of it."""
    three_bits = machine.startswith(_THREE_BITS_OF_DIRECTION)
    direction = ((6 if write else 2) << 29) if three_bits else ((3 if write else 2) << 30)
    return direction | ctypes.sizeof(structure) << 16 | ord("i") << 8 | number


_SEND_COMMAND = _ioctl_number(False, 13, _Request, os.uname().machine)
_RECEIVE_MESSAGE_TRUNCATED = _ioctl_number(True, 11, _Received, os.uname().machine)


class Ipmb(t.Protocol):
    """What is used of a target; ``session.bridging.Target`` fits."""

    address: int
    channel: int
    transit_address: int | None


class IpmiDevice:
    """An open device. Use it from one thread."""

    def __init__(self, path: str = DEFAULT_DEVICE) -> None:
        self.path = path
        try:
            self._file = os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
        except FileNotFoundError:
            raise TransportError(
                f"{path} is not there: this machine has no BMC, or the kernel modules ipmi_si and ipmi_devintf are "
                "not loaded"
            ) from None
        except OSError as error:
            raise TransportError(f"{path} cannot be opened ({error.strerror})") from None
        self._number = 0

    def close(self) -> None:
        """Close the device."""
        os.close(self._file)

    def exchange(
        self, net_fn: int, command: int, data: bytes, target: Ipmb | None, seconds: float, lun: int = 0
    ) -> tuple[int, bytes] | None:
        """Return completion code and data, None when no answer came within ``seconds``. Raises TransportError."""
        until = time.monotonic() + seconds
        self._number += 1
        self._send(net_fn, command, data, _address_of(target, lun))
        while True:
            left = until - time.monotonic()
            if left <= 0 or not select.select([self._file], [], [], left)[0]:
                return None
            answer = self._receive()
            if answer is not None:
                return answer

    def _send(self, net_fn: int, command: int, data: bytes, address: _Address) -> None:
        buffer = ctypes.create_string_buffer(data, max(len(data), 1))
        message = _Message(net_fn, command, len(data), ctypes.cast(buffer, ctypes.c_void_p))
        request = _Request(ctypes.addressof(address), ctypes.sizeof(address), self._number, message)
        self._control(_SEND_COMMAND, request)

    def _receive(self) -> tuple[int, bytes] | None:
        """Return the answer to the last request; None for anything else, such as a late answer."""
        buffer = ctypes.create_string_buffer(_LARGEST_MESSAGE)
        address = ctypes.create_string_buffer(64)
        message = _Message(0, 0, _LARGEST_MESSAGE, ctypes.cast(buffer, ctypes.c_void_p))
        received = _Received(0, ctypes.addressof(address), ctypes.sizeof(address), 0, message)
        self._control(_RECEIVE_MESSAGE_TRUNCATED, received)
        size = received.message.size
        if received.kind != _RESPONSE or received.number != self._number or not size:
            return None
        return buffer.raw[0], buffer.raw[1:size]

    def _control(self, number: int, structure: ctypes.Structure) -> None:
        try:
            fcntl.ioctl(self._file, number, structure)
        except OSError as error:
            if error.errno not in (errno.EAGAIN, errno.EMSGSIZE):
                raise TransportError(f"{self.path} does not take the request ({error.strerror})") from None


def _address_of(target: Ipmb | None, lun: int) -> _Address:
    if target is None:
        return _Address(_SYSTEM_INTERFACE_ADDRESS, _BMC_CHANNEL, lun, 0)
    if target.transit_address is not None:
        raise NotSupported("bmc_target: the kernel's IPMI driver does not bridge through a transit controller")
    return _Address(_IPMB_ADDRESS, target.channel, target.address, lun)

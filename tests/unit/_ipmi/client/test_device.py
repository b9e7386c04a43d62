# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The machine's own BMC: the client with a table for a device, and the numbers of the kernel's interface."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.client.device import DeviceWork, run_on_device
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.client.operations import (
    DeviceExchange,
    Operations,
    Sleep,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.client.trace import tracing
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.client.work import single
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.device import GetDeviceIdRequest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.effects import (
    Bridged,
    Facts,
    Procedure,
    Prove,
    Relogin,
    Together,
    Wait,
    WithLoginPassword,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.errors import (
    CompletionCodeError,
    DeadlineExceeded,
    NotSupported,
    TransportError,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.session.bridging import Target
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.transport import device

T = t.TypeVar("T")
DEVICE_ID = bytes.fromhex("20 01 02 15 02 bf 7c2a00 0509")


def drive(operations: Operations[T], answers: list[tuple[int, bytes] | None]) -> tuple[T, list[DeviceExchange]]:
    now = 0.0
    sent: list[DeviceExchange] = []
    result: t.Any = None
    while True:
        try:
            operation = operations.send(result)
        except StopIteration as done:
            return done.value, sent
        value = None
        if isinstance(operation, DeviceExchange):
            sent.append(operation)
            value = answers.pop(0)
            now = operation.until if value is None else now + 0.01
        elif isinstance(operation, Sleep):
            now = operation.until
        result = (now, value)


def test_a_trace_says_what_goes_through_the_device() -> None:
    lines: list[str] = []
    traced = DeviceWork("/dev/ipmi0", object(), watchers=(tracing(lines.append),))
    traced.set_deadline(10.0)
    drive(traced.perform(single(GetDeviceIdRequest())), [(0, DEVICE_ID)])
    with pytest.raises(DeadlineExceeded):
        drive(traced.perform(single(GetDeviceIdRequest())), [None])
    said = [line.split(" ms ", 1)[1] for line in lines]
    assert said[0] == "-> Get Device ID"
    assert said[1].startswith("<- Get Device ID: 00h (ok) after 10.0 ms: device_id=32")
    assert said[3].startswith("!! Get Device ID: no answer; ")


def work() -> DeviceWork:
    made = DeviceWork("/dev/ipmi0", None)
    made.set_deadline(10.0)
    return made


def test_a_read_with_a_busy_bmc_and_a_bridge() -> None:
    target = Target(0x2C, 6)

    def reads() -> Procedure[list[t.Any]]:
        own = yield GetDeviceIdRequest()
        yield Wait(1)
        other = yield Bridged(GetDeviceIdRequest(), target)
        facts = yield Facts()
        return [own.device_id, other.device_id, facts.interface]

    found, sent = drive(work().perform(reads()), [(0xC0, b""), (0, DEVICE_ID), (0, DEVICE_ID)])
    assert found == [0x20, 0x20, "open"]
    assert [(exchange.net_fn, exchange.command, exchange.target) for exchange in sent] == [
        (6, 1, None),
        (6, 1, None),
        (6, 1, target),
    ]


def test_several_requests_go_one_at_a_time() -> None:
    def reads() -> Procedure[list[t.Any]]:
        return t.cast("list[t.Any]", (yield Together(3 * [GetDeviceIdRequest()])))

    found, sent = drive(work().perform(reads()), [(0, DEVICE_ID), (0xC1, b""), (0xC0, b""), (0, DEVICE_ID)])
    assert [found[0].device_id, found[2].device_id] == [0x20, 0x20]
    assert isinstance(found[1], CompletionCodeError)
    assert len(sent) == 4


def test_errors() -> None:
    def reads() -> Procedure[None]:
        yield GetDeviceIdRequest()

    with pytest.raises(CompletionCodeError, match="C1h"):
        drive(work().perform(reads()), [(0xC1, b"")])
    with pytest.raises(DeadlineExceeded):
        drive(work().perform(reads()), [None])


@pytest.mark.parametrize("effect", [Prove({}), Relogin({}), WithLoginPassword(lambda password: GetDeviceIdRequest())])
def test_there_is_no_login(effect: t.Any) -> None:
    def asks() -> Procedure[None]:
        yield effect

    with pytest.raises(NotSupported):
        drive(work().perform(asks()), [])


def test_no_device() -> None:
    def reads() -> Procedure[None]:
        yield GetDeviceIdRequest()

    with pytest.raises(TransportError, match="ipmi_devintf"):
        run_on_device(reads(), device="/dev/no-such-device")


@pytest.mark.skipif(device.ctypes.sizeof(device.ctypes.c_void_p) != 8, reason="the numbers are those of 64 bits")
@pytest.mark.parametrize(
    ("machine", "send_command", "receive_message_truncated"),
    [("x86_64", 0x8028690D, 0xC030690B), ("aarch64", 0x8028690D, 0xC030690B), ("ppc64le", 0x4028690D, 0xC030690B)],
)
def test_the_numbers_of_the_kernel(machine: str, send_command: int, receive_message_truncated: int) -> None:
    """``IPMICTL_SEND_COMMAND`` and ``IPMICTL_RECEIVE_MSG_TRUNC`` as C compilers have them on 64-bit machines."""
    assert device._ioctl_number(False, 13, device._Request, machine) == send_command
    assert device._ioctl_number(True, 11, device._Received, machine) == receive_message_truncated


def test_addresses() -> None:
    own = device._address_of(None, 2)
    assert (own.type, own.channel, own.slave) == (0x0C, 0x0F, 2)
    other = device._address_of(Target(0x2C, 6), 0)
    assert (other.type, other.channel, other.slave, other.lun) == (1, 6, 0x2C, 0)
    with pytest.raises(NotSupported, match="transit"):
        device._address_of(Target(0x2C, 6, 0x82, 0), 0)

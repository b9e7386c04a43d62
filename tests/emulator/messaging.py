# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bridging: Send Message to the satellite controllers behind this BMC. IPMI v2.0 §22.7, §6.13.

Satellite controllers are the smallest that a client can tell apart: they answer Get Device ID, and those on IPMB answer
Send Message for the ones behind them, so that dual bridging has something to bridge to. The reply comes back in one of
the two forms that exist: as a message of its own after the answer to Send Message, or inside that answer
(``Quirks.bridged_reply_embedded``).
"""

from __future__ import annotations

import typing as t

from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.device import GetDeviceIdResponse
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.messaging import (
    SendMessageRequest,
    SendMessageResponse,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.errors import DecodeError
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.rmcp.ipmi_message import IpmiMessage
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec import app
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.channel import (
    IPMB_CHANNEL,
    SYSTEM_INTERFACE_CHANNEL,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.command import PrivilegeLevel
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.completion_code import CompletionCode as Code
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.messaging import Tracking

from .registry import CompletionCode, handles

if t.TYPE_CHECKING:
    from .bmc import Bmc
    from .origin import Origin

NAK_ON_WRITE = 0x83
SATELLITE_PRODUCT = 0x5A7E


@handles(SendMessageRequest)
def send_message(bmc: Bmc, request: SendMessageRequest, origin: Origin) -> SendMessageResponse | None:
    """Pass a request on to another controller; below Operator only to the system software."""
    if bmc.personality.quirks.bridging_unsupported:
        raise CompletionCode(Code.INVALID_COMMAND)
    bmc.channel(request.channel_number, origin)
    if request.channel_number == SYSTEM_INTERFACE_CHANNEL:
        return None
    if not origin.is_system_interface and origin.privilege < PrivilegeLevel.OPERATOR:
        raise CompletionCode(Code.INSUFFICIENT_PRIVILEGE)
    if request.tracking not in (Tracking.NONE, Tracking.TRACK_REQUEST):
        raise CompletionCode(Code.INVALID_FIELD)
    replies = _deliver(bmc, request.channel_number, request.message)
    if request.tracking != Tracking.TRACK_REQUEST:
        return None
    if bmc.personality.quirks.bridged_reply_embedded:
        return SendMessageResponse(message=replies[0].pack())
    for reply in replies:
        bmc.send_bridged(reply)
    return None


def _deliver(bmc: Bmc, channel: int, frame: bytes) -> list[IpmiMessage]:
    """Put a frame on the IPMB and return what comes back. Raises CompletionCode 83h when nobody is at the address."""
    try:
        request = IpmiMessage.unpack(frame)
    except DecodeError:
        raise CompletionCode(Code.INVALID_FIELD) from None
    if bmc.personality.mc_addresses.get(request.to_address) != channel:
        raise CompletionCode(NAK_ON_WRITE)
    return _satellite(bmc, channel, request)


def _satellite(bmc: Bmc, channel: int, request: IpmiMessage) -> list[IpmiMessage]:
    """Return the answer of a satellite controller, followed by what it had to forward."""
    command = (request.net_fn, request.command)
    if command == (app.GET_DEVICE_ID.net_fn, app.GET_DEVICE_ID.number):
        return [request.answer(Code.OK, _device_id(bmc, request.to_address))]
    if channel == IPMB_CHANNEL and command == (app.SEND_MESSAGE.net_fn, app.SEND_MESSAGE.number):
        return _forward(bmc, request)
    return [request.answer(Code.INVALID_COMMAND)]


def _forward(bmc: Bmc, request: IpmiMessage) -> list[IpmiMessage]:
    try:
        inner = SendMessageRequest.unpack(request.data)
        replies = _deliver(bmc, inner.channel_number, inner.message)
    except DecodeError:
        return [request.answer(Code.LENGTH_INVALID)]
    except CompletionCode as refusal:
        return [request.answer(refusal.code)]
    if bmc.personality.quirks.bridged_reply_embedded:
        return [request.answer(Code.OK, replies[0].pack())]
    return [request.answer(Code.OK), *replies]


def _device_id(bmc: Bmc, address: int) -> bytes:
    """Return a Get Device ID body whose device ID is the controller's address, so that a test sees who answered."""
    identity = bmc.personality.identity
    return GetDeviceIdResponse(
        device_id=address,
        device_revision=1,
        major_firmware_revision=1,
        minor_firmware_revision=0x05,
        ipmi_version_major=2,
        ipmi_version_minor=0,
        sensor_device=True,
        bridge=bmc.personality.mc_addresses[address] == IPMB_CHANNEL,
        manufacturer_id=identity.manufacturer_id,
        product_id=SATELLITE_PRODUCT,
    ).pack()

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""BMC device and messaging commands. IPMI v2.0 §22.1-§22.11."""

from __future__ import annotations

from ..codec.fields import bits, flag, octets, reserved, rest, u8
from ..codec.message import Request, Response
from ..spec import app
from ..spec.command import PrivilegeLevel
from ..spec.messaging import ChannelReceive, SystemInterfaceType, Tracking


class SetBmcGlobalEnablesRequest(Request, command=app.SET_BMC_GLOBAL_ENABLES):
    """Set BMC Global Enables. IPMI v2.0 §22.1. Only from the system interface; writes every bit."""

    receive_message_queue_interrupt: bool = flag()
    event_message_buffer_full_interrupt: bool = flag()
    event_message_buffer: bool = flag()
    system_event_logging: bool = flag()
    _r1: int = reserved(1)
    oem_0: bool = flag()
    oem_1: bool = flag()
    oem_2: bool = flag()


class GetBmcGlobalEnablesResponse(Response):
    """Get BMC Global Enables. IPMI v2.0 §22.2."""

    receive_message_queue_interrupt: bool = flag()
    event_message_buffer_full_interrupt: bool = flag()
    event_message_buffer: bool = flag()
    system_event_logging: bool = flag()
    _r1: int = reserved(1)
    oem_0: bool = flag()
    oem_1: bool = flag()
    oem_2: bool = flag()


class GetBmcGlobalEnablesRequest(Request, command=app.GET_BMC_GLOBAL_ENABLES, response=GetBmcGlobalEnablesResponse):
    """Get BMC Global Enables. IPMI v2.0 §22.2."""


class ClearMessageFlagsRequest(Request, command=app.CLEAR_MESSAGE_FLAGS):
    """Clear Message Flags. IPMI v2.0 §22.3."""

    clear_receive_message_queue: bool = flag(default=False)
    clear_event_message_buffer: bool = flag(default=False)
    _r1: int = reserved(1)
    clear_watchdog_pre_timeout: bool = flag(default=False)
    _r2: int = reserved(1)
    clear_oem_0: bool = flag(default=False)
    clear_oem_1: bool = flag(default=False)
    clear_oem_2: bool = flag(default=False)


class GetMessageFlagsResponse(Response):
    """Get Message Flags. IPMI v2.0 §22.4."""

    receive_message_available: bool = flag()
    event_message_buffer_full: bool = flag()
    _r1: int = reserved(1)
    watchdog_pre_timeout: bool = flag()
    _r2: int = reserved(1)
    oem_0: bool = flag()
    oem_1: bool = flag()
    oem_2: bool = flag()


class GetMessageFlagsRequest(Request, command=app.GET_MESSAGE_FLAGS, response=GetMessageFlagsResponse):
    """Get Message Flags. IPMI v2.0 §22.4."""


class EnableMessageChannelReceiveResponse(Response):
    """Enable Message Channel Receive. IPMI v2.0 §22.5."""

    channel_number: int = bits(4)
    _r1: int = reserved(4)
    enabled: bool = flag()
    _r2: int = reserved(7)


class EnableMessageChannelReceiveRequest(
    Request, command=app.ENABLE_MESSAGE_CHANNEL_RECEIVE, response=EnableMessageChannelReceiveResponse
):
    """Enable Message Channel Receive. IPMI v2.0 §22.5."""

    channel_number: int = bits(4)
    _r1: int = reserved(4)
    operation: ChannelReceive = bits(2, ChannelReceive)
    _r2: int = reserved(6)


class GetMessageResponse(Response):
    """Get Message. IPMI v2.0 §22.6. For IPMB ``message`` starts at NetFn/rqLUN: the responder address is left out."""

    channel_number: int = bits(4)
    inferred_privilege_level: PrivilegeLevel = bits(4, PrivilegeLevel)
    message: bytes = rest()


class GetMessageRequest(Request, command=app.GET_MESSAGE, response=GetMessageResponse):
    """Get Message. IPMI v2.0 §22.6."""


class SendMessageResponse(Response):
    """Send Message. IPMI v2.0 §22.7. Some BMCs put the tracked answer here, others send it as a message of its own."""

    message: bytes = rest()


class SendMessageRequest(Request, command=app.SEND_MESSAGE, response=SendMessageResponse):
    """Send Message. IPMI v2.0 §22.7. ``message`` is the whole frame for the channel, checksums included."""

    channel_number: int = bits(4)
    authenticate: bool = flag(default=False)
    encrypt: bool = flag(default=False)
    tracking: Tracking = bits(2, Tracking, default=Tracking.NONE)
    message: bytes = rest()


class ReadEventMessageBufferResponse(Response):
    """Read Event Message Buffer. IPMI v2.0 §22.8. One event in SEL record format."""

    message: bytes = octets(16)


class ReadEventMessageBufferRequest(
    Request, command=app.READ_EVENT_MESSAGE_BUFFER, response=ReadEventMessageBufferResponse
):
    """Read Event Message Buffer. IPMI v2.0 §22.8."""


class GetSystemInterfaceCapabilitiesResponse(Response):
    """Get System Interface Capabilities. IPMI v2.0 §22.9. ``capabilities`` depend on the interface type."""

    _r1: int = reserved(8)
    capabilities: bytes = rest()


class GetSystemInterfaceCapabilitiesRequest(
    Request, command=app.GET_SYSTEM_INTERFACE_CAPABILITIES, response=GetSystemInterfaceCapabilitiesResponse
):
    """Get System Interface Capabilities. IPMI v2.0 §22.9."""

    interface_type: SystemInterfaceType = bits(4, SystemInterfaceType)
    _r1: int = reserved(4)


class GetBtInterfaceCapabilitiesResponse(Response):
    """Get BT Interface Capabilities. IPMI v2.0 §22.10. Sizes in bytes, the time from request to response in seconds."""

    outstanding_requests: int = u8()
    input_buffer_size: int = u8()
    output_buffer_size: int = u8()
    request_to_response_time: int = u8()
    recommended_retries: int = u8()


class GetBtInterfaceCapabilitiesRequest(
    Request, command=app.GET_BT_INTERFACE_CAPABILITIES, response=GetBtInterfaceCapabilitiesResponse
):
    """Get BT Interface Capabilities. IPMI v2.0 §22.10."""


class MasterWriteReadResponse(Response):
    """Master Write-Read. IPMI v2.0 §22.11."""

    data: bytes = rest()


class MasterWriteReadRequest(Request, command=app.MASTER_WRITE_READ, response=MasterWriteReadResponse):
    """Master Write-Read. IPMI v2.0 §22.11. ``slave_address`` has 7 bits: half of what vendors usually print."""

    private_bus: bool = flag(default=False)
    bus_id: int = bits(3, default=0)
    channel_number: int = bits(4, default=0)
    _r1: int = reserved(1)
    slave_address: int = bits(7)
    read_count: int = u8(default=0)
    data: bytes = rest()

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The BMC's message queue, flags and buses, as far as a BMC without a managed host has them. IPMI v2.0 §22.1-§22.11.

Most of these commands belong to the system interface: over a session they are answered with D4h.
"""

from __future__ import annotations

import typing as t

from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands import messaging as messages
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.completion_code import (
    CompletionCode as Code,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.messaging import (
    ChannelReceive,
    SystemInterfaceType,
)

from ..registry import CompletionCode, handles

if t.TYPE_CHECKING:
    from ..bmc import Bmc
    from ..origin import Origin

QUEUE_EMPTY = 0x80
NAK_ON_WRITE = 0x83
GLOBAL_ENABLES_MASK = 0x0F
"""The four defined bits; the OEM bits cannot be set."""
_NO_OPTIONAL_CAPABILITIES = b"\x00"
_RECEIVE_DISABLED = "receive_disabled_channels"


def _only_from_the_managed_system(origin: Origin) -> None:
    if not origin.is_system_interface:
        raise CompletionCode(Code.INSUFFICIENT_PRIVILEGE)


@handles(messages.SetBmcGlobalEnablesRequest)
def set_bmc_global_enables(bmc: Bmc, request: messages.SetBmcGlobalEnablesRequest, origin: Origin) -> None:
    _only_from_the_managed_system(origin)
    bmc.volatile.global_enables = request.pack()[0] & GLOBAL_ENABLES_MASK


@handles(messages.GetBmcGlobalEnablesRequest)
def get_bmc_global_enables(
    bmc: Bmc, request: messages.GetBmcGlobalEnablesRequest, origin: Origin
) -> messages.GetBmcGlobalEnablesResponse:
    return messages.GetBmcGlobalEnablesResponse.unpack(bytes([bmc.volatile.global_enables]))


@handles(messages.ClearMessageFlagsRequest)
def clear_message_flags(bmc: Bmc, request: messages.ClearMessageFlagsRequest, origin: Origin) -> None:
    """Clear nothing, as no flag is ever set."""
    _only_from_the_managed_system(origin)


@handles(messages.GetMessageFlagsRequest)
def get_message_flags(
    bmc: Bmc, request: messages.GetMessageFlagsRequest, origin: Origin
) -> messages.GetMessageFlagsResponse:
    _only_from_the_managed_system(origin)
    return messages.GetMessageFlagsResponse.unpack(b"\x00")


@handles(messages.EnableMessageChannelReceiveRequest)
def enable_message_channel_receive(
    bmc: Bmc, request: messages.EnableMessageChannelReceiveRequest, origin: Origin
) -> messages.EnableMessageChannelReceiveResponse:
    _only_from_the_managed_system(origin)
    channel = bmc.channel(request.channel_number, origin).number
    disabled: set[int] = bmc.volatile.oem.setdefault(_RECEIVE_DISABLED, set())
    if request.operation == ChannelReceive.DISABLE:
        disabled.add(channel)
    elif request.operation == ChannelReceive.ENABLE:
        disabled.discard(channel)
    return messages.EnableMessageChannelReceiveResponse(channel_number=channel, enabled=channel not in disabled)


@handles(messages.GetMessageRequest)
def get_message(bmc: Bmc, request: messages.GetMessageRequest, origin: Origin) -> None:
    _only_from_the_managed_system(origin)
    raise CompletionCode(QUEUE_EMPTY)


@handles(messages.ReadEventMessageBufferRequest)
def read_event_message_buffer(bmc: Bmc, request: messages.ReadEventMessageBufferRequest, origin: Origin) -> None:
    _only_from_the_managed_system(origin)
    raise CompletionCode(QUEUE_EMPTY)


@handles(messages.GetSystemInterfaceCapabilitiesRequest)
def get_system_interface_capabilities(
    bmc: Bmc, request: messages.GetSystemInterfaceCapabilitiesRequest, origin: Origin
) -> messages.GetSystemInterfaceCapabilitiesResponse:
    if request.interface_type != SystemInterfaceType.KCS:
        raise CompletionCode(Code.INVALID_FIELD)
    return messages.GetSystemInterfaceCapabilitiesResponse(capabilities=_NO_OPTIONAL_CAPABILITIES)


@handles(messages.MasterWriteReadRequest)
def master_write_read(bmc: Bmc, request: messages.MasterWriteReadRequest, origin: Origin) -> None:
    """Answer for buses on which nobody acknowledges their address."""
    raise CompletionCode(NAK_ON_WRITE)

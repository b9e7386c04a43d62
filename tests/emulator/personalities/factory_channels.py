# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The channels that most makes have, with their factory access settings. IPMI v2.0 §6.3."""

from __future__ import annotations

from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.channel import (
    SYSTEM_INTERFACE_CHANNEL,
    AccessMode,
    ChannelMedium,
    ChannelProtocol,
    SessionSupport,
)

from ..model import ChannelAccess
from ..personality import ChannelDescription


def lan_channel(number: int, access: ChannelAccess | None = None) -> ChannelDescription:
    """Return a LAN channel, always available and without a limit unless ``access`` says otherwise."""
    return ChannelDescription(
        number,
        medium=ChannelMedium.LAN,
        protocol=ChannelProtocol.IPMB,
        session_support=SessionSupport.MULTI_SESSION,
        access=access or ChannelAccess(),
        access_modes=frozenset({AccessMode.DISABLED, AccessMode.ALWAYS_AVAILABLE}),
    )


def serial_channel(number: int) -> ChannelDescription:
    """Return a serial channel, available before the operating system starts."""
    return ChannelDescription(
        number,
        medium=ChannelMedium.SERIAL,
        protocol=ChannelProtocol.TERMINAL_MODE,
        session_support=SessionSupport.SINGLE_SESSION,
        access=ChannelAccess(access_mode=AccessMode.PRE_BOOT_ONLY),
        access_modes=frozenset(AccessMode),
    )


def ipmb_channel(number: int = 0) -> ChannelDescription:
    """Return an IPMB channel; satellite controllers live on it."""
    return ChannelDescription(number, medium=ChannelMedium.IPMB, protocol=ChannelProtocol.IPMB)


def system_interface_channel() -> ChannelDescription:
    """Return the managed host's own way to its BMC (KCS). Interrupts are not assigned: FFh."""
    return ChannelDescription(
        SYSTEM_INTERFACE_CHANNEL,
        medium=ChannelMedium.SYSTEM_INTERFACE,
        protocol=ChannelProtocol.KCS,
        auxiliary=b"\xff\xff",
    )

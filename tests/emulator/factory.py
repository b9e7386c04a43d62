# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A BMC as it leaves the factory, built from its personality."""

from __future__ import annotations

import ipaddress
import typing as t

from .model import (
    ChannelUserAccess,
    Parameters,
    Stored,
    StoredChannel,
    User,
    Volatile,
)

if t.TYPE_CHECKING:
    from .personality import FactoryUser, Personality

LAN_IP_ADDRESS = (3, 0, 0)
LAN_MAC_ADDRESS = (5, 0, 0)
SOL_VOLATILE_BIT_RATE = 6


def new_stored(personality: Personality, number: int, address: str, seed: int) -> Stored:
    """Return the factory state of BMC ``number`` of a fleet; ``address`` is the one its endpoint is bound to."""
    stored = Stored(
        boot=Parameters(defaults=personality.boot_defaults),
        system_info=Parameters(defaults=personality.system_info_defaults),
        system_guid=personality.make_guid(number, seed),
        power_restore_policy=personality.power_restore_policy,
        chassis_capabilities=personality.chassis_capabilities,
        power_was_on=personality.power_is_on,
        oem=dict(personality.oem_defaults),
    )
    for description in personality.channels:
        if description.access is None:
            continue
        stored.channels[description.number] = StoredChannel(
            access=description.access.copy(),
            lan=Parameters(defaults=personality.lan_defaults.get(description.number, {})),
            sol=Parameters(defaults=personality.sol_defaults.get(description.number, {})),
        )
    _set_own_addresses(personality, stored, number, address)
    for user in personality.users:
        stored.users[user.user_id] = _factory_user(user, tuple(stored.channels))
    return stored


def _set_own_addresses(personality: Personality, stored: Stored, number: int, address: str) -> None:
    parsed = ipaddress.ip_address(address)
    for channel, settings in stored.channels.items():
        if LAN_MAC_ADDRESS in settings.lan.defaults:
            mac = personality.mac_prefix + bytes([channel]) + number.to_bytes(2, "big")
            settings.lan.changed[LAN_MAC_ADDRESS] = mac
        if channel == personality.lan_channel and parsed.version == 4:
            settings.lan.changed[LAN_IP_ADDRESS] = parsed.packed


def _factory_user(user: FactoryUser, session_channels: tuple[int, ...]) -> User:
    result = User(
        user.user_id,
        name=user.name.encode("latin-1"),
        password=user.password.encode("latin-1").ljust(user.password_size, b"\x00"),
        password_size=user.password_size,
        enabled=user.enabled,
    )
    for channel in session_channels if user.channels is None else user.channels:
        result.access[channel] = ChannelUserAccess(
            privilege_level_limit=user.privilege,
            ipmi_messaging=user.ipmi_messaging,
            link_authentication=user.link_authentication,
            payload_enables=bytes([0x02 if user.sol else 0x00, 0, 0, 0]),
        )
    return result


def new_volatile(personality: Personality, stored: Stored, now: float) -> Volatile:
    """Return the memory of a BMC that has just started: active settings are copied from the stored ones."""
    volatile = Volatile(
        started_at=now,
        power_is_on=stored.power_was_on,
        power_on_since=now if stored.power_was_on else None,
    )
    for channel, settings in stored.channels.items():
        volatile.channel_access[channel] = settings.access.copy()
        bit_rate = settings.sol.read(SOL_VOLATILE_BIT_RATE - 1)
        if bit_rate:
            volatile.sol_volatile_bit_rate[channel] = bit_rate[0]
    return volatile

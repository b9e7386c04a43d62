# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The state of one emulated BMC, as plain data.

``Stored`` is its flash: what a restart, a power cut or ``kill -9`` leaves in place, written by ``store.py``.
``Volatile`` is its memory: what a cold reset brings back to the defaults. Nothing in here has behaviour beyond
looking things up, so a handler reads and assigns fields and the core decides when they reach the disk.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

NO_ACCESS = 0x0F

ParameterKey = tuple[int, int, int]
"""(selector, set selector, block selector); the last two are 0 for parameters that have none."""


@dataclass
class ChannelUserAccess:
    """What a user may do on one channel (Set User Access, Set User Payload Access)."""

    privilege_level_limit: int = NO_ACCESS
    ipmi_messaging: bool = False
    link_authentication: bool = False
    callback_only: bool = False
    session_limit: int = 0
    payload_enables: bytes = b"\x02\x00\x00\x00"
    """Standard payload enables 1 and 2, OEM payload enables 1 and 2, as Get User Payload Access returns them."""


@dataclass
class User:
    """One account. ``name`` without padding; ``password`` padded with 00h to ``password_size`` (16 or 20)."""

    user_id: int
    name: bytes = b""
    password: bytes = bytes(16)
    password_size: int = 16
    enabled: bool = False
    access: dict[int, ChannelUserAccess] = field(default_factory=dict)
    callback_options: dict[int, bytes] = field(default_factory=dict)

    def access_on(self, channel: int) -> ChannelUserAccess:
        """Return the access record of ``channel``, created with "no access" when there is none."""
        if channel not in self.access:
            self.access[channel] = ChannelUserAccess()
        return self.access[channel]

    def __repr__(self) -> str:
        """Leave the password out, so that no log and no assertion ever shows it."""
        return f"User({self.user_id}, {self.name!r}, enabled={self.enabled})"


@dataclass
class ChannelAccess:
    """One copy (active or non-volatile) of a channel's access settings. True = on, unlike on the wire."""

    access_mode: int = 2
    user_level_authentication: bool = True
    per_message_authentication: bool = True
    pef_alerting: bool = True
    privilege_limit: int = 4

    def copy(self) -> ChannelAccess:
        """Return an independent copy."""
        return ChannelAccess(**vars(self))


@dataclass
class Parameters:
    """A table of configuration parameters over the personality's defaults.

    A value is the parameter's data exactly as Get ... Configuration Parameters returns it after the revision byte:
    with its set selector and block selector, if it has them. ``changed`` holds what differs from the shared defaults.
    """

    changed: dict[ParameterKey, bytes] = field(default_factory=dict)
    defaults: t.Mapping[ParameterKey, bytes] = field(default_factory=dict, repr=False, compare=False)

    def read(self, selector: int, set_selector: int = 0, block_selector: int = 0) -> bytes | None:
        """Return the value, or None when this BMC has no such parameter (or no such set or block of it)."""
        key = (selector, set_selector, block_selector)
        value = self.changed.get(key)
        return self.defaults.get(key) if value is None else value

    def write(self, selector: int, data: bytes, set_selector: int = 0, block_selector: int = 0) -> None:
        """Store the value; whether it may be written is for the caller to say."""
        key = (selector, set_selector, block_selector)
        if self.defaults.get(key) == data:
            self.changed.pop(key, None)
        else:
            self.changed[key] = bytes(data)

    def has_selector(self, selector: int) -> bool:
        """Tell whether any set or block of this selector exists."""
        return any(key[0] == selector for key in self.defaults) or any(key[0] == selector for key in self.changed)


@dataclass
class StoredChannel:
    """What one channel keeps: the non-volatile access settings, the keys, the LAN and SOL parameters."""

    access: ChannelAccess = field(default_factory=ChannelAccess)
    kg: bytes = bytes(20)
    kg_locked: bool = False
    lan: Parameters = field(default_factory=Parameters)
    sol: Parameters = field(default_factory=Parameters)

    def __repr__(self) -> str:
        """Leave Kg out, as ``User`` leaves the password out."""
        return f"StoredChannel(access={self.access!r}, kg_locked={self.kg_locked})"


FirewallKey = tuple[int, int, int, bytes]
"""(channel, LUN, even NetFn, defining body or IANA bytes; empty for other NetFns)."""
SubFunctionKey = tuple[int, int, int, bytes, int]
"""FirewallKey plus the command number."""


@dataclass
class Stored:
    """Everything that survives a restart."""

    users: dict[int, User] = field(default_factory=dict)
    channels: dict[int, StoredChannel] = field(default_factory=dict)
    boot: Parameters = field(default_factory=Parameters)
    system_info: Parameters = field(default_factory=Parameters)
    system_guid: bytes = bytes(16)
    power_restore_policy: int = 2
    """0 stay off, 1 previous state, 2 always on."""
    power_cycle_interval: int = 0
    front_panel_disabled: int = 0
    """Bits of Set Front Panel Button Enables: 0 power off, 1 reset, 2 diagnostic interrupt, 3 standby."""
    chassis_capabilities: bytes = b"\x01\x20\x20\x20\x20\x20"
    firewall_disabled: dict[FirewallKey, int] = field(default_factory=dict)
    """Commands switched off by Set Command Enables: bit n = command n (0-255)."""
    sub_functions_disabled: dict[SubFunctionKey, int] = field(default_factory=dict)
    """Sub-functions switched off: bit n = sub-function n (0-63)."""
    power_on_minutes: int = 0
    """POH counter when the state was last saved."""
    power_was_on: bool = True
    """For the restore policy "previous state"."""
    oem: dict[str, bytes] = field(default_factory=dict)
    """Vendor settings, by a name of the handler's choice."""


@dataclass
class LanStatistics:
    """What the nine words of Get IP/UDP/RMCP Statistics were when they were last cleared, in wire order."""

    words: list[int] = field(default_factory=lambda: [0] * 9)


@dataclass
class BadPasswords:
    """Failed logins of one user on one channel, for LAN parameter 26."""

    count: int = 0
    last_at: float = 0.0
    locked_until: float | None = None


@dataclass
class Volatile:
    """Everything that a restart of the BMC forgets. Times are seconds of ``Bmc.now()``."""

    started_at: float = 0.0
    power_is_on: bool = True
    power_fault: bool = False
    last_power_event: int = 0
    """Bits of Get Chassis Status: 0 AC failed, 1 overload, 2 interlock, 3 fault, 4 power on by IPMI command."""
    power_on_since: float | None = 0.0
    identify_until: float | None = None
    """None = off, infinity = on until further notice."""
    restart_cause: int = 0
    restart_channel: int = 0
    chassis_actions: list[int] = field(default_factory=list)
    """Every Chassis Control value that was carried out, oldest first."""
    channel_access: dict[int, ChannelAccess] = field(default_factory=dict)
    """The active copies."""
    set_in_progress: dict[tuple[str, int], int] = field(default_factory=dict)
    """("lan" | "sol" | "boot" | "system_info" | ..., channel or 0) -> 0 complete, 1 in progress, 2 commit write."""
    boot_valid_until: float | None = None
    """When the boot flags' valid bit falls; None = no timer runs."""
    sol_volatile_bit_rate: dict[int, int] = field(default_factory=dict)
    sol_sessions: dict[int, int] = field(default_factory=dict)
    """SOL payload instance -> session id that activated it."""
    lan_statistics: dict[int, LanStatistics] = field(default_factory=dict)
    bad_passwords: dict[tuple[int, int], BadPasswords] = field(default_factory=dict)
    """(channel, user id) -> counters."""
    global_enables: int = 0x08
    acpi_system_state: int = 0x00
    acpi_device_state: int = 0x00
    self_test: bytes = b"\x55\x00"
    oem: dict[str, t.Any] = field(default_factory=dict)

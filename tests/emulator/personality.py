# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a personality module fills in: one make of BMC, shared by every emulated BMC of that make.

A personality is data. ``personalities/<name>.py`` holds one ``PERSONALITY = Personality(...)``; what two makes do
differently without it being a value gets a named boolean in :class:`Quirks`, tested where the difference happens.
Add a field or a quirk here when a vendor needs one, with a default that means "as the specification says".
"""

from __future__ import annotations

import functools
import hashlib
import importlib
import typing as t
from dataclasses import dataclass, field, fields, replace

from .model import ChannelAccess, ParameterKey

if t.TYPE_CHECKING:
    from .bmc import Bmc
    from .origin import Origin

ParameterTable = t.Mapping[ParameterKey, bytes]


@dataclass(frozen=True)
class DeviceIdentity:
    """The answer to Get Device ID, in the wire's own terms."""

    device_id: int = 0x20
    device_revision: int = 1
    provides_sdrs: bool = True
    firmware_major: int = 1
    firmware_minor_bcd: int = 0x00
    ipmi_version_bcd: int = 0x02
    additional_device_support: int = 0xBF
    manufacturer_id: int = 0
    product_id: int = 0
    auxiliary_firmware: bytes = b"\x00\x00\x00\x00"
    """Four bytes, or empty when this make sends none."""


@dataclass(frozen=True)
class FactoryUser:
    """An account as it leaves the factory. ``channels`` None = the same access on every session-based channel."""

    user_id: int
    name: str = ""
    password: str = ""
    privilege: int = 4
    enabled: bool = True
    ipmi_messaging: bool = True
    link_authentication: bool = True
    sol: bool = True
    password_size: int = 16
    channels: tuple[int, ...] | None = None


@dataclass(frozen=True)
class PasswordRules:
    """Which passwords Set User Password takes, and how it refuses the others."""

    allow_20_bytes: bool = True
    allow_empty: bool = True
    min_length: int = 0
    character_classes: int = 0
    """How many of lower case, upper case, digit, other must occur."""
    forbid_name_inside: bool = False
    refused_code: int = 0xCC
    size_code: int = 0xC8
    """For a 20-byte request when ``allow_20_bytes`` is False."""
    truncate_to_16: bool = False
    """Takes a 20-byte password and stores only 16 bytes of it, with 00h."""
    state_change_needs_password_field: bool = False
    """Operations 00/01 (disable, enable) without the password field are answered with C7h."""


@dataclass(frozen=True)
class NameRules:
    """Which user names Set User Name takes."""

    max_length: int = 16
    pattern: str = ""
    """A regular expression that the whole name must match; empty = anything."""
    forbidden: frozenset[str] = frozenset()
    unique: bool = False
    allow_clear: bool = True
    refused_code: int = 0xCC
    empty_slot_code: int = 0
    """Completion code of Get User Name for a slot without a name (some answer CCh or CDh); 0 = ``empty_slot_name``."""
    empty_slot_name: str = ""
    """What Get User Name says about an empty slot; some makes have a text for it."""


@dataclass(frozen=True)
class ChannelDescription:
    """One channel. Numbers as in IPMI v2.0 §6.3-6.5; ``access`` is the factory setting, None without sessions."""

    number: int
    medium: int
    protocol: int = 1
    session_support: int = 0
    """0 session-less, 1 single, 2 multi, 3 session-based."""
    access: ChannelAccess | None = None
    access_modes: frozenset[int] = frozenset({0, 2})
    vendor_iana: int = 7154
    auxiliary: bytes = b"\x00\x00"
    supports_user_level_authentication: bool = True
    supports_pef_alerting: bool = True

    @property
    def has_sessions(self) -> bool:
        return self.session_support != 0


@dataclass(frozen=True)
class Quirks:
    """Where a make departs from the specification. False = as specified."""

    vlan_writes_ignored: bool = False
    """LAN parameter 20 is answered 00h and keeps its value."""
    address_needs_static_source: bool = False
    """LAN parameters 3, 6 and 12 are refused (``address_not_static_code``) unless parameter 4 says static."""
    set_in_progress_refused: bool = False
    """Parameter 0 of LAN/SOL/boot answers ``set_in_progress_code`` to every write."""
    set_in_progress_unguarded: bool = False
    """A second "in progress" is accepted instead of 81h."""
    boot_persistent_ignored: bool = False
    boot_uefi_flag_ignored: bool = False
    boot_valid_bit_sticky: bool = False
    cold_reset_ignored: bool = False
    open_session_privilege_hashed: bool = False
    """RAKP hashes use the Open Session privilege instead of RAKP 1's role byte (``opensesspriv``)."""
    suite_zero_sends_icv: bool = False
    rakp2_one_byte_too_long: bool = False
    bridged_reply_embedded: bool = False
    """Send Message carries the whole inner reply instead of a second message."""
    bridging_unsupported: bool = False
    user_access_bits_always_applied: bool = False
    messaging_needs_privilege: bool = False
    """Set User Access refuses IPMI messaging (CCh) while the privilege limit is "no access"."""
    enable_needs_name_and_password: bool = False
    """Set User Password refuses to enable (80h) a user without a name or with an empty password."""
    enabled_count_includes_messaging_only: bool = False
    volatile_access_not_separate: bool = False
    """Set Channel Access writes both copies whichever was named."""
    kg_unsupported: bool = False
    no_extended_capabilities: bool = False
    """v1.5-only BMC: CCh when the v2.0 bit of Get Channel Authentication Capabilities is set."""
    password_test_counts_as_failure: bool = False
    power_off_without_soft: bool = False
    """Soft shutdown is accepted and does nothing."""
    lan_writes_need_set_in_progress: bool = False
    cipher_suite_privileges_ignored: bool = False
    """LAN parameter 24 can be written and read, and no login looks at it."""
    one_request_at_a_time: bool = False
    """A single buffer: what comes while a command is carried out is lost. Shows with the fault ``work``."""


OemFunction = t.Callable[["Bmc", bytes, "Origin"], t.Optional[bytes]]
"""Gets the request data, returns the response data after the completion code; raises registry.CompletionCode."""


@dataclass(frozen=True)
class OemCommand:
    """A vendor's command that has no declared message. ``prefix`` as in ``Command``: data that must come first."""

    net_fn: int
    number: int
    function: OemFunction
    privilege: int = 4
    prefix: bytes = b""
    sessionless: bool = False


def generic_guid(number: int, seed: int) -> bytes:
    """Return a version 4 GUID in wire order (last field first) that depends on nothing but its arguments."""
    digest = bytearray(hashlib.sha256(b"baremetal.ipmi %d %d" % (seed, number)).digest()[:16])
    digest[9] = (digest[9] & 0x0F) | 0x40
    digest[7] = (digest[7] & 0x3F) | 0x80
    return bytes(digest)


@dataclass(frozen=True)
class Personality:
    """One make of BMC."""

    name: str
    identity: DeviceIdentity = DeviceIdentity()
    make_guid: t.Callable[[int, int], bytes] = generic_guid
    """(number of the BMC in the fleet, seed) -> 16 bytes as Get System GUID returns them."""
    mac_prefix: bytes = b"\x02\x00\x5e"

    # Users (max_users counts slot 1; fixed_user_ids cannot be renamed; reserved ids answer `reserved_user_code`).
    max_users: int = 16
    users: tuple[FactoryUser, ...] = (FactoryUser(2, "admin", "admin"),)
    fixed_user_ids: frozenset[int] = frozenset({1})
    reserved_user_ids: frozenset[int] = frozenset()
    reserved_user_code: int = 0xCC
    empty_slot_access_code: int = 0
    """Completion code of Get User Access for an empty slot; 0 = answered with "no access"."""
    enable_status_readable: bool = True
    supports_password_test: bool = True
    supports_session_limit: bool = True
    password_rules: PasswordRules = PasswordRules()
    name_rules: NameRules = NameRules()

    # Channels and sessions.
    channels: tuple[ChannelDescription, ...] = ()
    lan_channel: int = 1
    """The channel that the UDP endpoint belongs to."""
    session_slots: int = 8
    supports_v15: bool = True
    supports_v20: bool = True
    cipher_suites_advertised: tuple[int, ...] = (0, 1, 2, 3, 6, 7, 8, 11, 12, 15, 16, 17)
    cipher_suites_accepted: frozenset[int] = frozenset({0, 1, 2, 3, 6, 7, 8, 11, 12, 15, 16, 17})
    cipher_privileges: str = "by_position"
    """How LAN parameter 24 is read at login: "by_position" in parameter 23, "by_id", or "ignored"."""
    oem_cipher_records: bytes = b""
    """Extra C1h records at the end of Get Channel Cipher Suites."""
    rakp_unknown_user_status: int = 0x0D
    rakp_disabled_user_status: int = 0x0D
    mc_addresses: t.Mapping[int, int] = field(default_factory=lambda: {0x82: 0x00, 0x84: 0x06})
    """Emulated satellite controllers: IPMB address -> channel; those on another channel than 0 need dual bridging."""

    # What is missing or cannot be written.
    unsupported_commands: frozenset[tuple[int, int]] = frozenset()
    """(even NetFn, command) answered with C1h."""
    command_privileges: t.Mapping[tuple[int, int], int] = field(default_factory=dict)
    """(even NetFn, command) -> privilege, where this make asks for another one than the specification."""
    unsupported_lan_parameters: frozenset[int] = frozenset()
    read_only_lan_parameters: frozenset[int] = frozenset()
    address_not_static_code: int = 0x82
    """For ``quirks.address_needs_static_source``."""
    unsupported_sol_parameters: frozenset[int] = frozenset()
    read_only_sol_parameters: frozenset[int] = frozenset()
    unsupported_boot_parameters: frozenset[int] = frozenset()
    unsupported_boot_parameter_code: int = 0x80
    accepted_boot_devices: frozenset[int] | None = None
    """Device selectors that boot parameter 5 takes (None = all); others are answered with CCh."""
    set_in_progress_code: int = 0x80
    unsupported_chassis_controls: frozenset[int] = frozenset()
    unconfigurable_commands: frozenset[tuple[int, int]] | None = None
    """(even NetFn, command) that the firmware firewall cannot switch off; None = the specification's list."""

    # Factory settings. lan_defaults/sol_defaults: channel -> table. The core adds address (3) and MAC (5) of each BMC.
    lan_defaults: t.Mapping[int, ParameterTable] = field(default_factory=dict)
    sol_defaults: t.Mapping[int, ParameterTable] = field(default_factory=dict)
    boot_defaults: ParameterTable = field(default_factory=dict)
    system_info_defaults: ParameterTable = field(default_factory=dict)
    power_restore_policy: int = 2
    power_is_on: bool = True
    chassis_capabilities: bytes = b"\x01\x20\x20\x20\x20\x20"
    oem_defaults: t.Mapping[str, bytes] = field(default_factory=dict)
    power_transition_seconds: float = 0.0
    """How long power on, off, cycle and reset take to show in Get Chassis Status; soft shutdown takes three times as
    long. Also read by ``--power-seconds``."""
    reset_seconds: float = 2.0
    """How long the BMC is silent after a cold reset."""

    quirks: Quirks = Quirks()
    oem_commands: tuple[OemCommand, ...] = ()

    def with_account(self, username: str, password: str) -> Personality:
        """Return this personality with the first enabled administrator replaced by the given account."""
        for index, user in enumerate(self.users):
            if user.enabled and user.privilege >= 4:
                size = 16 if len(password.encode("latin-1")) <= 16 else 20
                changed = replace(user, name=username, password=password, password_size=size)
                return replace(self, users=(*self.users[:index], changed, *self.users[index + 1 :]))
        raise ValueError(f"the personality {self.name} has no administrator whose account could be replaced")

    @functools.cached_property
    def oem_commands_by_number(self) -> t.Mapping[tuple[int, int], tuple[OemCommand, ...]]:
        """(NetFn, command) -> the OEM commands of that number, told apart by their prefixes."""
        result: dict[tuple[int, int], tuple[OemCommand, ...]] = {}
        for oem in self.oem_commands:
            key = (oem.net_fn, oem.number)
            result[key] = (*result.get(key, ()), oem)
        return result

    def with_quirk(self, name: str) -> Personality:
        """Return this personality with one more quirk. Raises ValueError for one that there is not."""
        if name not in {one.name for one in fields(Quirks)}:
            raise ValueError(f"there is no quirk {name!r}")
        return replace(self, quirks=replace(self.quirks, **{name: True}))

    @property
    def administrator(self) -> FactoryUser | None:
        """The first enabled administrator, whose name and password ``--ready-file`` and the tests use."""
        return next((user for user in self.users if user.enabled and user.privilege >= 4), None)


def load_personality(name: str) -> Personality:
    """Return the personality of ``personalities/<name>.py``, where a dash in the name is an underscore.

    Raises ValueError for a name that is not there.
    """
    module_name = f"{__package__}.personalities.{name.replace('-', '_')}"
    try:
        module = importlib.import_module(module_name)
    except ModuleNotFoundError as error:
        if error.name not in (module_name, f"{__package__}.personalities"):
            raise
        raise ValueError(f"there is no personality {name!r}") from None
    return t.cast(Personality, module.PERSONALITY)

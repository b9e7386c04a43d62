# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""LAN configuration parameters 0-26, and the table of all LAN parameters. IPMI v2.0 §23.2, table 23-4."""

from __future__ import annotations

import typing as t

from ..codec.fields import bits, flag, ipv4, ipv6, mac, mask, reserved, rest, text, u8, u16
from ..codec.layout import Field
from ..codec.message import Message
from ..spec.command import PrivilegeLevel
from ..spec.lan import AddressSource, AlertAddressFormat, AlertDestinationType, AlertGateway, VlanTagFormat
from ..spec.parameter import SetInProgress
from .lan import LanParameter
from .lan_ipv6_parameters import LAN_IPV6_PARAMETERS
from .secret import HidesSecrets


class LanSetInProgress(LanParameter, selector=0):
    """Advisory only; some BMCs refuse or ignore it."""

    set_in_progress: SetInProgress = bits(2, SetInProgress)
    _r1: int = reserved(6)


class AuthenticationTypeSupport(LanParameter, selector=1, read_only=True):
    """A set of :class:`~..spec.authentication_type.AuthenticationType` numbers."""

    authentication_types: frozenset[int] = mask(1)


class AuthenticationTypeEnables(LanParameter, selector=2):
    """For each privilege level the set of AuthenticationType numbers that IPMI 1.5 sessions may use."""

    callback: frozenset[int] = mask(1)
    user: frozenset[int] = mask(1)
    operator: frozenset[int] = mask(1)
    administrator: frozenset[int] = mask(1)
    oem: frozenset[int] = mask(1)


class IpAddress(LanParameter, selector=3):
    address: str = ipv4()


class IpAddressSource(LanParameter, selector=4):
    source: AddressSource = bits(4, AddressSource)
    _r1: int = reserved(4)


class MacAddress(LanParameter, selector=5):
    """Read-only on some BMCs."""

    address: str = mac()


class SubnetMask(LanParameter, selector=6):
    subnet_mask: str = ipv4()


class Ipv4HeaderParameters(LanParameter, selector=7):
    """Header fields of the packets that the BMC sends; flags 010b is "don't fragment"."""

    time_to_live: int = u8()
    _r1: int = reserved(5)
    flags: int = bits(3)
    _r2: int = reserved(1)
    type_of_service: int = bits(4)
    precedence: int = bits(3)


class PrimaryRmcpPort(LanParameter, selector=8):
    port: int = u16()


class SecondaryRmcpPort(LanParameter, selector=9):
    port: int = u16()


class ArpControl(LanParameter, selector=10):
    """Without ARP responses the BMC may become unreachable."""

    gratuitous_arps: bool = flag()
    arp_responses: bool = flag()
    _r1: int = reserved(6)


class GratuitousArpInterval(LanParameter, selector=11):
    """In steps of 500 ms, 0 meaning one step."""

    interval: int = u8()


class DefaultGatewayAddress(LanParameter, selector=12):
    address: str = ipv4()


class DefaultGatewayMacAddress(LanParameter, selector=13):
    address: str = mac()


class BackupGatewayAddress(LanParameter, selector=14):
    address: str = ipv4()


class BackupGatewayMacAddress(LanParameter, selector=15):
    address: str = mac()


class CommunityString(HidesSecrets, LanParameter, selector=16):
    """The SNMP community of platform event traps."""

    secret_fields = frozenset({"community_string"})

    community_string: str = text(18)


class DestinationCount(LanParameter, selector=17, read_only=True):
    """The number of stored alert destinations; the volatile destination 0 is not counted."""

    count: int = bits(4)
    _r1: int = reserved(4)


class DestinationType(LanParameter, selector=18, has_set_selector=True):
    """``acknowledge_timeout`` is in seconds, 0 meaning one."""

    set_selector: int = bits(4)
    _r1: int = reserved(4)
    destination_type: AlertDestinationType = bits(3, AlertDestinationType)
    _r2: int = reserved(4)
    acknowledge: bool = flag()
    acknowledge_timeout: int = u8()
    retries: int = bits(3)
    _r3: int = reserved(5)


class Ipv4DestinationAddress(Message):
    """``address`` of DestinationAddresses in the format IPV4. Some sources put the gateway into bit 7."""

    gateway: AlertGateway = bits(1, AlertGateway)
    _r1: int = reserved(7)
    ip_address: str = ipv4()
    mac_address: str = mac()


class Ipv6DestinationAddress(Message):
    """``address`` of DestinationAddresses in the format IPV6."""

    ip_address: str = ipv6()


class DestinationAddresses(LanParameter, selector=19, has_set_selector=True):
    """``address`` is an Ipv4DestinationAddress or an Ipv6DestinationAddress, as ``address_format`` says."""

    set_selector: int = bits(4)
    _r1: int = reserved(4)
    _r2: int = reserved(4)
    address_format: AlertAddressFormat = bits(4, AlertAddressFormat)
    address: bytes = rest()


class VlanId(LanParameter, selector=20):
    vlan_id: int = bits(12)
    _r1: int = reserved(3)
    enabled: bool = flag()


class VlanPriority(LanParameter, selector=21):
    priority: int = bits(3)
    _r1: int = reserved(5)


class CipherSuiteEntrySupport(LanParameter, selector=22, read_only=True):
    count: int = bits(5)
    _r1: int = reserved(3)


class CipherSuiteEntries(LanParameter, selector=23, read_only=True):
    """The ID of the cipher suite in each position, a byte each; at most 16."""

    _r1: int = reserved(8)
    cipher_suites: bytes = rest()


def _privilege_levels() -> t.Any:
    """Two privilege levels in each byte, the low nibble first, for as many bytes as came: BMCs send less than 8."""
    members = {member.value: member for member in PrivilegeLevel}

    def decode(data: bytes) -> tuple[int, ...]:
        return tuple(members.get(nibble, nibble) for byte in data for nibble in (byte & 0xF, byte >> 4))

    def encode(levels: t.Sequence[int]) -> bytes:
        if len(levels) % 2:
            raise ValueError(f"{len(levels)} levels do not fill bytes")
        return bytes(low | high << 4 for low, high in zip(levels[::2], levels[1::2]))

    return Field(None, decode=decode, encode=encode)


class CipherSuitePrivilegeLevels(LanParameter, selector=24):
    """The highest privilege level that each position of CipherSuiteEntries allows; UNSPECIFIED switches it off.

    Written with all 16 levels. Some BMCs count by suite ID and not by position.
    """

    _r1: int = reserved(8)
    privilege_levels: tuple[PrivilegeLevel, ...] = _privilege_levels()


class DestinationVlanTag(LanParameter, selector=25, has_set_selector=True):
    set_selector: int = bits(4)
    _r1: int = reserved(4)
    _r2: int = reserved(4)
    tag_format: VlanTagFormat = bits(4, VlanTagFormat)
    vlan_id: int = bits(12)
    canonical_format_indicator: bool = flag()
    priority: int = bits(3)


class BadPasswordThreshold(LanParameter, selector=26):
    """Both intervals are in steps of 10 s. Threshold 0 is off; lockout 0 lasts until the user is enabled again."""

    generate_session_audit_event: bool = flag()
    _r1: int = reserved(7)
    threshold: int = u8()
    attempt_count_reset_interval: int = u16()
    user_lockout_interval: int = u16()


_PARAMETERS: tuple[type[LanParameter], ...] = (
    LanSetInProgress,
    AuthenticationTypeSupport,
    AuthenticationTypeEnables,
    IpAddress,
    IpAddressSource,
    MacAddress,
    SubnetMask,
    Ipv4HeaderParameters,
    PrimaryRmcpPort,
    SecondaryRmcpPort,
    ArpControl,
    GratuitousArpInterval,
    DefaultGatewayAddress,
    DefaultGatewayMacAddress,
    BackupGatewayAddress,
    BackupGatewayMacAddress,
    CommunityString,
    DestinationCount,
    DestinationType,
    DestinationAddresses,
    VlanId,
    VlanPriority,
    CipherSuiteEntrySupport,
    CipherSuiteEntries,
    CipherSuitePrivilegeLevels,
    DestinationVlanTag,
    BadPasswordThreshold,
    *LAN_IPV6_PARAMETERS,
)

LAN_PARAMETERS: dict[int, type[LanParameter]] = {parameter.selector: parameter for parameter in _PARAMETERS}

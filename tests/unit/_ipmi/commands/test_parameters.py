# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Configuration parameters and the bytes that they are, both ways, found through their tables."""

from __future__ import annotations

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.codec.message import Message, Parameter
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands import boot_parameters as boot
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands import lan_ipv6_parameters as ipv6
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands import lan_parameters as lan
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands import sol_parameters as sol
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.errors import EncodeError
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.boot import (
    BootDevice,
    BootInfoReader,
    BootVerbosity,
    ConsoleRedirection,
    FirmwareType,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.command import PrivilegeLevel
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.lan import (
    AddressingEnables,
    AddressSource,
    AlertAddressFormat,
    AlertDestinationType,
    AlertGateway,
    Ipv6AddressSource,
    Ipv6AddressStatus,
    VlanTagFormat,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.parameter import SetInProgress
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.sol import BitRate

ADMINISTRATOR, UNSPECIFIED = PrivilegeLevel.ADMINISTRATOR, PrivilegeLevel.UNSPECIFIED
NO_AUTHENTICATION = {"callback": set(), "user": set(), "operator": set(), "administrator": set(), "oem": set()}
ADDRESS = "20010db8000000000000000000000001"

LAN = [
    (0, lan.LanSetInProgress(set_in_progress=SetInProgress.COMMIT_WRITE), "02"),
    (1, lan.AuthenticationTypeSupport(authentication_types={0, 1, 2, 4}), "17"),
    (2, lan.AuthenticationTypeEnables(**{**NO_AUTHENTICATION, "user": {2}, "administrator": {2, 4}}), "0004001400"),
    (3, lan.IpAddress(address="192.0.2.17"), "c0000211"),
    (4, lan.IpAddressSource(source=AddressSource.DHCP), "02"),
    (5, lan.MacAddress(address="0c:c4:7a:00:00:01"), "0cc47a000001"),
    (6, lan.SubnetMask(subnet_mask="255.255.254.0"), "fffffe00"),
    # The factory values of the specification.
    (7, lan.Ipv4HeaderParameters(time_to_live=64, flags=2, precedence=0, type_of_service=8), "404010"),
    (8, lan.PrimaryRmcpPort(port=623), "6f02"),
    (9, lan.SecondaryRmcpPort(port=664), "9802"),
    (10, lan.ArpControl(gratuitous_arps=False, arp_responses=True), "02"),
    (11, lan.GratuitousArpInterval(interval=3), "03"),
    (12, lan.DefaultGatewayAddress(address="192.0.2.1"), "c0000201"),
    (16, lan.CommunityString(community_string="public"), "7075626c6963" + "00" * 12),
    (17, lan.DestinationCount(count=4), "04"),
    (
        18,
        lan.DestinationType(
            set_selector=1, destination_type=AlertDestinationType.PET_TRAP, acknowledge=True, acknowledge_timeout=3,
            retries=2,
        ),
        "01800302",
    ),
    (
        19,
        lan.DestinationAddresses(
            set_selector=1, address_format=AlertAddressFormat.IPV4,
            address=lan.Ipv4DestinationAddress(
                gateway=AlertGateway.BACKUP, ip_address="192.0.2.9", mac_address="00:00:00:00:00:00"
            ).pack(),
        ),
        "010001c0000209000000000000",
    ),
    (
        19,
        lan.DestinationAddresses(
            set_selector=2, address_format=AlertAddressFormat.IPV6,
            address=lan.Ipv6DestinationAddress(ip_address="2001:db8::1").pack(),
        ),
        "0210" + ADDRESS,
    ),
    (20, lan.VlanId(vlan_id=0x123, enabled=True), "2381"),
    (20, lan.VlanId(vlan_id=0, enabled=False), "0000"),
    (21, lan.VlanPriority(priority=5), "05"),
    (22, lan.CipherSuiteEntrySupport(count=16), "10"),
    (23, lan.CipherSuiteEntries(cipher_suites=bytes([1, 2, 3, 17])), "0001020311"),
    (
        24,
        lan.CipherSuitePrivilegeLevels(
            privilege_levels=(UNSPECIFIED, UNSPECIFIED, UNSPECIFIED, ADMINISTRATOR, *(UNSPECIFIED,) * 12)
        ),
        "000040000000000000",
    ),
    # Short, as some BMCs send it.
    (24, lan.CipherSuitePrivilegeLevels(privilege_levels=(PrivilegeLevel.OEM, ADMINISTRATOR)), "0045"),
    (24, lan.CipherSuitePrivilegeLevels(privilege_levels=()), "00"),
    (
        25,
        lan.DestinationVlanTag(
            set_selector=1, tag_format=VlanTagFormat.DOT1Q, vlan_id=0x123, canonical_format_indicator=False, priority=7
        ),
        "011023e1",
    ),
    (
        26,
        lan.BadPasswordThreshold(
            generate_session_audit_event=True, threshold=3, attempt_count_reset_interval=30,
            user_lockout_interval=0x0102,
        ),
        "01031e000201",
    ),
    (50, ipv6.Ipv6Ipv4Support(ipv6_only=False, dual_stack=True, ipv6_alert_destinations=True), "06"),
    (51, ipv6.Ipv6Ipv4AddressingEnables(addressing_enables=AddressingEnables.DUAL_STACK), "02"),
    (54, ipv6.Ipv6FlowLabel(flow_label=0x12345), "012345"),
    (
        56,
        ipv6.Ipv6StaticAddress(set_selector=0, enabled=True, address="2001:db8::1", prefix_length=64),
        "0080" + ADDRESS + "4000",
    ),
    (
        59,
        ipv6.Ipv6DynamicAddress(
            set_selector=1, source=Ipv6AddressSource.SLAAC, address="2001:db8::1", prefix_length=64,
            status=Ipv6AddressStatus.DEPRECATED,
        ),
        "0101" + ADDRESS + "4004",
    ),
    (64, ipv6.Ipv6RouterConfiguration(static_routers=True, dynamic_routers=False), "01"),
    (65, ipv6.Ipv6StaticRouter1Address(address="2001:db8::1"), ADDRESS),
    (74, ipv6.Ipv6DynamicRouterAddress(set_selector=2, address="2001:db8::1"), "02" + ADDRESS),
    (77, ipv6.Ipv6DynamicRouterPrefix(set_selector=0, prefix="2001:db8::1"), "00" + ADDRESS),
]  # fmt: skip

SOL = [
    (1, sol.SolEnable(enabled=True), "01"),
    (
        2,
        sol.SolAuthentication(privilege_level=ADMINISTRATOR, force_authentication=True, force_encryption=True),
        "c4",
    ),
    (3, sol.SolCharacterAccumulate(accumulate_interval=12, send_threshold=96), "0c60"),
    (4, sol.SolRetry(retry_count=7, retry_interval=50), "0732"),
    (5, sol.SolNonVolatileBitRate(bit_rate=BitRate.RATE_115200), "0a"),
    (6, sol.SolVolatileBitRate(bit_rate=BitRate.SERIAL_SETTING), "00"),
    (7, sol.SolPayloadChannel(channel_number=1), "01"),
    (8, sol.SolPayloadPort(port=623), "6f02"),
]

UEFI = FirmwareType.UEFI
BOOT = [
    (2, boot.ServicePartitionScan(discovered=True, scan_requested=False), "01"),
    # pyghmi, before every change of the boot device.
    (3, boot.BootFlagValidBitClearing(clear_on_timeout=False), "08"),
    # ipmitool, before every change of the boot device.
    (4, boot.BootInfoAcknowledge(write_mask={BootInfoReader.BIOS}, acknowledged={BootInfoReader.BIOS}), "0101"),
    # Ironic, ironic/drivers/modules/ipmitool.py: a Supermicro boots from disk once, and from now on.
    (5, boot.BootFlags(valid=True, firmware_type=UEFI, boot_device=BootDevice.REMOTE_MEDIA), "a024000000"),
    (
        5,
        boot.BootFlags(valid=True, persistent=True, firmware_type=UEFI, boot_device=BootDevice.REMOTE_MEDIA),
        "e024000000",
    ),
    # ipmitool issue 258: read back from a BMC.
    (5, boot.BootFlags(valid=True, firmware_type=UEFI, boot_device=BootDevice.FLOPPY), "a03c000000"),
    # pyghmi: the default device, which clears the valid bit.
    (5, boot.BootFlags(), "0000000000"),
    (
        5,
        boot.BootFlags(
            valid=True, boot_device=BootDevice.PXE, clear_cmos=True, lock_keyboard=True, lock_reset_button=True,
            lock_power_button=True, verbosity=BootVerbosity.VERBOSE, console_redirection=ConsoleRedirection.ENABLE,
            device_instance=3, device_instance_is_internal=True,
        ),
        "80c5c20013",
    ),
    (6, boot.BootInitiatorInfo(channel_number=1, session_id=0x01020304, timestamp=0x52EF61F7), "0104030201f761ef52"),
    (7, boot.BootInitiatorMailbox(block_selector=0, data=bytes.fromhex("570100") + b"hello"), "0057010068656c6c6f"),
]  # fmt: skip

ROWS = [
    *((lan.LAN_PARAMETERS, *row) for row in LAN),
    *((sol.SOL_PARAMETERS, *row) for row in SOL),
    *((boot.BOOT_PARAMETERS, *row) for row in BOOT),
]


@pytest.mark.parametrize(
    ("registry", "selector", "parameter", "wire"),
    ROWS,
    ids=[f"{type(row[2]).__name__}-{row[3][:16]}" for row in ROWS],
)
def test_both_ways(registry: dict[int, type[Parameter]], selector: int, parameter: Message, wire: str) -> None:
    assert parameter.pack().hex() == wire
    assert registry[selector].unpack(bytes.fromhex(wire)) == parameter


def test_privilege_levels_fill_bytes() -> None:
    with pytest.raises(EncodeError, match="privilege_levels"):
        lan.CipherSuitePrivilegeLevels(privilege_levels=(ADMINISTRATOR,)).pack()


def test_a_privilege_level_without_a_name_stays_a_number() -> None:
    levels = lan.CipherSuitePrivilegeLevels.unpack(b"\x00\x49").privilege_levels
    assert levels == (9, ADMINISTRATOR)


@pytest.mark.parametrize(
    ("registry", "read_only", "write_only"),
    [
        (lan.LAN_PARAMETERS, {1, 17, 22, 23, 50, 55, 57, 59, 60, 62, 73, 74, 75, 76, 77, 78, 79}, set()),
        (sol.SOL_PARAMETERS, {7}, set()),
        (boot.BOOT_PARAMETERS, set(), set()),
    ],
    ids=["lan", "sol", "boot"],
)
def test_what_can_be_written(registry: dict[int, type[Parameter]], read_only: set[int], write_only: set[int]) -> None:
    assert {selector for selector, parameter in registry.items() if parameter.read_only} == read_only
    assert {selector for selector, parameter in registry.items() if parameter.write_only} == write_only

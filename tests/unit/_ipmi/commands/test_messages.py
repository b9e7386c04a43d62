# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Messages and the bytes that they are, both ways.

Where a row comes from hardware or from another implementation, the row says so; the others follow the tables of
the specification.
"""

from __future__ import annotations

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.codec.message import Message
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands import (
    boot,
    channel,
    chassis,
    device,
    fru,
    fru_area,
    lan,
    messaging,
    payload,
    session,
    sol,
    user,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.authentication_type import AuthenticationType
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.channel import (
    AccessMode,
    ChannelAccessCopy,
    ChannelMedium,
    ChannelProtocol,
    KeyId,
    KeyLockStatus,
    KeyOperation,
    SessionSupport,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.chassis import (
    ChassisControl,
    IdentifyState,
    RestartCause,
    RestorePolicy,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.command import PrivilegeLevel
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.device import SelfTestResult
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.messaging import Tracking
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.payload import PayloadAccessOperation
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.rmcp_plus import PayloadType
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.session import SessionIndex, SessionProtocol
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.sol import SerialAlerts
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.user import PasswordOperation, UserEnableStatus

# gebn/bmc, pkg/ipmi/get_device_id_test.go: three BMCs.
QUANTA = device.GetDeviceIdResponse(
    device_id=32, provides_device_sdrs=True, device_revision=1, major_firmware_revision=3, minor_firmware_revision=0x45,
    ipmi_version_major=2, ipmi_version_minor=0, sensor_device=True, sdr_repository_device=True, sel_device=True,
    fru_inventory_device=True, ipmb_event_receiver=True, ipmb_event_generator=True, chassis_device=True,
    manufacturer_id=7244, product_id=12866, auxiliary_firmware_revision=bytes.fromhex("01000000"),
)  # fmt: skip
SUPERMICRO = QUANTA.replace(
    provides_device_sdrs=False, minor_firmware_revision=0x72, manufacturer_id=10876, product_id=2052,
    auxiliary_firmware_revision=bytes(4),
)  # fmt: skip
IN_UPDATE = device.GetDeviceIdResponse(
    device_id=32, device_revision=15, major_firmware_revision=127, is_available=False, minor_firmware_revision=0x41,
    ipmi_version_major=1, ipmi_version_minor=5, sdr_repository_device=True, fru_inventory_device=True,
    ipmb_event_generator=True, chassis_device=True, manufacturer_id=674, product_id=256,
    auxiliary_firmware_revision=bytes.fromhex("00072828"),
)  # fmt: skip

DEVICE = [
    (device.GetDeviceIdRequest(), ""),
    (QUANTA, "2081034502bf4c1c00423201000000"),
    (SUPERMICRO, "2001037202bf7c2a00040800000000"),
    (QUANTA.replace(auxiliary_firmware_revision=None), "2081034502bf4c1c004232"),
    (device.GetSelfTestResultsResponse(result=SelfTestResult.PASSED), "5500"),
    (device.GetSelfTestResultsResponse(result=SelfTestResult.CORRUPTED_OR_INACCESSIBLE, detail=0x20), "5720"),
    (device.SetAcpiPowerStateRequest(system_power_state=0x20, set_system_power_state=True), "a07f"),
    # FreeIPMI, man/ipmi-pet.8.pre.in: the GUID of a Dell.
    (
        device.GetDeviceGuidResponse(guid=b"DELLP\x00\x10Y\x80C\xb2\xc0O33X"),
        "44454c4c500010598043b2c04f333358",
    ),
]

SESSION = [
    # gebn/bmc, pkg/ipmi/get_channel_authentication_capabilities_test.go; its two "authentication" bits are negated.
    (
        session.GetChannelAuthenticationCapabilitiesRequest(
            channel_number=0, maximum_privilege_level=PrivilegeLevel.ADMINISTRATOR
        ),
        "8004",
    ),
    (
        session.GetChannelAuthenticationCapabilitiesRequest(
            extended_capabilities=False, maximum_privilege_level=PrivilegeLevel.USER
        ),
        "0e02",
    ),
    (
        session.GetChannelAuthenticationCapabilitiesResponse(
            channel_number=0, authentication_none=True, authentication_md5=True, authentication_straight_password=True,
            anonymous_login=True, non_null_user_names=True, per_message_authentication=False, supports_ipmi_1_5=True,
            oem_id=0x010203, oem_auxiliary_data=0x22,
        ),
        "0015150103020122",
    ),
    (
        session.GetChannelAuthenticationCapabilitiesResponse(
            channel_number=14, authentication_md2=True, authentication_oem=True, extended_capabilities=True,
            null_user_names=True, user_level_authentication=False, kg_is_set=True, supports_ipmi_1_5=True,
            supports_ipmi_2_0=True, oem_id=0x030201, oem_auxiliary_data=0xFF,
        ),
        "0ea22a03010203ff",
    ),
    # gebn/bmc, pkg/ipmi/get_channel_cipher_suites_test.go.
    (session.GetChannelCipherSuitesRequest(list_index=0), "0e0080"),
    (
        session.GetChannelCipherSuitesRequest(
            channel_number=0, payload_type=PayloadType.OEM_EXPLICIT, list_index=63
        ),
        "0002bf",
    ),
    (session.GetChannelCipherSuitesResponse(channel_number=1, record_data=bytes(range(8))), "010001020304050607"),
    # gebn/bmc, pkg/ipmi/get_session_info_test.go; the second response is a Supermicro's.
    (session.GetSessionInfoRequest(), "00"),
    (session.GetSessionInfoRequest(session_index=SessionIndex.BY_HANDLE, handle_or_id=b"\x05"), "fe05"),
    (session.GetSessionInfoRequest(session_index=SessionIndex.BY_ID, handle_or_id=b"\x16\0\0\0"), "ff16000000"),
    (
        session.GetSessionInfoResponse(session_handle=0, possible_active_sessions=2, current_active_sessions=2),
        "000202",
    ),
    (
        session.GetSessionInfoResponse(
            session_handle=0, possible_active_sessions=16, current_active_sessions=2, user_id=2,
            privilege_level=PrivilegeLevel.USER, channel_number=1, session_protocol=SessionProtocol.IPMI_2_0,
        ),
        "001002020211",
    ),
    (
        session.GetSessionInfoResponse(
            session_handle=253, possible_active_sessions=15, current_active_sessions=14, user_id=22,
            privilege_level=PrivilegeLevel.ADMINISTRATOR, channel_number=15, session_protocol=SessionProtocol.IPMI_1_5,
            remote_console_ip_address="10.22.1.3", remote_console_mac_address="d3:f5:fb:bf:83:ed",
            remote_console_port=63061,
        ),
        "fd0f0e16040f0a160103d3f5fbbf83ed55f6",
    ),
    (
        session.GetSessionChallengeRequest(authentication_type=AuthenticationType.MD5, user_name="admin"),
        "02" + "61646d696e" + "00" * 11,
    ),
    (
        session.ActivateSessionRequest(
            authentication_type=AuthenticationType.MD5, maximum_privilege_level=PrivilegeLevel.ADMINISTRATOR,
            challenge=bytes(range(0x50, 0x60)), initial_outbound_sequence_number=0x01020304,
        ),
        "0204505152535455565758595a5b5c5d5e5f04030201",
    ),
    (session.SetSessionPrivilegeLevelRequest(privilege_level=PrivilegeLevel.ADMINISTRATOR), "04"),
    (session.CloseSessionRequest(session_id=0x02002600), "00260002"),
    (session.CloseSessionRequest(session_id=0, session_handle=7), "0000000007"),
]  # fmt: skip

CHANNEL = [
    (
        channel.GetChannelInfoResponse(
            channel_number=1, channel_medium=ChannelMedium.LAN, channel_protocol=ChannelProtocol.IPMB,
            session_support=SessionSupport.MULTI_SESSION, active_session_count=3,
        ),
        "01040183f21b000000",
    ),
    (
        channel.GetChannelAccessRequest(channel_number=1, access_copy=ChannelAccessCopy.VOLATILE),
        "0180",
    ),
    (
        channel.GetChannelAccessResponse(
            access_mode=AccessMode.ALWAYS_AVAILABLE, user_level_authentication=True, per_message_authentication=False,
            pef_alerting=True, privilege_level_limit=PrivilegeLevel.ADMINISTRATOR,
        ),
        "1204",
    ),
    (
        channel.SetChannelAccessRequest(
            channel_number=1, access_mode=AccessMode.ALWAYS_AVAILABLE, pef_alerting=False,
            access_copy=ChannelAccessCopy.NON_VOLATILE, privilege_level_limit=PrivilegeLevel.OPERATOR,
            privilege_level_copy=ChannelAccessCopy.VOLATILE,
        ),
        "016283",
    ),
    (channel.SetChannelSecurityKeysRequest(operation=KeyOperation.READ, key_id=KeyId.K_G), "0e0001"),
    (
        channel.SetChannelSecurityKeysRequest(
            channel_number=1, operation=KeyOperation.SET, key_id=KeyId.K_G, key=b"KG0123456789abcdef!!"
        ),
        "010101" + b"KG0123456789abcdef!!".hex(),
    ),
    (channel.SetChannelSecurityKeysResponse(lock_status=KeyLockStatus.UNLOCKED), "02"),
]  # fmt: skip

USER = [
    (
        user.SetUserAccessRequest(
            channel_number=1, change_bits=True, user_ipmi_messaging=True, user_link_authentication=True, user_id=2,
            user_privilege_level_limit=PrivilegeLevel.ADMINISTRATOR,
        ),
        "b10204",
    ),
    (
        user.SetUserAccessRequest(
            channel_number=1, user_id=5, user_privilege_level_limit=PrivilegeLevel.NO_ACCESS,
            user_session_number_limit=3,
        ),
        "01050f03",
    ),
    (user.GetUserAccessRequest(channel_number=1, user_id=2), "0102"),
    (
        user.GetUserAccessResponse(
            max_channel_user_ids=16, current_channel_user_ids=3, user_id_enable_status=UserEnableStatus.ENABLED,
            current_channel_fixed_user_names=1, user_privilege_level_limit=PrivilegeLevel.ADMINISTRATOR,
            user_ipmi_messaging=True, user_link_authentication=True, user_restricted_to_callback=False,
        ),
        "10430134",
    ),
    (user.SetUserNameRequest(user_id=3, user_name="root"), "03726f6f74" + "00" * 12),
    (user.GetUserNameResponse(user_name="ADMIN"), "41444d494e" + "00" * 11),
    (user.GetUserNameResponse(user_name=""), "00" * 16),
    (
        user.SetUserPasswordRequest(
            user_id=2, password_size_20=True, operation=PasswordOperation.TEST_PASSWORD,
            password=b"calvin".ljust(20, b"\0"),
        ),
        "820363616c76696e" + "00" * 14,
    ),
    (user.SetUserPasswordRequest(user_id=2, operation=PasswordOperation.ENABLE_USER), "0201"),
]  # fmt: skip

# gebn/bmc, pkg/ipmi/get_chassis_status_test.go.
STATUS = chassis.GetChassisStatusResponse(
    power_is_on=False, power_overload=True, power_fault=True, power_restore_policy=RestorePolicy.PREVIOUS,
    last_power_down_by_overload=True, last_power_down_by_fault=True, front_panel_lockout=True, cooling_fault=True,
    identify_state=IdentifyState.INDEFINITE, power_off_button=True, reset_button=False,
    diagnostic_interrupt_button=True, standby_button=False, power_off_button_disable_allowed=False,
    reset_button_disable_allowed=True, diagnostic_interrupt_button_disable_allowed=False,
    standby_button_disable_allowed=True,
)  # fmt: skip

CHASSIS = [
    (
        chassis.GetChassisStatusResponse(
            power_is_on=False, power_restore_policy=RestorePolicy.PREVIOUS, identify_state=IdentifyState.INDEFINITE,
            identify_state_supported=True,
        ),
        "200060",
    ),
    (
        chassis.GetChassisCapabilitiesResponse(
            provides_intrusion_sensor=True, provides_power_interlock=True, fru_info_device_address=0x20,
            sdr_device_address=0x20, sel_device_address=0x20, system_management_device_address=0x20,
        ),
        "0920202020",
    ),
    (chassis.ChassisControlRequest(control=ChassisControl.SOFT_SHUTDOWN), "05"),
    (chassis.ChassisIdentifyRequest(), ""),
    (chassis.ChassisIdentifyRequest(identify_interval=60), "3c"),
    # pyghmi, pyghmi/ipmi/command.py: identify until told otherwise.
    (chassis.ChassisIdentifyRequest(identify_interval=0, force_identify_on=True), "0001"),
    (chassis.SetPowerRestorePolicyRequest(power_restore_policy=RestorePolicy.ALWAYS_ON), "02"),
    (
        chassis.SetPowerRestorePolicyResponse(
            supports_always_off=True, supports_previous=True, supports_always_on=True
        ),
        "07",
    ),
    (chassis.GetSystemRestartCauseResponse(restart_cause=RestartCause.CHASSIS_CONTROL, channel_number=1), "0101"),
    (chassis.GetSystemRestartCauseResponse(restart_cause=RestartCause.POWER_BUTTON), "03"),
    (chassis.SetFrontPanelEnablesRequest(reset_button=False), "02"),
    (chassis.GetPohCounterResponse(minutes_per_count=60, counter=0x01020304), "3c04030201"),
    # ipmitool: chassis bootparam get 5.
    (boot.GetSystemBootOptionsRequest(parameter_selector=5), "050000"),
    (boot.GetSystemBootOptionsResponse(parameter_selector=5, data=bytes(5)), "01050000000000"),
    (boot.GetSystemBootOptionsResponse(parameter_selector=5, parameter_valid=False), "0185"),
]  # fmt: skip

LAN_AND_SOL = [
    (lan.GetLanConfigurationParametersRequest(channel_number=1, parameter_selector=3), "01030000"),
    (lan.GetLanConfigurationParametersRequest(revision_only=True, parameter_selector=3), "8e030000"),
    (lan.GetLanConfigurationParametersResponse(data=b"\xc0\x00\x02\x11"), "11c0000211"),
    (
        lan.SetLanConfigurationParametersRequest(channel_number=1, parameter_selector=4, data=b"\x01"),
        "010401",
    ),
    (lan.SuspendBmcArpsRequest(channel_number=1, suspend_arp_responses=True), "0102"),
    (lan.SuspendBmcArpsResponse(gratuitous_arps_occur=True, arp_responses_occur=False), "01"),
    (lan.GetIpUdpRmcpStatisticsRequest(channel_number=1, clear_all_statistics=True), "0101"),
    (sol.GetSolConfigurationParametersRequest(parameter_selector=2), "0e020000"),
    (sol.SetSolConfigurationParametersRequest(channel_number=1, parameter_selector=1, data=b"\x01"), "010101"),
]  # fmt: skip

PAYLOAD = [
    # What SOL clients usually send.
    (
        payload.ActivatePayloadRequest(
            payload_type=PayloadType.SOL, payload_instance=1,
            auxiliary_data=payload.SolActivationData(authentication=True, encryption=True).pack(),
        ),
        "0101c0000000",
    ),
    (payload.SolActivationData(serial_alerts=SerialAlerts.SUCCEED, test_mode=True), "28000000"),
    (
        payload.ActivatePayloadResponse(inbound_payload_size=259, outbound_payload_size=200, port=623),
        "000000000301c8006f02ffff",
    ),
    (payload.GetPayloadActivationStatusResponse(instance_capacity=1, active={0, 8}), "010101"),
    (
        payload.SetUserPayloadAccessRequest(
            channel_number=1, user_id=2, operation=PayloadAccessOperation.DISABLE, standard_payloads={PayloadType.SOL}
        ),
        "014202000000",
    ),
    (payload.GetUserPayloadAccessResponse(standard_payloads={1}), "02000000"),
    (
        payload.GetChannelPayloadSupportResponse(payload_types={0, 1, 0x10, 0x11, 0x12, 0x13, 0x14, 0x15}),
        "03003f0000000000",
    ),
    (payload.GetChannelPayloadVersionResponse(major_version=1, minor_version=0), "10"),
]  # fmt: skip

MESSAGING = [
    # Get Device ID for the controller 2Ch on channel 6.
    (
        messaging.SendMessageRequest(
            channel_number=6, tracking=Tracking.TRACK_REQUEST, message=bytes.fromhex("2c18bc8104017a")
        ),
        "462c18bc8104017a",
    ),
    (
        messaging.GetMessageResponse(
            channel_number=6, inferred_privilege_level=PrivilegeLevel.ADMINISTRATOR, message=b"\x1e"
        ),
        "461e",
    ),
    # FreeIPMI, ipmi-oem: the status of a Supermicro power supply.
    (
        messaging.MasterWriteReadRequest(private_bus=True, bus_id=3, slave_address=0x38, read_count=1, data=b"\x0c"),
        "0770010c",
    ),
]  # fmt: skip

FRU = [
    (fru.GetFruInventoryAreaInfoRequest(fru_device_id=0), "00"),
    (fru.GetFruInventoryAreaInfoResponse(area_size=0x0800), "000800"),
    (fru.GetFruInventoryAreaInfoResponse(area_size=256, accessed_by_words=True), "000101"),
    (fru.ReadFruDataRequest(fru_device_id=0, offset=0x0148, count=16), "00480110"),
    (fru.ReadFruDataResponse(count=2, data=b"\x01\x08"), "020108"),
    # kontron/python-ipmi, tests/test_fru.py: an ASRock board, and a Kontron AM4010.
    (fru_area.FruCommonHeader(board_area=1, product_area=4, checksum=0xFA), "01000001040000fa"),
    (
        fru_area.FruCommonHeader(
            internal_use_area=1, board_area=0x21, product_area=0x28, multi_record_area=0x39, checksum=0x7C
        ),
        "010100212839007c",
    ),
]

# Reserved bits are set in what came.
READ_ONLY = [
    (IN_UPDATE, "207fff4151aaa20200000100072828"),
    (STATUS, "aaaaaaaa"),
    (user.GetUserNameResponse(user_name="root"), "726f6f7400414243" + "ff" * 8),
]

ROWS = [*DEVICE, *SESSION, *CHANNEL, *USER, *CHASSIS, *LAN_AND_SOL, *PAYLOAD, *MESSAGING, *FRU]


@pytest.mark.parametrize(
    ("message", "wire"), ROWS, ids=[f"{type(message).__name__}-{wire[:16]}" for message, wire in ROWS]
)
def test_both_ways(message: Message, wire: str) -> None:
    assert message.pack().hex() == bytes.fromhex(wire).hex()
    assert type(message).unpack(bytes.fromhex(wire)) == message


@pytest.mark.parametrize(("message", "wire"), READ_ONLY)
def test_what_is_read_may_have_more_bits(message: Message, wire: str) -> None:
    assert type(message).unpack(bytes.fromhex(wire)) == message


@pytest.mark.parametrize(
    ("response", "firmware", "ipmi"),
    [(QUANTA, "3.45", "2.0"), (SUPERMICRO, "3.72", "2.0"), (IN_UPDATE, "127.41", "1.5")],
)
def test_versions_of_a_device(response: device.GetDeviceIdResponse, firmware: str, ipmi: str) -> None:
    assert (response.firmware_revision, response.ipmi_version) == (firmware, ipmi)


def test_active_instances_are_counted_from_one() -> None:
    status = payload.GetPayloadActivationStatusResponse.unpack(b"\x0f\x01\x40")
    assert status.active_instances == {1, 15}

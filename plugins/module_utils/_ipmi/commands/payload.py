# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Payload commands. IPMI v2.0 §24."""

from __future__ import annotations

from ..codec.fields import bits, flag, mask, octets, reserved, u8, u16, u24, u32
from ..codec.message import Message, Request, Response
from ..spec import app
from ..spec.channel import CURRENT_CHANNEL
from ..spec.payload import NO_VLAN, EncryptionOperation, PayloadAccessOperation
from ..spec.rmcp_plus import PayloadType
from ..spec.sol import SerialAlerts


class SolActivationData(Message):
    """``auxiliary_data`` of Activate Payload for SOL. IPMI v2.0 §24.1."""

    _r1: int = reserved(1)
    leave_control_lines_deasserted: bool = flag(default=False)
    serial_alerts: SerialAlerts = bits(2, SerialAlerts, default=SerialAlerts.FAIL)
    _r2: int = reserved(1)
    test_mode: bool = flag(default=False)
    authentication: bool = flag(default=False)
    encryption: bool = flag(default=False)
    _r3: int = reserved(24)


class ActivatePayloadResponse(Response):
    """Activate Payload. IPMI v2.0 §24.1. Inbound is towards the BMC; both sizes include the SOL header."""

    auxiliary_data: bytes = octets(4, default=bytes(4))
    inbound_payload_size: int = u16()
    outbound_payload_size: int = u16()
    port: int = u16()
    vlan_number: int = u16(default=NO_VLAN)


class ActivatePayloadRequest(Request, command=app.ACTIVATE_PAYLOAD, response=ActivatePayloadResponse):
    """Activate Payload. IPMI v2.0 §24.1."""

    payload_type: PayloadType = bits(6, PayloadType)
    _r1: int = reserved(2)
    payload_instance: int = bits(4)
    _r2: int = reserved(4)
    auxiliary_data: bytes = octets(4, default=bytes(4))


class DeactivatePayloadRequest(Request, command=app.DEACTIVATE_PAYLOAD):
    """Deactivate Payload. IPMI v2.0 §24.2."""

    payload_type: PayloadType = bits(6, PayloadType)
    _r1: int = reserved(2)
    payload_instance: int = bits(4)
    _r2: int = reserved(4)
    auxiliary_data: bytes = octets(4, default=bytes(4))


class SuspendResumePayloadEncryptionRequest(Request, command=app.SUSPEND_RESUME_PAYLOAD_ENCRYPTION):
    """Suspend/Resume Payload Encryption. IPMI v2.0 §24.3."""

    payload_type: PayloadType = bits(6, PayloadType)
    _r1: int = reserved(2)
    payload_instance: int = bits(4)
    _r2: int = reserved(4)
    operation: EncryptionOperation = bits(2, EncryptionOperation)
    _r3: int = reserved(6)


class GetPayloadActivationStatusResponse(Response):
    """Get Payload Activation Status. IPMI v2.0 §24.4. Bit *n* of ``active`` stands for instance n + 1."""

    instance_capacity: int = bits(4)
    _r1: int = reserved(4)
    active: frozenset[int] = mask(2)

    @property
    def active_instances(self) -> frozenset[int]:
        return frozenset(number + 1 for number in self.active)


class GetPayloadActivationStatusRequest(
    Request, command=app.GET_PAYLOAD_ACTIVATION_STATUS, response=GetPayloadActivationStatusResponse
):
    """Get Payload Activation Status. IPMI v2.0 §24.4."""

    payload_type: PayloadType = bits(6, PayloadType)
    _r1: int = reserved(2)


class GetPayloadInstanceInfoResponse(Response):
    """Get Payload Instance Info. IPMI v2.0 §24.5. Session ID 0: not active. For SOL, ``data[0]`` is the port."""

    session_id: int = u32()
    data: bytes = octets(8, default=bytes(8))


class GetPayloadInstanceInfoRequest(
    Request, command=app.GET_PAYLOAD_INSTANCE_INFO, response=GetPayloadInstanceInfoResponse
):
    """Get Payload Instance Info. IPMI v2.0 §24.5."""

    payload_type: PayloadType = bits(6, PayloadType)
    _r1: int = reserved(2)
    payload_instance: int = u8()


class SetUserPayloadAccessRequest(Request, command=app.SET_USER_PAYLOAD_ACCESS):
    """Set User Payload Access. IPMI v2.0 §24.6.

    Acts on the payloads named and leaves the others alone. ``standard_payloads`` are PayloadType numbers (SOL is
    1), bit *n* of ``oem_payloads`` stands for payload type 20h + n.
    """

    channel_number: int = bits(4, default=CURRENT_CHANNEL)
    _r1: int = reserved(4)
    user_id: int = bits(6)
    operation: PayloadAccessOperation = bits(2, PayloadAccessOperation)
    standard_payloads: frozenset[int] = mask(1, default=frozenset())
    _r2: int = reserved(8)
    oem_payloads: frozenset[int] = mask(1, default=frozenset())
    _r3: int = reserved(8)


class GetUserPayloadAccessResponse(Response):
    """Get User Payload Access. IPMI v2.0 §24.7. The payloads that the user may use, numbered as when set."""

    standard_payloads: frozenset[int] = mask(1)
    _r1: int = reserved(8)
    oem_payloads: frozenset[int] = mask(1, default=frozenset())
    _r2: int = reserved(8)


class GetUserPayloadAccessRequest(Request, command=app.GET_USER_PAYLOAD_ACCESS, response=GetUserPayloadAccessResponse):
    """Get User Payload Access. IPMI v2.0 §24.7."""

    channel_number: int = bits(4, default=CURRENT_CHANNEL)
    _r1: int = reserved(4)
    user_id: int = bits(6)
    _r2: int = reserved(2)


class GetChannelPayloadSupportResponse(Response):
    """Get Channel Payload Support. IPMI v2.0 §24.8. A set of payload type numbers 0-2Fh."""

    payload_types: frozenset[int] = mask(6)
    _r1: int = reserved(16, optional=True)


class GetChannelPayloadSupportRequest(
    Request, command=app.GET_CHANNEL_PAYLOAD_SUPPORT, response=GetChannelPayloadSupportResponse
):
    """Get Channel Payload Support. IPMI v2.0 §24.8."""

    channel_number: int = bits(4, default=CURRENT_CHANNEL)
    _r1: int = reserved(4)


class GetChannelPayloadVersionResponse(Response):
    """Get Channel Payload Version. IPMI v2.0 §24.9."""

    minor_version: int = bits(4)
    major_version: int = bits(4)


class GetChannelPayloadVersionRequest(
    Request, command=app.GET_CHANNEL_PAYLOAD_VERSION, response=GetChannelPayloadVersionResponse
):
    """Get Channel Payload Version. IPMI v2.0 §24.9."""

    channel_number: int = bits(4, default=CURRENT_CHANNEL)
    _r1: int = reserved(4)
    payload_type: PayloadType = u8(PayloadType)


class GetChannelOemPayloadInfoResponse(Response):
    """Get Channel OEM Payload Info. IPMI v2.0 §24.10."""

    payload_type: PayloadType = u8(PayloadType)
    oem_id: int = u24()
    payload_id: int = u16()
    minor_version: int = bits(4)
    major_version: int = bits(4)


class GetChannelOemPayloadInfoRequest(
    Request, command=app.GET_CHANNEL_OEM_PAYLOAD_INFO, response=GetChannelOemPayloadInfoResponse
):
    """Get Channel OEM Payload Info. IPMI v2.0 §24.10."""

    channel_number: int = bits(4, default=CURRENT_CHANNEL)
    _r1: int = reserved(4)
    payload_type: PayloadType = u8(PayloadType)
    oem_id: int = u24()
    payload_id: int = u16()

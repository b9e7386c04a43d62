# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""IPM device global commands. IPMI v2.0 §20."""

from __future__ import annotations

from ..codec.fields import bits, flag, flag_cleared, octets, reserved, rest, u8, u16
from ..codec.message import Request, Response
from ..spec import app
from ..spec.device import DevicePowerState, SelfTestResult, SystemPowerState


class GetDeviceIdResponse(Response):
    """Get Device ID. IPMI v2.0 §20.1. Some BMCs leave the auxiliary firmware revision out."""

    device_id: int = u8()
    device_revision: int = bits(4)
    _r1: int = reserved(3)
    provides_device_sdrs: bool = flag(default=False)
    major_firmware_revision: int = bits(7)
    is_available: bool = flag_cleared(default=True)
    minor_firmware_revision: int = u8()
    ipmi_version_major: int = bits(4)
    ipmi_version_minor: int = bits(4)
    sensor_device: bool = flag(default=False)
    sdr_repository_device: bool = flag(default=False)
    sel_device: bool = flag(default=False)
    fru_inventory_device: bool = flag(default=False)
    ipmb_event_receiver: bool = flag(default=False)
    ipmb_event_generator: bool = flag(default=False)
    bridge: bool = flag(default=False)
    chassis_device: bool = flag(default=False)
    manufacturer_id: int = bits(20)
    _r2: int = reserved(4)
    product_id: int = u16()
    auxiliary_firmware_revision: bytes | None = octets(4, optional=True)

    @property
    def firmware_revision(self) -> str:
        """The firmware revision for a person. The minor part is BCD; where a BMC puts other digits they show as hex."""
        return f"{self.major_firmware_revision}.{self.minor_firmware_revision:02x}"

    @property
    def ipmi_version(self) -> str:
        return f"{self.ipmi_version_major}.{self.ipmi_version_minor}"


class GetDeviceIdRequest(Request, command=app.GET_DEVICE_ID, response=GetDeviceIdResponse):
    """Get Device ID. IPMI v2.0 §20.1."""


class ColdResetRequest(Request, command=app.COLD_RESET):
    """Cold Reset. IPMI v2.0 §20.2. A BMC may restart without answering."""


class WarmResetRequest(Request, command=app.WARM_RESET):
    """Warm Reset. IPMI v2.0 §20.3. A BMC may restart without answering; many do not have it."""


class GetSelfTestResultsResponse(Response):
    """Get Self Test Results. IPMI v2.0 §20.4. ``detail`` is a bit field for CORRUPTED_OR_INACCESSIBLE."""

    result: SelfTestResult = u8(SelfTestResult)
    detail: int = u8(default=0)


class GetSelfTestResultsRequest(Request, command=app.GET_SELF_TEST_RESULTS, response=GetSelfTestResultsResponse):
    """Get Self Test Results. IPMI v2.0 §20.4."""


class ManufacturingTestOnResponse(Response):
    """Manufacturing Test On. IPMI v2.0 §20.5."""

    data: bytes = rest()


class ManufacturingTestOnRequest(Request, command=app.MANUFACTURING_TEST_ON, response=ManufacturingTestOnResponse):
    """Manufacturing Test On. IPMI v2.0 §20.5. The data are the vendor's own."""

    data: bytes = rest()


class SetAcpiPowerStateRequest(Request, command=app.SET_ACPI_POWER_STATE):
    """Set ACPI Power State. IPMI v2.0 §20.6. Tells the BMC the state; does not change power."""

    system_power_state: SystemPowerState = bits(7, SystemPowerState, default=SystemPowerState.NO_CHANGE)
    set_system_power_state: bool = flag(default=False)
    device_power_state: DevicePowerState = bits(7, DevicePowerState, default=DevicePowerState.NO_CHANGE)
    set_device_power_state: bool = flag(default=False)


class GetAcpiPowerStateResponse(Response):
    """Get ACPI Power State. IPMI v2.0 §20.7."""

    system_power_state: SystemPowerState = bits(7, SystemPowerState)
    _r1: int = reserved(1)
    device_power_state: DevicePowerState = bits(7, DevicePowerState)
    _r2: int = reserved(1)


class GetAcpiPowerStateRequest(Request, command=app.GET_ACPI_POWER_STATE, response=GetAcpiPowerStateResponse):
    """Get ACPI Power State. IPMI v2.0 §20.7."""


class GetDeviceGuidResponse(Response):
    """Get Device GUID. IPMI v2.0 §20.8. Bytes as sent; vendors disagree on their order."""

    guid: bytes = octets(16)


class GetDeviceGuidRequest(Request, command=app.GET_DEVICE_GUID, response=GetDeviceGuidResponse):
    """Get Device GUID. IPMI v2.0 §20.8."""

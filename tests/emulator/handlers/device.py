# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""IPM device global commands. IPMI v2.0 §20."""

from __future__ import annotations

import typing as t

from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.device import (
    ColdResetRequest,
    GetAcpiPowerStateRequest,
    GetAcpiPowerStateResponse,
    GetDeviceGuidRequest,
    GetDeviceGuidResponse,
    GetDeviceIdRequest,
    GetDeviceIdResponse,
    GetSelfTestResultsRequest,
    GetSelfTestResultsResponse,
    SetAcpiPowerStateRequest,
    WarmResetRequest,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.session import (
    GetSystemGuidRequest,
    GetSystemGuidResponse,
)

from ..registry import handles

if t.TYPE_CHECKING:
    from ..bmc import Bmc
    from ..origin import Origin

WARM_RESET_SECONDS = 0.2


@handles(GetDeviceIdRequest)
def get_device_id(bmc: Bmc, request: GetDeviceIdRequest, origin: Origin) -> GetDeviceIdResponse:
    identity = bmc.personality.identity
    data = bytes(
        [
            identity.device_id,
            identity.device_revision | identity.provides_sdrs << 7,
            identity.firmware_major,
            identity.firmware_minor_bcd,
            identity.ipmi_version_bcd,
            identity.additional_device_support,
        ]
    )
    data += identity.manufacturer_id.to_bytes(3, "little") + identity.product_id.to_bytes(2, "little")
    return GetDeviceIdResponse.unpack(data + identity.auxiliary_firmware)


@handles(ColdResetRequest)
def cold_reset(bmc: Bmc, request: ColdResetRequest, origin: Origin) -> None:
    quirks = bmc.personality.quirks
    if not quirks.cold_reset_ignored:
        bmc.after_answer(bmc.cold_reset)


@handles(WarmResetRequest)
def warm_reset(bmc: Bmc, request: WarmResetRequest, origin: Origin) -> None:
    """Restart the firmware only. Volatile settings are kept by some BMCs; this one loses them, as the cold reset."""
    bmc.after_answer(lambda: bmc.restart(WARM_RESET_SECONDS))


@handles(GetSelfTestResultsRequest)
def get_self_test_results(bmc: Bmc, request: GetSelfTestResultsRequest, origin: Origin) -> GetSelfTestResultsResponse:
    return GetSelfTestResultsResponse.unpack(bmc.volatile.self_test)


@handles(SetAcpiPowerStateRequest)
def set_acpi_power_state(bmc: Bmc, request: SetAcpiPowerStateRequest, origin: Origin) -> None:
    """Note what the system software says; the power itself is not touched. 7Fh means no change."""
    no_change = 0x7F
    if request.set_system_power_state and request.system_power_state != no_change:
        bmc.volatile.acpi_system_state = request.system_power_state
    if request.set_device_power_state and request.device_power_state != no_change:
        bmc.volatile.acpi_device_state = request.device_power_state


@handles(GetAcpiPowerStateRequest)
def get_acpi_power_state(bmc: Bmc, request: GetAcpiPowerStateRequest, origin: Origin) -> GetAcpiPowerStateResponse:
    return GetAcpiPowerStateResponse(
        system_power_state=bmc.volatile.acpi_system_state, device_power_state=bmc.volatile.acpi_device_state
    )


@handles(GetDeviceGuidRequest)
def get_device_guid(bmc: Bmc, request: GetDeviceGuidRequest, origin: Origin) -> GetDeviceGuidResponse:
    return GetDeviceGuidResponse(guid=bmc.stored.system_guid)


@handles(GetSystemGuidRequest)
def get_system_guid(bmc: Bmc, request: GetSystemGuidRequest, origin: Origin) -> GetSystemGuidResponse:
    return GetSystemGuidResponse(guid=bmc.stored.system_guid)

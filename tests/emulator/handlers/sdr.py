# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The SDR repository: one record, that of the BMC itself. IPMI v2.0 §33, §43.9.

It is not left empty: ipmitool takes an empty repository for one that has to be erased and built anew, and fails.
"""

from __future__ import annotations

import typing as t

from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.codec.fields import rest, u8, u16
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.codec.message import Request, Response
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.rmcp.ipmi_message import BMC_ADDRESS
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec import storage
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.completion_code import (
    CompletionCode as Code,
)

from ..registry import CompletionCode, handles
from .storage import RECORD_VERSION, RESERVATION, RepositoryInfo, Reservation

if t.TYPE_CHECKING:
    from ..bmc import Bmc
    from ..origin import Origin

RECORD_ID = 1
FIRST, LAST = 0x0000, 0xFFFF
"""Record numbers that mean the first and the last record; the latter also says that there is no next one."""
WHOLE_RECORD = 0xFF
MANAGEMENT_CONTROLLER_LOCATOR = 0x12
STATIC_CONTROLLER = 0x20
SYSTEM_MANAGEMENT_MODULE = 0x06
_LONGEST_NAME = 16


class GetSdrRepositoryInfoRequest(Request, command=storage.GET_SDR_REPOSITORY_INFO, response=RepositoryInfo):
    pass


class ReserveSdrRepositoryRequest(Request, command=storage.RESERVE_SDR_REPOSITORY, response=Reservation):
    pass


class GetSdrResponse(Response):
    next_record_id: int = u16()
    data: bytes = rest()


class GetSdrRequest(Request, command=storage.GET_SDR, response=GetSdrResponse):
    reservation_id: int = u16(default=0)
    record_id: int = u16(default=FIRST)
    offset: int = u8(default=0)
    count: int = u8(default=WHOLE_RECORD)


class ControllerLocator(Response):
    """The body of a management controller device locator record, up to its name."""

    device_address: int = u8(default=BMC_ADDRESS)
    channel: int = u8(default=0)
    power_state_notification: int = u8(default=STATIC_CONTROLLER)
    capabilities: int = u8()
    _r1: int = u16(default=0)
    _r2: int = u8(default=0)
    entity_id: int = u8(default=SYSTEM_MANAGEMENT_MODULE)
    entity_instance: int = u8(default=1)
    oem: int = u8(default=0)


@handles(GetSdrRepositoryInfoRequest)
def get_sdr_repository_info(bmc: Bmc, request: GetSdrRepositoryInfoRequest, origin: Origin) -> RepositoryInfo:
    return RepositoryInfo(record_count=1)


@handles(ReserveSdrRepositoryRequest)
def reserve_sdr_repository(bmc: Bmc, request: ReserveSdrRepositoryRequest, origin: Origin) -> Reservation:
    return Reservation()


def controller_record(bmc: Bmc) -> bytes:
    """Return the record that says where the BMC is, what it can do and what it is called."""
    eight_bit = 0xC0
    name = bmc.personality.name.encode("ascii")[:_LONGEST_NAME]
    locator = ControllerLocator(capabilities=bmc.personality.identity.additional_device_support)
    body = locator.pack() + bytes([eight_bit | len(name)]) + name
    return RECORD_ID.to_bytes(2, "little") + bytes([RECORD_VERSION, MANAGEMENT_CONTROLLER_LOCATOR, len(body)]) + body


@handles(GetSdrRequest)
def get_sdr(bmc: Bmc, request: GetSdrRequest, origin: Origin) -> GetSdrResponse:
    """Return a piece of the record. Only its beginning can be read without a reservation."""
    if request.record_id not in (FIRST, RECORD_ID, LAST):
        raise CompletionCode(Code.NOT_PRESENT)
    if request.reservation_id != RESERVATION and (request.reservation_id or request.offset):
        raise CompletionCode(Code.RESERVATION_INVALID)
    record = controller_record(bmc)
    if request.offset >= len(record):
        raise CompletionCode(Code.OUT_OF_RANGE)
    return GetSdrResponse(next_record_id=LAST, data=record[request.offset :][: request.count])

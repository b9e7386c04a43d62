# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An empty SEL, and a FRU that names the board: what clients ask for on their way. The SDR repository: sdr.py.

The SEL's clock counts seconds since the BMC started until somebody sets it, as IPMI has it for a clock that was never
set (below 20000000h). IPMI v2.0 §31, §34, §37.
"""

from __future__ import annotations

import typing as t

from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.codec.fields import (
    rest,
    u8,
    u16,
    u32,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.codec.message import Request, Response
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.fru import (
    GetFruInventoryAreaInfoRequest,
    GetFruInventoryAreaInfoResponse,
    ReadFruDataRequest,
    ReadFruDataResponse,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec import storage
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.completion_code import (
    CompletionCode as Code,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.vendor import vendor_name

from ..registry import CompletionCode, handles

if t.TYPE_CHECKING:
    from ..bmc import Bmc
    from ..origin import Origin

RECORD_VERSION = 0x51
FREE_SPACE = 0x4000
NEVER = 0xFFFFFFFF
RESERVATION = 1
RESERVE_SUPPORTED = 0x02
UNSPECIFIED_OFFSET = 0x07FF
ERASURE_COMPLETED = 0x01
_CLOCK_OFFSET = "sel_clock_offset"
_UTC_OFFSET = "sel_utc_offset"


class RepositoryInfo(Response):
    """The layout that Get SEL Info and Get SDR Repository Info share."""

    version: int = u8(default=RECORD_VERSION)
    record_count: int = u16(default=0)
    free_space: int = u16(default=FREE_SPACE)
    last_addition: int = u32(default=NEVER)
    last_erasure: int = u32(default=NEVER)
    operation_support: int = u8(default=RESERVE_SUPPORTED)


class Reservation(Response):
    reservation_id: int = u16(default=RESERVATION)


class Timestamp(Response):
    timestamp: int = u32()


class UtcOffset(Response):
    offset: int = u16()


class GetSelInfoRequest(Request, command=storage.GET_SEL_INFO, response=RepositoryInfo):
    pass


class ReserveSelRequest(Request, command=storage.RESERVE_SEL, response=Reservation):
    pass


class GetSelEntryRequest(Request, command=storage.GET_SEL_ENTRY):
    data: bytes = rest()


class ClearSelResponse(Response):
    progress: int = u8(default=ERASURE_COMPLETED)


class ClearSelRequest(Request, command=storage.CLEAR_SEL, response=ClearSelResponse):
    reservation_id: int = u16()
    data: bytes = rest()


class GetSelTimeRequest(Request, command=storage.GET_SEL_TIME, response=Timestamp):
    pass


class SetSelTimeRequest(Request, command=storage.SET_SEL_TIME):
    timestamp: int = u32()


class GetSelTimeUtcOffsetRequest(Request, command=storage.GET_SEL_TIME_UTC_OFFSET, response=UtcOffset):
    pass


class SetSelTimeUtcOffsetRequest(Request, command=storage.SET_SEL_TIME_UTC_OFFSET):
    offset: int = u16()


@handles(GetSelInfoRequest)
def get_sel_info(bmc: Bmc, request: GetSelInfoRequest, origin: Origin) -> RepositoryInfo:
    return RepositoryInfo()


@handles(ReserveSelRequest)
def reserve_sel(bmc: Bmc, request: ReserveSelRequest, origin: Origin) -> Reservation:
    return Reservation()


@handles(GetSelEntryRequest)
def get_sel_entry(bmc: Bmc, request: GetSelEntryRequest, origin: Origin) -> None:
    raise CompletionCode(Code.NOT_PRESENT)


@handles(ClearSelRequest)
def clear_sel(bmc: Bmc, request: ClearSelRequest, origin: Origin) -> ClearSelResponse:
    if request.reservation_id != RESERVATION:
        raise CompletionCode(Code.RESERVATION_INVALID)
    return ClearSelResponse()


@handles(GetSelTimeRequest)
def get_sel_time(bmc: Bmc, request: GetSelTimeRequest, origin: Origin) -> Timestamp:
    offset = bmc.volatile.oem.get(_CLOCK_OFFSET, -bmc.volatile.started_at)
    return Timestamp(timestamp=int(bmc.now() + offset))


@handles(SetSelTimeRequest)
def set_sel_time(bmc: Bmc, request: SetSelTimeRequest, origin: Origin) -> None:
    bmc.volatile.oem[_CLOCK_OFFSET] = request.timestamp - bmc.now()


@handles(GetSelTimeUtcOffsetRequest)
def get_sel_time_utc_offset(bmc: Bmc, request: GetSelTimeUtcOffsetRequest, origin: Origin) -> UtcOffset:
    return UtcOffset(offset=bmc.volatile.oem.get(_UTC_OFFSET, UNSPECIFIED_OFFSET))


@handles(SetSelTimeUtcOffsetRequest)
def set_sel_time_utc_offset(bmc: Bmc, request: SetSelTimeUtcOffsetRequest, origin: Origin) -> None:
    bmc.volatile.oem[_UTC_OFFSET] = request.offset


def _checksum(data: bytes) -> bytes:
    return bytes([-sum(data) & 0xFF])


def fru_data(bmc: Bmc) -> bytes:
    """Return FRU 0: a common header and a board area with manufacturer, product and a serial number of its own."""
    identity = bmc.personality.identity
    texts = (
        vendor_name(identity.manufacturer_id) or f"IANA {identity.manufacturer_id}",
        bmc.personality.name,
        f"EMULATED{bmc.number:06d}",
    )
    eight_bit, empty, end = 0xC0, b"\xc0", b"\xc1"
    fields = b"".join(bytes([eight_bit | len(text)]) + text.encode("ascii") for text in texts) + empty + empty + end
    english, unspecified_date = b"\x19", bytes(3)
    body = english + unspecified_date + fields
    eights = -(-(len(body) + 3) // 8)
    area = (bytes([0x01, eights]) + body).ljust(eights * 8 - 1, b"\x00")
    header = b"\x01\x00\x00\x01\x00\x00\x00"
    return header + _checksum(header) + area + _checksum(area)


def _only_fru_0(number: int) -> None:
    if number:
        raise CompletionCode(Code.NOT_PRESENT)


@handles(GetFruInventoryAreaInfoRequest)
def get_fru_inventory_area_info(
    bmc: Bmc, request: GetFruInventoryAreaInfoRequest, origin: Origin
) -> GetFruInventoryAreaInfoResponse:
    _only_fru_0(request.fru_device_id)
    return GetFruInventoryAreaInfoResponse(area_size=len(fru_data(bmc)))


@handles(ReadFruDataRequest)
def read_fru_data(bmc: Bmc, request: ReadFruDataRequest, origin: Origin) -> ReadFruDataResponse:
    _only_fru_0(request.fru_device_id)
    data = fru_data(bmc)
    if request.offset >= len(data):
        raise CompletionCode(Code.OUT_OF_RANGE)
    piece = data[request.offset : request.offset + request.count]
    return ReadFruDataResponse(count=len(piece), data=piece)

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""FRU inventory commands: a FRU device is a small memory that is read piece by piece. IPMI v2.0 §34.

What stands in the memory is in ``fru_area.py``. Devices that are accessed by words count offsets and sizes of pieces in
units of two bytes; the size of the whole is in bytes all the same.
"""

from __future__ import annotations

from ..codec.fields import flag, reserved, rest, u8, u16
from ..codec.message import Request, Response
from ..spec import storage


class GetFruInventoryAreaInfoResponse(Response):
    """Get FRU Inventory Area Info. IPMI v2.0 §34.1."""

    area_size: int = u16()
    accessed_by_words: bool = flag(default=False)
    _r1: int = reserved(7)


class GetFruInventoryAreaInfoRequest(
    Request, command=storage.GET_FRU_INVENTORY_AREA_INFO, response=GetFruInventoryAreaInfoResponse
):
    """Get FRU Inventory Area Info. IPMI v2.0 §34.1."""

    fru_device_id: int = u8()


class ReadFruDataResponse(Response):
    """Read FRU Data. ``count`` is as the BMC counts, which may not be what came. IPMI v2.0 §34.2."""

    count: int = u8()
    data: bytes = rest()


class ReadFruDataRequest(Request, command=storage.READ_FRU_DATA, response=ReadFruDataResponse):
    """Read FRU Data. IPMI v2.0 §34.2."""

    fru_device_id: int = u8()
    offset: int = u16()
    count: int = u8()

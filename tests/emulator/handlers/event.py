# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Platform event filtering: there is none, and that is what the BMC says. IPMI v2.0 §30.1."""

from __future__ import annotations

import typing as t

from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.codec.fields import u8
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.codec.message import Request, Response
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec import sensor_event

from ..registry import handles

if t.TYPE_CHECKING:
    from ..bmc import Bmc
    from ..origin import Origin

PEF_VERSION = 0x51


class GetPefCapabilitiesResponse(Response):
    """``actions`` is a mask of what a filter can do: nothing."""

    version: int = u8(default=PEF_VERSION)
    actions: int = u8(default=0)
    filter_count: int = u8(default=0)


class GetPefCapabilitiesRequest(
    Request, command=sensor_event.GET_PEF_CAPABILITIES, response=GetPefCapabilitiesResponse
):
    pass


@handles(GetPefCapabilitiesRequest)
def get_pef_capabilities(bmc: Bmc, request: GetPefCapabilitiesRequest, origin: Origin) -> GetPefCapabilitiesResponse:
    return GetPefCapabilitiesResponse()

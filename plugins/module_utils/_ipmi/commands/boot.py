# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""System boot option commands. IPMI v2.0 §28.12, §28.13. The parameters themselves are in ``boot_parameters``."""

from __future__ import annotations

from ..codec.fields import bits, flag_cleared, reserved, rest, u8
from ..codec.message import Parameter, Request, Response
from ..spec import chassis
from ..spec.parameter import BOOT_PARAMETER_VERSION


class BootParameter(Parameter):
    """One boot option parameter: the ``data`` of the two commands below."""


class SetSystemBootOptionsRequest(Request, command=chassis.SET_SYSTEM_BOOT_OPTIONS):
    """Set System Boot Options. IPMI v2.0 §28.12.

    A parameter that is not ``parameter_valid`` is locked. Without ``data`` only the validity changes.
    """

    parameter_selector: int = bits(7)
    parameter_valid: bool = flag_cleared(default=True)
    data: bytes = rest()


class GetSystemBootOptionsResponse(Response):
    """Get System Boot Options. IPMI v2.0 §28.13."""

    parameter_version: int = bits(4, default=BOOT_PARAMETER_VERSION)
    _r1: int = reserved(4)
    parameter_selector: int = bits(7)
    parameter_valid: bool = flag_cleared(default=True)
    data: bytes = rest()


class GetSystemBootOptionsRequest(
    Request, command=chassis.GET_SYSTEM_BOOT_OPTIONS, response=GetSystemBootOptionsResponse
):
    """Get System Boot Options. IPMI v2.0 §28.13."""

    parameter_selector: int = bits(7)
    _r1: int = reserved(1)
    set_selector: int = u8(default=0)
    block_selector: int = u8(default=0)

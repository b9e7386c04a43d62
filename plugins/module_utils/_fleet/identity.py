# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an inventory wants to know of a BMC, read in one session: which one it is, and what state it is in.

A BMC need not have all of it. What it refuses or answers nonsense to is left out.
"""

from __future__ import annotations

import typing as t

from .._ipmi.codec.message import Request
from .._ipmi.commands.chassis import GetChassisStatusRequest
from .._ipmi.commands.lan import GetLanConfigurationParametersRequest
from .._ipmi.commands.lan_parameters import MacAddress
from .._ipmi.commands.user import GetUserAccessRequest
from .._ipmi.effects import Procedure
from .._ipmi.errors import CompletionCodeError, DecodeError
from .._ipmi.procedures.fru import read_fru_identity
from .._ipmi.spec.command import PrivilegeLevel
from .._ipmi.spec.user import NULL_USER_ID
from .._resources.bmc import Bmc

Facts = dict[str, t.Any]

PRIVILEGE = PrivilegeLevel.OPERATOR
"""What LAN parameters and user access need; the rest is there for a user too."""

_SERIALS = ("product_serial_number", "chassis_serial_number", "board_serial_number")
"""Where the serial number of a machine may be, the likeliest place first."""


def read_identity() -> Procedure[Facts]:
    """Return what is known of the BMC, by the names of variables without their prefix."""
    bmc = Bmc()
    yield from bmc.identify()
    identity = bmc.identity()
    facts = {
        "guid": identity["system_guid"],
        "cipher_suite": identity["cipher_suite"],
        "manufacturer": identity["manufacturer"],
        "manufacturer_id": identity["manufacturer_id"],
        "product_id": identity["product_id"],
        "firmware": identity["firmware"],
    }
    status = yield from _ask(bmc, GetChassisStatusRequest())
    if status is not None:
        facts["power"] = "on" if status.power_is_on else "off"
    facts.update((yield from _read_fru()))
    facts.update((yield from _read_channel(bmc)))
    return {name: value for name, value in facts.items() if value is not None}


def _read_fru() -> Procedure[Facts]:
    fru = yield from _attempt(read_fru_identity())
    if fru is None:
        return {}
    texts = {name: value for name, value in fru._asdict().items() if value}
    serials = [texts[name] for name in _SERIALS if name in texts]
    product = texts.get("product_name") or texts.get("board_product_name")
    return {"fru": texts or None, "product": product, "serial": serials[0] if serials else None}


def _read_channel(bmc: Bmc) -> Procedure[Facts]:
    """Read what belongs to the channel of the session. A login at the level User may not."""
    facts = yield from bmc.facts()
    if facts.privilege_limit < PRIVILEGE:
        return {}
    channel = yield from bmc.current_channel()
    selector = MacAddress.selector
    parameter = yield from _ask(
        bmc, GetLanConfigurationParametersRequest(channel_number=channel, parameter_selector=selector)
    )
    mac = None if parameter is None else (yield from _attempt(_unpack_mac(parameter.data)))
    access = yield from _ask(bmc, GetUserAccessRequest(channel_number=channel, user_id=NULL_USER_ID))
    users = None
    if access is not None:
        users = {"enabled": access.current_channel_user_ids, "possible": access.max_channel_user_ids}
    return {"channel": channel, "mac": mac, "users": users}


def _unpack_mac(data: bytes) -> Procedure[str]:
    yield from ()
    return str(MacAddress.unpack(data).address)


def _ask(bmc: Bmc, request: Request) -> Procedure[t.Any]:
    return (yield from _attempt(bmc.read(request)))


def _attempt(procedure: Procedure[t.Any]) -> Procedure[t.Any]:
    try:
        return (yield from procedure)
    except (CompletionCodeError, DecodeError):
        return None

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a site may declare to be right, and what it puts up with: options of the audit."""

from __future__ import annotations

import datetime
import ipaddress

from .._desired.options import (
    Kind,
    Option,
    boolean,
    choice,
    choices,
    integer,
    ipv4_address,
    listing,
    mac_address,
    mapping,
    strings,
)
from .._ipmi.spec.user import MAXIMUM_USER_ID
from .catalogue import CHECKS

_LAST_VLAN = 4094
_PRIVILEGES = ("callback", "user", "operator", "administrator", "no_access")


def check_id() -> Kind:
    """The id of a check."""

    def check(value: str) -> str:
        if value not in CHECKS:
            raise ValueError(f"there is no check {value!r}; docs/user/audit.md lists them")
        return value

    return Kind({"type": "str"}, check)


def check_ids() -> Kind:
    def check(value: list[str]) -> list[str]:
        return [check_id().check(entry) for entry in value]

    return Kind({"type": "list", "elements": "str"}, check)


def _text() -> Kind:
    def check(value: str) -> str:
        if not value.strip():
            raise ValueError("it is empty")
        return value

    return Kind({"type": "str"}, check)


def _date() -> Kind:
    def check(value: str) -> str:
        try:
            return datetime.date.fromisoformat(value).isoformat()
        except ValueError:
            raise ValueError(f"{value!r} is not a date such as 2027-01-31") from None

    return Kind({"type": "str"}, check)


def _numbers() -> Kind:
    return Kind({"type": "list", "elements": "int"}, lambda value: sorted(set(value)))


def _networks() -> Kind:
    def check(value: list[str]) -> list[str]:
        return [str(ipaddress.ip_network(entry, strict=False)) for entry in value]

    return Kind({"type": "list", "elements": "str"}, check)


def _any_string() -> Kind:
    return Kind({"type": "str"})


def _number() -> Kind:
    return Kind({"type": "int"})


WAIVERS = Option(
    "waivers",
    listing(
        Option("check", check_id(), required=True),
        Option("reason", _text(), required=True),
        Option("expires", _date(), required=True),
        Option("owner", _any_string()),
    ),
    default=[],
)
DECLARED = Option(
    "declared",
    mapping(
        Option(
            "users",
            listing(
                Option("name", _text(), required=True),
                Option("privilege", choice(*_PRIVILEGES)),
                Option("sol", boolean()),
            ),
        ),
        Option("administrators_max", integer(1, MAXIMUM_USER_ID)),
        Option("break_glass", _text()),
        Option("channels", _numbers()),
        Option("access_mode", choice("always_available", "pre_boot_only", "shared", "disabled")),
        Option("privilege_limit", choice("callback", "user", "operator", "administrator")),
        Option("management_networks", _networks()),
        Option("vlan_id", integer(0, _LAST_VLAN)),
        Option("address_source", choice("static", "dhcp", "bios", "other")),
        Option("gateway", ipv4_address()),
        Option("ipv6", boolean()),
        Option("sol_enabled", boolean()),
        Option("alert_destinations", strings()),
        Option("oem_cipher_suites", _numbers()),
        Option("kg", boolean()),
        Option("power_restore_policy", choice("always_off", "previous", "always_on")),
        Option("boot_device", _any_string()),
        Option("boot_locks", choices("lock_keyboard", "lock_power_button", "lock_reset_button", "lock_sleep_button")),
        Option(
            "firmware_minimum",
            listing(
                Option("manufacturer_id", _number(), required=True),
                Option("product_id", _number(), required=True),
                Option("firmware", _text(), required=True),
            ),
        ),
        Option(
            "identity",
            mapping(Option("system_guid", _text()), Option("mac_address", mac_address()), Option("serial", _text())),
        ),
    ),
    default={},
)

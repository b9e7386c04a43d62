# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lenovo XClarity Controller, with two network ports: channel 1 and channel 8.

Factory account: ``USERID``/``PASSW0RD`` (user 2, with a zero).
"""

from __future__ import annotations

from ..model import ChannelAccess
from ..personality import DeviceIdentity, FactoryUser, NameRules, PasswordRules, Personality, Quirks
from .factory_channels import ipmb_channel, lan_channel, system_interface_channel
from .factory_guids import rfc4122_guid
from .factory_parameters import (
    boot_parameters,
    lan_ipv6_parameters,
    lan_parameters,
    sol_parameters,
    system_info_parameters,
)
from .factory_users import NULL_USER

# Quirk: Lenovo and IBM, IMM2 class: a BMC has one LAN channel; the dedicated and the shared port are a channel each,
# with settings of their own. D. Farmer, IPMI++ Security Best Practices.
LAN = 1
SECOND_LAN = 8
CIPHER_SUITES = (1, 2, 3, 17)


def _lan_table() -> dict[tuple[int, int, int], bytes]:
    return {
        **lan_parameters(CIPHER_SUITES, "XXaa", address_source=2, bad_password_threshold=5),
        **lan_ipv6_parameters(),
    }


PERSONALITY = Personality(
    name="lenovo",
    identity=DeviceIdentity(
        firmware_major=3, firmware_minor_bcd=0x90, manufacturer_id=19046, product_id=827, additional_device_support=0xBF
    ),
    make_guid=lambda number, seed: rfc4122_guid("lenovo", number, seed),
    mac_prefix=b"\x7c\xd3\x0a",
    max_users=12,
    users=(NULL_USER, FactoryUser(2, "USERID", "PASSW0RD")),
    # Quirk: Lenovo, XCC: a null password is a password; it is refused, as is a short or simple one. Lenovo XCC,
    # "Creating a new user account".
    password_rules=PasswordRules(allow_empty=False, min_length=8, character_classes=2, forbid_name_inside=True),
    name_rules=NameRules(unique=True),
    channels=(
        ipmb_channel(),
        lan_channel(LAN),
        lan_channel(SECOND_LAN, ChannelAccess(privilege_limit=4)),
        system_interface_channel(),
    ),
    lan_channel=LAN,
    session_slots=6,
    cipher_suites_advertised=CIPHER_SUITES,
    cipher_suites_accepted=frozenset(CIPHER_SUITES),
    cipher_privileges="by_position",
    lan_defaults={LAN: _lan_table(), SECOND_LAN: _lan_table()},
    sol_defaults={LAN: sol_parameters(LAN, authentication=0xC3), SECOND_LAN: sol_parameters(LAN, authentication=0xC3)},
    boot_defaults=boot_parameters(),
    system_info_defaults=system_info_parameters(firmware="IVE160G"),
    read_only_lan_parameters=frozenset({5}),
    quirks=Quirks(
        # Quirk: various: parameter 0 guards a series of writes; it is refused. OpenIPMI and ipmitool go on without.
        set_in_progress_refused=True,
    ),
)

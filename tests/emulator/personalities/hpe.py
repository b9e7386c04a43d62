# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""HPE iLO.

Factory account: ``Administrator``, on user 1. Its password is random, eight capital letters and digits on a tag; the
emulated servers all have ``Q7XK2M9P``. The LAN channel is 2.
"""

from __future__ import annotations

from ..personality import DeviceIdentity, FactoryUser, NameRules, PasswordRules, Personality, Quirks
from .factory_channels import ipmb_channel, lan_channel, system_interface_channel
from .factory_guids import smbios_guid
from .factory_parameters import (
    boot_parameters,
    lan_ipv6_parameters,
    lan_parameters,
    sol_parameters,
    system_info_parameters,
)

# Quirk: HPE, iLO: channel numbers are the vendor's choice, 1 for LAN by habit; the LAN channel is 2. Administrators'
# practice ("lan print 2"), [mem].
LAN = 2
CIPHER_SUITES = (0, 1, 2, 3, 17)

PERSONALITY = Personality(
    name="hpe",
    identity=DeviceIdentity(
        device_id=0x13,
        firmware_major=2,
        firmware_minor_bcd=0x72,
        additional_device_support=0x8F,
        manufacturer_id=11,
        product_id=8192,
        auxiliary_firmware=b"",
    ),
    make_guid=lambda number, seed: smbios_guid("hpe", number, seed),
    mac_prefix=b"\x94\x18\x82",
    max_users=12,
    # Quirk: HPE, Gen10: user 1 is the null user; it is an ordinary account, and the factory administrator. HPE Gen10
    # security reference.
    fixed_user_ids=frozenset(),
    users=(FactoryUser(1, "Administrator", "Q7XK2M9P"),),
    password_rules=PasswordRules(allow_empty=False, min_length=8),
    # Quirk: HP, some firmware: the name of an unused user is sixteen zero bytes; every unused user is called
    # "(Empty User)". MAAS, bmc_config.py.
    name_rules=NameRules(empty_slot_name="(Empty User)"),
    channels=(ipmb_channel(), lan_channel(LAN), system_interface_channel()),
    lan_channel=LAN,
    session_slots=6,
    supports_v15=False,
    cipher_suites_advertised=CIPHER_SUITES,
    cipher_suites_accepted=frozenset(CIPHER_SUITES),
    cipher_privileges="by_position",
    lan_defaults={
        LAN: {
            **lan_parameters(
                CIPHER_SUITES, "XXXaa", authentication_types=0x00, address_source=2, without=frozenset({14, 15, 25, 26})
            ),
            **lan_ipv6_parameters(),
        }
    },
    sol_defaults={LAN: sol_parameters(LAN, authentication=0x84)},
    boot_defaults=boot_parameters(without=frozenset({1, 2, 7})),
    system_info_defaults=system_info_parameters(firmware="U32 v2.72"),
    read_only_lan_parameters=frozenset({2, 5, 8, 9}),
    read_only_sol_parameters=frozenset({8}),
    unsupported_commands=frozenset({(0x06, 0x03), (0x06, 0x56)}),
    quirks=Quirks(kg_unsupported=True),
)

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A BMC that does what the specification says, all of it.

Factory accounts: ``admin``/``admin`` (user 2), ``operator``/``operator`` (3) and ``user``/``user`` (4), with the
privilege of their name; user 1 is the null user, switched off. Weak on purpose where factory settings are: IPMI 1.5
logins, suites without encryption and suite 0 are offered (the last without any privilege), the SNMP community is
"public".
"""

from __future__ import annotations

from ..personality import DeviceIdentity, FactoryUser, Personality
from .factory_channels import ipmb_channel, lan_channel, serial_channel, system_interface_channel
from .factory_parameters import (
    boot_parameters,
    lan_ipv6_parameters,
    lan_parameters,
    sol_parameters,
    system_info_parameters,
)
from .factory_users import NULL_USER

LAN = 1
SERIAL = 2
SECOND_IPMB = 6
CIPHER_SUITES = (0, 1, 2, 3, 6, 7, 8, 11, 12, 15, 16, 17)

PERSONALITY = Personality(
    name="generic",
    identity=DeviceIdentity(firmware_major=2, firmware_minor_bcd=0x10, manufacturer_id=7154, product_id=1),
    users=(
        NULL_USER,
        FactoryUser(2, "admin", "admin", privilege=4),
        FactoryUser(3, "operator", "operator", privilege=3),
        FactoryUser(4, "user", "user", privilege=2, sol=False),
    ),
    channels=(
        ipmb_channel(),
        lan_channel(LAN),
        serial_channel(SERIAL),
        ipmb_channel(SECOND_IPMB),
        system_interface_channel(),
    ),
    lan_channel=LAN,
    cipher_suites_advertised=CIPHER_SUITES,
    cipher_suites_accepted=frozenset(CIPHER_SUITES),
    cipher_privileges="by_position",
    lan_defaults={
        LAN: {
            **lan_parameters(CIPHER_SUITES, "Xaaaaaaaaaaa", authentication_support=0x17),
            **lan_ipv6_parameters(),
        }
    },
    sol_defaults={LAN: sol_parameters(LAN)},
    boot_defaults=boot_parameters(),
    system_info_defaults=system_info_parameters(firmware="generic 2.10"),
)

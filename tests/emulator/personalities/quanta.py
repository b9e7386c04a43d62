# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Quanta boards with an Intel-like user table (QSSC-S99K, QSSC-S4R, Intel S2600).

Factory account: ``root``/``root`` (user 2). The names of users 1 and 2 are fixed; users 3-5 are test accounts, off.
"""

from __future__ import annotations

from ..personality import DeviceIdentity, FactoryUser, NameRules, PasswordRules, Personality, Quirks
from .factory_channels import ipmb_channel, lan_channel, serial_channel, system_interface_channel
from .factory_guids import smbios_guid
from .factory_parameters import boot_parameters, lan_parameters, sol_parameters, system_info_parameters
from .factory_users import NULL_USER

LAN = 1
SERIAL = 4
CIPHER_SUITES = (0, 1, 2, 3, 6, 7, 8, 11, 12)

PERSONALITY = Personality(
    name="quanta",
    # The Get Device ID body of a real board: gebn/bmc, get_device_id_test.go.
    identity=DeviceIdentity(
        device_id=0x20,
        device_revision=1,
        firmware_major=3,
        firmware_minor_bcd=0x45,
        manufacturer_id=7244,
        product_id=12866,
        auxiliary_firmware=b"\x01\x00\x00\x00",
    ),
    make_guid=lambda number, seed: smbios_guid("quanta", number, seed),
    mac_prefix=b"\x2c\x60\x0c",
    max_users=15,
    users=(
        NULL_USER,
        FactoryUser(2, "root", "root"),
        FactoryUser(3, "test1", "superuser", enabled=False),
        FactoryUser(4, "test2", "superuser", enabled=False),
        FactoryUser(5, "test3", "superuser", enabled=False),
    ),
    # Quirk: Intel S2600CP, Quanta QSSC-S4R: only user 1 has a fixed name; that of user 2 is fixed too (CCh). Intel
    # S2600CP server management guide; QSSC-S4R TPS.
    fixed_user_ids=frozenset({1, 2}),
    # Quirk: Intel S5500WBV: two users may have one name; the second is refused. FreeIPMI,
    # ipmi-config-category-core-user-sections.c.
    name_rules=NameRules(unique=True),
    # Quirk: Sun X4140, Quanta Winterfell: a password is optional when a user is enabled or disabled; without one the
    # answer is C7h. FreeIPMI, BMC/IPMI Configuration Issue #1.
    password_rules=PasswordRules(state_change_needs_password_field=True),
    channels=(ipmb_channel(), lan_channel(LAN), serial_channel(SERIAL), ipmb_channel(6), system_interface_channel()),
    lan_channel=LAN,
    session_slots=5,
    cipher_suites_advertised=CIPHER_SUITES,
    cipher_suites_accepted=frozenset(CIPHER_SUITES),
    cipher_privileges="by_position",
    lan_defaults={LAN: lan_parameters(CIPHER_SUITES, "Xaaaaaaaa", without=frozenset({26}))},
    sol_defaults={LAN: sol_parameters(LAN)},
    boot_defaults=boot_parameters(),
    system_info_defaults=system_info_parameters(firmware="S4R_3A12"),
    unsupported_commands=frozenset((0x06, number) for number in (*range(0x09, 0x0E), *range(0x60, 0x65))),
    quirks=Quirks(
        # Quirk: Quanta and Intel boards: address, mask and gateway can be written at any time; the source must be
        # static first, else 82h. QSSC-S4R TPS.
        address_needs_static_source=True,
    ),
)

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""OpenBMC with phosphor-host-ipmid and phosphor-net-ipmid.

Factory account: ``root``/``0penBmc`` (user 1, with a zero). Only IPMI 2.0, only suite 17.
"""

from __future__ import annotations

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

LAN = 1
CIPHER_SUITES = (17,)
ARP_COMMUNITY_AND_ALERTS = frozenset({10, 11, *range(16, 20), 25, 26})
SET_USER_ACCESS_AND_FIREWALL = frozenset((0x06, number) for number in (*range(0x09, 0x0E), *range(0x60, 0x65)))
SET_CHANNEL_SECURITY_KEYS = (0x06, 0x56)
GET_USER_ACCESS, GET_USER_NAME = (0x06, 0x44), (0x06, 0x46)
ADMINISTRATOR = 4

PERSONALITY = Personality(
    name="openbmc",
    identity=DeviceIdentity(
        device_id=0,
        device_revision=0,
        provides_sdrs=False,
        firmware_major=2,
        firmware_minor_bcd=0x14,
        additional_device_support=0x8D,
        manufacturer_id=49871,
        product_id=0,
    ),
    make_guid=lambda number, seed: rfc4122_guid("openbmc", number, seed),
    # Quirk: OpenBMC: user 1 is the null user; it is an ordinary account, and root. phosphor-host-ipmid, user_channel.
    max_users=15,
    fixed_user_ids=frozenset(),
    users=(FactoryUser(1, "root", "0penBmc"),),
    # Quirk: OpenBMC: a name is any 16 bytes; it must match a pattern, and "root" is refused. phosphor-host-ipmid,
    # user_channel/user_mgmt.cpp.
    name_rules=NameRules(pattern="[A-Za-z_][A-Za-z0-9_]*", forbidden=frozenset({"root"}), unique=True),
    password_rules=PasswordRules(allow_empty=False, min_length=8),
    supports_session_limit=False,
    channels=(ipmb_channel(), lan_channel(LAN), system_interface_channel()),
    lan_channel=LAN,
    session_slots=15,
    # Quirk: OpenBMC: IPMI 1.5 sessions are part of IPMI 2.0; there are none, and what the capabilities say about
    # authentication types, null users and Kg are constants. phosphor-net-ipmid.
    supports_v15=False,
    # Quirk: OpenBMC: suites 0-3 are mandatory; only suite 17 is accepted. phosphor-net-ipmid.
    cipher_suites_advertised=CIPHER_SUITES,
    cipher_suites_accepted=frozenset(CIPHER_SUITES),
    # Quirk: OpenBMC: parameter 24 limits logins; it is accepted, stored by suite ID, and never looked at.
    # phosphor-host-ipmid, cipher_mgmt.cpp; phosphor-net-ipmid.
    cipher_privileges="ignored",
    rakp_disabled_user_status=0x09,
    # Quirk: OpenBMC: Get User Access and Get User Name need Operator; they need Administrator. phosphor-host-ipmid.
    command_privileges={GET_USER_ACCESS: ADMINISTRATOR, GET_USER_NAME: ADMINISTRATOR},
    lan_defaults={
        LAN: {
            **lan_parameters(
                CIPHER_SUITES,
                "aaaaaaaaaaaaaaaa",
                authentication_types=0x00,
                address_source=2,
                without=ARP_COMMUNITY_AND_ALERTS | {7, 8, 9, 14, 15, 21},
            ),
            **lan_ipv6_parameters(),
        }
    },
    sol_defaults={LAN: sol_parameters(LAN, authentication=0x83, without=frozenset({8}))},
    boot_defaults=boot_parameters(without=frozenset({1, 2, 3, 6, 7})),
    system_info_defaults=system_info_parameters(firmware="2.14.0"),
    # Quirk: OpenBMC: parameter 2 can be written; it is all zero and read-only. phosphor-host-ipmid,
    # transporthandler.cpp.
    read_only_lan_parameters=frozenset({2, 5}),
    # Quirk: OpenBMC: boot parameter 3 sets what clears the valid bit; it is not supported. ironic, ipmitool.py.
    unsupported_boot_parameters=frozenset({3}),
    address_not_static_code=0xD5,
    unsupported_commands=SET_USER_ACCESS_AND_FIREWALL | {SET_CHANNEL_SECURITY_KEYS, (0x06, 0x03)},
    quirks=Quirks(
        kg_unsupported=True,
        # Quirk: OpenBMC: an address can be written at any time; with DHCP on it is answered with D5h.
        # phosphor-host-ipmid, transporthandler.cpp.
        address_needs_static_source=True,
    ),
)

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Supermicro boards of the H8/X8 generation: IPMI 2.0 with holes.

Factory account: ``ADMIN``/``ADMIN`` (user 2), the published default of boards before 2020. Suite 0 is open.
"""

from __future__ import annotations

from ..personality import DeviceIdentity, FactoryUser, NameRules, PasswordRules, Personality, Quirks
from .factory_channels import ipmb_channel, lan_channel, system_interface_channel
from .factory_guids import rfc4122_guid
from .factory_parameters import boot_parameters, lan_parameters, sol_parameters
from .factory_users import NULL_USER
from .supermicro import NIC_MODE, NIC_MODE_COMMAND

LAN = 1
CIPHER_SUITES = (1, 2, 3, 6, 7, 8, 11, 12, 0)

PERSONALITY = Personality(
    name="old-supermicro",
    # Quirk: Supermicro, some boards: 10876 is the vendor's number; they report 47488. FreeIPMI and ipmitool know both.
    identity=DeviceIdentity(
        device_revision=1,
        provides_sdrs=False,
        firmware_major=1,
        firmware_minor_bcd=0x35,
        manufacturer_id=47488,
        product_id=4,
        auxiliary_firmware=b"",
    ),
    make_guid=lambda number, seed: rfc4122_guid("old supermicro", number, seed),
    mac_prefix=b"\x00\x25\x90",
    max_users=10,
    users=(NULL_USER, FactoryUser(2, "ADMIN", "ADMIN")),
    # Quirk: various, older firmware: bits 7:6 of Get User Access tell whether the user is enabled; they are always 00.
    # IPMI v2.0 errata 3 brought them.
    enable_status_readable=False,
    # Quirk: Supermicro, H8QME with SIMSO: Set User Password tests passwords with operation 11b; the operation is
    # refused. FreeIPMI, BMC/IPMI Configuration Issue #3.
    supports_password_test=False,
    supports_session_limit=False,
    # Quirk: Supermicro, X8 generation: 20-byte passwords are part of IPMI 2.0; only 16 bytes fit. ipmitool issue 347.
    password_rules=PasswordRules(allow_20_bytes=False),
    # Quirk: Sun X4140, Inventec 5441, Intel S5500WBV: an unused user has sixteen zero bytes for a name and no access;
    # both questions are answered with CCh. FreeIPMI, ipmi-config-category-core-user-sections.c; go-ipmi.
    name_rules=NameRules(empty_slot_code=0xCC),
    empty_slot_access_code=0xCC,
    channels=(ipmb_channel(), lan_channel(LAN), system_interface_channel()),
    lan_channel=LAN,
    session_slots=4,
    cipher_suites_advertised=CIPHER_SUITES,
    cipher_suites_accepted=frozenset(CIPHER_SUITES),
    # Quirk: Supermicro, X8/X9: parameter 24 indexes the list of parameter 23; it is indexed by suite ID (the list
    # 1,2,3,6,7,8,11,12,0 comes with aaaaXXaaaXXaaXX). Field output in ipmitool reports.
    cipher_privileges="by_id",
    lan_defaults={
        LAN: lan_parameters(
            CIPHER_SUITES,
            "aaaaXXaaaXXaaXX",
            authentication_support=0x17,
            address_source=2,
            without=frozenset({8, 9, 14, 15, 25, 26}),
        )
    },
    sol_defaults={LAN: sol_parameters(LAN, without=frozenset({8}))},
    boot_defaults=boot_parameters(without=frozenset({1, 2, 6, 7})),
    unsupported_commands=frozenset({(0x06, 0x03), (0x06, 0x58), (0x06, 0x59), (0x00, 0x0A), (0x00, 0x0B)})
    | {(0x06, number) for number in (*range(0x09, 0x0E), *range(0x60, 0x65))},
    oem_defaults={NIC_MODE: b"\x00"},
    oem_commands=(NIC_MODE_COMMAND,),
    quirks=Quirks(
        # Quirk: Supermicro, older boards: a VLAN ID that was written is used; it is answered 00h and has no effect.
        # Reports on sideband management of such boards.
        vlan_writes_ignored=True,
        # Quirk: Supermicro, X8DT*: the hashes of RAKP use the privilege of RAKP 1; that of Open Session is used.
        # FreeIPMI workaround opensesspriv.
        open_session_privilege_hashed=True,
        # Quirk: Supermicro, X8DT*: suite 0 has no integrity check value in RAKP 4; one comes. FreeIPMI workaround
        # integritycheckvalue.
        suite_zero_sends_icv=True,
        messaging_needs_privilege=True,
        set_in_progress_unguarded=True,
    ),
)

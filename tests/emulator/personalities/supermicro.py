# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Supermicro boards of the X10/X11 kind.

Factory account: ``ADMIN`` (user 2). Its password is unique to each board since 2020, ten capital letters on a label;
the emulated boards all have ``XKWQPMVNTR``.
"""

from __future__ import annotations

import typing as t

from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.completion_code import (
    CompletionCode as Code,
)

from ..personality import DeviceIdentity, FactoryUser, OemCommand, PasswordRules, Personality, Quirks
from ..registry import CompletionCode
from .factory_channels import ipmb_channel, lan_channel, system_interface_channel
from .factory_guids import smbios_guid
from .factory_parameters import (
    boot_parameters,
    lan_ipv6_parameters,
    lan_parameters,
    sol_parameters,
    system_info_parameters,
)
from .factory_users import NULL_USER

if t.TYPE_CHECKING:
    from ..bmc import Bmc
    from ..origin import Origin

LAN = 1
CIPHER_SUITES = (1, 2, 3, 6, 7, 8, 11, 12, 15, 16, 17)

NIC_MODES = frozenset({0, 1, 2})
"""Dedicated, shared, failover."""
NIC_MODE = "supermicro_nic_mode"
NIC_MODE_PREFIX = b"\x0c"
_GET, _SET = 0, 1


def nic_mode(bmc: Bmc, data: bytes, origin: Origin) -> bytes:
    """Get (00h) or set (01h mode) which network port the BMC uses: 30h/70h 0Ch of the Supermicro X9-X11 boards."""
    operation, arguments = data[1:2], data[2:]
    if operation == bytes([_GET]) and not arguments.strip(b"\x00"):
        return bmc.stored.oem[NIC_MODE]
    if operation == bytes([_SET]) and len(arguments) == 1 and arguments[0] in NIC_MODES:
        bmc.stored.oem[NIC_MODE] = arguments
        return b""
    raise CompletionCode(Code.INVALID_FIELD)


NIC_MODE_COMMAND = OemCommand(0x30, 0x70, nic_mode, prefix=NIC_MODE_PREFIX)

PERSONALITY = Personality(
    name="supermicro",
    # The Get Device ID body of a real board: gebn/bmc, get_device_id_test.go.
    identity=DeviceIdentity(
        device_id=0x20,
        device_revision=1,
        provides_sdrs=False,
        firmware_major=3,
        firmware_minor_bcd=0x72,
        manufacturer_id=10876,
        product_id=2052,
    ),
    make_guid=lambda number, seed: smbios_guid("supermicro", number, seed),
    mac_prefix=b"\x0c\xc4\x7a",
    max_users=10,
    users=(NULL_USER, FactoryUser(2, "ADMIN", "XKWQPMVNTR")),
    password_rules=PasswordRules(allow_empty=False, min_length=8),
    channels=(ipmb_channel(), lan_channel(LAN), system_interface_channel()),
    lan_channel=LAN,
    session_slots=5,
    cipher_suites_advertised=CIPHER_SUITES,
    cipher_suites_accepted=frozenset(CIPHER_SUITES),
    # Quirk: Supermicro-like BMC listing suites 1-17: parameter 24 indexes the list of parameter 23; seen instead of the
    # reading by suite ID that other boards of the vendor have. ipmitool issue 196.
    cipher_privileges="by_position",
    lan_defaults={
        LAN: {
            **lan_parameters(
                CIPHER_SUITES,
                "XXaXXXXXXXaXXXX",
                address_source=2,
                bad_password_threshold=3,
                bad_password_intervals=(30, 30),
            ),
            **lan_ipv6_parameters(),
        }
    },
    sol_defaults={LAN: sol_parameters(LAN, authentication=0x82)},
    boot_defaults=boot_parameters(),
    system_info_defaults=system_info_parameters(firmware="3.4"),
    read_only_lan_parameters=frozenset({5}),
    oem_defaults={NIC_MODE: b"\x02"},
    oem_commands=(NIC_MODE_COMMAND,),
    quirks=Quirks(
        # Quirk: Supermicro, X10 and later: Set User Access writes flags and limit at once; IPMI messaging is refused
        # as long as the privilege limit is "no access". MAAS, bmc_config.py.
        messaging_needs_privilege=True,
    ),
)

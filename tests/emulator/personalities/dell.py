# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Dell iDRAC.

Factory account: ``root``/``calvin`` (user 2), which buyers can still choose instead of a random password.
"""

from __future__ import annotations

import typing as t

from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.completion_code import (
    CompletionCode as Code,
)

from ..personality import DeviceIdentity, FactoryUser, OemCommand, Personality, Quirks
from ..registry import CompletionCode
from .factory_channels import ipmb_channel, lan_channel, serial_channel, system_interface_channel
from .factory_guids import service_tag_guid
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
SERIAL = 2
CIPHER_SUITES = tuple(range(15))
NIC_SELECTION = "dell_nic_selection"
DEDICATED = 1


def get_nic_selection(bmc: Bmc, data: bytes, origin: Origin) -> bytes:
    """Return the NIC and the failover NIC: 30h/29h of the 12th and 13th generation (FreeIPMI, ipmitool)."""
    return bmc.stored.oem[NIC_SELECTION]


def set_nic_selection(bmc: Bmc, data: bytes, origin: Origin) -> bytes:
    """Set the NIC (1 dedicated, 2-5 LOM 1-4) and the failover NIC (0 none, 2-5 LOM, 6 all): 30h/28h."""
    if len(data) != 2:
        raise CompletionCode(Code.LENGTH_INVALID)
    if not 1 <= data[0] <= 5 or data[1] not in (0, 2, 3, 4, 5, 6) or (data[0] == DEDICATED and data[1]):
        raise CompletionCode(Code.INVALID_FIELD)
    bmc.stored.oem[NIC_SELECTION] = data
    return b""


PERSONALITY = Personality(
    name="dell",
    identity=DeviceIdentity(
        firmware_major=2,
        firmware_minor_bcd=0x85,
        additional_device_support=0xDF,
        manufacturer_id=674,
        product_id=256,
        auxiliary_firmware=b"\x00\x04\x55\x55",
    ),
    make_guid=service_tag_guid,
    mac_prefix=b"\x18\x66\xda",
    max_users=16,
    users=(NULL_USER, FactoryUser(2, "root", "calvin")),
    channels=(ipmb_channel(), lan_channel(LAN), serial_channel(SERIAL), system_interface_channel()),
    lan_channel=LAN,
    session_slots=4,
    # Quirk: Dell, iDRAC7/8 and others: what Get Channel Cipher Suites lists can be used; the xRC4 suites are listed
    # and refused in Open Session. FreeIPMI and ipmitool do not speak them either.
    cipher_suites_advertised=CIPHER_SUITES,
    cipher_suites_accepted=frozenset({0, 1, 2, 3, 6, 7, 8, 11, 12}),
    # The list is 0-14 in order, so that the position and the suite ID are the same number: no ambiguity here.
    cipher_privileges="by_id",
    lan_defaults={LAN: {**lan_parameters(CIPHER_SUITES, "Xaaaaaaaaaaaaaa", arp_control=0x03), **lan_ipv6_parameters()}},
    sol_defaults={LAN: sol_parameters(LAN, authentication=0x84)},
    boot_defaults=boot_parameters(),
    system_info_defaults=system_info_parameters(firmware="2.17.0"),
    read_only_lan_parameters=frozenset({5, 8, 9}),
    oem_defaults={NIC_SELECTION: b"\x01\x00"},
    oem_commands=(
        OemCommand(0x30, 0x28, set_nic_selection),
        OemCommand(0x30, 0x29, get_nic_selection, privilege=2),
    ),
    quirks=Quirks(
        # Quirk: Dell, PowerEdge R610, R710, R420: a user can be enabled at any time; name and a password that is not
        # empty must come first, else 80h. FreeIPMI, ipmi-config-category-core-user-sections.c; MAAS, bmc_config.py.
        enable_needs_name_and_password=True,
    ),
)

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names of enumeration members are what a playbook says, so they are tested as an interface."""

from __future__ import annotations

import enum
import importlib

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.boot import BootDevice, FirmwareType
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.channel import AccessMode, ChannelMedium
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.chassis import RestorePolicy
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.command import PrivilegeLevel
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.firewall import defining_body_size
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.lan import AddressSource
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.vendor import VENDORS, vendor_name
from collection_path import ROOT

SPEC = "plugins/module_utils/_ipmi/spec"
WORDS = {
    AccessMode: {"disabled": 0, "pre_boot_only": 1, "always_available": 2, "shared": 3},
    AddressSource: {"unspecified": 0, "static": 1, "dhcp": 2, "bios": 3, "other": 4},
    BootDevice: {
        "none": 0, "pxe": 1, "disk": 2, "disk_safe_mode": 3, "diagnostic_partition": 4, "cdrom": 5, "bios_setup": 6,
        "remote_floppy": 7, "remote_cdrom": 8, "remote_media": 9, "remote_disk": 11, "floppy": 15,
    },
    FirmwareType: {"legacy": 0, "uefi": 1},
    PrivilegeLevel: {
        "unspecified": 0, "callback": 1, "user": 2, "operator": 3, "administrator": 4, "oem": 5, "no_access": 15,
    },
    RestorePolicy: {"always_off": 0, "previous": 1, "always_on": 2, "unknown": 3},
}  # fmt: skip


@pytest.mark.parametrize("enumeration", WORDS, ids=lambda enumeration: enumeration.__name__)
def test_words_of_playbooks(enumeration: type[enum.IntEnum]) -> None:
    assert {member.name.lower(): member.value for member in enumeration} == WORDS[enumeration]


def test_no_enumeration_gives_two_names_to_a_number() -> None:
    for path in (ROOT / SPEC).glob("[!_]*.py"):
        module = importlib.import_module(f"ansible_collections.baremetal.ipmi.{SPEC.replace('/', '.')}.{path.stem}")
        for value in vars(module).values():
            if isinstance(value, type) and issubclass(value, enum.IntEnum) and value is not enum.IntEnum:
                assert len(value.__members__) == len(list(value)), value


def test_channel_medium_of_a_lan() -> None:
    assert ChannelMedium(4) is ChannelMedium.LAN


@pytest.mark.parametrize(
    ("number", "name"), [(674, "Dell"), (10876, "Supermicro"), (47488, "Supermicro"), (0xF0_02A2, "Dell"), (0, None)]
)
def test_vendor_names(number: int, name: str | None) -> None:
    assert vendor_name(number) == name


def test_vendor_numbers_have_20_bits() -> None:
    assert all(0 < number < 0xFFFFF for number in VENDORS)


@pytest.mark.parametrize(("net_fn", "size"), [(0x06, 0), (0x2C, 1), (0x2E, 3), (0x30, 0)])
def test_size_of_the_defining_body(net_fn: int, size: int) -> None:
    assert defining_body_size(net_fn) == size

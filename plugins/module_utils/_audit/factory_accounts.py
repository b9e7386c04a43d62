# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Accounts that BMCs are delivered with, as their vendors publish them, by IANA enterprise number.

Names tell that an account was never replaced. Passwords are for the test of BMC-USER-005, which is off unless asked
for: a BMC is only asked about those of its own vendor, so it sees a handful.
"""

from __future__ import annotations

import typing as t


class FactoryAccount(t.NamedTuple):
    """``password`` is None where each board has one of its own."""

    name: str
    password: str | None = None


ADVANTECH, ASROCK_RACK, ASUS, AMI = 10297, 49622, 2623, 20974
CISCO, DELL, FUJITSU, GIGABYTE, HP, HPE, HUAWEI = 5771, 674, 10368, 15370, 11, 47196, 2011
IBM, INSPUR, INTEL, LENOVO_IMM, LENOVO, OPENBMC = 2, 37945, 343, 20301, 19046, 49871
ORACLE, QUANTA, SUPERMICRO, SUPERMICRO_X11, TYAN = 42, 7244, 10876, 47488, 6653

_SUPERMICRO = (FactoryAccount("ADMIN", "ADMIN"),)
_HPE = (FactoryAccount("Administrator"), FactoryAccount("admin", "superuser"))
_IMM = (FactoryAccount("USERID", "PASSW0RD"),)
_OPENBMC = (FactoryAccount("root", "0penBmc"),)
_INTEL = (
    FactoryAccount("root", "superuser"),
    *(FactoryAccount(f"test{number}", "superuser") for number in (1, 2, 3)),
)

FACTORY_ACCOUNTS: t.Mapping[int, tuple[FactoryAccount, ...]] = {
    ADVANTECH: (FactoryAccount("administrator", "advantech"),),
    AMI: (FactoryAccount("admin", "admin"), FactoryAccount("sysadmin", "superuser"), FactoryAccount("ADMIN", "admin")),
    ASROCK_RACK: (FactoryAccount("admin", "admin"),),
    ASUS: (FactoryAccount("admin", "admin"),),
    CISCO: (FactoryAccount("admin", "password"),),
    DELL: (FactoryAccount("root", "calvin"),),
    FUJITSU: (FactoryAccount("admin", "admin"),),
    GIGABYTE: (FactoryAccount("admin", "password"),),
    HP: _HPE,
    HPE: _HPE,
    HUAWEI: (FactoryAccount("root", "Huawei12#$"), FactoryAccount("Administrator", "Admin@9000")),
    IBM: (*_IMM, *_OPENBMC, FactoryAccount("ADMIN", "admin")),
    INSPUR: (FactoryAccount("admin", "admin"),),
    INTEL: _INTEL,
    LENOVO: _IMM,
    LENOVO_IMM: _IMM,
    OPENBMC: _OPENBMC,
    ORACLE: (FactoryAccount("root", "changeme"),),
    QUANTA: (FactoryAccount("root", "root"), *_INTEL, FactoryAccount("admin", "cmb9.admin")),
    SUPERMICRO: _SUPERMICRO,
    SUPERMICRO_X11: _SUPERMICRO,
    TYAN: (FactoryAccount("root", "superuser"),),
}
TRIED_BY_SCANNERS = (
    "admin", "ADMIN", "Admin", "administrator", "Administrator", "guest", "root", "sysadmin", "USERID",
)  # fmt: skip
"""Names that public scanners try on any BMC."""
SERIAL_TAIL = 11
"""Gigabyte, boards since March 2020: the password is so many last characters of the board's serial number."""


def factory_accounts(manufacturer_id: int) -> tuple[FactoryAccount, ...]:
    """Return what a vendor's BMCs are delivered with; nothing for a vendor that is not known."""
    return FACTORY_ACCOUNTS.get(manufacturer_id, ())


def is_factory_name(manufacturer_id: int, name: str) -> bool:
    """Tell whether an account has the name that it had in the factory, or one that everybody tries."""
    return name in TRIED_BY_SCANNERS or any(name == account.name for account in factory_accounts(manufacturer_id))

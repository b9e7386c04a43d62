# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""FRU identity: ipmitool and our client read the same of the same BMC."""

from __future__ import annotations

from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.client.blocking import run
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.client.login import Login
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.procedures.fru import FruIdentity, read_fru_identity
from ansible_collections.baremetal.ipmi.tests.interop.ipmitool.program import Ipmitool


def test_both_read_the_same(tool: Ipmitool) -> None:
    bmc = tool.bmc
    identity = run(
        Login(host=bmc.host, port=bmc.port, username=tool.username, password=tool.password), read_fru_identity()
    )
    printed = tool.fields("fru", "print", "0")

    def text(*names: str) -> str | None:
        """Return the first of these that is printed."""
        return next((printed[name] for name in names if name in printed), None)

    assert identity == FruIdentity(
        manufacturer=text("Product Manufacturer", "Board Mfg"),
        product_name=text("Product Name", "Board Product"),
        part_number=text("Product Part Number", "Board Part Number"),
        product_serial_number=text("Product Serial"),
        board_serial_number=text("Board Serial"),
        chassis_serial_number=text("Chassis Serial"),
        asset_tag=text("Product Asset Tag"),
    )
    assert identity.manufacturer and identity.board_serial_number

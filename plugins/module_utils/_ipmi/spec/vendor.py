# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names of the manufacturers that BMCs report, by IANA enterprise number."""

from __future__ import annotations

VENDORS = {
    2: "IBM",
    11: "HP",
    42: "Oracle",
    94: "Nokia",
    107: "Bull",
    116: "Hitachi",
    119: "NEC",
    186: "Toshiba",
    193: "Ericsson",
    343: "Intel",
    373: "Tatung",
    399: "Hitachi",
    674: "Dell",
    2011: "Huawei",
    2168: "LMC",
    2623: "ASUS",
    4314: "Xilinx",
    4337: "RadiSys",
    4413: "Broadcom",
    4769: "IBM",
    5593: "Magnum",
    5703: "NVIDIA",
    5771: "Cisco",
    6653: "Tyan",
    7154: "IPMI forum",
    7244: "Quanta",
    9237: "Viking",
    10297: "Advantech",
    10368: "Fujitsu",
    10418: "Avocent",
    10437: "Raritan",
    10876: "Supermicro",
    11102: "OSA Technologies",
    11129: "Google",
    11161: "Wistron",
    12634: "PICMG",
    13742: "Raritan",
    15000: "Kontron",
    15370: "Gigabyte",
    16394: "PPS",
    19046: "Lenovo",
    20301: "Lenovo",
    20569: "Inventec",
    20974: "AMI",
    22238: "Foxconn",
    24339: "ADLINK",
    25506: "H3C",
    28458: "Nokia Siemens Networks",
    33196: "VITA",
    37945: "Inspur",
    40092: "Wiwynn",
    40981: "Meta",
    47196: "HPE",
    47488: "Supermicro",
    49622: "ASRock Rack",
    49769: "YADRO",
    49871: "OpenBMC",
    52538: "Ampere",
}

IPMI_FORUM = 7154
"""The IANA number that channels and protocols defined by IPMI report."""


def vendor_name(manufacturer_id: int) -> str | None:
    """Return the manufacturer's name. Only the low 20 bits of the number are defined. IPMI v2.0 §20.1."""
    return VENDORS.get(manufacturer_id & 0xFFFFF)

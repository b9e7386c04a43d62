# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""System GUIDs in the byte orders that vendors use, the same for the same BMC of a fleet."""

from __future__ import annotations

import hashlib
import uuid


def _unique(vendor: str, number: int, seed: int) -> bytes:
    return hashlib.sha256(f"{vendor} {seed} {number}".encode("ascii")).digest()


def smbios_guid(vendor: str, number: int, seed: int) -> bytes:
    """Return a random-looking GUID in SMBIOS byte order: the first three fields least significant byte first."""
    return uuid.UUID(bytes=_unique(vendor, number, seed)[:16], version=4).bytes_le


def rfc4122_guid(vendor: str, number: int, seed: int) -> bytes:
    """Return a random-looking GUID in the order in which it is written."""
    return uuid.UUID(bytes=_unique(vendor, number, seed)[:16], version=4).bytes


def service_tag_guid(number: int, seed: int) -> bytes:
    """Return a Dell GUID: "DELL", then the service tag's letters around the constants that Dell puts there.

    In SMBIOS order. FreeIPMI's ipmi-pet manual has one: 44454C4C 5000 1059 8043 B2C04F333358, service tag 2PYC33X.
    """
    letters = "BCDFGHJKLMNPQRSTVWXYZ0123456789"
    tag = "".join(letters[byte % len(letters)] for byte in _unique("dell", number, seed)[:7]).encode("ascii")
    return b"DELL" + bytes([tag[1], 0x00, 0x10, tag[2], 0x80, tag[3], tag[0] | 0x80, 0xC0, 0x4F]) + tag[4:7]

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The GUID of a BMC for a person. IPMI v2.0 §20.8, §22.14.

The specification sends all sixteen bytes in reverse, SMBIOS reverses only the first three fields, RFC 4122 reverses
nothing, and vendors do any of the three. Only the version and the variant inside a GUID tell which order makes sense.
"""

from __future__ import annotations

import typing as t

_VERSIONS = frozenset("12345")
_VARIANT = frozenset("89ab")
_VERSION_PLACE = 14
_VARIANT_PLACE = 19


def _text(data: bytes) -> str:
    digits = data.hex()
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def _smbios(data: bytes) -> bytes:
    return data[3::-1] + data[5:3:-1] + data[7:5:-1] + data[8:]


def _is_valid(text: str) -> bool:
    return text[_VERSION_PLACE] in _VERSIONS and text[_VARIANT_PLACE] in _VARIANT


def describe_guid(data: bytes) -> dict[str, t.Any]:
    """Return the three readings of sixteen bytes as they came, and the names of those that are a valid GUID."""
    readings = {"ipmi": _text(data[::-1]), "smbios": _text(_smbios(data)), "rfc4122": _text(data)}
    valid = [name for name, text in readings.items() if _is_valid(text)]
    return {"bytes": data.hex(), **readings, "valid": valid}

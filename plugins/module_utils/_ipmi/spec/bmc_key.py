# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The BMC key Kg, as people write it. IPMI v2.0 §13.33."""

from __future__ import annotations

BMC_KEY_SIZE = 20


def parse_bmc_key(text: str) -> bytes:
    """Return a key given as text, or as hexadecimal digits after ``0x``. Raises ValueError.

    It is stored with zero bytes behind it; one of zero bytes only, or an empty one, is no key.
    """
    if not text.lower().startswith("0x"):
        return text.encode("utf-8")
    try:
        return bytes.fromhex(text[2:])
    except ValueError:
        raise ValueError("what follows 0x is not pairs of hexadecimal digits") from None

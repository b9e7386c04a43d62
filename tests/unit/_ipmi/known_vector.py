# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a test makes our encryption come to an initialization vector that somebody else has used."""

from __future__ import annotations

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes


def block_that_becomes(vector: bytes, key: bytes, before: bytes = bytes(16)) -> bytes:
    """Return the "random" block for a vector; ``before`` are the last 16 bytes that the context has encrypted."""
    block = Cipher(algorithms.AES(key[:16]), modes.ECB()).decryptor().update(vector)
    return bytes(one ^ other for one, other in zip(block, before))

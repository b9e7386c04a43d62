# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""AES-CBC-128, the only encryption of RMCP+ in use. IPMI v2.0 §13.29.

The one file that imports ``cryptography``, and only a session that encrypts imports this file. On the wire: a fresh
initialization vector, then the data padded with 01h, 02h, ... and the length of that padding.

Setting up a cipher costs more than encrypting an IPMI message, so a session keeps two contexts of CBC running
for its whole life. CBC adds each block to the ciphertext before it. That makes decryption of a packet in a running
context right from the second block on, and the first is the vector. For encryption the first block is random, so
that what it is encrypted to, and what the second one is added to, is a vector that nobody can foresee.
"""

from __future__ import annotations

from ..errors import DecodeError

try:
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
except ImportError:
    HAS_CRYPTOGRAPHY = False
else:
    HAS_CRYPTOGRAPHY = True

BLOCK_SIZE = 16
KEY_SIZE = 16

_PADDING = bytes(range(1, BLOCK_SIZE + 1))
_TRAILERS = tuple(_PADDING[:count] + bytes((count,)) for count in reversed(range(BLOCK_SIZE)))
"""What follows data whose last block has 0, 1, 2 ... bytes: padding, and its length."""


class AesCbc:
    """AES-CBC-128 with the first 16 bytes of K2 as its key."""

    def __init__(self, k2: bytes) -> None:
        key = algorithms.AES(k2[:KEY_SIZE])
        nothing = bytes(BLOCK_SIZE)
        self._encrypt = Cipher(key, modes.CBC(nothing)).encryptor().update
        self._decrypt = Cipher(key, modes.CBC(nothing)).decryptor().update

    def encrypt(self, data: bytes, random_block: bytes) -> bytes:
        """Return vector and ciphertext. The vector is made from 16 random bytes, new ones each time."""
        return self._encrypt(random_block + data + _TRAILERS[len(data) % BLOCK_SIZE])

    def decrypt(self, sealed: bytes) -> bytes:
        """Return the data. Raises DecodeError when it is no whole number of blocks or the padding is wrong.

        Sixteen bytes of padding are legal to receive, though no sender needs more than fifteen.
        """
        if len(sealed) < 2 * BLOCK_SIZE or len(sealed) % BLOCK_SIZE:
            raise DecodeError("AES-CBC payload", "length", f"{len(sealed)} bytes came")
        data = self._decrypt(sealed)
        padding = data[-1]
        end = len(data) - 1 - padding
        if padding > BLOCK_SIZE or end < BLOCK_SIZE or data[end:-1] != _PADDING[:padding]:
            raise DecodeError("AES-CBC payload", "padding", "is wrong")
        return data[BLOCK_SIZE:end]

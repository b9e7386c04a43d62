# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The authentication code at the end of an RMCP+ packet. IPMI v2.0 §13.28.4.

An HMAC is a hash in a hash, and both begin with a block that depends on the key alone (RFC 2104 §4). A session hashes
these two once and goes on from copies, which takes half the time of one call that begins anew with each packet.
"""

from __future__ import annotations

import hashlib
import typing as t

from ..spec.cipher_suite import IntegrityAlgorithm

MD5_PASSWORD_SIZE = 20

_BLOCK_SIZE = 64
_INNER = bytes(byte ^ 0x36 for byte in range(256))
_OUTER = bytes(byte ^ 0x5C for byte in range(256))


class Integrity(t.NamedTuple):
    """One algorithm with its key: ``code(data)`` has ``size`` bytes."""

    size: int
    code: t.Callable[[bytes], bytes]


def _hmac(digest: t.Callable[..., t.Any], key: bytes, size: int) -> Integrity:
    """Return HMAC with a key of one block at most."""
    block = key.ljust(_BLOCK_SIZE, b"\x00")
    begin_inner = digest(block.translate(_INNER)).copy
    begin_outer = digest(block.translate(_OUTER)).copy

    def code(data: bytes) -> bytes:
        inner, outer = begin_inner(), begin_outer()
        inner.update(data)
        outer.update(inner.digest())
        return t.cast(bytes, outer.digest()[:size])

    return Integrity(size, code)


def _md5_of_password(password: bytes) -> Integrity:
    """Return MD5-128, which hashes the password itself around the packet (suites 11 to 14).

    Whether the password is padded is disputed: FreeIPMI pads to the 20 bytes in which a BMC stores it, go-ipmi does
    not pad. Decided here for 20 bytes, as everywhere else that RMCP+ uses the password.
    """
    key = password.ljust(MD5_PASSWORD_SIZE, b"\x00")
    return Integrity(16, lambda data: hashlib.md5(key + data + key, usedforsecurity=False).digest())


def make_integrity(algorithm: int, k1: bytes, password: bytes) -> Integrity | None:
    """Return the algorithm keyed for a session; None when packets carry no code. Raises KeyError for an unknown one."""
    if algorithm == IntegrityAlgorithm.NONE:
        return None
    if algorithm == IntegrityAlgorithm.MD5_128:
        return _md5_of_password(password)
    digest, size = _HMACS[algorithm]
    return _hmac(digest, k1, size)


_HMACS: dict[int, tuple[t.Callable[..., t.Any], int]] = {
    IntegrityAlgorithm.HMAC_SHA1_96: (hashlib.sha1, 12),
    IntegrityAlgorithm.HMAC_MD5_128: (hashlib.md5, 16),
    IntegrityAlgorithm.HMAC_SHA256_128: (hashlib.sha256, 16),
}

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The authentication code at the end of an RMCP+ packet. IPMI v2.0 §13.28.4."""

from __future__ import annotations

import hashlib
import hmac
import typing as t

from ..spec.cipher_suite import IntegrityAlgorithm

MD5_PASSWORD_SIZE = 20


class Integrity(t.NamedTuple):
    """One algorithm with its key: ``code(data)`` has ``size`` bytes."""

    size: int
    code: t.Callable[[bytes], bytes]


def _hmac(digest: str, key: bytes, size: int) -> Integrity:
    one_shot = hmac.digest
    return Integrity(size, lambda data: one_shot(key, data, digest)[:size])


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


_HMACS: dict[int, tuple[str, int]] = {
    IntegrityAlgorithm.HMAC_SHA1_96: ("sha1", 12),
    IntegrityAlgorithm.HMAC_MD5_128: ("md5", 16),
    IntegrityAlgorithm.HMAC_SHA256_128: ("sha256", 16),
}

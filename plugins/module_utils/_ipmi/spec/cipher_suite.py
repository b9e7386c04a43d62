# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The cipher suites of RMCP+: an identifier for each combination of three algorithms. IPMI v2.0 §22.15.2."""

from __future__ import annotations

import enum
import typing as t


class AuthenticationAlgorithm(enum.IntEnum):
    """How both sides prove that they know the password. IPMI v2.0 §13.28."""

    NONE = 0
    HMAC_SHA1 = 1
    HMAC_MD5 = 2
    HMAC_SHA256 = 3


class IntegrityAlgorithm(enum.IntEnum):
    """How each packet is protected against change. IPMI v2.0 §13.28.4."""

    NONE = 0
    HMAC_SHA1_96 = 1
    HMAC_MD5_128 = 2
    MD5_128 = 3
    HMAC_SHA256_128 = 4


class ConfidentialityAlgorithm(enum.IntEnum):
    """How each payload is encrypted. IPMI v2.0 §13.28.5."""

    NONE = 0
    AES_CBC_128 = 1
    XRC4_128 = 2
    XRC4_40 = 3


class CipherSuite(t.NamedTuple):
    """One cipher suite. The algorithms are plain numbers where a BMC uses ones that the specification does not name."""

    id: int
    authentication: int
    integrity: int
    confidentiality: int


CIPHER_SUITES = {
    number: CipherSuite(
        number,
        AuthenticationAlgorithm(authentication),
        IntegrityAlgorithm(integrity),
        ConfidentialityAlgorithm(confidentiality),
    )
    for number, authentication, integrity, confidentiality in (
        (0, 0, 0, 0),
        (1, 1, 0, 0),
        (2, 1, 1, 0),
        (3, 1, 1, 1),
        (4, 1, 1, 2),
        (5, 1, 1, 3),
        (6, 2, 0, 0),
        (7, 2, 2, 0),
        (8, 2, 2, 1),
        (9, 2, 2, 2),
        (10, 2, 2, 3),
        (11, 2, 3, 0),
        (12, 2, 3, 1),
        (13, 2, 3, 2),
        (14, 2, 3, 3),
        (15, 3, 0, 0),
        (16, 3, 4, 0),
        (17, 3, 4, 1),
        (18, 3, 4, 2),
        (19, 3, 4, 3),
    )
}
"""IPMI v2.0 table 22-20."""

XRC4_SUITES = frozenset(
    suite.id
    for suite in CIPHER_SUITES.values()
    if suite.confidentiality in (ConfidentialityAlgorithm.XRC4_128, ConfidentialityAlgorithm.XRC4_40)
)
"""Known by number, never spoken: RC4 is broken, and the sources disagree on how a packet is keyed."""

SUPPORTED = frozenset(CIPHER_SUITES) - XRC4_SUITES
"""The suites that this collection speaks."""

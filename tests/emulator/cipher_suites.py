# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which cipher suites this BMC takes, and how far each one gets. IPMI v2.0 §22.15.2, §23.2 parameters 22-24."""

from __future__ import annotations

import typing as t

from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.cipher_suite import CIPHER_SUITES, CipherSuite
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.rmcp_plus import RmcpPlusStatus as Status

if t.TYPE_CHECKING:
    from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.rmcp.rakp import OpenSessionRequest

    from .bmc import Bmc

CIPHER_SUITE_ENTRIES = 23
CIPHER_SUITE_PRIVILEGES = 24
OEM_PRIVILEGE = 5
_NIBBLES = 16
_STANDARD_RECORD = 0xC0
_INTEGRITY_TAG = 0x40
_CONFIDENTIALITY_TAG = 0x80
_UNKNOWN = (
    Status.INVALID_AUTHENTICATION_ALGORITHM,
    Status.INVALID_INTEGRITY_ALGORITHM,
    Status.INVALID_CONFIDENTIALITY_ALGORITHM,
)


def accepted_suites(bmc: Bmc) -> list[CipherSuite]:
    """Return the suites that the firmware speaks, best first (a console may leave the choice to the BMC)."""
    return [CIPHER_SUITES[number] for number in sorted(bmc.personality.cipher_suites_accepted, reverse=True)]


def choose_suite(bmc: Bmc, request: OpenSessionRequest) -> CipherSuite | Status:
    """Return the suite that an Open Session Request asks for, or the status that refuses it."""
    suites = accepted = accepted_suites(bmc)
    proposals = (
        (request.authentication_payload_size, request.authentication_algorithm),
        (request.integrity_payload_size, request.integrity_algorithm),
        (request.confidentiality_payload_size, request.confidentiality_algorithm),
    )
    for position, (size, algorithm) in enumerate(proposals, start=1):
        if not size:
            continue
        if not any(suite[position] == algorithm for suite in accepted):
            return _UNKNOWN[position - 1]
        suites = [suite for suite in suites if suite[position] == algorithm]
    return suites[0] if suites else Status.NO_CIPHER_SUITE_MATCH


def highest_privilege(bmc: Bmc, suite_id: int) -> int:
    """Return the highest privilege that a suite may have on the LAN channel; 0 when it is switched off."""
    lan = bmc.stored.channels[bmc.personality.lan_channel].lan
    privileges = lan.read(CIPHER_SUITE_PRIVILEGES)
    reading = bmc.personality.cipher_privileges
    if reading == "ignored" or bmc.personality.quirks.cipher_suite_privileges_ignored or privileges is None:
        return OEM_PRIVILEGE
    position = suite_id
    if reading == "by_position":
        entries = (lan.read(CIPHER_SUITE_ENTRIES) or b"\x00")[1:]
        if suite_id not in entries:
            return OEM_PRIVILEGE
        position = entries.index(suite_id)
    if position >= _NIBBLES:
        return OEM_PRIVILEGE
    return privileges[1 + position // 2] >> 4 * (position % 2) & 0x0F


def cipher_suite_records(bmc: Bmc, by_suite: bool) -> bytes:
    """Return what Get Channel Cipher Suites lists: records by suite, or just the algorithms."""
    suites = [CIPHER_SUITES[number] for number in bmc.personality.cipher_suites_advertised]
    if by_suite:
        return b"".join(_record(suite) for suite in suites) + bmc.personality.oem_cipher_records
    return bytes(
        sorted({suite.authentication for suite in suites})
        + sorted({_INTEGRITY_TAG | suite.integrity for suite in suites})
        + sorted({_CONFIDENTIALITY_TAG | suite.confidentiality for suite in suites})
    )


def _record(suite: CipherSuite) -> bytes:
    return bytes(
        [
            _STANDARD_RECORD,
            suite.id,
            suite.authentication,
            _INTEGRITY_TAG | suite.integrity,
            _CONFIDENTIALITY_TAG | suite.confidentiality,
        ]
    )

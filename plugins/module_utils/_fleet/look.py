# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One BMC that was found: log in with the first account that it takes, and read what it is."""

from __future__ import annotations

import re
import typing as t

from .._ipmi.client.asynchronous import run_async
from .._ipmi.client.login import LAN, LANPLUS
from .._ipmi.errors import IpmiError, PrivilegeTooLow, UnknownUser, WrongKg, WrongPassword
from .._ipmi.spec.command import PrivilegeLevel
from .credentials import Credential, LoginSettings
from .finding import FAILED, IDENTIFIED, Finding
from .identity import PRIVILEGE, Facts, read_identity
from .sources import Candidate

_NEXT = (UnknownUser, WrongPassword, WrongKg)
"""Refusals of an account; anything else another account would run into as well."""


async def look(candidate: Candidate, finding: Finding, settings: LoginSettings) -> Finding:
    """Return the finding with what an authenticated look adds. Never raises an IpmiError."""
    finding.interface = _interface(finding)
    refusals = []
    for credential in candidate.credentials:
        try:
            facts = await _read(candidate, credential, finding.interface or LANPLUS, settings)
        except _NEXT as error:
            refusals.append((credential, error))
        except IpmiError as error:
            return _failed(finding, error, str(error))
        else:
            finding.state = IDENTIFIED
            finding.credential, finding.username = credential.name, credential.username
            finding.facts.update(facts)
            finding.facts["mismatches"] = _mismatches(candidate, facts)
            return finding
    tried = "; ".join(f"{credential.name}: {error}" for credential, error in refusals)
    return _failed(finding, refusals[-1][1], f"no login with {tried}")


async def _read(candidate: Candidate, credential: Credential, interface: str, settings: LoginSettings) -> Facts:
    """Read with the level that all of it needs; an account that has less reads what there is for it."""

    async def read_as(privilege: PrivilegeLevel) -> Facts:
        login = settings.login(credential, candidate.host, candidate.port, interface=interface, privilege=privilege)
        return await run_async(login, read_identity())

    try:
        return await read_as(PRIVILEGE)
    except (PrivilegeTooLow, UnknownUser):
        # Some BMCs say of an account with less privilege that they do not know it.
        return await read_as(PrivilegeLevel.USER)


def _interface(finding: Finding) -> str | None:
    """Return the interface, None for the usual one. Who has not said what it offers is asked for the usual one."""
    return LAN if finding.facts.get("ipmi_versions") == ["1.5"] else None


def _failed(finding: Finding, error: IpmiError, message: str) -> Finding:
    finding.state = FAILED
    finding.facts.update(error=message, error_code=error.error_code)
    return finding


def _mismatches(candidate: Candidate, facts: Facts) -> list[str] | None:
    """Return what a file says otherwise than the BMC: another machine is in this place, or the file is wrong."""
    expected = {} if candidate.row is None else candidate.row.expected
    return [name for name, value in expected.items() if name in facts and _plain(facts[name]) != _plain(value)] or None


def _plain(value: t.Any) -> str:
    return re.sub(r"[\s:.-]", "", str(value)).lower()

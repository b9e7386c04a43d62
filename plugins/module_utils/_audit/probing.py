# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds out by trying what reading cannot tell: cipher suites, the anonymous login, default passwords.

Nothing here is done unless it is asked for. Suites and the anonymous login are real sessions beside the audit's own,
opened and closed at once. Passwords are tested by IPMI's own operation, which counts no failed login.
IPMI v2.0 §13.17, §22.30.
"""

from __future__ import annotations

import typing as t

from .._ipmi.effects import Procedure, Prove
from .._ipmi.errors import CompletionCodeError, IpmiError, PrivilegeTooLow, SuiteRefused, UnknownUser, WrongPassword
from .._ipmi.procedures.fru import read_fru_identity
from .._ipmi.spec.cipher_suite import SUPPORTED
from .._resources.bmc import Bmc
from .._resources.user_facets import UserTarget, probe_password
from .cipher_suites import GOOD
from .factory_accounts import GIGABYTE, SERIAL_TAIL, factory_accounts
from .facts import Facts, usable_channels

CIPHER_SUITES, ANONYMOUS = "cipher_suites", "anonymous"
PROBES = (ANONYMOUS, CIPHER_SUITES)
_SUITE_0 = 0
_NOBODYS = "nobody has this"
"""A BMC that confirms even this as a password confirms any."""
_LET_IN = (PrivilegeTooLow,)
"""What tells, short of a session, that the name and the password were right."""
_TURNED_AWAY = (SuiteRefused, UnknownUser, WrongPassword)


def probe(facts: Facts, probes: t.Collection[str]) -> Procedure[None]:
    """Try what ``probes`` names, over the session's own channel."""
    if facts.session.interface != "lanplus":
        return
    found: dict[str, t.Any] = {}
    if CIPHER_SUITES in probes:
        found[CIPHER_SUITES] = yield from _try_suites(facts)
    if ANONYMOUS in probes:
        found[ANONYMOUS] = yield from _is_let_in({"username": "", "password": ""})
    facts.sources["probes"] = found


def _try_suites(facts: Facts) -> Procedure[dict[int, bool]]:
    """Return which suites open a session: those listed, and those that matter most. RC4 is not spoken here."""
    listed = {suite for entry in facts.get("cipher_suites") or [] for suite in entry["cipher_suites"]}
    found = {}
    for suite in sorted((listed | {_SUITE_0, *GOOD}) & SUPPORTED):
        is_open: bool | None = True
        if suite != facts.session.cipher_suite:
            is_open = yield from _is_let_in({"cipher_suites": (suite,)})
        if is_open is not None:
            found[suite] = is_open
    return found


def _is_let_in(changes: t.Mapping[str, t.Any]) -> Procedure[bool | None]:
    """Return whether a login with ``changes`` succeeds; None where that did not become clear."""
    try:
        yield Prove(changes)
    except _TURNED_AWAY:
        return False
    except _LET_IN:
        return True
    except IpmiError:
        return None
    return True


def test_passwords(bmc: Bmc, facts: Facts) -> Procedure[dict[str, t.Any]]:
    """Return the slots that have a published, a serial-made or an empty password; which one is not said."""
    found: dict[str, t.Any] = {"published": [], "serial": [], "empty": [], "tested": 0, "is_reliable": True}
    serial = yield from _serial_password(facts.manufacturer_id)
    for account in facts.accounts:
        target = UserTarget(account["user_id"], account["name"], min(usable_channels(account)))
        if (yield from probe_password(bmc, target, {"password": _NOBODYS})):
            found["is_reliable"] = False
            return found
        published = [
            one.password for one in factory_accounts(facts.manufacturer_id)
            if one.password is not None and one.name.casefold() == account["name"].casefold()
        ]  # fmt: skip
        for kind, passwords in (("published", published), ("serial", serial), ("empty", [""])):
            for password in passwords:
                found["tested"] += 1
                if (yield from probe_password(bmc, target, {"password": password})):
                    found[kind].append(account["user_id"])
                    break
    return found


def _serial_password(manufacturer_id: int) -> Procedure[list[str]]:
    if manufacturer_id != GIGABYTE:
        return []
    try:
        serial = (yield from read_fru_identity()).board_serial_number
    except CompletionCodeError:
        return []
    return [serial[-SERIAL_TAIL:]] if serial else []

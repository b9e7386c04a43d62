# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks of accounts and passwords. IPMI v2.0 §22.26-§22.31, §24.6."""

from __future__ import annotations

import typing as t

from .check import Check, Fragment, Severity, Verdict, failed, fixed, passed, undeclared, undetectable
from .cipher_suites import CONFIDENTIAL
from .factory_accounts import is_factory_name
from .facts import Facts, label, listed, usable_channels

LEVELS = ("no_access", "callback", "user", "operator", "administrator", "oem")
MOST_ADMINISTRATORS = 2
_OWN = "It is the account in use: log in with one of your own first."
_NOT_ASKED = "Not asked for: default_credentials: true tests it, without a failed login."


def _removal(facts: Facts, accounts: t.Iterable[t.Mapping[str, t.Any]]) -> Fragment | None:
    """Return what takes accounts away; not the one that is to do it."""
    entries = [
        {"name": account["name"], "user_id": account["user_id"], "state": "absent"}
        for account in accounts
        if not facts.is_own(dict(account))
    ]
    return {"users": entries} if entries else None


def _unwanted(facts: Facts, accounts: list[t.Any], reason: str, **evidence: t.Any) -> Verdict:
    """Return the verdict of accounts that should not be there."""
    remedy = _OWN if any(facts.is_own(account) for account in accounts) else None
    return failed(reason, _removal(facts, accounts), remedy, accounts=[_shown(one) for one in accounts], **evidence)


def _shown(account: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    return {"name": account["name"], "user_id": account["user_id"], "privileges": _privileges(account)}


def _privileges(account: t.Mapping[str, t.Any]) -> dict[str, str]:
    return {str(channel): privilege for channel, privilege in usable_channels(dict(account)).items()}


def _anonymous(facts: Facts, declared: t.Any) -> Verdict:
    open_on = [entry["channel"] for entry in facts["authentication"] if entry["anonymous_login"]]
    nameless = [account for account in facts.accounts if not account["name"]]
    tried = (facts.get("probes") or {}).get("anonymous")
    evidence: dict[str, t.Any] = {"channels": open_on, "tried": tried}
    if tried:
        return failed("Somebody without a name and a password is let in.", _removal(facts, nameless), **evidence)
    if open_on and nameless:
        return _unwanted(facts, nameless, f"Channel {listed(open_on)} says that it lets anybody in.", **evidence)
    if open_on:
        return failed(
            f"Channel {listed(open_on)} says that it lets anybody in, and no account without a name is enabled.",
            remedy="Set a random password for slot 1 and disable it, or use the vendor's own interface.",
            **evidence,
        )
    return passed("No channel lets anybody in without a name and a password.", **evidence)


def _nameless(facts: Facts, declared: t.Any) -> Verdict:
    accounts = [account for account in facts.accounts if not account["name"]]
    if accounts:
        return _unwanted(facts, accounts, f"{label(accounts[0])[0].upper()}{label(accounts[0])[1:]} may be used.")
    said = [entry["channel"] for entry in facts["authentication"] if entry["null_user_names"]]
    if said:
        return failed(
            f"Channel {listed(said)} says that an account without a name is enabled; none is to be seen.",
            remedy="Look at slot 1 in the vendor's own interface.",
            channels=said,
        )
    return passed("No account without a name may be used.")


def _first_slot(facts: Facts, declared: t.Any) -> Verdict:
    found = [account for account in facts.accounts if account["user_id"] == 1]
    names = _declared_names(declared)
    if not found:
        return passed("Slot 1 holds no account that may be used.")
    if not found[0]["name"]:
        return _unwanted(facts, found, "Slot 1, which is the anonymous one by convention, may be used without a name.")
    if names is not None and found[0]["name"] not in names:
        return _unwanted(facts, found, f"Slot 1 holds {found[0]['name']}, which is not declared.")
    return passed(f"Slot 1 holds {found[0]['name']}.")


def _factory_names(facts: Facts, declared: t.Any) -> Verdict:
    accounts = [account for account in facts.accounts if is_factory_name(facts.manufacturer_id, account["name"])]
    if accounts:
        names = listed(account["name"] for account in accounts)
        return _unwanted(facts, accounts, f"{names} may be used, a name that everybody tries first.")
    return passed("No account that may be used has a factory name.")


def _declared_names(declared: t.Any) -> set[str] | None:
    users = declared.get("users")
    if users is None:
        return None
    names = {user["name"] for user in users}
    return names | ({declared["break_glass"]} if declared.get("break_glass") else set())


def _only_declared(facts: Facts, declared: t.Any) -> Verdict:
    names = _declared_names(declared)
    if names is None:
        return undeclared("users")
    extra = [account for account in facts.accounts if account["name"] not in names]
    if extra:
        return _unwanted(facts, extra, f"{listed(map(label, extra))} may be used and is not declared.")
    return passed("Only declared accounts may be used.")


def _privilege(facts: Facts, declared: t.Any) -> Verdict:
    """Compare on the channel of the declaration, that is on every channel: nobody needs more elsewhere."""
    wanted = {user["name"]: user["privilege"] for user in declared.get("users") or [] if user.get("privilege")}
    if not wanted:
        return undeclared("users")
    entries, evidence = [], {}
    for account in facts.accounts:
        limit = wanted.get(account["name"])
        if limit is None:
            continue
        high = {n: level for n, level in usable_channels(account).items() if LEVELS.index(level) > LEVELS.index(limit)}
        if high:
            evidence[account["name"]] = {"declared": limit, "found": {str(n): level for n, level in high.items()}}
            entries.append(_access_entry(account, dict.fromkeys(high, limit)))
    if entries:
        return failed(f"{listed(evidence)} may do more than is declared.", {"users": entries}, accounts=evidence)
    return passed("No account may do more than is declared.")


def _access_entry(account: t.Mapping[str, t.Any], privileges: t.Mapping[int, str]) -> dict[str, t.Any]:
    access = [{"channel": channel, "privilege": privilege} for channel, privilege in privileges.items()]
    return {"name": account["name"], "user_id": account["user_id"], "access": access}


def _administrators(facts: Facts, declared: t.Any) -> Verdict:
    most = declared.get("administrators_max")
    most = MOST_ADMINISTRATORS if most is None else most
    names = [label(one) for one in facts.accounts if {"administrator", "oem"} & set(usable_channels(one).values())]
    if len(names) > most:
        return failed(
            f"{len(names)} accounts are administrators, at most {most} should be.",
            remedy="Give those that do not need it less, or take them away.",
            administrators=names,
        )
    if not names:
        return failed("No account is an administrator.", remedy="Create one before anything else.", administrators=[])
    return passed(f"{len(names)} of at most {most} accounts are administrators.", administrators=names)


def _oem_privilege(facts: Facts, declared: t.Any) -> Verdict:
    found = {label(one): one for one in facts.accounts if "oem" in usable_channels(one).values()}
    if found:
        entries = [
            _access_entry(one, {n: "administrator" for n, level in usable_channels(one).items() if level == "oem"})
            for one in found.values()
        ]
        return failed(f"{listed(found)} has the vendor's own privilege.", {"users": entries}, accounts=list(found))
    return passed("No account has the vendor's own privilege.")


def _channels_of_accounts(facts: Facts, declared: t.Any) -> Verdict:
    # The channel in use is needed whatever is declared: the audit's own account is on it.
    needed = {*(declared.get("channels") or []), facts.session.channel}
    entries, evidence = [], {}
    for account in facts.accounts:
        extra = [channel for channel in usable_channels(account) if channel not in needed]
        if extra:
            evidence[label(account)] = extra
            access = [{"channel": n, "privilege": "no_access", "ipmi_messaging": False} for n in extra]
            entries.append({"name": account["name"], "user_id": account["user_id"], "access": access})
    if not entries:
        return passed(f"Nobody may log in over other channels than {listed(sorted(needed, key=str))}.")
    reason = f"{listed(evidence)} may log in over a channel that is not in use."
    mend = {"users": entries} if declared.get("channels") else None
    return failed(reason, mend, None if mend else "declared.channels says which LAN channels are in use.", **evidence)


def _unique(facts: Facts, declared: t.Any) -> Verdict:
    names = [account["name"] for account in facts["users"] if account["name"]]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        slots = {name: [one["user_id"] for one in facts["users"] if one["name"] == name] for name in twice}
        return failed(f"{listed(twice)} is in several slots.", remedy="Remove all but one by user_id.", slots=slots)
    return passed("Every name is in one slot.")


def _console_users(facts: Facts, declared: t.Any) -> Verdict:
    wanted = {user["name"] for user in declared.get("users") or [] if user.get("sol")}
    if declared.get("users") is None:
        return undeclared("users")
    entries, extra = [], []
    for account in facts.accounts:
        channels = [access["channel"] for access in account["access"] if access.get("sol")]
        if channels and account["name"] not in wanted:
            extra.append(label(account))
            access = [{"channel": channel, "sol": False} for channel in channels]
            entries.append({"name": account["name"], "user_id": account["user_id"], "access": access})
    if extra:
        return failed(f"{listed(extra)} may use the serial console.", {"users": entries}, accounts=extra)
    return passed("Only declared accounts may use the serial console.")


def _enable_state(facts: Facts, declared: t.Any) -> Verdict:
    unknown = [label(account) for account in facts["users"] if "enabled" not in account]
    if unknown:
        return undetectable(f"This BMC does not tell whether {listed(unknown)} is enabled.", accounts=unknown)
    return passed("For every account the BMC tells whether it is enabled.")


def _break_glass(facts: Facts, declared: t.Any) -> Verdict:
    name = declared.get("break_glass")
    if not name:
        return undeclared("break_glass")
    if facts.session.username == name:
        return failed(f"This audit logs in with {name}.", remedy="Let automation have an account of its own.")
    found = [account for account in facts.accounts if account["name"] == name]
    if not found or "administrator" not in usable_channels(found[0]).values():
        return failed(f"{name} is not there as an administrator.", remedy="Create it; its password is yours to give.")
    return passed(f"{name} is an administrator, and not what automation logs in with.")


def _default_passwords(facts: Facts, declared: t.Any) -> Verdict:
    return _tested(facts, "published", "a password that its vendor publishes")


def _serial_passwords(facts: Facts, declared: t.Any) -> Verdict:
    return _tested(facts, "serial", "a password that is on its board")


def _empty_passwords(facts: Facts, declared: t.Any) -> Verdict:
    return _tested(facts, "empty", "an empty password")


def _tested(facts: Facts, kind: str, what: str) -> Verdict:
    tests = facts.get("password_tests")
    if tests is None:
        return undetectable(facts.refused.get("password_tests", _NOT_ASKED))
    if not tests["is_reliable"]:
        return undetectable("This BMC says of any password that it is right, when it is asked to test one.")
    found = [account for account in facts.accounts if account["user_id"] in tests[kind]]
    if found:
        remedy = "Set a long random password; the role bmc_credentials does."
        return failed(
            f"{listed(map(label, found))} has {what}.", remedy=remedy, accounts=[_shown(one) for one in found]
        )
    return passed(f"No account has {what}.", tested=tests["tested"])


def _confidential(facts: Facts, declared: t.Any) -> Verdict:
    session = facts.session
    if session.interface == "open":
        return passed("This audit did not come over the network.")
    if session.cipher_suite in CONFIDENTIAL:
        return passed(f"The session of this audit is encrypted (suite {session.cipher_suite}).")
    return failed(
        "The session of this audit is not encrypted, so passwords that tasks set can be read by others.",
        remedy="Use bmc_interface: lanplus and bmc_cipher_suites: [17, 3].",
        interface=session.interface,
        cipher_suite=session.cipher_suite,
    )


_USERS = ("IPMI v2.0 §22.27",)
_LENGTH = "How long a password is cannot be read; the role bmc_credentials makes them 20 characters long."
_CONTROLLER = "Only the controller's own store of passwords can tell; the role bmc_credentials sees to it."
CHECKS = (
    Check(
        "BMC-USER-001", "No anonymous login", Severity.CRITICAL, "essential",
        ("TA13-207A", "IPMI v2.0 §22.13"), ("authentication", "users"), _anonymous,
    ),
    Check(
        "BMC-USER-002", "No usable account without a name", Severity.CRITICAL, "essential",
        _USERS, ("authentication", "users"), _nameless,
    ),
    Check(
        "BMC-USER-003", "Slot 1 is disabled or has a name", Severity.HIGH, "standard", _USERS, ("users",), _first_slot,
    ),
    Check(
        "BMC-USER-004", "No factory account in use", Severity.HIGH, "standard",
        ("CVE-2013-4031", "IPMI v2.0 §22.27"), ("users",), _factory_names,
    ),
    Check(
        "BMC-USER-005", "No published default password", Severity.CRITICAL, "essential",
        ("CVE-2013-4031", "CVE-2019-4169", "IPMI v2.0 §22.30"), ("users",), _default_passwords,
    ),
    Check(
        "BMC-USER-006", "No password made of the serial number", Severity.CRITICAL, "standard",
        ("IPMI v2.0 §22.30",), ("users",), _serial_passwords,
    ),
    Check(
        "BMC-USER-007", "Only declared accounts are enabled", Severity.HIGH, "standard",
        _USERS, ("users",), _only_declared,
    ),
    Check(
        "BMC-USER-008", "Nobody may do more than is declared", Severity.HIGH, "standard",
        _USERS, ("users",), _privilege,
    ),
    Check(
        "BMC-USER-009", "Few administrators", Severity.MEDIUM, "standard", _USERS, ("users",), _administrators,
    ),
    Check(
        "BMC-USER-010", "Nobody has the vendor's own privilege", Severity.MEDIUM, "standard",
        _USERS, ("users",), _oem_privilege,
    ),
    Check(
        "BMC-USER-011", "Nobody has access to channels not in use", Severity.MEDIUM, "standard",
        _USERS, ("users",), _channels_of_accounts,
    ),
    Check("BMC-USER-012", "Names are unique", Severity.MEDIUM, "standard", _USERS, ("users",), _unique),
    Check(
        "BMC-USER-013", "Only declared accounts may use the serial console", Severity.LOW, "strict",
        ("IPMI v2.0 §24.7",), ("users",), _console_users,
    ),
    Check(
        "BMC-USER-014", "Sessions per account are limited", Severity.LOW, "strict", ("IPMI v2.0 §22.26",), (),
        fixed(undetectable("The limit can be written and not read.")),
    ),
    Check(
        "BMC-USER-015", "The BMC tells which accounts are enabled", Severity.LOW, "standard",
        _USERS, ("users",), _enable_state,
    ),
    Check(
        "BMC-USER-016", "A break-glass account is there and left alone", Severity.MEDIUM, "standard",
        _USERS, ("users",), _break_glass,
    ),
    Check(
        "BMC-PASS-001", "Passwords are long", Severity.HIGH, "standard", ("CVE-2013-4786",), (),
        fixed(undetectable(_LENGTH)),
    ),
    Check(
        "BMC-PASS-002", "Each BMC has passwords of its own", Severity.HIGH, "standard", ("CVE-2013-4786",), (),
        fixed(undetectable(_CONTROLLER)),
    ),
    Check(
        "BMC-PASS-003", "Passwords are changed from time to time", Severity.MEDIUM, "standard", (), (),
        fixed(undetectable("A BMC keeps no date of it; the role bmc_credentials does.")),
    ),
    Check(
        "BMC-PASS-004", "Passwords work on all interfaces", Severity.LOW, "standard", (), (),
        fixed(undetectable("Passwords cannot be read; the role bmc_credentials makes them of letters and digits.")),
    ),
    Check(
        "BMC-PASS-005", "Passwords travel encrypted", Severity.HIGH, "essential",
        ("IPMI v2.0 §13.28",), (), _confidential,
    ),
    Check(
        "BMC-PASS-006", "No empty password", Severity.CRITICAL, "essential",
        ("IPMI v2.0 §22.30",), ("users",), _empty_passwords,
    ),
    Check(
        "BMC-PASS-007", "Secrets are wiped when a machine goes", Severity.MEDIUM, "standard", ("TA13-207A",), (),
        fixed(undetectable("It happens when a machine leaves; nothing on the BMC shows it before.")),
    ),
)  # fmt: skip

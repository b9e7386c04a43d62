# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The facets of one user: name, password, access on a channel, enabled or not, SOL access."""

from __future__ import annotations

import typing as t

from .._desired.engine import UNREADABLE
from .._desired.facet import Facet, Unsupported, Values
from .._ipmi.codec.message import Request
from .._ipmi.commands.payload import GetUserPayloadAccessRequest, SetUserPayloadAccessRequest
from .._ipmi.commands.user import (
    GetUserAccessRequest,
    GetUserNameRequest,
    SetUserAccessRequest,
    SetUserNameRequest,
    SetUserPasswordRequest,
)
from .._ipmi.effects import Procedure, Relogin, WithLoginPassword
from .._ipmi.errors import CompletionCodeError, StateError
from .._ipmi.spec.command import PrivilegeLevel
from .._ipmi.spec.completion_code import ABSENT, CompletionCode
from .._ipmi.spec.payload import PayloadAccessOperation
from .._ipmi.spec.rmcp_plus import PayloadType
from .._ipmi.spec.user import (
    LONG_PASSWORD_SIZE,
    SHORT_PASSWORD_SIZE,
    PasswordOperation,
    UserEnableStatus,
)
from . import order
from .bmc import Bmc
from .own_account import is_found_first, own_user_ids
from .second_login import prove_or_put_back
from .user_slots import EMPTY_SLOT_CODES, read_name
from .words import word

PRIVILEGES = ("callback", "user", "operator", "administrator", "oem", "no_access")
TEST_FAILED = 0x80
"""Test password: the size is right, the value is not. IPMI v2.0 §22.30."""
TEST_FAILED_SIZE = 0x81
"""Test password: the stored one has another size. IPMI v2.0 §22.30."""
_IN_USE = "this is the account that the session uses"
_FOUND_FIRST = "logins with the name that the session uses would find this account first"
_VALUE_REFUSED = frozenset({
    CompletionCode.LENGTH_INVALID, CompletionCode.LENGTH_LIMIT_EXCEEDED, CompletionCode.INVALID_FIELD,
    CompletionCode.OUT_OF_RANGE, CompletionCode.REQUEST_TRUNCATED,
})  # fmt: skip


class PasswordRefused(StateError):
    """The BMC does not take this password."""

    error_code = "password_refused"


class UserTarget(t.NamedTuple):
    """One user slot, and the channel that access is about. ``name`` is the account that the task speaks of."""

    user_id: int
    name: str
    channel: int


def is_own_account(bmc: Bmc, target: UserTarget) -> Procedure[bool]:
    """Tell whether the session was opened with this account, or may have been."""
    return target.user_id in (yield from own_user_ids(bmc))


def _note_given_up(
    bmc: Bmc, guard: t.Callable[..., Procedure[t.Any]], target: UserTarget, current: Values, merged: Values
) -> Procedure[None]:
    """Remember, before a write that its guard would refuse, that the session's account will not log in any more."""
    if (yield from guard(bmc, target, current, merged)):
        bmc.login_is_given_up = True


def _name_ahead(bmc: Bmc, target: UserTarget) -> list[Request]:
    return [GetUserNameRequest(user_id=target.user_id)]


def _read_name(bmc: Bmc, target: UserTarget) -> Procedure[t.Any]:
    return {"name": (yield from read_name(bmc, target.user_id))}


def _write_name(bmc: Bmc, target: UserTarget, current: Values, merged: Values) -> Procedure[None]:
    yield from _note_given_up(bmc, _guard_name, target, current, merged)
    yield SetUserNameRequest(user_id=target.user_id, user_name=merged["name"])


def _guard_name(bmc: Bmc, target: UserTarget, current: Values, merged: Values) -> Procedure[str | None]:
    return _IN_USE if (yield from is_own_account(bmc, target)) else None


def _access_ahead(bmc: Bmc, target: UserTarget) -> list[Request]:
    return [_access_request(target)]


def _access_request(target: UserTarget) -> GetUserAccessRequest:
    return GetUserAccessRequest(channel_number=target.channel, user_id=target.user_id)


def _read_access(bmc: Bmc, target: UserTarget) -> Procedure[t.Any]:
    try:
        access = yield from bmc.read(_access_request(target))
    except CompletionCodeError as error:
        if error.completion_code in EMPTY_SLOT_CODES:
            if (yield from bmc.channel_info(target.channel)) is None:
                return Unsupported(f"it has no channel {target.channel}")
            return {"privilege": "no_access", "ipmi_messaging": False, "link_authentication": False,
                    "callback_only": False}  # fmt: skip
        raise
    return {
        "privilege": word(access.user_privilege_level_limit),
        "ipmi_messaging": access.user_ipmi_messaging,
        "link_authentication": access.user_link_authentication,
        "callback_only": access.user_restricted_to_callback,
    }


def _write_access(bmc: Bmc, target: UserTarget, current: Values, merged: Values) -> Procedure[None]:
    yield from _note_given_up(bmc, _guard_access, target, current, merged)
    yield SetUserAccessRequest(
        channel_number=target.channel,
        change_bits=True,
        user_restricted_to_callback=merged["callback_only"],
        user_link_authentication=merged["link_authentication"],
        user_ipmi_messaging=merged["ipmi_messaging"],
        user_id=target.user_id,
        user_privilege_level_limit=PrivilegeLevel[merged["privilege"].upper()],
    )


def _guard_access(bmc: Bmc, target: UserTarget, current: Values, merged: Values) -> Procedure[str | None]:
    if target.channel != (yield from bmc.session_channel()):
        return None
    if not (yield from is_own_account(bmc, target)):
        opens = merged["ipmi_messaging"] and not current["ipmi_messaging"]
        return _FOUND_FIRST if opens and (yield from is_found_first(bmc, target.user_id, target.name)) else None
    if not merged["ipmi_messaging"] or merged["callback_only"] or merged["privilege"] == "no_access":
        return "this is the account that the session uses, on the channel it uses"
    if merged["privilege"] == "oem" != current["privilege"]:
        return "this account is in use, and what the privilege oem allows is for the vendor to say"
    facts = yield from bmc.facts()
    if PrivilegeLevel[merged["privilege"].upper()] < facts.privilege_limit:
        return f"this account is in use and would fall below {word(PrivilegeLevel(facts.privilege_limit))}"
    return None


def _read_enabled(bmc: Bmc, target: UserTarget) -> Procedure[t.Any]:
    try:
        access = yield from bmc.read(_access_request(target))
    except CompletionCodeError as error:
        if error.completion_code in EMPTY_SLOT_CODES:
            return {"enabled": False}
        raise
    if access.user_id_enable_status == UserEnableStatus.UNSPECIFIED:
        return {"enabled": UNREADABLE}
    return {"enabled": access.user_id_enable_status == UserEnableStatus.ENABLED}


def _probe_enabled(bmc: Bmc, target: UserTarget, wanted: Values) -> Procedure[t.Any]:
    """Where the enable status cannot be read, messaging access tells half of it: it agrees, or nobody knows."""
    access = yield from _read_access(bmc, target)
    return True if access["ipmi_messaging"] == wanted["enabled"] else None


def _write_enabled(bmc: Bmc, target: UserTarget, current: Values, merged: Values) -> Procedure[None]:
    yield from _note_given_up(bmc, _guard_enabled, target, current, merged)
    operation = PasswordOperation.ENABLE_USER if merged["enabled"] else PasswordOperation.DISABLE_USER
    yield SetUserPasswordRequest(user_id=target.user_id, operation=operation, password=bytes(SHORT_PASSWORD_SIZE))


def _guard_enabled(bmc: Bmc, target: UserTarget, current: Values, merged: Values) -> Procedure[str | None]:
    if merged["enabled"]:
        return _FOUND_FIRST if (yield from is_found_first(bmc, target.user_id, target.name)) else None
    return _IN_USE if (yield from is_own_account(bmc, target)) else None


def _read_password(bmc: Bmc, target: UserTarget) -> Procedure[t.Any]:
    """A slot that does not have the account's name yet cannot hold its password, whatever a test of it would say.

    Quirk: OpenIPMI, ipmi_sim: Test password compares; seen: every password passes. lanserv/bmc_app.c.
    """
    name = yield from read_name(bmc, target.user_id)
    return {"password": UNREADABLE if name == target.name else None}


def password_message(user_id: int, operation: PasswordOperation, password: bytes, size: int) -> SetUserPasswordRequest:
    """Return Set User Password with the password padded to its stored size. IPMI v2.0 §22.30."""
    return SetUserPasswordRequest(
        user_id=user_id,
        password_size_20=size == LONG_PASSWORD_SIZE,
        operation=operation,
        password=password.ljust(size, b"\x00"),
    )


def stored_size(password: bytes) -> int:
    """Return the size to store a password with: 16 bytes whenever it fits, since only that works for IPMI 1.5 too."""
    return SHORT_PASSWORD_SIZE if len(password) <= SHORT_PASSWORD_SIZE else LONG_PASSWORD_SIZE


def probe_password(bmc: Bmc, target: UserTarget, wanted: Values) -> Procedure[t.Any]:
    """Ask the BMC whether a password is the stored one, in either size; None when it has no test operation."""
    password = wanted["password"].encode("utf-8")
    sizes = [stored_size(password)]
    if sizes == [SHORT_PASSWORD_SIZE]:
        sizes.append(LONG_PASSWORD_SIZE)
    for size in sizes:
        try:
            yield password_message(target.user_id, PasswordOperation.TEST_PASSWORD, password, size)
        except CompletionCodeError as error:
            if error.completion_code == TEST_FAILED_SIZE:
                continue
            if error.completion_code == TEST_FAILED:
                return False
            if error.completion_code == CompletionCode.INSUFFICIENT_PRIVILEGE:
                raise
            return False if size == LONG_PASSWORD_SIZE else None
        return True
    return False


def _write_password(bmc: Bmc, target: UserTarget, current: Values, merged: Values) -> Procedure[None]:
    password = merged["password"].encode("utf-8")
    own = yield from is_own_account(bmc, target)
    try:
        yield password_message(target.user_id, PasswordOperation.SET_PASSWORD, password, stored_size(password))
    except CompletionCodeError as error:
        if error.completion_code in _VALUE_REFUSED:
            raise PasswordRefused(_why_refused(target.name, password, error)) from None
        raise
    if not own:
        return
    old = WithLoginPassword(
        lambda old: password_message(target.user_id, PasswordOperation.SET_PASSWORD, old, stored_size(old))
    )
    changes = {"password": merged["password"]}
    yield from prove_or_put_back(bmc, changes, old, "password", "the old password was set again")
    yield Relogin(changes)


def _why_refused(name: str, password: bytes, error: CompletionCodeError) -> str:
    refused = f"password: this BMC refuses it for {name!r}"
    if len(password) > SHORT_PASSWORD_SIZE:
        return f"{refused}; it may take at most 16 bytes, and this one has more ({error})"
    return f"{refused}; it may have rules for length, characters or the user's name ({error})"


def _payload_ahead(bmc: Bmc, target: UserTarget) -> list[Request]:
    return [_payload_request(target)]


def _payload_request(target: UserTarget) -> GetUserPayloadAccessRequest:
    return GetUserPayloadAccessRequest(channel_number=target.channel, user_id=target.user_id)


def _read_payload(bmc: Bmc, target: UserTarget) -> Procedure[t.Any]:
    try:
        access = yield from bmc.read(_payload_request(target))
    except CompletionCodeError as error:
        if error.completion_code in ABSENT or error.completion_code in EMPTY_SLOT_CODES:
            return Unsupported("no payload access per user")
        raise
    return {"sol": PayloadType.SOL in access.standard_payloads}


def _write_payload(bmc: Bmc, target: UserTarget, current: Values, merged: Values) -> Procedure[None]:
    yield SetUserPayloadAccessRequest(
        channel_number=target.channel,
        user_id=target.user_id,
        operation=PayloadAccessOperation.ENABLE if merged["sol"] else PayloadAccessOperation.DISABLE,
        standard_payloads={PayloadType.SOL},
    )


NAME = Facet("name", _read_name, _write_name, order.USER_NAME, guard=_guard_name, ahead=_name_ahead)
PASSWORD = Facet(
    "password", _read_password, _write_password, order.USER_PASSWORD, probe=probe_password, ahead=_name_ahead
)
ACCESS = Facet("access", _read_access, _write_access, order.USER_ACCESS, guard=_guard_access, ahead=_access_ahead)
ENABLED = Facet(
    "enabled", _read_enabled, _write_enabled, order.USER_ENABLED,
    probe=_probe_enabled, guard=_guard_enabled, ahead=_access_ahead,
)  # fmt: skip
PAYLOAD = Facet("payload", _read_payload, _write_payload, order.USER_PAYLOAD, ahead=_payload_ahead)

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Set User Password: enable, disable, set and test. IPMI v2.0 §22.30.

A password is stored with a size, 16 or 20 bytes. Testing it with the other size is a failure of its own (81h), and
only a 16-byte one is good for IPMI 1.5.
"""

from __future__ import annotations

import typing as t

from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.user import SetUserPasswordRequest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.completion_code import (
    CompletionCode as Code,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.user import (
    LONG_PASSWORD_SIZE,
    SHORT_PASSWORD_SIZE,
    PasswordOperation,
)

from ..logins import note_bad_password
from ..registry import CompletionCode, handles

if t.TYPE_CHECKING:
    from ..bmc import Bmc
    from ..model import User
    from ..origin import Origin
    from ..personality import PasswordRules

WRONG_PASSWORD = 0x80
WRONG_SIZE = 0x81


@handles(SetUserPasswordRequest)
def set_user_password(bmc: Bmc, request: SetUserPasswordRequest, origin: Origin) -> None:
    user = bmc.user(request.user_id)
    if request.operation in (PasswordOperation.ENABLE_USER, PasswordOperation.DISABLE_USER):
        _set_enabled(bmc, user, request)
    elif request.operation == PasswordOperation.SET_PASSWORD:
        _set_password(bmc.personality.password_rules, user, request)
    else:
        _test_password(bmc, user, request, origin)


def _set_enabled(bmc: Bmc, user: User, request: SetUserPasswordRequest) -> None:
    personality = bmc.personality
    if personality.password_rules.state_change_needs_password_field and not request.password:
        raise CompletionCode(Code.LENGTH_INVALID)
    enable = request.operation == PasswordOperation.ENABLE_USER
    if enable and personality.quirks.enable_needs_name_and_password and not (user.name and any(user.password)):
        raise CompletionCode(WRONG_PASSWORD)
    user.enabled = enable


def _check_size(rules: PasswordRules, request: SetUserPasswordRequest) -> int:
    size = LONG_PASSWORD_SIZE if request.password_size_20 else SHORT_PASSWORD_SIZE
    if request.password_size_20 and not rules.allow_20_bytes:
        raise CompletionCode(rules.size_code)
    if len(request.password) != size:
        raise CompletionCode(Code.LENGTH_INVALID)
    return size


def _set_password(rules: PasswordRules, user: User, request: SetUserPasswordRequest) -> None:
    size = _check_size(rules, request)
    text = request.password.rstrip(b"\x00")
    if not _is_acceptable(rules, user, text):
        raise CompletionCode(rules.refused_code)
    if rules.truncate_to_16:
        size = SHORT_PASSWORD_SIZE
    user.password = request.password[:size]
    user.password_size = size


def _is_acceptable(rules: PasswordRules, user: User, text: bytes) -> bool:
    if not text:
        return rules.allow_empty
    if len(text) < rules.min_length or _character_classes(text) < rules.character_classes:
        return False
    return not (rules.forbid_name_inside and user.name and user.name.lower() in text.lower())


def _character_classes(text: bytes) -> int:
    return len({_character_class(chr(byte)) for byte in text})


def _character_class(character: str) -> str:
    if character.isdigit():
        return "digit"
    if character.islower():
        return "lower case"
    return "upper case" if character.isupper() else "other"


def _test_password(bmc: Bmc, user: User, request: SetUserPasswordRequest, origin: Origin) -> None:
    if not bmc.personality.supports_password_test:
        raise CompletionCode(Code.INVALID_FIELD)
    size = _check_size(bmc.personality.password_rules, request)
    if size == user.password_size and request.password == user.password:
        return
    if bmc.personality.quirks.password_test_counts_as_failure:
        note_bad_password(bmc, user, origin.channel)
    raise CompletionCode(WRONG_PASSWORD if size == user.password_size else WRONG_SIZE)

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The BMC key Kg of a channel: the second secret of a login. IPMI v2.0 §13.33, §22.25.

A BMC with a key lets nobody in who does not have it, whatever the password. So on the channel that the session uses, a
new key is proved by a second login while the first session, whose keys do not change, can still put the old one back.
That needs the old one: a BMC that does not tell it is left alone unless the task allows to lock itself out.

The key is never locked: that could not be undone.
"""

from __future__ import annotations

import typing as t

from .._desired.engine import UNREADABLE
from .._desired.facet import Facet, Unsupported, Values
from .._desired.options import Kind
from .._ipmi.codec.message import Request
from .._ipmi.commands.channel import SetChannelSecurityKeysRequest
from .._ipmi.effects import Procedure, Relogin
from .._ipmi.errors import CompletionCodeError
from .._ipmi.spec.bmc_key import BMC_KEY_SIZE, parse_bmc_key
from .._ipmi.spec.channel import KeyId, KeyOperation
from .._ipmi.spec.completion_code import ABSENT
from . import order
from .bmc import Bmc
from .second_login import prove_or_put_back

_KEY = "_key"


def bmc_key() -> Kind:
    """A BMC key: at most 20 bytes as text, or hexadecimal digits after ``0x``; an empty one takes the key away."""

    def check(value: str) -> str:
        size = len(parse_bmc_key(value))
        if size > BMC_KEY_SIZE:
            raise ValueError(f"it has {size} bytes, a BMC key has at most {BMC_KEY_SIZE}")
        return value

    return Kind({"type": "str"}, check)


def _stored(value: str) -> bytes:
    return parse_bmc_key(value).ljust(BMC_KEY_SIZE, b"\x00")


def _request(channel: int, operation: KeyOperation, key: bytes | None = None) -> SetChannelSecurityKeysRequest:
    return SetChannelSecurityKeysRequest(channel_number=channel, operation=operation, key_id=KeyId.K_G, key=key)


def _ahead(bmc: Bmc, channel: int) -> list[Request]:
    return [_request(channel, KeyOperation.READ)]


def _read(bmc: Bmc, channel: int) -> Procedure[t.Any]:
    """Reading the key is an operation of the command that sets it; many BMCs that have a key do not tell it."""
    try:
        answer = yield from bmc.read(_request(channel, KeyOperation.READ))
    except CompletionCodeError as error:
        if error.completion_code in ABSENT:
            return Unsupported(f"it has no BMC key ({error})")
        return {"kg": UNREADABLE, _KEY: None}
    return {"kg": UNREADABLE, _KEY: answer.key}


def _probe(bmc: Bmc, channel: int, wanted: Values) -> Procedure[t.Any]:
    state = yield from _read(bmc, channel)
    return None if state[_KEY] is None else bool(state[_KEY] == _stored(wanted["kg"]))


def _guard(bmc: Bmc, channel: int, current: Values, merged: Values) -> Procedure[str | None]:
    if current[_KEY] is not None or channel != (yield from bmc.session_channel()):
        return None
    return "this BMC does not tell its present key, so that it could not be put back"


def _write(bmc: Bmc, channel: int, current: Values, merged: Values) -> Procedure[None]:
    yield _request(channel, KeyOperation.SET, _stored(merged["kg"]))
    facts = yield from bmc.facts()
    if facts.interface != "lanplus" or channel != (yield from bmc.session_channel()):
        return
    changes = {"kg": parse_bmc_key(merged["kg"]) or None}
    if current[_KEY] is not None:
        old = _request(channel, KeyOperation.SET, current[_KEY])
        yield from prove_or_put_back(bmc, changes, old, "kg", "the old key was set again")
    yield Relogin(changes)


KEY = Facet("kg", _read, _write, order.CHANNEL_KEY, probe=_probe, guard=_guard, ahead=_ahead)

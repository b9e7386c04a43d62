# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever holds a secret does not show it: a trace, a debugger or a failing test prints such objects."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._desired.engine import Change
from ansible_collections.baremetal.ipmi.plugins.module_utils._desired.facet import Aspect
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.client.conduct import Conduct
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.client.link import Link
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.client.login import Login
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.channel import SetChannelSecurityKeysRequest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.lan import (
    SetLanConfigurationParametersRequest,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.lan_parameters import CommunityString
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.effects import Prove, Relogin
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.user import PasswordOperation
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.user_facets import (
    PASSWORD,
    UserTarget,
    password_message,
)
from ansible_collections.baremetal.ipmi.tests.emulator.model import User

SECRET = "Correct-Horse-7"
LOGIN = Login(host="192.0.2.1", username="admin", password=SECRET, kg=SECRET.encode())
ASPECT = Aspect(("users", "alice"), PASSWORD, UserTarget(2, "alice", 1), {"password": SECRET}, frozenset({"password"}))
COMMUNITY = CommunityString(community_string=SECRET)

HOLDERS = {
    "login": LOGIN,
    "credentials": LOGIN.credentials(),
    "conduct": Conduct(LOGIN, bytes),
    "link": Link(LOGIN, bytes),
    "aspect": ASPECT,
    "change": Change(ASPECT, {}, {"password": SECRET}, ("password",)),
    "prove": Prove({"password": SECRET}),
    "relogin": Relogin({"password": SECRET}),
    "password message": password_message(2, PasswordOperation.SET_PASSWORD, SECRET.encode(), 16),
    "community": COMMUNITY,
    "community message": SetLanConfigurationParametersRequest(
        channel_number=1, parameter_selector=COMMUNITY.selector, data=COMMUNITY.pack()
    ),
    "kg message": SetChannelSecurityKeysRequest(channel_number=1, operation=1, key_id=1, key=SECRET.encode().ljust(20)),
    "emulated user": User(2, b"alice", SECRET.encode()),
}


@pytest.mark.parametrize("holder", HOLDERS.values(), ids=HOLDERS)
def test_a_secret_is_not_shown(holder: t.Any) -> None:
    assert SECRET not in repr(holder)
    assert SECRET not in str(holder)
    assert SECRET not in f"{holder!r:>5}" + repr([holder])

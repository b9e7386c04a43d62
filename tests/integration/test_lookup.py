# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Our client logs in to the emulated BMC by name, by name and role, and by role alone."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.client import blocking
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.client.login import Login
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.session import GetSessionInfoRequest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.effects import Procedure
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.errors import (
    PrivilegeTooLow,
    SessionError,
    UnknownUser,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.command import PrivilegeLevel
from ansible_collections.baremetal.ipmi.tests.emulator.running import RunningEmulator, running_emulator

USER, OPERATOR, ADMINISTRATOR = PrivilegeLevel.USER, PrivilegeLevel.OPERATOR, PrivilegeLevel.ADMINISTRATOR
NAMED, FIRST_NULL, SECOND_NULL = 2, 1, 5


@pytest.fixture(scope="module")
def emulator() -> t.Iterator[RunningEmulator]:
    """A BMC with an administrator, and two accounts without a name that differ in their privilege."""
    with running_emulator(username="admin", password="correct-horse") as running:
        null = {"name": "", "enabled": True, "ipmi_messaging": True}
        running.control.do("set_user", user_id=FIRST_NULL, password="", privilege=USER, **null)
        running.control.do("set_user", user_id=SECOND_NULL, password="operate", privilege=OPERATOR, **null)
        yield running


def own_user_id() -> Procedure[int]:
    session = yield GetSessionInfoRequest()
    return int(session.user_id)


def log_in(emulator: RunningEmulator, lookup: str, username: str, password: str, privilege: PrivilegeLevel) -> int:
    """Return as whom the BMC takes us."""
    bmc = emulator.bmcs[0]
    login = Login(
        host=bmc.host,
        port=bmc.port,
        username=username,
        password=password,
        lookup=lookup,
        privilege=privilege,
        timeout=10,
    )
    return blocking.run(login, own_user_id())


@pytest.mark.parametrize(
    ("lookup", "username", "password", "privilege", "user_id"),
    [
        ("name", "admin", "correct-horse", ADMINISTRATOR, NAMED),
        ("name", "admin", "correct-horse", USER, NAMED),
        ("role", "admin", "correct-horse", ADMINISTRATOR, NAMED),
        ("name", "", "", USER, FIRST_NULL),
        ("role", "", "", USER, FIRST_NULL),
        ("role", "", "operate", OPERATOR, SECOND_NULL),
    ],
)
def test_who_is_found(
    emulator: RunningEmulator, lookup: str, username: str, password: str, privilege: PrivilegeLevel, user_id: int
) -> None:
    assert log_in(emulator, lookup, username, password, privilege) == user_id
    assert emulator.control.counters(0)["sessions_active"] == 0


@pytest.mark.parametrize(
    ("lookup", "username", "password", "privilege", "error"),
    [
        ("role", "admin", "correct-horse", USER, UnknownUser),
        ("role", "", "", ADMINISTRATOR, UnknownUser),
        ("name", "", "operate", OPERATOR, PrivilegeTooLow),
    ],
)
def test_who_is_not(
    emulator: RunningEmulator,
    lookup: str,
    username: str,
    password: str,
    privilege: PrivilegeLevel,
    error: type[SessionError],
) -> None:
    with pytest.raises(error):
        log_in(emulator, lookup, username, password, privilege)
    assert emulator.control.counters(0)["sessions_active"] == 0

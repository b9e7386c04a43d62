# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options at random on every make of BMC, one task after the other on the same BMC.

Whatever the options: check mode predicts the run exactly, a second run changes and writes nothing, what is refused is
refused alike in both, and whoever runs the tasks can still log in as before.
"""

from __future__ import annotations

import random
import typing as t

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._desired.task import Task
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.errors import (
    Ambiguous,
    CompletionCodeError,
    InvalidOption,
    IpmiError,
    LockoutRefused,
    NotSupported,
    WriteIgnored,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec import app
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.command import PrivilegeLevel
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.config import CONFIG, SECTIONS
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.user_facets import PasswordRefused
from ansible_collections.baremetal.ipmi.tests.emulator import logins
from ansible_collections.baremetal.ipmi.tests.emulator.cipher_suites import highest_privilege
from ansible_collections.baremetal.ipmi.tests.unit.in_memory import PERSONALITIES, Console
from ansible_collections.baremetal.ipmi.tests.unit.random_options import random_options
from ansible_collections.baremetal.ipmi.tests.unit.resource_task import perform

TASKS: tuple[Task, ...] = (*(section.resource for section in SECTIONS), CONFIG)
TASKS_IN_A_ROW = 12
CLEAN_REFUSALS = (Ambiguous, InvalidOption, LockoutRefused, NotSupported)
REFUSED_BY_THE_BMC = (CompletionCodeError, NotSupported, PasswordRefused, WriteIgnored)
NOT_READABLE = "(another value)"
SUITE = 17
OPEN_MODES = (2, 3)
"""Access modes of a channel in which a BMC lets anybody in: always available, shared."""
NEEDED_COMMANDS = (
    app.GET_DEVICE_ID,
    app.SET_SESSION_PRIVILEGE_LEVEL,
    app.CLOSE_SESSION,
    app.GET_CHANNEL_INFO,
    app.GET_COMMAND_ENABLES,
    app.SET_COMMAND_ENABLES,
)


def lets_in(console: Console) -> bool:
    """Tell whether the BMC would let its administrator in, now and after a restart."""
    bmc, channel = console.bmc, console.channel
    user = logins.find_user(bmc, channel, console.username.encode())
    copies = (bmc.active_access(channel), bmc.stored.channels[channel].access)
    return (
        user is not None
        and user.user_id == console.user_id
        and logins.may_message(user, channel)
        and logins.privilege_limit(bmc, user, channel) == PrivilegeLevel.ADMINISTRATOR
        and user.password.rstrip(b"\x00") == console.password.encode()
        and all(access.access_mode in OPEN_MODES for access in copies)
        and all(access.privilege_limit >= PrivilegeLevel.ADMINISTRATOR for access in copies)
        and highest_privilege(bmc, SUITE) >= PrivilegeLevel.ADMINISTRATOR
        and not any(
            bmc.stored.firewall_disabled.get((channel, 0, command.net_fn, b""), 0) >> command.number & 1
            for command in NEEDED_COMMANDS
        )
    )


def leaves(tree: t.Any) -> set[str]:
    """Return all values of a diff, without the places where they stand."""
    return set().union(*map(leaves, tree.values())) if isinstance(tree, dict) else {str(tree).replace("******** ", "")}


def attempt(console: Console, task: Task, options: dict[str, t.Any], *, check: bool = False) -> t.Any:
    """Return the outcome, or the error."""
    try:
        return perform(console, task, check=check, **options)
    except IpmiError as error:
        return error


@pytest.mark.parametrize("personality", PERSONALITIES)
@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)
def test_prediction_and_second_run(task: Task, personality: str) -> None:
    chance = random.Random(f"{task.name} {personality}")
    console = Console(personality)
    for _task in range(TASKS_IN_A_ROW):
        assert lets_in(console)
        options = random_options(task, chance)
        predicted = attempt(console, task, options, check=True)
        assert console.writes == []
        done = attempt(console, task, options)
        if isinstance(predicted, IpmiError):
            assert (type(done), str(done)) == (type(predicted), str(predicted)), options
            assert isinstance(done, CLEAN_REFUSALS), (done, options)
            assert console.writes == []
            continue
        if isinstance(done, IpmiError):
            # Only a try tells that a BMC does not take a value; then what was not written is named.
            assert isinstance(done, REFUSED_BY_THE_BMC), (done, options)
            assert done.not_written, done
            continue
        assert (done.before, done.after) == (predicted.before, predicted.after), options
        again = attempt(console, task, options)
        if leaves(again.before) == {NOT_READABLE}:
            continue  # What can be neither read nor tested is written each time.
        assert not again.changed, (options, again.before, again.after)
        assert console.writes == [], options

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every resource promises, tried on every resource: the same tests for all of them.

A row names a resource, options that the emulated BMC does not have in its factory state, and a title of the command
that would write them. A new resource adds one row.
"""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._desired.task import Resource
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.errors import CompletionCodeError, WriteIgnored
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.boot import BOOT
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.channel import CHANNEL
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.chassis import CHASSIS
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.firewall import FIREWALL
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.lan import LAN
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.sol import SOL
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.user import USER
from ansible_collections.baremetal.ipmi.tests.unit import resource_task
from ansible_collections.baremetal.ipmi.tests.unit.in_memory import Console

SECRET = "Correct-Horse-7"


class Row(t.NamedTuple):
    """One resource and a change to ask of it."""

    resource: Resource
    options: dict[str, t.Any]
    written_by: str
    """Title of the command that writes it."""


ROWS = [
    Row(USER, {"name": "alice", "password": SECRET, "privilege": "operator", "sol": True}, "Set User Access"),
    Row(LAN, {"community": "fleet", "vlan_priority": 3}, "Set LAN Configuration Parameters"),
    Row(CHANNEL, {"pef_alerting": False}, "Set Channel Access"),
    Row(SOL, {"retry_count": 5, "force_encryption": False}, "Set SOL Configuration Parameters"),
    Row(CHASSIS, {"power_restore_policy": "always_off"}, "Set Power Restore Policy"),
    Row(BOOT, {"device": "pxe", "persistent": True, "firmware": "uefi"}, "Set System Boot Options"),
    Row(FIREWALL, {"rules": [{"command": "Cold Reset", "enabled": False}]}, "Set Command Enables"),
    # A new resource adds its row here.
]
each_resource = pytest.mark.parametrize("row", ROWS, ids=lambda row: row.resource.name)


def perform(console: Console, row: Row, check: bool = False) -> t.Any:
    return resource_task.perform(console, row.resource, check=check, **row.options)


@each_resource
def test_check_mode_writes_nothing_and_predicts_the_diff(row: Row) -> None:
    console = Console()
    predicted = perform(console, row, check=True)
    assert predicted.changed
    assert console.writes == []
    done = perform(console, row)
    assert (done.before, done.after) == (predicted.before, predicted.after)


@each_resource
def test_a_second_run_changes_and_writes_nothing(row: Row) -> None:
    console = Console()
    assert perform(console, row).changed
    assert console.writes != []
    again = perform(console, row)
    assert not again.changed
    assert console.writes == []


@each_resource
def test_nothing_given_means_nothing_read_that_could_be_written(row: Row) -> None:
    console = Console()
    perform(console, row)
    selectors = {"name": "alice"} if row.resource is USER else {}
    untouched = perform(console, row._replace(options=selectors))
    assert not untouched.changed
    assert console.writes == []


@each_resource
def test_a_write_that_the_bmc_ignores_is_caught(row: Row) -> None:
    console = Console()
    console.bmc.faults.add({"fault": "ignore_write", "command": row.written_by})
    with pytest.raises(WriteIgnored) as caught:
        perform(console, row)
    assert SECRET not in str(caught.value)


@each_resource
def test_a_refused_write_names_what_was_not_written(row: Row) -> None:
    console = Console()
    console.bmc.faults.add({"fault": "completion_code", "command": row.written_by, "code": 0xCC})
    with pytest.raises(CompletionCodeError) as caught:
        perform(console, row)
    assert caught.value.not_written


@each_resource
def test_no_secret_in_the_outcome(row: Row) -> None:
    outcome = perform(Console(), row)
    shown = repr((outcome.before, outcome.after, outcome.warnings, outcome.written, outcome.values))
    assert SECRET not in shown

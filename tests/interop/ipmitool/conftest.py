# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One emulated BMC for each module of tests, and ipmitool logged in there as administrator."""

from __future__ import annotations

import shutil
import typing as t

import pytest
from ansible_collections.baremetal.ipmi.tests.emulator.running import RunningEmulator, running_emulator
from ansible_collections.baremetal.ipmi.tests.interop.ipmitool.program import Ipmitool


@pytest.fixture(scope="session")
def program() -> None:
    """ipmitool is installed."""
    if shutil.which("ipmitool") is None:
        pytest.skip("ipmitool is not installed")


@pytest.fixture(scope="module")
def emulator(program: None) -> t.Iterator[RunningEmulator]:
    """A generic BMC with a known account."""
    with running_emulator(username="admin", password="correct-horse") as emulator:
        yield emulator


@pytest.fixture
def tool(emulator: RunningEmulator) -> t.Iterator[Ipmitool]:
    """ipmitool, that closes what it opens: after each test no session is left on the BMC."""
    yield Ipmitool.of(emulator.bmcs[0], emulator.control)
    assert emulator.control.state()["sessions"] == []

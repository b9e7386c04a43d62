# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One emulated BMC for each module of tests, with FreeIPMI logged in there as administrator, and ipmitool to look."""

from __future__ import annotations

import shutil
import typing as t

import pytest
from ansible_collections.baremetal.ipmi.tests.emulator.running import RunningEmulator, running_emulator
from ansible_collections.baremetal.ipmi.tests.interop.freeipmi.program import ADMINISTRATOR, PASSWORD, FreeIpmi
from ansible_collections.baremetal.ipmi.tests.interop.ipmitool.program import Ipmitool


@pytest.fixture(scope="session")
def programs() -> None:
    """FreeIPMI and ipmitool are installed."""
    for program in ("ipmi-config", "ipmitool"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed")


@pytest.fixture(scope="module")
def emulator(programs: None) -> t.Iterator[RunningEmulator]:
    """A generic BMC with a known account."""
    with running_emulator(username=ADMINISTRATOR, password=PASSWORD) as emulator:
        yield emulator


@pytest.fixture
def freeipmi(emulator: RunningEmulator) -> t.Iterator[FreeIpmi]:
    """FreeIPMI, that closes what it opens: after each test no session is left on the BMC."""
    yield FreeIpmi(emulator.bmcs[0])
    assert emulator.control.state()["sessions"] == []


@pytest.fixture
def unclosed(freeipmi: FreeIpmi, emulator: RunningEmulator) -> t.Iterator[None]:
    """For tests in which FreeIPMI leaves sessions: the time passes after which the BMC gives them up."""
    yield
    emulator.control.advance(61)


@pytest.fixture
def ipmitool(emulator: RunningEmulator) -> Ipmitool:
    """A second opinion."""
    return Ipmitool.of(emulator.bmcs[0], emulator.control)

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ipmiping and rmcpping. They ping the port 623 and no other, so the BMC has a loopback address of its own for it."""

from __future__ import annotations

import os
import shutil
import socket
import typing as t

import pytest
from ansible_collections.baremetal.ipmi.tests.emulator.running import running_emulator
from ansible_collections.baremetal.ipmi.tests.interop.freeipmi.program import run

RMCP_PORT = 623
COUNT = 2


def own_address() -> str:
    """Return a loopback address that no other process of these tests has."""
    number = os.getpid()
    return f"127.{64 + (number >> 16) % 64}.{number >> 8 & 0xFF}.{number & 0xFF}"


@pytest.fixture(scope="module")
def address() -> t.Iterator[str]:
    for program in ("ipmiping", "rmcpping"):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is not installed")
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.bind((own_address(), RMCP_PORT))
    except PermissionError:
        pytest.skip(f"this user may not bind port {RMCP_PORT}")
    with running_emulator(address=own_address(), port=RMCP_PORT) as emulator:
        yield emulator.bmcs[0].host


@pytest.mark.parametrize("version", ["1.5", "2.0"])
def test_ipmiping(address: str, version: str) -> None:
    """A ping is Get Channel Authentication Capabilities outside of a session."""
    said = run(["ipmiping", "-v", "-c", str(COUNT), "-i", "1", "-r", version, address]).output
    assert f"{COUNT} requests transmitted, {COUNT} responses received in time" in said
    assert "md2=set md5=set password=set" in said
    assert ("ipmi_v1.5=set ipmi_v2.0=set" in said) is (version == "2.0")


def test_rmcpping(address: str) -> None:
    said = run(["rmcpping", "-v", "-c", "1", address]).output
    assert "1 pings transmitted, 1 pongs received in time" in said
    assert "ipmi supported" in said

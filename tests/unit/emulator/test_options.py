# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line: what makes no sense is said before anything is bound."""

from __future__ import annotations

import pytest
from ansible_collections.baremetal.ipmi.tests.emulator.options import parse_options

PER_ADDRESS = "--per-address"


@pytest.mark.parametrize(
    "given",
    [
        ["--count", "6", "--port", "65530"],
        ["--count", "100000", "--port", "0"],
        ["--count", "254", PER_ADDRESS, "--address", "127.255.255.1"],
        ["--count", "2", PER_ADDRESS, "--address", "::1"],
        ["--count", "1", "--port", "65535"],
    ],
)
def test_what_just_fits_is_taken(given):
    assert parse_options(given).count == int(given[1])


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (["--count", "0"], "--count must be at least 1"),
        (["--count", "7", "--port", "65530"], "from --port 65530 on there are only 6 ports; try --per-address"),
        (["--port", "65536"], "--port 65536: ports end at 65535"),
        (["--port", "-1"], "--port -1: ports end at 65535"),
        (
            ["--count", "255", PER_ADDRESS, "--address", "127.255.255.1"],
            "--per-address: from 127.255.255.1 on there are only 254 addresses",
        ),
        (
            ["--count", "4", PER_ADDRESS, "--address", "255.255.255.253"],
            "--per-address: from 255.255.255.253 on there are only 3 addresses",
        ),
        (["--address", "somewhere"], "'somewhere' does not appear to be"),
    ],
)
def test_what_runs_out_is_said(given, reason, capsys):
    with pytest.raises(SystemExit, match="2"):
        parse_options(given)
    assert reason in capsys.readouterr().err

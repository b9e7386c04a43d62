# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lockout after bad passwords: LAN parameter 26."""

from __future__ import annotations

from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.rmcp_plus import RmcpPlusStatus as Status
from ansible_collections.baremetal.ipmi.tests.unit.emulator.console import Bench, ConsoleV15, ConsoleV20

LAN = 1
BAD_PASSWORD_THRESHOLD = 26
REFUSED = Status.UNAUTHORIZED_NAME
WRONG = Status.INVALID_INTEGRITY_CHECK_VALUE


def bench_with(threshold: int, reset: int, lockout: int) -> Bench:
    """Intervals are in units of 10 s, as on the wire."""
    bench = Bench()
    value = bytes([0, threshold]) + reset.to_bytes(2, "little") + lockout.to_bytes(2, "little")
    bench.bmc.stored.channels[LAN].lan.write(BAD_PASSWORD_THRESHOLD, value)
    return bench


def attempt(bench: Bench, password: str = "wrong") -> int:
    return ConsoleV20(bench, password=password).login()


def test_the_threshold_locks_out_and_time_lets_in_again():
    bench = bench_with(3, reset=30, lockout=6)
    assert [attempt(bench) for _time in range(3)] == [WRONG] * 3
    assert attempt(bench, "admin") == REFUSED
    assert ConsoleV15(bench).challenge() == 0x81
    bench.time += 59
    assert attempt(bench, "admin") == REFUSED
    bench.time += 2
    assert attempt(bench, "admin") == Status.OK
    assert bench.bmc.counters.failed_logins == 3


def test_other_users_are_not_locked_out():
    bench = bench_with(1, reset=30, lockout=6)
    attempt(bench)
    assert ConsoleV20(bench, "operator", "operator", privilege=3).login() == Status.OK


def test_a_good_login_and_the_reset_interval_clear_the_count():
    bench = bench_with(2, reset=3, lockout=6)
    attempt(bench)
    assert attempt(bench, "admin") == Status.OK
    attempt(bench)
    bench.time += 31
    attempt(bench)
    assert attempt(bench, "admin") == Status.OK


def test_without_a_lockout_interval_the_user_is_disabled():
    bench = bench_with(2, reset=0, lockout=0)
    attempt(bench)
    bench.time += 10_000
    attempt(bench)
    bench.time += 10_000
    assert attempt(bench, "admin") == REFUSED
    assert not bench.bmc.stored.users[2].enabled
    bench.bmc.stored.users[2].enabled = True
    assert attempt(bench, "admin") == Status.OK


def test_threshold_zero_never_locks_out():
    bench = bench_with(0, reset=30, lockout=6)
    for _time in range(20):
        attempt(bench)
    assert attempt(bench, "admin") == Status.OK


def test_ipmi_1_5_passwords_count_too():
    bench = bench_with(1, reset=30, lockout=6)
    assert ConsoleV15(bench, password="wrong").login() is None
    assert attempt(bench, "admin") == REFUSED

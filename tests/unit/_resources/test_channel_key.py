# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The BMC key: compared where the BMC tells it, proved where it is in use, put back where the proof fails."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._desired.outcome import HIDDEN
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.errors import (
    InvalidOption,
    LockoutRefused,
    NotSupported,
    StateError,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.channel import CHANNEL
from ansible_collections.baremetal.ipmi.tests.unit.in_memory import Console
from ansible_collections.baremetal.ipmi.tests.unit.resource_task import perform

NO_KEY = bytes(20)
SERIAL = 2


def stored(console: Console, channel: int = 1) -> bytes:
    return bytes(console.bmc.stored.channels[channel].kg)


@pytest.mark.parametrize(
    ("kg", "on_the_bmc"),
    [("secret", b"secret".ljust(20, b"\0")), ("0x00ff", b"\x00\xff".ljust(20, b"\0")), ("k" * 20, b"k" * 20)],
)
def test_a_key_is_written_once(kg: str, on_the_bmc: bytes) -> None:
    console = Console()
    outcome = perform(console, CHANNEL, kg=kg)
    assert stored(console) == on_the_bmc
    assert outcome.after == {"kg": HIDDEN}
    assert not perform(console, CHANNEL, kg=kg).changed
    assert console.writes == []


def test_an_empty_one_takes_the_key_away() -> None:
    console = Console()
    perform(console, CHANNEL, kg="secret")
    assert perform(console, CHANNEL, kg="").changed
    assert stored(console) == NO_KEY
    assert console.logins == [{"kg": b"secret"}, {"kg": None}]


def test_check_mode_writes_nothing() -> None:
    console = Console()
    assert perform(console, CHANNEL, check=True, kg="secret").changed
    assert stored(console) == NO_KEY


def test_on_the_channel_in_use_it_is_proved_and_then_used() -> None:
    console = Console()
    perform(console, CHANNEL, kg="secret")
    assert (console.proofs, console.logins) == ([{"kg": b"secret"}], [{"kg": b"secret"}])
    perform(console, CHANNEL, channel=SERIAL, kg="other")
    assert len(console.proofs) == 1


def test_one_that_lets_nobody_in_is_put_back() -> None:
    console = Console()
    perform(console, CHANNEL, kg="first")

    def no_login(changes: t.Any) -> None:
        raise StateError("no second session")

    console._check_login = no_login  # type: ignore[method-assign]
    with pytest.raises(StateError, match=r"kg: after the change no second login was possible.*old key was set again"):
        perform(console, CHANNEL, kg="second")
    assert stored(console).rstrip(b"\0") == b"first"


def test_one_that_cannot_be_put_back_is_not_touched() -> None:
    console = Console()
    console.bmc.stored.channels[1].kg_locked = True
    console.bmc.stored.channels[SERIAL].kg_locked = True
    with pytest.raises(LockoutRefused, match="does not tell its present key"):
        perform(console, CHANNEL, kg="secret")
    assert console.writes == []
    # Elsewhere nobody is locked out, and the BMC itself refuses.
    with pytest.raises(Exception, match="Set Channel Security Keys"):
        perform(console, CHANNEL, channel=SERIAL, kg="secret")


def test_a_bmc_without_one_says_so() -> None:
    console = Console("openbmc")
    with pytest.raises(NotSupported, match="no BMC key"):
        perform(console, CHANNEL, kg="secret")


@pytest.mark.parametrize(("kg", "message"), [("k" * 21, "at most 20"), ("0x0", "0x"), ("0x" + "00" * 21, "at most 20")])
def test_what_is_no_key(kg: str, message: str) -> None:
    with pytest.raises(InvalidOption, match=f"kg: .*{message}") as caught:
        perform(Console(), CHANNEL, kg=kg)
    assert kg not in str(caught.value)

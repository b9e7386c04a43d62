# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Cipher suite privileges: never guessed, never touched where not named, and the session's own suite is proved."""

from __future__ import annotations

import dataclasses
import typing as t

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.errors import (
    Ambiguous,
    LockoutRefused,
    NotSupported,
    StateError,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.lan import LAN
from ansible_collections.baremetal.ipmi.tests.emulator.personalities.factory_parameters import pack_cipher_privileges
from ansible_collections.baremetal.ipmi.tests.unit._resources.lan_console import LanConsole
from ansible_collections.baremetal.ipmi.tests.unit.resource_task import perform, read_documents

GAPS = (1, 2, 3, 6, 7, 8, 11, 12, 15, 16, 17)
"""A list in which ids and positions differ, seen in the wild."""


def bmc_with(
    suites: t.Sequence[int], letters: str, reading: str = "by_position", cipher_suite: int = 17, **more: t.Any
) -> LanConsole:
    """Return a console of a BMC with these suites and privileges (as ipmitool shows them), read like that."""
    console = LanConsole(cipher_suite=cipher_suite)
    console.bmc.personality = dataclasses.replace(console.bmc.personality, cipher_privileges=reading, **more)
    console.store(22, bytes([len(suites)]))
    console.store(23, b"\x00" + bytes(suites))
    console.store(24, pack_cipher_privileges(letters))
    return console


def suites(**privileges: str) -> list[dict[str, t.Any]]:
    """Return the option for arguments such as ``s3="administrator"``."""
    return [{"suite": int(name[1:]), "privilege": privilege} for name, privilege in privileges.items()]


def table(letters: str) -> str:
    return pack_cipher_privileges(letters).hex()


def test_a_list_without_gaps_is_not_ambiguous_and_nothing_else_is_touched() -> None:
    console = bmc_with(range(15), "aaaaaaaaaaaaaaaX", cipher_suite=3)
    wanted = suites(s0="unused", s7="user")
    assert perform(console, LAN, cipher_suite_privileges=wanted).changed
    assert console.written == [(0, "01"), (24, table("XaaaaaauaaaaaaaX")), (0, "02"), (0, "00")]
    assert not perform(console, LAN, cipher_suite_privileges=wanted).changed


def test_the_diff_names_the_suite() -> None:
    console = bmc_with(range(15), "aaaaaaaaaaaaaaaX", cipher_suite=3)
    outcome = perform(console, LAN, cipher_suite_privileges=suites(s0="unused", s3="administrator"), check=True)
    assert outcome.before == {"cipher_suite_privileges": {"0": "administrator"}}
    assert outcome.after == {"cipher_suite_privileges": {"0": "unused"}}


def test_nobody_guesses() -> None:
    console = bmc_with(GAPS, "aaaaaaaaaaaaaaaX")
    with pytest.raises(Ambiguous) as caught:
        perform(console, LAN, cipher_suite_privileges=suites(s6="unused"), allow_lockout=True)
    assert caught.value.error_code == "ambiguous"
    assert "Read by_id: 6 administrator; Read by_position: 6 administrator" in str(caught.value)
    assert "cipher_suite_order" in str(caught.value)
    assert console.writes == []


def test_the_operator_decides() -> None:
    console = bmc_with(GAPS, "aaaaaaaaaaaX")
    perform(console, LAN, cipher_suite_privileges=suites(s6="unused"), cipher_suite_order="by_position")
    assert console.stored(24) == table("aaaXaaaaaaaX")
    console = bmc_with(GAPS, "aaaaaaaaaaaX", "by_id")
    perform(console, LAN, cipher_suite_privileges=suites(s6="unused"), cipher_suite_order="by_id")
    assert console.stored(24) == table("aaaaaaXaaaaX")


def test_the_session_tells_which_reading_is_right() -> None:
    console = bmc_with(GAPS, "XXaXXXXXXXaXXXX", cipher_suite=3)
    perform(console, LAN, cipher_suite_privileges=suites(s16="operator", s17="administrator"))
    assert console.stored(24) == table("XXaXXXXXXoaXXXX")


def test_a_session_that_no_reading_explains_changes_nothing() -> None:
    console = bmc_with((0, 1, 2, 3, 4, 6, 7), "XXaXXXX", "ignored", cipher_suite=3)
    with pytest.raises(Ambiguous, match="whether this BMC counts cipher suites by id or by position, suite 3"):
        perform(console, LAN, cipher_suite_privileges=suites(s1="unused"), allow_lockout=True)
    assert console.writes == []


def test_what_both_readings_find_as_wanted_is_unchanged() -> None:
    console = bmc_with(GAPS, "aaaaXXXaaXXaaXX")
    assert not perform(console, LAN, cipher_suite_privileges=suites(s3="administrator", s17="administrator")).changed
    assert console.writes == []


def test_a_suite_that_is_not_offered_is_unused() -> None:
    console = bmc_with(GAPS, "aaaaaaaaaaaX")
    assert not perform(console, LAN, cipher_suite_privileges=suites(s0="unused")).changed
    with pytest.raises(NotSupported, match=r"cipher_suite_privileges\.0: it does not offer the suite"):
        perform(console, LAN, cipher_suite_privileges=suites(s0="user"))


def test_the_suite_of_the_session_is_not_lowered() -> None:
    console = bmc_with(range(15), "aaaaaaaaaaaaaaaX", cipher_suite=3)
    with pytest.raises(LockoutRefused, match="the session uses suite 3, which would fall below administrator"):
        perform(console, LAN, cipher_suite_privileges=suites(s3="operator"))
    assert console.writes == []
    assert perform(console, LAN, cipher_suite_privileges=suites(s3="operator"), allow_lockout=True).changed


def test_the_suite_of_the_session_is_proved_after_the_write() -> None:
    console = bmc_with(range(15), "aaaaaaaaaaaaaaaX", cipher_suite=3)
    perform(console, LAN, cipher_suite_privileges=suites(s0="unused"))
    assert console.proofs == [{"cipher_suites": (3,)}]


def test_the_old_table_is_put_back_when_the_proof_fails() -> None:
    console = bmc_with(GAPS, "aaaaaaaaaaaX", "by_id", cipher_suite=3)
    with pytest.raises(StateError, match=r"no second login was possible .* the old privileges were put back"):
        perform(console, LAN, cipher_suite_privileges=suites(s6="unused"), cipher_suite_order="by_position")
    assert console.stored(24) == table("aaaaaaaaaaaX")
    assert console.written[-1] == (0, "00")


@pytest.mark.parametrize("check", [True, False])
def test_a_suite_that_is_not_offered_is_refused_before_anything_is_written(check: bool) -> None:
    console = bmc_with(GAPS, "aaaaaaaaaaaX")
    with pytest.raises(NotSupported, match=r"cipher_suite_privileges\.0"):
        perform(
            console, LAN, check=check, vlan_priority=1, cipher_suite_privileges=suites(s0="user"), allow_lockout=True
        )
    assert console.writes == []


def test_suites_that_are_not_offered_where_no_reading_explains_the_session() -> None:
    console = bmc_with(GAPS, "XXXXXXXXXXXX", cipher_suite=3)
    with pytest.raises(NotSupported, match=r"cipher_suite_privileges\.0: it does not offer the suite"):
        perform(console, LAN, cipher_suite_privileges=suites(s0="user"))


def test_a_table_that_cannot_be_put_back_is_named() -> None:
    console = bmc_with(GAPS, "aaaaaaaaaaaX", "by_id", cipher_suite=3)
    # The second write of the table is refused; set in progress and commit stand between the two.
    send = console.bmc.faults.add
    console.on_failed_login = lambda: send(
        {"fault": "completion_code", "command": "Set LAN Configuration Parameters", "code": 0xD5, "count": 1}
    )
    with pytest.raises(StateError, match=r"could not be taken back .*: it stays") as caught:
        perform(console, LAN, cipher_suite_privileges=suites(s6="unused"), cipher_suite_order="by_position")
    assert caught.value.error_code == "change_stays"
    assert caught.value.written == ["cipher_suite_privileges.6"]
    assert caught.value.not_written == []
    assert console.written[-1] == (0, "00")


def test_openbmc_counts_by_id_and_suite_17_has_no_place() -> None:
    console = LanConsole("openbmc")
    console.cipher_suite = 3
    with pytest.raises(NotSupported, match=r"cipher_suite_privileges\.17"):
        perform(console, LAN, cipher_suite_privileges=suites(s17="operator"), allow_lockout=True)
    console.cipher_suite = 17
    assert not perform(console, LAN, cipher_suite_privileges=suites(s17="administrator")).changed


def test_documents_say_how_the_session_decided() -> None:
    console = bmc_with(GAPS, "XXaXXXXXXXaXXXX", cipher_suite=3)
    document = read_documents(console, LAN)[0]
    assert document["cipher_suite_order"] == "by_position"
    assert {"suite": 17, "privilege": "administrator"} in document["cipher_suite_privileges"]
    console.cipher_suite = 17
    assert not perform(console, LAN, **document).changed


def test_a_short_table_is_read_as_far_as_it_goes() -> None:
    console = bmc_with(range(15), "aaaaaaaaaaaaaaaX", cipher_suite=3)
    console.store(24, pack_cipher_privileges("aaaaaaaaaaaaaaaX")[:6])
    assert not perform(console, LAN, cipher_suite_privileges=suites(s9="administrator")).changed
    with pytest.raises(NotSupported, match=r"cipher_suite_privileges\.10"):
        perform(console, LAN, cipher_suite_privileges=suites(s10="unused"))

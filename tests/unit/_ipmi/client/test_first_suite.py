# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which cipher suite a login begins with: what is learned from one login, and what the next one does with it."""

from __future__ import annotations

import random
import sys
import typing as t
from pathlib import Path

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.client.conduct import conduct
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.effects import Facts, Procedure, Prove
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.errors import (
    IpmiError,
    NoSessionSlot,
    PrivilegeTooLow,
    SuiteRefused,
    WrongPassword,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.rmcp import rakp
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.cipher_suite import CIPHER_SUITES
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.rmcp_plus import PayloadType, RmcpPlusStatus

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from simulated import drive, login
from tiny_bmc import Network, TinyBmc

NAME = "bmc.example:623"


class OtherStatus(TinyBmc):
    """Answers Open Session with a status of its own for some suites, or not at all where that is None."""

    def __init__(self, statuses: t.Mapping[int, int | None]) -> None:
        super().__init__()
        self.by_suite = statuses

    def _open_session(self, payload: bytes) -> t.Any:
        request = rakp.OpenSessionRequest.unpack(payload)
        wanted = (request.authentication_algorithm, request.integrity_algorithm, request.confidentiality_algorithm)
        suite = next(suite for suite in CIPHER_SUITES.values() if suite[1:] == wanted)
        status = self.by_suite.get(suite.id, 0)
        if status is None:
            return None
        answer = super()._open_session(payload)
        return answer.replace(status=status) if status else answer


def suite_in_use() -> Procedure[int | None]:
    facts = yield Facts()
    return t.cast("int | None", facts.cipher_suite)


def log_in(bmc: TinyBmc, notes: dict[str, int], procedure: Procedure[t.Any] | None = None, **changes: t.Any) -> t.Any:
    """Return what the procedure returns: the suite in use."""
    operations = conduct(login(**changes), procedure or suite_in_use(), random.Random(1).randbytes)
    return drive(Network(bmc), operations, notes=notes)


def opened(bmc: TinyBmc) -> int:
    """Return how many Open Session Requests the BMC got, and forget them."""
    count = bmc.payloads.count(PayloadType.OPEN_SESSION_REQUEST)
    bmc.payloads.clear()
    return count


def test_the_first_suite_needs_no_note() -> None:
    bmc, notes = TinyBmc(), dict[str, int]()
    assert log_in(bmc, notes) == 17
    assert (opened(bmc), notes) == (1, {})


def test_a_refused_suite_is_asked_for_once() -> None:
    bmc, notes = TinyBmc(suites=(3,)), dict[str, int]()
    assert log_in(bmc, notes) == 3
    assert (opened(bmc), notes) == (2, {NAME: 3})
    assert log_in(bmc, notes) == 3
    assert (opened(bmc), notes) == (1, {NAME: 3})


def test_silence_is_waited_for_once() -> None:
    bmc, notes = OtherStatus({17: None}), dict[str, int]()
    assert log_in(bmc, notes) == 3
    assert opened(bmc) > 2
    assert log_in(bmc, notes) == 3
    assert opened(bmc) == 1


def test_a_note_that_no_longer_holds_is_taken_away() -> None:
    bmc, notes = TinyBmc(suites=(17,)), {NAME: 3}
    assert log_in(bmc, notes) == 17
    assert (opened(bmc), notes) == (2, {})


def test_what_is_not_in_the_list_is_not_heeded() -> None:
    bmc, notes = TinyBmc(), {NAME: 3}
    assert log_in(bmc, notes, cipher_suites=(17, 12)) == 17
    assert opened(bmc) == 1


def test_the_rest_of_the_list_keeps_its_order() -> None:
    bmc, notes = TinyBmc(suites=(12, 8)), {NAME: 3}
    assert log_in(bmc, notes, cipher_suites=(17, 12, 8, 3)) == 12
    assert (opened(bmc), notes) == (3, {NAME: 12})


@pytest.mark.parametrize("weak", [0, 1, 2, 15, 16])
def test_a_suite_that_does_not_protect_everything_is_never_begun_with(weak: int) -> None:
    bmc, notes = TinyBmc(suites=(weak,)), dict[str, int]()
    assert log_in(bmc, notes, cipher_suites=(17, weak)) == weak
    assert notes == {}
    notes[NAME] = weak
    opened(bmc)
    assert log_in(bmc, notes, cipher_suites=(17, weak)) == weak
    assert opened(bmc) == 2


def test_a_suite_that_was_limited_meanwhile() -> None:
    """The BMC refuses the level, not the suite; by the order of the list the login would have succeeded."""
    bmc, notes = OtherStatus({3: RmcpPlusStatus.UNAUTHORIZED_ROLE}), {NAME: 3}
    assert log_in(bmc, notes) == 17
    assert notes == {}


def test_a_level_that_no_suite_is_granted() -> None:
    status = RmcpPlusStatus.UNAUTHORIZED_ROLE
    bmc, notes = OtherStatus({3: status, 17: status}), {NAME: 3}
    with pytest.raises(PrivilegeTooLow):
        log_in(bmc, notes)
    assert notes == {}


def test_a_wrong_password_is_one_attempt() -> None:
    bmc, notes = TinyBmc(), {NAME: 3}
    with pytest.raises(WrongPassword):
        log_in(bmc, notes, password="other")
    assert (opened(bmc), notes) == (1, {})


@pytest.mark.parametrize(
    ("bmc", "error"), [(TinyBmc(slots=0), NoSessionSlot), (TinyBmc(suites=()), SuiteRefused)], ids=["full", "refused"]
)
def test_what_every_suite_would_meet_is_not_met_twice(bmc: TinyBmc, error: type[IpmiError]) -> None:
    notes = {NAME: 3}
    with pytest.raises(error):
        log_in(bmc, notes)
    without = TinyBmc(slots=bmc.slots, suites=bmc.suites)
    with pytest.raises(error):
        log_in(without, {})
    assert opened(bmc) == opened(without)
    assert notes == ({NAME: 3} if error is NoSessionSlot else {})


def test_ipmi_1_5_has_no_suites() -> None:
    notes = {NAME: 3}
    assert log_in(TinyBmc(), notes, interface="lan") is None
    assert notes == {NAME: 3}


def test_a_second_login_begins_with_it_too() -> None:
    def proves() -> Procedure[None]:
        opened(bmc)
        yield Prove({})

    bmc, notes = TinyBmc(suites=(3,)), dict[str, int]()
    log_in(bmc, notes, proves())
    assert opened(bmc) == 1

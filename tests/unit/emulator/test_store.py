# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The state store: what was acknowledged survives anything, and no file is ever torn."""

from __future__ import annotations

import json
import os
import signal
import stat

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.device import GetDeviceIdRequest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.session import (
    SetSessionPrivilegeLevelRequest,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.user import SetUserNameRequest
from ansible_collections.baremetal.ipmi.tests.emulator.bmc import Bmc
from ansible_collections.baremetal.ipmi.tests.emulator.model import Stored
from ansible_collections.baremetal.ipmi.tests.emulator.personality import load_personality
from ansible_collections.baremetal.ipmi.tests.emulator.running import running_emulator
from ansible_collections.baremetal.ipmi.tests.emulator.store import (
    StateFileError,
    Store,
    pack_state,
    unpack_state,
)
from ansible_collections.baremetal.ipmi.tests.unit.emulator.console import ADDRESS, Bench, ConsoleV20, pack_request

SET_USER_NAME = 0x45
APP = 0x06
LAN = 1


@pytest.fixture
def store(tmp_path):
    opened = Store(tmp_path / "state")
    yield opened
    opened.close()


def change_everything(bmc: Bmc) -> None:
    stored = bmc.stored
    user = bmc.user(9)
    user.name, user.enabled, user.password, user.password_size = b"nine", True, b"p" * 20, 20
    user.access_on(LAN).session_limit = 3
    user.callback_options[LAN] = b"\x01\x02"
    channel = stored.channels[LAN]
    channel.kg, channel.kg_locked = b"k" * 20, True
    channel.access.privilege_limit = 3
    channel.lan.write(3, b"\x0a\x00\x00\x01")
    channel.lan.write(56, b"\x01" + bytes(19), 1)
    channel.sol.write(1, b"\x01")
    stored.boot.write(5, b"\xe0\x04\x00\x00\x00")
    stored.system_info.write(2, b"\x00name", 0, 1)
    stored.firewall_disabled[(LAN, 0, APP, b"")] = 1 << 200
    stored.sub_functions_disabled[(LAN, 0, 0x2C, b"\xdc", 1)] = 6
    stored.oem["nic"] = b"\x02"
    stored.power_on_minutes = 77


def test_everything_stored_survives_being_packed():
    bmc = Bmc(load_personality("generic"))
    change_everything(bmc)
    packed = json.loads(json.dumps(pack_state(bmc.stored)))
    assert unpack_state(Stored, packed) == bmc.stored


def test_a_new_bmc_finds_what_the_old_one_saved(store):
    first = Bmc(load_personality("generic"), 4, store=store)
    change_everything(first)
    first.save()
    second = Bmc(load_personality("generic"), 4, store=store)
    assert second.stored == first.stored
    assert second.stored.channels[LAN].lan.read(6) is not None, "the personality's defaults lie under it"
    assert second.active_access(LAN).privilege_limit == 3, "the active copy starts from the stored one"


def test_only_a_change_is_written(store):
    bmc = Bmc(load_personality("generic"), store=store)
    assert store.save(bmc)
    assert not store.save(bmc)
    bmc.user(11)
    assert not store.save(bmc), "to look at an empty slot is no change"
    bmc.user(11).name = b"x"
    assert store.save(bmc)


def test_the_file_is_for_its_owner_only(store):
    bmc = Bmc(load_personality("generic"), store=store)
    bmc.save()
    assert stat.S_IMODE(store.path(0).stat().st_mode) == 0o600
    assert [path.name for path in store.path(0).parent.iterdir() if path.suffix == ".new"] == []


@pytest.mark.parametrize("text", ["", "{", '{"format": 1, "personality": "dell"}', '{"format": 9}'])
def test_files_of_something_else_are_refused(store, text):
    store.path(0).write_text(text)
    with pytest.raises(StateFileError, match="bmc-00000"):
        Bmc(load_personality("generic"), store=store)


def test_a_directory_has_one_emulator_at_a_time(store):
    with pytest.raises(StateFileError, match="in use"):
        Store(store.path(0).parent)


def test_a_setting_is_on_disk_before_its_answer_leaves(store):
    bench = Bench(store=store)
    console = ConsoleV20(bench)
    console.login()
    console.ask(SetSessionPrivilegeLevelRequest(privilege_level=4))
    assert not store.path(0).exists()
    console.ask(GetDeviceIdRequest())
    assert not store.path(0).exists()
    rename = pack_request(SetUserNameRequest(user_id=5, user_name="early"), 33)
    answers = bench.lan.receive(console.seal(rename), ADDRESS)
    assert answers
    assert b"early".hex() in store.path(0).read_text()


def test_kill_9_loses_nothing_that_was_acknowledged(tmp_path):
    """Eight times: rename a user over and over, kill the process in the middle, start it again and compare."""
    state = tmp_path / "state"
    acknowledged = 0
    for round_ in range(8):
        with running_emulator(state_dir=state) as emulator:
            found = _stored_number(emulator)
            assert found in (acknowledged, acknowledged + 1), "the last one may have been written but not answered"
            acknowledged = found
            for _time in range(5 + 7 * round_):
                assert emulator.control.raw(APP, SET_USER_NAME, _name_request(acknowledged + 1)) == b"\x00"
                acknowledged += 1
            emulator.control.send_only({"do": "raw", "net_fn": APP, "command": SET_USER_NAME,
                                        "data": _name_request(acknowledged + 1).hex()})  # fmt: skip
            os.kill(emulator.process.pid, signal.SIGKILL)
            emulator.process.wait()


def _name_request(number: int) -> bytes:
    return b"\x05" + str(number).encode().ljust(16, b"\x00")


def _stored_number(emulator) -> int:
    return int(emulator.control.raw(APP, 0x46, b"\x05")[1:].rstrip(b"\x00") or b"0")

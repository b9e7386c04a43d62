# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""``host_provision`` boots emulated servers; what they booted from is told by the emulated machine itself."""

from __future__ import annotations

import contextlib
import json
import re
import socket
import threading
import time
import typing as t
from pathlib import Path

import pytest
from ansible_collections.baremetal.ipmi.tests.emulator.running import RunningEmulator, running_emulator
from ansible_collections.baremetal.ipmi.tests.integration.playbook import (
    PlayResult,
    host_variables,
    run_playbook,
    run_tasks,
)

ROLE = [{"ansible.builtin.import_role": {"name": "baremetal.ipmi.host_provision"}}]
PXE_UEFI_USED = "2004000000"
"""Boot flags for PXE in UEFI mode whose valid bit is gone: the server has started with them."""


class Server:
    """An emulated BMC with the server behind it, and the playbook directory."""

    def __init__(self, emulator: RunningEmulator, directory: Path) -> None:
        self.emulator = emulator
        self.directory = directory
        self.notes = directory / "notes"

    def variables(self, **options: t.Any) -> dict[str, t.Any]:
        given = {
            "boot_device": "pxe",
            "boot_firmware": "uefi",
            "poll_interval": 1,
            "boot_timeout": 20,
            "state_directory": str(self.notes),
            **options,
        }
        return host_variables(
            self.emulator.bmcs[0], **{f"host_provision_{name}": value for name, value in given.items()}
        )

    def run(self, *arguments: str, **options: t.Any) -> PlayResult:
        return run_tasks(self.directory, {"node": self.variables(**options)}, ROLE, *arguments)

    def provision(self, *arguments: str, **options: t.Any) -> PlayResult:
        play = self.run(*arguments, **options)
        assert play.returncode == 0, play.output
        return play

    def start_over(self, *, is_on: bool) -> None:
        """Have the server in a power state, without an override, and forget what it did."""
        self.emulator.control.clear_faults()
        self.emulator.control.raw(0x00, 0x08, bytes.fromhex("050000000000"))
        self.emulator.control.do("power", on=is_on)
        self.notes.mkdir(exist_ok=True)
        for note in self.notes.glob("*"):
            note.unlink()
        self.emulator.control.reset_counters()

    @property
    def is_on(self) -> bool:
        return bool(self.emulator.control.state()["power_is_on"])

    @property
    def flags(self) -> str:
        """The boot flags, as the managed host would read them."""
        return self.emulator.control.raw(0x00, 0x09, bytes([5, 0, 0]))[3:].hex()

    @property
    def restarts(self) -> int:
        return int(self.emulator.control.counters(0)["writes"].get("Chassis Control", 0))


def changed(play: PlayResult) -> int:
    recap = re.search(r"^node .* changed=(\d+) ", play.output, re.MULTILINE)
    assert recap, play.output
    return int(recap[1])


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> t.Iterator[Server]:
    with running_emulator(username="admin", password="correct-horse", power_seconds=0.5) as emulator:
        yield Server(emulator, tmp_path_factory.mktemp("play"))


@contextlib.contextmanager
def listening(port: int = 0) -> t.Iterator[int]:
    """Be what listens on a server that is ready."""
    with socket.create_server(("127.0.0.1", port)) as listener:
        yield int(listener.getsockname()[1])


@pytest.fixture
def port() -> int:
    """A port at which nobody listens yet."""
    with listening() as number:
        return number


@pytest.mark.parametrize("is_on", [False, True])
def test_check_mode_tells_and_does_nothing(server: Server, is_on: bool) -> None:
    server.start_over(is_on=is_on)
    play = server.provision("--check", "--diff")
    assert changed(play) == 2, play.output
    assert server.emulator.control.counters(0)["writes"] == {}
    assert not list(server.notes.glob("*"))


@pytest.mark.parametrize(("is_on", "restarts"), [(False, 1), (True, 2)])
def test_a_server_boots_once_from_the_network(server: Server, is_on: bool, restarts: int) -> None:
    server.start_over(is_on=is_on)
    play = server.provision()
    assert changed(play) == 1 + restarts, play.output
    assert server.is_on
    assert server.flags == PXE_UEFI_USED
    assert server.restarts == restarts
    assert not list(server.notes.glob("*"))
    assert server.emulator.control.counters(0)["sessions_active"] == 0


def test_a_server_that_is_on_may_be_refused(server: Server) -> None:
    server.start_over(is_on=True)
    play = server.run(when_on="refuse")
    assert play.returncode == 2, play.output
    assert play.last("node")["msg"].startswith("The server is on, and host_provision_when_on")
    assert server.emulator.control.counters(0)["writes"] == {}
    server.start_over(is_on=False)
    server.provision(when_on="refuse")
    assert server.is_on


def test_an_operating_system_is_asked_to_shut_down(server: Server) -> None:
    server.start_over(is_on=True)
    before = len(server.emulator.control.state()["chassis_actions"])
    server.provision(when_on="soft", soft_timeout=30)
    assert server.emulator.control.state()["chassis_actions"][before:] == [5, 1]


def test_the_power_is_put_back(server: Server) -> None:
    server.start_over(is_on=False)
    server.provision(power_after="as_found", soft_timeout=30)
    assert not server.is_on
    assert server.flags == PXE_UEFI_USED


def test_an_override_that_firmware_leaves_is_taken_back(tmp_path: Path) -> None:
    account = {"username": "admin", "password": "correct-horse"}
    with running_emulator(power_seconds=0.5, quirk="boot_valid_bit_sticky", **account) as emulator:
        server = Server(emulator, tmp_path)
        server.provision(boot_timeout=2)
        assert server.flags == "0000000000"
        server.provision(boot_timeout=2, put_back_boot=False)
        assert server.flags == "a004000000"


def test_a_server_that_is_ready_is_left_alone(server: Server) -> None:
    server.start_over(is_on=True)
    with listening() as number:
        play = server.provision(wait_for=f"127.0.0.1:{number}")
        assert changed(play) == 0, play.output
        assert server.emulator.control.counters(0)["datagrams_in"] == 0
        play = server.provision(wait_for=f"localhost:{number}", again=True)
        assert changed(play) == 3, play.output


def test_a_server_at_work_is_waited_for_and_not_restarted(server: Server, port: int) -> None:
    server.start_over(is_on=True)
    play = server.run(wait_for=f"127.0.0.1:{port}", timeout=30)
    assert play.returncode == 2, play.output
    assert f"does not answer at 127.0.0.1:{port}" in play.last("node")["msg"]
    assert server.restarts == 2
    # The same run with more patience: as if the first one had been interrupted while it waited.
    opened: list[socket.socket] = []
    opening = threading.Timer(6, lambda: opened.append(socket.create_server(("127.0.0.1", port))))
    opening.start()
    # From the command line, numbers and booleans come as text.
    as_text = {"again": "false", "put_back_boot": "true", "soft_timeout": "60", "poll_interval": "1"}
    play = server.provision(wait_for=f"127.0.0.1:{port}", timeout=600, **as_text)
    opening.join()
    opened[0].close()
    assert changed(play) == 0, play.output
    assert server.restarts == 2
    assert not list(server.notes.glob("*"))


def test_a_relative_folder_of_notes_is_where_the_playbook_is_run(server: Server, port: int) -> None:
    server.start_over(is_on=True)
    playbook = server.directory / "elsewhere" / "playbook.yml"
    playbook.parent.mkdir()
    playbook.write_text(json.dumps([{"hosts": "all", "gather_facts": False, "tasks": ROLE}]))
    hosts = {"node": server.variables(wait_for=f"127.0.0.1:{port}", timeout=1, state_directory="notes")}
    play = run_playbook(server.directory, hosts, playbook)
    assert "does not answer at" in play.last("node")["msg"], play.output
    assert [note.name for note in server.notes.iterdir()] == ["node.json"]


def test_a_server_that_nobody_waits_for_any_more_is_restarted(server: Server, port: int) -> None:
    server.start_over(is_on=True)
    (server.notes / "node.json").write_text(json.dumps({"restarted": int(time.time()) - 100, "was_on": True}))
    play = server.run(wait_for=f"127.0.0.1:{port}", timeout=5)
    assert play.returncode == 2, play.output
    assert server.restarts == 2


@pytest.mark.parametrize(
    "interruption",
    [
        {"command": "Set System Boot Options", "data": "05"},
        {"command": "Chassis Control", "data": "00"},
        {"command": "Chassis Control", "data": "01"},
    ],
)
def test_a_run_that_failed_at_any_write_is_run_again(server: Server, interruption: dict[str, str]) -> None:
    server.start_over(is_on=True)
    server.emulator.control.add_fault("completion_code", code=0xFF, **interruption)
    assert server.run().returncode == 2
    assert server.flags != PXE_UEFI_USED
    server.emulator.control.clear_faults()
    server.provision(power_after="as_found", soft_timeout=30)
    assert server.flags == PXE_UEFI_USED
    assert server.is_on, "what the power was before the first run is forgotten"
    assert not list(server.notes.glob("*"))


@pytest.mark.parametrize("place", ["127.0.0.1", "127.0.0.1:ssh", "[::1:22"])
def test_a_place_that_is_none_is_named(server: Server, place: str) -> None:
    server.emulator.control.reset_counters()
    play = server.run(wait_for=place)
    assert place in play.last("node")["msg"]
    assert server.emulator.control.counters(0)["datagrams_in"] == 0

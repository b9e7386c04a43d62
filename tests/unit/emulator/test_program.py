# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulator as a process: endpoints, control socket, ending cleanly."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.rmcp.asf import pack_ping
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.rmcp.ipmi_message import IpmiMessage
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.rmcp.session_v15 import PacketV15
from ansible_collections.baremetal.ipmi.tests.emulator.control_client import ControlFailed
from ansible_collections.baremetal.ipmi.tests.emulator.running import LAUNCHER, EmulatorFailed, running_emulator

APP, TRANSPORT = 0x06, 0x0C
GET_SYSTEM_GUID, SET_LAN = 0x37, 0x01
LAN = 1
SOON = 20.0


def ask(bmc, datagram: bytes, timeout: float = 5.0) -> bytes | None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as endpoint:
        endpoint.settimeout(timeout)
        endpoint.connect((bmc.host, bmc.port))
        endpoint.send(datagram)
        try:
            return endpoint.recv(512)
        except OSError:
            return None


def guid_of(bmc) -> str:
    answer = ask(bmc, PacketV15(IpmiMessage(APP, GET_SYSTEM_GUID).pack()).pack())
    assert answer is not None
    return IpmiMessage.unpack(PacketV15.unpack(answer).message).data[1:].hex()


def test_every_bmc_of_a_fleet_is_its_own():
    with running_emulator(count=3, personality="generic", seed=5) as emulator:
        assert len({bmc.port for bmc in emulator.bmcs}) == 3
        assert [guid_of(bmc) for bmc in emulator.bmcs] == [bmc.guid for bmc in emulator.bmcs]
        assert len({bmc.guid for bmc in emulator.bmcs}) == 3
        assert emulator.control.do("list")[2]["guid"] == emulator.bmcs[2].guid
        assert emulator.control.counters(bmc=1)["datagrams_in"] == 1
        assert emulator.control.counters()["datagrams_in"] == 3


def test_the_account_and_kg_can_be_given(tmp_path):
    ready = tmp_path / "ready"
    with running_emulator(username="me", password="mine", kg="0x6b65790a", ready_file=ready) as emulator:
        bmc = emulator.bmcs[0]
        assert (bmc.username, bmc.password) == ("me", "mine")
        assert json.loads(ready.read_text())[0]["username"] == "me"
        assert "mine" not in ready.read_text()
        capabilities = emulator.control.raw(APP, 0x38, b"\x81\x04")
        assert capabilities[3] & 0x20


def test_one_address_for_each_bmc():
    with running_emulator(count=2, per_address=True, address="127.61.7.1", port=62307) as emulator:
        assert [(bmc.host, bmc.port) for bmc in emulator.bmcs] == [("127.61.7.1", 62307), ("127.61.7.2", 62307)]
        assert guid_of(emulator.bmcs[1]) == emulator.bmcs[1].guid


def test_an_endpoint_follows_the_address_of_its_bmc(tmp_path):
    options = {"address": "127.61.8.1", "port": 62308, "follow_address": True, "state_dir": tmp_path / "state"}
    with running_emulator(**options) as emulator:
        old = emulator.bmcs[0]
        new = old._replace(host="127.61.8.9")
        request = bytes([LAN, 3, 127, 61, 8, 9])
        emulator.control.raw(TRANSPORT, SET_LAN, request)
        assert ask(new, pack_ping()) is not None
        assert ask(old, pack_ping(), timeout=0.2) is None
    with running_emulator(**options) as emulator:
        assert emulator.bmcs[0].host == "127.61.8.9"


def test_datagram_faults_reach_the_wire():
    with running_emulator() as emulator:
        bmc = emulator.bmcs[0]
        emulator.control.add_fault("drop", direction="out", count=1)
        assert ask(bmc, pack_ping(), timeout=0.2) is None
        assert ask(bmc, pack_ping()) is not None
        emulator.control.add_fault("delay", seconds=0.01)
        assert ask(bmc, pack_ping()) is not None


@pytest.mark.parametrize(("quirks", "answers"), [([], 3), (["one_request_at_a_time"], 1)])
def test_a_bmc_at_work_lets_others_wait_or_loses_them(quirks, answers):
    with running_emulator(quirk=quirks) as emulator, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as endpoint:
        emulator.control.add_fault("work", seconds=0.2)
        endpoint.settimeout(2.0)
        endpoint.connect((emulator.bmcs[0].host, emulator.bmcs[0].port))
        for sequence in range(3):
            endpoint.send(PacketV15(IpmiMessage(APP, GET_SYSTEM_GUID, sequence=sequence).pack()).pack())
        came = [IpmiMessage.unpack(PacketV15.unpack(endpoint.recv(512)).message) for _time in range(answers)]
        assert [message.sequence for message in came] == list(range(answers))
        assert emulator.control.counters()["requests"] == {"Get System GUID": answers}


def test_faults_can_be_there_from_the_start():
    with running_emulator(faults=[{"fault": "silence", "count": 1}]) as emulator:
        assert ask(emulator.bmcs[0], pack_ping(), timeout=0.2) is None
        assert ask(emulator.bmcs[0], pack_ping()) is not None


def test_the_control_socket_changes_things_behind_everybodys_back():
    with running_emulator() as emulator:
        control = emulator.control
        control.do("power", on=False)
        assert control.state()["power_is_on"] is False
        control.do("set_parameter", kind="lan", selector=20, data="2a80")
        assert control.do("get_parameter", kind="lan", selector=20) == "2a80"
        assert control.do("get_parameter", kind="lan", selector=251) is None
        control.do("set_user", user_id=9, name="ghost", password="secret", enabled=True, privilege=4)
        assert control.raw(APP, 0x46, b"\x09") == b"\x00" + b"ghost".ljust(16, b"\x00")
        control.do("cold_reset", seconds=50)
        assert control.state()["is_down"] is True
        control.advance(51)
        assert control.state()["is_down"] is False
        control.reset_counters()
        assert control.counters()["requests"] == {}


@pytest.mark.parametrize(
    ("request_", "reason"),
    [
        ({"do": "dance"}, "there is no 'dance'"),
        ({"do": "counters", "bmc": 7}, "only 1 BMCs"),
        ({"do": "power"}, "'on' is missing"),
        ({"do": "add_fault", "rule": {"fault": "?"}}, "no fault"),
        ({"do": "get_parameter", "kind": "fax", "selector": 1}, "no fax parameters"),
        ([], "JSON object"),
    ],
)
def test_bad_control_requests_are_explained(emulator, request_, reason):
    with pytest.raises(ControlFailed, match=reason):
        emulator.control.request(request_)


@pytest.fixture(scope="module")
def emulator():
    with running_emulator() as running:
        yield running


def test_no_password_is_seen_through_the_control_socket(emulator):
    emulator.control.do("set_user", user_id=9, name="ghost", password="a-known-secret")
    shown = json.dumps([emulator.control.do(name) for name in ("list", "counters", "state")])
    assert "a-known-secret" not in shown + emulator.log


def test_ctl_and_health_from_the_command_line(emulator):
    bmc = emulator.bmcs[0]
    counters = _run("ctl", str(emulator.directory / "control"), '{"do": "counters"}')
    assert json.loads(counters.stdout)["sessions_active"] == 0
    assert _run("ctl", str(emulator.directory / "control"), '{"do": "x"}').returncode == 1
    assert _run("health", "--port", str(bmc.port)).returncode == 0
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind(("127.0.0.1", 0))
        nobody = free.getsockname()[1]
    assert _run("health", "--port", str(nobody), "--attempts", "1").returncode == 1


def _run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(LAUNCHER), *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=SOON, check=False)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_cleanly(number):
    with running_emulator() as emulator:
        emulator.process.send_signal(number)
        assert emulator.process.wait(SOON) == 0
        assert not (emulator.directory / "control").exists()


def test_stop_over_the_control_socket():
    with running_emulator() as emulator:
        emulator.control.do("stop")
        assert emulator.process.wait(SOON) == 0


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"personality": "toaster"}, "no personality 'toaster'"),
        ({"quirk": "haste"}, "no quirk 'haste'"),
        ({"password": "x" * 21}, "--password"),
        ({"address": "192.0.2.1"}, "192.0.2.1|assign"),
        ({"faults": [{"fault": "?"}]}, "no fault"),
    ],
)
def test_a_bad_start_says_why(options, reason):
    with pytest.raises(EmulatorFailed, match=reason), running_emulator(**options):
        pass


def test_it_ends_with_the_process_that_started_it(tmp_path):
    ready = tmp_path / "ready"
    script = (
        "import subprocess, sys\n"
        "emulator = subprocess.Popen(sys.argv[1:], stdout=subprocess.PIPE)\n"
        "emulator.stdout.readline()\n"
        "print(emulator.pid, flush=True)\n"
    )
    command = [sys.executable, "-c", script, sys.executable, str(LAUNCHER), "--port=0", "--exit-with-parent"]
    parent = subprocess.run(
        [*command, f"--ready-file={ready}"], capture_output=True, text=True, timeout=SOON, check=True
    )
    _wait_until_gone(int(parent.stdout))


def _wait_until_gone(pid: int) -> None:
    deadline = time.monotonic() + SOON
    while time.monotonic() < deadline:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    raise AssertionError(f"process {pid} is still there")

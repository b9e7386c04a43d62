# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What helps when a BMC does not do what it should: the trace of -vvvv, and captures that tshark takes apart."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import typing as t
from pathlib import Path

import pytest
from ansible_collections.baremetal.ipmi.tests.emulator.running import RunningBmc
from ansible_collections.baremetal.ipmi.tests.integration.conftest import Bench
from ansible_collections.baremetal.ipmi.tests.integration.playbook import run_tasks

PASSWORD = "Very-Secret-1"
COMMUNITY = "Quiet-Community"
DOCUMENT = {
    "users": [{"name": "eve", "password": PASSWORD, "privilege": "user"}],
    "lan": [{"community": COMMUNITY}],
}
LINE = re.compile(r"^<bmc0> IPMI +\d+\.\d ms (.*)$", re.MULTILINE)
needs_tshark = pytest.mark.skipif(shutil.which("tshark") is None, reason="tshark is not installed")


def traced(
    bench: Bench, module: str, *arguments: str, play: dict[str, t.Any] | None = None, **options: t.Any
) -> list[str]:
    """Return the lines of the trace of one task, without their times; no secret is in them."""
    result = run_tasks(bench.directory, bench.hosts(), [{f"baremetal.ipmi.{module}": options}], *arguments, play=play)
    assert result.returncode == 0, result.output
    for secret in (PASSWORD, COMMUNITY, bench.bmc.password):
        for form in (secret, secret.encode().hex(), secret.encode().hex(" ")):
            assert form not in "\n".join(LINE.findall(result.output))
    return LINE.findall(result.output)


def test_a_trace_says_what_was_asked_and_answered(bench: Bench) -> None:
    lines = traced(bench, "config", "-vvvv", **DOCUMENT)
    assert lines[0].startswith(f"   connected to {bench.bmc.host}:{bench.bmc.port} from ")
    assert lines[-1] == "   session closed"
    for wanted in (
        r"-> RAKP 1: .*username=admin",
        r"   session open: cipher suite 17, privilege limit administrator",
        r"<- Get Device ID: 00h \(ok\) after \d+\.\d ms: device_id=32, .*manufacturer_id=7154",
        r"-> Set User Name: user_id=\d+, user_name=eve",
        r"-> Set User Password: user_id=\d+, .*operation=set_password, password=\*\*\*\*",
        r"-> Set LAN Configuration Parameters: .*CommunityString\(community_string=\*\*\*\*\)",
    ):
        assert any(re.fullmatch(wanted + ".*", line) for line in lines), wanted
    assert sum(line.startswith("-> ") for line in lines) == sum(line.startswith("<- ") for line in lines)


def test_no_trace_unless_it_is_asked_for(bench: Bench) -> None:
    assert traced(bench, "info", "-vvv") == []
    assert traced(bench, "info", "-vvvv", play={"no_log": True}) == []


def test_packets_that_are_lost_are_to_be_seen(bench: Bench) -> None:
    bench.emulator.control.add_fault("drop", direction="out", skip=3, count=2)
    lines = traced(bench, "power", "-vvvv", state="on")
    bench.emulator.control.clear_faults()
    assert any(re.match(r"\.\. Get .*, try 2", line) for line in lines), lines


def dissected(bmc: RunningBmc, capture: Path, *arguments: str) -> list[str]:
    """Return what tshark prints of a capture."""
    as_rmcp = ["-d", f"udp.port=={bmc.port},rmcp", "-o", "ip.check_checksum:TRUE", "-o", "udp.check_checksum:TRUE"]
    done = subprocess.run(
        ["tshark", "-n", "-r", str(capture), *as_rmcp, *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@needs_tshark
@pytest.mark.parametrize(
    "connection",
    [{"bmc_cipher_suites": [17]}, {"bmc_cipher_suites": [3]}, {"bmc_cipher_suites": [1]}, {"bmc_interface": "lan"}],
    ids=["suite 17", "suite 3", "suite 1", "IPMI 1.5"],
)
def test_tshark_takes_a_capture_apart(bench: Bench, tmp_path: Path, connection: dict[str, t.Any]) -> None:
    capture = tmp_path / "session.pcap"
    result = bench.result("config_info", bmc_capture=str(capture), **connection)
    assert "warnings" not in result
    assert capture.stat().st_mode & 0o777 == 0o600
    counters = dissected(bench.bmc, capture, "-T", "fields", "-e", "ip.checksum.status", "-e", "udp.checksum.status")
    assert set(counters) == {"1\t1"}, "every checksum is good"
    assert dissected(bench.bmc, capture, "-Y", "_ws.malformed || _ws.expert.severity >= 0x600000") == []
    protocols = dissected(bench.bmc, capture, "-T", "fields", "-e", "frame.protocols")
    assert set(protocols) == {"raw:ip:udp:rmcp:ipmi_session:data"}
    assert len(protocols) > 50
    summary = "\n".join(dissected(bench.bmc, capture))
    for step in ("Open Session Request", "RAKP Message 1", "RAKP Message 4"):
        assert summary.count(f"payload type: {step}") + summary.count(f"RMCP+ {step}") == (
            "bmc_interface" not in connection
        )


def test_a_second_task_continues_the_capture(bench: Bench, tmp_path: Path) -> None:
    capture = tmp_path / "session.pcap"
    sizes = []
    for _task in range(2):
        bench.result("power", state="on", bmc_capture=str(capture))
        sizes.append(capture.stat().st_size)
    assert sizes[1] > 1.5 * sizes[0]


def failure_without_traffic(bench: Bench, **options: t.Any) -> str:
    bench.emulator.control.reset_counters()
    failure = bench.failure("info", **options)
    assert failure["error_code"] == "invalid_option"
    assert bench.emulator.control.counters(0)["datagrams_in"] == 0
    return t.cast(str, failure["msg"])


def test_a_capture_that_cannot_be_written_is_refused_before_any_traffic(bench: Bench, tmp_path: Path) -> None:
    missing = tmp_path / "missing" / "session.pcap"
    assert failure_without_traffic(bench, bmc_capture=str(missing)) == (
        f"bmc_capture: {missing} cannot be written (No such file or directory)."
    )
    notes = tmp_path / "notes"
    notes.write_text("something else that somebody needs")
    assert "holds something else; name a new file." in failure_without_traffic(bench, bmc_capture=str(notes))


def test_the_device_of_the_host_has_no_datagrams(bench: Bench, tmp_path: Path) -> None:
    task = {"baremetal.ipmi.info": {"bmc_interface": "open", "bmc_capture": str(tmp_path / "session.pcap")}}
    here = {"ansible_connection": "local", "ansible_python_interpreter": sys.executable}
    result = run_tasks(bench.directory, {"local": here}, [task], "-vvvv")
    assert result.last("local")["msg"] == "bmc_capture: with bmc_interface open there are no datagrams to write."
    assert not (tmp_path / "session.pcap").exists()

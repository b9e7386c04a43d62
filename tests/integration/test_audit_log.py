# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The audit log, written by real playbooks that change emulated BMCs."""

from __future__ import annotations

import contextlib
import json
import re
import socket
import subprocess
import threading
import typing as t
from pathlib import Path

import pytest
import yaml
from ansible_collections.baremetal.ipmi.plugins.plugin_utils.hash_chain import find_flaws
from ansible_collections.baremetal.ipmi.tests.emulator.running import RunningEmulator, running_emulator
from ansible_collections.baremetal.ipmi.tests.integration.conftest import Bench
from ansible_collections.baremetal.ipmi.tests.integration.ipmitool import ipmitool_table, run_ipmitool
from ansible_collections.baremetal.ipmi.tests.integration.playbook import (
    ANSIBLE_PLAYBOOK,
    PlayResult,
    environment,
    run_playbook,
    run_tasks,
)
from collection_path import ROOT

VERSION = yaml.safe_load((ROOT / "galaxy.yml").read_text(encoding="utf-8"))["version"]
PASSWORD, NEW_PASSWORD, KG = "correct-horse", "Battery-Staple-9", "Kg-of-the-tests-0123"
COMMUNITY, OTHER_COMMUNITY = "Hidden-Community", "Other-Community-2"
SECRETS = (PASSWORD, NEW_PASSWORD, KG, COMMUNITY, OTHER_COMMUNITY)
RAW_PASSWORD = "77 68 69 73 70 65 72"
RFC_5424 = re.compile(
    r"<(?P<priority>\d{1,3})>1 (?P<time>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) (?P<host>[!-~]{1,255}) "
    r"(?P<application>[!-~]{1,48}) (?P<process>[!-~]{1,128}) (?P<message_id>[!-~]{1,32}) - (?P<text>[ -~]+)"
)

Task = dict[str, t.Any]


def toggle(value: str) -> Task:
    """Return a task that changes one option."""
    return {"name": "Power restore", "baremetal.ipmi.chassis": {"power_restore_policy": value}}


def run(
    bench: Bench, tasks: list[Task], *arguments: str, play: dict[str, t.Any] | None = None, **options: t.Any
) -> PlayResult:
    """Run tasks with the callback; ``options`` are its options."""
    return run_tasks(bench.directory, bench.hosts(), tasks, *arguments, play=play, extra_environment=enabled(**options))


def enabled(**options: t.Any) -> dict[str, str]:
    return {
        "ANSIBLE_CALLBACKS_ENABLED": "task_results,baremetal.ipmi.audit_log",
        **{f"BMC_AUDIT_LOG_{name.upper()}": str(value) for name, value in options.items()},
    }


def records(log: Path) -> list[dict[str, t.Any]]:
    """Return the lines of a log, which has to be intact."""
    text = log.read_text() if log.exists() else ""
    assert find_flaws(text) == []
    return [json.loads(line) for line in text.splitlines()]


def told(found: list[dict[str, t.Any]]) -> list[tuple[t.Any, t.Any, t.Any]]:
    return [(record["option"], record["before"], record["after"]) for record in found]


def policy_of(bench: Bench) -> str:
    """Return what the BMC really has, as ipmitool reads it."""
    return ipmitool_table(bench.bmc, "chassis", "status")["Power Restore Policy"].replace("-", "_")


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "log.jsonl"


@pytest.fixture(autouse=True)
def known_state(bench: Bench) -> None:
    run_ipmitool(bench.bmc, "chassis", "policy", "previous")


def test_a_line_says_all(bench: Bench, log: Path) -> None:
    extra = json.dumps({"awx_job_id": 4711, "awx_user_name": "alice"})
    done = run(bench, [toggle("always_on")], "-e", extra, play={"name": "Change it"}, path=log)
    assert done.returncode == 0, done.output
    (record,) = records(log)
    bmc = done.last()["bmc"]
    assert told([record]) == [("power_restore_policy", "previous", "always_on")]
    assert record["bmc"] == {
        "address": bench.bmc.host,
        "port": bench.bmc.port,
        "target": None,
        **{name: bmc[name] for name in ("system_guid", "manufacturer", "manufacturer_id", "product_id", "firmware")},
    }
    assert record["bmc"]["system_guid"]
    assert record["login"] == {"interface": "lanplus", "user": "admin", "channel": bmc["channel"], "cipher_suite": 17}
    assert record["controller"]["host"] == socket.gethostname()
    assert record["awx"] == {"job_id": 4711, "user": "alice"}
    wanted = {
        "collection_version": VERSION,
        "inventory_name": "bmc0",
        "module": "baremetal.ipmi.chassis",
        "task": "Power restore",
        "play": "Change it",
        "check_mode": False,
        "result": "ok",
        "error_code": None,
        "sequence": 1,
    }
    assert {name: record[name] for name in wanted} == wanted
    assert record["playbook"].endswith("playbook.yml")
    assert 0 < record["duration_ms"] < 60_000
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", record["time"])
    assert "audit_log: 1 changes in run" in done.output


def test_what_changes_nothing_writes_nothing(bench: Bench, log: Path) -> None:
    readers = [{f"baremetal.ipmi.{name}": {}} for name in ("info", "config_info", "audit")]
    done = run(bench, [toggle("previous"), *readers, {"baremetal.ipmi.raw": {"command": "Get Device ID"}}], path=log)
    assert done.returncode == 0, done.output
    assert records(log) == []


def test_check_mode_is_told_only_if_asked_for(bench: Bench, log: Path) -> None:
    run(bench, [toggle("always_on")], "--check", path=log)
    assert records(log) == []
    run(bench, [{**toggle("always_on"), "check_mode": True}], path=log, check_mode=True)
    assert [record["check_mode"] for record in records(log)] == [True]
    assert policy_of(bench) == "previous"


def test_loops_actions_and_what_a_playbook_plays_down(bench: Bench, log: Path) -> None:
    cycle = {"baremetal.ipmi.power": {"state": "{{ item }}"}, "loop": ["cycle", "reset"], "changed_when": False}
    reset = {"baremetal.ipmi.raw": {"command": "Set SEL Time", "data": [1, 2, 3, 4], "accept": []}}
    tasks = [{**toggle("always_on"), "changed_when": False, "failed_when": True, "ignore_errors": True}, cycle, reset]
    done = run(bench, tasks, path=log)
    assert done.returncode == 0, done.output
    found = records(log)
    assert told(found) == [
        ("power_restore_policy", "previous", "always_on"),
        ("power", None, "cycle"),
        ("power", None, "reset"),
        ("raw", None, "Set SEL Time"),
    ]
    assert [record["result"] for record in found] == ["failed", "ok", "ok", "ok"]
    assert [record["sequence"] for record in found] == [1, 2, 3, 4]


def test_handlers_blocks_and_hidden_tasks(bench: Bench, log: Path) -> None:
    tasks = [
        {"block": [{**toggle("always_on"), "notify": "Back"}]},
        {
            "baremetal.ipmi.user": {"name": "{{ item }}", "privilege": "user", "enabled": False},
            "loop": ["eve"],
            "no_log": True,
        },
    ]
    done = run(bench, tasks, play={"handlers": [{**toggle("always_off"), "name": "Back"}]}, path=log)
    assert done.returncode == 0, done.output
    found = records(log)
    assert told(found) == [
        ("power_restore_policy", "previous", "always_on"),
        (None, "********", "********"),
        ("power_restore_policy", "always_on", "always_off"),
    ]
    assert (found[1]["bmc"]["port"], found[1]["login"]["user"]) == (bench.bmc.port, "admin")


def test_what_was_written_before_a_failure(bench: Bench, log: Path) -> None:
    number = bench.emulator.control.add_fault("ignore_write", command="Set SOL Configuration Parameters")
    document = {"chassis": {"power_restore_policy": "always_on"}, "sol": [{"channel": 1, "retry_count": 3}]}
    try:
        done = run(bench, [{"baremetal.ipmi.config": document}], path=log)
    finally:
        bench.emulator.control.remove_fault(number)
    assert done.returncode == 2, done.output
    found = records(log)
    assert done.last()["written"]
    assert [record["option"] for record in found] == done.last()["written"]
    assert {(record["result"], record["error_code"]) for record in found} == {("failed", "write_ignored")}


def test_no_secret_is_ever_told(bench: Bench, log: Path) -> None:
    user = {"name": "mallory", "password": NEW_PASSWORD, "privilege": "user"}
    tasks: list[Task] = [
        {"baremetal.ipmi.user": user},
        {"baremetal.ipmi.lan": {"community": COMMUNITY}},
        {"baremetal.ipmi.channel": {"kg": KG, "allow_lockout": True}},
        {"baremetal.ipmi.channel": {"kg": "", "bmc_kg": KG, "allow_lockout": True}},
        {
            "baremetal.ipmi.config": {
                "users": [{**user, "password": PASSWORD}],
                "lan": [{"channel": 1, "community": OTHER_COMMUNITY}],
            }
        },
        {"baremetal.ipmi.user": {"name": "{{ item.name }}", "password": "{{ item.password }}"}, "loop": [user]},
        {
            "baremetal.ipmi.raw": {"command": "Set User Password", "data": f"3f 02 {RAW_PASSWORD} {'00 ' * 9}"},
            "ignore_errors": True,
        },
        {
            "baremetal.ipmi.raw": {"command": "Set User Password", "data": f"0f 02 {RAW_PASSWORD} {'00 ' * 9}"},
            "ignore_errors": True,
        },
    ]
    with receiver("udp") as (address, received):
        done = run(bench, tasks, path=log, syslog=address)
    failed = [result["msg"] for result in done.only() if "error_code" in result and "completion_code" not in result]
    assert failed == [], done.output
    options = {record["option"] for record in records(log)}
    assert {"password", "community", "users.mallory.password", "raw"} <= options, options
    everything = log.read_text() + b"".join(received).decode()
    assert len(received) == len(records(log))
    assert [secret for secret in (*SECRETS, RAW_PASSWORD, RAW_PASSWORD.replace(" ", "")) if secret in everything] == []


def test_two_runs_at_once_write_one_chain(log: Path, tmp_path: Path) -> None:
    with running_emulator(count=4, username="admin", password=PASSWORD) as emulator:
        done: list[PlayResult] = []
        threads = [
            threading.Thread(target=toggle_often, args=(emulator, tmp_path / str(half), half, log, done))
            for half in (0, 1)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert [result.returncode for result in done] == [0, 0], done
    found = records(log)
    assert len(found) == 2 * 2 * 6
    runs = {record["run"] for record in found}
    assert len(runs) == 2
    for name in runs:
        assert [record["sequence"] for record in found if record["run"] == name] == list(range(1, 13))
    order = [record["run"] for record in found]
    assert order != sorted(order), "the runs did not overlap"


def toggle_often(emulator: RunningEmulator, directory: Path, half: int, log: Path, done: list[PlayResult]) -> None:
    directory.mkdir()
    bench = Bench(emulator, directory)
    hosts = dict(list(bench.hosts().items())[2 * half : 2 * half + 2])
    tasks = [toggle(value) for value in ("previous", "always_off") * 3]
    done.append(run_tasks(directory, hosts, tasks, extra_environment=enabled(path=log)))


@contextlib.contextmanager
def receiver(protocol: str, directory: Path | None = None) -> t.Iterator[tuple[str, list[bytes]]]:
    """Receive syslog messages; over TCP, take their frames apart."""
    family = socket.AF_UNIX if protocol == "unix" else socket.AF_INET
    opened = socket.socket(family, socket.SOCK_STREAM if protocol == "tcp" else socket.SOCK_DGRAM)
    opened.bind(str(t.cast(Path, directory) / "log.socket") if protocol == "unix" else ("127.0.0.1", 0))
    received: list[bytes] = []
    if protocol == "tcp":
        opened.listen()
    place = opened.getsockname()
    thread = threading.Thread(target=_receive, args=(opened, protocol, received), daemon=True)
    thread.start()
    try:
        yield f"unix://{place}" if protocol == "unix" else f"{protocol}://127.0.0.1:{place[1]}", received
    finally:
        if protocol != "tcp":
            with socket.socket(family, socket.SOCK_DGRAM) as last:
                last.sendto(b"", place)
        thread.join(20)
        opened.close()


def _receive(opened: socket.socket, protocol: str, received: list[bytes]) -> None:
    """Receive until an empty datagram, or until the end of the first connection."""
    opened.settimeout(120)
    if protocol != "tcp":
        while data := opened.recv(65536):
            received.append(data)
        return
    connection, _address = opened.accept()
    with connection, connection.makefile("rb") as stream:
        while digits := _up_to_space(stream):
            received.append(stream.read(int(digits)))


def _up_to_space(stream: t.BinaryIO) -> bytes:
    digits = b""
    while (byte := stream.read(1)) not in (b" ", b""):
        digits += byte
    return digits


@pytest.mark.parametrize("protocol", ["udp", "tcp", "unix"])
def test_syslog(bench: Bench, tmp_path: Path, protocol: str) -> None:
    with receiver(protocol, tmp_path) as (address, received):
        done = run(bench, [toggle("always_on"), toggle("always_off")], syslog=address, facility="local3")
    assert done.returncode == 0, done.output
    messages = [RFC_5424.fullmatch(message.decode("ascii")) for message in received]
    assert len(messages) == 2
    lines = []
    for message in messages:
        assert message is not None, received
        assert (int(message["priority"]), message["message_id"]) == (19 * 8 + 5, "change")
        assert json.loads(message["text"])["time"] == message["time"]
        lines.append(message["text"])
    assert find_flaws("\n".join(lines)) == []
    assert [json.loads(line)["after"] for line in lines] == ["always_on", "always_off"]


def test_a_receiver_gets_the_lines_of_the_file(bench: Bench, log: Path, tmp_path: Path) -> None:
    run(bench, [toggle("always_on")], path=log)
    with receiver("unix", tmp_path) as (address, received):
        run(bench, [toggle("always_off")], path=log, syslog=address)
    assert [message.decode().split(" - ", 1)[1] for message in received] == log.read_text().splitlines()[1:]


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"path": "/nowhere/log.jsonl"}, "path: the audit log /nowhere/log.jsonl cannot be written: No such file"),
        ({"path": "/dev/null"}, "path: the audit log /dev/null cannot be written: it is not a regular file"),
        (
            {"path": "/etc/hostname"},
            "path: the audit log /etc/hostname cannot be written: it is not JSON; move it away",
        ),
        ({"syslog": "logs.example"}, "syslog: 'logs.example' is none of udp://HOST:PORT"),
        ({"syslog": "unix:///nowhere/log"}, "syslog: the receiver unix:///nowhere/log cannot be reached: No such file"),
        (
            {"syslog": "tcp://127.0.0.1:1"},
            "syslog: the receiver tcp://127.0.0.1:1 cannot be reached: Connection refused",
        ),
        ({"path": "x", "facility": "kern"}, "facility"),
        ({}, "none of path, syslog and the variable bmc_audit_log says where to write"),
    ],
)
def test_a_run_that_could_not_write_does_not_begin(bench: Bench, options: dict[str, t.Any], named: str) -> None:
    done = run(bench, [toggle("always_on")], **options)
    assert done.returncode == 1, done.output
    assert named in " ".join(done.output.split()), done.output
    assert done.only() == []
    assert policy_of(bench) == "previous"


def test_a_run_that_need_not_write_goes_on_with_a_warning(bench: Bench, tmp_path: Path) -> None:
    done = run(bench, [toggle("always_on")], path=tmp_path / "no" / "log", required=False)
    assert done.returncode == 0, done.output
    output = " ".join(done.output.split())
    assert "[WARNING]: audit_log: path: the audit log" in output
    shown = re.search(r"audit_log, not recorded: (\{.*?\"time\":\"[^\"]*\"\})", done.output)
    assert shown and json.loads(shown[1])["after"] == "always_on"


def test_a_run_that_cannot_write_any_more_ends_before_the_next_task(bench: Bench, tmp_path: Path) -> None:
    directory = tmp_path / "logs"
    directory.mkdir()
    remove = {"ansible.builtin.file": {"path": str(directory), "state": "absent"}, "delegate_to": "localhost"}
    tasks = [remove, {**toggle("always_on"), "ignore_errors": True}, {**toggle("always_off"), "name": "Never"}]
    done = run(bench, [{"block": tasks, "rescue": [toggle("always_off")]}], path=directory / "log.jsonl")
    assert done.returncode == 1, done.output
    assert "the run ends here, since required is true" in " ".join(done.output.split())
    shown = re.search(r"audit_log, not recorded: (\{.*?\"time\":\"[^\"]*\"\})", done.output)
    assert shown and json.loads(shown[1])["after"] == "always_on"
    assert policy_of(bench) == "always_on"
    assert bench.active_sessions() == 0


def test_a_failure_in_the_last_task_is_not_forgotten(bench: Bench, tmp_path: Path) -> None:
    directory = tmp_path / "logs"
    directory.mkdir()
    remove = {"ansible.builtin.file": {"path": str(directory), "state": "absent"}, "delegate_to": "localhost"}
    done = run(bench, [remove, toggle("always_on")], path=directory / "log.jsonl")
    assert done.returncode == 1, done.output
    assert "PLAY RECAP" in done.output


def test_a_variable_says_where_to(bench: Bench, tmp_path: Path) -> None:
    play = {"vars": {"bmc_audit_log": "logs-of-{{ site }}.jsonl", "site": "here"}}
    quiet = {**toggle("always_off"), "vars": {"bmc_audit_log": ""}}
    done = run(bench, [toggle("always_on"), quiet], play=play)
    assert done.returncode == 0, done.output
    log = bench.directory / "logs-of-here.jsonl"
    assert told(records(log)) == [("power_restore_policy", "previous", "always_on")]
    log.unlink()
    done = run(bench, [toggle("always_on")], "-e", f"bmc_audit_log={tmp_path}/no/log.jsonl")
    assert done.returncode == 1
    assert "bmc_audit_log: the audit log" in done.output


def test_a_relative_path_is_where_the_playbook_is_run(bench: Bench) -> None:
    playbook = bench.directory / "elsewhere" / "playbook.yml"
    playbook.parent.mkdir()
    playbook.write_text(json.dumps([{"hosts": "all", "gather_facts": False, "tasks": [toggle("always_on")]}]))
    arguments = ("-e", "bmc_audit_log=here.jsonl")
    done = run_playbook(bench.directory, bench.hosts(), playbook, *arguments, extra_environment=enabled())
    assert done.returncode == 0, done.output
    assert len(records(bench.directory / "here.jsonl")) == 1


def test_a_role_says_where_to(bench: Bench, log: Path) -> None:
    tasks = bench.directory / "roles" / "site" / "tasks"
    tasks.mkdir(parents=True, exist_ok=True)
    (tasks / "main.yml").write_text(json.dumps([toggle("always_on")]))
    include = {"ansible.builtin.include_role": {"name": "site"}, "vars": {"bmc_audit_log": str(log)}}
    done = run(bench, [include])
    assert done.returncode == 0, done.output
    assert len(records(log)) == 1


def test_a_command_that_is_no_playbook(bench: Bench, log: Path) -> None:
    command = [
        str(ANSIBLE_PLAYBOOK.with_name("ansible")),
        "-i",
        "inventory.json",
        "all",
        "-m",
        "baremetal.ipmi.chassis",
    ]
    run(bench, [{"ansible.builtin.debug": {}}], path=log)
    done = subprocess.run(
        [*command, "-a", "power_restore_policy=always_on"],
        cwd=bench.directory,
        env=environment(bench.directory, ANSIBLE_LOAD_CALLBACK_PLUGINS="true", **enabled(path=log)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert [(record["playbook"], record["after"]) for record in records(log)] == [("__adhoc_playbook__", "always_on")]


def test_other_plays_are_left_alone(bench: Bench) -> None:
    done = run(bench, [{"ansible.builtin.debug": {"msg": "Nothing of ours"}}])
    assert done.returncode == 0, done.output


@pytest.mark.parametrize("strategy", ["ansible.builtin.free", "ansible.builtin.host_pinned"])
def test_other_strategies(bench: Bench, log: Path, strategy: str) -> None:
    done = run(
        bench,
        [toggle("always_on"), toggle("always_off")],
        play={"strategy": strategy, "vars": {"bmc_audit_log": str(log)}},
    )
    assert done.returncode == 0, done.output
    assert len(records(log)) == 2


def test_a_playbook_checks_a_log(bench: Bench, log: Path) -> None:
    run(bench, [toggle("always_on"), toggle("always_off"), toggle("previous")], path=log)
    flaws = "lookup('ansible.builtin.file', log) | baremetal.ipmi.audit_log_flaws"
    task = {
        "ansible.builtin.assert": {"that": "flaws | length == 0", "fail_msg": "{{ flaws | join(' ') }}"},
        "vars": {"flaws": f"{{{{ {flaws} }}}}", "log": str(log)},
    }
    assert run(bench, [task], path=log).returncode == 0
    lines = log.read_text().splitlines(keepends=True)
    log.write_text(lines[0] + lines[2])
    done = run_tasks(bench.directory, bench.hosts(), [task])
    assert done.returncode == 2
    assert done.last()["msg"] == "Line 2 does not follow line 1: a line was removed, inserted or moved here."


def test_ansible_doc_shows_it(bench: Bench) -> None:
    for kind, name in (("callback", "audit_log"), ("filter", "audit_log_flaws")):
        command = [str(ANSIBLE_PLAYBOOK.with_name("ansible-doc")), "-t", kind, f"baremetal.ipmi.{name}"]
        done = subprocess.run(command, env=environment(bench.directory), capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr

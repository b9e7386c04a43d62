# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role ``bmc_credentials``: passwords and keys rotate, and no interruption leaves one that nobody knows."""

from __future__ import annotations

import http.server
import json
import threading
import typing as t
from pathlib import Path

import pytest
from ansible_collections.baremetal.ipmi.tests.emulator.running import running_emulator
from ansible_collections.baremetal.ipmi.tests.integration.conftest import Bench
from ansible_collections.baremetal.ipmi.tests.integration.credentials import (
    ROTATE,
    VAULT_PASSWORD,
    logs_in,
    record,
    rotate,
)
from ansible_collections.baremetal.ipmi.tests.integration.ipmitool import try_ipmitool


@pytest.fixture
def one(tmp_path: Path) -> t.Iterator[Bench]:
    with running_emulator(username="admin", password="correct-horse") as emulator:
        yield Bench(emulator, tmp_path)


def test_a_password_rotates_and_is_not_due_again(one: Bench) -> None:
    assert rotate(one, "--check").returncode == 0
    assert not (one.directory / "store").exists()
    assert logs_in(one.bmc, "admin", "correct-horse")
    first = rotate(one)
    assert first.returncode == 0, first.output
    entry = record(one)["accounts"]["admin"]
    assert (len(entry["current"]), entry["pending"], entry["previous"]) == (20, "", "correct-horse")
    assert entry["current"].isalnum()
    assert logs_in(one.bmc, "admin", entry["current"])
    assert not logs_in(one.bmc, "admin", "correct-horse")
    again = rotate(one)
    assert again.returncode == 0, again.output
    assert "changed=0" in again.output
    forced = rotate(one, bmc_credentials_force=True)
    assert forced.returncode == 0, forced.output
    after = record(one)["accounts"]["admin"]
    assert after["previous"] == entry["current"] != after["current"]
    assert logs_in(one.bmc, "admin", after["current"])
    for secret in (entry["current"], after["current"], VAULT_PASSWORD):
        assert secret not in first.output + forced.output


def test_a_relative_folder_is_where_the_playbook_is_run(one: Bench) -> None:
    first = rotate(one, bmc_credentials_path="credentials")
    assert first.returncode == 0, first.output
    assert (one.directory / "credentials" / "bmc0.yml").is_file()
    assert not (ROTATE.parent / "credentials").exists()
    again = rotate(one, bmc_credentials_path="credentials")
    assert again.returncode == 0, again.output
    assert "changed=0" in again.output


def test_an_old_one_is_due(one: Bench) -> None:
    assert rotate(one).returncode == 0
    before = record(one)["accounts"]["admin"]["current"]
    # From the command line, numbers and booleans come as text.
    asked = {"bmc_credentials_force": "false", "bmc_credentials_kg": "false", "bmc_credentials_length": "20"}
    assert rotate(one, bmc_credentials_max_age="365", **asked).returncode == 0
    assert record(one)["accounts"]["admin"]["current"] == before
    assert rotate(one, bmc_credentials_max_age="0", **asked).returncode == 0
    assert record(one)["accounts"]["admin"]["current"] != before
    assert "kg" not in record(one)


def test_other_accounts_rotate_too_the_account_in_use_last(one: Bench) -> None:
    one.result("user", name="monitor", password="Monitor-Word-1", privilege="operator")
    play = rotate(one, bmc_credentials_others=["monitor"])
    assert play.returncode == 0, play.output
    accounts = record(one)["accounts"]
    assert logs_in(one.bmc, "admin", accounts["admin"]["current"])
    monitor = one.bmc._replace(username="monitor", password=accounts["monitor"]["current"])
    assert try_ipmitool(monitor, "mc", "info", privilege="operator").returncode == 0
    assert record(one)["in_use"] == "admin"


def test_two_accounts_take_turns(one: Bench) -> None:
    pair = {"bmc_credentials_method": "pair", "bmc_credentials_pair": ["admin", "svc-b"], "bmc_credentials_force": True}
    play = rotate(one, **pair)
    assert play.returncode == 0, play.output
    kept = record(one)
    assert kept["in_use"] == "svc-b"
    assert logs_in(one.bmc, "svc-b", kept["accounts"]["svc-b"]["current"])
    assert logs_in(one.bmc, "admin", "correct-horse"), "whoever still uses it goes on"
    assert rotate(one, **pair, bmc_credentials_retire=True).returncode == 0
    kept = record(one)
    assert kept["in_use"] == "admin"
    assert logs_in(one.bmc, "admin", kept["accounts"]["admin"]["current"])
    assert not logs_in(one.bmc, "svc-b", kept["accounts"]["svc-b"]["current"])


def test_the_key_rotates(one: Bench) -> None:
    play = rotate(one, bmc_credentials_kg=True)
    assert play.returncode == 0, play.output
    first = record(one)
    password, kg = first["accounts"]["admin"]["current"], first["kg"]["current"]
    assert logs_in(one.bmc, "admin", password, kg)
    assert not logs_in(one.bmc, "admin", password)
    assert rotate(one, bmc_credentials_kg=True, bmc_credentials_force=True).returncode == 0
    second = record(one)
    assert second["kg"]["previous"] == kg != second["kg"]["current"]
    assert logs_in(one.bmc, "admin", second["accounts"]["admin"]["current"], second["kg"]["current"])


def test_a_bmc_that_stores_sixteen_bytes_gets_sixteen(tmp_path: Path) -> None:
    with running_emulator(username="admin", password="correct-horse", personality="old-supermicro") as emulator:
        bench = Bench(emulator, tmp_path)
        play = rotate(bench)
        assert play.returncode == 0, play.output
        current = record(bench)["accounts"]["admin"]["current"]
        assert len(current) == 16
        assert logs_in(bench.bmc, "admin", current, suite=3)


def test_a_password_that_the_bmc_ignores_leaves_the_old_one(one: Bench) -> None:
    one.emulator.control.add_fault("ignore_write", command="Set User Password")
    play = rotate(one)
    assert play.returncode == 2, play.output
    assert logs_in(one.bmc, "admin", "correct-horse")
    one.emulator.control.clear_faults()
    assert rotate(one).returncode == 0
    assert logs_in(one.bmc, "admin", record(one)["accounts"]["admin"]["current"])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"bmc_credentials_length": 8}, "bmc_credentials_length: 8 is not between 16 and 20."),
        ({"bmc_credentials_method": "pair"}, "bmc_credentials_pair: name the two accounts"),
        ({"bmc_credentials_others": ["admin"]}, "bmc_credentials_others: the account in use"),
        ({"bmc_credentials_store": "/nowhere"}, "bmc_credentials_store: /nowhere has no read.yml and write.yml."),
        ({"bmc_password": "wrong-horse"}, "No secret that the store or the inventory has lets admin in."),
    ],
)
def test_bad_input_changes_nothing(one: Bench, options: dict[str, t.Any], message: str) -> None:
    play = rotate(one, **options)
    assert play.returncode == 2
    assert message in " ".join(play.output.split())
    assert one.emulator.control.counters(0)["writes"] == {}


def test_the_first_that_fails_stops_the_others(tmp_path: Path) -> None:
    with running_emulator(count=3, username="admin", password="correct-horse") as emulator:
        emulator.control.add_fault("ignore_write", command="Set User Password")
        play = rotate(Bench(emulator, tmp_path))
        assert play.returncode == 2
        assert [bool(emulator.control.counters(number)["writes"]) for number in range(3)] == [True, False, False]


class KeyValueStore(http.server.BaseHTTPRequestHandler):
    """What HashiCorp Vault answers for its key-value engine, version 2, as far as the role asks."""

    secrets: t.ClassVar[dict[str, tuple[int, t.Any]]] = {}
    token = "root-token"

    def _answer(self, status: int, content: t.Any) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _is_allowed(self) -> bool:
        if self.headers["X-Vault-Token"] == self.token:
            return True
        self._answer(403, {"errors": ["permission denied"]})
        return False

    def do_GET(self) -> None:
        if not self._is_allowed():
            return
        if self.path not in self.secrets:
            self._answer(404, {"errors": []})
            return
        version, data = self.secrets[self.path]
        self._answer(200, {"data": {"data": data, "metadata": {"version": version}}})

    def do_POST(self) -> None:
        if not self._is_allowed():
            return
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        version = self.secrets.get(self.path, (0, None))[0]
        if body["options"]["cas"] != version:
            self._answer(400, {"errors": ["check-and-set parameter did not match the current version"]})
            return
        self.secrets[self.path] = (version + 1, body["data"])
        self._answer(200, {"data": {"version": version + 1}})

    def log_message(self, format: str, *arguments: t.Any) -> None:
        return


def test_secrets_are_kept_in_hashicorp_vault(one: Bench) -> None:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), KeyValueStore)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        store = {
            "bmc_credentials_store": "hashicorp_vault",
            "bmc_credentials_url": f"http://127.0.0.1:{server.server_port}",
            "bmc_credentials_path": "secret/data/bmc",
            "bmc_credentials_secret": KeyValueStore.token,
        }
        play = rotate(one, **store)
        assert play.returncode == 0, play.output
        version, kept = KeyValueStore.secrets["/v1/secret/data/bmc/bmc0"]
        assert version == 2
        assert logs_in(one.bmc, "admin", kept["accounts"]["admin"]["current"])
        assert KeyValueStore.token not in play.output
        assert "changed=0" in rotate(one, **store).output
    finally:
        server.shutdown()
        server.server_close()

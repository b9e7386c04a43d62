# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the inventory plugin says when something is wrong: one clear sentence, and the rest of the fleet is listed."""

from __future__ import annotations

import os
import pty
import select
import socket
import subprocess
import threading
import time
import typing as t
from pathlib import Path

import pytest
from ansible_collections.baremetal.ipmi.tests.emulator.running import RunningEmulator, running_emulator
from ansible_collections.baremetal.ipmi.tests.integration.inventory import (
    ANSIBLE_INVENTORY,
    Inventory,
    free_port,
    network,
)

USERNAME, PASSWORD = "admin", "correct-horse"
SITE = {"name": "site", "username": USERNAME, "password": PASSWORD}
COUNT = 3
PATIENCE = 60.0


@pytest.fixture(scope="module")
def emulator() -> t.Iterator[RunningEmulator]:
    with running_emulator(
        COUNT, address=f"{network()}.10", port=free_port(), per_address=True, username=USERNAME, password=PASSWORD
    ) as running:
        yield running


@pytest.fixture
def inventory(tmp_path: Path) -> Inventory:
    return Inventory(tmp_path)


def source(emulator: RunningEmulator, *others: str, **options: t.Any) -> dict[str, t.Any]:
    """Return a source that names all BMCs by themselves, and more."""
    return {"addresses": [*(bmc.host for bmc in emulator.bmcs), *others], "port": emulator.bmcs[0].port, **options}


def states(said: t.Any) -> dict[str, int]:
    counts: dict[str, int] = {}
    for host in said.hosts.values():
        counts[host["bmc_state"]] = counts.get(host["bmc_state"], 0) + 1
    return counts


ANY = {"addresses": ["127.0.0.1"]}
REFUSED = [
    ([], {}, "sources: the list is empty"),
    ([{}], {}, "sources[0]: it names no address; give addresses, a file, or both"),
    ([{"addresses": [""]}], {}, "sources[0].addresses[0]: '' is neither an address"),
    ([{"addresses": ["192.0.2.0/33"]}], {}, "sources[0].addresses[0]: '192.0.2.0/33' is not a network"),
    ([{"addresses": ["192.0.2.9-3"]}], {}, "sources[0].addresses[0]: '192.0.2.9-3' is an empty range"),
    ([{"addresses": ["bmc[9:1]"]}, ANY], {}, "sources[0]: it names no address"),
    ([{"addresses": ["bmc[x]"]}], {}, "sources[0].addresses: 'bmc[x]' is not a range of names"),
    ([{"addresses": ["2001:db8::/64"]}], {}, "max_addresses: the sources name 18446744073709551615 addresses"),
    ([ANY], {"max_addresses": 0}, "max_addresses: 0 is less than 1"),
    ([{"addresses": ["192.0.2.0/24"]}], {"max_addresses": 10}, "max_addresses: the sources name 254 addresses"),
    ([{**ANY, "port": 0}], {}, "sources[0].port: 0 is not between 1 and 65535"),
    ([{**ANY, "prot": 1}], {}, "sources.prot"),
    ([{**ANY, "credentials": ["nobody"]}], {}, "sources[0].credentials: there are no credentials of the name 'nobody'"),
    ([ANY], {"credentials": [{"name": "site", "username": "x"}]}, "missing required arguments: password"),
    ([ANY], {"credentials": ["site"]}, "credentials: it is not a list of mappings"),
    ([ANY], {"credentials": [SITE, SITE]}, "credentials: the name 'site' is given twice"),
    ([ANY], {"credentials": [{**SITE, "password": "x" * 21}]}, "credentials.site: bmc_password: 21 bytes"),
    ([ANY], {"credentials": [{**SITE, "kg": "0xabc"}]}, "bmc_kg: what follows 0x is not pairs"),
    ([ANY], {"bmc_cipher_suites": [4]}, "bmc_cipher_suites: 4 encrypts with RC4"),
    ([ANY], {"bmc_timeout": 0}, "bmc_timeout: 0 is less than 1"),
    ([ANY], {"tries": 0}, "tries: 0 is less than 1"),
    ([ANY], {"concurrency": 0}, "concurrency: 0 is less than 1"),
    ([ANY], {"rate": -1}, "rate: -1 is less than 0"),
    ([ANY], {"group_by": ["colour"]}, "group_by"),
    ([ANY], {"hostnames": ["'a' ~"]}, "hostnames: 'a' ~: "),
    ([ANY], {"compose": {"x": "bmc_nothing"}, "strict": True}, "Could not set x for host 127.0.0.1"),
]


def test_configurations_that_make_no_sense(tmp_path: Path) -> None:
    """All of them in one run, which goes on after each."""
    inventories = [
        Inventory(tmp_path, f"case{number}.bmc.yml").write(*sources, **{"tries": 1, **options})
        for number, (sources, options, _message) in enumerate(REFUSED)
    ]
    others = [argument for inventory in inventories[1:] for argument in ("-i", str(inventory.path))]
    said = inventories[0].run("--list", *others, ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED="false")
    left = said.errors
    for inventory, (_sources, _options, message) in zip(inventories, REFUSED):
        about_it, ended, left = left.partition(f"Unable to parse {inventory.path} as an inventory source")
        assert ended, said.errors
        assert message in about_it
    assert said.hosts == {}
    assert "Traceback" not in said.errors
    assert PASSWORD not in said.errors


def test_a_configuration_that_makes_no_sense_ends_the_run(inventory: Inventory) -> None:
    said = inventory.write().run()
    assert said.returncode != 0
    assert REFUSED[0][2] in said.errors


def test_files_that_cannot_be_read_are_named_and_the_rest_is_listed(
    inventory: Inventory, emulator: RunningEmulator
) -> None:
    (inventory.directory / "locked.csv").symlink_to("/proc/1/mem")
    (inventory.directory / "binary.csv").write_bytes(b"address\n\xff\xfe\n")
    (inventory.directory / "odd.csv").write_text("host\n192.0.2.1\n", encoding="utf-8")
    (inventory.directory / "broken.yml").write_text("a: [", encoding="utf-8")
    files = ("gone.csv", "locked.csv", "binary.csv", "odd.csv", "broken.yml")
    said = inventory.write(source(emulator), *({"file": name} for name in files), credentials_file="none.yml").run()
    assert states(said) == {"found": COUNT}
    for number, name in enumerate(files, start=1):
        assert f"sources[{number}].file: {name}" in said.errors
    assert "credentials_file: none.yml cannot be read" in said.errors
    assert "no column 'address'" in said.errors
    assert "Traceback" not in said.errors


def test_problems_can_be_made_to_fail(inventory: Inventory, emulator: RunningEmulator) -> None:
    said = inventory.write(source(emulator), {"file": "gone.csv"}, problems="fail").run()
    assert said.returncode != 0
    assert "problems: fail is set, and there are: sources[1].file: gone.csv cannot be read" in said.errors


def test_a_name_without_an_address_is_named_and_the_rest_is_listed(
    inventory: Inventory, emulator: RunningEmulator
) -> None:
    said = inventory.write(source(emulator, "bmc7.invalid")).run()
    assert states(said) == {"found": COUNT}
    assert "bmc7.invalid cannot be resolved" in said.errors


def test_an_address_that_speaks_something_else(inventory: Inventory, emulator: RunningEmulator) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind((f"{network()}.20", emulator.bmcs[0].port))
        answering = threading.Thread(target=_answer_with_nonsense, args=(other,), daemon=True)
        answering.start()
        said = inventory.write(source(emulator, f"{network()}.20"), credentials=[SITE]).run()
    assert said.hosts[f"{network()}.20"]["bmc_state"] == "not_ipmi"
    assert "answers, but what it says is not IPMI" in said.errors
    assert states(said) == {"identified": COUNT, "not_ipmi": 1}


def _answer_with_nonsense(endpoint: socket.socket) -> None:
    endpoint.settimeout(PATIENCE)
    for _datagram in range(100):
        try:
            _data, address = endpoint.recvfrom(2048)
            endpoint.sendto(b"HTTP/1.0 400 Bad Request\r\n", address)
        except OSError:
            return


SET_CHANNEL_ACCESS = {"net_fn": 6, "command": 0x40}
DISABLED, ALWAYS_AVAILABLE = b"\x01\x80\x00", b"\x01\x82\x00"


def test_a_bmc_that_answers_pings_and_never_logs_in(inventory: Inventory, emulator: RunningEmulator) -> None:
    emulator.control.raw(bmc=1, data=DISABLED, **SET_CHANNEL_ACCESS)
    try:
        said = inventory.write(source(emulator), credentials=[SITE], bmc_timeout=3).run()
    finally:
        emulator.control.raw(bmc=1, data=ALWAYS_AVAILABLE, **SET_CHANNEL_ACCESS)
    host = said.hosts[emulator.bmcs[1].host]
    assert (host["bmc_state"], host["bmc_error_code"]) == ("failed", "ipmi_disabled")
    assert states(said) == {"identified": COUNT - 1, "failed": 1}


def test_a_bmc_without_a_free_session(inventory: Inventory, emulator: RunningEmulator) -> None:
    rule = emulator.control.add_fault("sessions_exhausted", bmc=1)
    try:
        said = inventory.write(source(emulator), credentials=[SITE], bmc_timeout=2).run()
    finally:
        emulator.control.remove_fault(rule)
    assert said.hosts[emulator.bmcs[1].host]["bmc_error_code"] == "no_session_slot"
    assert states(said) == {"identified": COUNT - 1, "failed": 1}


def test_an_address_that_packets_may_not_be_sent_to(inventory: Inventory, emulator: RunningEmulator) -> None:
    """The system does not let one send to everybody at once."""
    said = inventory.write(source(emulator, "255.255.255.255")).run()
    assert states(said) == {"found": COUNT, "silent": 1}
    assert "255.255.255.255" in said.errors
    assert "Permission denied" in said.errors


def test_too_few_file_descriptors_are_made_do_with_and_named(inventory: Inventory) -> None:
    count, limit = 80, 110
    with running_emulator(count, username=USERNAME, password=PASSWORD) as fleet:
        places = [f"{bmc.host}:{bmc.port}" for bmc in fleet.bmcs]
        inventory.write({"addresses": places}, credentials=[SITE], concurrency=count)
        said = inventory.run(open_files=limit)
    assert states(said) == {"identified": count}
    assert f"BMCs are worked on at a time instead of {count}" in said.errors
    assert "ulimit -n" in said.errors


def test_a_long_discovery_shows_how_far_it_is_on_a_terminal_only(
    inventory: Inventory, emulator: RunningEmulator
) -> None:
    inventory.write({"addresses": [f"{network()}.64/26"], "port": emulator.bmcs[0].port}, rate=25, tries=1)
    master, slave = pty.openpty()
    try:
        process = subprocess.Popen(
            [str(ANSIBLE_INVENTORY), "-i", str(inventory.path), "--list"],
            env=inventory.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=slave,
        )
        os.close(slave)
        seen = _everything_from(master)
        assert process.wait(PATIENCE) == 0
    finally:
        os.close(master)
    assert b"baremetal.ipmi.bmc: asked " in seen
    assert b" of 62" in seen
    assert seen.rstrip().endswith(b"\x1b[K")
    assert "asked" not in inventory.run().errors


def _everything_from(terminal: int) -> bytes:
    seen = b""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if select.select([terminal], [], [], 1.0)[0]:
            try:
                piece = os.read(terminal, 65536)
            except OSError:
                break
            if not piece:
                break
            seen += piece
    return seen

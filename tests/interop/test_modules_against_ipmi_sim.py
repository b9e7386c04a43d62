# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Our modules on OpenIPMI's simulated BMC, over RMCP+ and over IPMI 1.5, confirmed with ipmitool.

What it does not have, or does not do as specified, has to be said in one clear sentence: SOL, power policy, boot flags
that it takes and never calls valid. ``lan`` has tests of its own.
"""

from __future__ import annotations

import os
import typing as t

import pytest
from ansible_collections.baremetal.ipmi.tests.interop import ipmi_sim
from ansible_collections.baremetal.ipmi.tests.interop.foreign_bench import INTERFACES, ForeignBench

pytestmark = pytest.mark.skipif(
    not ipmi_sim.is_installed() and not os.environ.get("CI"), reason="ipmi_sim (package openipmi) is not installed"
)

ALICE = {"name": "alice", "password": "first-Secret-1", "privilege": "operator"}


@pytest.fixture(scope="module", params=INTERFACES)
def bench(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> t.Iterator[ForeignBench]:
    with ipmi_sim.running_ipmi_sim() as sim:
        yield ForeignBench(sim, tmp_path_factory.mktemp("play"), request.param)


def test_power(bench: ForeignBench) -> None:
    states = ["off", "off", "on", "on", "reset", "cycle", "soft", "soft", "cycle"]
    results = bench.each("power", *({"state": state} for state in states))
    assert [result["changed"] for result in results] == [True, False, True, False, True, True, True, False, True]
    assert [result["power"] for result in results] == ["off", "off", "on", "on", "on", "on", "off", "off", "on"]
    assert (bench.bmc.chassis("power"), bench.bmc.chassis("reset"), bench.bmc.chassis("shutdown")) == ("1", "1", "1")
    assert bench.ipmitool.ok("chassis", "power", "status") == "Chassis Power is on\n"


def test_identify(bench: ForeignBench) -> None:
    """Chassis Status of this BMC says nothing about the light: it is switched each time."""
    results = bench.each("chassis", *[{"identify": "temporary", "identify_seconds": 12}] * 2)
    assert [(result["changed"], "identify" in result["warnings"][0]) for result in results] == [(True, True)] * 2
    assert bench.bmc.chassis("identify") == "12 0"


def test_life_of_a_user(bench: ForeignBench) -> None:
    bench.settle("user", ALICE)
    alice = bench.ipmitool.using(username="alice", password=ALICE["password"])
    operator = alice.using(interface=(*alice.interface, "-L", "OPERATOR"))
    assert operator.ok("chassis", "power", "status") == "Chassis Power is on\n"
    assert bench.ipmitool.fields("channel", "getaccess", "1", "4")["Privilege Level"] == "OPERATOR"

    bench.settle("user", {"name": "alice", "privilege": "user"}, {"name": "alice", "link_authentication": True})
    access = bench.ipmitool.fields("channel", "getaccess", "1", "4")
    assert (access["Privilege Level"], access["Link Authentication"]) == ("USER", "enabled")

    bench.settle("user", {"name": "alice", "ipmi_messaging": False}, {"name": "alice", "state": "absent"})
    access = bench.ipmitool.fields("channel", "getaccess", "1", "4")
    assert (access["User Name"], access["Privilege Level"]) == ("", "NO ACCESS")
    assert operator.run("chassis", "power", "status").returncode


def test_user_that_is_there_already(bench: ForeignBench) -> None:
    name, _password = ipmi_sim.OPERATOR
    holds, own, sol = bench.each(
        "user",
        {"name": name, "privilege": "operator", "enabled": True},
        {"name": bench.bmc.username, "state": "absent"},
        {"name": name, "sol": True},
    )
    assert not holds["changed"]
    assert own["error_code"] == "lockout_refused"
    assert (sol["error_code"], "payload access" in sol["msg"]) == ("not_supported", True)


def test_channel(bench: ForeignBench) -> None:
    """This BMC keeps the privilege limit and nothing else, and 83h is its word for all that it does not have."""
    bench.settle("channel", {"privilege_limit": "operator", "copies": "stored", "allow_lockout": True})
    get_channel_access, of_channel_1, stored_copy = "0x41", "1", "0x40"
    assert bench.ipmitool.ok("raw", "6", get_channel_access, of_channel_1, stored_copy).split()[1] == "03"
    back, *refused = bench.each(
        "channel",
        {"privilege_limit": "administrator"},
        {"per_message_authentication": False},
        {"pef_alerting": False},
        {"access_mode": "disabled"},
    )
    assert back["changed"]
    assert [one["error_code"] for one in refused] == ["not_supported", "write_ignored", "lockout_refused"]


def test_boot_flags_that_are_never_valid(bench: ForeignBench) -> None:
    """ipmitool calls the flags invalid as well."""
    (result,) = bench.refused(("boot", {"device": "pxe"}))
    assert result["error_code"] == "write_ignored"
    assert bench.bmc.chassis("boot") == "pxe"
    assert "Boot Flag Invalid" in bench.ipmitool.ok("chassis", "bootparam", "get", "5")
    assert not bench.each("boot", {"device": "default"})[0]["changed"]


def test_what_it_does_not_have_is_named(bench: ForeignBench) -> None:
    results = bench.refused(
        ("sol", {"enabled": True}),
        ("chassis", {"power_restore_policy": "always_on"}),
        ("chassis", {"front_panel": {"reset": False}}),
    )
    for result in results:
        assert result["error_code"] == "not_supported"
        assert "Nothing was written" in result["msg"]


def test_info(bench: ForeignBench) -> None:
    (result,) = bench.each("info", {})
    assert result["device"]["manufacturer_id"] == 0x1291
    assert result["device"]["product_id"] == 0xF02
    assert result["device"]["firmware"] == "9.08"
    assert result["guid"]["bytes"] == ipmi_sim.SYSTEM_GUID.hex()
    assert result["chassis"]["power"] == "on"
    assert "self_test" in result["not_supported"]


def test_raw(bench: ForeignBench) -> None:
    told, unknown = bench.each(
        "raw",
        {"command": "Get Device ID", "changes": False},
        {"command": "Get Self Test Results", "accept": [0xC1]},
    )
    assert told["data_hex"].startswith("00030908")
    assert (unknown["completion_code"], unknown["changed"]) == (0xC1, False)


def test_what_was_read_is_a_document_that_holds(bench: ForeignBench) -> None:
    read, applied = bench.run(
        {"baremetal.ipmi.config_info": {}, "register": "read"}, {"baremetal.ipmi.config": "{{ read.document }}"}
    )
    assert {"users", "channels", "lan", "chassis", "boot"} <= set(read["document"])
    assert not applied["changed"], applied
    assert "error_code" not in applied


def test_no_session_is_left(bench: ForeignBench) -> None:
    """But that of ipmitool, which asks."""
    assert bench.ipmitool.fields("session", "info", "active")["active sessions"] == "1"

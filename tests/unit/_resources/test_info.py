# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a BMC says of itself, read from every personality."""

from __future__ import annotations

import dataclasses
import typing as t

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.bmc import Bmc
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.guid import describe_guid
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.info import INFO
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.info_subsets import SUBSETS
from ansible_collections.baremetal.ipmi.tests.unit.in_memory import PERSONALITIES, Console

EVERYTHING = list(SUBSETS)


def gather(console: Console, *subsets: str) -> t.Any:
    """Run the task after the BMC is identified, as the runner does; only the task's own traffic is kept."""
    options = INFO.check({"gather": list(subsets) or INFO.options[0].default})
    bmc = Bmc()
    console.run(bmc.identify())
    console.forget_traffic()
    return console.run(INFO.perform(bmc, options, False))


@pytest.mark.parametrize("personality", PERSONALITIES)
def test_every_make_can_be_read_without_a_change(personality: str) -> None:
    console = Console(personality)
    outcome = gather(console, *EVERYTHING)
    assert not outcome.changed
    assert console.writes == []
    assert list(outcome.values) == EVERYTHING
    identity = console.bmc.personality.identity
    assert outcome.values["device"]["manufacturer_id"] == identity.manufacturer_id
    assert outcome.values["device"]["product_id"] == identity.product_id
    assert console.channel in [entry["channel"] for entry in outcome.values["channels"] if entry["in_use"]]
    offered = next(entry for entry in outcome.values["cipher_suites"] if entry["channel"] == console.channel)
    assert offered["cipher_suites"] == list(console.bmc.personality.cipher_suites_advertised)


def test_nothing_is_read_that_no_subset_needs() -> None:
    for subset, titles in {
        "device": [],
        "guid": [],
        "device_guid": ["Get Device GUID"],
        "self_test": ["Get Self Test Results"],
        "sessions": ["Get Session Info"],
        "features": ["Get NetFn Support", "Get Channel Payload Support"],
    }.items():
        console = Console()
        gather(console, subset)
        assert [request.command.title for request in console.sent] == titles


def test_the_default_costs_little() -> None:
    console = Console()
    outcome = gather(console)
    assert list(outcome.values) == ["device", "guid", "self_test", "chassis"]
    assert len(console.sent) == 5


def test_generic_device() -> None:
    device = gather(Console(), "device").values["device"]
    assert device["firmware"] == "2.10"
    assert device["ipmi_version"] == "2.0"
    assert device["manufacturer"] == "IPMI forum"
    assert "chassis_device" in device["functions"]


def test_self_test_that_failed() -> None:
    console = Console()
    assert gather(console, "self_test").values["self_test"] == {"result": "passed", "detail": 0, "failures": []}
    console.bmc.volatile.self_test = b"\x57\x09"
    assert gather(console, "self_test").values["self_test"] == {
        "result": "corrupted_or_inaccessible",
        "detail": 9,
        "failures": ["operational_firmware_corrupted", "sdr_repository_empty"],
    }
    console.bmc.volatile.self_test = b"\x61\x09"
    assert gather(console, "self_test").values["self_test"] == {"result": "97", "detail": 9, "failures": []}


def test_what_a_bmc_does_not_have_is_named() -> None:
    console = Console()
    missing = frozenset({(0x06, 0x04), (0x06, 0x08), (0x06, 0x09), (0x00, 0x0F), (0x00, 0x07), (0x06, 0x54)})
    console.bmc.personality = dataclasses.replace(console.bmc.personality, unsupported_commands=missing)
    outcome = gather(console, *EVERYTHING)
    assert outcome.not_supported == [
        "chassis.power_on_minutes",
        "chassis.restart_cause",
        "cipher_suites",
        "device_guid",
        "features.firmware_firewall",
        "self_test",
    ]
    assert outcome.warnings == []
    assert outcome.values["self_test"] is None
    assert outcome.values["chassis"]["power"] == "on"
    assert outcome.values["chassis"]["restart_cause"] is None
    assert outcome.values["features"]["firmware_firewall"] is False


def test_a_refusal_for_another_reason_is_told() -> None:
    console = Console()
    console.bmc.faults.add({"fault": "completion_code", "command": "Get Self Test Results", "code": 0xD4})
    outcome = gather(console, "self_test")
    assert outcome.not_supported == ["self_test"]
    assert outcome.warnings == [
        "self_test: Get Self Test Results was answered with D4h (insufficient privilege or other security restriction)"
    ]


def test_addresses_of_the_lan_channel() -> None:
    lan = gather(Console(), "lan").values["lan"]
    assert [entry["channel"] for entry in lan] == [1]
    assert lan[0]["mac_address"].startswith("02:00:5e:")
    assert lan[0]["address"] == "127.0.0.1"


def test_serial_numbers_of_the_machine() -> None:
    console = Console("supermicro")
    fru = gather(console, "fru").values["fru"]
    assert fru["manufacturer"] == "Supermicro"
    assert fru["board_serial_number"] == f"EMULATED{console.bmc.number:06d}"
    assert fru["product_serial_number"] is None
    assert fru["problems"] == []


def test_a_machine_without_fru_has_no_serial_numbers() -> None:
    console = Console()
    console.bmc.faults.add({"fault": "completion_code", "command": "Get FRU Inventory Area Info", "code": 0xCB})
    outcome = gather(console, "fru")
    assert outcome.values["fru"] is None
    assert outcome.not_supported == ["fru"]
    assert outcome.warnings == []


def test_capabilities_of_the_lan_channel() -> None:
    (entry,) = gather(Console(), "authentication").values["authentication"]
    assert entry["ipmi_1_5"]
    assert entry["ipmi_2_0"]
    assert not entry["kg_is_set"]
    assert "md5" in entry["authentication_types"]


# The readings that ipmitool gives for the same sixteen bytes with "mc guid smbios|ipmi|rfc4122".
GUID_TEXT = "8d4ee3a6-6e1c-4f5b-9c3d-0123456789ab"


@pytest.mark.parametrize(
    ("data", "reading"),
    [
        ("ab89674523013d9c5b4f1c6ea6e34e8d", "ipmi"),
        ("a6e34e8d1c6e5b4f9c3d0123456789ab", "smbios"),
        ("8d4ee3a66e1c4f5b9c3d0123456789ab", "rfc4122"),
    ],
)
def test_readings_of_a_guid(data: str, reading: str) -> None:
    described = describe_guid(bytes.fromhex(data))
    assert described[reading] == GUID_TEXT
    assert reading in described["valid"]
    assert described["bytes"] == data


def test_a_guid_of_zeros_is_valid_in_no_reading() -> None:
    assert describe_guid(bytes(16))["valid"] == []

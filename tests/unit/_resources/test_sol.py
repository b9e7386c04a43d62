# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""SOL settings: each parameter is one message, and keeps what is not asked for."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.sol import (
    SetSolConfigurationParametersRequest,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.errors import InvalidOption, NotSupported
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.sol import SOL
from ansible_collections.baremetal.ipmi.tests.unit.in_memory import PERSONALITIES, Console
from ansible_collections.baremetal.ipmi.tests.unit.resource_task import perform, read_documents


def written(console: Console) -> list[tuple[int, str]]:
    """Return selector and data of each write."""
    return [(request.parameter_selector, request.data.hex()) for request in console.writes
            if isinstance(request, SetSolConfigurationParametersRequest)]  # fmt: skip


@pytest.mark.parametrize(
    ("options", "selector", "data"),
    [
        ({"enabled": False}, 1, "00"),
        ({"force_encryption": True}, 2, "82"),
        ({"force_authentication": True, "privilege": "administrator"}, 2, "44"),
        ({"force_encryption": True, "force_authentication": True, "privilege": "oem"}, 2, "c5"),
        ({"accumulate_interval": 5}, 3, "0160"),
        ({"accumulate_interval": 1275, "send_threshold": 255}, 3, "ffff"),
        ({"retry_count": 0}, 4, "0032"),
        ({"retry_interval": 2550}, 4, "07ff"),
        ({"retry_interval": 0}, 4, "0700"),
        ({"bit_rate": "9600"}, 5, "06"),
        ({"bit_rate": "serial"}, 5, "00"),
        ({"volatile_bit_rate": "57600"}, 6, "09"),
        ({"port": 7777}, 8, "611e"),
    ],
)
def test_an_option_is_these_bytes(options: dict[str, t.Any], selector: int, data: str) -> None:
    console = Console()
    assert perform(console, SOL, **options).changed
    assert written(console) == [(0, "01"), (selector, data), (0, "02"), (0, "00")]
    assert not perform(console, SOL, **options).changed
    assert console.writes == []


def test_all_parameters_are_written_inside_one_set_in_progress() -> None:
    console = Console()
    perform(console, SOL, enabled=False, privilege="operator", retry_count=3, bit_rate="19200")
    assert [selector for selector, _data in written(console)] == [0, 1, 2, 4, 5, 0, 0]


def test_nothing_is_read_that_no_option_needs() -> None:
    console = Console()
    perform(console, SOL, enabled=True)
    assert [request.command.title for request in console.sent] == [
        "Get Device ID",
        "Get Channel Info",
        "Get SOL Configuration Parameters",
    ]


def test_another_channel() -> None:
    console = Console("lenovo")
    perform(console, SOL, channel=8, retry_count=2)
    documents = {document["channel"]: document["retry_count"] for document in read_documents(console, SOL)}
    assert documents == {1: 7, 8: 2}


@pytest.mark.parametrize(
    "options",
    [
        {"accumulate_interval": 7},
        {"accumulate_interval": 1280},
        {"send_threshold": 0},
        {"retry_count": 8},
        {"retry_interval": 15},
        {"port": 0},
    ],
)
def test_a_value_that_the_bmc_cannot_store_is_refused_by_name(options: dict[str, t.Any]) -> None:
    console = Console()
    with pytest.raises(InvalidOption, match=next(iter(options))):
        perform(console, SOL, **options)
    assert console.sent == []


def test_a_read_only_port_is_named() -> None:
    console = Console("hpe")
    assert not perform(console, SOL, port=623).changed
    with pytest.raises(NotSupported, match=r"port: this BMC does not let it be changed, .*82h") as caught:
        perform(console, SOL, port=7777)
    assert caught.value.not_written == ["port"]
    assert console.bmc.volatile.set_in_progress["sol", console.channel] == 0


def test_a_missing_parameter_is_refused_before_any_write_or_skipped() -> None:
    console = Console("openbmc")
    with pytest.raises(NotSupported, match=r"port: parameter 8 is missing, .*80h"):
        perform(console, SOL, enabled=False, port=623)
    assert console.writes == []
    outcome = perform(console, SOL, enabled=False, port=623, unsupported="skip")
    assert outcome.not_supported == ["port"]
    assert outcome.changed


def test_a_channel_without_sol_has_no_document() -> None:
    console = Console()
    console.bmc.faults.add({"fault": "completion_code", "command": "Get SOL Configuration Parameters", "code": 0xC1})
    assert read_documents(console, SOL) == []


def test_values_that_have_no_word_are_left_out_and_kept() -> None:
    console = Console()
    table = console.bmc.stored.channels[1].sol
    table.write(2, b"\x81")
    table.write(3, b"\x00\x60")
    table.write(5, b"\x03")
    (document,) = read_documents(console, SOL)
    assert not {"privilege", "accumulate_interval", "bit_rate"} & set(document)
    perform(console, SOL, force_encryption=False)
    assert table.read(2) == b"\x01"


def test_an_answer_that_is_too_short_is_reported_as_missing() -> None:
    console = Console()
    console.bmc.stored.channels[1].sol.write(4, b"\x07")
    with pytest.raises(NotSupported, match=r"SolRetry\.retry_interval cannot be read"):
        perform(console, SOL, retry_count=1)


@pytest.mark.parametrize("personality", PERSONALITIES)
def test_a_document_is_taken_back_unchanged(personality: str) -> None:
    console = Console(personality)
    for document in read_documents(console, SOL):
        assert not perform(console, SOL, **document).changed
        assert console.writes == []

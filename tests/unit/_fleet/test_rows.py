# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists that people keep: which rows there are, and how a slip in one is told without losing the others."""

from __future__ import annotations

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._fleet.rows import rows_from_csv, rows_from_data
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.errors import InvalidOption

CSV = "Address,Name,Serial No,MAC,rack\n192.0.2.1,node1,S1,aa:bb,7\n\n192.0.2.2, node2 ,,,8\n"


def test_a_csv_file() -> None:
    problems: list[str] = []
    first, second = rows_from_csv(CSV, "racks.csv", problems)
    assert first.values == {"address": "192.0.2.1", "name": "node1", "serial_no": "S1", "mac": "aa:bb", "rack": "7"}
    assert first.variables == {"bmc_rack": "7", "bmc_serial_no": "S1"}
    assert first.expected == {"mac": "aa:bb"}
    assert second.get("name") == "node2"
    assert second.get("mac") is None
    assert second.where == "racks.csv, line 4"
    assert not problems


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_any_usual_delimiter_and_a_byte_order_mark(delimiter: str) -> None:
    text = "\ufeff" + 'address,rack\r\n192.0.2.1,"a, b; c\td"\r\n'.replace(",", delimiter, 1)
    text = text.replace("192.0.2.1,", "192.0.2.1" + delimiter)
    (row,) = rows_from_csv(text, "racks.csv", [])
    assert row.get("address") == "192.0.2.1"
    assert row.get("rack") == "a, b; c\td"


def test_a_list_and_a_mapping_are_both_taken() -> None:
    listed = rows_from_data([{"address": "192.0.2.1", "name": "node1", "port": 6230}], "racks.yml", [])
    mapped = rows_from_data({"node1": {"address": "192.0.2.1", "port": 6230}}, "racks.yml", [])
    assert [row.values for row in listed] == [{"address": "192.0.2.1", "name": "node1", "port": "6230"}]
    assert [dict(sorted(row.values.items())) for row in mapped] == [
        {"address": "192.0.2.1", "name": "node1", "port": "6230"}
    ]


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ("", "no column 'address'; there are: none"),
        ("host,rack", "no column 'address'; there are: host, rack"),
        ("address,rack,Rack", "'rack' is there twice"),
        ("address,2nd", "'2nd' cannot be the name of a column"),
        ("address,timeout", "would hide the variable bmc_timeout"),
        ("address,power", "would hide the variable bmc_power"),
    ],
)
def test_a_header_that_cannot_be_used(header: str, reason: str) -> None:
    with pytest.raises(InvalidOption, match=f"^racks.csv: .*{reason}"):
        rows_from_csv(header + "\n192.0.2.1,1,2\n", "racks.csv", [])


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (",node2,,", "racks.csv, line 3: the address is empty"),
        ("192.0.2.2,node2,ADMIN,", "racks.csv, line 3: username and password go together"),
        ("192.0.2.2,node2,,secret", "racks.csv, line 3: username and password go together"),
        ("192.0.2.2,node2,,,5", "racks.csv, line 3: there are 5 fields, and 4 columns"),
    ],
)
def test_a_row_that_cannot_be_used_is_named_and_the_others_stay(line: str, problem: str) -> None:
    problems: list[str] = []
    text = f"address,name,username,password\n192.0.2.1,node1,,\n{line}\n192.0.2.3,node3,,\n"
    rows = rows_from_csv(text, "racks.csv", problems)
    assert [row.get("name") for row in rows] == ["node1", "node3"]
    assert problems == [problem]


def test_an_entry_that_cannot_be_used_is_named_and_the_others_stay() -> None:
    problems: list[str] = []
    entries = ["192.0.2.1", {"name": "node2"}, {"address": "192.0.2.3"}]
    assert [row.get("address") for row in rows_from_data(entries, "racks.yml", problems)] == ["192.0.2.3"]
    assert problems == [
        "racks.yml, entry 1: it is no mapping",
        "racks.yml, entry 2: there is no column 'address'; there are: name",
    ]


def test_a_file_that_holds_something_else() -> None:
    with pytest.raises(InvalidOption, match="neither a list of BMCs nor a mapping"):
        rows_from_data("192.0.2.1", "racks.yml", [])

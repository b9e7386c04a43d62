# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Addresses as people write them: what each text stands for, and why some stand for nothing."""

from __future__ import annotations

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._fleet.addresses import (
    AddressRange,
    Place,
    parse_addresses,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.errors import InvalidOption

PLACES = [
    ("192.0.2.10", Place("192.0.2.10")),
    (" 192.0.2.10 ", Place("192.0.2.10")),
    ("192.0.2.10:6230", Place("192.0.2.10", 6230)),
    ("2001:db8:0::12", Place("2001:db8::12")),
    ("[2001:db8::12]", Place("2001:db8::12")),
    ("[2001:db8::12]:6230", Place("2001:db8::12", 6230)),
    ("bmc7.example.com", Place("bmc7.example.com")),
    ("bmc7.example.com:624", Place("bmc7.example.com", 624)),
    ("node-1", Place("node-1")),
    ("10-node", Place("10-node")),
]

RANGES = [
    ("192.0.2.0/24", "192.0.2.1", "192.0.2.254", 254),
    ("192.0.2.8/30", "192.0.2.9", "192.0.2.10", 2),
    ("192.0.2.8/31", "192.0.2.8", "192.0.2.9", 2),
    ("192.0.2.8/32", "192.0.2.8", "192.0.2.8", 1),
    ("2001:db8::/126", "2001:db8::1", "2001:db8::3", 3),
    ("2001:db8::/127", "2001:db8::", "2001:db8::1", 2),
    ("192.0.2.10-192.0.3.9", "192.0.2.10", "192.0.3.9", 256),
    ("192.0.2.10-99", "192.0.2.10", "192.0.2.99", 90),
    ("192.0.2.10 - 99", "192.0.2.10", "192.0.2.99", 90),
    ("192.0.2.10-10", "192.0.2.10", "192.0.2.10", 1),
    ("2001:db8::10-2001:db8::1f", "2001:db8::10", "2001:db8::1f", 16),
]

REFUSED = [
    ("", "neither an address"),
    ("192.0.2.0/33", "not a network"),
    ("192.0.2.5/24", "not a network"),
    ("192.0.2.0/", "not a network"),
    ("192.0.2.300", "neither an address"),
    ("192.0.2", "neither an address"),
    ("192.0.2.10-9", "empty range"),
    ("192.0.2.10-256", "'192.0.2.256' is not an address"),
    ("192.0.2.10-", "'' is not an address"),
    ("192.0.2.10-2001:db8::1", "one end is IPv4"),
    ("192.0.2.10:0", "0 is not a port"),
    ("192.0.2.10:65536", "65536 is not a port"),
    ("224.0.0.1", "multicast"),
    ("223.255.255.0-224.0.0.9", "multicast"),
    ("ff02::1", "multicast"),
    ("bmc 7", "neither an address"),
    ("-bmc", "neither an address"),
    ("bmc..example", "neither an address"),
    ("http://bmc7", "not a network"),
]


@pytest.mark.parametrize(("text", "place"), PLACES)
def test_one_place(text: str, place: Place) -> None:
    assert parse_addresses(text) == place


@pytest.mark.parametrize(("text", "first", "last", "count"), RANGES)
def test_a_range(text: str, first: str, last: str, count: int) -> None:
    found = parse_addresses(text)
    assert isinstance(found, AddressRange)
    assert (str(found.first), str(found.last), found.size) == (first, last, count)


def test_every_address_of_a_range_is_made_once_and_in_order() -> None:
    found = parse_addresses("192.0.2.254-192.0.3.1")
    assert isinstance(found, AddressRange)
    assert [str(one) for one in found.addresses()] == ["192.0.2.254", "192.0.2.255", "192.0.3.0", "192.0.3.1"]


def test_a_network_too_large_to_hold_costs_nothing_to_name() -> None:
    found = parse_addresses("2001:db8::/64")
    assert isinstance(found, AddressRange)
    assert found.size == (1 << 64) - 1
    assert str(next(found.addresses())) == "2001:db8::1"


@pytest.mark.parametrize(("text", "reason"), REFUSED)
def test_what_stands_for_nothing(text: str, reason: str) -> None:
    with pytest.raises(InvalidOption, match=reason):
        parse_addresses(text)


@pytest.mark.parametrize(
    ("one", "other", "do"),
    [
        ("192.0.2.0-9", "192.0.2.9-20", True),
        ("192.0.2.0-9", "192.0.2.10-20", False),
        ("192.0.2.0-9", "192.0.2.3-4", True),
        ("0.0.0.0-0.0.0.9", "::-::9", False),
    ],
)
def test_overlaps(one: str, other: str, do: bool) -> None:
    first, second = parse_addresses(one), parse_addresses(other)
    assert isinstance(first, AddressRange)
    assert isinstance(second, AddressRange)
    assert first.overlaps(second) is second.overlaps(first) is do

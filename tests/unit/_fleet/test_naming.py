# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names of hosts and groups."""

from __future__ import annotations

from ansible_collections.baremetal.ipmi.plugins.module_utils._ansible.connection import CONNECTION_NAMES
from ansible_collections.baremetal.ipmi.plugins.module_utils._fleet.finding import Finding
from ansible_collections.baremetal.ipmi.plugins.module_utils._fleet.naming import (
    GROUPINGS,
    distinct_names,
    groups_of,
    listing,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._fleet.variables import CONNECTION

FACTS = {
    "manufacturer": "Supermicro",
    "product": "X11SCZ-F",
    "firmware": "1.70",
    "power": "on",
    "ipmi_versions": ["1.5", "2.0"],
    "weak_points": ["null_user"],
    "mismatches": ["serial"],
}


def found(address: str, **facts: object) -> Finding:
    return Finding(host=address, address=address, port=623, source=0, state="identified", facts=dict(facts))


def test_the_groups_of_a_host() -> None:
    assert groups_of(found("192.0.2.1", **FACTS), GROUPINGS) == [
        "bmc_vendor_supermicro",
        "bmc_product_x11scz-f",
        "bmc_firmware_1.70",
        "bmc_power_on",
        "bmc_ipmi_1.5",
        "bmc_ipmi_2.0",
        "bmc_weak_null_user",
        "bmc_state_identified",
        "bmc_mismatch_serial",
    ]


def test_what_is_not_known_makes_no_group() -> None:
    assert groups_of(found("192.0.2.1"), GROUPINGS) == ["bmc_state_identified"]
    assert groups_of(found("192.0.2.1", **FACTS), ["power"]) == ["bmc_power_on"]


def test_a_product_without_a_name_is_grouped_by_its_number() -> None:
    assert groups_of(found("192.0.2.1", product_id=256), ["product"]) == ["bmc_product_256"]


def test_a_name_that_several_want_is_given_to_none_of_them_alone() -> None:
    findings = [found("192.0.2.1"), found("192.0.2.2"), found("192.0.2.3")]
    names, problems = distinct_names(["node1", "node2", "node1"], findings)
    assert names == ["node1@192.0.2.1-623", "node2", "node1@192.0.2.3-623"]
    assert problems == ["192.0.2.1:623, 192.0.2.3:623 would all be called 'node1': their addresses are added to it"]
    assert distinct_names(["node1", "node1", "node2"], [findings[2], findings[0], findings[1]])[0] == [
        "node1@192.0.2.3-623",
        "node1@192.0.2.1-623",
        "node2",
    ]


def test_bmcs_at_one_address_are_told_apart_by_their_ports_without_a_word() -> None:
    first, second = found("192.0.2.1"), found("192.0.2.1")
    second.port = 624
    assert distinct_names(["192.0.2.1"] * 2, [first, second]) == (["192.0.2.1-623", "192.0.2.1-624"], [])


def test_a_sentence_about_many_names_a_few() -> None:
    places = [f"192.0.2.{number}" for number in range(1, 8)]
    assert listing(places[:5]) == ", ".join(places[:5])
    assert listing(places) == f"{', '.join(places[:5])} and 2 others"


def test_the_connection_options_are_those_of_the_modules() -> None:
    assert sorted(CONNECTION) == sorted(CONNECTION_NAMES)

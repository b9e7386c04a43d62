# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What everybody can see of a BMC, and what a host is told of a finding."""

from __future__ import annotations

import json
import re

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._fleet import finding as f
from ansible_collections.baremetal.ipmi.plugins.module_utils._fleet.variables import CONNECTION, FOUND
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.session import (
    GetChannelAuthenticationCapabilitiesResponse as Capabilities,
)
from collection_path import ROOT

# Octets: channel, authentication types, status, versions, OEM ID (3), OEM data. IPMI v2.0 §22.13.
CAPABILITIES = [
    ("01 86 04 03 00 00 00 00", ["1.5", "2.0"], []),
    ("01 80 04 02 00 00 00 00", ["2.0"], []),
    ("01 06 04 00 00 00 00 00", ["1.5"], ["no_ipmi_2_0"]),
    ("01 86 04 01 00 00 00 00", ["1.5"], ["no_ipmi_2_0"]),
    (
        "01 91 07 03 00 00 00 00",
        ["1.5", "2.0"],
        ["anonymous_login", "null_user", "no_authentication", "straight_password"],
    ),
    ("01 81 04 03 00 00 00 00", ["1.5", "2.0"], ["no_authentication"]),
    ("01 90 04 03 00 00 00 00", ["1.5", "2.0"], ["straight_password"]),
    ("01 80 05 02 00 00 00 00", ["2.0"], ["anonymous_login"]),
    ("01 80 06 02 00 00 00 00", ["2.0"], ["null_user"]),
]


@pytest.mark.parametrize(("octets", "versions", "weak_points"), CAPABILITIES)
def test_what_everybody_can_see(octets: str, versions: list[str], weak_points: list[str]) -> None:
    facts = f.seen_from_outside(True, Capabilities.unpack(bytes.fromhex(octets)))
    assert facts["ipmi_versions"] == versions
    assert facts["weak_points"] == weak_points


def test_kg_and_silence_about_the_rest() -> None:
    assert f.seen_from_outside(False, Capabilities.unpack(bytes.fromhex("0180240200000000")))["kg_is_set"]
    assert f.seen_from_outside(True, None) == {"answers_ping": True}


def finding(**facts: object) -> f.Finding:
    return f.Finding("2001:db8::1", "2001:db8::1", 624, 0, f.FOUND, dict(facts), {"room": "a"})


def test_a_host_is_told_what_is_known_and_nothing_else() -> None:
    one = finding(firmware="1.70", power=None, kg_is_set=False, mismatches=None)
    assert one.host_variables() == {
        "room": "a",
        "bmc_host": "2001:db8::1",
        "bmc_port": 624,
        "bmc_state": "found",
        "bmc_firmware": "1.70",
        "bmc_kg_is_set": False,
    }
    assert one.place == "[2001:db8::1]:624"


def test_what_was_found_wins_over_the_variables_of_a_source() -> None:
    one = finding()
    one.variables["bmc_state"] = "made up"
    assert one.host_variables()["bmc_state"] == "found"


def test_a_cache_gives_back_what_it_was_given() -> None:
    one = finding(users={"enabled": 1, "possible": 10})
    assert f.Finding(**json.loads(json.dumps(one.as_data()))) == one


def test_every_variable_is_documented() -> None:
    page = (ROOT / "docs" / "user" / "inventory.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"`(bmc_\w+)`", page))
    assert [name for name in FOUND if name not in documented] == []
    assert [name for name in CONNECTION[1:6] if name not in documented] == []

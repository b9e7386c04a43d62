# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Changing the address, gateway, VLAN or port that the session itself uses."""

from __future__ import annotations

import dataclasses
import typing as t

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.errors import (
    LockoutRefused,
    SessionLost,
    WriteIgnored,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.lan import LAN
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.lan_move import LostAfterChange
from ansible_collections.baremetal.ipmi.tests.unit._resources.lan_console import HOST, LanConsole
from ansible_collections.baremetal.ipmi.tests.unit.resource_task import perform

NEW = "192.0.2.9"
OTHER_NET = {"ip_address": "198.51.100.9", "netmask": "25", "gateway_address": "198.51.100.1"}


@pytest.mark.parametrize(
    "options",
    [
        {"ip_address": NEW},
        {"netmask": "25"},
        {"gateway_address": "192.0.2.254"},
        {"gateway_mac": "02:00:5e:00:00:01"},
        {"ip_source": "dhcp"},
        {"vlan_id": 7},
        {"rmcp_port": 7623},
        {"ipv6_addressing": "ipv6_only"},
    ],
)
def test_a_change_to_the_way_in_is_refused(options: dict[str, t.Any]) -> None:
    console = LanConsole()
    with pytest.raises(LockoutRefused, match="Nothing was written"):
        perform(console, LAN, **options)
    assert console.writes == []


def test_check_mode_predicts_the_move() -> None:
    console = LanConsole()
    outcome = perform(console, LAN, ip_address=NEW, allow_lockout=True, check=True)
    assert (outcome.before, outcome.after) == ({"ip_address": HOST}, {"ip_address": NEW})
    assert console.writes == []
    assert console.logins == []


def test_success_means_a_login_at_the_new_address() -> None:
    console = LanConsole()
    assert perform(console, LAN, ip_address=NEW, allow_lockout=True).changed
    assert console.host == NEW
    assert len(console.logins) == 1
    assert console.written == [(0, "01"), (3, "c0000209"), (0, "02"), (0, "00")]
    assert not perform(console, LAN, ip_address=NEW).changed


def test_gateway_mask_and_address_go_in_one_go_and_last() -> None:
    console = LanConsole()
    perform(console, LAN, **OTHER_NET, community="fleet", vlan_priority=2, allow_lockout=True)
    assert console.selectors == [0, 16, 21, 0, 0, 0, 12, 6, 3, 0, 0]
    assert console.host == "198.51.100.9"
    assert len(console.logins) == 1


def test_a_name_is_left_for_the_new_address() -> None:
    console = LanConsole(host="node1-bmc")
    console.names["node1-bmc"] = HOST
    perform(console, LAN, ip_address=NEW, allow_lockout=True)
    assert console.host == NEW


def test_behind_address_translation_the_bmc_stays_where_it_was() -> None:
    console = LanConsole(host="203.0.113.5")
    console.translated.add("203.0.113.5")
    perform(console, LAN, ip_address=NEW, allow_lockout=True)
    assert console.host == "203.0.113.5"
    assert len(console.logins) == 1


def test_reconnect_to_says_where_to_look() -> None:
    console = LanConsole()
    console.names["leased-bmc"] = NEW
    console.store(4, b"\x01")
    assert perform(console, LAN, ip_address=NEW, reconnect_to="leased-bmc", allow_lockout=True).changed
    assert console.host == "leased-bmc"


def test_an_address_that_nobody_answers_at_is_named_with_what_was_written() -> None:
    console = LanConsole()
    console.vlans = {0}
    with pytest.raises(LostAfterChange) as caught:
        perform(console, LAN, vlan_id=7, allow_lockout=True)
    assert "vlan_id, vlan_enabled: written, but no login succeeded at 192.0.2.1:623" in str(caught.value)
    assert caught.value.error_code == "unreachable_after_change"
    assert caught.value.written == ["vlan_id", "vlan_enabled"]
    assert caught.value.not_written == []


def test_a_bmc_that_stayed_where_it_was_is_found_and_released() -> None:
    console = LanConsole()
    channel_1_address = "0103"
    rule = {"fault": "ignore_write", "command": "Set LAN Configuration Parameters", "data": channel_1_address}
    console.bmc.faults.add(rule)
    with pytest.raises(LostAfterChange, match=r"no login succeeded at 192.0.2.9:623 .* still answers at 192.0.2.1"):
        perform(console, LAN, ip_address=NEW, allow_lockout=True)
    assert console.written[-1] == (0, "00")


def test_another_bmc_at_the_new_address_is_not_mistaken() -> None:
    console = LanConsole()
    console.other_guids[NEW] = b"\x08" * 16
    with pytest.raises(LostAfterChange, match=r"another BMC answers at 192\.0\.2\.9:623"):
        perform(console, LAN, ip_address=NEW, allow_lockout=True)


def test_the_vlan_comes_after_the_login_at_the_new_address() -> None:
    console = LanConsole()
    perform(console, LAN, ip_address=NEW, vlan_id=7, allow_lockout=True)
    assert console.selectors == [0, 3, 20, 0, 0]
    assert console.stored(20) == "0780"
    assert len(console.logins) == 2


def test_a_vlan_that_cannot_be_written_any_more_is_not_called_written() -> None:
    console = LanConsole(host="node1-bmc")
    console.names["node1-bmc"] = HOST
    console.vlans = {0}
    console.store(20, b"\x05\x00")
    console.other_guids[NEW] = b"\x08" * 16
    with pytest.raises((LostAfterChange, SessionLost)) as caught:
        perform(console, LAN, ip_address=NEW, vlan_id=7, allow_lockout=True)
    assert caught.value.written == ["ip_address"]
    assert caught.value.not_written == ["vlan_id", "vlan_enabled"]


def test_switching_a_vlan_off_keeps_its_id() -> None:
    console = LanConsole()
    console.store(20, b"\x78\x80")
    assert perform(console, LAN, vlan_enabled=False, allow_lockout=True).changed
    assert console.stored(20) == "7800"
    assert perform(console, LAN, vlan_enabled=True, allow_lockout=True).changed
    assert console.stored(20) == "7880"


def test_the_id_of_a_vlan_that_is_off_cuts_nothing() -> None:
    console = LanConsole()
    assert perform(console, LAN, vlan_id=120, vlan_enabled=False).changed
    assert console.logins == []
    assert console.stored(20) == "7800"


def test_a_bmc_that_ignores_its_vlan_is_caught() -> None:
    console = LanConsole("old-supermicro")
    with pytest.raises(WriteIgnored, match="vlan_id: the BMC acknowledged 7, but has 0"):
        perform(console, LAN, vlan_id=7, allow_lockout=True)
    assert console.written[-1] == (0, "00")


def test_a_static_source_comes_first_and_keeps_what_the_lease_gave() -> None:
    console = LanConsole("supermicro")
    console.store(12, bytes([192, 0, 2, 254]))
    assert perform(console, LAN, ip_source="static", allow_lockout=True).changed
    assert console.selectors == [0, 4, 3, 6, 12, 0, 0]
    assert console.host == HOST


def test_a_lease_that_a_bmc_does_not_let_one_write_is_its_own_affair() -> None:
    console = LanConsole("supermicro")
    console.bmc.personality = dataclasses.replace(console.bmc.personality, read_only_lan_parameters=frozenset({6}))
    assert perform(console, LAN, ip_source="static", allow_lockout=True).changed


def test_a_static_address_replaces_the_lease() -> None:
    console = LanConsole("supermicro")
    perform(console, LAN, ip_source="static", **OTHER_NET, allow_lockout=True)
    lease, gateway, mask, address = [3, 6], 12, 6, 3
    assert console.selectors == [0, 4, *lease, gateway, mask, address, 0, 0]
    assert console.host == "198.51.100.9"


def test_on_another_channel_the_address_comes_before_its_mask() -> None:
    console = LanConsole("lenovo")
    second = next(
        description.number
        for description in console.bmc.personality.channels
        if description.medium == 4 and description.number != console.channel
    )
    perform(console, LAN, channel=second, ip_source="static", **OTHER_NET)
    assert [selector for selector in console.selectors if selector] == [4, 3, 6, 12]
    assert console.logins == []


def test_dhcp_is_found_where_it_was_unless_told_otherwise() -> None:
    console = LanConsole()
    assert perform(console, LAN, ip_source="dhcp", allow_lockout=True).changed
    assert console.selectors == [0, 4, 0, 0]
    assert console.host == HOST
    assert len(console.logins) == 1


def test_the_mac_address_of_the_old_gateway_does_not_stay() -> None:
    console = LanConsole()
    console.store(12, bytes([192, 0, 2, 254]))
    console.store(13, bytes.fromhex("02005e000001"))
    perform(console, LAN, gateway_address="192.0.2.253", allow_lockout=True)
    assert console.stored(13) == "000000000000"
    assert console.selectors == [0, 12, 13, 0, 0]


def test_a_mac_address_that_is_given_is_written() -> None:
    console = LanConsole()
    console.store(13, bytes.fromhex("02005e000001"))
    options = {"gateway_address": "192.0.2.253", "gateway_mac": "02:00:5e:00:00:02"}
    perform(console, LAN, **options, allow_lockout=True)
    assert console.stored(13) == "02005e000002"
    assert console.selectors == [0, 12, 13, 0, 0]


def test_the_backup_gateway_forgets_its_old_mac_address_too() -> None:
    console = LanConsole()
    console.store(15, bytes.fromhex("02005e000001"))
    assert perform(console, LAN, backup_gateway_address="192.0.2.253").changed
    assert console.stored(15) == "000000000000"


def test_an_ipv6_session_does_not_care_for_ipv4() -> None:
    console = LanConsole(host="2001:db8::5")
    assert perform(console, LAN, ip_address=NEW).changed
    assert console.logins == []


def test_an_ipv6_session_keeps_its_address() -> None:
    console = LanConsole(host="2001:db8::5")
    addresses = [{"index": 0, "address": "2001:db8::5", "prefix_length": 64}]
    assert perform(console, LAN, ipv6_static_addresses=addresses).changed
    moved = [{"index": 0, "address": "2001:db8::6"}]
    with pytest.raises(LockoutRefused, match=r"ipv6_static_addresses\.0\.address: the session may come in over"):
        perform(console, LAN, ipv6_static_addresses=moved)
    assert perform(console, LAN, ipv6_static_addresses=moved, allow_lockout=True).changed
    assert console.host == "2001:db8::6"


def test_another_port_is_where_the_bmc_is_then() -> None:
    console = LanConsole()
    perform(console, LAN, rmcp_port=7623, allow_lockout=True)
    assert console.port == 7623

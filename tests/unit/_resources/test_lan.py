# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""LAN settings: each parameter is one message, keeps what is not asked for, and is refused when it makes no sense."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.errors import (
    CompletionCodeError,
    InvalidOption,
    LockoutRefused,
    NotSupported,
    WriteIgnored,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.lan import LAN
from ansible_collections.baremetal.ipmi.tests.unit._resources.lan_console import LanConsole
from ansible_collections.baremetal.ipmi.tests.unit.in_memory import PERSONALITIES, Console
from ansible_collections.baremetal.ipmi.tests.unit.resource_task import perform, read_documents


@pytest.mark.parametrize(
    ("options", "selector", "data"),
    [
        ({"arp_responses": True, "gratuitous_arp": True}, 10, "03"),
        ({"gratuitous_arp": True}, 10, "03"),
        ({"gratuitous_arp_interval": 500}, 11, "00"),
        ({"gratuitous_arp_interval": 128000}, 11, "ff"),
        ({"time_to_live": 33}, 7, "214010"),
        ({"community": "fleet"}, 16, b"fleet".ljust(18, b"\x00").hex()),
        ({"vlan_priority": 7}, 21, "07"),
        ({"backup_gateway_address": "192.0.2.254"}, 14, "c00002fe"),
        ({"backup_gateway_mac": "02-00-5E-00-00-FE"}, 15, "02005e0000fe"),
        ({"bad_password_threshold": 5}, 26, "00051e001e00"),
        (
            {"bad_password_event": True, "bad_password_reset_interval": 600, "bad_password_lockout_interval": 0},
            26,
            "01003c000000",
        ),
        ({"authentication_types": {"user": ["md5"], "callback": []}}, 2, "0004161616"),
        ({"authentication_types": {"administrator": ["none", "password"]}}, 2, "1616161116"),
        ({"ipv6_addressing": "dual_stack"}, 51, "02"),
        ({"ipv6_hop_limit": 255}, 53, "ff"),
        ({"ipv6_static_routers_used": False}, 64, "02"),
        (
            {"ipv6_static_addresses": [{"index": 1, "address": "2001:DB8::1", "prefix_length": 64}]},
            56,
            "0180" + "20010db8000000000000000000000001" + "4001",
        ),
        (
            {"ipv6_static_routers": [{"number": 2, "prefix_length": 0}]},
            71,
            "00",
        ),
    ],
)
def test_an_option_is_these_bytes(options: dict[str, t.Any], selector: int, data: str) -> None:
    console = LanConsole()
    assert perform(console, LAN, **options).changed
    assert console.written == [(0, "01"), (selector, data), (0, "02"), (0, "00")]
    assert not perform(console, LAN, **options).changed
    assert console.written == []


def test_all_parameters_are_written_inside_one_set_in_progress() -> None:
    console = LanConsole()
    perform(console, LAN, community="fleet", bad_password_threshold=3, gratuitous_arp=True, vlan_priority=1)
    assert console.selectors == [0, 16, 26, 21, 10, 0, 0]


def test_nothing_is_read_that_no_option_needs() -> None:
    console = LanConsole()
    perform(console, LAN, vlan_priority=0)
    titles = [request.command.title for request in console.sent]
    assert titles == ["Get Device ID", "Get Channel Info", "Get LAN Configuration Parameters"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"vlan_id": 0}, "vlan_id: 0 is not a VLAN, they have the numbers 1 to 4094"),
        ({"vlan_id": 4095}, "vlan_id: 4095 is not a VLAN"),
        ({"vlan_priority": 8}, "vlan_priority: 8 is not between 0 and 7"),
        ({"netmask": "255.0.255.0"}, "netmask with holes"),
        ({"netmask": "33"}, "neither a netmask nor a prefix length"),
        ({"ip_address": "192.0.2"}, "ip_address"),
        ({"gateway_mac": "02:00"}, "not a MAC address"),
        ({"gratuitous_arp_interval": 750}, "not a multiple of 500"),
        ({"bad_password_lockout_interval": 65}, "not a multiple of 10"),
        ({"ip_source": "dhcp", "netmask": "24"}, "netmask: cannot be given with ip_source: dhcp"),
        ({"community": "a" * 19}, "19 bytes"),
        ({"ipv6_static_addresses": [{"index": 0}, {"index": 0}]}, "described twice"),
        ({"ipv6_static_addresses": [{"index": 0, "address": "192.0.2.1"}]}, "ipv6_static_addresses[0].address"),
        (
            {"cipher_suite_privileges": [{"suite": 3, "privilege": "user"}, {"suite": 3, "privilege": "oem"}]},
            "suite 3 is named twice",
        ),
        ({"channel": 12}, "channel: 12 is not between 1 and 11"),
    ],
)
def test_a_value_that_makes_no_sense_is_refused_before_any_traffic(options: dict[str, t.Any], message: str) -> None:
    console = Console()
    with pytest.raises(InvalidOption) as caught:
        perform(console, LAN, **options)
    assert message in str(caught.value)
    assert console.sent == []


def test_the_netmask_may_be_a_prefix_length() -> None:
    console = LanConsole()
    assert not perform(console, LAN, netmask="24").changed


def test_a_channel_that_is_no_lan_channel_is_refused() -> None:
    with pytest.raises(InvalidOption, match="channel: 2 is not a LAN channel of this BMC; it has 1"):
        perform(LanConsole(), LAN, channel=2, vlan_priority=1)


def test_the_channel_of_the_session_is_found() -> None:
    console = Console("hpe")
    assert perform(console, LAN, vlan_priority=1).changed
    assert {request.channel_number for request in console.writes} == {2}


def test_another_channel_is_written_without_touching_the_session() -> None:
    console = Console("lenovo")
    console.channel, second = (description.number for description in console.bmc.personality.channels
                               if description.medium == 4)  # fmt: skip
    options = {"channel": second, "ip_source": "static", "ip_address": "192.0.2.77", "vlan_id": 9}
    assert perform(console, LAN, **options).changed
    assert {request.channel_number for request in console.writes} == {second}
    assert console.logins == []
    assert not perform(console, LAN, **options).changed


def test_a_missing_parameter_is_named_and_nothing_is_written() -> None:
    console = Console("openbmc")
    with pytest.raises(NotSupported, match="bad_password_threshold"):
        perform(console, LAN, bad_password_threshold=3, vlan_priority=1)
    assert console.writes == []


def test_an_option_that_a_bmc_refuses_is_named_in_the_error() -> None:
    console = LanConsole()
    console.bmc.faults.add({"fault": "completion_code", "command": "Set LAN Configuration Parameters", "code": 0xCC})
    with pytest.raises(CompletionCodeError, match="vlan_priority: Set LAN Configuration Parameters was answered"):
        perform(console, LAN, vlan_priority=1)


def test_an_authentication_type_that_the_bmc_does_not_have_is_named() -> None:
    console = LanConsole()
    with pytest.raises(NotSupported) as caught:
        perform(console, LAN, authentication_types={"user": ["oem", "md5"], "operator": ["md5"]})
    assert "authentication_types.user: the BMC has no authentication type oem" in str(caught.value)
    assert console.writes == []
    outcome = perform(
        console, LAN, authentication_types={"user": ["oem", "md5"], "operator": ["md5"]}, unsupported="skip"
    )
    assert outcome.not_supported == ["authentication_types.user"]
    assert console.written[1] == (2, "1616041616")


def test_the_type_of_an_ipmi_1_5_session_is_not_taken_away() -> None:
    console = LanConsole()
    console.interface, console.cipher_suite, console.authentication_type = "lan", None, 2
    with pytest.raises(LockoutRefused, match="the session is authenticated by md5 at the level administrator"):
        perform(console, LAN, authentication_types={"administrator": ["md2"]})
    assert perform(console, LAN, authentication_types={"administrator": ["md5"], "user": []}).changed


def test_an_rmcp_plus_session_may_forbid_ipmi_1_5() -> None:
    console = LanConsole()
    assert perform(console, LAN, authentication_types={"administrator": []}).changed


@pytest.mark.parametrize("option", ["time_to_live", "ipv6_hop_limit"])
def test_answers_do_not_end_on_their_way_to_the_session(option: str) -> None:
    console = Console()
    with pytest.raises(LockoutRefused, match=f"{option}: the answers of the BMC may not reach the session"):
        perform(console, LAN, **{option: 1})
    assert console.writes == []
    assert perform(console, LAN, **{option: 40}).changed
    assert perform(console, LAN, allow_lockout=True, **{option: 1}).changed
    assert perform(console, LAN, **{option: 2}).changed


def test_arp_responses_are_not_switched_off_under_the_session() -> None:
    console = LanConsole()
    with pytest.raises(LockoutRefused, match="without ARP responses"):
        perform(console, LAN, arp_responses=False)
    assert perform(console, LAN, arp_responses=False, allow_lockout=True).changed


def test_the_community_is_never_shown() -> None:
    console = LanConsole()
    outcome = perform(console, LAN, community="s3cret-fleet")
    assert outcome.changed
    assert "s3cret-fleet" not in repr((outcome.before, outcome.after))
    assert "public" not in repr((outcome.before, outcome.after))
    assert "community" not in read_documents(console, LAN)[0]


def test_an_address_under_dhcp_needs_a_static_source() -> None:
    console = LanConsole("supermicro")
    with pytest.raises(InvalidOption, match="netmask: the address of channel 1 comes from DHCP"):
        perform(console, LAN, netmask="20", allow_lockout=True)
    assert console.writes == []


def test_a_vlan_is_not_switched_on_without_an_id() -> None:
    with pytest.raises(InvalidOption, match="channel 1 has no VLAN id to switch on"):
        perform(LanConsole(), LAN, vlan_enabled=True, allow_lockout=True)


@pytest.mark.parametrize("personality", PERSONALITIES)
def test_what_is_read_is_taken_back_unchanged(personality: str) -> None:
    console = Console(personality)
    documents = read_documents(console, LAN)
    assert documents
    for document in documents:
        assert not perform(console, LAN, **document).changed
    assert console.writes == []


def test_values_that_cannot_be_given_back_are_left_out() -> None:
    console = LanConsole()
    console.store(6, bytes.fromhex("ff00ff00"))
    console.store(20, bytes.fromhex("ff0f"))
    document = read_documents(console, LAN)[0]
    assert "netmask" not in document
    assert "vlan_id" not in document
    assert document["vlan_enabled"] is False


def test_an_ignored_write_is_named() -> None:
    console = LanConsole()
    console.bmc.faults.add({"fault": "ignore_write", "command": "Set LAN Configuration Parameters"})
    with pytest.raises(WriteIgnored, match="vlan_priority: the BMC acknowledged 3, but has 0"):
        perform(console, LAN, vlan_priority=3)

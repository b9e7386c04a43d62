# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ipmitool lan: every parameter that it can set, as it prints it afterwards and as the BMC has it."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.baremetal.ipmi.tests.emulator.running import RunningEmulator
from ansible_collections.baremetal.ipmi.tests.interop.ipmitool.program import Ipmitool

LAN_SELECTORS = (2, 3, 4, 5, 6, 10, 11, 12, 13, 14, 15, 16, 20, 21, 24, 26)
SUPPORTED, ENABLES, DESTINATION_TYPE, DESTINATION_ADDRESS = 1, 2, 18, 19
CIPHER_PRIVILEGES = 24
SET_COMPLETE = "00"


@pytest.fixture(scope="module")
def factory_settings(emulator: RunningEmulator) -> dict[int, str]:
    """All that a test may change."""
    tool = Ipmitool.of(emulator.bmcs[0], emulator.control)
    return {selector: tool.parameter("lan", selector) for selector in LAN_SELECTORS}


@pytest.fixture(autouse=True)
def restored(tool: Ipmitool, factory_settings: dict[int, str]) -> t.Iterator[None]:
    """Each test finds the factory settings."""
    yield
    for selector, data in factory_settings.items():
        tool.set_parameter("lan", selector, data)


def lan(tool: Ipmitool) -> dict[str, str]:
    return tool.fields("lan", "print", "1")


def test_print(tool: Ipmitool) -> None:
    settings = lan(tool)
    types = "MD2 MD5 PASSWORD"
    levels = ("Callback", "User    ", "Operator", "Admin   ", "OEM     ")
    assert settings.pop("Auth Type Enable") == "\n".join(f"{level} : {types}" for level in levels)
    assert settings.pop("Cipher Suite Priv Max").splitlines()[0] == "XaaaaaaaaaaaXXX"
    assert settings == {
        "Set in Progress": "Set Complete",
        "Auth Type Support": "NONE MD2 MD5 PASSWORD",
        "IP Address Source": "Static Address",
        "IP Address": "127.0.0.1",
        "Subnet Mask": "255.255.255.0",
        "MAC Address": "02:00:5e:01:00:00",
        "SNMP Community String": "public",
        "IP Header": "TTL=0x40 Flags=0x40 Precedence=0x00 TOS=0x10",
        "BMC ARP Control": "ARP Responses Enabled, Gratuitous ARP Disabled",
        "Gratituous ARP Intrvl": "2.0 seconds",
        "Default Gateway IP": "0.0.0.0",
        "Default Gateway MAC": "00:00:00:00:00:00",
        "Backup Gateway IP": "0.0.0.0",
        "Backup Gateway MAC": "00:00:00:00:00:00",
        "802.1q VLAN ID": "Disabled",
        "802.1q VLAN Priority": "0",
        "RMCP+ Cipher Suites": "0,1,2,3,6,7,8,11,12,15,16,17",
        "Bad Password Threshold": "0",
        "Invalid password disable": "no",
        "Attempt Count Reset Int.": "300",
        "User Lockout Interval": "300",
    }


@pytest.mark.parametrize(
    ("arguments", "name", "shown", "selector", "stored"),
    [
        ("ipaddr 10.1.2.3", "IP Address", "10.1.2.3", 3, "0a010203"),
        ("ipsrc dhcp", "IP Address Source", "DHCP Address", 4, "02"),
        ("ipsrc bios", "IP Address Source", "BIOS Assigned Address", 4, "03"),
        ("ipsrc static", "IP Address Source", "Static Address", 4, "01"),
        ("macaddr 02:11:22:33:44:55", "MAC Address", "02:11:22:33:44:55", 5, "021122334455"),
        ("netmask 255.255.240.0", "Subnet Mask", "255.255.240.0", 6, "fffff000"),
        ("arp respond off", "BMC ARP Control", "ARP Responses Disabled, Gratuitous ARP Disabled", 10, "00"),
        ("arp generate on", "BMC ARP Control", "ARP Responses Enabled, Gratuitous ARP Enabled", 10, "03"),
        ("arp interval 5", "Gratituous ARP Intrvl", "5.0 seconds", 11, "09"),
        ("defgw ipaddr 10.1.2.1", "Default Gateway IP", "10.1.2.1", 12, "0a010201"),
        ("defgw macaddr 02:11:22:33:44:66", "Default Gateway MAC", "02:11:22:33:44:66", 13, "021122334466"),
        ("bakgw ipaddr 10.1.2.2", "Backup Gateway IP", "10.1.2.2", 14, "0a010202"),
        ("bakgw macaddr 02:11:22:33:44:77", "Backup Gateway MAC", "02:11:22:33:44:77", 15, "021122334477"),
        ("snmp community", "SNMP Community String", "community", 16, b"community".ljust(18, b"\0").hex()),
        ("snmp seventeen-bytes17", "SNMP Community String", "seventeen-bytes17", 16, b"seventeen-bytes17\0".hex()),
        ("vlan id 100", "802.1q VLAN ID", "100", 20, "6480"),
        ("vlan id 4094", "802.1q VLAN ID", "4094", 20, "fe8f"),
        ("vlan id off", "802.1q VLAN ID", "Disabled", 20, "0000"),
        ("vlan priority 5", "802.1q VLAN Priority", "5", 21, "05"),
        ("bad_pass_thresh 3 1 60 120", "Bad Password Threshold", "3", 26, "01033c007800"),
        ("bad_pass_thresh 3 1 60 120", "Invalid password disable", "yes", 26, "01033c007800"),
        ("bad_pass_thresh 3 1 60 120", "Attempt Count Reset Int.", "600", 26, "01033c007800"),
        ("bad_pass_thresh 3 1 60 120", "User Lockout Interval", "1200", 26, "01033c007800"),
    ],
)
def test_set(tool: Ipmitool, arguments: str, name: str, shown: str, selector: int, stored: str) -> None:
    """The session in which it is set goes on, and the next one sees it."""
    tool.ok("lan", "set", "1", *arguments.split())
    assert lan(tool)[name] == shown
    assert tool.parameter("lan", selector) == stored
    assert tool.parameter("lan", 0) == SET_COMPLETE


def test_vlan_keeps_its_number_when_switched_off(tool: Ipmitool) -> None:
    tool.ok("lan", "set", "1", "vlan", "id", "100")
    tool.ok("lan", "set", "1", "vlan", "id", "off")
    assert lan(tool)["802.1q VLAN ID"] == "Disabled"
    assert tool.parameter("lan", 20) == "6400"


@pytest.mark.parametrize("arguments", ["arp respond on", "arp generate off"])
def test_arp_back_to_factory_setting(tool: Ipmitool, arguments: str) -> None:
    _arp, subject, value = arguments.split()
    tool.ok("lan", "set", "1", "arp", subject, "off" if value == "on" else "on")
    assert tool.parameter("lan", 10) != "02"
    tool.ok("lan", "set", "1", "arp", subject, value)
    assert tool.parameter("lan", 10) == "02"


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ("vlan id 0", "VLAN ID must be between 1 and 4094."),
        ("vlan id 4095", "VLAN ID must be between 1 and 4094."),
        ("vlan priority 8", "VLAN priority must be between 0 and 7."),
    ],
)
def test_refused_by_ipmitool_with_exit_status_0(tool: Ipmitool, arguments: str, complaint: str) -> None:
    assert complaint in tool.run("lan", "set", "1", *arguments.split()).errors
    assert (tool.parameter("lan", 20), tool.parameter("lan", 21)) == ("0000", "00")


def test_address_source_unspecified_is_refused_by_the_bmc(tool: Ipmitool) -> None:
    """``lan set 1 ipsrc none``, at which ipmitool tries for 40 seconds, in raw form."""
    set_lan_parameter, source = "1", "4"
    assert "rsp=0xcc" in tool.refused("raw", "0x0c", set_lan_parameter, "1", source, "0")
    assert lan(tool)["IP Address Source"] == "Static Address"


@pytest.mark.parametrize("arguments", ["ipaddr 300.1.2.3", "netmask 255", "macaddr 02:11", "defgw ipaddr x"])
def test_refused_by_ipmitool(tool: Ipmitool, arguments: str) -> None:
    tool.refused("lan", "set", "1", *arguments.split())


@pytest.mark.parametrize(
    ("level", "place", "name", "mask"),
    [
        ("CALLBACK", 0, "NONE", "01"),
        ("USER", 1, "MD2", "02"),
        ("OPERATOR", 2, "MD5", "04"),
        ("ADMIN", 3, "PASSWORD", "10"),
    ],
)
def test_set_authentication_types(tool: Ipmitool, level: str, place: int, name: str, mask: str) -> None:
    """The other levels keep theirs."""
    tool.ok("lan", "set", "1", "auth", level, name)
    assert lan(tool)["Auth Type Enable"].splitlines()[place].split() == [level.capitalize(), ":", name]
    assert bytes.fromhex(tool.parameter("lan", ENABLES)).hex(" ").split() == [
        mask if number == place else "16" for number in range(5)
    ]


def test_of_a_list_of_authentication_types_ipmitool_takes_the_last(tool: Ipmitool) -> None:
    outcome = tool.run("lan", "set", "1", "auth", "ADMIN", "MD2,MD5,PASSWORD")
    assert "Invalid authentication type: MD2,MD5,PASSWORD" in outcome.errors
    assert lan(tool)["Auth Type Enable"].splitlines()[3].split() == ["Admin", ":", "PASSWORD"]


@pytest.mark.parametrize("letters", ["XXXXXXXXXXXaXXX", "Xcuoaaaaaaaaaaa", "OOOOOOOOOOOaOOO"])
def test_set_cipher_suite_privileges(tool: Ipmitool, letters: str) -> None:
    """The twelfth of the suites is number 17, with which ipmitool logs in."""
    tool.ok("lan", "set", "1", "cipher_privs", letters)
    assert lan(tool)["Cipher Suite Priv Max"].splitlines()[0] == letters
    nibbles = [*("Xcuoa O".replace(" ", "").index(letter) for letter in letters), 0]
    packed = bytes(low | high << 4 for low, high in zip(nibbles[::2], nibbles[1::2]))
    assert tool.parameter("lan", CIPHER_PRIVILEGES) == "00" + packed.hex()


def test_set_cipher_suite_privileges_of_a_wrong_length(tool: Ipmitool) -> None:
    assert "Invalid privilege specification length" in tool.run("lan", "set", "1", "cipher_privs", "aaa").text


def test_set_password_is_of_user_1(tool: Ipmitool) -> None:
    assert tool.ok("lan", "set", "1", "password", "anonymous") == "Password set for user 1\n"
    assert tool.ok("user", "test", "1", "16", "anonymous") == "Success\n"
    assert tool.ok("lan", "set", "1", "password") == "Password cleared for user 1\n"
    assert tool.ok("user", "test", "1", "16", "") == "Success\n"


def test_set_user_gives_user_1_the_privilege_of_an_administrator(tool: Ipmitool) -> None:
    assert tool.ok("lan", "set", "1", "user") == "Set User Access for channel 1 was successful."
    assert tool.fields("channel", "getaccess", "1", "1")["Privilege Level"] == "ADMINISTRATOR"
    tool.ok("user", "priv", "1", "15", "1")


def test_set_access_on(tool: Ipmitool) -> None:
    assert tool.ok("lan", "set", "1", "access", "on") == "Set Channel Access for channel 1 was successful.\n"
    assert tool.fields("channel", "info", "1")["Access Mode"] == "always available"


@pytest.mark.parametrize(("word", "alerting"), [("on", "disabled"), ("off", "enabled")])
def test_set_alert_does_the_opposite(tool: Ipmitool, word: str, alerting: str) -> None:
    """1b of Set Channel Access is "disabled" (IPMI v2.0 §22.22), which ipmitool takes for "on" (its issue 247)."""
    tool.ok("lan", "set", "1", "alert", word)
    assert tool.ok("channel", "info", "1").count(f"Alerting            : {alerting}") == 2


@pytest.mark.parametrize("arguments", [("print", "2"), ("set", "6", "ipsrc", "dhcp"), ("stats", "get", "15")])
def test_channel_that_is_no_lan(tool: Ipmitool, arguments: tuple[str, ...]) -> None:
    said = tool.refused("lan", *arguments)
    assert "Invalid channel" in said or "is not a LAN channel" in said


def test_channel_is_found(tool: Ipmitool) -> None:
    assert tool.ok("lan", "print") == tool.ok("lan", "print", "1")


@pytest.mark.parametrize(
    ("arguments", "name", "shown", "selector", "stored"),
    [
        ("ipaddr 10.0.0.5", "Alert IP Address", "10.0.0.5", DESTINATION_ADDRESS, "0200000a000005000000000000"),
        ("macaddr 02:11:22:33:44:55", "Alert MAC Address", "02:11:22:33:44:55", DESTINATION_ADDRESS, None),
        ("gateway backup", "Alert Gateway", "Backup", DESTINATION_ADDRESS, None),
        ("ack on", "Alert Acknowledge", "Acknowledged", DESTINATION_TYPE, "02800300"),
        ("type oem1", "Destination Type", "OEM 1", DESTINATION_TYPE, "02060300"),
        ("time 9", "Retry Interval", "9", DESTINATION_TYPE, "02000900"),
        ("retry 5", "Number of Retries", "5", DESTINATION_TYPE, "02000305"),
    ],
)
def test_alert_destination(
    tool: Ipmitool, arguments: str, name: str, shown: str, selector: int, stored: str | None
) -> None:
    destination = 2
    before = {number: tool.parameter("lan", number, set_selector=destination) for number in (18, 19)}
    tool.ok("lan", "alert", "set", "1", str(destination), *arguments.split())
    assert tool.fields("lan", "alert", "print", "1", str(destination))[name] == shown
    written = tool.parameter("lan", selector, set_selector=destination)
    for number, data in before.items():
        tool.control.do("set_parameter", kind="lan", selector=number, set_selector=destination, data=data)
    assert written == stored if stored is not None else written != before[selector]


def test_statistics(tool: Ipmitool) -> None:
    """ipmitool reads the counters, which come low byte first, the other way round."""
    names = ("IP Rx Packet", "IP Tx Packet", "UDP Rx Packet", "RMCP Rx Valid")
    tool.ok("lan", "stats", "clear", "1")
    first = tool.fields("lan", "stats", "get", "1")
    second = tool.fields("lan", "stats", "get", "1")
    assert set(first) == set(second) > set(names)
    for name in names:
        counted, counted_again = (
            int.from_bytes(int(statistics[name]).to_bytes(2, "big"), "little") for statistics in (first, second)
        )
        assert 0 < counted < counted_again < 100
    others = {value for name, value in second.items() if name not in names}
    assert others == {"0"}

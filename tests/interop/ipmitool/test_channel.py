# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ipmitool channel: what channels there are, who may use them, with which suites."""

from __future__ import annotations

import pytest
from ansible_collections.baremetal.ipmi.tests.interop.ipmitool.program import Ipmitool

FRED = "5"

CHANNELS = {
    "0": ("IPMB (I2C)", "IPMB-1.0", "session-less"),
    "1": ("802.3 LAN", "IPMB-1.0", "multi-session"),
    "2": ("Serial/Modem", "TMode", "single-session"),
    "6": ("IPMB (I2C)", "IPMB-1.0", "session-less"),
    "15": ("System Interface", "KCS", "session-less"),
}
HASHES = {"none": (0,), "hmac_sha1": (1, 2, 3), "hmac_md5": (6, 7, 8, 11, 12), "hmac_sha256": (15, 16, 17)}


@pytest.mark.parametrize("number", CHANNELS)
def test_info(tool: Ipmitool, number: str) -> None:
    info = tool.fields("channel", "info", number)
    found = (info["Channel Medium Type"], info["Channel Protocol Type"], info["Session Support"])
    assert found == CHANNELS[number]
    assert info["Protocol Vendor ID"] == "7154"


def test_info_of_the_channel_in_use(tool: Ipmitool) -> None:
    info = tool.ok("channel", "info")
    assert info.startswith("Channel 0x1 info:")
    assert info == tool.ok("channel", "info", "1") == tool.ok("channel", "info", "14").replace("0xe", "0x1")
    assert "Active Session Count  : 1" in info
    assert info.count("Access Mode         : always available") == 2


def test_info_of_a_channel_that_is_not_there(tool: Ipmitool) -> None:
    assert "Unable to Get Channel Info" in tool.refused("channel", "info", "3")


def test_get_access(tool: Ipmitool) -> None:
    assert tool.fields("channel", "getaccess", "1", "3") == {
        "Maximum User IDs": "16",
        "Enabled User IDs": "3",
        "User ID": "3",
        "User Name": "operator",
        "Fixed Name": "No",
        "Access Available": "call-in / callback",
        "Link Authentication": "enabled",
        "IPMI Messaging": "enabled",
        "Privilege Level": "OPERATOR",
        "Enable Status": "enabled",
    }


def test_get_access_of_all_users(tool: Ipmitool) -> None:
    users = tool.ok("channel", "getaccess", "1")
    assert users.count("User ID              :") == 16
    assert users.count("Enable Status        : enabled") == 3
    assert "Fixed Name           : Yes" in users


@pytest.mark.parametrize("privilege", ["CALLBACK", "USER", "OPERATOR", "ADMINISTRATOR", "OEM", "NO ACCESS"])
def test_set_access(tool: Ipmitool, privilege: str) -> None:
    number = {"CALLBACK": 1, "USER": 2, "OPERATOR": 3, "ADMINISTRATOR": 4, "OEM": 5, "NO ACCESS": 15}[privilege]
    said = tool.ok("channel", "setaccess", "1", FRED, "callin=on", "ipmi=on", "link=on", f"privilege={number}")
    assert said == "Set User Access (channel 1 id 5) successful.\n"
    access = tool.fields("channel", "getaccess", "1", FRED)
    assert (access["IPMI Messaging"], access["Link Authentication"]) == ("enabled", "enabled")
    assert access["Privilege Level"] == privilege


def test_set_access_never_switches_off(tool: Ipmitool) -> None:
    """ipmitool sends every bit that is named as "on" and "callin" as both ways; the BMC itself can do otherwise."""
    tool.ok("channel", "setaccess", "1", FRED, "callin=off", "ipmi=off", "link=off")
    access = tool.fields("channel", "getaccess", "1", FRED)
    assert (access["IPMI Messaging"], access["Link Authentication"]) == ("enabled", "enabled")
    assert access["Access Available"] == "call-in / callback"
    set_user_access, all_bits, callback_only, no_access = "0x43", 0x80 | 0x01, 0x40, "15"
    tool.ok("raw", "6", set_user_access, str(all_bits | callback_only), FRED, no_access)
    access = tool.fields("channel", "getaccess", "1", FRED)
    assert (access["IPMI Messaging"], access["Link Authentication"]) == ("disabled", "disabled")
    assert access["Access Available"] == "callback"


def test_set_access_of_a_user_that_is_not_there(tool: Ipmitool) -> None:
    assert "Unable to Get User Access (channel 1 id 17)" in tool.refused("channel", "setaccess", "1", "17", "link=on")


@pytest.mark.parametrize("channel", ["1", "14"])
@pytest.mark.parametrize("privilege", ["2", "3", "4"])
def test_authentication_capabilities(tool: Ipmitool, channel: str, privilege: str) -> None:
    assert tool.fields("channel", "authcap", channel, privilege) == {
        "Channel number": "1",
        "IPMI v1.5  auth types": "MD2 MD5 PASSWORD",
        "KG status": "default (all zeroes)",
        "Per message authentication": "enabled",
        "User level authentication": "enabled",
        "Non-null user names exist": "yes",
        "Null user names exist": "no",
        "Anonymous login enabled": "no",
        "Channel supports IPMI v1.5": "yes",
        "Channel supports IPMI v2.0": "yes",
    }


@pytest.mark.parametrize("arguments", [("ipmi", "1"), ("sol", "1"), ("ipmi",)])
def test_cipher_suites(tool: Ipmitool, arguments: tuple[str, ...]) -> None:
    header, *rows = tool.ok("channel", "getciphers", *arguments).splitlines()
    assert header.split() == ["ID", "IANA", "Auth", "Alg", "Integrity", "Alg", "Confidentiality", "Alg"]
    found = {int(row.split()[0]): row.split()[1:] for row in rows}
    assert {number: columns[1] for number, columns in found.items()} == {
        number: name for name, numbers in HASHES.items() for number in numbers
    }
    assert found[12] == ["N/A", "hmac_md5", "md5_128", "aes_cbc_128"]
    assert found[17] == ["N/A", "hmac_sha256", "sha256_128", "aes_cbc_128"]

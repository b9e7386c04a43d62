# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ipmi-config, core and chassis: what it checks out is what it finds again, and what it commits is there for ipmitool.

Its exit status 1 after a checkout says no more than that the BMC does not have everything: K_R, or OEM authentication.
"""

from __future__ import annotations

import re
import typing as t
from pathlib import Path

import pytest
from ansible_collections.baremetal.ipmi.tests.emulator.running import RunningEmulator, running_emulator
from ansible_collections.baremetal.ipmi.tests.interop.freeipmi.program import (
    ADMINISTRATOR,
    PASSWORD,
    FreeIpmi,
    rmcp_plus,
)
from ansible_collections.baremetal.ipmi.tests.interop.ipmitool.program import Ipmitool

SUITE_OF = {
    "generic": 17,
    "supermicro": 17,
    "old_supermicro": 3,
    "dell": 3,
    "hpe": 17,
    "lenovo": 17,
    "openbmc": 17,
    "quanta": 3,
}
"""A cipher suite that each make of BMC accepts."""
CATEGORIES = ("core", "chassis")
NAME_OF_SEVERAL_WORDS = re.compile(r"(?m)^(\s+Username\s+\S+ .*)$")
PASSWORD_OF_ALICE = "first-Secret-1"

WANTED = {
    "core": {
        "User5": {
            "Username": "alice",
            "Password": PASSWORD_OF_ALICE,
            "Enable_User": "Yes",
            "Lan_Enable_IPMI_Msgs": "Yes",
            "Lan_Enable_Link_Auth": "Yes",
            "Lan_Enable_Restricted_to_Callback": "No",
            "Lan_Privilege_Limit": "Operator",
            "SOL_Payload_Access": "No",
        },
        "Lan_Channel": {
            "Volatile_Enable_Per_Message_Auth": "No",
            "Non_Volatile_Enable_Pef_Alerting": "No",
            "Non_Volatile_Channel_Privilege_Limit": "Operator",
        },
        "Lan_Conf": {
            "Subnet_Mask": "255.255.0.0",
            "Default_Gateway_IP_Address": "127.0.0.254",
            "Default_Gateway_MAC_Address": "02:00:5E:00:00:FE",
            "Backup_Gateway_IP_Address": "127.0.0.253",
        },
        "Lan6_Conf": {
            "IPv6_IPv4_Addressing_Enables": "IPv6_and_IPv4",
            "IPv6_Static_Address_Enable": "Yes",
            "IPv6_Static_Address": "fd00::5",
            "IPv6_Static_Address_Prefix_Length": "48",
            "IPv6_Static_Router_Address_1": "fd00::1",
        },
        "Lan_Conf_Auth": {
            "Callback_Enable_Auth_Type_MD2": "No",
            "User_Enable_Auth_Type_Straight_Password": "No",
            "Admin_Enable_Auth_Type_None": "Yes",
        },
        "Lan_Conf_User_Security": {
            "Bad_Password_Threshold": "5",
            "Attempt_Count_Reset_Interval": "6",
            "User_Lockout_Interval": "12",
        },
        "Lan_Conf_Misc": {"Enable_Gratuitous_ARPs": "Yes", "Gratuitous_ARP_Interval": "7"},
        "Rmcpplus_Conf_Privilege": {
            "Maximum_Privilege_Cipher_Suite_Id_1": "User",
            "Maximum_Privilege_Cipher_Suite_Id_2": "Operator",
        },
        "Serial_Conf": {"Enable_Basic_Mode": "No", "Connect_Mode": "Modem_Connect", "Bit_Rate": "57600"},
        "SOL_Conf": {
            "SOL_Privilege_Level": "Operator",
            "Force_SOL_Payload_Encryption": "Yes",
            "Character_Accumulate_Interval": "20",
            "Character_Send_Threshold": "80",
            "SOL_Retry_Count": "3",
            "SOL_Retry_Interval": "40",
            "Non_Volatile_Bit_Rate": "57600",
            "Volatile_Bit_Rate": "19200",
        },
    },
    "chassis": {
        "Chassis_Front_Panel_Buttons": {
            "Enable_Standby_Button_For_Entering_Standby": "Yes",
            "Enable_Diagnostic_Interrupt_Button": "No",
            "Enable_Reset_Button": "No",
            "Enable_Power_Off_Button_For_Power_Off_Only": "Yes",
        },
        "Chassis_Power_Conf": {"Power_Restore_Policy": "Restore_State_AC_Apply"},
        "Chassis_Boot_Flags": {
            "Boot_Flags_Persistent": "Yes",
            "BIOS_Boot_Type": "EFI",
            "Boot_Device": "PXE",
            "Device_Instance_Selector": "Internal-2",
            "Lock_Out_Power_Button": "Yes",
            "Firmware_Bios_Verbosity": "VERBOSE",
            "Console_Redirection": "ENABLE",
        },
    },
}


def as_file(sections: dict[str, dict[str, str]], path: Path) -> Path:
    """Write sections as ipmi-config reads them."""
    lines = []
    for section, keys in sections.items():
        lines += [f"Section {section}", *(f"\t{key} {value}" for key, value in keys.items()), "EndSection"]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


class IpmiConfig(t.NamedTuple):
    """The program, for one category."""

    freeipmi: FreeIpmi
    category: str

    def _ok(self, *arguments: str) -> str:
        return self.freeipmi.ok("ipmi-config", "-g", self.category, *arguments)

    def checkout(self, *arguments: str) -> str:
        """Return the whole configuration as text."""
        outcome = self.freeipmi.run("ipmi-config", "-g", self.category, "--checkout", *arguments)
        assert outcome.errors == "", outcome
        return outcome.output

    def commit(self, path: Path) -> None:
        """Bring the BMC into the state of a file; nothing may be said about it."""
        assert self._ok("--commit", "-n", str(path)) == ""

    def differences(self, path: Path) -> list[str]:
        """Return the keys of a file that the BMC has other values for."""
        return [line.split(" ")[0] for line in self._ok("--diff", "-n", str(path)).splitlines()]


@pytest.fixture(scope="module")
def fleet(programs: None) -> t.Iterator[dict[str, FreeIpmi]]:
    """A BMC of every make."""
    account = {"username": ADMINISTRATOR, "password": PASSWORD}
    with running_emulator(len(SUITE_OF), ",".join(SUITE_OF), **account) as emulator:
        pairs = zip(SUITE_OF.items(), emulator.bmcs)
        yield {name: FreeIpmi(bmc, interface=rmcp_plus(suite)) for (name, suite), bmc in pairs}


@pytest.mark.parametrize("category", CATEGORIES)
@pytest.mark.parametrize("personality", SUITE_OF)
def test_checkout(fleet: dict[str, FreeIpmi], personality: str, category: str, tmp_path: Path) -> None:
    """A name with a space, as HPE has for an empty slot, is written by ipmi-config and not read by it."""
    config = IpmiConfig(fleet[personality], category)
    path = tmp_path / "checked-out"
    text = config.checkout()
    for section in ("User2", "Lan_Channel", "SOL_Conf") if category == "core" else WANTED["chassis"]:
        assert f"Section {section}\n" in text
    path.write_text(NAME_OF_SEVERAL_WORDS.sub(r"#\1", text), encoding="utf-8")
    assert config.differences(path) == []


@pytest.mark.parametrize("category", CATEGORIES)
def test_checkout_committed_again_changes_nothing(
    freeipmi: FreeIpmi, emulator: RunningEmulator, category: str, tmp_path: Path
) -> None:
    config = IpmiConfig(freeipmi, category)
    path = tmp_path / "checked-out"
    path.write_text(config.checkout(), encoding="utf-8")
    config.commit(path)
    assert config.differences(path) == []
    assert emulator.control.counters()["writes"] != {}


@pytest.fixture(scope="module")
def committed(emulator: RunningEmulator, tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[list[str], ...]]:
    """All that is wanted, committed; by category what differed before and after."""
    directory = tmp_path_factory.mktemp("ipmi-config")
    seen = {}
    for category, sections in WANTED.items():
        config = IpmiConfig(FreeIpmi(emulator.bmcs[0]), category)
        path = as_file(sections, directory / category)
        before = config.differences(path)
        config.commit(path)
        seen[category] = before, config.differences(path)
    return seen


@pytest.mark.parametrize("category", CATEGORIES)
def test_commit(committed: dict[str, tuple[list[str], ...]], category: str) -> None:
    before, after = committed[category]
    assert {name.split(":")[0] for name in before} == set(WANTED[category])
    assert after == []


@pytest.fixture
def looking(committed: object, ipmitool: Ipmitool) -> Ipmitool:
    """ipmitool after the commit; operator is the channel's limit by then in the non-volatile copy only."""
    return ipmitool


def test_ipmitool_sees_the_user(looking: Ipmitool) -> None:
    access = looking.fields("channel", "getaccess", "1", "5")
    assert access["User Name"] == "alice"
    assert access["Privilege Level"] == "OPERATOR"
    assert access["IPMI Messaging"] == access["Link Authentication"] == "enabled"
    assert "User 5 on channel 1 is disabled" in looking.ok("sol", "payload", "status", "1", "5")
    alice = looking.using(username="alice", password=PASSWORD_OF_ALICE)
    assert "Unable to establish" in alice.refused("mc", "info")
    assert alice.ok("-L", "OPERATOR", "chassis", "power", "status") == "Chassis Power is on\n"


def test_ipmitool_sees_the_channel(looking: Ipmitool) -> None:
    volatile, stored = looking.ok("channel", "info", "1").split("Non-Volatile Settings")
    assert re.search(r"Per-message Auth +: disabled", volatile)
    assert re.search(r"Alerting +: enabled", volatile)
    assert re.search(r"Per-message Auth +: enabled", stored)
    assert re.search(r"Alerting +: disabled", stored)
    get_channel_access, of_channel_1, volatile_copy, stored_copy = "0x41", "1", "0x80", "0x40"
    limits = [looking.ok("raw", "6", get_channel_access, of_channel_1, copy) for copy in (volatile_copy, stored_copy)]
    assert [limit.split()[1] for limit in limits] == ["04", "03"]


def test_ipmitool_sees_the_network(looking: Ipmitool) -> None:
    network = looking.fields("lan", "print", "1")
    assert network["Subnet Mask"] == "255.255.0.0"
    assert (network["Default Gateway IP"], network["Default Gateway MAC"]) == ("127.0.0.254", "02:00:5e:00:00:fe")
    assert network["Backup Gateway IP"] == "127.0.0.253"
    assert network["BMC ARP Control"] == "ARP Responses Enabled, Gratuitous ARP Enabled"
    assert network["Gratituous ARP Intrvl"] == "4.0 seconds"
    assert looking.fields("lan6", "print", "1", "enables")["IPv6/IPv4 Addressing Enables"] == "both"
    assert re.search(r"Address 0:\s+Enabled: +yes\s+Address: +fd00::5/48\n", looking.ok("lan6", "print", "1"))


def test_ipmitool_sees_the_security_of_logins(looking: Ipmitool) -> None:
    logins = looking.fields("lan", "print", "1")
    levels = ("Callback", "User    ", "Operator", "Admin   ", "OEM     ")
    types = ("MD5 PASSWORD", "MD2 MD5", "MD2 MD5 PASSWORD", "NONE MD2 MD5 PASSWORD", "MD2 MD5 PASSWORD")
    assert logins["Auth Type Enable"].split("\n") == [f"{level} : {names}" for level, names in zip(levels, types)]
    assert logins["Bad Password Threshold"] == "5"
    assert logins["Attempt Count Reset Int."] == "60"
    assert logins["User Lockout Interval"] == "120"
    assert logins["Cipher Suite Priv Max"].split("\n")[0] == "XuoaaaaaaaaaXXX"


def test_ipmitool_sees_serial_over_lan(looking: Ipmitool) -> None:
    sol = looking.fields("sol", "info", "1")
    assert (sol["Privilege Level"], sol["Force Encryption"], sol["Force Authentication"]) == (
        "OPERATOR",
        "true",
        "false",
    )
    assert (sol["Character Accumulate Level (ms)"], sol["Character Send Threshold"]) == ("100", "80")
    assert (sol["Retry Count"], sol["Retry Interval (ms)"]) == ("3", "400")
    assert (sol["Volatile Bit Rate (kbps)"], sol["Non-Volatile Bit Rate (kbps)"]) == ("19.2", "57.6")


def test_ipmitool_sees_the_chassis(looking: Ipmitool) -> None:
    chassis = looking.fields("chassis", "status")
    assert chassis["Power Restore Policy"] == "previous"
    assert (chassis["Reset Button Disabled"], chassis["Diag Button Disabled"]) == ("true", "true")
    assert (chassis["Power Button Disabled"], chassis["Sleep Button Disabled"]) == ("false", "false")
    boot = looking.ok("chassis", "bootparam", "get", "5")
    for said in ("Options apply to all future boots", "BIOS EFI boot", "Boot Device Selector : Force PXE"):
        assert said in boot
    for said in (
        "via Power Button",
        "BIOS verbosity : Request Verbose Display",
        "Request console redirection be enabled",
    ):
        assert said in boot


def test_what_cannot_be_is_named(freeipmi: FreeIpmi, tmp_path: Path) -> None:
    """A value that no key has is refused before anything is sent; a key that the BMC does not have, by the BMC."""
    path = as_file({"Lan_Conf": {"Subnet_Mask": "300.0.0.0"}}, tmp_path / "wrong")
    assert "Invalid value '300.0.0.0'" in freeipmi.refused("ipmi-config", "--commit", "-n", str(path))
    path = as_file({"Lan_Conf_Auth": {"User_Enable_Auth_Type_OEM_Proprietary": "Yes"}}, tmp_path / "unsupported")
    assert "Lan_Conf_Auth:User_Enable_Auth_Type_OEM_Proprietary" in freeipmi.refused(
        "ipmi-config", "--commit", "-n", str(path)
    )

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""bmc-info, bmc-device, ipmi-chassis and ipmipower: what the BMC is, and its server switched."""

from __future__ import annotations

from ansible_collections.baremetal.ipmi.tests.emulator.running import RunningEmulator
from ansible_collections.baremetal.ipmi.tests.interop.freeipmi.program import FreeIpmi
from ansible_collections.baremetal.ipmi.tests.interop.ipmitool.program import Ipmitool


def test_device_id(freeipmi: FreeIpmi) -> None:
    device = freeipmi.fields("bmc-info", "--get-device-id")
    assert device["Firmware Revision"] == "2.10"
    assert device["IPMI Version"] == "2.0"
    assert device["Device Available"] == "yes (normal operation)"
    assert device["Chassis Device"] == "supported"
    assert device["Manufacturer ID"].endswith("(7154)")


def test_guids(freeipmi: FreeIpmi, ipmitool: Ipmitool) -> None:
    """The bytes of a GUID can be read in two orders; ipmitool says which one this BMC uses."""
    told = {freeipmi.ok("bmc-info", option).strip() for option in ("--get-device-guid", "--get-system-guid")}
    assert told == {ipmitool.fields("mc", "guid")["System GUID"]}


def test_channels(freeipmi: FreeIpmi) -> None:
    """FreeIPMI 1.6 lists more channels than it has asked for, from memory it never set: the first five count."""
    channels = freeipmi.ok("bmc-info", "--get-channel-info").split("\n\n")
    lan = dict(line.split(" : ") for line in channels[1].replace("\t", " ").splitlines())
    lan = {name.strip(): value for name, value in lan.items()}
    assert lan["Channel Number"] == "1"
    assert lan["Medium Type"] == "802.3 LAN"
    assert lan["Session Support"] == "multi-session"
    assert lan["Active Session Count"] == "1"
    assert "Asynch. Serial/Modem (RS-232)" in channels[2]


def test_self_test(freeipmi: FreeIpmi) -> None:
    assert freeipmi.fields("bmc-device", "--get-self-test-results") == {"Self Test Result": "No Error"}


def test_system_info_is_written_and_read(freeipmi: FreeIpmi) -> None:
    """A text longer than one block of 16 bytes."""
    url = "https://bmc17.rack4.example.net/"
    freeipmi.ok("bmc-device", f"--set-bmc-url={url}")
    freeipmi.ok("bmc-device", "--set-system-name=web17")
    shown = freeipmi.fields("bmc-info", "--get-system-info")
    assert shown["BMC URL"] == url
    assert shown["System Name"] == "web17"
    assert shown["System Firmware Version"] == "generic 2.10"


def test_acpi_power_state(freeipmi: FreeIpmi) -> None:
    freeipmi.ok("bmc-device", "--set-acpi-power-state", "--set-acpi-system-power-state=S5_G2")
    assert freeipmi.fields("bmc-device", "--get-acpi-power-state")["ACPI System Power State"] == "S5/G2"


def test_lan_statistics(freeipmi: FreeIpmi) -> None:
    before = int(freeipmi.fields("bmc-device", "--get-lan-statistics")["Valid RMCP Packets Received"])
    freeipmi.ok("bmc-device", "--clear-lan-statistics")
    after = int(freeipmi.fields("bmc-device", "--get-lan-statistics")["Valid RMCP Packets Received"])
    assert 0 < after < before


def test_chassis_capabilities_and_status(freeipmi: FreeIpmi) -> None:
    assert freeipmi.fields("ipmi-chassis", "--get-chassis-capabilities")["Intrusion sensor"] == "provided"
    status = freeipmi.fields("ipmi-chassis", "--get-chassis-status")
    assert status["System Power"] == "on"
    assert status["Power restore policy"] == "Always on"
    assert status["Chassis Identify state"] == "off"
    assert status["Reset button disable"] == "allowed"


def test_identify(freeipmi: FreeIpmi, emulator: RunningEmulator) -> None:
    def state() -> str:
        return freeipmi.fields("ipmi-chassis", "--get-chassis-status")["Chassis Identify state"]

    freeipmi.ok("ipmi-chassis", "--chassis-identify=12")
    assert state() == "Timed on"
    emulator.control.advance(13)
    assert state() == "off"
    freeipmi.ok("ipmi-chassis", "--chassis-identify=FORCE")
    assert state() == "Indefinite on"
    freeipmi.ok("ipmi-chassis", "--chassis-identify=TURN-OFF")
    assert state() == "off"


def test_power(freeipmi: FreeIpmi, emulator: RunningEmulator, unclosed: None) -> None:
    """With ``--wait-until``, ipmipower comes back when the server has reached the state. After a reset it hangs up."""
    done = f"{freeipmi.bmc.host}: ok\n"
    for options, is_on in (
        (("--off", "--wait-until-off"), False),
        (("--on", "--wait-until-on"), True),
        (("--reset",), True),
        (("--pulse",), True),
        (("--soft", "--wait-until-off"), False),
        (("--reset", "--on-if-off", "--wait-until-on"), True),
    ):
        assert freeipmi.ok("ipmipower", *options) == done
        assert emulator.control.state()["power_is_on"] is is_on, options
        assert freeipmi.ok("ipmipower", "--stat") == f"{freeipmi.bmc.host}: {'on' if is_on else 'off'}\n"


def test_restart_cause(freeipmi: FreeIpmi) -> None:
    freeipmi.ok("ipmi-chassis", "--chassis-control=HARD-RESET")
    assert freeipmi.fields("ipmi-chassis", "--get-system-restart-cause") == {"Restart cause": "Chassis control command"}


def test_a_user_may_look_but_not_switch(freeipmi: FreeIpmi, emulator: RunningEmulator) -> None:
    user = freeipmi.using(username="user", password="user", options=("-l", "USER"))
    assert user.ok("ipmipower", "--stat") == f"{freeipmi.bmc.host}: on\n"
    assert "privilege level insufficient" in user.refused("ipmi-chassis", "--chassis-control=POWER-DOWN")
    assert emulator.control.state()["power_is_on"]


def test_resets_of_the_bmc(freeipmi: FreeIpmi, emulator: RunningEmulator) -> None:
    """Sessions and volatile state are gone, the server runs on."""
    for option in ("--warm-reset", "--cold-reset"):
        freeipmi.run("bmc-device", option)
        emulator.control.advance(120)
        assert freeipmi.ok("ipmipower", "--stat") == f"{freeipmi.bmc.host}: on\n"


def test_missing_command_is_named(freeipmi: FreeIpmi) -> None:
    said = freeipmi.refused("bmc-device", "--get-mca-auxiliary-log-status")
    assert "command invalid or unsupported" in said

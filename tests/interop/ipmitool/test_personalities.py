# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ipmitool finds its way on a factory-new BMC of every make."""

from __future__ import annotations

import typing as t
from pathlib import Path

import pytest
from ansible_collections.baremetal.ipmi.tests.emulator.running import running_emulator
from ansible_collections.baremetal.ipmi.tests.interop.ipmitool.program import LAN, Ipmitool

LONGEST_LIST = 12
"""``getciphers`` takes the size of a record for the number of records that there is room for, and prints so many."""
PERSONALITIES = Path(__file__).resolve().parents[2] / "emulator" / "personalities"


class Make(t.NamedTuple):
    """What a BMC of this make says about itself."""

    manufacturer: int
    product: int
    slots: int
    administrator: str
    """Slot and name, as ``user list`` has them."""
    suites: tuple[int, ...]
    best_suite: int
    speaks_ipmi_15: bool = True
    guid_encoding: str | None = "SMBIOS"
    """None where ipmitool guesses wrong: it looks for a version number, which may stand in other places by chance."""
    channel: str = "1"


MAKES = {
    "generic": Make(7154, 1, 16, "2,admin", (0, 1, 2, 3, 6, 7, 8, 11, 12, 15, 16, 17), 17, guid_encoding="IPMI"),
    "supermicro": Make(10876, 2052, 10, "2,ADMIN", (1, 2, 3, 6, 7, 8, 11, 12, 15, 16, 17), 17),
    "dell": Make(674, 256, 16, "2,root", tuple(range(15)), 3),
    "hpe": Make(11, 8192, 12, "1,Administrator", (0, 1, 2, 3, 17), 17, speaks_ipmi_15=False, channel="2"),
    "lenovo": Make(19046, 827, 12, "2,USERID", (1, 2, 3, 17), 17, guid_encoding=None),
    "openbmc": Make(49871, 0, 15, "1,root", (17,), 17, speaks_ipmi_15=False, guid_encoding=None),
    "old-supermicro": Make(47488, 4, 10, "2,ADMIN", (1, 2, 3, 6, 7, 8, 11, 12, 0), 3, guid_encoding="RFC4122"),
    "quanta": Make(7244, 12866, 15, "2,root", (0, 1, 2, 3, 6, 7, 8, 11, 12), 3),
}


@pytest.fixture(scope="module")
def tools(program: None) -> t.Iterator[dict[str, Ipmitool]]:
    """ipmitool logged in with the factory account of each make, with the best suite that the make offers."""
    with running_emulator(count=len(MAKES), personality=",".join(MAKES)) as emulator:
        result = {}
        for bmc in emulator.bmcs:
            interface = ("-I", "lanplus", "-C", str(MAKES[bmc.personality].best_suite))
            result[bmc.personality] = Ipmitool.of(bmc, emulator.control).using(interface=interface)
        yield result
        assert emulator.control.counters()["sessions_active"] == 0


@pytest.fixture(params=MAKES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def make(name: str) -> Make:
    return MAKES[name]


@pytest.fixture
def tool(tools: dict[str, Ipmitool], name: str) -> Ipmitool:
    return tools[name]


def test_no_make_is_left_out() -> None:
    files = {path.stem for path in PERSONALITIES.glob("*.py")}
    makes = {stem for stem in files if not stem.startswith(("factory_", "__"))}
    assert makes == {name.replace("-", "_") for name in MAKES}


def test_device(tool: Ipmitool, make: Make) -> None:
    info = tool.fields("mc", "info")
    assert (info["Manufacturer ID"], info["Product ID"].split()[0]) == (str(make.manufacturer), str(make.product))
    assert info["IPMI Version"] == "2.0"


def test_guid(tool: Ipmitool, make: Make) -> None:
    assert tool.fields("mc", "guid", "dump")["System GUID"] == tool.bmc.guid.upper()
    if make.guid_encoding is not None:
        assert tool.fields("mc", "guid")["GUID Encoding"].split()[0] == make.guid_encoding


def test_users(tool: Ipmitool, make: Make, name: str) -> None:
    summary = tool.fields("user", "summary", make.channel)
    assert (summary["Maximum IDs"], summary["Enabled User Count"]) == (
        str(make.slots),
        "1" if name != "generic" else "3",
    )
    outcome = tool.run("-c", "user", "list", make.channel)
    rows = outcome.output.splitlines()
    slot = int(make.administrator.split(",")[0])
    assert rows[slot - 1] == f"{make.administrator},true,true,true,ADMINISTRATOR"
    if name == "old-supermicro":
        # An unused slot is answered with CCh, and ipmitool's list ends there.
        assert (outcome.returncode, len(rows)) == (1, 2)
        assert "Invalid data field in request" in outcome.errors
    else:
        assert (outcome.returncode, len(rows)) == (0, make.slots)


def test_lan(tool: Ipmitool, make: Make) -> None:
    settings = tool.fields("lan", "print", make.channel)
    assert settings["IP Address"] == "127.0.0.1"
    assert settings["Subnet Mask"] == "255.255.255.0"
    assert settings["802.1q VLAN ID"] == "Disabled"
    assert settings["RMCP+ Cipher Suites"] == ",".join(map(str, make.suites))


def test_channel(tool: Ipmitool, make: Make) -> None:
    info = tool.fields("channel", "info", make.channel)
    assert (info["Channel Medium Type"], info["Session Support"]) == ("802.3 LAN", "multi-session")
    assert info["Access Mode"] == "always available"
    rows = tool.ok("channel", "getciphers", "ipmi", make.channel).splitlines()[1:]
    assert tuple(int(row.split()[0]) for row in rows) == make.suites[:LONGEST_LIST]
    capabilities = tool.fields("channel", "authcap", make.channel, "4")
    assert capabilities["Channel supports IPMI v2.0"] == "yes"
    assert capabilities["Channel supports IPMI v1.5"] == ("yes" if make.speaks_ipmi_15 else "no")


def test_chassis(tool: Ipmitool) -> None:
    status = tool.fields("chassis", "status")
    assert (status["System Power"], status["Main Power Fault"]) == ("on", "false")


def test_sol(tool: Ipmitool, make: Make) -> None:
    info = tool.fields("sol", "info", make.channel)
    assert (info["Enabled"], info["Volatile Bit Rate (kbps)"]) == ("true", "115.2")


def test_storage(tool: Ipmitool, name: str) -> None:
    tool.ok("sdr", "list")
    tool.ok("sel", "info")
    assert tool.fields("fru", "print", "0")["Board Product"] == name


def test_ipmi_15(tool: Ipmitool, make: Make) -> None:
    old = tool.using(interface=LAN)
    if make.speaks_ipmi_15:
        assert old.fields("mc", "guid", "dump")["System GUID"] == tool.bmc.guid.upper()
    else:
        assert "Unable to establish LAN session" in old.refused("mc", "info")


def test_best_suite_is_found(tool: Ipmitool, make: Make) -> None:
    outcome = tool.using(interface=("-I", "lanplus")).run("-v", "mc", "guid")
    assert outcome.returncode == 0, outcome
    assert f"Using best available cipher suite {make.best_suite}\n" in outcome.text


def test_suite_that_is_not_offered(tool: Ipmitool, make: Make) -> None:
    for suite in {0, 1, 2, 3, 6, 7, 8, 15, 16, 17} - set(make.suites):
        said = tool.using(interface=("-I", "lanplus", "-C", str(suite))).refused("mc", "info")
        assert "Error in open session response message" in said


def test_vlan(tool: Ipmitool, make: Make, name: str) -> None:
    """The old Supermicro board answers 00h and keeps the old value. ipmitool would then wait for 40 seconds: raw."""
    set_parameter, vlan = ("raw", "0x0c", "1", make.channel), "20"
    tool.ok(*set_parameter, vlan, "0x64", "0x80")
    shown = tool.fields("lan", "print", make.channel)["802.1q VLAN ID"]
    assert shown == ("Disabled" if name == "old-supermicro" else "100")
    tool.ok(*set_parameter, vlan, "0", "0")
    assert tool.fields("lan", "print", make.channel)["802.1q VLAN ID"] == "Disabled"

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""pyghmi's client before the emulated BMC: power, boot, users and network, seen again by ipmitool.

pyghmi takes the BMC's word for nothing here either: after a write it is asked to read, and so is ipmitool.
"""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.baremetal.ipmi.tests.emulator.running import RunningBmc, RunningEmulator, running_emulator
from ansible_collections.baremetal.ipmi.tests.interop.ipmitool.program import Ipmitool

command = pytest.importorskip("pyghmi.ipmi.command", reason="pyghmi is not installed")
exceptions = pytest.importorskip("pyghmi.exceptions", reason="pyghmi is not installed")

USERNAME, PASSWORD = "admin", "correct-horse"
KG = bytes(range(1, 21))
MAKES = ("generic", "supermicro", "dell", "hpe", "lenovo", "openbmc", "quanta")
LAN_CHANNEL = 1


def log_in(bmc: RunningBmc, **more: t.Any) -> t.Any:
    account = {"userid": bmc.username, "password": bmc.password, **more}
    return command.Command(bmc=bmc.host, port=bmc.port, keepalive=False, **account)


@pytest.fixture(scope="module")
def emulator() -> t.Iterator[RunningEmulator]:
    with running_emulator(username=USERNAME, password=PASSWORD) as running:
        yield running


@pytest.fixture(scope="module")
def pyghmi(emulator: RunningEmulator) -> t.Iterator[t.Any]:
    """One session for all tests: what the protocol counts, wraps around."""
    client = log_in(emulator.bmcs[0])
    yield client
    client.ipmi_session.logout()
    # pyghmi does not wait for the answer to its last request. What ipmitool says comes after it.
    Ipmitool.of(emulator.bmcs[0], emulator.control).ok("mc", "guid")
    assert emulator.control.state()["sessions"] == []


@pytest.fixture
def ipmitool(emulator: RunningEmulator) -> Ipmitool:
    return Ipmitool.of(emulator.bmcs[0], emulator.control)


def test_login_to_every_make() -> None:
    """pyghmi prefers suite 17 and falls back to 3."""
    with running_emulator(len(MAKES), ",".join(MAKES), username=USERNAME, password=PASSWORD) as emulator:
        for bmc in emulator.bmcs:
            client = log_in(bmc)
            assert client.get_power() == {"powerstate": "on"}
            client.ipmi_session.logout()


def test_login_with_kg() -> None:
    with running_emulator(kg="0x" + KG.hex(), username=USERNAME, password=PASSWORD) as emulator:
        client = log_in(emulator.bmcs[0], kg=KG)
        assert client.get_power() == {"powerstate": "on"}
        client.ipmi_session.logout()


def test_wrong_password(emulator: RunningEmulator) -> None:
    with pytest.raises(exceptions.IpmiException, match="Incorrect password"):
        log_in(emulator.bmcs[0], password="battery-staple")


@pytest.mark.parametrize(
    ("state", "is_on"), [("off", False), ("on", True), ("reset", True), ("shutdown", False), ("boot", True)]
)
def test_power(pyghmi: t.Any, emulator: RunningEmulator, state: str, is_on: bool) -> None:
    pyghmi.set_power(state, wait=10)
    assert emulator.control.state()["power_is_on"] is is_on
    assert pyghmi.get_power() == {"powerstate": "on" if is_on else "off"}


@pytest.mark.parametrize("uefi", [False, True])
@pytest.mark.parametrize("persistent", [False, True])
@pytest.mark.parametrize(
    ("device", "told"),
    [
        ("network", "Force PXE"),
        ("hd", "Force Boot from default Hard-Drive"),
        ("safe", "Force Boot from default Hard-Drive, request Safe-Mode"),
        ("optical", "Force Boot from CD/DVD"),
        ("setup", "Force Boot into BIOS Setup"),
        ("floppy", "Force Boot from Floppy/primary removable media"),
    ],
)
def test_boot_device(pyghmi: t.Any, ipmitool: Ipmitool, device: str, told: str, persistent: bool, uefi: bool) -> None:
    pyghmi.set_bootdev(device, persist=persistent, uefiboot=uefi)
    assert pyghmi.get_bootdev() == {"bootdev": device, "persistent": persistent, "uefimode": uefi}
    flags = ipmitool.ok("chassis", "bootparam", "get", "5")
    assert f"Boot Device Selector : {told}\n" in flags
    assert ("apply to all future boots" in flags) is persistent
    assert ("BIOS EFI boot" in flags) is uefi


def test_no_boot_device(pyghmi: t.Any, ipmitool: Ipmitool) -> None:
    pyghmi.set_bootdev("network")
    pyghmi.set_bootdev("default")
    assert pyghmi.get_bootdev()["bootdev"] == "default"
    assert "Boot Flag Invalid" in ipmitool.ok("chassis", "bootparam", "get", "5")


def test_users_of_the_factory(pyghmi: t.Any) -> None:
    users = pyghmi.get_users()
    named = {user["name"]: user["access"]["privilege_level"] for user in users.values()}
    assert named == {"admin": "administrator", "operator": "operator", "user": "user"}
    assert pyghmi.get_channel_max_user_count() == 16


def test_life_of_a_user(pyghmi: t.Any, ipmitool: Ipmitool) -> None:
    uid = 7
    pyghmi.create_user(uid, "bob", "secret-7", channel=LAN_CHANNEL, privilege_level="operator")
    access = {"callback": False, "link_auth": True, "ipmi_msg": True, "privilege_level": "operator"}
    bob = {"name": "bob", "uid": uid, "channel": LAN_CHANNEL, "access": access, "expiration": None}
    assert pyghmi.get_user(uid) == bob
    assert pyghmi.set_user_password(uid, "test_password", "secret-7")
    login = ipmitool.using(username="bob", password="secret-7", interface=(*ipmitool.interface, "-L", "OPERATOR"))
    assert login.fields("session", "info", "active")["user id"] == str(uid)

    pyghmi.set_user_name(uid, "robert")
    pyghmi.set_user_password(uid, password="another-7")
    pyghmi.set_user_access(uid, channel=LAN_CHANNEL, privilege_level="user", link_auth=False, ipmi_msg=True)
    assert "USER" in next(line for line in ipmitool.ok("user", "list", "1").splitlines() if " robert " in line)

    pyghmi.disable_user(uid, "disable")
    assert ipmitool.fields("channel", "getaccess", "1", str(uid))["Enable Status"] == "disabled"
    pyghmi.user_delete(uid)
    assert pyghmi.get_user_name(uid) is None
    assert "robert" not in ipmitool.ok("user", "list", "1")
    assert uid not in pyghmi.get_users()


def test_wrong_stored_password_is_told(pyghmi: t.Any) -> None:
    assert pyghmi.set_user_password(2, "test_password", PASSWORD)
    assert not pyghmi.set_user_password(2, "test_password", "battery-staple")


def test_network(pyghmi: t.Any, emulator: RunningEmulator, ipmitool: Ipmitool) -> None:
    host = emulator.bmcs[0].host
    assert pyghmi.get_network_channel() == LAN_CHANNEL
    pyghmi.set_net_configuration(f"{host}/16", "static", "127.0.9.9")
    network = pyghmi.get_net_configuration()
    assert (network["ipv4_address"], network["ipv4_gateway"]) == (f"{host}/16", "127.0.9.9")
    assert (network["ipv4_configuration"], network["vlan_id"]) == ("Static", "off")
    seen = ipmitool.fields("lan", "print", "1")
    assert (seen["Subnet Mask"], seen["Default Gateway IP"]) == ("255.255.0.0", "127.0.9.9")
    assert seen["MAC Address"] == network["mac_address"]
    ipmitool.ok("lan", "set", "1", "vlan", "id", "120")
    assert pyghmi.get_net_configuration()["vlan_id"] == 120


def test_channel(pyghmi: t.Any, ipmitool: Ipmitool) -> None:
    """pyghmi takes three switches the wrong way round and reads them from another bit: only the other two count."""
    pyghmi.set_channel_access(access_update_mode="dont_change", privilege_level="operator")
    stored = pyghmi.get_channel_access(read_mode="non_volatile")
    assert (stored["access_mode"], stored["privilege_level"]) == ("always", "operator")
    get_channel_access, of_channel_1, stored_copy = "0x41", "1", "0x40"
    assert ipmitool.ok("raw", "6", get_channel_access, of_channel_1, stored_copy).split() == ["02", "03"]
    pyghmi.set_channel_access(access_update_mode="dont_change", privilege_level="administrator")
    assert pyghmi.get_channel_info()["session_support"] == "multi"


def test_identity(pyghmi: t.Any) -> None:
    get_device_id = pyghmi.raw_command(netfn=6, command=1)
    assert bytes(get_device_id["data"][:2]) == b"\x20\x81"
    assert dict(pyghmi.get_firmware())["BMC Version"]["version"] == "2.10"


def test_identify(pyghmi: t.Any, emulator: RunningEmulator) -> None:
    pyghmi.set_identify(True, 10)
    assert emulator.control.state()["identify"]
    pyghmi.set_identify(False)
    assert not emulator.control.state()["identify"]

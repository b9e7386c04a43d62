# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""FreeIPMI's ways in: each cipher suite, each authentication type of IPMI 1.5, Kg, and who is not let in."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.baremetal.ipmi.tests.emulator.running import RunningEmulator
from ansible_collections.baremetal.ipmi.tests.interop.freeipmi.program import HURRY, FreeIpmi, ipmi_15, rmcp_plus
from ansible_collections.baremetal.ipmi.tests.interop.ipmitool.program import Ipmitool

SUITES = (0, 1, 2, 3, 6, 7, 8, 11, 12, 15, 16, 17)
AUTHENTICATION_TYPES = ("NONE", "MD2", "MD5", "STRAIGHT_PASSWORD_KEY")
CIPHER_SUITE_PRIVILEGES, AUTHENTICATION_ENABLES = 24, 2
ALL_FOR_ADMINISTRATORS = "00" + "44" * 8
EVERY_TYPE = "17" * 5
KG = "0x" + bytes(range(1, 21)).hex()
NO_KG = "0x" + "00" * 20


@pytest.fixture(scope="module", autouse=True)
def every_way_open(emulator: RunningEmulator) -> None:
    """The factory setting lets nobody in with suite 0, or without authentication."""
    privileges, types = (CIPHER_SUITE_PRIVILEGES, ALL_FOR_ADMINISTRATORS), (AUTHENTICATION_ENABLES, EVERY_TYPE)
    for selector, data in (privileges, types):
        emulator.control.do("set_parameter", bmc=0, kind="lan", selector=selector, data=data)


@pytest.fixture
def kg(freeipmi: FreeIpmi) -> t.Iterator[None]:
    """The BMC has a Kg: set by ipmi-config, taken away by ipmi-config."""
    freeipmi.ok("ipmi-config", "--commit", "-e", f"Lan_Conf_Security_Keys:K_G={KG}")
    yield
    two_keys = freeipmi.using(options=("-k", KG))
    two_keys.ok("ipmi-config", "--commit", "-e", f"Lan_Conf_Security_Keys:K_G={NO_KG}")


@pytest.mark.parametrize("suite", SUITES)
def test_suite(freeipmi: FreeIpmi, suite: int) -> None:
    """ipmipower has session code of its own, apart from that of FreeIPMI's library."""
    one = freeipmi.using(interface=rmcp_plus(suite))
    assert one.fields("bmc-info", "--get-device-id")["Device ID"] == "32"
    assert one.ok("ipmipower", "--stat") == f"{freeipmi.bmc.host}: on\n"


@pytest.mark.parametrize("suite", SUITES)
def test_much_is_said_in_one_session(freeipmi: FreeIpmi, suite: int) -> None:
    """Sequence numbers wrap: a checkout takes more than 64 requests."""
    said = freeipmi.using(interface=rmcp_plus(suite)).run("ipmi-config", "--checkout").output
    assert "Section User16" in said
    assert "Section SOL_Conf" in said


@pytest.mark.parametrize("name", AUTHENTICATION_TYPES)
@pytest.mark.parametrize("per_message", [True, False])
def test_ipmi_15(freeipmi: FreeIpmi, ipmitool: Ipmitool, name: str, per_message: bool) -> None:
    """Authentication of each message, and only of the login."""
    answer = "Yes" if per_message else "No"
    freeipmi.ok("ipmi-config", "--commit", "-e", f"Lan_Channel:Volatile_Enable_Per_Message_Auth={answer}")
    one = freeipmi.using(interface=ipmi_15(name))
    assert one.fields("bmc-info", "--get-device-id")["Device ID"] == "32"
    assert one.ok("ipmipower", "--stat") == f"{freeipmi.bmc.host}: on\n"
    assert "Section User16" in one.run("ipmi-config", "--checkout").output


@pytest.mark.parametrize("suite", SUITES[1:])
def test_kg(freeipmi: FreeIpmi, kg: None, unclosed: None, suite: int) -> None:
    """Only the last message of the handshake shows that a key is wrong: for the BMC, the session is open by then."""
    one = freeipmi.using(interface=rmcp_plus(suite))
    assert one.using(options=("-k", KG)).fields("bmc-info", "--get-device-id")["Device ID"] == "32"
    assert "k_g invalid" in one.refused("bmc-info", "--get-device-id")
    assert "k_g invalid" in one.using(options=("-k", "not the key")).refused("ipmipower", "--stat")


@pytest.mark.parametrize("suite", SUITES[1:])
def test_wrong_password(freeipmi: FreeIpmi, suite: int) -> None:
    stranger = freeipmi.using(interface=rmcp_plus(suite), password="battery-staple")
    assert "password invalid" in stranger.refused("bmc-info", "--get-device-id")
    assert "password invalid" in stranger.refused("ipmipower", "--stat")


@pytest.mark.parametrize("name", ["MD2", "MD5", "STRAIGHT_PASSWORD_KEY"])
def test_wrong_password_with_ipmi_15(freeipmi: FreeIpmi, name: str) -> None:
    """Silence is the answer."""
    stranger = freeipmi.using(interface=ipmi_15(name), password="battery-staple", options=HURRY)
    assert "password verification timeout" in stranger.refused("bmc-info", "--get-device-id")


@pytest.mark.parametrize("interface", [rmcp_plus(0), rmcp_plus(3), rmcp_plus(8), rmcp_plus(17), ipmi_15("MD5")])
def test_unknown_user(freeipmi: FreeIpmi, interface: tuple[str, ...]) -> None:
    nobody = freeipmi.using(username="nobody", interface=interface)
    assert "username invalid" in nobody.refused("bmc-info", "--get-device-id")


@pytest.mark.parametrize("interface", [rmcp_plus(3), rmcp_plus(12), rmcp_plus(17), ipmi_15("MD2")])
def test_privilege(freeipmi: FreeIpmi, interface: tuple[str, ...]) -> None:
    operator = freeipmi.using(username="operator", password="operator", interface=interface)
    assert operator.fields("bmc-info", "-l", "OPERATOR", "--get-device-id")["Device ID"] == "32"
    said = operator.refused("bmc-info", "-l", "ADMIN", "--get-device-id")
    assert "privilege level cannot be obtained for this user" in said


@pytest.mark.parametrize("suite", [0, 3, 8, 17])
def test_suite_that_is_off(freeipmi: FreeIpmi, emulator: RunningEmulator, suite: int) -> None:
    def allow(privileges: str) -> None:
        emulator.control.do("set_parameter", bmc=0, kind="lan", selector=CIPHER_SUITE_PRIVILEGES, data=privileges)

    allow("00" * 9)
    try:
        said = freeipmi.using(interface=rmcp_plus(suite)).refused("ipmipower", "--stat")
    finally:
        allow(ALL_FOR_ADMINISTRATORS)
    assert "cipher suite id unavailable" in said

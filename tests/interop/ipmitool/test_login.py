# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ipmitool's ways in: each authentication type of IPMI 1.5, each cipher suite of RMCP+, Kg, and who is not let in."""

from __future__ import annotations

import resource
import signal
import typing as t

import pytest
from ansible_collections.baremetal.ipmi.tests.emulator.running import RunningEmulator
from ansible_collections.baremetal.ipmi.tests.interop.ipmitool.program import (
    HURRY,
    LAN,
    PATIENCE,
    Ipmitool,
    parse_fields,
)

AUTHENTICATION_ENABLES = 2
EVERY_TYPE = "17" * 5
FACTORY_TYPES = "16" * 5
KG = bytes(range(1, 21))
ADMINISTRATOR = 4
CLOSED_DOOR = "Unable to establish IPMI v2 / RMCP+ session"

SUITES = {
    0: ("none", "none", "none"),
    1: ("hmac_sha1", "none", "none"),
    2: ("hmac_sha1", "hmac_sha1_96", "none"),
    3: ("hmac_sha1", "hmac_sha1_96", "aes_cbc_128"),
    6: ("hmac_md5", "none", "none"),
    7: ("hmac_md5", "hmac_md5_128", "none"),
    8: ("hmac_md5", "hmac_md5_128", "aes_cbc_128"),
    15: ("hmac_sha256", "none", "none"),
    16: ("hmac_sha256", "sha256_128", "none"),
    17: ("hmac_sha256", "sha256_128", "aes_cbc_128"),
}
"""What ipmitool knows how to do, with its names of the algorithms."""


def lanplus(suite: int) -> tuple[str, ...]:
    return ("-I", "lanplus", "-C", str(suite))


@pytest.fixture(scope="module", autouse=True)
def every_suite_allowed(emulator: RunningEmulator) -> None:
    """The factory setting lets nobody in with suite 0."""
    tool = Ipmitool.of(emulator.bmcs[0], emulator.control)
    tool.ok("lan", "set", "1", "cipher_privs", "a" * 15)


@pytest.fixture
def every_type_allowed(tool: Ipmitool) -> t.Iterator[None]:
    """The factory setting does not let anybody in without authentication."""
    tool.set_parameter("lan", AUTHENTICATION_ENABLES, EVERY_TYPE)
    yield
    tool.set_parameter("lan", AUTHENTICATION_ENABLES, FACTORY_TYPES)


@pytest.fixture
def kg(tool: Ipmitool) -> t.Iterator[bytes]:
    """The BMC has a Kg: set by ipmitool, taken away by ipmitool."""
    channel, set_key, key_id = "1", "1", "1"
    set_kg = ("raw", "6", "0x56", channel, set_key, key_id)
    tool.ok(*set_kg, *map(str, KG))
    yield KG
    tool.using(options=(*PATIENCE, "-y", KG.hex())).ok(*set_kg, *["0"] * 20)


@pytest.fixture
def null_user(tool: Ipmitool) -> t.Iterator[None]:
    """User 1 is switched on: no name, no password."""
    tool.control.do("set_user", user_id=1, enabled=True, privilege=ADMINISTRATOR, ipmi_messaging=True)
    yield
    tool.control.do("set_user", user_id=1, enabled=False, privilege=15, ipmi_messaging=False)


# IPMI 1.5


@pytest.mark.parametrize("name", ["NONE", "MD5", "PASSWORD"])
def test_authentication_type(tool: Ipmitool, every_type_allowed: None, name: str) -> None:
    outcome = tool.using(interface=(*LAN, "-A", name)).run("-vvv", "session", "info", "active")
    assert outcome.returncode == 0, outcome
    assert f"Proceeding with AuthType {name}" in outcome.text
    assert parse_fields(outcome.output)["session type"] == "IPMIv1.5"


def test_authentication_type_is_chosen_from_what_the_bmc_offers(tool: Ipmitool) -> None:
    assert tool.using(interface=LAN).fields("session", "info", "active")["session type"] == "IPMIv1.5"


@pytest.mark.parametrize(
    ("settings", "per_message", "user_level"),
    [
        (0x82, "enabled", "enabled"),
        (0x92, "disabled", "enabled"),
        (0x8A, "enabled", "disabled"),
        (0x9A, "disabled", "disabled"),
    ],
)
@pytest.mark.parametrize("name", ["MD5", "PASSWORD"])
def test_authentication_of_each_message(
    tool: Ipmitool, name: str, settings: int, per_message: str, user_level: str
) -> None:
    """The active copy of Set Channel Access: 10h switches per-message, 08h user-level authentication off."""
    set_channel_access, channel, no_limit, as_in_factory = "0x40", "1", "0", 0x82
    tool.ok("raw", "6", set_channel_access, channel, str(settings), no_limit)
    outcome = tool.using(interface=(*LAN, "-A", name)).run("-vvv", "session", "info", "active")
    capabilities = tool.fields("channel", "authcap", "1", "4")
    tool.ok("raw", "6", set_channel_access, channel, str(as_in_factory), no_limit)
    assert outcome.returncode == 0, outcome
    assert parse_fields(outcome.output)["privilege level"] == "ADMINISTRATOR"
    assert capabilities["Per message authentication"] == per_message
    assert capabilities["User level authentication"] == user_level
    sent = [line.split()[-1] for line in outcome.text.splitlines() if line.startswith(">>   Authtype")]
    assert sent[-1] == (name if per_message == "enabled" else "NONE")


def test_md2_is_not_built_into_ipmitool(tool: Ipmitool) -> None:
    """Debian's has no OpenSSL with MD2: it sends an authentication code of zeros, which the BMC does not answer."""
    outcome = tool.using(interface=(*LAN, "-A", "MD2"), options=HURRY).run("mc", "info")
    assert outcome.returncode == 1
    assert "No internal support for MD2" in outcome.text
    assert "Activate Session command failed" in outcome.errors


@pytest.mark.parametrize("name", ["NONE", "OEM"])
def test_authentication_type_that_the_bmc_does_not_offer(tool: Ipmitool, name: str) -> None:
    said = tool.using(interface=(*LAN, "-A", name)).refused("mc", "info")
    assert f"Authentication type {name} not supported" in said


def test_authentication_types_are_a_setting(tool: Ipmitool) -> None:
    tool.ok("lan", "set", "1", "auth", "ADMIN", "PASSWORD")
    said = tool.using(interface=(*LAN, "-A", "MD5")).refused("mc", "info")
    tool.using(interface=(*LAN, "-A", "PASSWORD")).ok("mc", "info")
    tool.set_parameter("lan", AUTHENTICATION_ENABLES, FACTORY_TYPES)
    assert "Authentication type MD5 not supported" in said


# RMCP+


@pytest.mark.parametrize("suite", SUITES)
def test_cipher_suite(tool: Ipmitool, suite: int) -> None:
    outcome = tool.using(interface=lanplus(suite)).run("-vvv", "session", "info", "active")
    assert outcome.returncode == 0, outcome
    negotiated = parse_fields(outcome.text)
    # The misspelling is ipmitool's.
    assert (
        negotiated["<<  Negotiated authenticatin algorithm"],
        negotiated["<<  Negotiated integrity algorithm"],
        negotiated["<<  Negotiated encryption algorithm"],
    ) == SUITES[suite]
    assert parse_fields(outcome.output)["session type"] == "IPMIv2/RMCP+"


def test_best_cipher_suite_is_found(tool: Ipmitool) -> None:
    outcome = tool.using(interface=("-I", "lanplus")).run("-v", "mc", "guid")
    assert outcome.returncode == 0, outcome
    assert "Using best available cipher suite 17" in outcome.text


@pytest.mark.parametrize("suite", [11, 12])
def test_md5_128_is_unknown_to_ipmitool(tool: Ipmitool, suite: int) -> None:
    """It logs in and then aborts on the first packet that needs the integrity algorithm MD5-128."""
    soft, hard = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, hard))
    try:
        outcome = tool.using(interface=lanplus(suite)).run("mc", "info")
    finally:
        resource.setrlimit(resource.RLIMIT_CORE, (soft, hard))
    assert outcome.returncode == -signal.SIGABRT
    assert "ipmi_lanplus_build_v2x_msg: Assertion `0' failed" in outcome.errors
    assert len(tool.control.state()["sessions"]) == 1
    tool.forget_sessions()


@pytest.mark.parametrize("suite", [4, 5, 9, 10, 13, 14])
def test_xrc4_is_refused_by_the_bmc(tool: Ipmitool, suite: int) -> None:
    said = tool.using(interface=lanplus(suite)).refused("mc", "info")
    assert "Error in open session response message : invalid confidentiality algorithm" in said


@pytest.mark.parametrize("suite", [18, 19])
def test_newer_suites_are_unknown_to_ipmitool(tool: Ipmitool, suite: int) -> None:
    assert f"Unsupported cipher suite ID : {suite}" in tool.using(interface=lanplus(suite)).refused("mc", "info")


def test_suite_switched_off_is_refused(tool: Ipmitool) -> None:
    tool.ok("lan", "set", "1", "cipher_privs", "aaa" + "X" + "a" * 11)
    said = tool.using(interface=lanplus(3)).refused("mc", "info")
    tool.ok("lan", "set", "1", "cipher_privs", "a" * 15)
    assert "no matching cipher suite" in said


def test_suite_below_the_privilege_asked_for(tool: Ipmitool) -> None:
    tool.ok("lan", "set", "1", "cipher_privs", "aaa" + "u" + "a" * 11)
    said = tool.using(interface=lanplus(3)).refused("mc", "info")
    as_user = tool.using(interface=(*lanplus(3), "-L", "USER")).ok("mc", "guid")
    tool.ok("lan", "set", "1", "cipher_privs", "a" * 15)
    assert CLOSED_DOOR in said
    assert "System GUID" in as_user


# Kg


@pytest.mark.parametrize("suite", [suite for suite in SUITES if suite != 0])
def test_kg_in_hex(tool: Ipmitool, kg: bytes, suite: int) -> None:
    two_keys = tool.using(interface=lanplus(suite), options=(*PATIENCE, "-y", kg.hex()))
    assert two_keys.fields("channel", "authcap", "1", "4")["KG status"] == "non-zero"


def test_kg_as_text(tool: Ipmitool) -> None:
    text = "key of the house"
    set_kg = ("raw", "6", "0x56", "1", "1", "1")
    tool.ok(*set_kg, *map(str, text.encode().ljust(20, b"\0")))
    two_keys = tool.using(options=(*PATIENCE, "-k", text))
    assert two_keys.fields("channel", "authcap", "1", "4")["KG status"] == "non-zero"
    two_keys.ok(*set_kg, *["0"] * 20)
    assert tool.fields("channel", "authcap", "1", "4")["KG status"] == "default (all zeroes)"


@pytest.mark.parametrize("option", [(), ("-k", "something else"), ("-y", "0102")])
def test_wrong_kg(tool: Ipmitool, kg: bytes, option: tuple[str, ...]) -> None:
    """Only the remote console finds out, at RAKP message 4; the BMC is left with a session that nobody uses.

    With ``-y`` ipmitool fails with exit status 0.
    """
    outcome = tool.using(options=(*PATIENCE, *option)).run("-v", "mc", "info")
    assert outcome.output == ""
    assert "RAKP 4 message has invalid integrity check value" in outcome.errors
    assert CLOSED_DOOR in outcome.errors
    assert outcome.returncode == (0 if "-y" in option else 1)
    assert len(tool.control.state()["sessions"]) == 1
    tool.forget_sessions()


def test_kg_does_not_matter_to_ipmi_15(tool: Ipmitool, kg: bytes) -> None:
    assert "System GUID" in tool.using(interface=LAN).ok("mc", "guid")


# Who is not let in


@pytest.mark.parametrize("suite", [1, 3, 8, 17])
def test_wrong_password(tool: Ipmitool, suite: int) -> None:
    said = tool.using(interface=lanplus(suite), password="battery-staple").refused("-v", "mc", "info")
    assert "RAKP 2 HMAC is invalid" in said


def test_wrong_password_is_not_asked_for_by_suite_zero(tool: Ipmitool) -> None:
    assert "System GUID" in tool.using(interface=lanplus(0), password="battery-staple").ok("mc", "guid")


@pytest.mark.parametrize("name", ["MD5", "PASSWORD"])
def test_wrong_password_with_ipmi_15(tool: Ipmitool, name: str) -> None:
    """The BMC does not answer what is not authentic, and counts it."""
    tool.control.reset_counters()
    said = tool.using(interface=(*LAN, "-A", name), password="battery-staple", options=HURRY).refused("mc", "info")
    assert "Activate Session command failed" in said
    assert tool.control.counters()["failed_logins"] == 1


@pytest.mark.parametrize("suite", [0, 3, 17])
def test_unknown_user(tool: Ipmitool, suite: int) -> None:
    said = tool.using(interface=lanplus(suite), username="nobody").refused("-v", "mc", "info")
    assert "RAKP 2 message indicates an error : unauthorized name" in said


def test_unknown_user_with_ipmi_15(tool: Ipmitool) -> None:
    assert "Invalid user name" in tool.using(interface=LAN, username="nobody").refused("mc", "info")


@pytest.mark.parametrize("username", [None, ""])
@pytest.mark.parametrize("interface", [LAN, lanplus(3), lanplus(17)])
def test_null_user(tool: Ipmitool, null_user: None, interface: tuple[str, ...], username: str | None) -> None:
    anonymous = tool.using(interface=interface, username=username, password="")
    assert anonymous.fields("session", "info", "active")["user id"] == "1"
    status = tool.fields("channel", "authcap", "1", "4")
    assert (status["Null user names exist"], status["Anonymous login enabled"]) == ("no", "yes")


def test_null_user_is_off_in_factory_state(tool: Ipmitool) -> None:
    anonymous = tool.using(username=None, password="")
    assert "unauthorized name" in anonymous.refused("-v", "mc", "info")
    assert "NULL user name not enabled" in anonymous.using(interface=LAN).refused("mc", "info")


@pytest.mark.parametrize(("account", "privilege"), [("operator", "OPERATOR"), ("user", "USER")])
@pytest.mark.parametrize("interface", [LAN, lanplus(3), lanplus(17)])
def test_privilege(tool: Ipmitool, interface: tuple[str, ...], account: str, privilege: str) -> None:
    limited = tool.using(username=account, password=account)
    assert "Unable to establish" in limited.using(interface=interface).refused("mc", "info")
    limited = limited.using(interface=(*interface, "-L", privilege))
    assert limited.fields("session", "info", "active")["privilege level"] == privilege
    assert "Insufficient privilege level" in limited.refused("user", "set", "name", "5", "somebody")


def test_user_may_not_switch_power(tool: Ipmitool) -> None:
    user = tool.using(username="user", password="user", options=(*PATIENCE, "-L", "USER"))
    assert user.ok("chassis", "power", "status") == "Chassis Power is on\n"
    assert "Insufficient privilege level" in user.refused("chassis", "power", "off")
    assert tool.control.state()["power_is_on"]


def test_channel_switched_off(tool: Ipmitool) -> None:
    """``lan set access off`` is the last thing that the BMC answers."""
    tool.ok("lan", "set", "1", "access", "off")
    said = tool.using(options=HURRY).refused("mc", "info")
    lan_said = tool.using(options=HURRY, interface=LAN).refused("mc", "info")
    channel, both_copies_always_available, no_limit = 1, (0x42, 0x82), 0
    for settings in both_copies_always_available:
        assert tool.control.raw(6, 0x40, bytes([channel, settings, no_limit])) == b"\x00"
    tool.forget_sessions()
    assert tool.fields("channel", "info", "1")["Access Mode"] == "always available"
    assert CLOSED_DOOR in said
    assert "Unable to establish LAN session" in lan_said

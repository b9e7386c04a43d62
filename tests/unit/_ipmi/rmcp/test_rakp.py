# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Open Session, RAKP and the packets that follow, against values from hardware and from other implementations."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.rmcp import rakp
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.rmcp.aes import AesCbc
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.rmcp.integrity import make_integrity
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.rmcp.session_v20 import (
    PacketV20,
    Protection,
    pack_packet,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.cipher_suite import (
    CIPHER_SUITES,
    SUPPORTED,
    AuthenticationAlgorithm,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.command import PrivilegeLevel
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.rmcp_plus import PayloadType, RmcpPlusStatus

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from known_vector import block_that_becomes

SHA1, MD5, SHA256 = (
    AuthenticationAlgorithm.HMAC_SHA1,
    AuthenticationAlgorithm.HMAC_MD5,
    AuthenticationAlgorithm.HMAC_SHA256,
)
NUMBERS = bytes(range(16))

# Captured from a Dell iDRAC6, suite 3 (published by zipmi).
IDRAC6 = rakp.Exchange(
    0xA0A2A3A4,
    0x02002600,
    bytes.fromhex("13dd765a462cac254002aef6e6ba6ec9"),
    bytes.fromhex("f027ffcf96be8ce7a8e9d88ad175f557"),
    bytes.fromhex("44454c4c580010548033b5c04f475131"),
    0x14,
    b"root",
)
# Computed from the formulas by a separate program; every row below belongs to it.
COMPUTED = rakp.Exchange(
    0xA0A2A3A4,
    0x11223344,
    bytes(range(0x10, 0x20)),
    bytes(range(0x20, 0x30)),
    bytes(range(0x30, 0x40)),
    0x14,
    b"admin",
)
KG = b"KG0123456789abcdef!!"


def test_the_handshake_of_an_idrac6() -> None:
    assert rakp.rakp2_code(SHA1, IDRAC6, b"calvin").hex() == "bad04a77402721e42a930d574300e195ea42853f"
    assert rakp.rakp3_code(SHA1, IDRAC6, b"calvin").hex() == "d5d7624b1bab807db28c520f9df3d006d4518c31"
    keys = rakp.session_keys(SHA1, IDRAC6, b"calvin")
    assert keys.sik.hex() == "52392ca8e6a9660c23a7f9845cec2b30fd62ce4d"
    assert keys.k1.hex() == "aa717f0cb9985d4331af664ef01a65f51395159c"
    assert keys.k2.hex() == "348df022059159f67b76e86a8d09901e092e14fc"
    assert rakp.rakp4_value(SHA1, IDRAC6, keys.sik).hex() == "700cc77772d802dafe32026d"


@pytest.mark.parametrize(
    ("algorithm", "rakp2", "rakp3"),
    [
        (SHA1, "df2940bdfb5b67376b467b67e452ed98a01d6943", "09a2e4e2c3f1b3f11e9d9b8813731691a55861f9"),
        (MD5, "04e4e1213c781f854a3ddd8f956e2604", "8883fa8d328b62eabff35190c89c6fbd"),
        (
            SHA256,
            "ff9b3d64b8cd604a97eacbd4795df194c76348f081af8f58a2ffc8a25dfb6003",
            "ccbd3244c42827e429d4b13ac8b657ef3ca115c2a395c108a44327b354949f82",
        ),
        (AuthenticationAlgorithm.NONE, "", ""),
    ],
)
def test_the_proofs_of_both_sides(algorithm: int, rakp2: str, rakp3: str) -> None:
    assert rakp.rakp2_code(algorithm, COMPUTED, b"password").hex() == rakp2
    assert rakp.rakp3_code(algorithm, COMPUTED, b"password").hex() == rakp3


@pytest.mark.parametrize(
    ("algorithm", "kg", "sik", "rakp4", "k1", "k2"),
    [
        (
            SHA1,
            b"",
            "d1ac7c2fd468a197e20fbd43743bb42e4db03700",
            "3ed29fbc6e247c314b287261",
            "0adfd128351096a94e825280ae950a02eaec0ba2",
            "0bb6144cb62386d092007ffe0724040a47d06f11",
        ),
        (
            SHA1,
            KG,
            "12a184d3d8c3f89478222bd6090cf9f41e0c680c",
            "83cacd463e0af156bfa52c3d",
            "74e4b3c6c900dc1bd7f00c02e41e74740e1b072e",
            "be724490517cc9436ea790b1412fee7545db5711",
        ),
        (
            MD5,
            bytes(20),
            "170c901c8eb7e637e85f711467a17d42",
            "bd675bb61a2206f87c86a35e4520a396",
            "1cadc4d214a8681bcc5ab65a1367debd",
            "d1346735ac219169ae5ef99fb3e0f3eb",
        ),
        (
            MD5,
            KG,
            "8ac500eb57274be5c68c81388cdf3bce",
            "8695523ca3d0b0f0300d55ad893aa651",
            "eb5b84b3f447c520c8f984c6464cf2b2",
            "d87d656c324563920c87dcd094cc58dd",
        ),
        (
            SHA256,
            b"",
            "b642f007a5d6fc30531e4e4f1cdf627b144bad05abf3b2e6b6bc98407706239c",
            "d9413760c8a35c6ae2c43f6b41323fb8",
            "acaa4aecea54866b00f8ac700cc9825c356f5577d2e386b33bd8b0843a4a4f39",
            "6359694604e8c7f6f279ad2c344262c83abf5a9d4030d67af64af58aae5e1f9e",
        ),
        (
            SHA256,
            KG,
            "c16a2c1638f41806df9f6e2150b9970edb303ff1cee6e8371fad229f80010bc9",
            "5e43d5021fcfcc87bc29c1673d42d489",
            "3f0d8acf3d6acd1965cec27d180b147fa378f9000a147025201d444b023493bb",
            "ee257ed86ecf2b79d5071de4a386db7c6450e268ab7ffba60a394e22d7aa8a36",
        ),
    ],
)
def test_the_keys_of_a_session(algorithm: int, kg: bytes, sik: str, rakp4: str, k1: str, k2: str) -> None:
    keys = rakp.session_keys(algorithm, COMPUTED, b"password", kg)
    assert (keys.sik.hex(), keys.k1.hex(), keys.k2.hex()) == (sik, k1, k2)
    assert rakp.rakp4_value(algorithm, COMPUTED, keys.sik).hex() == rakp4


MESSAGES = [
    (  # captured from the iDRAC6 above
        rakp.OpenSessionRequest(
            message_tag=0,
            requested_maximum_privilege_level=PrivilegeLevel.UNSPECIFIED,
            remote_console_session_id=0xA0A2A3A4,
            authentication_algorithm=1,
            integrity_algorithm=1,
            confidentiality_algorithm=1,
        ),
        "00000000a4a3a2a0 0000000801000000 0100000801000000 0200000801000000",
    ),
    (  # its answer
        rakp.OpenSessionResponse(
            message_tag=0,
            status=RmcpPlusStatus.OK,
            maximum_privilege_level=PrivilegeLevel.ADMINISTRATOR,
            remote_console_session_id=0xA0A2A3A4,
            managed_system_session_id=0x02002600,
            authentication_algorithm=1,
            integrity_algorithm=1,
            confidentiality_algorithm=1,
        ),
        "00000400a4a3a2a0 00260002 0000000801000000 0100000801000000 0200000801000000",
    ),
    (  # gebn/bmc: the BMC may choose how to authenticate
        rakp.OpenSessionRequest(
            message_tag=0x7B,
            requested_maximum_privilege_level=PrivilegeLevel.USER,
            remote_console_session_id=0x02040101,
            authentication_payload_size=0,
            authentication_algorithm=0,
            integrity_algorithm=1,
            confidentiality_algorithm=1,
        ),
        "7b020000 01010402 0000000000000000 0100000801000000 0200000801000000",
    ),
    (  # gebn/bmc: role lookup without a name
        rakp.Rakp1(
            message_tag=0x22,
            managed_system_session_id=0x01020304,
            remote_console_random=NUMBERS,
            requested_maximum_privilege_level=PrivilegeLevel.USER,
            name_only_lookup=False,
            username_length=0,
        ),
        "22000000 04030201 000102030405060708090a0b0c0d0e0f 02 0000 00",
    ),
    (  # gebn/bmc
        rakp.Rakp1(
            message_tag=1,
            managed_system_session_id=0x04030201,
            remote_console_random=NUMBERS,
            requested_maximum_privilege_level=PrivilegeLevel.ADMINISTRATOR,
            username_length=6,
            username=b"george",
        ),
        "01000000 01020304 000102030405060708090a0b0c0d0e0f 14 0000 06 67656f726765",
    ),
    (  # gebn/bmc
        rakp.Rakp2(
            message_tag=0x20,
            status=RmcpPlusStatus.INSUFFICIENT_RESOURCES,
            remote_console_session_id=0x04030201,
            managed_system_random=None,
            managed_system_guid=None,
        ),
        "20 01 0000 01020304",
    ),
    (  # gebn/bmc
        rakp.Rakp3(message_tag=0, status=RmcpPlusStatus.INVALID_SESSION_ID, managed_system_session_id=0x04030201),
        "00 02 0000 01020304",
    ),
    (
        rakp.Rakp4(
            message_tag=3,
            status=RmcpPlusStatus.OK,
            remote_console_session_id=0xA0A2A3A4,
            integrity_check_value=bytes.fromhex("700cc77772d802dafe32026d"),
        ),
        "03 00 0000 a4a3a2a0 700cc77772d802dafe32026d",
    ),
]


@pytest.mark.parametrize(("message", "wire"), MESSAGES)
def test_messages_both_ways(message: rakp.Message, wire: str) -> None:
    assert message.pack() == bytes.fromhex(wire)
    assert type(message).unpack(bytes.fromhex(wire)) == message


def test_the_role_byte_includes_the_lookup_bit() -> None:
    by_name = rakp.Rakp1(
        message_tag=0,
        managed_system_session_id=1,
        remote_console_random=NUMBERS,
        requested_maximum_privilege_level=PrivilegeLevel.ADMINISTRATOR,
        username_length=0,
    )
    assert by_name.role == 0x14
    assert by_name.replace(name_only_lookup=False).role == 0x04


GET_DEVICE_ID = bytes.fromhex("2018c88104017a")
VECTOR = bytes(range(0x40, 0x50))
PACKETS = {
    0: "0600ff07 0600443322110100000007002018c88104017a",
    1: "0600ff07 0600443322110100000007002018c88104017a",
    2: "0600ff07 0640443322110100000007002018c88104017affffff0307229bd928c963374f153ec8a1",
    3: "0600ff07 06c044332211010000002000404142434445464748494a4b4c4d4e4f214509e570ba644b8b961c71bac5db20ffff0207"
    "4a17af86c5543e7496403055",
    6: "0600ff07 0600443322110100000007002018c88104017a",
    7: "0600ff07 0640443322110100000007002018c88104017affffff03077ab8b5211012adad09f99c545b3e9aba",
    8: "0600ff07 06c044332211010000002000404142434445464748494a4b4c4d4e4feefdd6572dbc22a5514365a5b3f1beb0ffff0207"
    "564e67a578bc63c1c49c95a63335a906",
    11: "0600ff07 0640443322110100000007002018c88104017affffff0307439bc442ba43246f1176e7d548578432",
    12: "0600ff07 06c044332211010000002000404142434445464748494a4b4c4d4e4feefdd6572dbc22a5514365a5b3f1beb0ffff0207"
    "9c754e65d1f970c3f0f5c6031c98eb89",
    15: "0600ff07 0600443322110100000007002018c88104017a",
    16: "0600ff07 0640443322110100000007002018c88104017affffff0307916260e4a823edada1bdddeeb509f47b",
    17: "0600ff07 06c044332211010000002000404142434445464748494a4b4c4d4e4f3851d909c93e4aab959d0465f09a8d07ffff0207"
    "2dc16f4bef1ad2fffe6ffaf962e1bab8",
}


def keys_of(suite_id: int) -> rakp.SessionKeys:
    return rakp.session_keys(CIPHER_SUITES[suite_id].authentication, COMPUTED, b"password")


def protection_of(suite_id: int) -> Protection:
    suite, keys = CIPHER_SUITES[suite_id], keys_of(suite_id)
    return Protection(
        make_integrity(suite.integrity, keys.k1, b"password"), AesCbc(keys.k2) if suite.confidentiality else None
    )


@pytest.mark.parametrize("suite_id", PACKETS)
def test_get_device_id_in_every_suite(suite_id: int) -> None:
    protection = protection_of(suite_id)
    block = block_that_becomes(VECTOR, keys_of(suite_id).k2) if protection.confidentiality else b""
    for _again in range(2):  # the ciphers keep state from packet to packet
        packed = pack_packet(PayloadType.IPMI, GET_DEVICE_ID, 0x11223344, 1, protection, block)
        assert packed == bytes.fromhex(PACKETS[suite_id])
        packet = PacketV20.unpack(packed)
        assert (packet.session_id, packet.sequence) == (0x11223344, 1)
        assert packet.open(protection) == GET_DEVICE_ID
        if protection.confidentiality:
            block = block_that_becomes(VECTOR, keys_of(suite_id).k2, before=packet.payload[-16:])


def test_every_supported_suite_has_a_packet() -> None:
    assert set(PACKETS) == SUPPORTED

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The envelopes, against bytes from the specification and other implementations; and what must not pass."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import sys
import typing as t
from pathlib import Path

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.errors import DecodeError
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.rmcp import asf, authcode, ipmi_message
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.rmcp.aes import AesCbc
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.rmcp.header import RmcpClass, RmcpHeader
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.rmcp.integrity import make_integrity
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.rmcp.ipmi_message import IpmiMessage
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.rmcp.md2 import md2
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.rmcp.session_v15 import PacketV15
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.rmcp.session_v20 import (
    OemPayload,
    PacketV20,
    Protection,
    pack_packet,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.authentication_type import AuthenticationType
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.cipher_suite import (
    CIPHER_SUITES,
    SUPPORTED,
    IntegrityAlgorithm,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.rmcp_plus import PayloadType
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from known_vector import block_that_becomes

GET_DEVICE_ID = bytes.fromhex("2018c88104017a")
ACTIVATE_SESSION = IpmiMessage(
    net_fn=6,
    command=0x3A,
    sequence=2,
    data=b"\x02\x04" + bytes(range(0x50, 0x60)) + bytes.fromhex("04030201"),
)


def test_ping_and_pong() -> None:
    assert asf.pack_ping(7) == bytes.fromhex("0600ff06 000011be 80 07 00 00")
    pong = bytes.fromhex("0600ff06 000011be 40 07 00 10 000011be 00000000 81 00 000000000000")
    assert asf.pack_pong(7) == pong
    assert asf.unpack_presence(pong) == asf.PresencePong(message_tag=7)
    assert asf.unpack_presence(asf.pack_ping(7)) == asf.PresencePing(message_tag=7)
    assert asf.unpack_presence(RmcpHeader(message_class=RmcpClass.IPMI, body=pong[4:]).pack()) is None


def test_only_a_numbered_message_is_acknowledged() -> None:
    message = RmcpHeader(sequence=9, message_class=RmcpClass.ASF, body=b"x")
    acknowledge = message.acknowledge()
    assert acknowledge is not None
    assert acknowledge.pack() == bytes.fromhex("06000986")
    assert acknowledge.acknowledge() is None
    assert RmcpHeader(message_class=RmcpClass.ASF).acknowledge() is None


def test_an_ipmi_request_and_its_response() -> None:
    request = IpmiMessage(net_fn=6, command=1, sequence=1)
    assert request.pack() == GET_DEVICE_ID
    assert IpmiMessage.unpack(GET_DEVICE_ID) == request
    response = request.answer(0xC1, b"\x01\x02")
    assert response.pack() == bytes.fromhex("811c63200401c1010217")
    assert IpmiMessage.unpack(response.pack()) == response


@pytest.mark.parametrize("position", range(len(GET_DEVICE_ID)))
def test_one_changed_byte_breaks_a_checksum(position: int) -> None:
    broken = bytearray(GET_DEVICE_ID)
    broken[position] ^= 0x10
    with pytest.raises(DecodeError):
        IpmiMessage.unpack(bytes(broken))


@pytest.mark.parametrize(
    ("text", "digest"),
    [  # RFC 1319, appendix A.5
        (b"", "8350e5a3e24c153df2275c9f80692773"),
        (b"a", "32ec01ec4a6dac72c0ab96fb34c0b5d1"),
        (b"message digest", "ab4f496bfb2a530b219ff33031fe06b0"),
        (b"1234567890" * 8, "d5976f79d83d3a0dc9806c3c66f3efd8"),
    ],
)
def test_md2(text: bytes, digest: str) -> None:
    assert md2(text).hex() == digest


def test_activate_session_with_md5() -> None:
    packed = PacketV15.seal(ACTIVATE_SESSION.pack(), AuthenticationType.MD5, 0, 0x0A0B0C0D, b"password")
    assert packed == bytes.fromhex(
        "0600ff07 02 00000000 0d0c0b0a cdd25b25dd819dd077a27909be1e06cf 1d 2018c881083a 02 04"
        "505152535455565758595a5b5c5d5e5f 04030201 b5"
    )


def test_activate_session_with_md2() -> None:
    message = ACTIVATE_SESSION._replace(data=b"\x01" + ACTIVATE_SESSION.data[1:]).pack()
    code = authcode.packet_code(AuthenticationType.MD2, b"password", 0x0A0B0C0D, 0, message)
    assert code.hex() == "a6126d60720969200e7e31aa7b9ccf4f"


def test_the_code_of_a_single_session_channel() -> None:
    challenge = bytes(range(0x50, 0x60))
    code = authcode.challenge_code(AuthenticationType.MD5, b"password", 0x0A0B0C0D, challenge)
    assert code.hex() == "a9c761ab85c9860b6bdbf587abe0ae88"


@pytest.mark.parametrize("kind", sorted(authcode.SPOKEN))
def test_a_packet_of_version_1_5_both_ways(kind: int) -> None:
    packed = PacketV15.seal(GET_DEVICE_ID, kind, 5, 0x01020304, b"secret")
    packet = PacketV15.unpack(packed)
    assert (packet.message, packet.authentication_type, packet.sequence, packet.session_id) == (
        GET_DEVICE_ID, kind, 5, 0x01020304,
    )  # fmt: skip
    assert packet.is_authentic(b"secret")
    assert PacketV15.unpack(packed + b"\x00") == packet, "the pad of old network chips is accepted"
    if kind != AuthenticationType.NONE:
        assert not packet.is_authentic(b"other")
        assert not packet._replace(sequence=6).is_authentic(b"secret") or kind == AuthenticationType.STRAIGHT_PASSWORD


def test_a_code_of_an_unknown_type_is_not_authentic() -> None:
    assert not PacketV15(GET_DEVICE_ID, AuthenticationType.OEM, 1, 1, bytes(16)).is_authentic(b"")


def test_the_supported_suites() -> None:
    assert sorted(SUPPORTED) == [0, 1, 2, 3, 6, 7, 8, 11, 12, 15, 16, 17]
    assert tuple(CIPHER_SUITES[17]) == (17, 3, 4, 1)
    assert all(number == suite.id for number, suite in CIPHER_SUITES.items())


AES_VECTORS = [  # from go-ipmi and gebn/bmc
    (
        "120e6b20e1e52d13a04a2bb83d0d38a1",
        "00df5e2a2b372e807ae55b0c373c3769",
        "479c2f65fb59751971a296a377155569",
        "2018c881043b043c",
    ),
    (
        "0ed98c34ac8f34ce4dd7d90512b0f97a",
        "4d15808c3eee67d63b1cb0d1ae76dfcb",
        "f313a7be625814a47da0f66fdf21ccba",
        "7bec46d5bb90ba",
    ),
    (
        "6f9cada392a3bb128ddb495fc82a1721",
        "941ef918b006d08426a1e27222370b0f",
        "7b742d869742d864255f4dad2e146b23",
        "f1c7edfac8f1a540cdc43a3c9b3081",
    ),
]


@pytest.mark.parametrize(("key", "vector", "sealed", "data"), AES_VECTORS)
def test_aes(key: str, vector: str, sealed: str, data: str) -> None:
    cipher = AesCbc(bytes.fromhex(key))
    before = bytes(16)
    for _again in range(2):
        assert cipher.decrypt(bytes.fromhex(vector + sealed)) == bytes.fromhex(data)
        if len(data) != 14:  # that sender added eight pad bytes and counted nine: decrypted only
            block = block_that_becomes(bytes.fromhex(vector), bytes.fromhex(key), before)
            assert cipher.encrypt(bytes.fromhex(data), block).hex() == vector + sealed
            before = bytes.fromhex(sealed)[-16:]


@given(packets=st.lists(st.tuples(st.binary(max_size=70), st.binary(min_size=16, max_size=16)), min_size=1))
def test_aes_packets_stand_for_themselves(packets: list[tuple[bytes, bytes]]) -> None:
    """Each can be decrypted without those before it, padded as the specification says."""
    sender = AesCbc(bytes(16))
    for data, random_block in packets:
        sealed = sender.encrypt(data, random_block)
        padded = Cipher(algorithms.AES(bytes(16)), modes.CBC(sealed[:16])).decryptor().update(sealed[16:])
        size = -(len(data) + 1) % 16
        assert padded == data + bytes(range(1, size + 1)) + bytes((size,))
        assert AesCbc(bytes(16)).decrypt(sealed) == data


def test_sixteen_bytes_of_padding_are_accepted() -> None:
    cipher = AesCbc(bytes.fromhex("12d4518d942e28786a758bf5be25aff9"))
    sealed = "a25633f7e2b41233b80bfbde4766a89e7ab7ca4b3db78af9c905af03acb4aec8db37b8422b62443f33295285d211730a"
    assert len(cipher.decrypt(bytes.fromhex(sealed))) == 15


@pytest.mark.parametrize("padding", ["00" * 11, "0102030405060708090a0a", "0b" * 11])
def test_padding_that_does_not_count_up_is_refused(padding: str) -> None:
    key, vector = bytes(16), bytes(range(16))

    def sealed(padding: bytes) -> bytes:
        cipher = Cipher(algorithms.AES(key), modes.CBC(vector))
        return vector + cipher.encryptor().update(b"data" + padding + b"\x0b")

    assert AesCbc(key).decrypt(sealed(bytes(range(1, 12)))) == b"data"
    with pytest.raises(DecodeError, match="padding"):
        AesCbc(key).decrypt(sealed(bytes.fromhex(padding)))


def test_a_context_survives_a_bad_packet() -> None:
    cipher = AesCbc(bytes(16))
    sealed = cipher.encrypt(b"data", bytes(range(16)))
    with pytest.raises(DecodeError):
        cipher.decrypt(sealed[:-1] + bytes((sealed[-1] ^ 1,)))
    assert cipher.decrypt(sealed) == b"data"


@pytest.mark.parametrize(
    ("algorithm", "name", "size"),
    [
        (IntegrityAlgorithm.HMAC_SHA1_96, "sha1", 12),
        (IntegrityAlgorithm.HMAC_MD5_128, "md5", 16),
        (IntegrityAlgorithm.HMAC_SHA256_128, "sha256", 16),
    ],
)
@given(key=st.binary(max_size=64), packets=st.lists(st.binary(max_size=200)))
def test_codes_are_those_of_hmac(algorithm: int, name: str, size: int, key: bytes, packets: list[bytes]) -> None:
    integrity = make_integrity(algorithm, key, b"")
    assert integrity is not None
    for packet in packets:
        assert integrity.code(packet) == hmac.digest(key, packet, name)[:size]


SHA1 = make_integrity(IntegrityAlgorithm.HMAC_SHA1_96, b"key", b"")
PROTECTION = Protection(SHA1, AesCbc(bytes(16)))


def test_a_packet_that_is_less_protected_than_its_session_is_refused() -> None:
    full = pack_packet(PayloadType.IPMI, b"hello", 1, 1, PROTECTION, bytes(16))
    assert PacketV20.unpack(full).open(PROTECTION) == b"hello"
    plain = pack_packet(PayloadType.IPMI, b"hello", 1, 1)
    only_signed = pack_packet(PayloadType.IPMI, b"hello", 1, 1, Protection(SHA1))
    for weaker in (plain, only_signed):
        with pytest.raises(DecodeError):
            PacketV20.unpack(weaker).open(PROTECTION)
    with pytest.raises(DecodeError):
        PacketV20.unpack(full).open(Protection())
    assert PacketV20.unpack(only_signed).open(Protection(SHA1)) == b"hello"
    with pytest.raises(DecodeError, match="is missing"):
        PacketV20.unpack(plain).open(Protection(SHA1))


@pytest.mark.parametrize("position", range(4, 60))
def test_one_changed_byte_breaks_the_code(position: int) -> None:
    broken = bytearray(pack_packet(PayloadType.IPMI, b"hello", 1, 1, PROTECTION, bytes(16)))
    broken[position] ^= 0x21
    with pytest.raises(DecodeError):
        PacketV20.unpack(bytes(broken)).open(PROTECTION)


@pytest.mark.parametrize("length", range(8))
def test_the_covered_bytes_are_a_multiple_of_four(length: int) -> None:
    packed = pack_packet(PayloadType.IPMI, bytes(length), 1, 1, Protection(SHA1))
    packet = PacketV20.unpack(packed + b"trailing bytes")
    assert len(packet.covered) % 4 == 0
    assert packet.open(Protection(SHA1)) == bytes(length)


def test_a_pad_counted_without_the_trailer_is_accepted() -> None:
    """Quirk "icts": the pad leaves pad length and next header out of the count."""
    covered = bytes.fromhex("0640 01000000 01000000 0500") + b"hello" + bytes.fromhex("ffffff0307")
    assert SHA1 is not None
    assert PacketV20.unpack(bytes.fromhex("0600ff07") + covered + SHA1.code(covered)).open(Protection(SHA1)) == b"hello"


def test_oem_explicit_payload() -> None:
    oem = OemPayload(enterprise_number=10876, payload_id=0x1234)
    packed = pack_packet(PayloadType.OEM_EXPLICIT, b"data", 1, 2, Protection(SHA1), oem=oem)
    assert packed[:24] == bytes.fromhex("0600ff07 0642 7c2a00 00 3412 01000000 02000000 0400") + b"data"[:2]
    packet = PacketV20.unpack(packed)
    assert (packet.oem, packet.session_id, packet.sequence) == (oem, 1, 2)
    assert packet.open(Protection(SHA1)) == b"data"


def test_md5_128_hashes_the_padded_password() -> None:
    integrity = make_integrity(IntegrityAlgorithm.MD5_128, b"unused", b"pw")
    padded = b"pw".ljust(20, b"\x00")
    assert integrity is not None
    assert integrity.code(b"data") == hashlib.md5(padded + b"data" + padded).digest()


GOOD_DATAGRAMS = [
    pack_packet(PayloadType.IPMI, b"hello", 1, 1, PROTECTION, bytes(16)),
    pack_packet(PayloadType.OEM_EXPLICIT, b"data", 1, 2, Protection(SHA1), oem=OemPayload(1, 1)),
    PacketV15.seal(GET_DEVICE_ID, AuthenticationType.MD5, 5, 0x01020304, b"secret"),
    asf.pack_pong(),
]


@given(st.binary())
def test_any_bytes_decode_or_raise_decode_error(data: bytes) -> None:
    decode_everything(data)


@given(st.binary())
def test_any_bytes_after_a_good_header_decode_or_raise_decode_error(data: bytes) -> None:
    for start in (b"\x06\x00\xff\x07", b"\x06\x00\xff\x07\x06\xc0", b"\x06\x00\xff\x07\x06\x42", b"\x06\x00\xff\x06"):
        decode_everything(start + data)


@pytest.mark.parametrize("datagram", GOOD_DATAGRAMS)
def test_every_prefix_decodes_or_raises_decode_error(datagram: bytes) -> None:
    for length in range(len(datagram)):
        decode_everything(datagram[:length])


def decode_everything(data: bytes) -> None:
    def attempt(decode: t.Callable[..., object], *arguments: object) -> None:
        with contextlib.suppress(DecodeError):
            decode(*arguments)

    attempt(asf.unpack_presence, data)
    attempt(ipmi_message.IpmiMessage.unpack, data)
    attempt(lambda: PacketV15.unpack(data).is_authentic(b"secret"))
    attempt(lambda: PacketV20.unpack(data).open(PROTECTION))
    attempt(lambda: PacketV20.unpack(data).open(Protection()))

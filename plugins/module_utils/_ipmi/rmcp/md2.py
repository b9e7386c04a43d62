# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The hash MD2 (RFC 1319), which Python's standard library leaves out; IPMI 1.5 sessions may ask for it."""

from __future__ import annotations

_BLOCK = 16
_ROUNDS = 18
_SUBSTITUTION = bytes.fromhex(
    "292e43c9a2d87c013d3654a1ecf0061362a705f3c0c7738c98932bd9bc4c82ca"
    "1e9b573cfdd4e01667426f188a17e512be4ec4d6da9ede49a0fbf58ebb2fee7a"
    "a968799115b2073f94c210890b225f21807f5d9a5a903227353ecce7bff79703"
    "ff1930b348a5b5d1d75e922aac56aac64fb838d296a47db676fc6be29c7404f1"
    "459d705964718720865bcf65e62da8021b6025adaeb0b9f61c46616934407e0f"
    "5547a323dd51af3ac35cf9cebac5ea262c530d6e85288409d3dfcdf441814d52"
    "6adc37c86cc1abfa24e17b080cbdb14a7888958be363e86de9cbd5fe3b001d39"
    "f2efb70e6658d0e4a67772f8eb754b0a314450b48fed1f1adb998d339f118314"
)


def md2(data: bytes) -> bytes:
    """Return the 16-byte digest of ``data``."""
    padding = _BLOCK - len(data) % _BLOCK
    data += bytes((padding,)) * padding
    data += _checksum(data)
    state = bytearray(3 * _BLOCK)
    for start in range(0, len(data), _BLOCK):
        block = data[start : start + _BLOCK]
        state[_BLOCK : 2 * _BLOCK] = block
        state[2 * _BLOCK :] = bytes(one ^ other for one, other in zip(state, block))
        carry = 0
        for number in range(_ROUNDS):
            for index in range(3 * _BLOCK):
                carry = state[index] = state[index] ^ _SUBSTITUTION[carry]
            carry = (carry + number) % 256
    return bytes(state[:_BLOCK])


def _checksum(data: bytes) -> bytes:
    checksum = bytearray(_BLOCK)
    last = 0
    for position, byte in enumerate(data):
        index = position % _BLOCK
        last = checksum[index] = checksum[index] ^ _SUBSTITUTION[byte ^ last]
    return bytes(checksum)

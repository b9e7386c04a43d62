# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Authentication codes of IPMI 1.5 packets. IPMI v2.0 §13.6 and §22.17.1.

The code proves knowledge of the password for one packet: a hash over password, session ID, message, sequence number
and password again. "Straight password" sends the password itself.
"""

from __future__ import annotations

import hashlib
import typing as t

from ..spec.authentication_type import AuthenticationType
from .md2 import md2

PASSWORD_SIZE = 16
CODE_SIZE = 16


def _md5(data: bytes) -> bytes:
    return hashlib.md5(data, usedforsecurity=False).digest()


_HASHES: dict[int, t.Callable[[bytes], bytes]] = {AuthenticationType.MD2: md2, AuthenticationType.MD5: _md5}

SPOKEN = frozenset({AuthenticationType.NONE, AuthenticationType.STRAIGHT_PASSWORD, *_HASHES})
"""The types that :func:`packet_code` can compute."""


def packet_code(authentication_type: int, password: bytes, session_id: int, sequence: int, message: bytes) -> bytes:
    """Return the code for a session header; empty for type none. ``password`` is at most 16 bytes."""
    if authentication_type == AuthenticationType.NONE:
        return b""
    key = password.ljust(PASSWORD_SIZE, b"\x00")
    if authentication_type == AuthenticationType.STRAIGHT_PASSWORD:
        return key
    digest = _HASHES[authentication_type]
    return digest(key + session_id.to_bytes(4, "little") + message + sequence.to_bytes(4, "little") + key)


def challenge_code(authentication_type: int, password: bytes, session_id: int, challenge: bytes) -> bytes:
    """Return the code that Activate Session carries in its body on single-session channels (serial)."""
    key = password.ljust(PASSWORD_SIZE, b"\x00")
    if authentication_type == AuthenticationType.STRAIGHT_PASSWORD:
        return key
    return _HASHES[authentication_type](key + session_id.to_bytes(4, "little") + challenge + key)

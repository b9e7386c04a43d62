# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which packets of a BMC count in an open session, and which are dropped."""

from __future__ import annotations

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.errors import DecodeError
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.rmcp.session_v15 import PacketV15
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.rmcp.session_v20 import Protection, pack_packet
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.session.envelope import EnvelopeV15, EnvelopeV20
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.authentication_type import AuthenticationType
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.rmcp_plus import PayloadType

MD5, NONE = AuthenticationType.MD5, AuthenticationType.NONE
SESSION_ID, OTHER_ID = 0x0A0B0C0D, 0x01020304
PASSWORD = b"secret"


def envelope_v15(per_message: bool = True) -> EnvelopeV15:
    return EnvelopeV15(MD5, PASSWORD, SESSION_ID, 1, per_message=per_message)


def sealed(sequence: int, kind: int = MD5, session_id: int = SESSION_ID, password: bytes = PASSWORD) -> bytes:
    return PacketV15.seal(b"hello", kind, sequence, session_id, password)


def test_a_number_of_ipmi_1_5_counts_once_and_within_eight() -> None:
    envelope = envelope_v15()
    assert envelope.open(sealed(100)) == b"hello"
    for sequence in (100, 109, 91, 0):
        with pytest.raises(DecodeError, match="sequence"):
            envelope.open(sealed(sequence))
    assert envelope.open(sealed(108)) == envelope.open(sealed(107)) == b"hello"


@pytest.mark.parametrize(
    "datagram",
    [sealed(1, NONE), sealed(1, AuthenticationType.MD2), sealed(1, password=b"other")],
    ids=["without", "another type", "another password"],
)
def test_a_packet_of_ipmi_1_5_is_authenticated_as_negotiated(datagram: bytes) -> None:
    with pytest.raises(DecodeError, match="code"):
        envelope_v15().open(datagram)


def test_without_authentication_of_each_message_a_code_may_be_missing_but_not_wrong() -> None:
    envelope = envelope_v15(per_message=False)
    assert envelope.open(sealed(1, NONE)) == envelope.open(sealed(2)) == b"hello"
    with pytest.raises(DecodeError, match="code"):
        envelope.open(sealed(3, password=b"other"))


def test_packets_of_another_session_are_dropped() -> None:
    with pytest.raises(DecodeError, match="session"):
        envelope_v15().open(sealed(1, session_id=OTHER_ID))
    envelope = EnvelopeV20(OTHER_ID, SESSION_ID, Protection(), bytes)
    for session_id, kind in ((OTHER_ID, PayloadType.IPMI), (0, PayloadType.IPMI), (SESSION_ID, PayloadType.SOL)):
        with pytest.raises(DecodeError, match="session_id"):
            envelope.open(pack_packet(kind, b"hello", session_id, 1))
    assert envelope.open(pack_packet(PayloadType.IPMI, b"hello", SESSION_ID, 1)) == b"hello"

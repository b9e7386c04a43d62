# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The datagrams that open a session, as a person reads them. They are in the clear, so nobody's keys are needed."""

from __future__ import annotations

from ..codec.message import Message
from ..errors import DecodeError
from ..rmcp import rakp
from ..rmcp.asf import PresencePing, unpack_presence
from ..rmcp.header import carries_ipmi
from ..rmcp.ipmi_message import IpmiMessage
from ..rmcp.session_v15 import PacketV15
from ..rmcp.session_v20 import PacketV20
from ..spec.command_index import find_command
from ..spec.rmcp_plus import PayloadType
from .wording import describe_fields

_HIDDEN = frozenset({
    "key_exchange_authentication_code", "integrity_check_value", "remote_console_random", "managed_system_random",
})  # fmt: skip
"""Who has these of a login can guess its password at home. IPMI v2.0 §13.31; CVE-2013-4786."""
_DULL = ("_payload_type", "_payload_size", "_length")
_PAYLOADS: dict[int, tuple[str, type[Message]]] = {
    PayloadType.OPEN_SESSION_REQUEST: ("Open Session Request", rakp.OpenSessionRequest),
    PayloadType.OPEN_SESSION_RESPONSE: ("Open Session Response", rakp.OpenSessionResponse),
    PayloadType.RAKP_1: ("RAKP 1", rakp.Rakp1),
    PayloadType.RAKP_2: ("RAKP 2", rakp.Rakp2),
    PayloadType.RAKP_3: ("RAKP 3", rakp.Rakp3),
    PayloadType.RAKP_4: ("RAKP 4", rakp.Rakp4),
}


def describe_opening(datagram: bytes) -> str:
    """Return what a datagram says that is sent or comes while a session is being opened."""
    try:
        if not carries_ipmi(datagram):
            return describe_presence(datagram) or f"a datagram of {len(datagram)} bytes that is not IPMI"
        return _payload(datagram) or _message(datagram)
    except DecodeError as error:
        return f"a datagram of {len(datagram)} bytes that cannot be read: {error}"


def describe_presence(datagram: bytes) -> str:
    """Return what a presence ping or pong says, "" for anything else."""
    try:
        presence = unpack_presence(datagram)
    except DecodeError:
        return ""
    if presence is None:
        return ""
    if isinstance(presence, PresencePing):
        return "presence ping"
    return "presence pong: it speaks IPMI" if presence.supports_ipmi else "presence pong: it does not speak IPMI"


def _payload(datagram: bytes) -> str:
    """Return what a payload of the RMCP+ handshake says, "" for a packet of IPMI 1.5."""
    try:
        packet = PacketV20.unpack(datagram)
    except DecodeError:
        return ""
    if packet.payload_type not in _PAYLOADS:
        return f"a packet of payload type {packet.payload_type:02X}h, {len(packet.payload)} bytes"
    title, kind = _PAYLOADS[packet.payload_type]
    return f"{title}: {describe_fields(kind.unpack(packet.payload), _HIDDEN, _DULL)}"


def _message(datagram: bytes) -> str:
    """Return what a packet of IPMI 1.5 carries: its title, and its completion code if it is an answer.

    The data has the challenge that a login is proved with, so it is not shown.
    """
    message = IpmiMessage.unpack(PacketV15.unpack(datagram).message)
    command = find_command(message.net_fn & ~1, message.command)
    title = f"NetFn {message.net_fn & ~1:02X}h command {message.command:02X}h" if command is None else command.title
    if not message.is_response or command is None:
        return title
    return f"{title}: {command.explain(message.data[0])}"

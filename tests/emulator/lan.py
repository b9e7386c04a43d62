# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The BMC's LAN interface: a datagram comes in, datagrams go out. No socket and no clock in here."""

from __future__ import annotations

import typing as t

from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.errors import DecodeError
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.rmcp import asf
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.rmcp.header import (
    HEADER_SIZE,
    RMCP_VERSION,
    RmcpClass,
    RmcpHeader,
    carries_ipmi,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.rmcp.ipmi_message import BMC_ADDRESS, IpmiMessage
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.rmcp.session_v15 import PacketV15
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.rmcp.session_v20 import PacketV20, pack_packet
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec import app
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.authentication_type import AuthenticationType
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.channel import AccessMode
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.command import PrivilegeLevel
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.rmcp_plus import PayloadType

from . import logins
from .dispatch import execute
from .handshake import answer_handshake
from .origin import Origin
from .sessions import PendingV15, Session, SessionV15, SessionV20

if t.TYPE_CHECKING:
    from .bmc import Bmc
    from .dispatch import Result
    from .sessions import Address

NO_PONG_WANTED = 0xFF
FORMAT_MASK = 0x0F


class LanInterface:
    """Answers the datagrams of one BMC."""

    __slots__ = ("_bmc", "_work")

    def __init__(self, bmc: Bmc) -> None:
        self._bmc = bmc
        self._work = 0.0

    def receive(self, datagram: bytes, address: Address) -> list[bytes]:
        """Return the datagrams that answer this one, in order; all go back to ``address``.

        When they are on their way, the caller runs what ``bmc.take_after_answer()`` returns.
        """
        bmc = self._bmc
        bmc.counters.datagrams_in += 1
        bmc.run_timers()
        if bmc.is_down() or bmc.faults.silent(bmc):
            return []
        bmc.sessions.expire(bmc.now())
        try:
            answers = self._answer(datagram, address)
        except DecodeError:
            answers = []
        if not answers:
            bmc.counters.refused_datagrams += 1
        bmc.counters.datagrams_out += len(answers)
        return answers

    def take_work(self) -> float:
        """Return and forget how many seconds the last datagram keeps the BMC busy, going by the fault ``work``."""
        seconds, self._work = self._work, 0.0
        return seconds

    def _answer(self, datagram: bytes, address: Address) -> list[bytes]:
        if not carries_ipmi(datagram):
            return self._answer_ping(datagram)
        if not self._is_open():
            return []
        if datagram[HEADER_SIZE] & FORMAT_MASK != AuthenticationType.RMCP_PLUS:
            return self._answer_v15(PacketV15.unpack(datagram), address)
        if not self._bmc.personality.supports_v20:
            return []
        return self._answer_v20(PacketV20.unpack(datagram), address)

    def _answer_ping(self, datagram: bytes) -> list[bytes]:
        header = RmcpHeader.unpack(datagram)
        if header.version != RMCP_VERSION or header.message_class != RmcpClass.ASF or header.is_acknowledge:
            return []
        acknowledge = header.acknowledge()
        answers = [] if acknowledge is None else [acknowledge.pack()]
        message = asf.unpack_presence(datagram)
        if isinstance(message, asf.PresencePing) and message.message_tag != NO_PONG_WANTED:
            answers.append(asf.pack_pong(message.message_tag))
        return answers

    def _is_open(self) -> bool:
        """Tell whether the channel's access mode lets IPMI through now."""
        mode = self._bmc.active_access(self._bmc.personality.lan_channel).access_mode
        if mode == AccessMode.PRE_BOOT_ONLY:
            return not self._bmc.volatile.power_is_on
        return mode != AccessMode.DISABLED

    # IPMI 1.5

    def _answer_v15(self, packet: PacketV15, address: Address) -> list[bytes]:
        bmc = self._bmc
        if not packet.session_id:
            if packet.authentication_type != AuthenticationType.NONE:
                return []
            replies = self._outside_session(packet.message, address)
            return [PacketV15(reply).pack() for reply in replies]
        session = bmc.sessions.active.get(packet.session_id)
        if isinstance(session, SessionV15):
            if session.activation is not None and session.activation[0] == packet.message:
                return [session.activation[1]]
            if not session.open(packet):
                return []
            ceiling = PrivilegeLevel.USER if session.is_only_for_user_level(packet) else PrivilegeLevel.OEM
            return self._in_session(session, packet.message, address, ceiling)
        pending = bmc.sessions.pending.get(packet.session_id)
        return self._activate(pending, packet, address) if isinstance(pending, PendingV15) else []

    def _activate(self, pending: PendingV15, packet: PacketV15, address: Address) -> list[bytes]:
        """Carry out Activate Session, the one command that comes with a temporary session ID.

        A wrong authentication code is answered by silence, as for every packet.
        """
        bmc = self._bmc
        message = IpmiMessage.unpack(packet.message)
        if (message.net_fn, message.command) != (app.ACTIVATE_SESSION.net_fn, app.ACTIVATE_SESSION.number):
            return []
        user = bmc.stored.users[pending.user_id]
        if packet.authentication_type != pending.authentication_type:
            return []
        if user.password_size > 16 or not packet.is_authentic(user.password):
            logins.note_bad_password(bmc, user, bmc.personality.lan_channel)
            return []
        origin = Origin(bmc.personality.lan_channel, None, 0, pending.user_id, address, message.to_lun, pending)
        result = self._execute(message, origin)
        if result is None:
            return []
        reply = message.answer(*result).pack()
        session = bmc.sessions.active.get(pending.session_id)
        if session is None:
            return [PacketV15.seal(reply, packet.authentication_type, 0, pending.session_id, user.password)]
        logins.note_success(bmc, user, bmc.personality.lan_channel)
        session.activation = (packet.message, session.seal(reply))
        return [session.activation[1]]

    # IPMI 2.0

    def _answer_v20(self, packet: PacketV20, address: Address) -> list[bytes]:
        bmc = self._bmc
        if packet.session_id:
            session = bmc.sessions.active.get(packet.session_id)
            if not isinstance(session, SessionV20):
                return []
            payload = session.open(packet)
            if payload is None or packet.payload_type != PayloadType.IPMI:
                return []
            return self._in_session(session, payload, address)
        if packet.payload_type == PayloadType.IPMI:
            replies = self._outside_session(packet.payload, address)
            return [pack_packet(PayloadType.IPMI, reply) for reply in replies]
        answer = answer_handshake(bmc, packet.payload_type, packet.payload, address)
        return [] if answer is None else [pack_packet(*answer)]

    # Both

    def _outside_session(self, packed: bytes, address: Address) -> list[bytes]:
        message = IpmiMessage.unpack(packed)
        if message.is_response or message.to_address != BMC_ADDRESS:
            return []
        origin = Origin(self._bmc.personality.lan_channel, address=address, lun=message.to_lun)
        return self._carry_out(message, origin)

    def _in_session(
        self, session: Session, packed: bytes, address: Address, ceiling: int = PrivilegeLevel.OEM
    ) -> list[bytes]:
        bmc = self._bmc
        message = IpmiMessage.unpack(packed)
        if message.net_fn & 1 or message.to_address != BMC_ADDRESS:
            return []
        now = bmc.now()
        session.last_used = now
        replies = session.earlier_reply(message.sequence, packed, now)
        if replies is not None:
            bmc.counters.duplicates_answered += 1
            return [session.seal(reply) for reply in replies]
        limit = logins.privilege_limit(bmc, bmc.user(session.user_id), session.channel)
        privilege = max(min(session.privilege, limit, ceiling), PrivilegeLevel.CALLBACK)
        origin = Origin(session.channel, session, privilege, session.user_id, address, message.to_lun)
        replies = self._carry_out(message, origin)
        session.remember_reply(message.sequence, packed, replies, now)
        return [session.seal(reply) for reply in replies]

    def _carry_out(self, message: IpmiMessage, origin: Origin) -> list[bytes]:
        result = self._execute(message, origin)
        if result is None:
            return []
        return [message.answer(*result).pack(), *(more.pack() for more in self._bmc.take_bridged())]

    def _execute(self, message: IpmiMessage, origin: Origin) -> Result | None:
        bmc = self._bmc
        self._work = bmc.faults.work_seconds(bmc, message.net_fn, message.command, message.data)
        return execute(bmc, message.net_fn, message.to_lun, message.command, message.data, origin)

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sessions of one BMC, as the BMC sees them. IPMI v2.0 §6.12, §13.

A login that has begun is a *pending* entry until its last message proves the password; then it becomes a session and
takes one of the personality's slots. There may be more pending entries than free slots: the oldest gives way, so that
somebody who only ever sends the first message cannot lock others out.

A session opens what comes from its remote console and seals what goes back. This is the emulator's own code: it shares
the packet formats with our client, not the behaviour.
"""

from __future__ import annotations

import typing as t

from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.errors import DecodeError
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.rmcp.session_v15 import PacketV15
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.rmcp.session_v20 import (
    PacketV20,
    Protection,
    pack_packet,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.authentication_type import AuthenticationType
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.rmcp_plus import PayloadType

from .sequence_window import SequenceWindow, next_sequence

if t.TYPE_CHECKING:
    from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.rmcp.rakp import Exchange
    from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.cipher_suite import CipherSuite

    from .bmc import Bmc

Address = tuple[t.Any, ...]
"""As the socket tells it: host and port, and more for IPv6."""

DEFAULT_INACTIVITY_TIMEOUT = 60.0
PENDING_TIMEOUT = 20.0
WINDOW_V15 = 8
WINDOW_V20_AHEAD = 15
WINDOW_V20_BEHIND = 16
INITIALIZATION_VECTOR_SIZE = 16

REMEMBERED_REPLIES = 8
REPLY_LIFETIME = 5.0
"""Seconds during which the same rqSeq and command is a retransmission (IPMI v2.0 §6.13: sequence number expiration)."""


class PendingV15:
    """Between Get Session Challenge and Activate Session."""

    __slots__ = ("address", "authentication_type", "challenge", "created_at", "session_id", "user_id")

    def __init__(
        self, session_id: int, authentication_type: int, user_id: int, challenge: bytes, address: Address, now: float
    ) -> None:
        self.session_id = session_id
        self.authentication_type = authentication_type
        self.user_id = user_id
        self.challenge = challenge
        self.address = address
        self.created_at = now


class PendingV20:
    """Between Open Session Request and RAKP 3. ``replies`` holds what was answered, for retransmitted requests."""

    __slots__ = (
        "address",
        "console_session_id",
        "created_at",
        "exchange",
        "maximum_privilege",
        "replies",
        "role_privilege",
        "session_id",
        "suite",
        "user_id",
    )

    def __init__(
        self,
        session_id: int,
        console_session_id: int,
        suite: CipherSuite,
        maximum_privilege: int,
        address: Address,
        now: float,
    ) -> None:
        self.session_id = session_id
        self.console_session_id = console_session_id
        self.suite = suite
        self.maximum_privilege = maximum_privilege
        self.role_privilege = 0
        self.address = address
        self.created_at = now
        self.user_id = 0
        self.exchange: Exchange | None = None
        self.replies: dict[bytes, tuple[int, bytes]] = {}


Pending = t.Union[PendingV15, PendingV20]


class Session:
    """What both versions have in common."""

    __slots__ = (
        "address",
        "channel",
        "handle",
        "last_used",
        "maximum_privilege",
        "privilege",
        "replies",
        "session_id",
        "user_id",
    )

    protocol_auxiliary = 0
    """As Get Session Info shows it: 0 for IPMI 1.5, 1 for 2.0."""

    def __init__(
        self, session_id: int, channel: int, user_id: int, maximum_privilege: int, address: Address, now: float
    ) -> None:
        self.session_id = session_id
        self.handle = 0
        self.channel = channel
        self.user_id = user_id
        self.maximum_privilege = maximum_privilege
        self.privilege = min(maximum_privilege, 2)
        self.address = address
        self.last_used = now
        self.replies: dict[int, tuple[float, bytes, list[bytes]]] = {}
        """rqSeq -> (when, the request, the packed messages that answered it)."""

    def remember_reply(self, sequence: int, request: bytes, messages: list[bytes], now: float) -> None:
        """Keep what answered a request, for its retransmission."""
        self.replies.pop(sequence, None)
        self.replies[sequence] = (now, request, messages)
        if len(self.replies) > REMEMBERED_REPLIES:
            del self.replies[next(iter(self.replies))]

    def earlier_reply(self, sequence: int, request: bytes, now: float) -> list[bytes] | None:
        """Return what answered this very request a moment ago, None when it is a new one."""
        found = self.replies.get(sequence)
        if found is None or found[1] != request or now - found[0] > REPLY_LIFETIME:
            return None
        return found[2]

    def seal(self, message: bytes) -> bytes:
        """Return the datagram that carries an IPMI message to the remote console."""
        raise NotImplementedError


class SessionV15(Session):
    """An IPMI 1.5 session."""

    __slots__ = (
        "_outbound",
        "_password",
        "_reply_type",
        "_window",
        "activation",
        "authentication_type",
        "per_message_authentication",
        "user_level_authentication",
    )

    def __init__(
        self,
        pending: PendingV15,
        channel: int,
        maximum_privilege: int,
        password: bytes,
        inbound: int,
        outbound: int,
        now: float,
    ) -> None:
        super().__init__(pending.session_id, channel, pending.user_id, maximum_privilege, pending.address, now)
        self.authentication_type = pending.authentication_type
        self.per_message_authentication = True
        self.user_level_authentication = True
        self._password = password
        self._window = SequenceWindow(inbound - 1, WINDOW_V15, WINDOW_V15)
        self._outbound = outbound
        self._reply_type = pending.authentication_type
        self.activation: tuple[bytes, bytes] | None = None
        """Activate Session's message and the datagram that answered it, until the first packet of the session came."""

    def open(self, packet: PacketV15) -> bool:
        """Tell whether a packet belongs to this session: authentic as negotiated, sequence number in the window."""
        if packet.authentication_type != self.authentication_type and not self._may_be_unauthenticated(packet):
            return False
        if not packet.is_authentic(self._password) or not self._window.accept(packet.sequence):
            return False
        self._reply_type = packet.authentication_type
        self.activation = None
        return True

    def _may_be_unauthenticated(self, packet: PacketV15) -> bool:
        relaxed = not (self.per_message_authentication and self.user_level_authentication)
        return relaxed and packet.authentication_type == AuthenticationType.NONE

    def is_only_for_user_level(self, packet: PacketV15) -> bool:
        """Tell whether a packet without authentication may carry nothing above User level."""
        return (
            packet.authentication_type == AuthenticationType.NONE
            and self.authentication_type != AuthenticationType.NONE
            and self.per_message_authentication
        )

    def seal(self, message: bytes) -> bytes:
        datagram = PacketV15.seal(message, self._reply_type, self._outbound, self.session_id, self._password)
        self._outbound = next_sequence(self._outbound)
        return datagram


class SessionV20(Session):
    """An RMCP+ session. Packets with and without authentication code have counters of their own."""

    __slots__ = (
        "_outbound",
        "_outbound_authenticated",
        "_protection",
        "_random_bytes",
        "_window",
        "_window_authenticated",
        "console_session_id",
        "rakp3",
        "rakp4",
        "suite",
    )

    protocol_auxiliary = 1

    def __init__(
        self,
        pending: PendingV20,
        channel: int,
        maximum_privilege: int,
        protection: Protection,
        random_bytes: t.Callable[[int], bytes],
        now: float,
    ) -> None:
        super().__init__(pending.session_id, channel, pending.user_id, maximum_privilege, pending.address, now)
        self.console_session_id = pending.console_session_id
        self.suite = pending.suite
        self.rakp3 = b""
        self.rakp4: tuple[int, bytes] = (0, b"")
        """The message that opened the session and its answer, for when that answer is lost."""
        self._protection = protection
        self._random_bytes = random_bytes
        self._window = SequenceWindow(0, WINDOW_V20_AHEAD, WINDOW_V20_BEHIND)
        self._window_authenticated = SequenceWindow(0, WINDOW_V20_AHEAD, WINDOW_V20_BEHIND)
        self._outbound = 1
        self._outbound_authenticated = 1

    def open(self, packet: PacketV20) -> bytes | None:
        """Return the payload of a packet, None when it is not protected as negotiated or its number was seen."""
        try:
            payload = packet.open(self._protection)
        except DecodeError:
            return None
        window = self._window_authenticated if packet.is_authenticated else self._window
        return payload if window.accept(packet.sequence) else None

    def seal(self, message: bytes) -> bytes:
        return self.seal_payload(PayloadType.IPMI, message)

    def seal_payload(self, payload_type: int, payload: bytes) -> bytes:
        """Return the datagram that carries a payload of any type to the remote console."""
        if self._protection.integrity is None:
            sequence = self._outbound
            self._outbound = next_sequence(sequence)
        else:
            sequence = self._outbound_authenticated
            self._outbound_authenticated = next_sequence(sequence)
        vector = b"" if self._protection.confidentiality is None else self._random_bytes(INITIALIZATION_VECTOR_SIZE)
        return pack_packet(payload_type, payload, self.console_session_id, sequence, self._protection, vector)


class SessionTable:
    """The session slots of one BMC."""

    __slots__ = ("_bmc", "active", "inactivity_timeout", "pending")

    def __init__(self, bmc: Bmc) -> None:
        self._bmc = bmc
        self.inactivity_timeout = DEFAULT_INACTIVITY_TIMEOUT
        self.active: dict[int, t.Any] = {}
        """Session ID -> session, oldest first."""
        self.pending: dict[int, t.Any] = {}

    @property
    def is_full(self) -> bool:
        return len(self.active) >= self._bmc.personality.session_slots

    def new_session_id(self) -> int:
        """Return a session ID that nobody uses."""
        while True:
            number = int.from_bytes(self._bmc.random_bytes(4), "little")
            if number and number not in self.active and number not in self.pending:
                return number

    def add_pending(self, pending: Pending) -> None:
        """Remember a login that has begun; the oldest others are forgotten when there are too many."""
        while len(self.pending) >= self._bmc.personality.session_slots:
            del self.pending[next(iter(self.pending))]
        self.pending[pending.session_id] = pending

    def activate(self, session: Session) -> None:
        """Turn a pending login into a session; the caller has checked that there is a slot."""
        self.pending.pop(session.session_id, None)
        taken = {other.handle for other in self.active.values()}
        session.handle = next(handle for handle in range(1, 64) if handle not in taken)
        self.active[session.session_id] = session
        counters = self._bmc.counters
        counters.sessions_opened += 1
        counters.active_sessions_peak = max(counters.active_sessions_peak, len(self.active))

    def close(self, session: Session) -> None:
        """End a session."""
        if self.active.pop(session.session_id, None) is not None:
            self._bmc.counters.sessions_closed += 1

    def of_user(self, user_id: int, channel: int) -> int:
        """Return how many sessions a user has on a channel."""
        return sum(1 for one in self.active.values() if (one.user_id, one.channel) == (user_id, channel))

    def expire(self, now: float) -> None:
        """End sessions that were idle for too long and logins that were never finished."""
        idle = [one.session_id for one in self.active.values() if now - one.last_used > self.inactivity_timeout]
        for session_id in idle:
            del self.active[session_id]
            self._bmc.counters.sessions_timed_out += 1
        if self.pending:
            unfinished = [one.session_id for one in self.pending.values() if now - one.created_at > PENDING_TIMEOUT]
            for session_id in unfinished:
                del self.pending[session_id]

    def clear(self) -> None:
        """Forget everything, as a restart does."""
        self.active.clear()
        self.pending.clear()

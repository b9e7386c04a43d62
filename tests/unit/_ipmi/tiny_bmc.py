# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A BMC small enough to be read in one go, and a bad network to reach it over; both in memory, with time as a number.

It shares the packets with the client, and nothing of its sessions.
"""

from __future__ import annotations

import heapq
import itertools
import random
import typing as t

from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.errors import DecodeError
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.rmcp import asf, rakp
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.rmcp.aes import AesCbc
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.rmcp.integrity import make_integrity
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.rmcp.ipmi_message import IpmiMessage
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.rmcp.session_v15 import PacketV15
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.rmcp.session_v20 import (
    PacketV20,
    Protection,
    pack_packet,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.cipher_suite import CIPHER_SUITES, CipherSuite
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.rmcp_plus import PayloadType, RmcpPlusStatus

GUID = bytes(range(16))
DEVICE_ID = bytes.fromhex("20 01 02 15 02 bf 7c2a00 0509 00000000")
GET_DEVICE_ID = (6, 0x01)
SET_PRIVILEGE = (6, 0x3B)
CLOSE_SESSION = (6, 0x3C)
SEND_MESSAGE = (6, 0x34)

Handler = t.Callable[[bytes], bytes]


class _Session:
    """One session of RMCP+ or IPMI 1.5, open or being opened."""

    def __init__(self, own_id: int, console_id: int) -> None:
        self.own_id = own_id
        self.console_id = console_id
        self.suite = CIPHER_SUITES[0]
        self.protection = Protection()
        self.exchange: rakp.Exchange | None = None
        self.keys = rakp.SessionKeys(b"", b"", b"")
        self.is_open = False
        self.sent = 0
        self.seen: set[tuple[bool, int]] = set()
        self.authentication_type = 0


class TinyBmc:
    """One user, some suites, the commands of a login, and whatever a test puts into ``handlers``.

    A handler takes the data of a request and returns completion code and data. ``when_closing`` may return a completion
    code that Close Session is refused with. ``log`` holds every command that was
    carried out in a session as (network function, command).
    """

    def __init__(self, seed: int = 0, **options: t.Any) -> None:
        self.username = options.pop("username", b"admin")
        self.password = options.pop("password", b"secret")
        self.kg = options.pop("kg", b"")
        self.suites = options.pop("suites", tuple(CIPHER_SUITES))
        self.slots = options.pop("slots", 4)
        self.speaks_ipmi = options.pop("speaks_ipmi", True)
        self.answers_ping = options.pop("answers_ping", True)
        self.per_message = options.pop("per_message", True)
        self.extra_code = options.pop("extra_code", b"")
        assert not options, options
        self.is_dead = False
        self.sessions: dict[int, _Session] = {}
        self.handlers: dict[tuple[int, int], Handler] = {
            GET_DEVICE_ID: lambda data: b"\x00" + DEVICE_ID,
            SET_PRIVILEGE: lambda data: b"\x00" + data,
        }
        self.when_closing: t.Callable[[], bytes | None] = lambda: None
        self.statuses: dict[int, int] = {}
        self.log: list[tuple[int, int]] = []
        self.payloads: list[int] = []
        self._random = random.Random(seed)
        self._ids = itertools.count(0x100)

    def restart(self) -> None:
        """Forget every session."""
        self.sessions.clear()

    @property
    def open_sessions(self) -> int:
        return sum(session.is_open for session in self.sessions.values())

    def receive(self, datagram: bytes) -> list[bytes]:
        """Return the answers to a datagram."""
        if self.is_dead:
            return []
        try:
            return self._receive(datagram)
        except DecodeError:
            return []

    def _receive(self, datagram: bytes) -> list[bytes]:
        if datagram[3] == 6:
            ping = asf.unpack_presence(datagram)
            return [asf.pack_pong(ping.message_tag)] if ping and self.answers_ping else []
        if not self.speaks_ipmi:
            return []
        if datagram[4] != 6:
            return self._receive_v15(PacketV15.unpack(datagram))
        packet = PacketV20.unpack(datagram)
        if packet.payload_type == PayloadType.IPMI:
            return self._receive_v20(packet)
        self.payloads.append(packet.payload_type)
        steps: dict[int, t.Callable[[bytes], rakp.Message | None]] = {
            PayloadType.OPEN_SESSION_REQUEST: self._open_session,
            PayloadType.RAKP_1: self._rakp_1,
            PayloadType.RAKP_3: self._rakp_3,
        }
        step = steps.get(packet.payload_type)
        answer = step(packet.payload) if step is not None else None
        return [] if answer is None else [pack_packet(packet.payload_type + 1, answer.pack())]

    # --- opening RMCP+

    def _open_session(self, payload: bytes) -> rakp.Message:
        request = rakp.OpenSessionRequest.unpack(payload)
        wanted = (request.authentication_algorithm, request.integrity_algorithm, request.confidentiality_algorithm)
        suite = next((suite for suite in CIPHER_SUITES.values() if suite[1:] == wanted), None)
        status = self.statuses.get(PayloadType.OPEN_SESSION_REQUEST, 0)
        if suite is None or suite.id not in self.suites:
            status = RmcpPlusStatus.NO_CIPHER_SUITE_MATCH
        elif self.open_sessions >= self.slots:
            status = RmcpPlusStatus.INSUFFICIENT_RESOURCES
        session = _Session(next(self._ids), request.remote_console_session_id)
        if not status:
            session.suite = t.cast(CipherSuite, suite)
            self.sessions[session.own_id] = session
        return rakp.OpenSessionResponse(
            message_tag=request.message_tag,
            status=status,
            maximum_privilege_level=request.requested_maximum_privilege_level,
            remote_console_session_id=session.console_id,
            managed_system_session_id=session.own_id,
            authentication_algorithm=session.suite.authentication,
            integrity_algorithm=session.suite.integrity,
            confidentiality_algorithm=session.suite.confidentiality,
        )

    def _rakp_1(self, payload: bytes) -> rakp.Message:
        request = rakp.Rakp1.unpack(payload)
        session = self.sessions.get(request.managed_system_session_id)
        status = self.statuses.get(PayloadType.RAKP_1, 0)
        if session is None:
            status = RmcpPlusStatus.INVALID_SESSION_ID
        elif request.username != self.username:
            status = RmcpPlusStatus.UNAUTHORIZED_NAME
        if status or session is None:
            return rakp.Rakp2(
                message_tag=request.message_tag, status=status, managed_system_random=None, managed_system_guid=None
            )
        session.exchange = rakp.Exchange(
            session.console_id, session.own_id, request.remote_console_random, self._random.randbytes(16), GUID,
            request.role, request.username,
        )  # fmt: skip
        code = rakp.rakp2_code(session.suite.authentication, session.exchange, self.password)
        return rakp.Rakp2(
            message_tag=request.message_tag,
            status=0,
            remote_console_session_id=session.console_id,
            managed_system_random=session.exchange.managed_system_random,
            managed_system_guid=GUID,
            key_exchange_authentication_code=code + self.extra_code,
        )

    def _rakp_3(self, payload: bytes) -> rakp.Message | None:
        request = rakp.Rakp3.unpack(payload)
        session = self.sessions.get(request.managed_system_session_id)
        if session is None or session.exchange is None or session.is_open:
            return rakp.Rakp4(message_tag=request.message_tag, status=RmcpPlusStatus.INVALID_SESSION_ID)
        algorithm = session.suite.authentication
        expected = rakp.rakp3_code(algorithm, session.exchange, self.password)
        status = self.statuses.get(PayloadType.RAKP_3, 0)
        if request.key_exchange_authentication_code != expected:
            status = RmcpPlusStatus.INVALID_INTEGRITY_CHECK_VALUE
        if status:
            return rakp.Rakp4(message_tag=request.message_tag, status=status)
        keys = rakp.session_keys(algorithm, session.exchange, self.password, self.kg)
        if algorithm:
            session.protection = Protection(
                make_integrity(session.suite.integrity, keys.k1, self.password),
                AesCbc(keys.k2) if session.suite.confidentiality else None,
            )
        session.is_open = True
        return rakp.Rakp4(
            message_tag=request.message_tag,
            status=0,
            remote_console_session_id=session.console_id,
            integrity_check_value=rakp.rakp4_value(algorithm, session.exchange, keys.sik),
        )

    # --- in a session

    def _receive_v20(self, packet: PacketV20) -> list[bytes]:
        session = self.sessions.get(packet.session_id)
        if session is None or not session.is_open:
            return []
        message = IpmiMessage.unpack(packet.open(session.protection))
        number = (packet.is_authenticated, packet.sequence)
        if number in session.seen:
            return []
        session.seen.add(number)
        packed = []
        for answer in self._carry_out(session, message):
            session.sent += 1
            packed.append(
                pack_packet(
                    PayloadType.IPMI,
                    answer.pack(),
                    session.console_id,
                    session.sent,
                    session.protection,
                    self._random.randbytes(16),
                )
            )
        return packed

    def _carry_out(self, session: _Session, message: IpmiMessage) -> list[IpmiMessage]:
        command = (message.net_fn, message.command)
        self.log.append(command)
        if command == CLOSE_SESSION:
            refusal = self.when_closing()
            if refusal:
                return [message.answer(refusal[0])]
            self.sessions.pop(session.own_id, None)
            return [message.answer(0)]
        data = self.handlers.get(command, lambda data: b"\xc1")(message.data)
        return [message.answer(data[0], data[1:])] if data else []

    # --- IPMI 1.5

    def _receive_v15(self, packet: PacketV15) -> list[bytes]:
        message = IpmiMessage.unpack(packet.message)
        if not packet.session_id:
            return [PacketV15(message.answer(*self._outside(message)).pack()).pack()]
        session = self.sessions.get(packet.session_id)
        is_signed = packet.authentication_type == (session.authentication_type if session else -1)
        if session is None or not packet.is_authentic(self.password):
            return []
        if not session.seen and message.command == 0x3A and is_signed:
            return self._activate(session, packet, message)
        if not session.is_open or (self.per_message and not is_signed) or (False, packet.sequence) in session.seen:
            return []
        session.seen.add((False, packet.sequence))
        answers = []
        for answer in self._carry_out(session, message):
            session.sent += 1
            answers.append(
                PacketV15.seal(answer.pack(), packet.authentication_type, session.sent, session.own_id, self.password)
            )
        return answers

    def _outside(self, message: IpmiMessage) -> tuple[int, bytes]:
        if message.command == 0x38:
            flags = 0b00010111
            return 0, bytes((1, flags, 0 if self.per_message else 0x10, 0, 0, 0, 0, 0))
        if message.command == 0x39:
            if message.data[1:17].rstrip(b"\x00") != self.username:
                return 0x81, b""
            session = _Session(next(self._ids), 0)
            session.authentication_type = message.data[0]
            self.sessions[session.own_id] = session
            return 0, session.own_id.to_bytes(4, "little") + bytes(16)
        return 0xD4, b""

    def _activate(self, session: _Session, packet: PacketV15, message: IpmiMessage) -> list[bytes]:
        if not session.is_open and self.open_sessions >= self.slots:
            answer = message.answer(0x81)
            return [PacketV15(answer.pack()).pack()]
        session.is_open = True
        session.sent = int.from_bytes(message.data[18:22], "little")
        kind = session.authentication_type if self.per_message else 0
        data = bytes((kind,)) + session.own_id.to_bytes(4, "little") + b"\x01\x00\x00\x00" + message.data[1:2]
        answer = message.answer(0, data).pack()
        return [PacketV15.seal(answer, packet.authentication_type, session.sent, session.own_id, self.password)]


class Network:
    """Carries datagrams to a BMC and back, each way with the same misfortunes; ``now`` is simulated.

    ``work`` is how many seconds the BMC is busy with each datagram. What comes meanwhile waits for its turn, unless
    ``when_busy`` is told of it instead. ``most_at_bmc`` is how many datagrams were there at a time.
    """

    def __init__(
        self, bmc: TinyBmc, seed: int = 0, *, loss: float = 0, repeat: float = 0, damage: float = 0, delay: float = 0.02
    ) -> None:
        self.bmc = bmc
        self.now = 1000.0
        self.loss = loss
        self.sent: list[bytes] = []
        self.endpoints = 0
        self.work = 0.0
        self.when_busy: t.Callable[[], object] | None = None
        self.most_at_bmc = 0
        self._at_work: list[float] = []
        self._repeat = repeat
        self._damage = damage
        self._delay = delay
        self._random = random.Random(seed)
        self._travelling: list[tuple[float, int, bool, bytes]] = []
        self._order = itertools.count()

    def send(self, datagrams: list[bytes]) -> None:
        """Send datagrams to the BMC."""
        for datagram in datagrams:
            self.sent.append(datagram)
            self._travel(datagram, to_bmc=True)

    def inject(self, datagram: bytes) -> None:
        """Let somebody else send a datagram to the client."""
        heapq.heappush(self._travelling, (self.now, next(self._order), False, datagram))

    def _travel(self, datagram: bytes, to_bmc: bool, starts_in: float = 0.0) -> None:
        chance = self._random.random
        for _copy in range(2 if chance() < self._repeat else 1):
            if chance() < self.loss:
                continue
            if chance() < self._damage:
                position = self._random.randrange(len(datagram))
                changed = bytes((datagram[position] ^ self._random.randrange(1, 256),))
                datagram = datagram[:position] + changed + datagram[position + 1 :]
            arrives = self.now + starts_in + self._delay * (0.5 + chance())
            heapq.heappush(self._travelling, (arrives, next(self._order), to_bmc, datagram))

    def _arrive(self, datagram: bytes) -> None:
        self._at_work = [end for end in self._at_work if end > self.now]
        if self._at_work and self.when_busy is not None:
            self.when_busy()
            return
        end = max([self.now, *self._at_work]) + self.work
        self._at_work.append(end)
        self.most_at_bmc = max(self.most_at_bmc, len(self._at_work))
        for answer in self.bmc.receive(datagram):
            self._travel(answer, to_bmc=False, starts_in=end - self.now)

    def receive(self, until: float) -> bytes | None:
        """Let time pass until a datagram comes to the client, or until a time."""
        while self._travelling and self._travelling[0][0] <= until:
            self.now, _order, to_bmc, datagram = heapq.heappop(self._travelling)
            if not to_bmc:
                return datagram
            self._arrive(datagram)
        self.now = max(self.now, until)
        return None

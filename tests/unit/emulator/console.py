# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A remote console of the tests' own, spoken packet by packet, joined in memory with an emulated BMC.

It does one step at a time and checks nothing, so that a test can do the wrong thing at any point: the opposite of our
client, which does everything right.
"""

from __future__ import annotations

import typing as t

from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands import session as messages
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.rmcp import rakp
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.rmcp.aes import AesCbc
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.rmcp.integrity import make_integrity
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.rmcp.ipmi_message import IpmiMessage
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.rmcp.session_v15 import PacketV15
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.rmcp.session_v20 import (
    PacketV20,
    Protection,
    pack_packet,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.cipher_suite import CIPHER_SUITES
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.rmcp_plus import PayloadType
from ansible_collections.baremetal.ipmi.tests.emulator.bmc import Bmc
from ansible_collections.baremetal.ipmi.tests.emulator.lan import LanInterface
from ansible_collections.baremetal.ipmi.tests.emulator.personality import Personality, load_personality
from ansible_collections.baremetal.ipmi.tests.emulator.registry import load_handlers

if t.TYPE_CHECKING:
    from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.codec.message import Request

ADDRESS = ("127.0.0.1", 40000)
CONSOLE_ID = 0xA0A2A3A4
ADMINISTRATOR = 4


class Bench:
    """One emulated BMC with a clock in the test's hand."""

    def __init__(self, personality: Personality | str = "generic", **options: t.Any) -> None:
        load_handlers()
        self.time = 1000.0
        make = load_personality(personality) if isinstance(personality, str) else personality
        self.bmc = Bmc(make, clock=lambda: self.time, **options)
        self.lan = LanInterface(self.bmc)

    def send(self, datagram: bytes, address: tuple[str, int] = ADDRESS) -> list[bytes]:
        """Give the BMC a datagram, and return what it sends."""
        answers = self.lan.receive(datagram, address)
        for action in self.bmc.take_after_answer():
            action()
        return answers

    def ask(self, request: Request, *, v20: bool = False) -> IpmiMessage | None:
        """Send a request outside any session, and return the answer."""
        packed = pack_request(request)
        answers = self.send(pack_packet(PayloadType.IPMI, packed) if v20 else PacketV15(packed).pack())
        if not answers:
            return None
        return IpmiMessage.unpack(PacketV20.unpack(answers[0]).payload if v20 else PacketV15.unpack(answers[0]).message)


def pack_request(request: Request, sequence: int = 1) -> bytes:
    """Return the packed message that carries a request."""
    command = request.command
    return IpmiMessage(command.net_fn, command.number, command.prefix + request.pack(), sequence).pack()


class ConsoleV20:
    """An RMCP+ login in single steps; ``login()`` takes them all."""

    def __init__(
        self, bench: Bench, username: str = "admin", password: str = "admin", suite: int = 3, kg: bytes = b"",
        privilege: int = ADMINISTRATOR, name_only: bool = True, console_id: int = CONSOLE_ID,
    ) -> None:  # fmt: skip
        self.bench = bench
        self.username = username.encode("latin-1")
        self.password = password.encode("latin-1")
        self.suite = CIPHER_SUITES[suite]
        self.kg = kg
        self.privilege = privilege
        self.name_only = name_only
        self.console_id = console_id
        self.session_id = 0
        self.sequence = 0
        self.request_sequence = 0
        self.protection = Protection()
        self.icv_is_right = False

    def _exchange(self, payload_type: int, payload: bytes) -> bytes | None:
        answers = self.bench.send(pack_packet(payload_type, payload))
        return PacketV20.unpack(answers[0]).payload if answers else None

    def open_session(self, privilege: int | None = None, sizes: tuple[int, int, int] = (8, 8, 8)) -> t.Any:
        self.open_request = rakp.OpenSessionRequest(
            message_tag=1,
            requested_maximum_privilege_level=self.privilege if privilege is None else privilege,
            remote_console_session_id=self.console_id,
            authentication_payload_size=sizes[0],
            authentication_algorithm=self.suite.authentication,
            integrity_payload_size=sizes[1],
            integrity_algorithm=self.suite.integrity,
            confidentiality_payload_size=sizes[2],
            confidentiality_algorithm=self.suite.confidentiality,
        )
        payload = self._exchange(PayloadType.OPEN_SESSION_REQUEST, self.open_request.pack())
        response = rakp.OpenSessionResponse.unpack(payload or b"")
        self.session_id = response.managed_system_session_id or 0
        return response

    def rakp1(self) -> t.Any:
        self.rakp1_request = rakp.Rakp1(
            message_tag=2,
            managed_system_session_id=self.session_id,
            remote_console_random=bytes(range(16)),
            requested_maximum_privilege_level=self.privilege,
            name_only_lookup=self.name_only,
            username_length=len(self.username),
            username=self.username,
        )
        payload = self._exchange(PayloadType.RAKP_1, self.rakp1_request.pack())
        response = rakp.Rakp2.unpack(payload or b"")
        if not response.status:
            self.exchange = rakp.Exchange(
                self.console_id,
                self.session_id,
                self.rakp1_request.remote_console_random,
                response.managed_system_random,
                response.managed_system_guid,
                self.rakp1_request.role,
                self.username,
            )
        return response

    def rakp3(self, status: int = 0) -> t.Any:
        code = rakp.rakp3_code(self.suite.authentication, self.exchange, self.password)
        self.rakp3_request = rakp.Rakp3(
            message_tag=3,
            status=status,
            managed_system_session_id=self.session_id,
            key_exchange_authentication_code=code,
        )
        payload = self._exchange(PayloadType.RAKP_3, self.rakp3_request.pack())
        if payload is None:
            return None
        response = rakp.Rakp4.unpack(payload)
        keys = rakp.session_keys(self.suite.authentication, self.exchange, self.password, self.kg)
        expected = rakp.rakp4_value(self.suite.authentication, self.exchange, keys.sik)
        self.icv_is_right = response.integrity_check_value == expected
        cipher = AesCbc(keys.k2) if self.suite.confidentiality else None
        self.protection = Protection(make_integrity(self.suite.integrity, keys.k1, self.password), cipher)
        return response

    def login(self) -> int:
        """Take all steps; return the first status that is not OK, or 0."""
        for step in (self.open_session, self.rakp1, self.rakp3):
            response = step()
            if response.status:
                return int(response.status)
        return 0

    def seal(self, message: bytes, sequence: int | None = None) -> bytes:
        """Return the datagram for a packed message, with the next session sequence number unless one is given."""
        if sequence is None:
            self.sequence += 1
            sequence = self.sequence
        return pack_packet(PayloadType.IPMI, message, self.session_id, sequence, self.protection, bytes(16))

    def open(self, datagram: bytes) -> IpmiMessage:
        packet = PacketV20.unpack(datagram)
        assert packet.session_id == self.console_id
        return IpmiMessage.unpack(packet.open(self.protection))

    def ask_all(self, request: Request) -> list[IpmiMessage]:
        """Send a request in the session, and return everything that comes back."""
        self.request_sequence = self.request_sequence % 63 + 1
        datagram = self.seal(pack_request(request, self.request_sequence))
        return [self.open(answer) for answer in self.bench.send(datagram)]

    def ask(self, request: Request) -> t.Any:
        """Return the decoded response, or the completion code when it is not 00h, or None for silence."""
        return decode(request, self.ask_all(request))


class ConsoleV15:
    """An IPMI 1.5 login in single steps."""

    def __init__(
        self, bench: Bench, username: str = "admin", password: str = "admin", authentication_type: int = 2,
        privilege: int = ADMINISTRATOR,
    ) -> None:  # fmt: skip
        self.bench = bench
        self.username = username
        self.password = password.encode("latin-1")
        self.type = authentication_type
        self.privilege = privilege
        self.session_id = 0
        self.sequence = 0
        self.request_sequence = 0

    def challenge(self) -> t.Any:
        request = messages.GetSessionChallengeRequest(authentication_type=self.type, user_name=self.username)
        answer = self.bench.ask(request)
        response = decode(request, [answer] if answer else [])
        if not isinstance(response, int):
            self.session_id = response.temporary_session_id
            self.challenge_bytes = response.challenge
        return response

    def activate(self, outbound: int = 100) -> t.Any:
        request = messages.ActivateSessionRequest(
            authentication_type=self.type,
            maximum_privilege_level=self.privilege,
            challenge=self.challenge_bytes,
            initial_outbound_sequence_number=outbound,
        )
        self.activation = PacketV15.seal(pack_request(request), self.type, 0, self.session_id, self.password)
        answers = self.bench.send(self.activation)
        response = decode(request, [self.open(answer) for answer in answers])
        if response is not None and not isinstance(response, int):
            self.session_id = response.session_id
            self.sequence = response.initial_inbound_sequence_number
        return response

    def login(self) -> t.Any:
        """Return what Activate Session was answered with."""
        self.challenge()
        return self.activate()

    def open(self, datagram: bytes) -> IpmiMessage:
        packet = PacketV15.unpack(datagram)
        assert packet.is_authentic(self.password)
        return IpmiMessage.unpack(packet.message)

    def seal(self, message: bytes, authentication_type: int | None = None, sequence: int | None = None) -> bytes:
        if sequence is None:
            sequence = self.sequence
            self.sequence += 1
        kind = self.type if authentication_type is None else authentication_type
        return PacketV15.seal(message, kind, sequence, self.session_id, self.password)

    def ask(self, request: Request, authentication_type: int | None = None) -> t.Any:
        """Return the decoded response, or the completion code when it is not 00h, or None for silence."""
        self.request_sequence = self.request_sequence % 63 + 1
        datagram = self.seal(pack_request(request, self.request_sequence), authentication_type)
        return decode(request, [self.open(answer) for answer in self.bench.send(datagram)])


def decode(request: Request, answers: list[IpmiMessage]) -> t.Any:
    """Return the response in the first answer; its completion code when that is not 00h; None without an answer."""
    if not answers:
        return None
    data = answers[0].data
    return request.response.unpack(data[1 + len(request.command.prefix) :]) if data[0] == 0 else data[0]

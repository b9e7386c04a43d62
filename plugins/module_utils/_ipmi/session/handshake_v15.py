# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Opening a session of IPMI 1.5: three commands. IPMI v2.0 §13.14.

1. Get Channel Authentication Capabilities: which authentication types may be used. The strongest of those that the
   caller allows is taken.
2. Get Session Challenge names the user and brings a temporary session ID with a random challenge.
3. Activate Session sends the challenge back in a packet whose authentication code only the password can make.

A BMC answers a wrong password with silence, as it does any packet whose code is wrong. So silence after a challenge
that was answered is taken for a wrong password. How many tries it takes to say so depends on the network, since each
try may count as a failed login at the BMC: after the first few, some harmless commands show whether packets get lost
here, and only then there are more.
"""

from __future__ import annotations

import typing as t

from ..codec.message import Request
from ..commands.session import (
    ActivateSessionRequest,
    ActivateSessionResponse,
    GetChannelAuthenticationCapabilitiesRequest,
    GetChannelAuthenticationCapabilitiesResponse,
    GetSessionChallengeRequest,
    GetSessionChallengeResponse,
)
from ..errors import NoSessionSlot, SessionError, SuiteRefused, WrongPassword
from ..rmcp.ipmi_message import SEQUENCE_COUNT, IpmiMessage
from ..spec.authentication_type import AuthenticationType
from ..spec.completion_code import BUSY
from .credentials import Credentials
from .envelope import ActivatingEnvelope, Envelope, EnvelopeV15, RandomBytes
from .presence import Presence
from .steps import Established, Handshake, Pause, SlotPatience, Step
from .verdicts import error_for_activation, error_for_challenge

_TRIES = 3
_MORE_TRIES_WHEN_LOSSY = 6
_PROBES = 6
_PAUSE_WHEN_BUSY = 1.0
_SEQUENCE_SIZE = 4

_OFFERED = {
    AuthenticationType.NONE: "authentication_none",
    AuthenticationType.MD2: "authentication_md2",
    AuthenticationType.MD5: "authentication_md5",
    AuthenticationType.STRAIGHT_PASSWORD: "authentication_straight_password",
}
"""Where the capabilities say that a type is enabled."""


class _CommandStep(Step):
    """One command outside or at the edge of a session. Answered with (completion code, data)."""

    def __init__(self, request: Request, sequence: int, envelope: Envelope, tries: int = 0) -> None:
        command = request.command
        self._envelope = envelope
        self._message = IpmiMessage(command.net_fn, command.number, request.pack(), sequence)
        self._wire = self._message.pack()
        self.tries = tries
        self.title = command.title
        self.may_open = isinstance(request, ActivateSessionRequest)
        self.transmissions = 0

    def transmit(self) -> bytes:
        self.transmissions += 1
        return self._envelope.seal(self._wire)

    def receive(self, datagram: bytes) -> t.Any:
        response = IpmiMessage.unpack(self._envelope.open(datagram))
        sent = self._message
        if (response.net_fn, response.command, response.sequence) != (sent.net_fn | 1, sent.command, sent.sequence):
            return None
        return response.data[0], response.data[1:]


class LanHandshake:
    """One login; :meth:`steps` is the handshake."""

    def __init__(self, credentials: Credentials, random_bytes: RandomBytes, presence: Presence) -> None:
        self._credentials = credentials
        self._random_bytes = random_bytes
        self._presence = presence
        self._slots = SlotPatience(credentials.timeout)
        self._sequence = 0
        self._is_lossy = False

    def steps(self) -> Handshake:
        """Choose an authentication type, then challenge and activate until there is a session slot."""
        capabilities = yield from self._ask_capabilities()
        kind = self._choose(capabilities)
        while True:
            challenge = yield from self._ask_challenge(kind)
            try:
                return (yield from self._activate(kind, challenge))
            except NoSessionSlot as full:
                yield from self._slots.wait(full)

    def _ask_capabilities(
        self,
    ) -> t.Generator[Step | Pause, t.Any, GetChannelAuthenticationCapabilitiesResponse]:
        request = GetChannelAuthenticationCapabilitiesRequest(
            extended_capabilities=False, maximum_privilege_level=self._credentials.privilege
        )
        code, data = yield from self._ask(request, Envelope())
        if code:
            explained = request.command.explain(code)
            raise SessionError(f"{self._credentials.bmc} does not tell how to log in (completion code {explained})")
        return GetChannelAuthenticationCapabilitiesResponse.unpack(data)

    def _choose(self, capabilities: GetChannelAuthenticationCapabilitiesResponse) -> AuthenticationType:
        offered = [kind for kind, field in _OFFERED.items() if getattr(capabilities, field)]
        for kind in self._credentials.authentication_types:
            if kind in offered:
                return kind
        raise SuiteRefused(
            f"{self._credentials.bmc} offers no IPMI 1.5 authentication type that may be used for "
            f"{self._credentials.privilege.name.lower()}: offered {_names(offered)}, "
            f"allowed {_names(self._credentials.authentication_types)}"
        )

    def _ask_challenge(self, kind: AuthenticationType) -> t.Generator[Step | Pause, t.Any, GetSessionChallengeResponse]:
        request = GetSessionChallengeRequest(
            authentication_type=kind, user_name=self._credentials.username.decode("latin-1")
        )
        code, data = yield from self._ask(request, Envelope())
        if code:
            raise error_for_challenge(code, request.command.explain(code), self._credentials)
        return GetSessionChallengeResponse.unpack(data)

    def _activate(
        self, kind: AuthenticationType, challenge: GetSessionChallengeResponse
    ) -> t.Generator[Step | Pause, t.Any, Established]:
        credentials = self._credentials
        request = ActivateSessionRequest(
            authentication_type=kind,
            maximum_privilege_level=credentials.privilege,
            challenge=challenge.challenge,
            initial_outbound_sequence_number=int.from_bytes(self._random_bytes(_SEQUENCE_SIZE), "little") or 1,
        )
        envelope = ActivatingEnvelope(kind, credentials.password, challenge.temporary_session_id)
        answer = yield from self._ask(request, envelope, _TRIES)
        sequence = self._sequence
        if answer is None and (yield from self._packets_get_lost()):
            # The very same message: the BMC may have opened the session, with the answer lost.
            answer = yield from self._ask(request, envelope, _MORE_TRIES_WHEN_LOSSY, sequence)
        if answer is None:
            raise WrongPassword(
                f"{credentials.bmc} does not answer Activate Session, which most likely means that "
                f"{credentials.user} has another password"
            )
        code, data = answer
        if code:
            raise error_for_activation(code, request.command.explain(code), credentials)
        activated = ActivateSessionResponse.unpack(data)
        granted = activated.maximum_privilege_level or credentials.privilege
        return Established(
            EnvelopeV15(
                kind,
                credentials.password,
                activated.session_id,
                activated.initial_inbound_sequence_number,
                per_message=activated.authentication_type != AuthenticationType.NONE,
            ),
            privilege_limit=min(credentials.privilege, granted),
            authentication_type=kind,
        )

    def _packets_get_lost(self) -> t.Generator[Step | Pause, t.Any, bool]:
        for _probe in range(_PROBES):
            if self._is_lossy:
                break
            yield from self._ask_capabilities()
        return self._is_lossy

    def _ask(
        self, request: Request, envelope: Envelope, tries: int = 0, sequence: int | None = None
    ) -> t.Generator[Step | Pause, t.Any, t.Any]:
        """Return completion code and data, None for silence. A busy BMC is asked again after a while."""
        while True:
            if sequence is None:
                sequence = self._sequence = (self._sequence + 1) % SEQUENCE_COUNT
            step = _CommandStep(request, sequence, envelope, tries)
            sequence = None
            answer = yield step
            self._is_lossy = self._is_lossy or (answer is not None and step.transmissions > 1)
            if answer is None or answer[0] not in BUSY:
                return answer
            code = request.command.explain(answer[0])
            yield Pause(_PAUSE_WHEN_BUSY, SessionError(f"{self._credentials.bmc} stays busy (completion code {code})"))


def _names(kinds: t.Iterable[AuthenticationType]) -> str:
    return ", ".join(kind.name.lower() for kind in kinds) or "none at all"

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Opening an RMCP+ session: three questions, three answers. IPMI v2.0 §13.15.

=====================  ======================  ==================================================
we send                the BMC answers         now known
=====================  ======================  ==================================================
Open Session Request   Open Session Response   the algorithms; both session IDs
RAKP 1: user, random   RAKP 2: proof, random   that the BMC knows the password; all keys
RAKP 3: proof          RAKP 4: check value     that the BMC accepts us; that its Kg is ours
=====================  ======================  ==================================================

Suites are tried in the order given, each from the start, and never one outside the list: status 04h, 05h, 10h, 11h
or other algorithms than asked for end the attempt with one suite, not the login. Nothing authenticates these
packets, so what looks like a verdict may be a damaged packet: a proof that does not fit, or a refusal of the user
or the privilege level, is asked for a second time. That costs the user nothing: only RAKP 3 is an attempt that a
BMC counts.

Every transmission carries a tag of its own, and only the answer to the last one counts. A BMC rolls new random
numbers for a repeated RAKP 1, and an answer to the first one would lead to a proof that it no longer accepts. Of RAKP 3
any transmission may be the one that is answered: by then all numbers are settled, and the session is open.
For the same reason an attempt starts over when RAKP 3 is not answered.
"""

from __future__ import annotations

import hmac
import typing as t

from ..codec.message import Message
from ..errors import (
    IpmiError,
    NoSessionSlot,
    PrivilegeTooLow,
    SessionError,
    SuiteRefused,
    UnknownUser,
    WrongKg,
    WrongPassword,
)
from ..rmcp import rakp
from ..rmcp.integrity import make_integrity
from ..rmcp.session_v20 import PacketV20, Protection, pack_packet
from ..spec.cipher_suite import CIPHER_SUITES, AuthenticationAlgorithm, CipherSuite, ConfidentialityAlgorithm
from ..spec.rmcp_plus import PayloadType, RmcpPlusStatus
from .credentials import Credentials
from .envelope import EnvelopeV20, RandomBytes
from .presence import Presence
from .steps import Established, Handshake, Pause, SlotPatience, Step
from .verdicts import STARTS_OVER, SUITE_REFUSED, describe_status, error_for_status

_RANDOM_SIZE = 16
_SESSION_ID_SIZE = 4
_TRIES = {PayloadType.OPEN_SESSION_REQUEST: 5, PayloadType.RAKP_1: 6, PayloadType.RAKP_3: 4}
_PROOFS_ASKED_FOR = 2
_TRIES_TO_CONFIRM = 2
"""A BMC that refused may have dropped the session that was being opened, and then say nothing more."""
_STARTS = 6
"""How often a BMC may forget the session that it is just opening."""
_PAUSE_BEFORE_START = 0.5


class _Refused(Exception):
    """This suite is not to be had; the next one may be."""


class _StartOver(Exception):
    """The BMC lost track of the handshake."""


class _RmcpPlusStep(Step):
    """One payload type sent, another awaited."""

    def __init__(self, tags: t.Iterator[int], message: Message, kinds: tuple[PayloadType, PayloadType]) -> None:
        self._tags = tags
        self._counting_tags: set[int] = set()
        self.transmissions = 0
        self.was_overtaken = False
        self._message = message
        self._sends, self._awaits = kinds
        self.tries = _TRIES[self._sends]
        self.title = self._sends.name.replace("_", " ")
        self.may_open = self._sends == PayloadType.RAKP_3

    def transmit(self) -> bytes:
        tag = next(self._tags)
        if not self.may_open:
            self._counting_tags.clear()
        self._counting_tags.add(tag)
        self.transmissions += 1
        return pack_packet(self._sends, self._message.replace(message_tag=tag).pack())

    def receive(self, datagram: bytes) -> t.Any:
        packet = PacketV20.unpack(datagram)
        self.was_overtaken |= packet.payload_type == self._awaits - 2
        if packet.payload_type != self._awaits or packet.session_id or packet.is_encrypted or packet.is_authenticated:
            return None
        answer = _ANSWERS[self._awaits].unpack(packet.payload)
        if answer.message_tag not in self._counting_tags or not isinstance(answer.status, RmcpPlusStatus):
            return None
        return answer


_ANSWERS: dict[int, t.Any] = {
    PayloadType.OPEN_SESSION_RESPONSE: rakp.OpenSessionResponse,
    PayloadType.RAKP_2: rakp.Rakp2,
    PayloadType.RAKP_4: rakp.Rakp4,
}


_OPEN_SESSION = (PayloadType.OPEN_SESSION_REQUEST, PayloadType.OPEN_SESSION_RESPONSE)
_RAKP_1_AND_2 = (PayloadType.RAKP_1, PayloadType.RAKP_2)
_RAKP_3_AND_4 = (PayloadType.RAKP_3, PayloadType.RAKP_4)


class RmcpPlusHandshake:
    """One login; :meth:`steps` is the handshake."""

    def __init__(self, credentials: Credentials, random_bytes: RandomBytes, presence: Presence) -> None:
        self._credentials = credentials
        self._random_bytes = random_bytes
        self._presence = presence
        self._slots = SlotPatience(credentials.timeout)
        self._tags = _count_tags()
        self._refused: dict[int, str] = {}
        self._starts = 0
        self._wrong_values = 0
        self._rejections = 0
        self._rakp_1_was_repeated = False

    def steps(self) -> Handshake:
        """Try the suites in order until one is accepted, again and again for those that are not answered."""
        while True:
            for suite_id in self._credentials.cipher_suites:
                if suite_id in self._refused:
                    continue
                try:
                    established = yield from self._try_suite(CIPHER_SUITES[suite_id])
                except _Refused as refusal:
                    self._refused[suite_id] = str(refusal)
                    continue
                if established is not None:
                    return established
            if len(self._refused) >= len(set(self._credentials.cipher_suites)):
                raise self._all_refused()
            if self._refused:
                yield Pause(_PAUSE_BEFORE_START, self._all_refused())

    def _try_suite(self, suite: CipherSuite) -> t.Generator[Step | Pause, t.Any, Established | None]:
        """Return the session, or None when the BMC does not answer for this suite but is alive."""
        while True:
            try:
                established = yield from self._attempt(suite)
            except NoSessionSlot as full:
                yield from self._slots.wait(full)
            except _StartOver as lost:
                self._starts += 1
                if self._starts >= _STARTS:
                    raise self._lost_track(lost) from None
                yield Pause(_PAUSE_BEFORE_START, self._lost_track(lost))
            else:
                if established is not None or self._presence.is_alive:
                    return established

    def _attempt(self, suite: CipherSuite) -> t.Generator[Step | Pause, t.Any, Established | None]:
        """Go through the three exchanges once. None: Open Session was not answered."""
        _require_ciphers(suite)
        opened = yield from self._open_session(suite)
        if opened is None:
            return None
        rakp_1 = rakp.Rakp1(
            message_tag=0,
            managed_system_session_id=opened.managed_system_session_id,
            remote_console_random=self._random_bytes(_RANDOM_SIZE),
            requested_maximum_privilege_level=self._credentials.privilege,
            name_only_lookup=self._credentials.name_only_lookup,
            username_length=len(self._credentials.username),
            username=self._credentials.username,
        )
        exchange = yield from self._exchange_proofs(suite, opened, rakp_1)
        keys = yield from self._confirm(suite, exchange)
        granted = opened.maximum_privilege_level or self._credentials.privilege
        return Established(
            EnvelopeV20(
                exchange.managed_system_session_id,
                exchange.remote_console_session_id,
                _protection(suite, keys, self._credentials.password),
                self._random_bytes,
            ),
            privilege_limit=min(self._credentials.privilege, granted),
            cipher_suite=suite.id,
            system_guid=exchange.managed_system_guid,
        )

    def _ask(self, step: _RmcpPlusStep) -> t.Generator[Step | Pause, t.Any, t.Any]:
        """Return the answer if its status is OK, None for silence; raise what another status means."""
        answer = yield step
        if answer is None or answer.status == RmcpPlusStatus.OK:
            return answer
        if answer.status in SUITE_REFUSED:
            raise _Refused(describe_status(answer.status))
        if answer.status in STARTS_OVER:
            raise _StartOver(describe_status(answer.status))
        raise error_for_status(answer.status, self._credentials)

    def _open_session(self, suite: CipherSuite) -> t.Generator[Step | Pause, t.Any, t.Any]:
        console_id = int.from_bytes(self._random_bytes(_SESSION_ID_SIZE), "little") or 1
        request = rakp.OpenSessionRequest(
            message_tag=0,
            requested_maximum_privilege_level=self._credentials.privilege,
            remote_console_session_id=console_id,
            authentication_algorithm=suite.authentication,
            integrity_algorithm=suite.integrity,
            confidentiality_algorithm=suite.confidentiality,
        )
        wanted = tuple(suite[1:])
        refusal: Exception = _Refused("the BMC chose other algorithms than asked for")
        for _chance in range(_PROOFS_ASKED_FOR):
            try:
                answer = yield from self._ask(_RmcpPlusStep(self._tags, request, _OPEN_SESSION))
            except PrivilegeTooLow as error:
                refusal = error
                continue
            if answer is None:
                return None
            chosen = (answer.authentication_algorithm, answer.integrity_algorithm, answer.confidentiality_algorithm)
            if chosen == wanted and answer.managed_system_session_id and answer.remote_console_session_id == console_id:
                return answer
        raise refusal

    def _exchange_proofs(
        self, suite: CipherSuite, opened: rakp.OpenSessionResponse, rakp_1: rakp.Rakp1
    ) -> t.Generator[Step | Pause, t.Any, rakp.Exchange]:
        """Return what both sides know after RAKP 2, the BMC's proof checked."""
        password = self._credentials.password
        step = _RmcpPlusStep(self._tags, rakp_1, _RAKP_1_AND_2)
        refusal: SessionError | None = None
        for _chance in range(_PROOFS_ASKED_FOR):
            try:
                answer = yield from self._ask(step)
            except (UnknownUser, PrivilegeTooLow) as error:
                refusal = error
                step.tries = _TRIES_TO_CONFIRM
                continue
            except _StartOver as start_over:
                raise refusal or start_over from None
            if answer is None:
                raise refusal or _StartOver("it does not answer RAKP 1, as some BMCs do for a user they do not know")
            self._rakp_1_was_repeated = step.transmissions > 1
            if answer.managed_system_guid is None:
                continue
            exchange = rakp.Exchange(
                t.cast(int, opened.remote_console_session_id),
                t.cast(int, opened.managed_system_session_id),
                rakp_1.remote_console_random,
                answer.managed_system_random,
                answer.managed_system_guid,
                rakp_1.role,
                rakp_1.username,
            )
            expected = rakp.rakp2_code(suite.authentication, exchange, password)
            # Quirk: Supermicro X8, Sun ILOM: one byte too many after the code. FreeIPMI "supermicro20", "sun20".
            if hmac.compare_digest(expected, answer.key_exchange_authentication_code[: len(expected)]):
                return exchange
        raise refusal or WrongPassword(f"{self._credentials.bmc} has another password for {self._credentials.user}")

    def _confirm(
        self, suite: CipherSuite, exchange: rakp.Exchange
    ) -> t.Generator[Step | Pause, t.Any, rakp.SessionKeys]:
        """Prove that we know the password, and return the keys once the BMC has shown the same ones."""
        algorithm, credentials = suite.authentication, self._credentials
        keys = rakp.session_keys(algorithm, exchange, credentials.password, credentials.kg)
        rakp_3 = rakp.Rakp3(
            message_tag=0,
            status=RmcpPlusStatus.OK,
            managed_system_session_id=exchange.managed_system_session_id,
            key_exchange_authentication_code=rakp.rakp3_code(algorithm, exchange, credentials.password),
        )
        step = _RmcpPlusStep(self._tags, rakp_3, _RAKP_3_AND_4)
        try:
            answer = yield from self._ask(step)
        except WrongPassword:
            # The BMC's own proof was right, so the password is. It may have rolled new numbers for a RAKP 1 that came
            # twice, of which an unexpected RAKP 2 is a sign; otherwise our proof may have been damaged on its way.
            self._rejections += 1
            is_repeated = self._rakp_1_was_repeated or step.was_overtaken
            if self._rejections >= _PROOFS_ASKED_FOR and not is_repeated:
                raise
            raise _StartOver("it does not accept the proof") from None
        if answer is None:
            raise _StartOver("it does not answer RAKP 3")
        # Quirk: Supermicro X8DT, Intel S5500/S2600: a value even with suite 0, where there is nothing to check it
        # with. FreeIPMI "integritycheckvalue".
        expected = rakp.rakp4_value(algorithm, exchange, keys.sik)
        if hmac.compare_digest(expected, answer.integrity_check_value[: len(expected)]):
            return keys
        self._wrong_values += 1
        if self._wrong_values < _PROOFS_ASKED_FOR:
            raise _StartOver("its check value does not fit")
        raise self._wrong_kg()

    def _lost_track(self, reason: Exception) -> SessionError:
        return SessionError(f"{self._credentials.bmc} loses track while opening a session: {reason}")

    def _wrong_kg(self) -> IpmiError:
        bmc, user = self._credentials.bmc, self._credentials.user
        if any(self._credentials.kg):
            return WrongKg(f"{bmc} has another Kg than the one given (the password of {user} is right)")
        return WrongKg(
            f"{bmc} derives other session keys, though the password of {user} is right: it most likely has a Kg set, "
            "and none was given"
        )

    def _all_refused(self) -> SuiteRefused:
        tried = ", ".join(
            f"{suite} ({self._refused.get(suite, 'no answer')})" for suite in self._credentials.cipher_suites
        )
        return SuiteRefused(f"{self._credentials.bmc} accepts none of the cipher suites tried: {tried}")


def _count_tags() -> t.Iterator[int]:
    while True:
        yield from range(256)


def _require_ciphers(suite: CipherSuite) -> None:
    if suite.confidentiality != ConfidentialityAlgorithm.NONE:
        from ..rmcp.aes import HAS_CRYPTOGRAPHY

        if not HAS_CRYPTOGRAPHY:
            raise _Refused("it encrypts, and the Python library cryptography is not installed here")


def _protection(suite: CipherSuite, keys: rakp.SessionKeys, password: bytes) -> Protection:
    if suite.authentication == AuthenticationAlgorithm.NONE:
        return Protection()
    confidentiality = None
    if suite.confidentiality != ConfidentialityAlgorithm.NONE:
        from ..rmcp.aes import AesCbc

        confidentiality = AesCbc(keys.k2)
    return Protection(make_integrity(suite.integrity, keys.k1, password), confidentiality)

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is known so far of one address that is being asked, and what to ask it next.

::

    nothing heard        PING, EXTENDED, PING, EXTENDED ... until the tries are used up: silent
    something heard      what of PING and EXTENDED is not answered yet, each answer bringing a new set of tries
    EXTENDED refused,    PLAIN, with a set of tries of its own
    or not answered
    though PING is
    nothing left         done

A BMC that answers only one of PING and EXTENDED is found like one that answers both, if with half the tries.
"""

from __future__ import annotations

import typing as t

from ..commands.session import GetChannelAuthenticationCapabilitiesResponse
from ..rmcp.asf import PresencePong
from ..spec.completion_code import BUSY
from .questions import EXTENDED, PING, PLAIN, Capabilities, Pong
from .sighting import Sighting, Target

_FIRST_QUESTIONS = 1 << PING | 1 << EXTENDED
_FIRST_NUMBER = bytes((PING,))
_IN_TURN = (PING, EXTENDED, PLAIN)


class Inquiry:
    """One address. ``due`` and ``queue`` are the sweep's own: when to go on, and where the inquiry waits for it."""

    __slots__ = ("_answers", "_asked", "_open", "due", "queue", "silences", "target", "trouble")

    due: float
    queue: t.OrderedDict[Target, Inquiry]

    def __init__(self, target: Target) -> None:
        self.target = target
        self.silences = 0
        self.trouble = ""
        self._open = _FIRST_QUESTIONS
        self._asked = b""
        self._answers: _Answers | None = None

    @property
    def is_answered(self) -> bool:
        """Whether there is nothing left to ask."""
        return not self._open

    def next_question(self) -> tuple[int, int]:
        """Return a question and the number to send it with; it counts as unanswered from now on."""
        asked = self._asked
        number = len(asked)
        self.silences += 1
        if not number:
            self._asked = _FIRST_NUMBER
            return PING, 0
        question = asked[-1]
        for _question in _IN_TURN:
            question = (question + 1) % len(_IN_TURN)
            if self._open >> question & 1:
                break
        self._asked = asked + bytes((question,))
        return question, number

    def receive(self, answer: Pong | Capabilities) -> bool:
        """Take in an answer; tell whether the next question may be asked at once.

        It may when this is the answer to the last one, so that nothing is on its way any more, unless the BMC says that
        it is busy. An answer to a number that was not used for this kind of question is ignored.
        """
        number = answer.number
        if number >= len(self._asked) or (self._asked[number] == PING) != isinstance(answer, Pong):
            return False
        if self._answers is None:
            self._answers = _Answers()
        if isinstance(answer, Pong):
            self._answers.pong = self._answers.pong or answer.pong
            self._close(PING)
        elif answer.completion_code in BUSY:
            self._answers.refusal = self._answers.refusal or answer.refusal
            return False
        else:
            self._receive_capabilities(self._answers, self._asked[number], answer)
        return number == len(self._asked) - 1

    def _receive_capabilities(self, answers: _Answers, question: int, answer: Capabilities) -> None:
        if answer.response is not None:
            if answers.capabilities is None or question == EXTENDED:
                answers.capabilities = answer.response
            self._close(EXTENDED)
            self._close(PLAIN)
        elif self._open >> question & 1:
            answers.refusal = answer.refusal
            self._close(question)
            if question == EXTENDED:
                self._open |= 1 << PLAIN

    def _close(self, question: int) -> None:
        if self._open >> question & 1:
            self._open &= ~(1 << question)
            self.silences = 0

    def receive_garbage(self) -> None:
        """Note that something came which is no answer to anything."""
        if self._answers is None:
            self._answers = _Answers()

    def give_up(self) -> None:
        """Stop asking what was asked in vain. There may be one more question, for a BMC that answers pings alone."""
        answers = self._answers
        unanswered = self._open
        self._open = 0
        if answers is not None and answers.pong is not None and unanswered >> EXTENDED & 1:
            self._open = 1 << PLAIN
            self.silences = 0

    def sighting(self) -> Sighting | None:
        """Return what has been found, None if nothing has come from there."""
        answers = self._answers
        if answers is None:
            return None
        refusal = "" if answers.capabilities is not None else answers.refusal
        return Sighting(self.target, answers.pong, answers.capabilities, refusal, self.trouble)


class _Answers:
    """What has come from an address. Apart from the inquiry, since most addresses never answer."""

    __slots__ = ("capabilities", "pong", "refusal")

    def __init__(self) -> None:
        self.pong: PresencePong | None = None
        self.capabilities: GetChannelAuthenticationCapabilitiesResponse | None = None
        self.refusal = ""

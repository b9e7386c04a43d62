# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Is anybody there? Collects the signs of life that tell one kind of silence from another.

No answer to IPMI has many causes. A presence ping after a few unanswered tries tells a machine that is off (no
pong) from one whose IPMI is switched off (pong), and the operating system tells a closed port.
"""

from __future__ import annotations

from ..errors import DecodeError, IpmiDisabled, IpmiError, NoAnswer, PortClosed, SessionLost
from ..rmcp.asf import PresencePong, pack_ping, unpack_presence

TRIES_BEFORE_PING = 2
_PONGS_IN_A_ROW = 4
_REFUSALS = 3
_REFUSED_FOR = 2.0


class Presence:
    """Signs of life of one BMC."""

    def __init__(self, bmc: str) -> None:
        self._bmc = bmc
        self._answered_at: float | None = None
        self._pong_at: float | None = None
        self._pongs_in_a_row = 0
        self._refusals = 0
        self._refused_at = 0.0
        self._trouble = ""
        self._tag = 0
        self._tag_answered = True

    @property
    def is_alive(self) -> bool:
        """Whether anything ever came back."""
        return self._answered_at is not None or self._pong_at is not None

    def ping(self) -> bytes:
        """Return a presence ping to be sent."""
        self._tag = (self._tag + 1) % 0xFF
        if not self._tag_answered:
            self._pongs_in_a_row = 0
        self._tag_answered = False
        return pack_ping(self._tag)

    def receive_pong(self, datagram: bytes, now: float) -> None:
        """Note a pong; anything else is ignored."""
        try:
            pong = unpack_presence(datagram)
        except DecodeError:
            return
        if isinstance(pong, PresencePong):
            self._pong_at = now
            self._pongs_in_a_row += pong.message_tag == self._tag and not self._tag_answered
            self._tag_answered = pong.message_tag == self._tag
            self._refusals = 0

    def answered(self, now: float) -> None:
        """Note that the BMC spoke IPMI to us."""
        self._answered_at = now
        self._refusals = 0
        self._pongs_in_a_row = 0

    @property
    def is_within_reach(self) -> bool:
        """Whether the last few pings since the last answer all got through: the silence is not the network's fault."""
        return self._pongs_in_a_row >= _PONGS_IN_A_ROW

    def refused(self, error: OSError, now: float) -> None:
        """Note what the operating system said: the port is closed, there is no way to the host, and the like."""
        if not isinstance(error, ConnectionRefusedError):
            self._trouble = error.strerror or str(error)
            return
        if not self._refusals:
            self._refused_at = now
        self._refusals += 1

    def is_refused(self, now: float) -> bool:
        """Tell whether the port is closed for good: not just for a moment, as while a BMC restarts."""
        return self._refusals >= _REFUSALS and now - self._refused_at >= _REFUSED_FOR

    def port_closed(self) -> PortClosed:
        return PortClosed(f"{self._bmc} answers that nothing listens on this UDP port")

    def never_opened(self) -> IpmiError:
        """Return what to say when the time is over and no session was opened."""
        if self._answered_at is not None:
            return NoAnswer(f"{self._bmc} stopped answering while a session was being opened")
        if self._pong_at is not None:
            return IpmiDisabled(
                f"{self._bmc} answers presence pings but opens no session: IPMI over LAN is switched off there, or it "
                "speaks only the other version (bmc_interface lan or lanplus)"
            )
        if self._refusals:
            return self.port_closed()
        trouble = f" ({self._trouble})" if self._trouble else ""
        return NoAnswer(f"{self._bmc} does not answer{trouble}")

    def went_silent(self, since: float, now: float) -> IpmiError:
        """Return what to say of a session in which nothing was answered since ``since``."""
        seconds = f"{now - since:.0f} s"
        if self._refusals:
            return SessionLost(f"{self._bmc} closed its port in the middle of the session")
        if self._pong_at is not None and self._pong_at >= since:
            return SessionLost(f"{self._bmc} no longer answers in this session ({seconds}), but answers presence pings")
        return NoAnswer(f"{self._bmc} stopped answering in the middle of the session ({seconds})")

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Changing the address, gateway, VLAN or port that the session itself uses.

IPMI has no timed rollback, and the session does not follow the BMC to a new address. So such writes come last, in one
run: each is sent without insisting on an answer; then the run ends with a login at the new place. Only that counts:
the same system GUID must answer there, and what was written is read back through the new session. When nobody answers
there, the old place is tried, since a BMC may have ignored the write; the error says what was written, and where the
BMC was looked for.
"""

from __future__ import annotations

import ipaddress
import typing as t

from .._ipmi.codec.message import Request
from .._ipmi.commands.session import (
    CloseSessionRequest,
    GetSessionInfoRequest,
    GetSessionInfoResponse,
    GetSystemGuidRequest,
)
from .._ipmi.effects import Procedure, Relogin, Send, SessionFacts
from .._ipmi.errors import CompletionCodeError, IpmiError, StateError
from .._ipmi.spec.session import SessionIndex
from .bmc import Bmc

PATIENCE_SECONDS = 60.0
"""How long a login at the new place is tried: switches and ARP tables take their time."""
PATIENCE_AT_OLD_PLACE_SECONDS = 10.0


class LostAfterChange(StateError):
    """The change was written, and the BMC did not answer at the place where it should be."""

    error_code = "unreachable_after_change"


class Move:
    """What a run of writes does to the way between the session and the BMC.

    A write that may cut the session is given to ``write``. ``new_host`` and ``new_port`` are where the BMC will be;
    ``afterwards`` is work that needs a session that is not cut.
    """

    def __init__(self, facts: SessionFacts, reconnect_to: str | None) -> None:
        self.host = facts.host
        self.port = facts.port
        self.reconnect_to = reconnect_to
        self.new_host: str | None = None
        self.new_port: int | None = None
        self.afterwards: list[t.Callable[[], Procedure[None]]] = []
        self._family = _family(facts.host)
        self._guid: bytes | None = None
        self._session: GetSessionInfoResponse | None = None
        self._cut_by: list[str] = []
        self._written: list[str] = []
        self._lost = False

    @property
    def may_be_ipv4(self) -> bool:
        """Whether the session may have come in over IPv4; nobody knows when the host was given by name."""
        return self._family != 6

    @property
    def may_be_ipv6(self) -> bool:
        return self._family != 4

    @property
    def is_lost(self) -> bool:
        return self._lost

    def leads_to(self, address: str) -> bool:
        """Tell whether the session was opened to this address; a name is taken to mean it.

        Otherwise something translates addresses in between, and a new address of the BMC is not where to log in.
        """
        return self._family is None or ipaddress.ip_address(self.host) == ipaddress.ip_address(address)

    def start(self, bmc: Bmc) -> Procedure[None]:
        """Note which BMC it is, while there is still a session."""
        self._guid = yield from _system_guid(bmc)
        self._session = yield from _session_info(GetSessionInfoRequest())

    def write(self, request: Request, what: str) -> Procedure[None]:
        """Send a write that may cut the session. Raises CompletionCodeError when it was refused."""
        yield Send(request)
        self._cut_by.append(what)
        if what not in self._written:
            self._written.append(what)

    def catch_up(self, bmc: Bmc) -> Procedure[None]:
        """Have a session that works: log in at the new place if something was written that cuts the old one."""
        if not self._cut_by:
            return
        if self._lost:
            raise LostAfterChange(f"There is no session with the BMC since {', '.join(self._cut_by)} was written")
        changes: dict[str, t.Any] = {}
        host = self.reconnect_to or self.new_host
        if host:
            changes["host"] = host
        if self.new_port:
            changes["port"] = self.new_port
        try:
            yield Relogin(changes, PATIENCE_SECONDS)
        except IpmiError as error:
            yield from self._return(bool(changes), error)
        yield from self._recognize(bmc)
        yield from self._close_old_session()
        self._cut_by.clear()

    def finish(self, bmc: Bmc) -> Procedure[None]:
        """End the run: a login at the new place, and what was left for afterwards."""
        yield from self.catch_up(bmc)
        while self.afterwards:
            yield from self.afterwards.pop(0)()

    def _place(self) -> str:
        host = self.reconnect_to or self.new_host or self.host
        return f"{f'[{host}]' if ':' in host else host}:{self.new_port or self.port}"

    def _return(self, has_moved: bool, error: IpmiError) -> Procedure[None]:
        """Raise LostAfterChange; with a session at the old place again, if the BMC is still there."""
        self._lost = True
        written = ", ".join(self._written)
        message = f"{written}: written, but no login succeeded at {self._place()} ({error})."
        if has_moved:
            try:
                yield Relogin({}, PATIENCE_AT_OLD_PLACE_SECONDS)
            except IpmiError:
                message += f" It does not answer at {self.host} any more either."
            else:
                self._lost = False
                self._cut_by.clear()
                message += f" It still answers at {self.host}."
        raise LostAfterChange(message) from None

    def _recognize(self, bmc: Bmc) -> Procedure[None]:
        guid = yield from _system_guid(bmc)
        if self._guid and guid and guid != self._guid:
            self._lost = True
            raise LostAfterChange(
                f"{', '.join(self._written)}: written, but another BMC answers at {self._place()}: "
                f"its system GUID is {guid.hex()}, not {self._guid.hex()}"
            )

    def _close_old_session(self) -> Procedure[None]:
        """Close the session that was cut: its own good-bye could not arrive, and BMCs have few sessions."""
        old, self._session = self._session, (yield from _session_info(GetSessionInfoRequest()))
        if old is None or old.remote_console_port is None:
            return
        by_handle = bytes([old.session_handle])
        found = yield from _session_info(
            GetSessionInfoRequest(session_index=SessionIndex.BY_HANDLE, handle_or_id=by_handle)
        )
        if found is None or _console(found) != _console(old):
            return
        try:
            yield CloseSessionRequest(session_id=0, session_handle=old.session_handle)
        except CompletionCodeError:
            return


def _console(session: GetSessionInfoResponse) -> tuple[t.Any, ...]:
    """Return whose session it is, down to the port of the remote console."""
    return session.user_id, session.remote_console_ip_address, session.remote_console_port


def _session_info(request: GetSessionInfoRequest) -> Procedure[GetSessionInfoResponse | None]:
    try:
        response: GetSessionInfoResponse = yield request
    except CompletionCodeError:
        return None
    return response


def _family(host: str) -> int | None:
    try:
        return ipaddress.ip_address(host).version
    except ValueError:
        return None


def _system_guid(bmc: Bmc) -> Procedure[bytes | None]:
    """Return the system GUID of the session's BMC; RMCP+ told it at login, otherwise it is asked for."""
    facts = yield from bmc.facts()
    if facts.system_guid:
        return facts.system_guid
    try:
        response = yield GetSystemGuidRequest()
    except CompletionCodeError:
        return None
    return bytes(response.guid)

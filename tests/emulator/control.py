# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The control socket: JSON objects, one per line, each answered by one line.

A request is ``{"do": NAME, ...}``, the answer ``{"ok": true, "result": ...}`` or ``{"ok": false, "error": TEXT}``.
Where a request takes ``bmc``, it is a number, a list of numbers, or absent for the whole fleet. Nothing in here shows
a secret.
"""

from __future__ import annotations

import asyncio
import json
import os
import typing as t
from pathlib import Path

from .counters import add_up
from .dispatch import execute
from .model import Parameters
from .origin import SYSTEM_INTERFACE_CHANNEL, Origin
from .resources import own_resources

if t.TYPE_CHECKING:
    from .bmc import Bmc
    from .fleet import Fleet

Request = t.Mapping[str, t.Any]
HIGHEST_PRIVILEGE = 5


class ControlError(ValueError):
    """A request that cannot be carried out; the text says why."""


class Control:
    """Carries out control requests on a fleet."""

    def __init__(self, fleet: Fleet) -> None:
        self._fleet = fleet
        self.stop_wanted = asyncio.Event()

    def answer(self, line: bytes) -> bytes:
        """Return the answer to one line."""
        try:
            request = json.loads(line)
            if not isinstance(request, dict):
                raise ControlError("a request is a JSON object")
            answer = {"ok": True, "result": self._carry_out(request)}
        except KeyError as error:
            answer = {"ok": False, "error": f"{error} is missing"}
        except (ValueError, TypeError, OSError) as error:
            answer = {"ok": False, "error": str(error)}
        return json.dumps(answer).encode() + b"\n"

    def _carry_out(self, request: Request) -> t.Any:
        name = request.get("do")
        action = ACTIONS.get(name) if isinstance(name, str) else None
        if action is None:
            raise ControlError(f"there is no {name!r}; there are {', '.join(sorted(ACTIONS))}")
        return action(self, request)

    def _bmcs(self, request: Request) -> list[Bmc]:
        everything = [endpoint.bmc for endpoint in self._fleet.endpoints]
        wanted = request.get("bmc")
        if wanted is None:
            return everything
        numbers = [wanted] if isinstance(wanted, int) else wanted
        try:
            return [everything[number] for number in numbers]
        except IndexError:
            raise ControlError(f"there are only {len(everything)} BMCs") from None

    def _one(self, request: Request) -> Bmc:
        bmcs = self._bmcs({"bmc": request.get("bmc", 0)})
        return bmcs[0]

    # What can be asked for

    def list_bmcs(self, request: Request) -> t.Any:
        """``list``: as in the ready file."""
        return self._fleet.describe()

    def counters(self, request: Request) -> t.Any:
        """``counters``: summed up over the BMCs named, with the number of active sessions now."""
        bmcs = self._bmcs(request)
        for bmc in bmcs:
            bmc.sessions.expire(bmc.now())
        total = add_up(bmc.counters.as_dict() for bmc in bmcs)
        total["sessions_active"] = sum(len(bmc.sessions.active) for bmc in bmcs)
        return total

    def resources(self, request: Request) -> dict[str, int]:
        """``resources``: what the whole process holds now. ``sessions`` that are open, ``pending_logins``, ``timers``
        (due in emulated time), ``scheduled`` (due in real time: datagrams that faults hold back, commands at work),
        asyncio's ``tasks``, ``files`` that are open and how many of them are ``sockets``, ``memory`` and
        ``memory_peak`` in bytes. The connection of the one who asks is among them."""
        bmcs = self._bmcs({})
        for bmc in bmcs:
            bmc.run_timers()
            bmc.sessions.expire(bmc.now())
        return {
            "sessions": sum(len(bmc.sessions.active) for bmc in bmcs),
            "pending_logins": sum(len(bmc.sessions.pending) for bmc in bmcs),
            "timers": sum(bmc.timer_count for bmc in bmcs),
            "scheduled": self._fleet.scheduled(),
            **own_resources(),
        }

    def reset_counters(self, request: Request) -> None:
        """``reset_counters``: all to zero."""
        for bmc in self._bmcs(request):
            bmc.counters.reset()

    def add_fault(self, request: Request) -> int:
        """``add_fault`` with ``rule``: the number of the new rule."""
        return self._fleet.faults.add(request["rule"])

    def remove_fault(self, request: Request) -> None:
        """``remove_fault`` with ``number``."""
        self._fleet.faults.remove(request["number"])

    def clear_faults(self, request: Request) -> None:
        """``clear_faults``."""
        self._fleet.faults.clear()

    def state(self, request: Request) -> t.Any:
        """``state``: what a person standing before the server could see, and who is logged in."""
        bmc = self._one(request)
        bmc.run_timers()
        bmc.sessions.expire(bmc.now())
        volatile = bmc.volatile
        return {
            "power_is_on": volatile.power_is_on,
            "identify": volatile.identify_until is not None and volatile.identify_until > bmc.now(),
            "chassis_actions": list(volatile.chassis_actions),
            "restart_cause": volatile.restart_cause,
            "is_down": bmc.is_down(),
            "sessions": [
                {"handle": one.handle, "user_id": one.user_id, "privilege": one.privilege, "channel": one.channel}
                for one in bmc.sessions.active.values()
            ],
        }

    def power(self, request: Request) -> None:
        """``power`` with ``on``: somebody presses the button."""
        for bmc in self._bmcs(request):
            bmc.set_power(bool(request["on"]))
            bmc.save()

    def get_parameter(self, request: Request) -> str | None:
        """``get_parameter`` as ``set_parameter``, without ``data``: hex, or null when there is no such parameter."""
        table, key = _parameter(self._one(request), request)
        value = table.read(*key)
        return None if value is None else value.hex()

    def set_parameter(self, request: Request) -> None:
        """``set_parameter`` with ``kind`` (lan, sol, boot, system_info), ``selector``, ``data`` in hex (selectors
        included), and where it applies ``channel``, ``set_selector``, ``block_selector``: behind everybody's back."""
        for bmc in self._bmcs(request):
            table, (selector, set_selector, block_selector) = _parameter(bmc, request)
            table.write(selector, bytes.fromhex(request["data"]), set_selector, block_selector)
            bmc.save()

    def set_user(self, request: Request) -> None:
        """``set_user`` with ``user_id`` and any of ``name``, ``password``, ``enabled``, ``privilege``,
        ``ipmi_messaging`` (the last two on ``channel``, by default the LAN channel)."""
        for bmc in self._bmcs(request):
            user = bmc.user(request["user_id"])
            if "name" in request:
                user.name = request["name"].encode("latin-1")
            if "password" in request:
                password = request["password"].encode("latin-1")
                user.password_size = 16 if len(password) <= 16 else 20
                user.password = password.ljust(user.password_size, b"\x00")
            user.enabled = bool(request.get("enabled", user.enabled))
            access = user.access_on(request.get("channel", bmc.personality.lan_channel))
            access.privilege_level_limit = int(request.get("privilege", access.privilege_level_limit))
            access.ipmi_messaging = bool(request.get("ipmi_messaging", access.ipmi_messaging))
            bmc.save()

    def raw(self, request: Request) -> t.Any:
        """``raw`` with ``net_fn``, ``command`` and ``data`` (hex): as the managed host would send it through its own
        interface. The answer is hex, completion code first."""
        bmc = self._one(request)
        bmc.run_timers()
        origin = Origin(SYSTEM_INTERFACE_CHANNEL, privilege=HIGHEST_PRIVILEGE)
        data = bytes.fromhex(request.get("data", ""))
        result = execute(bmc, request["net_fn"], 0, request["command"], data, origin)
        for action in bmc.take_after_answer():
            action()
        self._fleet.settle(self._fleet.endpoints[bmc.number])
        return None if result is None else bytes([result[0]]).hex() + result[1].hex()

    def advance(self, request: Request) -> None:
        """``advance`` with ``seconds``: emulated time jumps ahead."""
        for bmc in self._bmcs(request):
            bmc.advance(float(request["seconds"]))

    def cold_reset(self, request: Request) -> None:
        """``cold_reset``, if wanted with ``seconds`` of silence."""
        for bmc in self._bmcs(request):
            bmc.restart(float(request.get("seconds", bmc.personality.reset_seconds)))

    def session_timeout(self, request: Request) -> None:
        """``session_timeout`` with ``seconds``: the inactivity timeout."""
        for bmc in self._bmcs(request):
            bmc.sessions.inactivity_timeout = float(request["seconds"])

    def stop(self, request: Request) -> None:
        """``stop``: the emulator ends."""
        self.stop_wanted.set()


ACTIONS: dict[str, t.Callable[[Control, Request], t.Any]] = {
    "list": Control.list_bmcs,
    "counters": Control.counters,
    "resources": Control.resources,
    "reset_counters": Control.reset_counters,
    "add_fault": Control.add_fault,
    "remove_fault": Control.remove_fault,
    "clear_faults": Control.clear_faults,
    "state": Control.state,
    "power": Control.power,
    "get_parameter": Control.get_parameter,
    "set_parameter": Control.set_parameter,
    "set_user": Control.set_user,
    "raw": Control.raw,
    "advance": Control.advance,
    "cold_reset": Control.cold_reset,
    "session_timeout": Control.session_timeout,
    "stop": Control.stop,
}


def _parameter(bmc: Bmc, request: Request) -> tuple[Parameters, tuple[int, int, int]]:
    kind = request["kind"]
    channel = bmc.stored.channels.get(request.get("channel", bmc.personality.lan_channel))
    if channel is None:
        raise ControlError(f"channel {request['channel']} has no parameters")
    tables = {"lan": channel.lan, "sol": channel.sol, "boot": bmc.stored.boot, "system_info": bmc.stored.system_info}
    if kind not in tables:
        raise ControlError(f"there are no {kind} parameters")
    return tables[kind], (request["selector"], request.get("set_selector", 0), request.get("block_selector", 0))


class ControlConnection(asyncio.Protocol):
    """One client of the control socket: every line is answered as soon as it is complete."""

    def __init__(self, control: Control) -> None:
        self._control = control
        self._received = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = t.cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        *lines, self._received = (self._received + data).split(b"\n")
        if self._transport is not None:
            for line in lines:
                self._transport.write(self._control.answer(line))


async def serve_control(control: Control, path: Path) -> asyncio.AbstractServer:
    """Listen on a Unix socket that only its owner may use. A socket file left by a dead emulator is replaced."""
    path.unlink(missing_ok=True)
    mask = os.umask(0o177)
    try:
        return await asyncio.get_running_loop().create_unix_server(lambda: ControlConnection(control), str(path))
    finally:
        os.umask(mask)

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Power of the managed system: an action with a state that can be read."""

from __future__ import annotations

from .._desired.facet import Values
from .._desired.options import Option, boolean, choice, integer
from .._desired.outcome import Outcome
from .._desired.task import Task
from .._ipmi.commands.chassis import ChassisControlRequest, GetChassisStatusRequest
from .._ipmi.effects import Procedure, Wait
from .._ipmi.errors import CompletionCodeError, DeadlineExceeded, StateError
from .._ipmi.spec.chassis import ChassisControl
from .._ipmi.spec.command import PrivilegeLevel
from .._ipmi.spec.completion_code import CompletionCode
from .bmc import Bmc

CONTROLS = {
    "on": ChassisControl.POWER_UP,
    "off": ChassisControl.POWER_DOWN,
    "soft": ChassisControl.SOFT_SHUTDOWN,
    "cycle": ChassisControl.POWER_CYCLE,
    "reset": ChassisControl.HARD_RESET,
    "diag": ChassisControl.DIAGNOSTIC_INTERRUPT,
}
STATES = frozenset({"on", "off", "soft"})
"""What can hold already; the other controls do something to a system that is on."""
POLL_SECONDS = 1.0
"""How often the power state is asked for while waiting; the answer to Chassis Control only says that it was taken."""


class PowerTimeout(StateError):
    error_code = "power_timeout"


class Power(Task):
    """``on``, ``off`` and ``soft`` are states and write nothing when they hold; the others always act."""

    name = "power"
    privilege = PrivilegeLevel.OPERATOR
    options = (
        Option("state", choice(*CONTROLS), required=True),
        Option("wait", boolean(), default=True),
        Option("soft_timeout", integer(1, 86400)),
    )

    def perform(self, bmc: Bmc, options: Values, check: bool) -> Procedure[Outcome]:
        state = options["state"]
        is_on = yield from power_is_on(bmc)
        outcome = Outcome()
        outcome.values["power"] = _word(is_on)
        action = plan_power(state, is_on)
        if action is None:
            return outcome
        outcome.forced_change = True
        outcome.record((), "power", _word(is_on), _after(state))
        outcome.values["power"] = _after(state)
        if not check:
            yield from _act(bmc, action)
            if options["wait"] or options["soft_timeout"]:
                yield from _wait_for(bmc, state, options)
            outcome.values["power"] = _word((yield from power_is_on(bmc)))
        return outcome


def power_is_on(bmc: Bmc) -> Procedure[bool]:
    """Read the power state anew."""
    bmc.forget()
    status = yield from bmc.read(GetChassisStatusRequest())
    return bool(status.power_is_on)


def plan_power(state: str, is_on: bool) -> str | None:
    """Return what to do for a wanted state, or None when it holds.

    A system that is off is neither reset nor cycled by most BMCs: ``reset`` and ``cycle`` power it on instead.
    Raises StateError for a diagnostic interrupt to a system that is off.
    """
    if state == "on":
        return None if is_on else "on"
    if state in ("off", "soft"):
        return state if is_on else None
    if state == "diag" and not is_on:
        raise StateError("state: a diagnostic interrupt needs a system that is on, and it is off")
    return state if is_on else "on"


def _act(bmc: Bmc, action: str) -> Procedure[None]:
    try:
        yield ChassisControlRequest(control=CONTROLS[action])
    except CompletionCodeError as error:
        if error.completion_code != CompletionCode.NOT_IN_PRESENT_STATE or action not in STATES:
            raise
        # D5h: the system may have reached the state by itself in the meantime.
        if (yield from power_is_on(bmc)) != _leaves_on(action):
            raise


def _wait_for(bmc: Bmc, state: str, options: Values) -> Procedure[None]:
    """Wait until the state holds, as long as the task's deadline allows; a soft shutdown may be followed by force."""
    wanted = _leaves_on(state)
    patience = options["soft_timeout"] if state == "soft" else None
    waited = 0.0
    while (yield from power_is_on(bmc)) != wanted:
        if patience is not None and waited >= patience:
            patience = None
            yield ChassisControlRequest(control=ChassisControl.POWER_DOWN)
            continue
        try:
            yield Wait(POLL_SECONDS)
        except DeadlineExceeded:
            raise PowerTimeout(
                f"The command was taken, but the system did not reach power {_word(wanted)} in {waited:.0f} seconds "
                "of waiting; bmc_timeout is the time for the whole task"
            ) from None
        waited += POLL_SECONDS


def _leaves_on(state: str) -> bool:
    return state not in ("off", "soft")


def _after(state: str) -> str:
    return _word(_leaves_on(state))


def _word(is_on: bool) -> str:
    return "on" if is_on else "off"


POWER = Power()

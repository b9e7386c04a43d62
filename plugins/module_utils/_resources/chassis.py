# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The chassis: what it does when mains power returns, its identify light, its buttons."""

from __future__ import annotations

import typing as t

from .._desired.engine import UNREADABLE, describe
from .._desired.facet import Aspect, Attribute, Facet, Unsupported, Values, aspects_of
from .._desired.options import Option, boolean, choice, integer, mapping
from .._desired.task import WRITING_OPTIONS, Resource, Subject, every_aspect
from .._ipmi.codec.message import Request
from .._ipmi.commands.chassis import (
    ChassisIdentifyRequest,
    GetChassisStatusRequest,
    SetFrontPanelEnablesRequest,
    SetPowerCycleIntervalRequest,
    SetPowerRestorePolicyRequest,
)
from .._ipmi.effects import Procedure
from .._ipmi.errors import CompletionCodeError, DecodeError, InvalidOption, NotSupported
from .._ipmi.spec.chassis import RESTORE_POLICY_NO_CHANGE, IdentifyState, RestorePolicy
from .._ipmi.spec.completion_code import ABSENT, CompletionCode
from . import order
from .bmc import Bmc
from .words import word, words

POLICIES = words(RestorePolicy, RestorePolicy.UNKNOWN)
BUTTONS = ("power_off", "reset", "diagnostic_interrupt", "standby")
NO_SECOND_BYTE = frozenset({CompletionCode.LENGTH_INVALID, CompletionCode.INVALID_FIELD})
"""What a BMC answers to Chassis Identify with "force on" when it knows only the number of seconds."""
SHORTEST_IDENTIFY = 5
"""Seconds: a shorter light could be out again before it is read back."""


class ChassisTarget(t.NamedTuple):
    """What is asked of the chassis, where the BMC's answer depends on it."""

    policy: str | None = None
    identify_seconds: int | None = None
    disable: frozenset[str] = frozenset()


def _read_policy(bmc: Bmc, target: ChassisTarget) -> Procedure[t.Any]:
    """Read the policy; whether the BMC supports a wanted one is asked only when it is not the present one."""
    status = yield from bmc.read(GetChassisStatusRequest())
    policy = status.power_restore_policy
    present = UNREADABLE if policy == RestorePolicy.UNKNOWN else word(policy)
    if target.policy in (None, present):
        return {"power_restore_policy": present}
    supported = yield from _supported_policies(bmc)
    if isinstance(supported, Unsupported):
        return supported
    if supported and target.policy not in supported:
        return Unsupported(f"{target.policy} is none of the policies that it has ({', '.join(supported)})")
    return {"power_restore_policy": present}


def _supported_policies(bmc: Bmc) -> Procedure[t.Any]:
    """Return the names of the policies that the BMC has, or nothing when it does not tell."""
    try:
        answer = yield from bmc.read(SetPowerRestorePolicyRequest(power_restore_policy=RESTORE_POLICY_NO_CHANGE))
    except CompletionCodeError as error:
        if error.completion_code in ABSENT:
            return Unsupported("it has no power restore policy that could be set")
        if error.completion_code == CompletionCode.INSUFFICIENT_PRIVILEGE:
            raise
        return []
    except DecodeError:
        return []
    return [policy for policy in POLICIES if getattr(answer, f"supports_{policy}")]


def _write_policy(bmc: Bmc, target: ChassisTarget, current: Values, merged: Values) -> Procedure[None]:
    try:
        yield SetPowerRestorePolicyRequest(power_restore_policy=RestorePolicy[merged["power_restore_policy"].upper()])
    except DecodeError:
        # An answer without the list of policies: reading back tells whether it was taken.
        return


def _read_interval(bmc: Bmc, target: ChassisTarget) -> Procedure[t.Any]:
    yield from ()
    return {"power_cycle_interval": UNREADABLE}


def _write_interval(bmc: Bmc, target: ChassisTarget, current: Values, merged: Values) -> Procedure[None]:
    try:
        yield SetPowerCycleIntervalRequest(interval=merged["power_cycle_interval"])
    except CompletionCodeError as error:
        if error.completion_code in ABSENT:
            raise NotSupported(f"power_cycle_interval: this BMC has no such setting, {error}") from None
        raise


def _read_identify(bmc: Bmc, target: ChassisTarget) -> Procedure[t.Any]:
    status = yield from bmc.read(GetChassisStatusRequest())
    known = status.identify_state_supported and isinstance(status.identify_state, IdentifyState)
    return {"identify": word(status.identify_state) if known else UNREADABLE}


def _write_identify(bmc: Bmc, target: ChassisTarget, current: Values, merged: Values) -> Procedure[None]:
    state = merged["identify"]
    if state == word(IdentifyState.TEMPORARY):
        yield ChassisIdentifyRequest(identify_interval=target.identify_seconds)
    elif state == word(IdentifyState.OFF):
        yield ChassisIdentifyRequest(identify_interval=0)
    else:
        yield from _identify_indefinitely()


def _identify_indefinitely() -> Procedure[None]:
    try:
        yield ChassisIdentifyRequest(identify_interval=0, force_identify_on=True)
    except CompletionCodeError as error:
        if error.completion_code not in NO_SECOND_BYTE:
            raise
        raise NotSupported(
            "identify: this BMC cannot keep its light on; it can for up to 255 seconds (identify: temporary)"
        ) from None


def _read_front_panel(bmc: Bmc, target: ChassisTarget) -> Procedure[t.Any]:
    """Read the buttons; one that shall be disabled and cannot be is left out, which the engine reports."""
    status = yield from bmc.read(GetChassisStatusRequest())
    if status.power_off_button is None:
        return Unsupported("its chassis status says nothing of the front panel")
    state: dict[str, t.Any] = {"_status": status}
    for button in BUTTONS:
        enabled = getattr(status, f"{button}_button")
        if enabled and button in target.disable and not getattr(status, f"{button}_button_disable_allowed"):
            continue
        state[button] = enabled
    return state


def _write_front_panel(bmc: Bmc, target: ChassisTarget, current: Values, merged: Values) -> Procedure[None]:
    status = merged["_status"]
    buttons = {f"{button}_button": merged.get(button, getattr(status, f"{button}_button")) for button in BUTTONS}
    try:
        yield SetFrontPanelEnablesRequest(**buttons)
    except CompletionCodeError as error:
        if error.completion_code in ABSENT:
            raise NotSupported(f"front_panel: this BMC does not let its buttons be disabled, {error}") from None
        raise


def _status_ahead(bmc: Bmc, target: ChassisTarget) -> list[Request]:
    return [GetChassisStatusRequest()]


POLICY = Facet("power_restore_policy", _read_policy, _write_policy, order.HOST_SETTINGS, ahead=_status_ahead)
INTERVAL = Facet("power_cycle_interval", _read_interval, _write_interval, order.HOST_SETTINGS)
IDENTIFY = Facet("identify", _read_identify, _write_identify, order.HOST_SETTINGS, ahead=_status_ahead)
PANEL = Facet("front_panel", _read_front_panel, _write_front_panel, order.HOST_SETTINGS, ahead=_status_ahead)

FRONT_PANEL = tuple(Attribute(button, boolean(), PANEL) for button in BUTTONS)


class Chassis(Resource):
    """Settings of the chassis, and its identify light."""

    name = "chassis"
    attributes = (
        Attribute("power_restore_policy", choice(*POLICIES), POLICY),
        Attribute("power_cycle_interval", integer(0, 255), INTERVAL, shown=False),
        Attribute("identify", choice(*words(IdentifyState)), IDENTIFY, shown=False),
    )
    selectors = (
        Option("identify_seconds", integer(SHORTEST_IDENTIFY, 255)),
        Option("front_panel", mapping(*(attribute.option() for attribute in FRONT_PANEL))),
    )
    options = (*(attribute.option() for attribute in attributes), *selectors, *WRITING_OPTIONS)

    def check(self, values: Values) -> dict[str, t.Any]:
        options = super().check(values)
        if options["identify_seconds"] is not None and options["identify"] != word(IdentifyState.TEMPORARY):
            raise InvalidOption("identify_seconds: can be given only with identify: temporary")
        return options

    def bind(self, bmc: Bmc, options: Values, path: tuple[t.Any, ...] = ()) -> Procedure[list[Aspect]]:
        yield from ()
        front_panel = options.get("front_panel") or {}
        target = ChassisTarget(
            policy=options.get("power_restore_policy"),
            identify_seconds=options.get("identify_seconds"),
            disable=frozenset(button for button in BUTTONS if front_panel.get(button) is False),
        )
        aspects = aspects_of(self.attributes, options, path, target)
        return aspects + aspects_of(FRONT_PANEL, front_panel, (*path, "front_panel"), target)

    def survey(self, bmc: Bmc) -> Procedure[list[Subject]]:
        yield from ()
        return [Subject({}, every_aspect(self.attributes, (), ChassisTarget()))]

    def read_all(self, bmc: Bmc) -> Procedure[list[dict[str, t.Any]]]:
        documents = yield from super().read_all(bmc)
        front_panel = yield from describe(every_aspect(FRONT_PANEL, (), ChassisTarget()), bmc)
        if front_panel:
            documents[0]["front_panel"] = front_panel
        return [document for document in documents if document]


CHASSIS = Chassis()

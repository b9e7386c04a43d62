# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the managed system boots from next, or from now on.

The boot flags (parameter 5) are one message of five bytes, and mean something only while their valid bit is set:

* valid bit clear: no override, the firmware's own boot order counts. Here that is ``device: default``. What the other
  bits say then is left over from before and counts for nothing.
* valid bit set: an override, for the next boot or for all. ``device: none`` overrides other things than the device.

A BMC clears the valid bit by itself 60 seconds after the write unless parameter 3 forbids it. So before an override is
written, parameter 3 is told to keep it; many BMCs do not have that parameter, and that stops nothing.
IPMI v2.0 §28.12, §28.13.
"""

from __future__ import annotations

import typing as t

from .._desired.engine import UNREADABLE
from .._desired.facet import Aspect, Attribute, Bracket, Facet, Unsupported, Values, aspects_of
from .._desired.options import Option, boolean, choice, integer
from .._desired.task import Resource, Subject, every_aspect
from .._ipmi.commands.boot import BootParameter, GetSystemBootOptionsRequest, SetSystemBootOptionsRequest
from .._ipmi.commands.boot_parameters import BootFlags, BootFlagValidBitClearing, BootInfoAcknowledge, BootSetInProgress
from .._ipmi.effects import Procedure
from .._ipmi.errors import CompletionCodeError, InvalidOption
from .._ipmi.spec.boot import (
    BootDevice,
    BootInfoReader,
    BootMuxControl,
    BootVerbosity,
    ConsoleRedirection,
    FirmwareType,
)
from .._ipmi.spec.command import PrivilegeLevel
from .._ipmi.spec.parameter import SetInProgress
from .._quirks.boot import can_be_told, device_as_meant, device_as_sent
from . import order
from .bmc import Bmc
from .parameter_options import (
    Spelling,
    counted,
    enumerated,
    format_options,
    parse_options,
    read_parameter,
    write_parameter,
)
from .set_in_progress import set_in_progress
from .words import word, words

NO_OVERRIDE = "default"
SWITCHES = (
    "device_instance_is_internal", "clear_cmos", "blank_screen", "lock_keyboard", "lock_power_button",
    "lock_reset_button", "lock_sleep_button", "bypass_user_password", "force_progress_event_traps",
    "shared_mode_override",
)  # fmt: skip
"""Flags that have the same name as options."""
SPELLINGS = (
    enumerated("device", "boot_device", BootDevice),
    Spelling("persistent", "persistent"),
    enumerated("firmware", "firmware_type", FirmwareType),
    counted("device_instance", "device_instance"),
    *(Spelling(name, name) for name in SWITCHES),
    enumerated("verbosity", "verbosity", BootVerbosity),
    enumerated("console_redirection", "console_redirection", ConsoleRedirection),
    enumerated("mux_control", "mux_control", BootMuxControl),
)
NEUTRAL = format_options(BootFlags(), SPELLINGS)
OVERRIDES_NOTHING = BootFlags(valid=True)
"""To the server it is the same as no override, and all that pyghmi's BMC (VirtualBMC) can say of one."""
ALWAYS_SHOWN = ("device", "persistent", "firmware")
_FLAGS = "_flags"


class BootTarget(t.NamedTuple):
    """How the boot flags are to be written: cleared, or set and kept past the 60 seconds."""

    clear: bool = False
    keep_valid: bool = True


READ_FLAGS = GetSystemBootOptionsRequest(parameter_selector=BootFlags.selector)


def _read(bmc: Bmc, target: BootTarget) -> Procedure[t.Any]:
    flags = yield from read_parameter(bmc, READ_FLAGS, BootFlags)
    if isinstance(flags, Unsupported):
        return flags
    if not flags.valid:
        # Without an override nothing says which firmware boots: asking for either is a change.
        return {**NEUTRAL, "device": NO_OVERRIDE, "firmware": None, _FLAGS: BootFlags()}
    if flags == OVERRIDES_NOTHING:
        return {**NEUTRAL, "device": NO_OVERRIDE, _FLAGS: flags}
    meant = device_as_meant(bmc.manufacturer_id, flags)
    state = {**format_options(meant or flags, SPELLINGS), _FLAGS: meant or flags}
    return state if meant else {**state, "device": UNREADABLE}


def _flags_from(merged: Values) -> BootFlags:
    device = word(BootDevice.NONE) if merged["device"] == NO_OVERRIDE else merged["device"]
    flags: BootFlags = parse_options({**merged, "device": device}, merged[_FLAGS], SPELLINGS)
    return flags.replace(valid=True)


def _same(name: str, current: t.Any, wanted: t.Any) -> bool:
    return bool(current == wanted) or (name, current, wanted) == ("device", NO_OVERRIDE, word(BootDevice.NONE))


def _refuse(bmc: Bmc, target: BootTarget, current: Values, merged: Values) -> Procedure[str | None]:
    yield from ()
    if target.clear or merged["device"] is UNREADABLE or can_be_told(bmc.manufacturer_id, _flags_from(merged)):
        return None
    return f"this vendor's BMCs cannot be told to boot {merged['device']} with UEFI"


def _write(bmc: Bmc, target: BootTarget, current: Values, merged: Values) -> Procedure[None]:
    if target.clear:
        yield from write_parameter(_write_request(BootFlags()), ["device"])
        return
    flags = _flags_from(merged)
    if merged["device"] is not UNREADABLE:
        flags = device_as_sent(bmc.manufacturer_id, flags)
    if target.keep_valid:
        yield from _keep_valid(bmc)
    yield from _announce()
    changed = [name for name in NEUTRAL if current[name] != merged[name]]
    yield from write_parameter(_write_request(flags), changed)


def _write_request(parameter: BootParameter) -> SetSystemBootOptionsRequest:
    return SetSystemBootOptionsRequest(parameter_selector=parameter.selector, data=parameter.pack())


def _keep_valid(bmc: Bmc) -> Procedure[None]:
    """Tell the BMC not to clear the valid bit after 60 seconds; one that has no such setting stops nothing."""
    selector = BootFlagValidBitClearing.selector
    clearing = yield from read_parameter(
        bmc, GetSystemBootOptionsRequest(parameter_selector=selector), BootFlagValidBitClearing
    )
    if isinstance(clearing, Unsupported) or not clearing.clear_on_timeout:
        return
    yield from _attempt(clearing.replace(clear_on_timeout=False))


def _announce() -> Procedure[None]:
    """Mark the boot information as new for the firmware, as ipmitool does; some BMCs refuse that."""
    readers = frozenset({BootInfoReader.BIOS})
    yield from _attempt(BootInfoAcknowledge(write_mask=readers, acknowledged=readers))


def _attempt(parameter: BootParameter) -> Procedure[None]:
    try:
        yield _write_request(parameter)
    except CompletionCodeError:
        return


def _bracket(bmc: Bmc, target: BootTarget) -> Bracket:
    def message(state: SetInProgress) -> SetSystemBootOptionsRequest:
        return _write_request(BootSetInProgress(set_in_progress=state))

    return set_in_progress("boot", "the boot options", message)


FLAGS = Facet(
    "boot_flags",
    _read,
    _write,
    order.BOOT,
    refuse=_refuse,
    bracket=_bracket,
    same=_same,
    ahead=lambda bmc, target: [READ_FLAGS],
)


class Boot(Resource):
    """The override of the boot order."""

    name = "boot"
    privilege = PrivilegeLevel.OPERATOR
    attributes = (
        Attribute("device", choice(NO_OVERRIDE, *words(BootDevice)), FLAGS),
        Attribute("persistent", boolean(), FLAGS),
        Attribute("firmware", choice(*words(FirmwareType)), FLAGS),
        Attribute("device_instance", integer(0, 15), FLAGS),
        *(Attribute(name, boolean(), FLAGS) for name in SWITCHES),
        Attribute("verbosity", choice(*words(BootVerbosity)), FLAGS),
        Attribute("console_redirection", choice(*words(ConsoleRedirection)), FLAGS),
        Attribute("mux_control", choice(*words(BootMuxControl)), FLAGS),
    )
    selectors = (Option("keep_valid", boolean(), default=True),)

    def check(self, values: Values) -> dict[str, t.Any]:
        options = super().check(values)
        if options["device"] == NO_OVERRIDE:
            extra = [name for name in NEUTRAL if name != "device" and options[name] is not None]
            if extra:
                raise InvalidOption(f"{', '.join(extra)}: cannot be given with device: default, which is no override")
        return options

    def bind(self, bmc: Bmc, options: Values, path: tuple[t.Any, ...] = ()) -> Procedure[list[Aspect]]:
        yield from ()
        target = BootTarget(
            clear=options.get("device") == NO_OVERRIDE, keep_valid=options.get("keep_valid") is not False
        )
        return aspects_of(self.attributes, options, path, target)

    def survey(self, bmc: Bmc) -> Procedure[list[Subject]]:
        yield from ()
        return [Subject({}, every_aspect(self.attributes, (), BootTarget()))]

    def read_all(self, bmc: Bmc) -> Procedure[list[dict[str, t.Any]]]:
        """Return the override; of the lesser flags, those that are set."""
        documents = yield from super().read_all(bmc)
        return [_without_neutral(document) for document in documents if document]


def _without_neutral(document: Values) -> dict[str, t.Any]:
    if document.get("device") == NO_OVERRIDE:
        return {"device": NO_OVERRIDE}
    return {name: value for name, value in document.items() if name in ALWAYS_SHOWN or value != NEUTRAL[name]}


BOOT = Boot()

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A whole BMC as one document: every section at once, in one session, in one order.

A section holds the options of one module. All sections become aspects, and the engine plans, guards and writes
them together, so that nothing is written when any section is refused, and what may lock someone out comes last.
"""

from __future__ import annotations

import itertools
import typing as t

from .._desired.engine import converge
from .._desired.facet import Aspect, Values
from .._desired.options import Option, boolean, choices, listing, mapping, strings
from .._desired.outcome import Outcome
from .._desired.task import WRITING_OPTIONS, Resource, Task
from .._ipmi.effects import Procedure
from .._ipmi.errors import Ambiguous, CompletionCodeError, InvalidOption, NotSupported
from .._ipmi.spec.command import PrivilegeLevel
from .bmc import Bmc
from .boot import BOOT
from .channel import CHANNEL
from .chassis import CHASSIS
from .firewall import FIREWALL
from .lan import LAN
from .sol import SOL
from .user import USER
from .user_slots import read_slots

_WRITING_NAMES = frozenset(option.name for option in WRITING_OPTIONS)


class Section(t.NamedTuple):
    """A part of the document: one resource, once (a dictionary) or for several things (a list)."""

    name: str
    resource: Resource
    many: bool

    def option(self) -> Option:
        own = [option for option in self.resource.options if option.name not in _WRITING_NAMES]
        return Option(self.name, listing(*own) if self.many else mapping(*own))

    def entries(self, options: Values) -> list[dict[str, t.Any]]:
        value = options.get(self.name)
        if value is None:
            return []
        return list(value) if self.many else [value]

    def path(self, entry: Values) -> tuple[t.Any, ...]:
        """Return where an entry stands in the diff: by user name, or by channel where there are several."""
        if not self.many:
            return (self.name,)
        key = entry.get("name") if "name" in entry else entry.get("channel")
        return (self.name, "in use" if key is None else key)


SECTIONS = (
    Section("users", USER, many=True),
    Section("channels", CHANNEL, many=True),
    Section("lan", LAN, many=True),
    Section("sol", SOL, many=True),
    Section("firewall", FIREWALL, many=True),
    Section("chassis", CHASSIS, many=False),
    Section("boot", BOOT, many=False),
)
SECTION_NAMES = tuple(section.name for section in SECTIONS)


class Config(Task):
    """Bring a BMC into the state of a document."""

    name = "config"
    privilege = PrivilegeLevel.ADMINISTRATOR
    options = (
        *(section.option() for section in SECTIONS),
        Option("users_exclusive", boolean(), default=False),
        Option("users_except", strings(), default=[]),
        *WRITING_OPTIONS,
    )

    def check(self, values: Values) -> dict[str, t.Any]:
        """Each section is checked as its own module checks it; the path in an error names the section."""
        options = super().check(values)
        for section in SECTIONS:
            for index, entry in enumerate(section.entries(options)):
                place = f"{section.name}[{index}]" if section.many else section.name
                try:
                    entry.update(section.resource.check({**entry, "unsupported": "fail"}))
                except InvalidOption as error:
                    message = str(error)
                    raise InvalidOption(message if message.startswith(place) else f"{place}.{message}") from None
        _refuse_doubles(options)
        return options

    def perform(self, bmc: Bmc, options: Values, check: bool) -> Procedure[Outcome]:
        if any(len(section.entries(options)) > 1 for section in SECTIONS):
            _refuse_doubles(options, (yield from bmc.current_channel()))
        aspects: list[Aspect] = []
        for section in SECTIONS:
            for entry in section.entries(options):
                try:
                    aspects += yield from section.resource.bind(bmc, entry, section.path(entry))
                except (InvalidOption, Ambiguous) as error:
                    raise type(error)(".".join([*map(str, section.path(entry)), str(error)])) from None
        if options["users_exclusive"]:
            aspects += yield from _undeclared_users(bmc, options)
        return (
            yield from converge(
                aspects,
                bmc,
                check=check,
                allow_lockout=options["allow_lockout"],
                skip_unsupported=options["unsupported"] == "skip",
            )
        )


def _refuse_doubles(options: Values, in_use: int | None = None) -> None:
    """One thing may be described once: two entries for it could contradict each other.

    ``in_use`` is the session's channel, which an entry means that names none; it is not known before the login.
    """
    for section in SECTIONS:
        for one, other in itertools.combinations(section.entries(options), 2):
            if (_is_same_account if "name" in one else _is_same_channel)(one, other, in_use):
                raise InvalidOption(f"{section.name}: {section.path(other)[-1]!r} is described twice")


def _is_same_account(one: Values, other: Values, in_use: int | None) -> bool:
    """Two slots may have one name, if both entries say which slot they mean."""
    user_ids = (one.get("user_id"), other.get("user_id"))
    return one["name"] == other["name"] and (user_ids[0] == user_ids[1] or None in user_ids)


def _is_same_channel(one: Values, other: Values, in_use: int | None) -> bool:
    """The two copies of a channel's settings are two things, where an entry says which one it is about."""
    first, second = (in_use if entry["channel"] is None else entry["channel"] for entry in (one, other))
    copies = (one.get("copies"), other.get("copies"))
    return first == second and one.get("lun") == other.get("lun") and (copies[0] == copies[1] or "both" in copies)


def _undeclared_users(bmc: Bmc, options: Values) -> Procedure[list[Aspect]]:
    """Return the removal of every account that is neither in the document nor excepted."""
    declared = {(entry["name"], entry.get("user_id")) for entry in options.get("users") or []}
    declared |= {(name, None) for name in options["users_except"]}
    slots = yield from read_slots(bmc)
    aspects: list[Aspect] = []
    for slot, name in slots.names.items():
        if (name, slot) in declared or (name, None) in declared or slot in bmc.claimed_user_ids:
            continue
        aspects += yield from USER.removal(bmc, name, slot, ("users", name or f"(slot {slot})"))
    return aspects


class ConfigInfo(Task):
    """Read a BMC as a document that ``config`` takes back. A section that it does not let one read is left out."""

    name = "config_info"
    privilege = PrivilegeLevel.ADMINISTRATOR
    options = (Option("sections", choices(*SECTION_NAMES)),)

    def perform(self, bmc: Bmc, options: Values, check: bool) -> Procedure[Outcome]:
        document: dict[str, t.Any] = {}
        outcome = Outcome()
        for section in SECTIONS:
            if options["sections"] is not None and section.name not in options["sections"]:
                continue
            try:
                entries = yield from section.resource.read_all(bmc)
            except (CompletionCodeError, NotSupported) as error:
                outcome.not_supported.append(section.name)
                outcome.warnings.append(f"The section {section.name} is left out: {error}")
                continue
            if entries:
                document[section.name] = entries if section.many else entries[0]
        outcome.values["document"] = document
        return outcome


CONFIG = Config()
CONFIG_INFO = ConfigInfo()

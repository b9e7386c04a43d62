# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""User accounts, by name."""

from __future__ import annotations

import typing as t

from .._desired.engine import describe, read_ahead
from .._desired.facet import Aspect, Attribute, Values, aspects_of
from .._desired.options import Option, boolean, choice, integer, listing, password, text
from .._desired.task import WRITING_OPTIONS, Resource, Subject, every_aspect
from .._ipmi.effects import Procedure
from .._ipmi.errors import InvalidOption
from .._ipmi.spec.user import MAXIMUM_USER_ID, USER_NAME_SIZE
from . import order
from .bmc import Bmc
from .user_facets import ACCESS, ENABLED, NAME, PASSWORD, PAYLOAD, PRIVILEGES, UserTarget
from .user_slots import choose_slot, find_slot, read_slots

ACCOUNT = (
    Attribute("password", password(), PASSWORD, secret=True),
    Attribute("enabled", boolean(), ENABLED),
)
CHANNEL_ACCESS = (
    Attribute("privilege", choice(*PRIVILEGES), ACCESS),
    Attribute("ipmi_messaging", boolean(), ACCESS),
    Attribute("link_authentication", boolean(), ACCESS),
    Attribute("callback_only", boolean(), ACCESS),
    Attribute("sol", boolean(), PAYLOAD),
)
REMOVAL_ACCESS = ACCESS._replace(order=order.USER_REMOVAL_ACCESS)
REMOVAL_ENABLED = ENABLED._replace(order=order.USER_REMOVAL_DISABLE)
REMOVAL_NAME = NAME._replace(order=order.USER_REMOVAL_NAME, best_effort=True)
NO_ACCESS = {"privilege": "no_access", "ipmi_messaging": False}


class User(Resource):
    """One account. It is found by its name; a slot is chosen when the name is new."""

    name = "user"
    attributes = ACCOUNT + CHANNEL_ACCESS
    selectors = (
        Option("name", text(USER_NAME_SIZE), required=True),
        Option("state", choice("present", "absent"), default="present"),
        Option("user_id", integer(1, MAXIMUM_USER_ID)),
        Option("update_password", choice("always", "on_create"), default="always", no_log=False),
        Option("channel", integer(0, 11)),
        Option(
            "access",
            listing(
                Option("channel", integer(0, 11), required=True), *(attribute.option() for attribute in CHANNEL_ACCESS)
            ),
        ),
    )
    options = (*selectors, *(attribute.option() for attribute in attributes), *WRITING_OPTIONS)

    def check(self, values: Values) -> dict[str, t.Any]:
        options = super().check(values)
        if options["state"] == "absent":
            settings = (*(attribute.name for attribute in self.attributes), "access")
            extra = [name for name in settings if options[name] is not None]
            if extra:
                raise InvalidOption(f"{', '.join(extra)}: cannot be given with state: absent")
        return options

    def bind(self, bmc: Bmc, options: Values, path: tuple[t.Any, ...] = ()) -> Procedure[list[Aspect]]:
        slot = yield from find_slot(bmc, options["name"], options.get("user_id"))
        if options["state"] == "absent":
            return [] if slot is None else (yield from self.removal(bmc, options["name"], slot, path))
        return (yield from self._presence(bmc, options, slot, path))

    def _presence(
        self, bmc: Bmc, options: Values, slot: int | None, path: tuple[t.Any, ...]
    ) -> Procedure[list[Aspect]]:
        wanted = dict(options)
        channel = options.get("channel")
        if channel is None:
            channel = yield from bmc.current_channel()
        _refuse_doubles(wanted, channel)
        if slot is None:
            slot = yield from choose_slot(bmc, options["name"], options.get("user_id"))
            wanted = _with_creation_defaults(wanted)
        elif options["update_password"] == "on_create":
            wanted["password"] = None
        target = UserTarget(slot, options["name"], channel)
        aspects = [Aspect(path, NAME, target, {"name": options["name"]})]
        aspects += aspects_of(ACCOUNT, wanted, path, target)
        aspects += aspects_of(CHANNEL_ACCESS, wanted, path, target)
        for entry in wanted.get("access") or []:
            place = (*path, "access", entry["channel"])
            aspects += aspects_of(CHANNEL_ACCESS, entry, place, target._replace(channel=entry["channel"]))
        return aspects

    def removal(self, bmc: Bmc, name: str, slot: int, path: tuple[t.Any, ...]) -> Procedure[list[Aspect]]:
        """Take access away on every LAN channel, then disable, then clear the name: the order of least surprise."""
        channels = yield from bmc.lan_channels()
        target = UserTarget(slot, name, (yield from bmc.current_channel()))
        aspects = [
            Aspect((*path, "access", channel), REMOVAL_ACCESS, target._replace(channel=channel), NO_ACCESS)
            for channel in channels
        ]
        aspects.append(Aspect(path, REMOVAL_ENABLED, target, {"enabled": False}))
        slots = yield from read_slots(bmc)
        if slot > slots.fixed and name:
            aspects.append(Aspect(path, REMOVAL_NAME, target, {"name": ""}))
        return aspects

    def survey(self, bmc: Bmc) -> Procedure[list[Subject]]:
        slots = yield from read_slots(bmc)
        channel = yield from bmc.current_channel()
        subjects = []
        for slot, name in slots.names.items():
            target = UserTarget(slot, name, channel)
            subjects.append(Subject({"name": name, "user_id": slot}, every_aspect(ACCOUNT, (), target)))
        return subjects

    def read_all(self, bmc: Bmc) -> Procedure[list[dict[str, t.Any]]]:
        """Return the accounts: what has a name, and what lets somebody in without one."""
        documents = yield from super().read_all(bmc)
        channels = yield from bmc.lan_channels()
        targets = {
            document["user_id"]: [UserTarget(document["user_id"], document["name"], channel) for channel in channels]
            for document in documents
        }
        yield from read_ahead((Aspect((), ACCESS, one, {}) for several in targets.values() for one in several), bmc)
        accounts = yield from _accounts(bmc, documents, targets)
        aspects = {
            target: every_aspect(CHANNEL_ACCESS, (), target)
            for document in accounts
            for target in targets[document["user_id"]]
        }
        yield from read_ahead((aspect for several in aspects.values() for aspect in several), bmc)
        for document in accounts:
            document["access"] = []
            for target in targets[document["user_id"]]:
                access = yield from describe(aspects[target], bmc)
                document["access"].append({"channel": target.channel, **access})
        return accounts


def _accounts(
    bmc: Bmc, documents: t.Iterable[dict[str, t.Any]], targets: t.Mapping[int, list[UserTarget]]
) -> Procedure[list[dict[str, t.Any]]]:
    """Leave out the slots that nobody has; whether they have SOL, nobody needs to ask."""
    found = []
    for document in documents:
        is_account = document["name"] or (yield from _lets_in(bmc, targets[document["user_id"]]))
        found += [document] if is_account else []
    return found


def _lets_in(bmc: Bmc, targets: t.Iterable[UserTarget]) -> Procedure[bool]:
    """Tell whether a slot may be used on any of its channels."""
    for target in targets:
        if (yield from describe([Aspect((), ACCESS, target, {"ipmi_messaging": None})], bmc)).get("ipmi_messaging"):
            return True
    return False


def _refuse_doubles(options: Values, channel: int) -> None:
    """Refuse access to one channel that is described twice: the two could contradict each other."""
    described = [entry["channel"] for entry in options.get("access") or []]
    if any(options[attribute.name] is not None for attribute in CHANNEL_ACCESS):
        described.append(channel)
    for number in described:
        if described.count(number) > 1:
            raise InvalidOption(f"access: the access of {options['name']!r} to channel {number} is described twice")


def _with_creation_defaults(options: dict[str, t.Any]) -> dict[str, t.Any]:
    """A new account is enabled, and may use the channels for which it is given a privilege, unless told otherwise.

    Raises InvalidOption for one that would be enabled without a password.
    """
    wanted = dict(options)
    if wanted["enabled"] is None:
        wanted["enabled"] = True
    if wanted["enabled"] and wanted["password"] is None:
        # The slot may still hold the password of whoever had it before.
        raise InvalidOption(
            f"password: {wanted['name']!r} is new and would be enabled, with a password that nobody gave it; "
            "give one, or enabled: false"
        )
    wanted["access"] = [_with_messaging(entry) for entry in wanted.get("access") or []]
    return _with_messaging(wanted)


def _with_messaging(entry: dict[str, t.Any]) -> dict[str, t.Any]:
    if entry["ipmi_messaging"] is None and entry["privilege"] not in (None, "no_access"):
        return {**entry, "ipmi_messaging": True}
    return entry


USER = User()

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may use a channel: its access mode, its privilege limit, and what it insists on.

A BMC keeps two copies of these settings. The active one counts now and is lost when the BMC restarts; the stored one
replaces it then. Writing one never changes the other, so both are written, the active one first: a mistake in it is
undone by a restart. The mode and the privilege limit are never written by the same message. IPMI v2.0 §22.22, §22.23.
"""

from __future__ import annotations

import typing as t

from .._desired.engine import describe
from .._desired.facet import Aspect, Attribute, Values, aspects_of
from .._desired.options import Option, boolean, choice, integer
from .._desired.task import Resource, Subject, every_aspect
from .._ipmi.effects import Procedure
from .._ipmi.spec.channel import AccessMode, SessionSupport
from .bmc import IMPLEMENTATION_CHANNELS, Bmc
from .channel_facets import (
    LIMITS,
    NAMED_COPIES,
    PRIVILEGE_LIMIT,
    SETTINGS,
    STORED_PRIVILEGE_LIMIT,
    STORED_SETTINGS,
    ChannelTarget,
)
from .channel_key import KEY, bmc_key
from .words import words

ACTIVE = (
    Attribute("access_mode", choice(*words(AccessMode)), SETTINGS),
    Attribute("per_message_authentication", boolean(), SETTINGS),
    Attribute("user_level_authentication", boolean(), SETTINGS),
    Attribute("pef_alerting", boolean(), SETTINGS),
    Attribute("privilege_limit", choice(*LIMITS), PRIVILEGE_LIMIT),
)
_STORED_FACETS = {SETTINGS: STORED_SETTINGS, PRIVILEGE_LIMIT: STORED_PRIVILEGE_LIMIT}
STORED = tuple(attribute._replace(facet=_STORED_FACETS[attribute.facet]) for attribute in ACTIVE)
KG = Attribute("kg", bmc_key(), KEY, secret=True)
COPIES = {"active": ACTIVE, "stored": STORED}


class Channel(Resource):
    """One channel that carries sessions."""

    name = "channel"
    attributes = (*ACTIVE, KG)
    selectors = (
        Option("channel", integer(IMPLEMENTATION_CHANNELS.start, IMPLEMENTATION_CHANNELS.stop - 1)),
        Option("copies", choice("both", *COPIES), default="both"),
    )

    def bind(self, bmc: Bmc, options: Values, path: tuple[t.Any, ...] = ()) -> Procedure[list[Aspect]]:
        number = options.get("channel")
        if number is None:
            number = yield from bmc.current_channel()
        copies = options.get("copies") or "both"
        aspects: list[Aspect] = []
        for copy, attributes in COPIES.items():
            if copies in (copy, "both"):
                target = ChannelTarget(number, NAMED_COPIES[copy])
                aspects += aspects_of(attributes, options, (*path, copy), target)
        return aspects + aspects_of((KG,), options, path, number)

    def survey(self, bmc: Bmc) -> Procedure[list[Subject]]:
        """Return both copies of every channel, each as a subject of its own."""
        subjects = []
        infos = yield from bmc.channel_infos()
        for number, info in infos.items():
            if info.session_support == SessionSupport.SESSION_LESS:
                continue
            for copy, attributes in COPIES.items():
                identity = {"channel": number, "copies": copy}
                target = ChannelTarget(number, NAMED_COPIES[copy])
                subjects.append(Subject(identity, every_aspect(attributes, (), target)))
        return subjects

    def read_all(self, bmc: Bmc) -> Procedure[list[dict[str, t.Any]]]:
        """Return one document for each channel, or one for each copy where the two differ."""
        documents: list[dict[str, t.Any]] = []
        for subject in (yield from self.survey_ahead(bmc)):
            state = yield from describe(subject.aspects, bmc)
            if not state:
                continue
            before = documents[-1] if documents else {}
            if before == {**subject.identity, "copies": "active", **state}:
                del before["copies"]
            else:
                documents.append({**subject.identity, **state})
        return documents


CHANNEL = Channel()

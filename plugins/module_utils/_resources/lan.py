# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One LAN channel: where it is on the network, who may log in over it and how."""

from __future__ import annotations

import typing as t

from .._desired.engine import describe, requests_ahead
from .._desired.facet import Aspect, Values, aspects_of
from .._desired.options import Kind, Option, integer
from .._desired.task import WRITING_OPTIONS, Resource, Subject, every_aspect
from .._ipmi.codec.message import Request
from .._ipmi.effects import Procedure
from .._ipmi.errors import InvalidOption
from .bmc import IMPLEMENTATION_CHANNELS, LAN_MEDIA, Bmc
from .lan_cipher_suites import CIPHER_OPTIONS, bind_cipher_suites, cipher_suites_ahead, read_cipher_suites
from .lan_facets import LanTarget
from .lan_ipv6 import IPV6_LISTS, IPV6_SETTINGS, bind_ipv6, check_ipv6, read_ipv6_lists
from .lan_move import Move
from .lan_network import LEASED, NETWORK, bind_network, check_network
from .lan_settings import AUTHENTICATION_TYPES, SETTINGS, bind_authentication_types, every_authentication_type

ATTRIBUTES = NETWORK + SETTINGS + IPV6_SETTINGS
MOVING = tuple(attribute.name for attribute in NETWORK + IPV6_SETTINGS) + tuple(option.name for option in IPV6_LISTS)
"""Options that may change the way between the session and the BMC."""


class Lan(Resource):
    """The settings of one LAN channel; by default the one that the session uses."""

    name = "lan"
    attributes = ATTRIBUTES
    selectors = (
        Option("channel", integer(IMPLEMENTATION_CHANNELS.start, IMPLEMENTATION_CHANNELS.stop - 1)),
        Option("reconnect_to", Kind({"type": "str"})),
    )
    options = (
        *selectors,
        *(attribute.option() for attribute in ATTRIBUTES),
        AUTHENTICATION_TYPES,
        *CIPHER_OPTIONS,
        *IPV6_LISTS,
        *WRITING_OPTIONS,
    )

    def check(self, values: Values) -> dict[str, t.Any]:
        options = super().check(values)
        check_network(options)
        check_ipv6(options)
        return options

    def bind(self, bmc: Bmc, options: Values, path: tuple[t.Any, ...] = ()) -> Procedure[list[Aspect]]:
        channel = yield from _lan_channel(bmc, options.get("channel"))
        target = LanTarget(channel)
        yield from bmc.read_ahead(_ahead(bmc, options, target))
        moving = target
        is_about_network = any(options.get(name) is not None for name in MOVING)
        if is_about_network and channel == (yield from bmc.session_channel()):
            moving = LanTarget(channel, Move((yield from bmc.facts()), options.get("reconnect_to")))
        aspects = aspects_of(SETTINGS, options, path, target)
        aspects += yield from bind_authentication_types(bmc, options.get(AUTHENTICATION_TYPES.name), path, target)
        aspects += yield from bind_cipher_suites(bmc, options, path, target)
        aspects += yield from bind_network(bmc, options, path, moving)
        aspects += bind_ipv6(options, path, moving)
        return aspects

    def survey(self, bmc: Bmc) -> Procedure[list[Subject]]:
        channels = yield from bmc.lan_channels()
        return [Subject({"channel": number}, every_aspect(ATTRIBUTES, (), LanTarget(number))) for number in channels]

    def read_all(self, bmc: Bmc) -> Procedure[list[dict[str, t.Any]]]:
        """Return one document for each LAN channel, without what could not be given back."""
        documents = []
        for subject in (yield from self.survey_ahead(bmc)):
            target = LanTarget(subject.identity["channel"])
            settings = yield from describe(subject.aspects, bmc)
            document = {**subject.identity, **_acceptable(settings)}
            types = yield from describe([every_authentication_type((), target)], bmc)
            if types:
                document[AUTHENTICATION_TYPES.name] = types
            document.update((yield from read_cipher_suites(bmc, target)))
            document.update((yield from read_ipv6_lists(bmc, target)))
            documents.append(document)
        return documents


def _ahead(bmc: Bmc, options: Values, target: LanTarget) -> list[Request]:
    """Return what these options are going to be read with."""
    aspects = aspects_of(ATTRIBUTES, options, (), target)
    if any((options.get(AUTHENTICATION_TYPES.name) or {}).values()):
        aspects.append(every_authentication_type((), target))
    return [*requests_ahead(aspects, bmc), *cipher_suites_ahead(target.channel, options)]


def _lan_channel(bmc: Bmc, number: int | None) -> Procedure[int]:
    """Return the channel that is meant. Raises InvalidOption for one that is no LAN channel."""
    if number is None:
        return (yield from bmc.current_channel())
    info = yield from bmc.channel_info(number)
    if info is None or info.channel_medium not in LAN_MEDIA:
        channels = yield from bmc.lan_channels()
        raise InvalidOption(
            f"channel: {number} is not a LAN channel of this BMC; it has {', '.join(map(str, channels)) or 'none'}"
        )
    return number


def _acceptable(settings: dict[str, t.Any]) -> dict[str, t.Any]:
    """Leave out values that the options would refuse (VLAN 0, a mask with holes), and what DHCP sets."""
    leased = LEASED if settings.get("ip_source") == "dhcp" else ()
    kinds = {attribute.name: attribute.kind for attribute in ATTRIBUTES}
    return {name: value for name, value in settings.items() if name not in leased and _is_accepted(kinds[name], value)}


def _is_accepted(kind: Kind, value: t.Any) -> bool:
    if value not in kind.spec.get("choices", [value]):
        return False
    try:
        return bool(kind.check(value) == value)
    except ValueError:
        return False


LAN = Lan()

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Serial over LAN: who may use it, and how characters travel."""

from __future__ import annotations

import typing as t

from .._desired.facet import Aspect, Attribute, Bracket, Facet, Unsupported, Values, aspects_of
from .._desired.options import Option, boolean, choice, integer
from .._desired.task import Resource, Subject, every_aspect
from .._ipmi.codec.message import Request
from .._ipmi.commands.sol import (
    GetSolConfigurationParametersRequest,
    SetSolConfigurationParametersRequest,
    SolParameter,
)
from .._ipmi.commands.sol_parameters import (
    SolAuthentication,
    SolCharacterAccumulate,
    SolEnable,
    SolNonVolatileBitRate,
    SolPayloadPort,
    SolRetry,
    SolSetInProgress,
    SolVolatileBitRate,
)
from .._ipmi.effects import Procedure
from .._ipmi.spec.command import PrivilegeLevel
from .._ipmi.spec.parameter import SetInProgress
from .._ipmi.spec.sol import BitRate
from . import order
from .bmc import IMPLEMENTATION_CHANNELS, Bmc
from .parameter_options import (
    Spelling,
    by_name,
    counted,
    format_options,
    parse_options,
    read_parameter,
    write_parameter,
)
from .set_in_progress import set_in_progress
from .words import word

PRIVILEGES = {
    word(level): level
    for level in (PrivilegeLevel.USER, PrivilegeLevel.OPERATOR, PrivilegeLevel.ADMINISTRATOR, PrivilegeLevel.OEM)
}
BIT_RATES = {"serial": BitRate.SERIAL_SETTING} | {
    word(rate).replace("rate_", ""): rate for rate in BitRate if rate != BitRate.SERIAL_SETTING
}
ACCUMULATE_STEP = 5
RETRY_STEP = 10
"""Milliseconds that the two intervals are counted in. IPMI v2.0 §26.3, parameters 3 and 4."""
_PARAMETER = "_parameter"


def _facet(parameter: type[SolParameter], *spellings: Spelling) -> Facet:
    """Return the facet of one parameter; its target is a channel number."""

    def request(channel: int) -> Request:
        return GetSolConfigurationParametersRequest(channel_number=channel, parameter_selector=parameter.selector)

    def read(bmc: Bmc, channel: int) -> Procedure[t.Any]:
        found = yield from read_parameter(bmc, request(channel), parameter)
        return found if isinstance(found, Unsupported) else {_PARAMETER: found, **format_options(found, spellings)}

    def write(bmc: Bmc, channel: int, current: Values, merged: Values) -> Procedure[None]:
        data = parse_options(merged, merged[_PARAMETER], spellings).pack()
        setting = SetSolConfigurationParametersRequest(
            channel_number=channel, parameter_selector=parameter.selector, data=data
        )
        yield from write_parameter(setting, (entry.option for entry in spellings))

    def ahead(bmc: Bmc, channel: int) -> list[Request]:
        return [request(channel)]

    return Facet(parameter.__name__, read, write, order.ALERT_AND_CONSOLE, bracket=_bracket, ahead=ahead)


def _bracket(bmc: Bmc, channel: int) -> Bracket:
    def message(state: SetInProgress) -> SetSolConfigurationParametersRequest:
        return SetSolConfigurationParametersRequest(
            channel_number=channel,
            parameter_selector=SolSetInProgress.selector,
            data=SolSetInProgress(set_in_progress=state).pack(),
        )

    return set_in_progress(("sol", channel), f"the SOL configuration of channel {channel}", message)


ENABLE = _facet(SolEnable, Spelling("enabled", "enabled"))
AUTHENTICATION = _facet(
    SolAuthentication,
    Spelling("force_encryption", "force_encryption"),
    Spelling("force_authentication", "force_authentication"),
    by_name("privilege", "privilege_level", PRIVILEGES),
)
CHARACTERS = _facet(
    SolCharacterAccumulate,
    counted("accumulate_interval", "accumulate_interval", step=ACCUMULATE_STEP, minimum=1),
    counted("send_threshold", "send_threshold", minimum=1),
)
RETRY = _facet(
    SolRetry, counted("retry_count", "retry_count"), counted("retry_interval", "retry_interval", step=RETRY_STEP)
)
BIT_RATE = _facet(SolNonVolatileBitRate, by_name("bit_rate", "bit_rate", BIT_RATES))
VOLATILE_BIT_RATE = _facet(SolVolatileBitRate, by_name("volatile_bit_rate", "bit_rate", BIT_RATES))
PORT = _facet(SolPayloadPort, counted("port", "port", minimum=1))


class Sol(Resource):
    """The SOL settings of one LAN channel."""

    name = "sol"
    attributes = (
        Attribute("enabled", boolean(), ENABLE),
        Attribute("force_encryption", boolean(), AUTHENTICATION),
        Attribute("force_authentication", boolean(), AUTHENTICATION),
        Attribute("privilege", choice(*PRIVILEGES), AUTHENTICATION),
        Attribute("accumulate_interval", integer(5, 1275, step=ACCUMULATE_STEP), CHARACTERS),
        Attribute("send_threshold", integer(1, 255), CHARACTERS),
        Attribute("retry_count", integer(0, 7), RETRY),
        Attribute("retry_interval", integer(0, 2550, step=RETRY_STEP), RETRY),
        Attribute("bit_rate", choice(*BIT_RATES), BIT_RATE),
        Attribute("volatile_bit_rate", choice(*BIT_RATES), VOLATILE_BIT_RATE),
        Attribute("port", integer(1, 65535), PORT),
    )
    selectors = (Option("channel", integer(IMPLEMENTATION_CHANNELS.start, IMPLEMENTATION_CHANNELS.stop - 1)),)

    def bind(self, bmc: Bmc, options: Values, path: tuple[t.Any, ...] = ()) -> Procedure[list[Aspect]]:
        channel = options.get("channel")
        if channel is None:
            channel = yield from bmc.current_channel()
        return aspects_of(self.attributes, options, path, channel)

    def survey(self, bmc: Bmc) -> Procedure[list[Subject]]:
        channels = yield from bmc.lan_channels()
        return [Subject({"channel": channel}, every_aspect(self.attributes, (), channel)) for channel in channels]

    def read_all(self, bmc: Bmc) -> Procedure[list[dict[str, t.Any]]]:
        """Return the channels that have SOL settings at all."""
        documents = yield from super().read_all(bmc)
        return [document for document in documents if len(document) > 1]


SOL = Sol()

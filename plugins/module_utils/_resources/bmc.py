# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What one run knows of the BMC it talks to.

Everything read is remembered, so that nothing is asked twice in a session; a write makes it forget what may have
changed. Which BMC it is, and which channels it has, does not change and is kept. What is known to be needed can be read
ahead: then two requests are under way at a time, and reading it finds the answers here.
"""

from __future__ import annotations

import typing as t

from .._ipmi.codec.message import Request, Response
from .._ipmi.commands.channel import GetChannelInfoRequest
from .._ipmi.commands.device import GetDeviceIdRequest
from .._ipmi.effects import Facts, Procedure, SessionFacts, Together
from .._ipmi.errors import CompletionCodeError, DecodeError, NotSupported
from .._ipmi.spec.channel import CURRENT_CHANNEL, ChannelMedium
from .._ipmi.spec.vendor import vendor_name

IMPLEMENTATION_CHANNELS = range(1, 0x0C)
"""Channel numbers that a BMC may give to its LAN and serial channels. IPMI v2.0 §6.3."""

LAN_MEDIA = (ChannelMedium.LAN, ChannelMedium.OTHER_LAN)


class Bmc:
    """A memory of reads, and the facts that resources share."""

    def __init__(self) -> None:
        self._answers: dict[Request, Response | CompletionCodeError | DecodeError] = {}
        self._device: t.Any = None
        self._facts: SessionFacts | None = None
        self._channels: dict[int, t.Any] = {}
        self._current_channel: int | None = None
        self.claimed_user_ids: set[int] = set()
        self.own_user_ids: frozenset[int] | None = None
        self.login_is_given_up = False

    def read(self, request: Request) -> Procedure[t.Any]:
        """Send a request that only reads, or return what it was answered with before.

        Raises CompletionCodeError, or DecodeError for an answer that makes no sense.
        """
        answer = self._answers.get(request)
        if answer is None:
            try:
                answer = yield request
            except (CompletionCodeError, DecodeError) as error:
                answer = error
            self._answers[request] = answer
        if isinstance(answer, (CompletionCodeError, DecodeError)):
            raise answer
        return answer

    def read_ahead(self, requests: t.Iterable[Request]) -> Procedure[None]:
        """Send requests that are going to be read, as far as they are not answered yet.

        Only what will be read in any case belongs here: an exchange saved a wait, and one that is not needed costs one.
        """
        missing = [request for request in dict.fromkeys(requests) if request not in self._answers]
        if len(missing) > 1:
            answers = yield Together(missing)
            self._answers.update(zip(missing, answers))

    def forget(self) -> None:
        """Forget every answer that a write may have changed."""
        self._answers.clear()

    def identify(self) -> Procedure[None]:
        """Learn which BMC this is."""
        self._device = yield from self.read(GetDeviceIdRequest())
        self._facts = yield Facts()

    @property
    def identified(self) -> bool:
        return self._device is not None

    @property
    def manufacturer_id(self) -> int:
        return int(self._device.manufacturer_id)

    @property
    def product_id(self) -> int:
        return int(self._device.product_id)

    def facts(self) -> Procedure[SessionFacts]:
        """Return what is known of the session as it is now."""
        self._facts = yield Facts()
        return self._facts

    def channel_info(self, number: int) -> Procedure[t.Any]:
        """Return Get Channel Info of a channel, or None where there is no such channel."""
        if number not in self._channels:
            try:
                info = yield GetChannelInfoRequest(channel_number=number)
            except CompletionCodeError:
                info = None
            self._channels[number] = info
            if info is not None and info.channel_number in IMPLEMENTATION_CHANNELS:
                # Asked for the channel in use, a BMC says which one that is.
                self._channels.setdefault(info.channel_number, info)
        return self._channels[number]

    def channel_infos(self, numbers: t.Iterable[int] = IMPLEMENTATION_CHANNELS) -> Procedure[dict[int, t.Any]]:
        """Return Get Channel Info of those channels that there are, by number."""
        missing = [number for number in numbers if number not in self._channels]
        answers = yield Together([GetChannelInfoRequest(channel_number=number) for number in missing])
        for number, answer in zip(missing, answers):
            if isinstance(answer, DecodeError):
                raise answer
            self._channels[number] = None if isinstance(answer, CompletionCodeError) else answer
        return {number: self._channels[number] for number in numbers if self._channels[number] is not None}

    def lan_channels(self) -> Procedure[list[int]]:
        """Return the numbers of all LAN channels, lowest first."""
        infos = yield from self.channel_infos()
        return [number for number, info in infos.items() if info.channel_medium in LAN_MEDIA]

    def current_channel(self) -> Procedure[int]:
        """Return the channel of the session; over the host's own device, the first LAN channel."""
        if self._current_channel is None:
            info = yield from self.channel_info(CURRENT_CHANNEL)
            is_lan = info is not None and info.channel_medium in LAN_MEDIA
            # A BMC that returns the number it was asked for has not said which channel that is.
            if is_lan and info.channel_number in IMPLEMENTATION_CHANNELS:
                self._current_channel = int(info.channel_number)
            else:
                channels = yield from self.lan_channels()
                if not channels:
                    raise NotSupported("This BMC has no LAN channel")
                self._current_channel = channels[0]
        return self._current_channel

    def session_channel(self) -> Procedure[int | None]:
        """Return the channel that the session came in on, or None over the host's own device."""
        facts = yield from self.facts()
        return None if facts.interface == "open" else (yield from self.current_channel())

    def identity(self) -> dict[str, t.Any]:
        """Return which BMC this is, for results."""
        device, facts = self._device, self._facts
        guid = facts.system_guid if facts else None
        return {
            "system_guid": guid.hex() if guid else None,
            "manufacturer_id": device.manufacturer_id,
            "manufacturer": vendor_name(device.manufacturer_id),
            "product_id": device.product_id,
            "firmware": device.firmware_revision,
            "address": facts.host if facts else None,
            "channel": self._current_channel,
            "cipher_suite": facts.cipher_suite if facts else None,
        }

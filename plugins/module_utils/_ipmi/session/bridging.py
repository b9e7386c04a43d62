# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests to a controller behind the BMC, carried by Send Message. IPMI v2.0 §6.13, §22.7.

The request is packed as an IPMB message and becomes the data of Send Message to the BMC; with a transit controller
on the way, that is packed once more. The BMC tracks the request, so the answer comes back to us by itself. Two
forms are in use:

* the BMC answers Send Message at once with 00h and no data, and later passes on the target's response as a message
  of its own;
* the BMC waits, and puts the target's whole response into the data of the answer to Send Message.

All layers carry the same sequence number, by which they are recognised; addresses in responses are not to be relied
on. A completion code other than 00h of any Send Message ends it.
"""

from __future__ import annotations

import typing as t

from ..errors import DecodeError
from ..rmcp.ipmi_message import BMC_ADDRESS, IpmiMessage
from ..spec.app import SEND_MESSAGE
from ..spec.messaging import Tracking

_TRACKED = Tracking.TRACK_REQUEST << 6
_SEND_MESSAGE_RESPONSE = (SEND_MESSAGE.net_fn | 1, SEND_MESSAGE.number)


class Target(t.NamedTuple):
    """A controller behind the BMC: IPMB address and channel, and the controller in between for a double bridge."""

    address: int
    channel: int = 0
    transit_address: int | None = None
    transit_channel: int | None = None


class Reply(t.NamedTuple):
    """An answer that ends a bridged request. ``hop_failed``: it is Send Message that was answered so."""

    completion_code: int
    data: bytes
    hop_failed: bool = False


ACKNOWLEDGED = Reply(0, b"")
"""Send Message was accepted; the answer is still to come. Compared by identity."""


def wrap(request: IpmiMessage, target: Target) -> IpmiMessage:
    """Return the message to send to the BMC so that ``request`` reaches ``target``."""
    inner = request._replace(to_address=target.address, from_address=BMC_ADDRESS)
    outer = _send_message(inner, target.channel)
    if target.transit_address is None:
        return outer
    middle = outer._replace(to_address=target.transit_address, from_address=BMC_ADDRESS)
    return _send_message(middle, target.transit_channel or 0)


def _send_message(inner: IpmiMessage, channel: int) -> IpmiMessage:
    data = bytes((_TRACKED | channel,)) + inner.pack()
    return IpmiMessage(SEND_MESSAGE.net_fn, SEND_MESSAGE.number, data, inner.sequence)


def unwrap(response: IpmiMessage, expected: tuple[int, int]) -> Reply | None:
    """Return the answer that a response holds, or None when it belongs to something else.

    ``expected`` is network function and command of the response awaited from the target.
    """
    while (response.net_fn, response.command) == _SEND_MESSAGE_RESPONSE:
        if response.data[0]:
            return Reply(response.data[0], response.data[1:], hop_failed=True)
        if len(response.data) == 1:
            return ACKNOWLEDGED
        try:
            response = IpmiMessage.unpack(response.data[1:])
        except DecodeError:
            return None
    if (response.net_fn, response.command) != expected:
        return None
    return Reply(response.data[0], response.data[1:])

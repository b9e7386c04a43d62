# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Any command with free bytes, where no message is declared. Made while running, so it is none of ``commands``."""

from __future__ import annotations

import typing as t

from ..codec.fields import rest
from ..codec.message import Request, Response
from ..commands.secret import HidesSecrets
from ..spec.command import Command


class RawResponse(HidesSecrets, Response):
    """Whatever follows the completion code; the defining body of an OEM command is part of it."""

    secret_fields = frozenset({"data"})

    data: bytes = rest()


class RawRequest(HidesSecrets, Request, response=RawResponse):
    """Free bytes, to a LUN of the BMC; they may hold a password, so nobody shows them. Made by ``raw_request``."""

    secret_fields = frozenset({"data"})

    data: bytes = rest()


def raw_request(command: Command, data: bytes, lun: int = 0) -> RawRequest:
    """Return a request of any command. A request's class has the command and the LUN, so a class is made for it."""
    made: t.Any = type("RawRequest", (RawRequest,), {"responder_lun": lun}, command=command)
    return t.cast(RawRequest, made(data=data))

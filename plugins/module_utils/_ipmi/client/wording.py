# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Messages as a person reads them: titles, fields, completion codes. What is secret is not in it."""

from __future__ import annotations

import enum
import typing as t

from ..codec.message import Message, Request, Response
from ..commands.boot import GetSystemBootOptionsRequest, SetSystemBootOptionsRequest
from ..commands.boot_parameters import BOOT_PARAMETERS
from ..commands.lan import GetLanConfigurationParametersRequest, SetLanConfigurationParametersRequest
from ..commands.lan_parameters import LAN_PARAMETERS
from ..commands.secret import HidesSecrets
from ..commands.sol import GetSolConfigurationParametersRequest, SetSolConfigurationParametersRequest
from ..commands.sol_parameters import SOL_PARAMETERS
from ..errors import DecodeError

_HIDDEN = "****"
_PARAMETERS: dict[type, t.Mapping[int, type[Message]]] = {
    GetLanConfigurationParametersRequest: LAN_PARAMETERS,
    SetLanConfigurationParametersRequest: LAN_PARAMETERS,
    GetSolConfigurationParametersRequest: SOL_PARAMETERS,
    SetSolConfigurationParametersRequest: SOL_PARAMETERS,
    GetSystemBootOptionsRequest: BOOT_PARAMETERS,
    SetSystemBootOptionsRequest: BOOT_PARAMETERS,
}
"""What the data of these requests, and of their answers, is made of."""


def describe_request(request: Request) -> str:
    """Return title and fields of a request, such as ``Get Channel Access: channel_number=1``."""
    return _joined(request.command.title, _fields_of(request, request))


def describe_answer(request: Request, data: bytes) -> str:
    """Return the fields of what a request was answered with; for data that does not fit, what is wrong with it."""
    prefix = request.command.prefix
    try:
        response = request.response.unpack(data[len(prefix) :] if data.startswith(prefix) else data)
    except DecodeError as error:
        return str(error)
    return _fields_of(response, request)


def describe_fields(message: Message, hidden: t.Collection[str] = (), dull: tuple[str, ...] = ()) -> str:
    """Return the fields of a message, but for those that end in one of ``dull``.

    Those of ``hidden`` are masked, and so are the message's own secrets.
    """
    if isinstance(message, HidesSecrets):
        hidden = {*hidden, *message.secret_fields}
    shown = []
    for name, value in message.__dict__.items():
        if name.startswith("_") or name.endswith(dull) or value is None:
            continue
        if name == "username":
            value = value.decode("latin-1")
        shown.append(f"{name}={_HIDDEN if name in hidden and value else _plain(value)}")
    return ", ".join(shown)


def _fields_of(message: Request | Response, request: Request) -> str:
    """Return the fields of a request or its answer, the data of a parameter taken apart."""
    parameters = _PARAMETERS.get(type(request))
    if parameters is None:
        return describe_fields(message)
    parameter = parameters.get(request.__dict__["parameter_selector"])
    data = message.__dict__.get("data", b"")
    if parameter is None or not data:
        fields = describe_fields(message)
        return f"{parameter.__name__}, {fields}" if parameter is not None and fields else fields
    name = parameter.__name__
    rest = ", ".join(
        f"{field}={_plain(value)}"
        for field, value in message.__dict__.items()
        if field != "data" and not field.startswith("_")
    )
    try:
        return f"{rest}, {name}({describe_fields(parameter.unpack(data))})"
    except DecodeError as error:
        return f"{rest}, {name}({error})"


def _joined(title: str, fields: str) -> str:
    return f"{title}: {fields}" if fields else title


def _plain(value: t.Any) -> str:
    if isinstance(value, enum.Enum):
        return value.name.lower()
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, bytes):
        return value.hex(" ") if value else "(none)"
    if isinstance(value, Message):
        return f"({describe_fields(value)})"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(_plain(entry) for entry in value)}]"
    return str(value)

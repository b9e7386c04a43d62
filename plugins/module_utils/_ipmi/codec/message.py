# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Base classes of everything that has a wire form.

``Message`` turns a class body of field functions into an immutable value with ``pack`` and ``unpack``.
``Request`` and ``Response`` add the command they belong to. The data of a response starts after the
completion code: a response object exists only for 00h.
"""

from __future__ import annotations

import typing as t

from ..spec.command import Command
from .layout import MISSING, Field, Layout

M = t.TypeVar("M", bound="Message")


class Message:
    """An immutable value with a wire form. Fields are given by keyword; two messages with equal fields are equal.

    To a type checker any keyword will do, with any value: a field that is annotated with an enumeration also takes the
    numbers that the enumeration does not name, and optional fields may be left out. The names are checked when the
    message is made.
    """

    layout: t.ClassVar[Layout] = Layout("Message", [])

    def __init_subclass__(cls, **kwargs: t.Any) -> None:
        super().__init_subclass__(**kwargs)
        own = []
        for name, value in list(vars(cls).items()):
            if isinstance(value, Field):
                value.name = name
                own.append(value)
                delattr(cls, name)
        if own:
            cls.layout = Layout(cls.__name__, own)

    def __init__(self, **values: t.Any) -> None:
        layout = self.layout
        state = self.__dict__
        for name, field in layout.fields.items():
            value = values.get(name, field.default)
            if value is MISSING:
                raise TypeError(f"{layout.owner} needs {name}")
            state[name] = value
        if len(values) > len(layout.names) or not layout.names.issuperset(values):
            raise TypeError(f"{layout.owner} has no {', '.join(sorted(set(values) - layout.names))}")

    def pack(self) -> bytes:
        """Return the bytes of this message. Raises EncodeError naming the field that has no wire form."""
        return self.layout.pack(self.__dict__)

    @classmethod
    def unpack(cls: type[M], data: bytes) -> M:
        """Return the message in ``data``. Raises DecodeError naming the field; any other exception is a bug."""
        message = cls.__new__(cls)
        message.__dict__.update(cls.layout.unpack(data))
        return message

    def replace(self: M, **changes: t.Any) -> M:
        """Return a copy with some fields changed."""
        return type(self)(**{**self.__dict__, **changes})

    def __setattr__(self, name: str, value: t.Any) -> None:
        raise AttributeError(f"{type(self).__name__} cannot be changed; use replace()")

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.__dict__ == other.__dict__

    def __hash__(self) -> int:
        # Numbers are enough to tell most messages apart; what a field with a converter holds may have no hash.
        values = self.__dict__
        return hash((type(self), *[values[name] for name in self.layout.plain]))

    def __repr__(self) -> str:
        values = ", ".join(f"{name}={value!r}" for name, value in self.__dict__.items())
        return f"{type(self).__name__}({values})"


class Response(Message):
    """The data of a successful answer, after the completion code."""


class Request(Message):
    """A command with its data.

    A subclass names its command and the response that belongs to it::

        class GetDeviceIdRequest(Request, command=GET_DEVICE_ID, response=GetDeviceIdResponse):
    """

    command: t.ClassVar[Command]
    response: t.ClassVar[type[Response]] = Response
    responder_lun: t.ClassVar[int] = 0
    """The logical unit that the request is addressed to; a field ``lun`` of a message is about another one."""

    def __init_subclass__(
        cls, command: Command | None = None, response: type[Response] | None = None, **kwargs: t.Any
    ) -> None:
        super().__init_subclass__(**kwargs)
        if command is not None:
            cls.command = command
        if response is not None:
            cls.response = response


class Parameter(Message):
    """One selector of a configuration-parameter command (LAN, SOL, boot options).

    ``selector`` is the parameter number. A parameter with ``has_set_selector`` or ``has_block_selector`` carries
    those selectors as its first fields, as the specification lays them out.
    """

    selector: t.ClassVar[int]
    read_only: t.ClassVar[bool] = False
    write_only: t.ClassVar[bool] = False
    has_set_selector: t.ClassVar[bool] = False
    has_block_selector: t.ClassVar[bool] = False

    def __init_subclass__(
        cls,
        selector: int | None = None,
        read_only: bool | None = None,
        write_only: bool | None = None,
        has_set_selector: bool | None = None,
        has_block_selector: bool | None = None,
        **kwargs: t.Any,
    ) -> None:
        super().__init_subclass__(**kwargs)
        given = {
            "selector": selector,
            "read_only": read_only,
            "write_only": write_only,
            "has_set_selector": has_set_selector,
            "has_block_selector": has_block_selector,
        }
        for name, value in given.items():
            if value is not None:
                setattr(cls, name, value)

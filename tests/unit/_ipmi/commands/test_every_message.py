# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What holds for every declared message, whatever it is about."""

from __future__ import annotations

import importlib
import typing as t
from pathlib import Path

import pytest
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.codec.layout import Field
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.codec.message import (
    Message,
    Parameter,
    Request,
    Response,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands import firewall
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.boot_parameters import BOOT_PARAMETERS
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.lan_parameters import LAN_PARAMETERS
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.sol_parameters import SOL_PARAMETERS
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.errors import DecodeError
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.command_index import (
    find_command,
    find_command_by_title,
)
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.spec.firewall import defining_body_size
from collection_path import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st

COMMANDS = "plugins/module_utils/_ipmi/commands"
PACKAGE = f"ansible_collections.baremetal.ipmi.{COMMANDS.replace('/', '.')}"


def _subclasses(root: type[Message]) -> t.Iterator[type[Message]]:
    for subclass in root.__subclasses__():
        yield subclass
        yield from _subclasses(subclass)


for path in sorted((ROOT / COMMANDS).glob("[!_]*.py")):
    importlib.import_module(f"{PACKAGE}.{Path(path).stem}")

MESSAGES = sorted({cls for cls in _subclasses(Message) if cls.__module__.startswith(PACKAGE)}, key=lambda c: c.__name__)
REQUESTS = [cls for cls in MESSAGES if issubclass(cls, Request)]
PARAMETERS = [cls for cls in MESSAGES if issubclass(cls, Parameter) and hasattr(cls, "selector")]
REGISTRIES = {"LanParameter": LAN_PARAMETERS, "SolParameter": SOL_PARAMETERS, "BootParameter": BOOT_PARAMETERS}


def of_each(classes: list[type[t.Any]]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("cls", classes, ids=[cls.__name__ for cls in classes])


def examples(number: int) -> t.Callable[[t.Callable[..., t.Any]], t.Callable[..., t.Any]]:
    return settings(max_examples=number, deadline=None, database=None)


@st.composite
def values_of(draw: st.DrawFn, cls: type[Message]) -> dict[str, t.Any]:
    """Values for every field, made from the layout: any number that fits, as a caller would see it.

    Optional fields are cut off at some byte, as a BMC may do.
    """
    layout = cls.layout
    size = draw(st.integers(layout.minimum_size, layout.fixed_size)) * 8
    values = {field.name: _seen(field, draw(st.integers(0, field.mask))) for field in layout.placed}
    for field in layout.placed:
        if field.optional and field.shift + field.size > size:
            values[field.name] = None
    if layout.tail is not None:
        data = draw(st.binary(max_size=24)) if size == layout.fixed_size * 8 else b""
        values[layout.tail.name] = _seen(layout.tail, data)
    if cls is firewall.SetCommandSubFunctionEnablesRequest:
        values["defining_body"] = bytes(defining_body_size(values["net_fn"]))
    return values


def _seen(field: Field, raw: t.Any) -> t.Any:
    return raw if field.decode is None else field.decode(raw)


@of_each(MESSAGES)
@examples(50)
@given(data=st.data())
def test_what_is_packed_is_unpacked(cls: type[Message], data: st.DataObject) -> None:
    message = cls(**data.draw(values_of(cls)))
    assert cls.unpack(message.pack()) == message


@of_each(MESSAGES)
@examples(50)
@given(data=st.data())
def test_any_bytes_are_a_message_or_a_decode_error(cls: type[Message], data: st.DataObject) -> None:
    size = cls.layout.fixed_size
    wire = data.draw(st.one_of(st.binary(max_size=size + 4), st.binary(min_size=size, max_size=size)))
    try:
        message = cls.unpack(wire)
    except DecodeError:
        return
    assert cls.unpack(message.pack()) == message


@of_each(MESSAGES)
@examples(10)
@given(data=st.data())
def test_every_prefix_is_a_message_or_a_decode_error(cls: type[Message], data: st.DataObject) -> None:
    wire = cls(**data.draw(values_of(cls))).pack()
    for size in range(len(wire)):
        if size < cls.layout.minimum_size:
            with pytest.raises(DecodeError, match=cls.__name__):
                cls.unpack(wire[:size])
        else:
            try:
                cls.unpack(wire[:size])
            except DecodeError as error:
                assert cls.__name__ in str(error)


@of_each(REQUESTS)
def test_a_request_is_named_after_its_command(cls: type[Request]) -> None:
    assert cls.__name__.endswith("Request")
    assert find_command_by_title(cls.__name__[: -len("Request")]) is cls.command
    assert find_command(cls.command.net_fn, cls.command.number) is cls.command
    assert cls.response is Response or cls.response.__name__ == cls.__name__[: -len("Request")] + "Response"


def test_each_command_has_one_request() -> None:
    assert len({cls.command for cls in REQUESTS}) == len(REQUESTS)


@of_each(REQUESTS)
def test_no_field_hides_what_the_class_says(cls: type[Request]) -> None:
    assert not cls.layout.names & {"command", "response", "layout", "pack", "unpack", "replace"}
    assert not cls.response.layout.names & {"layout", "pack", "unpack", "replace"}


@of_each(PARAMETERS)
def test_a_parameter_is_registered_under_its_selector(cls: type[Parameter]) -> None:
    assert _registry_of(cls)[cls.selector] is cls


def _registry_of(cls: type[Parameter]) -> dict[int, type[Parameter]]:
    return next(REGISTRIES[base.__name__] for base in cls.__mro__ if base.__name__ in REGISTRIES)


@of_each(PARAMETERS)
def test_selectors_come_first_in_a_parameter(cls: type[Parameter]) -> None:
    expected = ["set_selector"] * cls.has_set_selector + ["block_selector"] * cls.has_block_selector
    assert [name for name in cls.layout.fields if name in ("set_selector", "block_selector")] == expected
    assert list(cls.layout.fields)[: len(expected)] == expected


@pytest.mark.parametrize(
    ("registry", "selectors"),
    [
        (LAN_PARAMETERS, {*range(27), *range(50, 81)}),
        (SOL_PARAMETERS, set(range(9))),
        (BOOT_PARAMETERS, set(range(8))),
    ],
    ids=["lan", "sol", "boot"],
)
def test_no_parameter_is_missing(registry: dict[int, type[Parameter]], selectors: set[int]) -> None:
    assert set(registry) == selectors


def test_secrets_do_not_show() -> None:
    hiding = [cls for cls in MESSAGES if getattr(cls, "secret_fields", None)]
    assert hiding
    for cls in hiding:
        assert cls.secret_fields <= cls.layout.names
        values = {field.name: _seen(field, 1) for field in cls.layout.placed}
        values.update({field.name: b"calvin" for field in cls.layout.fields.values() if field.size is None})
        shown = repr(cls(**values))
        assert "calvin" not in shown
        assert all(f"{name}=****" in shown for name in cls.secret_fields)

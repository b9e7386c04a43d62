# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a task may be told: options with their kinds.

A ``Kind`` is the type of a value as a person writes it: what Ansible's argument spec says of it, and a check that
turns it into its one normal form or says what is wrong. Checks run before any traffic.
"""

from __future__ import annotations

import ipaddress
import re
import typing as t

from .._ipmi.errors import InvalidOption


class Kind(t.NamedTuple):
    """``spec`` is the part of an Ansible argument spec; ``check`` returns the normal form or raises ValueError."""

    spec: t.Mapping[str, t.Any]
    check: t.Callable[[t.Any], t.Any] = lambda value: value
    options: tuple[Option, ...] = ()


class Option(t.NamedTuple):
    """One option of a module. An option that is not given is None and touches nothing."""

    name: str
    kind: Kind
    required: bool = False
    default: t.Any = None
    no_log: bool | None = None
    aliases: tuple[str, ...] = ()


def argument_spec(options: t.Iterable[Option]) -> dict[str, dict[str, t.Any]]:
    """Return Ansible's argument spec of some options."""
    spec = {}
    for option in options:
        entry = dict(option.kind.spec)
        if option.kind.options:
            entry["options"] = argument_spec(option.kind.options)
        if option.required:
            entry["required"] = True
        if option.default is not None:
            entry["default"] = option.default
        if option.no_log is not None:
            entry["no_log"] = option.no_log
        if option.aliases:
            entry["aliases"] = list(option.aliases)
        spec[option.name] = entry
    return spec


def check_options(options: t.Iterable[Option], values: t.Mapping[str, t.Any], path: str = "") -> dict[str, t.Any]:
    """Return the normal form of ``values``. Raises InvalidOption naming the option by its whole path."""
    result: dict[str, t.Any] = {}
    for option in options:
        value = values.get(option.name)
        if value is not None:
            value = _check_value(option.kind, value, f"{path}{option.name}")
        result[option.name] = value
    return result


def _check_value(kind: Kind, value: t.Any, path: str) -> t.Any:
    if kind.options:
        if isinstance(value, list):
            value = [check_options(kind.options, entry, f"{path}[{index}].") for index, entry in enumerate(value)]
        else:
            value = check_options(kind.options, value, f"{path}.")
    try:
        return kind.check(value)
    except ValueError as error:
        raise InvalidOption(f"{path}: {error}") from None


def boolean() -> Kind:
    """Yes or no."""
    return Kind({"type": "bool"})


def integer(minimum: int, maximum: int, *, step: int = 1) -> Kind:
    """A whole number from ``minimum`` to ``maximum``; the BMC stores it in units of ``step``."""

    def check(value: int) -> int:
        if not minimum <= value <= maximum:
            raise ValueError(f"{value} is not between {minimum} and {maximum}")
        if value % step:
            raise ValueError(f"{value} is not a multiple of {step}, the BMC's unit")
        return value

    return Kind({"type": "int"}, check)


def choice(*values: str) -> Kind:
    """One of some words."""
    return Kind({"type": "str", "choices": list(values)})


def choices(*values: str) -> Kind:
    """Any of some words, as a list without order."""
    return Kind({"type": "list", "elements": "str", "choices": list(values)}, lambda value: sorted(set(value)))


def text(maximum_bytes: int, *, minimum_bytes: int = 0) -> Kind:
    """A string that fits into ``maximum_bytes`` bytes of Latin-1 on the BMC."""

    def check(value: str) -> str:
        try:
            size = len(value.encode("latin-1"))
        except UnicodeEncodeError:
            raise ValueError("it has a character that a BMC cannot store") from None
        if not minimum_bytes <= size <= maximum_bytes:
            raise ValueError(f"it has {size} bytes, a BMC stores {minimum_bytes} to {maximum_bytes}")
        if "\x00" in value:
            raise ValueError("it has a NUL character")
        return value

    return Kind({"type": "str"}, check)


def password() -> Kind:
    """A password of at most 20 bytes in UTF-8. Its value never appears in a message."""

    def check(value: str) -> str:
        size = len(value.encode("utf-8"))
        if size > 20:
            raise ValueError(f"it has {size} bytes, IPMI 2.0 stores at most 20")
        if "\x00" in value:
            raise ValueError("it has a NUL character")
        return value

    return Kind({"type": "str"}, check)


def ipv4_address() -> Kind:
    """An IPv4 address."""
    return Kind({"type": "str"}, lambda value: str(ipaddress.IPv4Address(value)))


def ipv6_address() -> Kind:
    """An IPv6 address, in its compressed form."""
    return Kind({"type": "str"}, lambda value: str(ipaddress.IPv6Address(value)))


def netmask() -> Kind:
    """An IPv4 netmask, as a mask without holes or as a prefix length."""

    def check(value: str) -> str:
        try:
            number = (1 << 32) - (1 << (32 - int(value))) if value.isdigit() else int(ipaddress.IPv4Address(value))
        except ValueError:
            raise ValueError(f"{value!r} is neither a netmask nor a prefix length from 0 to 32") from None
        inverse = number ^ 0xFFFFFFFF
        if inverse & (inverse + 1):
            raise ValueError(f"{value!r} is a netmask with holes")
        return str(ipaddress.IPv4Address(number))

    return Kind({"type": "str"}, check)


def mac_address() -> Kind:
    """A MAC address; colons, dashes or dots are taken, lower case with colons comes out."""

    def check(value: str) -> str:
        digits = re.sub(r"[:.-]", "", value).lower()
        if not re.fullmatch(r"[0-9a-f]{12}", digits):
            raise ValueError(f"{value!r} is not a MAC address")
        return ":".join(digits[index : index + 2] for index in range(0, 12, 2))

    return Kind({"type": "str"}, check)


def mapping(*options: Option) -> Kind:
    """A dictionary with options of its own."""
    return Kind({"type": "dict"}, options=options)


def listing(*options: Option) -> Kind:
    """A list of dictionaries with options of their own."""
    return Kind({"type": "list", "elements": "dict"}, options=options)


def strings() -> Kind:
    """A list of strings."""
    return Kind({"type": "list", "elements": "str"})

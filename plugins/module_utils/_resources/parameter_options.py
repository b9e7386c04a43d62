# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How options and the fields of a configuration parameter become each other.

A parameter is written whole. So what a document does not speak of, and values that have no word, are kept as they
were read.
"""

from __future__ import annotations

import enum
import typing as t

from .._desired.engine import UNREADABLE
from .._desired.facet import Unsupported, Values
from .._ipmi.codec.message import Parameter, Request
from .._ipmi.effects import Procedure
from .._ipmi.errors import CompletionCodeError, DecodeError, NotSupported
from .._ipmi.spec.completion_code import ABSENT, CompletionCode
from .bmc import Bmc
from .words import word

P = t.TypeVar("P", bound=Parameter)

PARAMETER_UNSUPPORTED = 0x80
PARAMETER_READ_ONLY = 0x82
PARAMETER_WRITE_ONLY = 0x83
MISSING_CODES = ABSENT | {
    PARAMETER_UNSUPPORTED, PARAMETER_WRITE_ONLY, CompletionCode.OUT_OF_RANGE, CompletionCode.NOT_PRESENT,
    CompletionCode.INVALID_FIELD,
}  # fmt: skip
"""What BMCs answer when asked for a parameter that they do not have, where the specification wants 80h."""
UNWRITABLE_CODES = ABSENT | {PARAMETER_UNSUPPORTED, PARAMETER_READ_ONLY}


def _same(value: t.Any) -> t.Any:
    return value


class Spelling(t.NamedTuple):
    """One option: which field holds it, and how its value is spelled for people and in the field."""

    option: str
    field: str
    format: t.Callable[[t.Any], t.Any] = _same
    parse: t.Callable[[t.Any], t.Any] = _same


def by_name(option: str, field: str, names: t.Mapping[str, enum.IntEnum]) -> Spelling:
    """Spell a field with ``names``; a value that has none cannot be read as an option."""
    spelled = {value: name for name, value in names.items()}
    return Spelling(option, field, lambda value: spelled.get(value, UNREADABLE), lambda name: names[name])


def enumerated(option: str, field: str, enumeration: type[enum.IntEnum]) -> Spelling:
    """Spell a field with the names of an enumeration's members."""
    return by_name(option, field, {word(member): member for member in enumeration})


def counted(option: str, field: str, *, step: int = 1, minimum: int = 0) -> Spelling:
    """Spell a field that counts in units of ``step``; a value below ``minimum`` is none that can be set."""

    def format_count(value: int) -> t.Any:
        return value * step if value >= minimum else UNREADABLE

    return Spelling(option, field, format_count, lambda value: value // step)


def read_parameter(bmc: Bmc, request: Request, parameter: type[P]) -> Procedure[P | Unsupported]:
    """Return the parameter that ``request`` asks for."""
    try:
        answer = yield from bmc.read(request)
        return parameter.unpack(answer.data)
    except CompletionCodeError as error:
        if error.completion_code not in MISSING_CODES:
            raise
        return Unsupported(f"parameter {parameter.selector} is missing, {error}")
    except DecodeError as error:
        return Unsupported(str(error))


def write_parameter(request: Request, options: t.Iterable[str]) -> Procedure[None]:
    """Send a write; ``options`` are what it is about. Raises NotSupported when the BMC never lets it be written."""
    try:
        yield request
    except CompletionCodeError as error:
        if error.completion_code not in UNWRITABLE_CODES:
            raise
        raise NotSupported(f"{', '.join(options)}: this BMC does not let it be changed, {error}") from None


def format_options(parameter: Parameter, spellings: t.Iterable[Spelling]) -> dict[str, t.Any]:
    """Return the options that a parameter holds."""
    return {entry.option: entry.format(getattr(parameter, entry.field)) for entry in spellings}


def parse_options(options: Values, parameter: P, spellings: t.Iterable[Spelling]) -> P:
    """Return ``parameter`` with the options in it; what has no word, or is None, keeps its value."""
    changes = {
        entry.field: entry.parse(options[entry.option])
        for entry in spellings
        if options[entry.option] is not UNREADABLE and options[entry.option] is not None
    }
    return parameter.replace(**changes)

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The parts a resource is declared with.

* A **facet** is what the BMC reads and writes in one go: a Get/Set pair of commands, or one configuration
  parameter. Its state is a dictionary from option name to a value in a person's words.
* An **attribute** says which facet holds an option.
* An **aspect** is a facet of one particular thing on the BMC (the access of user 3 on channel 1), with what is
  wanted of it. The engine works on aspects and knows nothing else.

Keys of a facet's state that start with ``_`` are no options: the facet reads them, so that it can write them back
unchanged.
"""

from __future__ import annotations

import typing as t

from .._ipmi.effects import Procedure
from .._ipmi.errors import StateError
from .options import Kind, Option

Values = t.Mapping[str, t.Any]


class Unsupported(t.NamedTuple):
    """What a facet's ``read`` returns when this BMC does not have it."""

    reason: str


class StaysWritten(StateError):
    """Raised by a facet's ``write`` when it fails after it has written, and cannot take that back."""

    error_code = "change_stays"


class Bracket(t.NamedTuple):
    """Commands around a run of writes, such as set-in-progress. ``key`` is equal for aspects that share it."""

    key: t.Hashable
    begin: t.Callable[[], Procedure[None]]
    end: t.Callable[[], Procedure[None]]


class Facet(t.NamedTuple):
    """What is read and written in one go.

    ``read(bmc, target)`` returns the state or Unsupported. An option that is missing from the state, or has an
    Unsupported for a value, is one that this BMC does not have.
    ``ahead(bmc, target)`` returns the requests that ``read`` sends in any case, so that the BMC can be asked for what
    several facets read at a time.
    ``write(bmc, target, current, merged)`` writes the whole facet.
    ``order`` places the write among all others, low first.
    ``probe(bmc, target, wanted)`` answers for what cannot be read: True when it holds, False when not, None when
    the BMC cannot tell.
    ``refuse(bmc, target, current, merged)`` returns why this BMC cannot be brought into a state, or None; it is asked
    while nothing has been written.
    ``guard(bmc, target, current, merged)`` returns why the write would cut off the session, or None.
    ``bracket(bmc, target)`` returns the commands around its writes, or None.
    ``same(option, current, wanted)`` compares values for which ``==`` is not right.
    ``best_effort``: a BMC that refuses or ignores the write is reported in a warning, and the task goes on.
    """

    name: str
    read: t.Callable[[t.Any, t.Any], Procedure[t.Any]]
    write: t.Callable[[t.Any, t.Any, Values, Values], Procedure[None]]
    order: int = 50
    probe: t.Callable[[t.Any, t.Any, Values], Procedure[t.Any]] | None = None
    refuse: t.Callable[[t.Any, t.Any, Values, Values], Procedure[t.Any]] | None = None
    guard: t.Callable[[t.Any, t.Any, Values, Values], Procedure[t.Any]] | None = None
    bracket: t.Callable[[t.Any, t.Any], Bracket | None] | None = None
    same: t.Callable[[str, t.Any, t.Any], bool] | None = None
    best_effort: bool = False
    ahead: t.Callable[[t.Any, t.Any], t.Sequence[t.Any]] | None = None


class Attribute(t.NamedTuple):
    """One option that a facet holds. A ``secret`` is never shown, an option not ``shown`` is left out of documents."""

    name: str
    kind: Kind
    facet: Facet
    secret: bool = False
    shown: bool = True

    def option(self) -> Option:
        return Option(self.name, self.kind, no_log=self.secret)


class Aspect(t.NamedTuple):
    """A facet of one thing, with what is wanted of it. ``path`` is its place in a document and in the diff."""

    path: tuple[t.Any, ...]
    facet: Facet
    target: t.Any
    wanted: Values
    secrets: frozenset[str] = frozenset()

    def __repr__(self) -> str:
        """Name the options without their values, which may be secrets."""
        return f"Aspect({', '.join(map(self.label, self.wanted))})"

    def label(self, name: str | None = None) -> str:
        """Return the place as text, such as ``users.alice.access.1.privilege``."""
        parts = [str(part) for part in self.path]
        return ".".join(parts + ([name] if name else []))


def wanted_by_facet(attributes: t.Iterable[Attribute], options: Values) -> dict[Facet, dict[str, t.Any]]:
    """Sort the options that are given by the facet that holds them."""
    wanted: dict[Facet, dict[str, t.Any]] = {}
    for attribute in attributes:
        value = options.get(attribute.name)
        if value is not None:
            wanted.setdefault(attribute.facet, {})[attribute.name] = value
    return wanted


def aspects_of(
    attributes: t.Sequence[Attribute], options: Values, path: tuple[t.Any, ...], target: t.Any
) -> list[Aspect]:
    """Return the aspects that the given options ask for."""
    secrets = frozenset(attribute.name for attribute in attributes if attribute.secret)
    return [
        Aspect(path, facet, target, wanted, secrets & frozenset(wanted))
        for facet, wanted in wanted_by_facet(attributes, options).items()
    ]

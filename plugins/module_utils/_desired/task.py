# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A task is what one module does: its options, and a procedure that does it.

``Task`` is the common shape. ``Resource`` is the task that most modules are: options held by facets, made to hold by
the engine. Power, raw commands and readers are tasks of their own.
"""

from __future__ import annotations

import typing as t

from .._ipmi.effects import Procedure
from .._ipmi.spec.command import PrivilegeLevel
from .engine import converge, describe, read_ahead
from .facet import Aspect, Attribute, Values
from .options import Option, boolean, check_options, choice
from .outcome import Outcome

WRITING_OPTIONS = (
    Option("allow_lockout", boolean(), default=False),
    Option("unsupported", choice("fail", "skip"), default="fail"),
)
"""Options of every task that writes settings."""


class Task:
    """What one module does.

    ``privilege`` is the highest privilege level that the task may need; a session raises itself only as far as the
    commands it sends require.
    """

    name: str
    options: tuple[Option, ...]
    privilege: PrivilegeLevel
    rules: t.Mapping[str, t.Any] = {}
    """Relations between options, by the names Ansible uses (``mutually_exclusive``, ``required_if`` ...)."""

    def check(self, values: Values) -> dict[str, t.Any]:
        """Return the normal form of the options. Raises InvalidOption; runs before any traffic."""
        return check_options(self.options, values)

    def privilege_for(self, options: Values) -> PrivilegeLevel:
        """Return the level to log in for, with checked options: ``privilege``, unless they tell better."""
        return self.privilege

    def perform(self, bmc: t.Any, options: Values, check: bool) -> Procedure[Outcome]:
        """Do it; in check mode only say what would be done."""
        raise NotImplementedError


class Subject(t.NamedTuple):
    """One thing of a kind that a BMC has several of, as a reader finds it: its identity and all its aspects."""

    identity: dict[str, t.Any]
    aspects: list[Aspect]


class Resource(Task):
    """A task whose options are held by facets.

    A subclass says how to find what the options speak of (``bind``) and what there is on a BMC (``survey``).
    """

    attributes: tuple[Attribute, ...]
    selectors: tuple[Option, ...] = ()
    privilege = PrivilegeLevel.ADMINISTRATOR

    def __init_subclass__(cls, **kwargs: t.Any) -> None:
        super().__init_subclass__(**kwargs)
        if "options" not in cls.__dict__:
            cls.options = cls.selectors + tuple(a.option() for a in cls.attributes) + WRITING_OPTIONS

    def bind(self, bmc: t.Any, options: Values, path: tuple[t.Any, ...] = ()) -> Procedure[list[Aspect]]:
        """Return the aspects that the options ask for. May read; writes nothing."""
        raise NotImplementedError

    def survey(self, bmc: t.Any) -> Procedure[list[Subject]]:
        """Return everything of this kind that the BMC has."""
        raise NotImplementedError

    def perform(self, bmc: t.Any, options: Values, check: bool) -> Procedure[Outcome]:
        aspects = yield from self.bind(bmc, options)
        return (
            yield from converge(
                aspects,
                bmc,
                check=check,
                allow_lockout=bool(options.get("allow_lockout")),
                skip_unsupported=options.get("unsupported") == "skip",
            )
        )

    def read_all(self, bmc: t.Any) -> Procedure[list[dict[str, t.Any]]]:
        """Return everything of this kind as options that this resource takes back."""
        documents = []
        for subject in (yield from self.survey_ahead(bmc)):
            state = yield from describe(subject.aspects, bmc)
            documents.append({**subject.identity, **state})
        return documents

    def survey_ahead(self, bmc: t.Any) -> Procedure[list[Subject]]:
        """Return what :meth:`survey` does, all of it read ahead."""
        subjects = yield from self.survey(bmc)
        yield from read_ahead((aspect for subject in subjects for aspect in subject.aspects), bmc)
        return subjects


def every_aspect(attributes: t.Sequence[Attribute], path: tuple[t.Any, ...], target: t.Any) -> list[Aspect]:
    """Return the aspects of everything that documents show."""
    wanted: dict[t.Any, dict[str, t.Any]] = {}
    for attribute in attributes:
        if attribute.shown and not attribute.secret:
            wanted.setdefault(attribute.facet, {})[attribute.name] = None
    return [Aspect(path, facet, target, names) for facet, names in wanted.items()]

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs a resource's task against an emulated BMC in memory, as a module would."""

from __future__ import annotations

import typing as t

from ansible_collections.baremetal.ipmi.plugins.module_utils._desired.task import Task
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.bmc import Bmc
from ansible_collections.baremetal.ipmi.tests.unit.in_memory import Console


def perform(console: Console, resource: Task, *, check: bool = False, bmc: Bmc | None = None, **given: t.Any) -> t.Any:
    """Run the task with these options and the defaults of the others; the traffic before it is forgotten.

    ``bmc`` is what the task keeps what it knows of the BMC in.
    """
    console.forget_traffic()
    options = resource.check(_complete(resource.options, given))
    return console.run(_identified(lambda bmc: resource.perform(bmc, options, check), bmc))


def _complete(options: t.Iterable[t.Any], values: t.Any) -> t.Any:
    """Fill options in as Ansible does: one that is not given is there, with its default."""
    if isinstance(values, list):
        return [_complete(options, value) for value in values]
    complete = {option.name: option.default for option in options}
    for option in options:
        value = values.get(option.name)
        if value is not None:
            complete[option.name] = _complete(option.kind.options, value) if option.kind.options else value
    return complete


def read_documents(console: Console, resource: Task) -> list[dict[str, t.Any]]:
    """Return what there is on the BMC, as options of the resource."""
    return t.cast("list[dict[str, t.Any]]", console.run(_identified(resource.read_all)))


def _identified(
    work: t.Callable[[Bmc], t.Generator[t.Any, t.Any, t.Any]], bmc: Bmc | None = None
) -> t.Generator[t.Any, t.Any, t.Any]:
    bmc = bmc or Bmc()
    yield from bmc.identify()
    return (yield from work(bmc))

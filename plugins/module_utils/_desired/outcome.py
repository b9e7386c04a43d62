# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a task found and did."""

from __future__ import annotations

import typing as t

HIDDEN = "********"
"""Stands for a secret wherever one would be shown."""


class Outcome:
    """The result of one task. ``before`` and ``after`` hold only what differs, by its place in the document."""

    def __init__(self, *, warnings: list[str] | None = None, not_supported: list[str] | None = None) -> None:
        self.before: dict[str, t.Any] = {}
        self.after: dict[str, t.Any] = {}
        self.written: list[str] = []
        self.warnings: list[str] = warnings or []
        self.not_supported: list[str] = not_supported or []
        self.values: dict[str, t.Any] = {}
        self.forced_change: bool | None = None

    @property
    def changed(self) -> bool:
        return self.before != self.after if self.forced_change is None else self.forced_change

    def record(self, path: t.Sequence[t.Any], name: str, before: t.Any, after: t.Any) -> None:
        """Note one difference. A ``before`` of None stands for nothing there."""
        for tree, value in ((self.before, before), (self.after, after)):
            for part in path:
                tree = tree.setdefault(part, {})
            tree[name] = value

    def withdraw(self, path: t.Sequence[t.Any], name: str, label: str) -> None:
        """Take a difference back that was recorded, because the BMC did not let it happen."""
        if label in self.written:
            self.written.remove(label)
        for tree in (self.before, self.after):
            _remove(tree, [*path, name])


def _remove(tree: dict[t.Any, t.Any], keys: t.Sequence[t.Any]) -> None:
    """Remove a leaf, and every branch that it leaves empty."""
    if len(keys) > 1:
        branch = tree.get(keys[0], {})
        _remove(branch, keys[1:])
        if branch:
            return
    tree.pop(keys[0], None)

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Messages that carry a secret do not show it."""

from __future__ import annotations

import typing as t


class HidesSecrets:
    """Mixed into a message: ``secret_fields`` show as ``****`` in its repr, and so in traces and test failures."""

    secret_fields: t.ClassVar[frozenset[str]] = frozenset()

    def __repr__(self) -> str:
        shown = (
            f"{name}=****" if name in self.secret_fields and value else f"{name}={value!r}"
            for name, value in self.__dict__.items()
        )
        return f"{type(self).__name__}({', '.join(shown)})"

# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Python of a managed host may be too old for a module that is shipped there: then one sentence says so.

A module imports ``run`` first, and ``run`` comes here before it imports anything else: this file can be read by every
Python that gets as far as starting a module. Older ones fail in Ansible's own code, which the action plugin recognizes.
"""

from __future__ import annotations

import json
import re
import sys
import typing as t

OLDEST = (3, 9)
# Our code and Ansible's can be read by OLDEST, as is tested. The rest is what ansible-core says of Pythons that it
# can just about start with.
_SIGNS = re.compile(r"SyntaxError|requires a minimum of Python|requires Python \S+ or newer")


def refusal(python: str) -> dict[str, t.Any]:
    """Return the result of a task for which ``python``, a description of one, is too old."""
    needed = ".".join(map(str, OLDEST))
    return {
        "failed": True,
        "changed": False,
        "error_code": "python_too_old",
        "msg": f"{python} is too old: with bmc_interface: open, baremetal.ipmi needs Python {needed} or later on the "
        "managed host. Install one there and set ansible_python_interpreter to its path.",
    }


def refuse_old_python() -> None:
    """End the module with its result if the Python that runs it is too old."""
    if sys.version_info < OLDEST:
        version = ".".join(map(str, sys.version_info[:3]))
        sys.stdout.write(json.dumps(refusal(f"Python {version} ({sys.executable})")))
        raise SystemExit(1)


def failed_for_old_python(result: t.Mapping[str, t.Any]) -> bool:
    """Tell whether a shipped module failed because the host's Python could not even read it, or Ansible."""
    if not result.get("failed") or "error_code" in result:
        return False
    return _SIGNS.search(f"{result.get('module_stderr', '')}\n{result.get('msg', '')}") is not None

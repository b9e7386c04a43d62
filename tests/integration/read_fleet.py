# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads a fleet in a process with its own limit of open files, for ``test_fan_out.py``: JSON in, JSON out.

``way`` is ``run_fleet``, or ``fan_out`` for doing it without a look at the limit.
"""

from __future__ import annotations

import asyncio
import json
import resource
import sys
import typing as t
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from collection_path import make_importable

make_importable()

from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.client.asynchronous import run_async  # noqa: E402
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.client.fan_out import fan_out, run_fleet  # noqa: E402
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.client.login import Login  # noqa: E402
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.client.work import single  # noqa: E402
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.device import GetDeviceIdRequest  # noqa: E402
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.errors import IpmiError  # noqa: E402

given = json.load(sys.stdin)
outcome: dict[str, t.Any] = {"read": 0, "errors": [], "warnings": [], "raised": ""}


def work(bmc: tuple[str, int]) -> t.Any:
    login = Login(host=bmc[0], port=bmc[1], username=given["username"], password=given["password"])
    return run_async(login, single(GetDeviceIdRequest()))


def done(bmc: tuple[str, int], result: t.Any) -> None:
    if isinstance(result, IpmiError):
        outcome["errors"].append([type(result).__name__, str(result)])
    else:
        outcome["read"] += 1


resource.setrlimit(resource.RLIMIT_NOFILE, tuple(given["limits"]))
try:
    if given["way"] == "run_fleet":
        run_fleet(given["bmcs"], work, at_once=given["at_once"], done=done, warn=outcome["warnings"].append)
    else:
        asyncio.run(fan_out(given["bmcs"], work, at_once=given["at_once"], done=done))
except IpmiError as error:
    outcome["raised"] = f"{type(error).__name__}: {error}"
print(json.dumps(outcome))

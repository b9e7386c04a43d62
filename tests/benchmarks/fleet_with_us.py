# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads a fleet with our client, for ``fleet_reads.py``: ``FIRST_ADDRESS COUNT USER PASSWORD SUITE AT_ONCE``.

What is read is what ``info`` and ``config_info`` return of identity, users, LAN and channels, all in one session for
each BMC. Prints, as JSON, how many BMCs were read, what went wrong, and the most memory in use. It stands for itself
in a process.
"""

from __future__ import annotations

import ipaddress
import json
import resource
import sys
import typing as t
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from collection_path import make_importable

make_importable()

from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.client.asynchronous import run_async  # noqa: E402
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.client.fan_out import run_fleet  # noqa: E402
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.client.login import Login  # noqa: E402
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.effects import Procedure  # noqa: E402
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.errors import IpmiError  # noqa: E402
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.bmc import Bmc  # noqa: E402
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.config import CONFIG_INFO  # noqa: E402
from ansible_collections.baremetal.ipmi.plugins.module_utils._resources.info import INFO  # noqa: E402

first, count, user, password, suite, at_once = sys.argv[1:]
identity = INFO.check({"gather": ["device", "guid"]})
settings = CONFIG_INFO.check({"sections": ["users", "lan", "channels"]})
outcome: dict[str, t.Any] = {"read": 0, "problems": []}


def read() -> Procedure[dict[str, t.Any]]:
    bmc = Bmc()
    yield from bmc.identify()
    who = yield from INFO.perform(bmc, identity, False)
    what = yield from CONFIG_INFO.perform(bmc, settings, False)
    return {**who.values, **what.values["document"]}


def work(host: str) -> t.Awaitable[dict[str, t.Any]]:
    return run_async(Login(host=host, username=user, password=password, cipher_suites=(int(suite),)), read())


def done(host: str, result: dict[str, t.Any] | IpmiError) -> None:
    if isinstance(result, IpmiError):
        outcome["problems"].append(f"{host}: {result}")
    else:
        outcome["read"] += result["guid"] is not None and all(result[name] for name in ("users", "lan", "channels"))


addresses = (str(ipaddress.ip_address(first) + number) for number in range(int(count)))
run_fleet(addresses, work, at_once=int(at_once), done=done, warn=outcome["problems"].append)
outcome["mebibytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps(outcome))

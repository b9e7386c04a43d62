# Copyright (c) 2026, the baremetal.ipmi authors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One session with our client, for ``protocol_cpu.py``: ``HOST PORT USER PASSWORD SUITE LOGINS REQUESTS``.

Prints, as JSON, the CPU seconds of a login with its close, and of a request. It stands for itself in a process.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from collection_path import make_importable

make_importable()

from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.client.blocking import Client  # noqa: E402
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.client.login import Login  # noqa: E402
from ansible_collections.baremetal.ipmi.plugins.module_utils._ipmi.commands.device import GetDeviceIdRequest  # noqa: E402
from ansible_collections.baremetal.ipmi.tests.benchmarks.own_cpu import measure_session  # noqa: E402

host, port, user, password, suite, logins, requests = sys.argv[1:]
login = Login(host=host, port=int(port), username=user, password=password, cipher_suites=(int(suite),))


class ClientSession:
    def __init__(self) -> None:
        self._client = Client(login)
        self._client.__enter__()

    def request(self) -> None:
        self._client.send(GetDeviceIdRequest())

    def close(self) -> None:
        self._client.__exit__(None, None, None)


measure_session(ClientSession, int(logins), int(requests))
